"""更正 on the page of papers: an amended paper says which one counts, and the act goes to the record's own panel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from tests.support.hands import press
from tests.support.scenes import grab
from tests.ui.papers.conftest import Desk
from tests.ui.record.counter import LEADER, Counter, marriage_sheet
from wenling_desk.domain.edits import party_field
from wenling_desk.ui.papers.lines import AMEND, VOID, read_record_papers
from wenling_desk.use_cases.amend_paper import AmendPaper, Mending
from wenling_desk.use_cases.handle_papers import VoidPaper
from wenling_desk.use_cases.take_in import TakeIn

ALT = Qt.KeyboardModifier.AltModifier


def taken_in(counter: Counter) -> str:
    return counter.do(TakeIn(command_id=counter.new_id(), sheet=marriage_sheet())).number


def amended(counter: Counter) -> tuple[str, str]:
    """An old number and the one that counts now."""
    old = taken_in(counter)
    change = Mending(party_field("p1", "phone"), "13800005679")
    done = counter.do(
        AmendPaper(command_id=counter.new_id(), number=old, changes=(change,), reason="输错", collected=False)
    )
    return old, done.number


def test_an_amended_paper_says_which_one_counts(counter: Counter) -> None:
    old, new = amended(counter)
    with counter.store.reading() as reading:
        view = read_record_papers(counter.texts, counter.get_desk(), reading, old)
    lines = {line.number: line for line in view.lines}
    assert lines[old].state == ("已更正", "late")
    facts = dict(lines[old].facts)
    assert facts["以此为准"] == new
    assert facts["原件"] == "没有收回"
    assert all(lines[old].reasons.values()), "nothing is done with a paper that does not count"
    assert lines[new].reasons[AMEND] == ""
    notice = next(line for line in view.lines if line.paper.kind == "amendment_notice")
    assert AMEND not in notice.reasons


def test_a_void_paper_is_void_and_not_amended(counter: Counter) -> None:
    number = taken_in(counter)
    counter.do(VoidPaper(command_id=counter.new_id(), number=number, reason="错", collected=True))
    with counter.store.reading() as reading:
        view = read_record_papers(counter.texts, counter.get_desk(), reading, number)
    line = next(line for line in view.lines if line.number == number)
    assert line.state[0] == "已作废"
    assert "以此为准" not in dict(line.facts)


def test_a_colleague_reads_why_not(counter: Counter) -> None:
    number = taken_in(counter)
    counter.sign_in(replace(counter.get_desk().session, clerk="c777"))
    with counter.store.reading() as reading:
        view = read_record_papers(counter.texts, counter.get_desk(), reading, number)
    assert view.lines[0].reasons[AMEND]
    assert view.lines[0].reasons[VOID]
    counter.sign_in(LEADER)
    with counter.store.reading() as reading:
        view = read_record_papers(counter.texts, counter.get_desk(), reading, number)
    assert view.lines[0].reasons[AMEND] == ""


def test_the_key_goes_to_the_panel_of_that_paper(desk: Desk) -> None:
    number = taken_in(desk.counter)
    desk.window.go("papers", number=number)
    press(Qt.Key.Key_G, ALT)
    with desk.counter.store.reading() as reading:
        paper = reading.paper(number)
    assert paper is not None
    assert desk.amended == [(paper.record_id, number)]


def test_scene(desk: Desk, tmp_path: Path, qtbot: Any) -> None:
    old, _ = amended(desk.counter)
    desk.window.go("papers", number=old)
    grab(desk.window, "papers-amended", (1366, 768))
