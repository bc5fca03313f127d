"""查进度 by the number on an old paper: what became of that paper is said first."""

from __future__ import annotations

from tests.ui.papers.test_amend import amended, taken_in
from tests.ui.progress.test_presenter import answer, find
from tests.ui.record.counter import PERSON, Counter
from wenling_desk.ui.progress.presenter import ProgressPresenter
from wenling_desk.use_cases.handle_papers import VoidPaper
from wenling_desk.use_cases.void_case import VoidCase


def test_a_corrected_paper_names_the_one_that_counts(counter: Counter, presenter: ProgressPresenter) -> None:
    old, new = amended(counter)
    (line,) = find(presenter, old).lines
    told = answer(presenter, line.record_id)
    assert told.progress.first.startswith(f"您手里的 {old} 已更正，以 {new} 为准。")
    (line,) = find(presenter, new).lines
    assert answer(presenter, line.record_id).progress.first.startswith("补领婚姻登记证")
    (line,) = find(presenter, PERSON).lines
    assert answer(presenter, line.record_id).progress.first.startswith("补领婚姻登记证"), "nobody showed a paper"


def test_a_void_paper_is_said_to_be_void_even_in_small_letters(counter: Counter, presenter: ProgressPresenter) -> None:
    number = taken_in(counter)
    counter.do(VoidPaper(command_id=counter.new_id(), number=number, reason="错", collected=True))
    (line,) = find(presenter, number.lower()).lines
    assert answer(presenter, line.record_id).progress.first.startswith(f"您手里的 {number} 已作废")


def test_a_void_case_says_so_after_its_paper(counter: Counter, presenter: ProgressPresenter) -> None:
    number = taken_in(counter)
    (line,) = find(presenter, number).lines
    counter.do(
        VoidCase(command_id=counter.new_id(), record_id=line.record_id, reasons=("事项选错",), collected={number: True})
    )
    (line,) = find(presenter, number).lines
    said = answer(presenter, line.record_id).progress.first
    assert said.startswith(f"您手里的 {number} 已作废")
    assert "这件已经作废" in said
    assert line.state
