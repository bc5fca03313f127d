"""Forms and words of the page 台账 without its widgets."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledgers.broad import LONG, PERSON
from tests.ledgers.conftest import begin
from tests.ledgers.window import SearchByName
from tests.support.headless_bridge import HeadlessBridge
from tests.support.ledgers import LedgerCounter
from wenling_desk.domain.ledger import LedgerField, ValueType
from wenling_desk.ui.ledgers.axis_bars import AxisBar, axis_of
from wenling_desk.ui.ledgers.entry_presenter import EntryPresenter
from wenling_desk.ui.ledgers.form import DraftBook, FormPresenter
from wenling_desk.ui.ledgers.list_presenter import ListPresenter
from wenling_desk.ui.ledgers.names import Pick, fitting
from wenling_desk.ui.ledgers.tools import LedgerTools
from wenling_desk.ui.ledgers.typed import kept, read_month, read_time, typed
from wenling_desk.ui.ledgers.value_words import value_words
from wenling_desk.ui.record.scan_files import ScanTray
from wenling_desk.ui.widgets.typed_values import UnreadableError


@pytest.fixture
def tools(broad: LedgerCounter) -> LedgerTools:
    def read(question: Any) -> Any:
        with broad.store.reading() as reading:
            return question(reading)

    texts: Any = broad.desk.words
    return LedgerTools(
        bridge=HeadlessBridge(broad.dispatcher.dispatch, read, texts),
        desk=lambda: broad.desk,
        texts=texts,
        shelf=broad.desk.ledgers,
        search=SearchByName(lambda: broad),
        print_papers=lambda _: None,
        spell=lambda name: {"市监局": ("sjj", "shijianju")}.get(name, ()),
        tray=ScanTray(lambda: "", lambda _: None, lambda _folder, _give: None, broad.clock.now),
    )


def form(
    tools: LedgerTools, action: str = "begin_broad", drafts: DraftBook | None = None, **more: Any
) -> FormPresenter:
    ledger = tools.shelf.ledger("broad")
    return FormPresenter(tools, ledger, ledger.acts[action], drafts or DraftBook(), **more)


def field(kind: str, **more: Any) -> LedgerField:
    return LedgerField("f", "栏", ValueType(kind), **more)


def test_months_and_times_are_read_as_people_type_them() -> None:
    assert {read_month(text) for text in ("202611", "2026-11", "2026/11", "2026年11月", "２０２６－１１")} == {
        "2026-11"
    }
    assert {read_time(text) for text in ("930", "9:30", "09:30", "9：30", "9点30分")} == {"09:30"}
    for read, text in ((read_month, "2026-13"), (read_month, "11"), (read_time, "24:00"), (read_time, "9点")):
        with pytest.raises(UnreadableError):
            read(text)


@given(st.integers(-(10**12), 10**12), st.integers(0, 4))
def test_a_number_comes_back_as_it_was_kept(value: int, places: int) -> None:
    asked = field("number", places=places)
    assert kept(asked, typed(asked, value)) == value


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        (field("yes_no"), True),
        (field("yes_no"), False),
        (field("choices", choices={"a": "甲", "b": "乙"}), ["a", "b"]),
        (field("date"), "2026-11-24"),
        (field("month"), "2026-11"),
        (field("table", columns=(field("number", places=1),)), [{"f": 15}, {"f": -3}]),
        (field("evidence"), [{"name": "a.pdf", "sha256": "0" * 64}]),
    ],
)
def test_a_value_comes_back_as_it_was_kept(asked: LedgerField, value: Any) -> None:
    assert kept(asked, typed(asked, value)) == value


def test_nothing_typed_is_no_value() -> None:
    assert [kept(field(str(kind)), "") for kind in ValueType] == [None] * len(ValueType)


def test_a_figure_finer_than_its_places_is_refused() -> None:
    with pytest.raises(UnreadableError, match="whole_only"):
        kept(field("number"), "1.5")
    with pytest.raises(UnreadableError, match="too_fine"):
        kept(field("number", places=2), "1.505")


def test_picks_are_found_by_name_code_and_pinyin() -> None:
    picks = (Pick("SJ", "市监局"), Pick("MZ", "民政局"), Pick("S", "水务局"))
    spell = {"市监局": ("sjj",), "民政局": ("mzj",), "水务局": ("swj",)}.__getitem__
    assert [pick.code for pick in fitting(picks, "sjj", spell)] == ["SJ"]
    assert [pick.code for pick in fitting(picks, "s", spell)] == ["S", "SJ"]
    assert [pick.code for pick in fitting(picks, "政", spell)] == ["MZ"]
    assert fitting(picks, "", spell) == picks


def test_conditions_follow_what_is_typed(tools: LedgerTools) -> None:
    made = form(tools)
    assert "why" not in made.asked({"sort": "slow"})
    assert "why" in made.asked({"sort": "refused"})


def test_every_fault_stands_at_its_field(tools: LedgerTools) -> None:
    typed_values: Any = {
        "what": "长" * 61, "person": "", "phone": "12", "card": f"{PERSON[:-1]}0", "amount": "1.234",
        "promised": "2026-10-01", "sort": "refused", "why": "",
        "lines": [{"name": "a", "copies": "半", "until": "", "kind": "paper"}],
    }  # fmt: skip
    faults = form(tools).faults(typed_values)
    assert list(faults) == ["what", "person", "phone", "card", "amount", "promised", "why", "lines"]
    assert "60" in faults["what"]
    assert faults["why"] == "请填“为什么不给办”。"
    assert all(sentence.endswith("。") for sentence in faults.values()), faults


def test_what_is_hidden_is_neither_checked_nor_sent(tools: LedgerTools) -> None:
    made = form(tools)
    values: Any = {"what": "一件", "person": "林见秋", "sort": "slow", "why": "旧的", "promised": "2026-11-03"}
    assert made.faults(values) == {}
    assert "why" not in made.values(values)


def test_while_it_is_being_done_it_is_not_done_again(tools: LedgerTools, broad: LedgerCounter) -> None:
    made: Any = form(tools)
    values: Any = {"what": "一件", "person": "林见秋", "sort": "slow"}
    made.busy = True
    made.submit(values, pytest.fail, pytest.fail)
    made.busy = False
    made.submit(values, lambda _: None, pytest.fail)
    assert broad.page("broad").total == 1


def test_a_refusal_goes_to_its_field_in_the_ledgers_own_words(tools: LedgerTools) -> None:
    told: list[Any] = []
    form(tools).submit({"what": "一件", "sort": "slow"}, told.append, lambda *said: told.append(said))
    ((refusal, at),) = told
    assert at == "person"
    assert "“反映人”" in refusal.sentence


def test_a_draft_is_kept_and_dropped(tools: LedgerTools) -> None:
    drafts = DraftBook()
    made = form(tools, drafts=drafts)
    begins = {each.field_id: made.first(each) for each, _ in made.fields()}
    made.keep(begins)
    assert not made.is_draft(), "nothing was typed"
    made.keep({**begins, "what": "写了一半"})
    again = form(tools, drafts=drafts)
    assert again.initial(again.ledger.fields["what"]) == "写了一半"
    again.forget()
    assert not made.is_draft()


def test_a_correction_begins_with_what_stands_and_may_take_it_out(tools: LedgerTools, broad: LedgerCounter) -> None:
    record_id = begin(broad, amount=12345, urgent=True)
    entry = broad.entry(record_id).entry
    made = form(tools, "amend_broad", record_id=record_id, entry=entry.values)
    begins = {each.field_id: made.first(each) for each, _ in made.fields()}
    assert begins == {"what": "三次都没收", "amount": "123.45", "sort": "slow", "urgent": "yes"}
    made.submit({**begins, "amount": ""}, lambda _: None, lambda told, _: pytest.fail(told.sentence))
    assert "amount" not in broad.entry(record_id).entry.values


def test_entries_of_a_ledger_are_picked_by_what_they_are_called(tools: LedgerTools, broad: LedgerCounter) -> None:
    record_id = begin(broad, what="旧的一件")
    begin(broad, what="另一件")
    found: list[Any] = []
    made = form(tools)
    made.find(made.ledger.fields["earlier"], "旧", found.extend)
    assert [(pick.code, pick.name) for pick in found] == [(record_id, "旧的一件")]


def test_a_list_is_narrowed_and_paged(tools: LedgerTools, broad: LedgerCounter) -> None:
    for at in range(103):
        begin(broad, what=f"第 {at} 件", sort=("slow", "rude")[at % 2])
    lists = ListPresenter(tools)
    shown: list[Any] = []
    assert lists.choose("broad")
    assert not lists.choose("nothing")

    def read() -> Any:
        lists.read(shown.append, lambda told: pytest.fail(told.sentence))
        return shown[-1]

    assert (len(read().lines), shown[-1].total) == (100, 103)
    assert lists.paging_words().startswith("第 1 到 100 件，共 103 件")
    assert lists.turn(1)
    assert len(read().lines) == 3
    assert not lists.turn(1)
    lists.filter_by("sort", "rude")
    assert read().total == 51
    lists.narrow(text="第 99 件")
    assert [line.title for line in read().lines] == ["第 99 件"]
    lists.narrow(status="over")
    assert read().lines == ()
    assert lists.empty_words() == "没有符合的。按 Esc 看全部。"


def test_a_look_at_somebody_elses_entry_needs_a_reason(tools: LedgerTools, broad: LedgerCounter) -> None:
    from tests.support.fakes import LEADER

    record_id = begin(broad, phone="13800005678")
    entry = EntryPresenter(tools)
    shown: list[Any] = []
    refused: list[Any] = []
    entry.record_id = record_id
    entry.read(lambda _: None, lambda told: pytest.fail(told.sentence))
    entry.look("", shown.append, lambda *said: refused.append(said))
    assert shown[-1]["phone"] == "13800005678", "the own entry"
    broad.sign_in(LEADER)
    entry.look("", shown.append, lambda *said: refused.append(said))
    assert refused == [("", True)]
    entry.look("回访", shown.append, lambda *said: refused.append(said))
    assert len(shown) == 2
    assert [look.reason for look in broad.store.shelves.looks[-2:]] == ["", "回访"]


def test_the_words_of_values(tools: LedgerTools) -> None:
    names, texts = tools.names({"r1": "旧的一件"}), tools.texts

    def said(asked: LedgerField, value: Any, **more: Any) -> str:
        return value_words(texts, names, asked, value, **more)

    assert said(field("number", places=2, unit="万元"), 9685) == "96.85 万元"
    assert said(field("number"), 0) == "0"
    assert said(field("yes_no"), False) == "否"
    assert said(field("record", record_of="broad"), "r1") == "旧的一件"
    assert said(field("phone", private=True), "13800005678", masked=True) == "138****5678"
    assert said(field("paragraph", private=True), LONG, masked=True) == "＊＊＊"
    assert said(field("text"), None) == ""


def test_an_axis_holds_today_and_every_bar() -> None:
    today = date(2026, 11, 24)
    bars = [
        AxisBar("a", "甲路", "一", date(2026, 12, 1), None),
        AxisBar("b", "乙路", "二", date(2026, 11, 1), date(2026, 11, 1)),
    ]
    axis = axis_of(bars, today)
    assert axis is not None
    assert axis.first < date(2026, 11, 1)
    assert axis.last > date(2026, 12, 1)
    assert 0 < axis.share(today) < 1
    assert axis.end(bars[0]) == 1.0
    assert axis.end(bars[1]) > axis.share(bars[1].begins), "a bar of one day is seen"
    assert [line for line, _ in axis.lines] == ["甲路", "乙路"]
    assert axis_of([], today) is None


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 4000), st.integers(0, 4000))
def test_the_marks_of_an_axis_are_few_and_within(today: date, back: int, length: int) -> None:
    begins = date.fromordinal(today.toordinal() - back)
    axis = axis_of([AxisBar("a", "", "", begins, date.fromordinal(begins.toordinal() + length))], today)
    assert axis is not None
    ticks = axis.ticks()
    assert len(ticks) <= 16
    assert list(ticks) == sorted(set(ticks))
    assert all(axis.first <= tick <= axis.last for tick in ticks)


def test_no_file_is_needed_for_evidence(tmp_path: Path, tools: LedgerTools) -> None:
    made = form(tools)
    values: Any = {"proof": [{"name": "a.pdf", "sha256": "0" * 64, "path": str(tmp_path / "a.pdf")}]}
    assert made.values(values)["proof"] == [{"name": "a.pdf", "sha256": "0" * 64}]
