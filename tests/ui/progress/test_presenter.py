"""查进度 without widgets: what is found, when the look is written, what is said of other desks' cases."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.progress.conftest import Reach, elsewhere, make_tools
from tests.ui.record.counter import NUMBER, PERSON, PHONE, Counter, marriage_sheet, restaurant_sheet
from wenling_desk.ui.progress.presenter import Answer, HitsView, ProgressPresenter
from wenling_desk.ui.told import Told
from wenling_desk.use_cases import people_index
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.ask_progress import ASKED, AskProgress
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.end_application import WithdrawApplication
from wenling_desk.use_cases.handle_papers import IssueCaseSummary
from wenling_desk.use_cases.take_in import TakeIn


def accepted(counter: Counter) -> str:
    return counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet())).record_id


def find(presenter: ProgressPresenter, typed: str) -> HitsView:
    views: list[HitsView] = []
    presenter.find(typed, views.append, refuse)
    return views[-1]


def answer(presenter: ProgressPresenter, record_id: str) -> Answer:
    answers: list[Answer] = []
    presenter.open(record_id, answers.append, refuse)
    return answers[-1]


def refuse(told: Told) -> None:
    raise AssertionError(told)


def test_a_line_is_enough_for_one_question(counter: Counter, presenter: ProgressPresenter) -> None:
    accepted(counter)
    accepted(counter)
    line = find(presenter, PERSON).lines[0]
    assert (line.applicant, line.item, line.received, line.state, line.where) == (
        "林**", "补领婚姻登记证", "11-23 周一", "已受理", "本机",
    )  # fmt: skip
    assert presenter.only_hit() == ""


def test_a_bundle_is_one_line(counter: Counter, presenter: ProgressPresenter) -> None:
    counter.do(TakeIn(command_id=counter.new_id(), sheet=restaurant_sheet()))
    (line,) = find(presenter, "海味小馆").lines
    assert line.item == "开办餐饮店"


def test_finding_writes_nothing_and_opening_writes_one_look(counter: Counter, presenter: ProgressPresenter) -> None:
    record_id = accepted(counter)
    find(presenter, PHONE[-4:])
    assert not counter.store.shelves.looks
    assert presenter.only_hit() == record_id
    told = answer(presenter, record_id)
    assert told.progress.first.startswith("补领婚姻登记证，刚受理")
    presenter.open(record_id, lambda _: None, refuse)  # pressed twice
    assert [(look.kind, look.object_id) for look in counter.store.shelves.looks] == [(ASKED, record_id)]
    for secret in (PERSON, NUMBER, PHONE):
        assert secret not in repr(told)


def test_a_change_is_said_without_another_look(counter: Counter, presenter: ProgressPresenter) -> None:
    record_id = accepted(counter)
    find(presenter, PERSON)
    answer(presenter, record_id)
    decided = DecideCase(
        command_id=counter.new_id(), record_id=record_id, granted=True, way="signed_paper", officer="王科"
    )
    assert presenter.concerns(counter.do(decided))
    again: list[Answer] = []
    presenter.read_again(again.append, refuse)
    assert "已经办好" in again[0].progress.first
    assert len(counter.store.shelves.looks) == 1


def test_no_answer_where_the_look_is_refused(counter: Counter, presenter: ProgressPresenter) -> None:
    told: list[Told] = []
    presenter.open("nowhere", lambda _: pytest.fail("answered"), told.append)
    assert [each.code for each in told] == ["no_such_record"]
    assert presenter.answer is None


@pytest.mark.parametrize(
    ("centre", "remark"),
    [
        (None, "本机只有这一行：缺什么、在谁手里、结果放在哪里，说不了。"),
        (True, "要看详情按 Enter（会向中心取，并记下）。"),
        (False, "现在说不了。联网后按 Enter 向中心取。"),
    ],
)
def test_of_another_desk_it_says_what_it_cannot_know(counter: Counter, centre: bool | None, remark: str) -> None:
    elsewhere(counter)
    presenter = ProgressPresenter(make_tools(counter, Reach(centre)))
    view = find(presenter, PERSON)
    assert view.lines[0].where == "只对得上姓"
    assert presenter.only_hit() == "", "a surname alone opens nobody's case"
    told = answer(presenter, "away-1")
    assert told.progress.first == "补领婚姻登记证，最迟周三 11-25 办好，现在在民政局。"
    assert not told.is_held
    assert told.remarks[0].endswith(remark)
    assert presenter.reason_against_printing().startswith("没有打印")
    assert PERSON not in told.known


@pytest.mark.parametrize(
    ("centre", "words"), [(None, "别的窗口收的件"), (True, "别的大厅收的件"), (False, "现在没有联网")]
)
def test_nothing_found_says_where_it_looked(counter: Counter, centre: bool | None, words: str) -> None:
    view = find(ProgressPresenter(make_tools(counter, Reach(centre))), "王见秋")
    assert view.sentence == "没有查到“王见秋”。"
    assert words in view.detail


def test_too_little_says_how_much(presenter: ProgressPresenter) -> None:
    assert find(presenter, "林").sentence.startswith("“林”太短")
    assert find(presenter, "123").sentence.startswith("“123”太短")


def test_an_identity_number_does_not_stay(counter: Counter, presenter: ProgressPresenter) -> None:
    accepted(counter)
    assert presenter.find(NUMBER, lambda view: None, refuse) == "331***********1235"
    assert find(presenter, "33108119900101111X").sentence == "没有查到“331***********111X”。"


def test_it_goes_on_until_all_is_read(
    counter: Counter, presenter: ProgressPresenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [accepted(counter) for _ in range(5)]
    defaults = people_index.PeopleIndex.read_on.__defaults__
    monkeypatch.setattr(people_index.PeopleIndex.read_on, "__defaults__", (2,))
    views: list[HitsView] = []
    presenter.find(PHONE[-4:], views.append, refuse)
    assert defaults == (people_index.SLICE,)
    assert [len(view.lines) for view in views] == [2, 4, 5]
    assert ["正在接着翻" in "".join(view.remarks) for view in views] == [True, True, False]
    assert {line.record_id for line in views[-1].lines} == set(records)


def test_the_summary_is_printed_once(counter: Counter, presenter: ProgressPresenter) -> None:
    record_id = accepted(counter)
    answer(presenter, record_id)
    said: list[str] = []
    presenter.print_summary(said.append, refuse)
    (number,) = counter.printed
    assert said == [f"办件情况单 {number} 已送打印。"]
    assert counter.store.shelves.papers[number].kind == "case_summary"
    assert [type(command) for command in counter.bridge.commands] == [AskProgress, IssueCaseSummary]


def test_nothing_of_one_person_is_there_for_the_next(counter: Counter, presenter: ProgressPresenter) -> None:
    answer(presenter, accepted(counter))
    presenter.forget()
    assert (presenter.answer, presenter.view) == (None, HitsView())
    assert presenter.reason_against_printing() == "还没有选哪一件。"


def test_a_record_that_left_meanwhile_is_said(counter: Counter, presenter: ProgressPresenter) -> None:
    elsewhere(counter)
    gone: Any = counter.bridge.ask

    def ask(*asked: Any) -> None:
        counter.store.shelves.heads.pop("away-1", None)
        gone(*asked)

    counter.bridge.ask = ask  # type: ignore[assignment,method-assign]
    told: list[Told] = []
    presenter.open("away-1", lambda _: pytest.fail("answered"), told.append)
    assert [each.sentence for each in told] == ["这一件已经不在本机，名单里也没有了；请再查一次。"]


def test_a_closed_case_is_answered_too(counter: Counter, presenter: ProgressPresenter) -> None:
    record_id = accepted(counter)
    counter.do(WithdrawApplication(command_id=counter.new_id(), record_id=record_id, reason="x", request_received=True))
    assert [line.state for line in find(presenter, PERSON).lines] == ["主动撤回"]
    assert "已经撤回" in answer(presenter, record_id).progress.first
