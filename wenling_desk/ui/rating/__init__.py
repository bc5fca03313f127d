"""评价屏: the applicant's own screen for ratings, away from any case's page."""
