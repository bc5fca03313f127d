"""流动捷办 on the acceptance page: the button knows that the seal was left at home."""

from __future__ import annotations

from tests.support.fakes import EVERYTHING, Counter
from tests.support.law_catalogue import LICENCE, sheet_for
from wenling_desk.ui.acceptance.open_sheet import OpenSheet
from wenling_desk.use_cases.visit_day import VisitHere


def why_not(opened: OpenSheet) -> str:
    """Why the application cannot be accepted; empty where it can."""
    offer = next(offer for offer in opened.view.offers if offer.act == "accept")
    return offer.refusal.code if offer.refusal is not None else ""


def test_the_button_follows_the_visit_without_reading_anything() -> None:
    counter = Counter(session=EVERYTHING)
    opened = OpenSheet(lambda: counter.desk, sheet_for(LICENCE))
    assert why_not(opened) == ""
    opened.be_on(VisitHere("v1", ()))
    assert why_not(opened) == "seal_not_on_visit"
    opened.be_on(VisitHere("v1", ("FOOD",)))
    assert why_not(opened) == ""
