"""Papers without widgets: what is printed is what is kept, a second print is a reprint, a failure stays visible."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.papers.conftest import Room
from tests.ui.record.counter import LEADER, REVIEWER, Counter, marriage_sheet
from wenling_desk.domain.authority import Role, Session
from wenling_desk.ui.papers.lines import PRINT, SAVE, SCAN, SIGN, VOID, PapersView
from wenling_desk.ui.papers.presenter import Job, PapersPresenter
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.handle_papers import MakeApplicantPaper, VoidPaper
from wenling_desk.use_cases.take_in import TakeIn


class Talk:
    """What the presenter answered."""

    def __init__(self, counter: Counter, presenter: PapersPresenter, room: Room) -> None:
        self.counter = counter
        self.presenter = presenter
        self.room = room
        self.told: list[Told] = []
        self.printed: list[str] = []

    def open(self, number: str = "") -> PapersView:
        self.presenter.open(number, lambda view: None, self.told.append)
        assert self.presenter.view is not None, self.told
        return self.presenter.view

    def print(self, number: str, job: Job | None = None) -> None:
        self.presenter.print(number, job or Job(), self.printed.append, lambda number, told: self.told.append(told))
        self.presenter.read(lambda view: None, self.told.append)

    def kinds(self) -> list[str]:
        return [fact.kind for fact, _ in self.counter.store.shelves.facts]


@pytest.fixture
def talk(counter: Counter, presenter: PapersPresenter, room: Room) -> Talk:
    return Talk(counter, presenter, room)


@pytest.fixture
def number(counter: Counter) -> str:
    return counter.do(TakeIn(command_id=counter.new_id(), sheet=marriage_sheet())).number


def test_the_first_print_is_the_kept_pdf_byte_for_byte(talk: Talk, number: str) -> None:
    talk.open(number)
    talk.print(number, Job(2, "hp"))
    (printed,) = talk.room.printed
    with talk.counter.store.reading() as reading:
        assert printed.pdf == reading.paper_pdf(number)
    assert (printed.copies, printed.printer) == (2, "hp")
    line = talk.presenter.line(number)
    assert line is not None
    assert line.state == ("已打印", "good")
    assert talk.kinds()[-1] == "PaperPrinted"


def test_the_preview_is_what_is_printed(talk: Talk, number: str) -> None:
    talk.open(number)
    talk.presenter.focus(number, lambda pages: None, talk.told.append)
    talk.print(number)
    assert talk.room.shown == [talk.room.printed[0].pdf]


def test_a_second_print_is_counted_stamped_and_keeps_its_number(talk: Talk, number: str) -> None:
    talk.open(number)
    for _ in range(3):
        talk.print(number)
    first, second, third = talk.room.printed
    assert second.pdf == first.pdf + b" stamped 1"
    assert third.pdf == first.pdf + b" stamped 2"
    assert {printed.number for printed in talk.room.printed} == {number}
    line = talk.presenter.line(number)
    assert line is not None
    assert line.paper.reprints == 2
    assert line.state == ("补打过 2 次", "quiet")
    assert talk.kinds().count("PaperReprinted") == 2


def test_a_reprint_is_asked_for_with_its_count(talk: Talk, number: str) -> None:
    talk.open(number)
    assert talk.presenter.reprint_sentence(Job(2)) == "", "a first print is no reprint"
    talk.print(number)
    assert talk.presenter.reprint_sentence(Job(2)) == "将补打收件凭证，第 1 次，2 份；编号和日期不变。"


def test_a_failing_printer_leaves_the_paper_waiting_with_its_reason(talk: Talk, number: str) -> None:
    talk.room.trouble = "打印机没有响应。"
    talk.open(number)
    talk.print(number)
    assert [told.sentence for told in talk.told] == ["打印机没有响应。"]
    (line,) = talk.open().lines
    assert (line.number, line.state) == (number, ("待打印", "soon"))
    assert line.trouble.startswith("打印中途停了")
    talk.room.trouble = ""
    talk.print(number)
    assert not talk.open().lines
    assert talk.room.printed[0].pdf.count(b"stamped") == 0, "it never came out: this is the first print"


def test_a_file_is_a_printer_too(talk: Talk, number: str) -> None:
    talk.open(number)
    talk.print(number, Job(1, "", Path("x") / talk.presenter.file_name()))
    assert talk.room.printed[0].file == Path("x") / f"{number}.pdf"
    assert talk.counter.store.shelves.facts[-1][0].body["printer"] == "pdf"
    talk.print(number, Job(1, "", Path("x") / "again.pdf"))
    assert b"stamped 1" in talk.room.printed[1].pdf, "a copy that leaves the desk again is a reprint"


def test_while_it_prints_it_is_not_printed_again(talk: Talk, number: str) -> None:
    talk.room.waits = True
    talk.open(number)
    talk.print(number)
    assert talk.presenter.reason_against(PRINT) == "正在打印"
    talk.print(number)
    talk.room.finish()
    assert len(talk.room.printed) == 1
    assert talk.presenter.reason_against(PRINT) == ""


def test_a_void_paper_is_neither_printed_nor_voided_again(talk: Talk, number: str) -> None:
    talk.counter.do(VoidPaper(command_id=talk.counter.new_id(), number=number, reason="写错了", collected=False))
    talk.open(number)
    line = talk.presenter.line(number)
    assert line is not None
    assert line.state == ("已作废", "late")
    facts = dict(line.facts)
    assert (facts["作废原因"], facts["原件"]) == ("写错了", "没有收回")
    for act in (PRINT, SAVE, VOID):
        assert talk.presenter.reason_against(act), act


def test_voiding_says_what_follows_and_prints_the_notice(talk: Talk, number: str) -> None:
    talk.open(number)
    sentence = talk.presenter.void_sentence("写错了", True)
    assert sentence == f"将作废收件凭证 {number}，原件已收回，并打印作废通知。编号不再使用。"
    done: list[bool] = []
    talk.presenter.void(" 写错了 ", True, lambda: done.append(True), talk.told.append)
    assert done
    (notice,) = talk.counter.printed
    assert talk.counter.store.shelves.papers[notice].kind == "amendment_notice"
    assert talk.counter.store.shelves.papers[number].void_reason == "写错了"


def test_whose_paper_it_is_decides_who_may_void_it(talk: Talk, number: str) -> None:
    talk.counter.sign_in(Session("c002", "方宁", (Role.CLERK,)))
    talk.open(number)
    assert talk.presenter.reason_against(VOID)
    talk.counter.sign_in(LEADER)
    talk.open(number)
    assert talk.presenter.reason_against(VOID) == ""
    talk.counter.sign_in(REVIEWER)
    talk.open(number)
    assert talk.presenter.reason_against(VOID)


def test_the_applicants_paper_waits_for_the_signature(talk: Talk, number: str) -> None:
    counter = talk.counter
    record_id = counter.store.shelves.papers[number].record_id
    made = MakeApplicantPaper(command_id=counter.new_id(), record_id=record_id, paper_kind="application_form")
    counter.do(made)
    form = str(counter.store.shelves.facts[-1][0].body["number"])
    talk.open(form)
    talk.print(form)
    assert talk.presenter.reason_against(SCAN) is None, "nothing to scan before it is signed"
    for act, state, word in ((SIGN, "signed", "已签"), (SCAN, "scanned", "已扫描")):
        assert talk.presenter.reason_against(act) == ""
        talk.presenter.mark(state, talk.told.append)
        talk.presenter.read(lambda view: None, talk.told.append)
        line = talk.presenter.line(form)
        assert line is not None
        assert line.state[0] == word
    talk.presenter.number = number
    assert talk.presenter.reason_against(SIGN) is None, "an organ's paper is not signed by the applicant"


def test_the_papers_of_a_record_stand_newest_first(talk: Talk, number: str) -> None:
    counter = talk.counter
    record_id = counter.store.shelves.papers[number].record_id
    counter.clock.on(hours=1)
    accepted = counter.do(AcceptCase(command_id=counter.new_id(), record_id=record_id))
    view = talk.open(number)
    assert [line.name for line in view.lines] == ["受理通知书", "收件凭证"]
    assert view.record_id == record_id
    assert talk.presenter.number == number
    assert accepted.number in {line.number for line in view.lines}


def test_a_paper_that_is_not_here_is_said(talk: Talk) -> None:
    talk.presenter.open("331081-26-K7QX-999999-0", lambda view: pytest.fail("there is none"), talk.told.append)
    assert [told.code for told in talk.told] == ["no_such_paper"]


def test_pages_that_come_late_never_show_over_another_paper(talk: Talk, number: str) -> None:
    talk.open(number)
    talk.room.holds = True
    shown: list[str] = []
    talk.presenter.focus(number, lambda pages: shown.append(number), talk.told.append)
    talk.presenter.leave()
    talk.room.finish()
    assert shown == []
