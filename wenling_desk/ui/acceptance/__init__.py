"""受理: from the search for an item to the paper in the applicant's hand."""
