"""取件 without widgets: what is found, what is asked, what is told of lines that fail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.ui.collecting.conftest import AtOnce, Lines, decided, make_tools
from tests.ui.progress.conftest import elsewhere
from tests.ui.record.counter import AGENT, PERSON, Counter, restaurant_sheet
from wenling_desk.devices.simulated_locker import LockerScript
from wenling_desk.devices.simulated_messages import MessageScript
from wenling_desk.ui.collecting.collect_presenter import CollectPresenter, FoundView
from wenling_desk.ui.collecting.giving import HandOver, with_agent
from wenling_desk.ui.collecting.notices_presenter import NoticesPresenter
from wenling_desk.ui.collecting.shelving_presenter import ALREADY, ASKED, PUT, REFUSED, ShelvingPresenter
from wenling_desk.ui.collecting.tools import CollectingTools
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.collecting import CaseResults
from wenling_desk.use_cases.counter_ports import LineState
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.take_in import TakeIn

NUMBER = "JY23310810000001"


def refuse(told: Told) -> None:
    raise AssertionError(told)


def kinds(counter: Counter, record_id: str) -> list[str]:
    """The kinds of the record's facts, in order."""
    return [fact.kind for fact in read(counter, record_id)[0]]


def read(counter: Counter, record_id: str) -> tuple[Any, Any]:
    """The record's facts and papers."""
    with counter.store.reading() as reading:
        return reading.facts_of(record_id), reading.papers_of(record_id)


def shelving(tools: CollectingTools) -> ShelvingPresenter:
    return ShelvingPresenter(tools, lambda: None)


def notices(tools: CollectingTools) -> NoticesPresenter:
    found = NoticesPresenter(tools, lambda: None)
    found.read()
    return found


def find(presenter: CollectPresenter, typed: str) -> FoundView:
    views: list[FoundView] = []
    presenter.find(typed, views.append, refuse)
    return views[-1]


def opened(presenter: CollectPresenter, record_id: str) -> CaseResults:
    found: list[CaseResults] = []
    presenter.open(record_id, found.append, refuse)
    return found[-1]


def both_decided(counter: Counter) -> tuple[str, list[str]]:
    """A bundle of which all that could be started is granted; its members with a result."""
    record_id = counter.do(TakeIn(command_id=counter.new_id(), sheet=restaurant_sheet())).record_id
    for code in ("SC006", "SC017"):
        counter.do(AcceptCase(command_id=counter.new_id(), record_id=record_id, members=(code,)))
        counter.do(
            DecideCase(
                command_id=counter.new_id(), record_id=record_id, members=(code,), granted=True, way="signed_paper",
                officer="李科",
            )
        )  # fmt: skip
    return record_id, ["SC006", "SC017"]


# -- putting away -------------------------------------------------------------------------------------------


def test_the_lines_come_newest_first_and_the_slots_go_on(counter: Counter, tools: CollectingTools) -> None:
    for at in range(3):
        decided(counter, f"JY000{at}")
    presenter = shelving(tools)
    for scan in ("JY0000", "nonsense", "JY0000", "JY0001", "JY0002"):
        presenter.scan(scan)
    assert [line.state for line in presenter.lines] == [PUT, PUT, ALREADY, REFUSED, PUT]
    assert presenter.next_words() == "1 号柜 1 格"
    assert all(line.sentence for line in presenter.lines)


def test_what_is_to_be_sent_is_said_while_it_is_in_hand(counter: Counter, tools: CollectingTools) -> None:
    decided(counter, NUMBER, "courier")
    presenter = shelving(tools)
    presenter.scan(NUMBER)
    assert presenter.lines[0].sentence.endswith("申请人要寄递")


def test_several_results_under_one_number_ask_which_and_the_answer_puts_it_away(
    counter: Counter, tools: CollectingTools
) -> None:
    record_id, codes = both_decided(counter)
    number = read(counter, record_id)[1][0].number
    presenter = shelving(tools)
    presenter.scan(number)
    line = presenter.asked
    assert line is not None
    assert line.state == ASKED
    assert [code for code, _ in line.choices] == codes
    presenter.answer(line.key, codes[1])
    assert presenter.asked is None
    assert (presenter.lines[0].state, presenter.lines[0].place) == (PUT, "1-1")


# -- finding ------------------------------------------------------------------------------------------------


def test_a_case_another_desk_holds_is_listed_and_not_opened(counter: Counter, tools: CollectingTools) -> None:
    elsewhere(counter, applicant="林**", status="completed")
    view = find(CollectPresenter(tools), "000417-5")
    assert (view.only, [line.is_held for line in view.lines]) == ("", [False])


def test_too_little_and_nothing_are_told_apart(tools: CollectingTools) -> None:
    presenter = CollectPresenter(tools)
    assert find(presenter, "7").sentence != find(presenter, "98765").sentence
    assert find(presenter, "98765").detail


def test_an_answer_for_the_one_before_shows_nothing_to_the_next(counter: Counter, tools: CollectingTools) -> None:
    decided(counter, NUMBER)
    presenter = CollectPresenter(tools)
    assert find(presenter, NUMBER).only
    presenter.forget()
    assert (presenter.view, presenter.results) == (FoundView(), None)


