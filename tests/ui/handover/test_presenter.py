"""交接 without its widgets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.acts_handover import handover_rules
from tests.ui.handover.conftest import make_tools, take_in
from tests.ui.record.counter import Counter
from wenling_desk.domain.counter_clocks import CounterLight
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.handover_rules import HandoverRules, Span
from wenling_desk.ui.handover.lines import Words
from wenling_desk.ui.handover.list_presenter import ListPresenter
from wenling_desk.ui.handover.presenter import HandoverPresenter, Made
from wenling_desk.ui.handover.side_presenter import SidePresenter
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.hand_over import MakeHandoverList
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.sign_list import ReturnToCounter


class Talk:
    """What the presenter said."""

    def __init__(self, presenter: HandoverPresenter) -> None:
        self.presenter = presenter
        self.made: list[Made] = []
        self.told: list[Told] = []

    def read(self) -> HandoverPresenter:
        self.presenter.read(lambda: None, self.told.append)
        return self.presenter

    def make(self) -> None:
        self.presenter.make(self.made.append, self.told.append)


@pytest.fixture
def talk(presenter: HandoverPresenter) -> Talk:
    return Talk(presenter)


def test_before_anything_is_read_nothing_is_there(presenter: HandoverPresenter) -> None:
    assert (presenter.departments, presenter.waiting(), presenter.list_lines(), presenter.back_lines()) == ((),) * 4
    assert presenter.find("x") is None
    assert presenter.back("x") is None
    assert not presenter.is_ticked("x")


def test_the_department_most_waits_for_is_chosen_and_stays(counter: Counter, talk: Talk) -> None:
    for _ in range(3):
        take_in(counter)
    take_in(counter, bundle=True)
    presenter = talk.read()
    assert (presenter.departments[0].key, presenter.departments[0].waiting) == ("MZJ", 3)
    assert presenter.department == "MZJ"
    presenter.choose("SCJG")
    talk.read()
    assert presenter.department == "SCJG"


def test_ticks_stay_while_the_list_is_read_anew(counter: Counter, talk: Talk) -> None:
    first, _ = take_in(counter), take_in(counter)
    presenter = talk.read()
    presenter.tick(first)
    take_in(counter)
    talk.read()
    assert [presenter.is_ticked(papers.record_id) for papers in presenter.waiting()] == [False, True, True]


def test_pressed_twice_it_is_one_list(counter: Counter, talk: Talk) -> None:
    take_in(counter)
    talk.read()
    talk.make()
    talk.make()
    assert len([each for each in counter.bridge.commands if isinstance(each, MakeHandoverList)]) == 2
    assert len(talk.made) == 1, "the second one had nothing to hand over any more"
    assert [told.code for told in talk.told] == ["papers_with_department"]


def test_after_trouble_the_same_act_keeps_its_id(counter: Counter, talk: Talk) -> None:
    take_in(counter)
    talk.read()
    counter.store.trouble = KnownTrouble("disk_full", folder="x")
    talk.make()
    counter.store.trouble = None
    talk.make()
    first, second = (each for each in counter.bridge.commands if isinstance(each, MakeHandoverList))
    assert first.command_id == second.command_id
    assert len(talk.made) == 1


def test_what_came_back_says_what_the_applicant_was_told_before(counter: Counter, talk: Talk) -> None:
    record_id = take_in(counter)
    talk.read()
    talk.make()
    command = ReturnToCounter(
        command_id=counter.new_id(), record_id=record_id, reason_class="content", note="面积对不上", by="王科"
    )
    counter.do(command)
    (line,) = talk.read().back_lines()
    assert line.origin == "民政局 王科退回（内容有问题），09:00"
    assert line.noticed == "这件还没有一次性告知过。材料不齐的，请打开办件，一次告知清楚。"
    assert not [each for each in counter.bridge.commands if isinstance(each, RequestCorrection)]


@pytest.mark.parametrize(
    ("used", "days", "words"),
    [
        (timedelta(minutes=59), 0, "59 分钟"),
        (timedelta(hours=3, minutes=50), 0, "3 小时"),
        (timedelta(hours=7), 1, "7 小时"),
        (timedelta(hours=14), 2, "2 天"),
    ],
)
def test_waiting_in_words(counter: Counter, used: timedelta, days: int, words: str) -> None:
    said = Words(counter.texts, counter.get_desk(), handover_rules())
    rule = handover_rules().steps["sign_for"]
    now = counter.clock.now()
    light = CounterLight("sign_for", now, rule.limit, now, "late", used, days, rule.escalates_to)
    assert said.waited(light, now).words == f"{words}，超时"
    assert said.escalation(light) == "已经超过开门 3 小时，请班组长过问。"
    assert said.escalation(replace(light, state="near")) == ""
    in_days = replace(light, limit=Span(5, "working_days"))
    assert said.escalation(in_days).startswith("已经超过 5 个工作日")


def test_a_step_without_a_limit_only_says_how_long(counter: Counter) -> None:
    rules = replace(handover_rules(), steps={})
    said = Words(counter.texts, counter.get_desk(), rules)
    assert said.waited(None, counter.clock.now() - timedelta(minutes=20)).words == "20 分钟"


def agreed() -> HandoverRules:
    return replace(handover_rules(), inferred=False)


def test_the_next_round_says_whether_it_was_only_inferred(counter: Counter) -> None:
    words = Words(counter.texts, counter.get_desk(), handover_rules())
    assert words.next_round() == "下一次送材料：今天 11:30（每天 11:30、16:30，推定）"
    counter.clock.on(hours=9)
    assert Words(counter.texts, counter.get_desk(), agreed()).next_round().startswith("下一次送材料：11-24 周二 11:30")


def test_a_list_that_is_signed_says_by_whom(counter: Counter, talk: Talk) -> None:
    take_in(counter)
    talk.read()
    talk.make()
    (line,) = talk.read().list_lines()
    tools = make_tools(counter)
    lists = ListPresenter(tools, talk.presenter.sender)
    lists.open(line.list_id, scanned=False, on_read=lambda: None, on_failed=talk.told.append)
    said: list[str] = []
    lists.sign("王科", said.append, talk.told.append)
    assert said == [f"清单 {line.number}已由王科签收，1 件。"]
    lists.open(line.list_id, scanned=False, on_read=lambda: None, on_failed=talk.told.append)
    assert lists.remark() == "民政局，09:00，1 件；王科 09:00已签收"
    assert talk.told == []


def test_nothing_on_the_table_does_nothing(counter: Counter, talk: Talk) -> None:
    lists = ListPresenter(make_tools(counter), talk.presenter.sender)
    lists.sign("王科", lambda _: None, talk.told.append)
    lists.deem(lambda _: None, talk.told.append)
    assert (lists.remark(), lists.deem_strip(), counter.bridge.commands) == ("", "", [])


def test_a_department_gives_only_its_own_reasons(counter: Counter, talk: Talk) -> None:
    side = SidePresenter(make_tools(counter), talk.presenter.sender)
    assert list(side.reasons()) == ["错派", "缺页", "内容有问题"]
