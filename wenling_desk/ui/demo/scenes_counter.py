"""Scenes at the counter beside the plain applications: booked, on the telephone, put right, paid for, left."""

from __future__ import annotations

from wenling_desk.domain.edits import party_field
from wenling_desk.ui.demo.at_acceptance import AtAcceptance
from wenling_desk.ui.demo.at_batch import AtBatch
from wenling_desk.ui.demo.at_bookings import AtBookings, AtPhone
from wenling_desk.ui.demo.at_record import AtRecord
from wenling_desk.ui.demo.hands import StuckError
from wenling_desk.ui.demo.stage import Stage
from wenling_desk.ui.progress.page import ProgressPage
from wenling_desk.ui.record.repair_forms import TAKEN_BACK, YES

ROSTER = "roster.xlsx"


def booking(stage: Stage) -> None:
    """Who booked the day before has come: item and name are there already."""
    desk, counter = AtBookings(stage), AtAcceptance(stage)
    matter = stage.script.matters["booked"]
    desk.open()
    desk.arrive("bookings")
    stage.hands.until(lambda: counter.page.presenter is not None, "demo.wait.sheet")
    stage.settle()
    counter.people(matter.people)
    counter.materials(matter.letters)
    stage.read_notice()
    stage.picture("booking-arrived")
    stage.keep("booked", counter.act("F8").record_id)


def phone(stage: Stage) -> None:
    """A call: a sentence to read aloud, and a promise to call back."""
    AtPhone(stage).answer(stage.script.said["phone"], "phone")
    stage.keep("phone", stage.latest_record)
    stage.hands.press("Esc")


def progress(stage: Stage) -> None:
    """Somebody asks how far it is: the end of the phone number is enough."""
    stage.settle()
    hands = stage.hands
    hands.press("Ctrl+J")
    page = stage.page(ProgressPage)
    hands.type(stage.script.matters["kitchen"].people["applicant"]["phone"][-4:])
    hands.press("Return")
    hands.until(lambda: page.answer.isVisibleTo(page), "demo.wait.answer")
    stage.settle()
    stage.picture("progress")


def batch(stage: Stage) -> None:
    """A company brings a roster: one application, who can be taken in is, the others come later."""
    counter, roster = AtAcceptance(stage), AtBatch(stage)
    matter = stage.script.matters["workers"]
    counter.next_person()
    counter.find(matter)
    counter.people(matter.people)
    counter.materials(matter.letters)
    stage.hands.press("Shift+F7")
    roster.load(stage.given / ROSTER)
    stage.picture("batch")
    roster.mend_first_gap(stage.script.words["roster_number"])
    stage.keep("workers", roster.take_in("batch-strip"))
    stage.picture("batch-done")


def amendment(stage: Stage) -> None:
    """更正件: one figure of the phone was mistyped; the paper is printed again under a number of its own."""
    record = AtRecord(stage)
    record.open_record("booked")
    record.show_people()
    words = stage.script.words
    values = {
        "field": party_field("applicant", "phone"),
        "after": words["right_phone"],
        "collected": YES,
        "reason": words["amend_reason"],
    }
    record.act("Alt+V", values, pictures=("amendment", ""))
    stage.picture("record-amended")


def voiding(stage: Stage) -> None:
    """整件作废: the wrong item was chosen; the right one begins with everything that is known."""
    counter, record = AtAcceptance(stage), AtRecord(stage)
    wrong, right = stage.script.matters["hotel_wrong"], stage.script.matters["hotel_right"]
    counter.next_person()
    counter.find(wrong)
    counter.enter(wrong)
    record_id = counter.act("F8").record_id
    stage.keep("hotel_wrong", record_id)
    record.open_done()
    record.show_people()
    papers = stage.ask(lambda reading: reading.papers_of(record_id))
    values: dict[str, object] = {"copy_to": right.code}
    values |= {TAKEN_BACK + paper.number: YES for paper in papers}
    values["reason"] = stage.script.words["void_reason"]
    record.act("Alt+Shift+V", values, pictures=("voiding", ""), leaves=True)
    stage.hands.until(lambda: counter.page.presenter is not None, "demo.wait.sheet")
    stage.settle()
    if counter.sheet.sheet.target_code != right.code:
        raise StuckError("demo.wait.sheet")
    stage.picture("voided-copy")
    counter.materials(right.letters)
    stage.keep("hotel_right", counter.act("Ctrl+Return", strip=False).record_id)


def fee(stage: Stage) -> None:
    """A fee is told with its paper, and written down as paid; the money does not go through this desk."""
    counter, record, script = AtAcceptance(stage), AtRecord(stage), stage.script
    matter = script.matters["estate"]
    counter.next_person()
    counter.find(matter)
    counter.enter(matter)
    stage.keep("estate", counter.act("Ctrl+Return", strip=False).record_id)
    record.open_done()
    record.act("Alt+F", script.said["fee"], pictures=("fee", ""))
    record.act("Alt+F", script.said["payment"], pictures=("fee-paid", ""))
    stage.picture("record-fee")


def leaving(stage: Stage) -> None:
    """暂存离开: the applicant must go; what stays at the counter goes on a list."""
    counter, hands = AtAcceptance(stage), stage.hands
    matter = stage.script.matters["half"]
    counter.next_person()
    counter.find(matter)
    counter.people(matter.people)
    counter.materials(matter.letters)
    draft_id = counter.sheet.draft_id
    hands.press("Shift+F5")
    hands.until(lambda: counter.page.sub is not None, "demo.wait.page")
    hands.press("A")
    stage.picture("leaving")
    hands.press("Ctrl+Return")
    hands.until(lambda: counter.page.presenter is None, "demo.wait.done")
    stage.settle()
    stage.touched.append(draft_id)