# -- handing over -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        (HandOver(), set()),
        (HandOver(by_proxy=True), {"receiver", "proof"}),
        (HandOver(by_proxy=True, receiver=AGENT, proof="委托书"), set()),
        (HandOver(slip="lost", identity_checked=True), {"slip"}),
        (HandOver(slip="lost", identity_checked=True, signed=True), set()),
    ],
    ids=["own", "proxy", "proven", "unsigned", "lost"],
)
def test_what_is_missing_stands_at_its_field(tools: CollectingTools, said: HandOver, faults: set[str]) -> None:
    assert set(CollectPresenter(tools).giving.faults(said)) == faults


def test_the_strip_names_nobody_in_full(counter: Counter, tools: CollectingTools) -> None:
    presenter = CollectPresenter(tools)
    results = opened(presenter, decided(counter, NUMBER))
    codes = [line.code for line in results.lines]
    for said in (HandOver(), with_agent(HandOver(by_proxy=True, proof="x", receiver=AGENT), results)):
        sentence = presenter.giving.question(codes, said)
        assert PERSON not in sentence
        assert AGENT not in sentence


def test_a_full_locker_says_so_and_nothing_is_written(counter: Counter) -> None:
    tools = make_tools(counter, Lines(locker=LockerScript(boxes=0, full_words="柜子满了")))
    presenter = CollectPresenter(tools)
    results = opened(presenter, decided(counter, NUMBER))
    told: list[Told] = []
    presenter.giving.put_in_locker([line.code for line in results.lines], lambda _: None, told.append)
    assert "柜子满了" in told[0].sentence
    assert "ResultSent" not in kinds(counter, results.record_id)


def test_a_locker_whose_answer_got_lost_is_asked_again_for_the_same_box(counter: Counter) -> None:
    tools = make_tools(counter, Lines(locker=LockerScript(lost_answers=1)))
    presenter = CollectPresenter(tools)
    results = opened(presenter, decided(counter, NUMBER))
    codes = [line.code for line in results.lines]
    told: list[Any] = []
    presenter.giving.put_in_locker(codes, told.append, told.append)
    assert told[0].code == "locker_silent"
    presenter.giving.put_in_locker(codes, told.append, told.append)
    assert "Z1-01" in told[1]
    assert len(tools.locker.kept) == 1  # type: ignore[attr-defined]
    presenter.read_again(lambda _: None, refuse)
    presenter.giving.came_back(codes, "到期没取", told.append, refuse)
    assert tools.locker.kept == {}  # type: ignore[attr-defined]
    assert kinds(counter, results.record_id)[-1] == "ResultCameBack"


# -- notices ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [LineState.DOWN, LineState.ABSENT], ids=str)
def test_offline_the_notice_stays_with_its_sentence(counter: Counter, state: LineState) -> None:
    since = counter.clock.now() - timedelta(days=1)
    tools = make_tools(counter, Lines(messages=MessageScript(states=((since, state),))))
    decided(counter, NUMBER)
    shelving(tools).scan(NUMBER)
    presenter = notices(tools)
    presenter.send_all()
    (line,) = presenter.lines
    assert line.sentence == presenter.reason_against_messages()
    assert "ApplicantNotified" not in kinds(counter, line.record_id)


def test_pressed_again_while_it_is_being_sent_it_is_sent_once(counter: Counter) -> None:
    outside = AtOnce()
    outside.is_holding = True
    tools = make_tools(counter, Lines(), outside)
    decided(counter, NUMBER)
    shelving(tools).scan(NUMBER)
    presenter = notices(tools)
    presenter.send_all()
    presenter.send_all()
    assert len(outside.held) == 1
    assert presenter.lines[0].is_sending
    outside.held.pop()()
    assert presenter.lines[0].is_told
    assert presenter.owed == 0


def test_what_is_read_aloud_of_the_next_item_is_a_sentence(counter: Counter) -> None:
    """It names what is done and what goes on: nobody reads the name of an errand to an applicant."""
    record_id = counter.do(TakeIn(command_id=counter.new_id(), sheet=restaurant_sheet())).record_id
    counter.do(AcceptCase(command_id=counter.new_id(), record_id=record_id, members=("SC006",)))
    counter.do(
        DecideCase(
            command_id=counter.new_id(), record_id=record_id, members=("SC006",), granted=True, way="signed_paper",
            officer="李科",
        )
    )  # fmt: skip
    presenter = notices(make_tools(counter, Lines()))
    line = next(line for line in presenter.lines if line.about == "member_started")
    called: list[Any] = []
    presenter.call(line, called.append, refuse)
    catalogue = counter.get_desk().catalogue()
    (before,) = next(
        each.after for bundle in catalogue.bundles.values() for each in bundle.members
        if each.item_code == line.member and each.after
    )  # fmt: skip
    done, said = catalogue.items[before].name, called[0].sentence
    assert f"您办的{done}办好了，后面的{line.item}可以接着办了，现在不用再来" in said
    assert line.what not in said
