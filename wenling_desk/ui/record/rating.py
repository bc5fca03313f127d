"""The screen turned to the applicant for the five grades."""

from __future__ import annotations

from wenling_desk.ui.page import Frame
from wenling_desk.ui.record.presenter import RecordPresenter
from wenling_desk.ui.widgets.rating import Grade, Rating, RatingPage


def turn_for_rating(frame: Frame, presenter: RecordPresenter, hall: str) -> None:
    """Nobody grades for the applicant; without a grade nothing is kept."""
    sheet = presenter.sheet
    if sheet is None:
        return

    def rated(rating: Rating) -> None:
        presenter.rate(rating.grade_id, rating.means, frame.tell_told)

    grades = [Grade(grade, label) for grade, label in presenter.grades()]
    surface = RatingPage(frame.kit, hall, sheet.headline.title, grades)
    surface.rated.connect(rated)
    frame.turn_to_applicant(surface)
