"""The scenes of the demonstration: a day at the counter, one person after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wenling_desk.ui.demo.at_acceptance import AtAcceptance
from wenling_desk.ui.demo.at_record import AtRecord
from wenling_desk.ui.demo.stage import Stage
from wenling_desk.ui.papers.page import PapersPage


@dataclass(frozen=True, slots=True)
class Scene:
    """``step`` names it in the lines, ``text_key`` in words; ``most_keys`` is its budget, 0 where it has none; ``at``
    is the hour and minute it begins, where the day has a clock."""

    step: str
    text_key: str
    play: Callable[[Stage], None]
    most_keys: int = 0
    at: tuple[int, int] | None = None


def company(stage: Stage) -> None:
    """企业开办 with the usual answers; the forms were brought, filled in and signed."""
    counter = AtAcceptance(stage)
    counter.next_person()
    counter.find(stage.script.matters["company"], "found")
    counter.enter(stage.script.matters["company"])
    stage.picture("acceptance")
    stage.keep("company", counter.act("F8", picture="strip").record_id)
    stage.picture("accepted")


def company_by_agent(stage: Stage) -> None:
    """企业开办 by an agent without a mandate, rare characters in two names; the desk fills in the forms."""
    counter, hands = AtAcceptance(stage), stage.hands
    matter = stage.script.matters["company_by_agent"]
    counter.next_person()
    counter.find(matter)
    counter.answer(matter.answers)
    counter.people(matter.people, "people", before="entity")
    counter.form(matter.form)
    stage.picture("form")
    counter.materials(matter.letters)
    counter.print_forms()
    stage.read_notice()
    stage.picture("forms-to-sign")
    counter.open_over("F9", "preview")
    hands.press("Esc")
    counter.sign_forms()
    stage.keep("company_by_agent", counter.act("F8").record_id)
    stage.picture("accepted-agent")


def on_the_spot(stage: Stage) -> None:
    """An 即办件 of somebody who comes for the first time."""
    counter = AtAcceptance(stage)
    matter = stage.script.matters["shop"]
    counter.next_person()
    counter.find(matter)
    counter.enter(matter)
    stage.picture("on-the-spot")
    stage.keep("shop", counter.act("Shift+F8").record_id)


def returning(stage: Stage) -> None:
    """The same person again: the number brings back the rest."""
    counter = AtAcceptance(stage)
    matter = stage.script.matters["shop_closed"]
    counter.next_person()
    counter.find(matter)
    counter.enter(matter)
    stage.picture("returning")
    stage.keep("shop_closed", counter.act("Shift+F8").record_id)


def correction(stage: Stage) -> None:
    """One thing is missing: 一次性告知, the supplement, 受理."""
    counter, record = AtAcceptance(stage), AtRecord(stage)
    matter = stage.script.matters["kitchen"]
    counter.next_person()
    counter.find(matter)
    counter.enter(matter)
    counter.open_over("F6", "correction")
    stage.keep("kitchen", counter.act("Ctrl+Return").record_id)
    record.open_done()
    stage.picture("record-correction")
    record.act("F7", brought={"m_bjlct": "1"}, pictures=("supplement", ""))
    record.act("F8")
    stage.picture("record-accepted")


def deferral(stage: Stage) -> None:
    """先予受理 (容缺): what the guide lets come later comes later."""
    counter, record = AtAcceptance(stage), AtRecord(stage)
    matter = stage.script.matters["snack_bar"]
    counter.next_person()
    counter.find(matter)
    counter.enter(matter)
    counter.open_over("Shift+F6", "deferral")
    stage.keep("snack_bar", counter.act("Ctrl+Return").record_id)
    record.open_done()
    record.act("F7", brought={"m_jk": "1"})
    stage.picture("record-deferral-closed")


def refusal(stage: Stage) -> None:
    """不予受理: another organ's matter, said with the right organ's name."""
    counter, words = AtAcceptance(stage), stage.script.words
    matter = stage.script.matters["allowance"]
    counter.next_person()
    counter.find(matter)
    counter.enter(matter)
    counter.refuse(words["organ"], words["refusal_reason"], "refusal")
    stage.keep("allowance", counter.act("Ctrl+Return").record_id)


def serial(stage: Stage) -> None:
    """The first member of the bundle is granted; the others start, with their own receipt."""
    record, words = AtRecord(stage), stage.script.words
    record.open_record("company_by_agent")
    stage.picture("bundle-waiting")
    decision = {
        "way": stage.texts("record.form.way_signed_paper"),
        "officer": words["officer"],
        "outcome": stage.texts("record.form.granted"),
        "result_number": words["company_number"],
    }
    record.act("F5", decision, pictures=("decision", ""))
    stage.picture("bundle-started")


def delivery(stage: Stage) -> None:
    """The organ has decided; the result is handed over; the applicant rates."""
    record, script = AtRecord(stage), stage.script
    record.open_record("kitchen")
    decision = {
        "way": stage.texts("record.form.way_signed_paper"),
        "officer": script.words["officer"],
        "outcome": stage.texts("record.form.granted"),
        "result_number": script.words["licence_number"],
    }
    record.act("F5", decision)
    receiver = script.matters["kitchen"].people["applicant"]["name"]
    record.act("Shift+F8", {"receiver": receiver}, pictures=("delivery", ""))
    record.rate("kitchen", "rating")
    stage.picture("record-rated")


def draft(stage: Stage) -> None:
    """The applicant must fetch something: the draft waits, and is taken up again."""
    counter, hands = AtAcceptance(stage), stage.hands
    matter = stage.script.matters["inn"]
    counter.next_person()
    counter.find(matter)
    counter.people(matter.people)
    hands.press("F5")
    hands.until(lambda: counter.page.presenter is None, "demo.wait.page")
    stage.settle()
    stage.read_notice()
    stage.picture("drafts")
    stage.tab_to(counter.page.entry.drafts)
    hands.press("Return")
    hands.until(lambda: counter.page.presenter is not None, "demo.wait.sheet")
    counter.materials(matter.letters)
    stage.keep("inn", counter.act("Ctrl+Return", strip=False).record_id)


def withdrawal(stage: Stage) -> None:
    """The applicant withdraws; the originals go back."""
    record = AtRecord(stage)
    record.open_record("inn")
    request = {"request_received": True, "reason": stage.script.words["withdrawal_reason"], "returned": True}
    record.act("Alt+5", request, pictures=("withdrawal", ""))
    stage.picture("record-withdrawn")


def printer_trouble(stage: Stage) -> None:
    """The printer is out of order: the case is kept, its paper waits and comes out later."""
    counter, hands = AtAcceptance(stage), stage.hands
    matter = stage.script.matters["allowance_here"]
    stage.printer.broken = True
    counter.next_person()
    counter.find(matter)
    counter.enter(matter)
    stage.keep("allowance_here", counter.act("Ctrl+Return", strip=False).record_id)
    hands.until(lambda: bool(stage.what_was_said()), "demo.wait.notice")
    stage.settle()
    stage.picture("printer-trouble")
    stage.printer.broken = False
    stage.read_notice()
    stage.command(stage.texts("paper_desk.title"))
    page = stage.page(PapersPage)
    hands.until(lambda: page.preview.page_number()[1] > 0, "demo.wait.picture")
    stage.picture("papers-waiting")
    hands.press("Ctrl+Shift+P")
