"""A roster on other pages: in acceptance by one key, on the case with its states, on the workbench as people."""

from __future__ import annotations

from dataclasses import replace

from tests.support.rosters import name_of, number_of, roster
from tests.ui.batch.conftest import HIRING
from tests.ui.record.counter import Counter, marriage_sheet
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.ui.acceptance.page_keys import no_roster, to_roster
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.acceptance.tools import CounterTools
from wenling_desk.ui.record.batch_words import MOST_LINES, roster_lines
from wenling_desk.ui.record.people import WAITING_ROSTER
from wenling_desk.ui.workbench.lines import figure_lines
from wenling_desk.use_cases.take_in import TakeIn


class Keys:
    """The acceptance page, as far as its keys see it."""

    def __init__(self, counter: Counter, target: str, goes: bool = True) -> None:
        self.went: list[tuple[IntakeSheet, str]] = []
        self.put_aside = self.notices = 0
        release = counter.get_desk().catalogue().release

        def to_batch(sheet: IntakeSheet, draft_id: str) -> bool:
            self.went.append((sheet, draft_id))
            return goes

        tools = CounterTools(
            bridge=counter.bridge,
            desk=counter.get_desk,
            search=None,  # type: ignore[arg-type]
            texts=counter.texts,
            print_papers=counter.print_papers,
            show_pages=lambda *_: None,
            by_roster=lambda code: code == HIRING,
            to_batch=to_batch,
        )
        sheet = IntakeSheet(target, False, release, note="先收材料")
        self.presenter = SheetPresenter(tools, self, sheet, "draft-1", is_draft=True)  # type: ignore[arg-type]
        self.area = self.done = None

    def put_away(self, *, told: bool = True) -> None:
        self.put_aside += 1
        self.notices += told

    def kept(self) -> None: ...

    def tell_told(self, told: object) -> None:
        raise AssertionError(told)


def test_the_key_is_there_where_the_item_is_handled_by_roster(counter: Counter) -> None:
    assert no_roster(Keys(counter, HIRING), counter.texts) == ""  # type: ignore[arg-type]
    assert no_roster(Keys(counter, "MZ003"), counter.texts) == "这个事项不用名单办"  # type: ignore[arg-type]


def test_the_application_goes_along_and_is_put_away_here(counter: Counter) -> None:
    keys = Keys(counter, HIRING)
    to_roster(keys)  # type: ignore[arg-type]
    [(sheet, draft_id)] = keys.went
    assert (sheet.note, draft_id, keys.put_aside) == ("先收材料", "draft-1", 1)
    assert keys.notices == 0, "nothing has ended: it goes on on the other page"
    stays = Keys(counter, HIRING, goes=False)
    to_roster(stays)  # type: ignore[arg-type]
    assert stays.put_aside == 0


def test_the_case_shows_its_people_masked_with_states_gaps_first(counter: Counter) -> None:
    whole, *people = roster_lines(counter.texts, roster(3, 1), is_open=True)
    assert (whole.key, whole.remark) == (WAITING_ROSTER, "名单 4 人，已收 3 人，缺 1 人")
    assert [line.role for line in people] == ["第 5 行", "第 2 行", "第 3 行", "第 4 行"]
    assert people[0].remark == "没有收：没有填证件号码"
    assert people[0].warns
    assert [value.masked for value in people[1].values] == [name_of(1)[0] + "**", people[1].values[1].masked]
    assert number_of(1) not in repr(people)


def test_a_long_roster_is_listed_in_part_and_says_so(counter: Counter) -> None:
    whole, *people = roster_lines(counter.texts, roster(60), is_open=True)
    assert len(people) == MOST_LINES
    assert whole.remark == "名单 60 人，全部已收；先列 40 人，全部在批量附页上"
    assert whole.key == "roster"
    assert roster_lines(counter.texts, (), is_open=True) == ()


def test_a_closed_case_receives_nobody(counter: Counter) -> None:
    assert roster_lines(counter.texts, roster(1, 1), is_open=False)[0].key == "roster"


def test_today_counts_cases_and_people(counter: Counter) -> None:
    sheet = replace(marriage_sheet(), roster=roster(28, 2))
    counter.do(TakeIn(command_id=counter.new_id(), sheet=sheet))
    with counter.store.reading() as reading:
        counts = reading.counts(counter.get_desk().today())
    figure = next(line for line in figure_lines(counter.texts, {}, counts) if line.name == "收件")
    assert (figure.mine, figure.mine_people, figure.hall, figure.hall_people) == (0, 0, 1, 28)
    assert counter.texts("workbench.with_people", cases=1, people=28) == "1 件 / 28 人"
