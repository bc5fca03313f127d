"""Scenes in which papers change hands: to the departments, back to the counter, onto the shelf, to who collects."""

from __future__ import annotations

from collections.abc import Sequence

from wenling_desk.ui.back_room.page import BackRoomPage
from wenling_desk.ui.back_room.results_page import ResultsPage
from wenling_desk.ui.demo.at_collecting import AtCollecting
from wenling_desk.ui.demo.at_dialog import AtDialog
from wenling_desk.ui.demo.at_handover import AtHandover
from wenling_desk.ui.demo.at_record import case_number
from wenling_desk.ui.demo.hands import StuckError
from wenling_desk.ui.demo.stage import Stage
from wenling_desk.ui.record.results import ENTERED

RESULTS = "results.csv"
LISTS = "lists"


def handover(stage: Stage) -> None:
    """11:30: everything that waits goes over, one list a department."""
    desk = AtHandover(stage)
    desk.open()
    stage.picture("handover")
    for at, list_id in enumerate(desk.hand_over_all()):
        stage.keep(f"{LISTS}/{at}", list_id)
    stage.wait_for_printer()
    stage.picture("handover-done")


def signing(stage: Stage) -> None:
    """The signed halves come back and are scanned; one department was not there."""
    desk, words = AtHandover(stage), stage.script.words
    desk.open()
    numbers = [desk.list_number(list_id) for name, list_id in stage.records.items() if name.startswith(LISTS)]
    for number in numbers[:-1]:
        desk.sign(number, words["stand_in"], "handover-signed" if number == numbers[0] else "")
    stage.picture("handover-unsigned")
    if len(desk.page.presenter.list_lines()) != 1:
        raise StuckError("demo.wait.found")


def results(stage: Stage) -> None:
    """A department's result list: each row is looked at before anything is entered; what does not fit is said."""
    script, hands = stage.script, stage.hands
    rows = [
        (case_number(stage, stage.record(name)), licence["member"], licence["number"])
        for name, licence in script.results.items()
    ]
    write_results(stage, rows)
    stage.settle()
    hands.press("Ctrl+H")
    stage.page(BackRoomPage)
    stage.settle()
    stage.picture("back-room")
    hands.press("Ctrl+I")
    page = stage.page(ResultsPage)
    AtDialog(hands).choose("Ctrl+I", stage.given / RESULTS)
    hands.until(lambda: bool(page.results.lines), "demo.wait.answer")
    stage.settle()
    stage.picture("results")
    hands.press("Ctrl+Return")
    hands.until(lambda: page.results.count(ENTERED) == len(rows), "demo.wait.done")
    stage.settle()


def write_results(stage: Stage, rows: Sequence[tuple[str, str, str]]) -> None:
    """The list as the department sends it: case, item and licence of each row, and one row nobody here knows."""
    words = stage.script.words
    lines = [f"{number},{code},{words['granted']},{words['officer']},{licence}" for number, code, licence in rows]
    text = "\n".join((words["results_heading"], *lines, words["results_stranger"]))
    (stage.given / RESULTS).write_text(f"{text}\n", encoding="utf-8-sig")


def shelving(stage: Stage) -> None:
    """The licences come over: one after the other under the scanner; then who is owed a word."""
    desk = AtCollecting(stage)
    desk.open()
    known = [*(result["number"] for result in stage.script.results.values()), stage.script.words["company_number"]]
    put, refused = desk.shelve([*known, stage.script.words["strange_licence"]], "shelving")
    if (put, refused) != (len(known), 1):
        raise StuckError("demo.wait.done")
    desk.call("notices")
    desk.message()
    stage.picture("notices-sent")


def collecting(stage: Stage) -> None:
    """Somebody collects in person, with the slip: the end of the phone number, Enter, Enter."""
    desk = AtCollecting(stage)
    desk.open()
    desk.find(stage.script.matters["company"].people["applicant"]["phone"][-4:], "collecting")
    desk.hand_over()
    stage.record("company")


def collecting_by_proxy(stage: Stage) -> None:
    """Somebody else collects, and the slip is lost."""
    desk = AtCollecting(stage)
    desk.open()
    desk.find(stage.script.results["booked"]["number"])
    desk.by_proxy(stage.script.said["proxy"], "collecting-proxy")
    desk.hand_over("collecting-strip")
    stage.record("booked")


def returned(stage: Stage) -> None:
    """退回窗口: a page is missing. No second notice goes out; the papers are handed over again."""
    desk, said = AtHandover(stage), stage.script.said["returned"]
    desk.open()
    number = case_number(stage, stage.record("allowance_here"))
    desk.give_back(number, said, "returned")
    desk.hand_over_again("returned-again")
