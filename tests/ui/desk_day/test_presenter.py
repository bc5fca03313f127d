"""The page of the day without its widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from tests.support.small_catalogue import MARRIAGE
from tests.ui.back_entry.conftest import TellingCounter
from tests.ui.desk_day.conftest import ALARMS, CHECKS, RULES
from tests.ui.record.counter import CLERK, OneShelf, marriage_sheet
from wenling_desk.domain.collecting import HallShelves, ShelfUnit
from wenling_desk.domain.day_rules import ClosingLine
from wenling_desk.ui.desk_day.card import CARD_KEYS, CHANGE_KEYS, CHECK_KEYS
from wenling_desk.ui.desk_day.lines import BALANCE_KEYS, PAGES
from wenling_desk.ui.desk_day.presenter import DayPresenter
from wenling_desk.ui.desk_day.tools import DayTools, OnChecks
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.absence import NoteAbsence
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.day_words import LINE_KEYS, OUTCOME_KEYS
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.desk_day import CloseDay
from wenling_desk.use_cases.handle_papers import ReportPrinted
from wenling_desk.use_cases.shelve_results import ShelveResult
from wenling_desk.use_cases.take_in import TakeIn


@dataclass
class Talk:
    """A presenter and what it said."""

    counter: TellingCounter = field(default_factory=lambda: TellingCounter(CLERK))
    printed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        counter = self.counter
        self.presenter = DayPresenter(
            DayTools(
                bridge=counter.bridge,
                desk=counter.get_desk,
                texts=counter.texts,
                rules=RULES,
                alarm_rules=ALARMS,
                print_papers=self.printed.extend,
                look_at_devices=self.look,
                unfilled=lambda: 2,
                clerk_name=lambda clerk: {"c001": "陈晓"}.get(clerk, clerk),
            )
        )

    def look(self, answer: OnChecks) -> None:
        answer(CHECKS)

    def read(self) -> DayPresenter:
        self.presenter.read(lambda: None, self.told.append)
        assert not self.counter.bridge.errors
        return self.presenter

    def open(self) -> DayPresenter:
        self.read().open_day(self.said.append, self.told.append)
        return self.read()

    def do(self, kind: Any, **values: Any) -> str:
        return self.counter.do_and_tell(kind(command_id=self.counter.new_id(), **values))

    def states(self) -> dict[str, tuple[str, str]]:
        return {line.key: (line.state, line.detail) for line in self.presenter.lines()}


def test_before_anything_is_read_it_says_so() -> None:
    presenter = Talk().presenter
    assert (presenter.lines(), presenter.details()) == ((), ())
    assert presenter.remark() == presenter.empty_words() == presenter.reason_against_closing() == "正在读……"
    assert presenter.handed_over() == ""


def test_the_day_goes_from_card_to_closing_to_signed() -> None:
    talk = Talk()
    presenter = talk.read()
    assert (presenter.heading(), presenter.standing()[0]) == ("班前卡", "还没开始")
    talk.open()
    assert (presenter.heading(), presenter.standing()[0]) == ("日清", "上班中")
    presenter.close(talk.said.append, talk.told.append)
    talk.read()
    assert presenter.standing()[0] == "待第二人签"
    assert presenter.remark() == "09:00 陈晓做了第 1 次日清"
    presenter.countersign("l001", "林岚", talk.said.append, talk.told.append)
    talk.read()
    assert presenter.standing()[0] == "已日清"
    assert presenter.remark() == "09:00 陈晓做了第 1 次日清，林岚已签"
    assert len(talk.printed) == 1
    assert not talk.told


def test_a_closing_carries_the_rules_of_the_hall() -> None:
    talk = Talk()
    talk.open().close(talk.said.append, talk.told.append)
    body = next(fact.body for fact, _ in talk.counter.store.shelves.facts if fact.kind == "DayClosed")
    assert body["lines"] == [str(rule.line) for rule in RULES.closing]
    assert body["figures"]["unfilled"] == 2


def test_a_place_on_a_shelf_is_said_in_words() -> None:
    talk = Talk()
    record_id = talk.do(AcceptCase, sheet=marriage_sheet())
    how = {"granted": True, "way": "signed_paper", "officer": "李科", "result_number": "JY23310810000001"}
    talk.do(DecideCase, record_id=record_id, **how)
    talk.do(ShelveResult, scan="JY23310810000001", shelves=HallShelves((ShelfUnit("3", 12, 6),)), place="3-12")
    presenter = talk.open()
    for line in (ClosingLine.ON_SHELF, ClosingLine.TO_NOTIFY):
        assert talk.states()[line][1] == "3 号柜 12 格 1"
        presenter.key = line
        (row,) = presenter.details()
        assert row.cells[2] == "3 号柜 12 格"


def test_an_even_day_says_so_where_a_clerk_looks_first() -> None:
    talk = Talk()
    talk.open()
    assert talk.presenter.empty_words() == "今天没有开出文书"
    number = ""
    talk.do(TakeIn, sheet=marriage_sheet())
    number = next(iter(talk.counter.store.shelves.papers))
    talk.do(ReportPrinted, number=number, printed=True)
    talk.read()
    assert talk.states()["papers"] == ("全部对上", "开出 1：收到 1")
    assert talk.presenter.empty_words() == "开出的编号都有着落"
    talk.presenter.key = "originals"
    assert talk.presenter.empty_words() == "这一项只数件数"
    talk.presenter.key = "calls"
    assert talk.presenter.empty_words() == "这一项没有"


def test_a_gap_is_one_row_with_its_span_and_ready_reasons() -> None:
    talk = Talk()
    talk.open()
    talk.do(TakeIn, sheet=marriage_sheet())
    talk.counter.store.shelves.serials["K7QX"] += 3
    talk.do(TakeIn, sheet=marriage_sheet())
    presenter = talk.read()
    presenter.key = "papers"
    gap = next(thing for thing in presenter.details() if thing.cells[1] == "没有这份文书")
    assert gap.cells[2] == "缺 3 个，到 000004"
    assert presenter.ready_reasons(gap.number)[0] == "程序中断，编号没有用出"
    assert presenter.ready_reasons("no such number") == ()
    assert presenter.reason_against_naming(gap.number) == ""


def test_the_card_says_who_stands_in_and_what_changed_in_the_catalogue() -> None:
    talk = Talk()
    talk.open()
    counter = talk.counter
    counter.clock.on(days=1)
    today = counter.clock.now().date()
    talk.do(
        NoteAbsence,
        name="王科",
        department_key="MZJ",
        first=today,
        last=today + timedelta(days=1),
        stand_in_name="李科",
    )
    old = counter.desk.catalogue()
    item = replace(old.items[MARRIAGE], fee="收费 9 元")
    new = replace(old, release="2026.12", items={**old.items, MARRIAGE: item})

    class TwoReleases(OneShelf):
        def release(self, number: str) -> Any:
            return old if number == old.release else new

    counter.give_authority(catalogues=TwoReleases(new))
    presenter = talk.read()
    assert talk.states()["absent"] == ("1 人", "王科（B 岗 李科）")
    assert talk.states()["catalogue"][1] == f"{old.release} 换成 2026.12"
    presenter.key = "catalogue"
    assert (presenter.details()[0].cells[0], presenter.details()[0].cells[2]) == (MARRIAGE, "有变化")
    presenter.key = "absent"
    assert presenter.details()[0].cells[:3] == ("王科", "B 岗 李科", "民政局")
    presenter.open_day(talk.said.append, talk.told.append)
    opened = [fact.body for fact, _ in counter.store.shelves.facts if fact.kind == "DayOpened"]
    assert opened[-1]["read"] == ["2026.12"]


def test_another_day_is_closed_and_today_comes_back() -> None:
    talk = Talk()
    talk.open()
    yesterday = talk.presenter.today
    talk.counter.clock.on(days=1)
    presenter = talk.read()
    assert presenter.shows_card
    presenter.look_at_day(yesterday)
    talk.read()
    assert presenter.heading().startswith("补做日清")
    assert not presenter.shows_card
    presenter.close(talk.said.append, talk.told.append)
    presenter.look_at_day(None)
    talk.read()
    assert talk.states()["unclosed"][0] == "没有"


def test_a_refusal_is_handed_back_in_words() -> None:
    talk = Talk()
    talk.open().hand_over("c001", "陈晓", 0, talk.said.append, talk.told.append)
    assert [told.code for told in talk.told] == ["same_person_takes_over"]
    assert talk.said == ["已记下开始上班。"]


def test_trouble_with_the_store_is_told() -> None:
    talk = Talk()

    def broken(*_: Any) -> Any:
        raise RuntimeError("no")

    talk.counter.bridge._read = broken
    talk.presenter.read(lambda: None, talk.told.append)
    assert len(talk.told) == 1


@pytest.mark.parametrize("rule", RULES.closing, ids=lambda rule: str(rule.line))
def test_every_line_has_its_words_and_its_place(rule: Any) -> None:
    texts = Talk().counter.texts
    assert texts.has(LINE_KEYS[rule.line])
    assert rule.line in PAGES or rule.line in (ClosingLine.FEES, ClosingLine.KEPT)


def test_every_word_a_line_may_need_is_there() -> None:
    texts = Talk().counter.texts
    families: Sequence[Any] = (CARD_KEYS, CHECK_KEYS, CHANGE_KEYS, BALANCE_KEYS, OUTCOME_KEYS, LINE_KEYS)
    for family in families:
        assert [key for key in family.values() if not texts.has(key)] == []


def test_a_closing_from_elsewhere_shows_at_once() -> None:
    talk = Talk()
    talk.open()
    talk.do(CloseDay)
    assert talk.read().standing()[0] == "待第二人签"
