"""驾驶舱 without its widgets: what is looked at, what is read, what stands behind a mark. No Qt widgets here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from wenling_desk.domain.cockpit import BlockKind, Choice, CockpitPage, month_period
from wenling_desk.domain.figures import Figure, FigureBook, FigureColumn
from wenling_desk.ui.cockpit import charts
from wenling_desk.ui.cockpit.charts import Sheet, parts_of
from wenling_desk.ui.cockpit.entries import closing_sheet, objections_sheet, peers_sheet
from wenling_desk.ui.cockpit.targets import BehindLine, BehindView, Target, cells_of, every_group, ringing, target_of
from wenling_desk.ui.cockpit.tools import CockpitTools
from wenling_desk.ui.cockpit.words import parse_day, period_words
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.cockpit import Behind, read_cockpit, records_behind
from wenling_desk.use_cases.cockpit_views import (
    PAGE_OF_CASES,
    BlockView,
    CardView,
    CockpitView,
    GroupsView,
    HoursView,
    Question,
    SeriesView,
    TableView,
    WatchView,
)
from wenling_desk.use_cases.ports import Reading

READING, BEHIND = "cockpit", "cockpit_behind"
INITIATOR = "cockpit"


@dataclass(frozen=True, slots=True)
class About:
    """The strip below: how a figure is made. ``words`` alone where the mark is no figure."""

    words: str
    formula: str = ""
    base: str = ""
    source: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one reading gave."""

    view: CockpitView
    sheets: Mapping[str, Sheet]
    book: FigureBook
    closed: frozenset[str]


class CockpitPresenter:
    """One page looked at, and at most one list behind a mark of it."""

    def __init__(self, tools: CockpitTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        first = tools.layout.pages[0].page_id
        self.question = Question(first, Choice.MONTH, tools.desk().today())
        self.view: CockpitView | None = None
        self.sheets: Mapping[str, Sheet] = {}
        self.behind: BehindView | None = None
        self._figures: Mapping[str, Figure] = {}
        self._columns: tuple[FigureColumn, ...] = ()
        self._edition = ""
        self.closed_months: frozenset[str] = frozenset()
        self._follows_today = True

    # -- what is looked at -----------------------------------------------------------------------

    @property
    def page(self) -> CockpitPage:
        """The page on top."""
        return self._tools.layout.page(self.question.page_id)

    def begin(self) -> None:
        """Coming back another day looks at that day, unless another one was asked for."""
        if self._follows_today:
            self.question = replace(self.question, on=self._tools.desk().today())

    def go_page(self, at: int) -> bool:
        """The page of a place; ``False`` where there is none or it is on top already."""
        pages = self._tools.layout.pages
        if not 0 <= at < len(pages) or pages[at].page_id == self.question.page_id:
            return False
        self.question = replace(self.question, page_id=pages[at].page_id)
        self.behind = None
        return True

    def step_page(self, by: int) -> bool:
        """The page before or after."""
        pages = [page.page_id for page in self._tools.layout.pages]
        return self.go_page(pages.index(self.page.page_id) + by)

    def choose(self, choice: Choice) -> None:
        """Another period up to the same day."""
        self.question = replace(self.question, choice=choice)
        self.behind = None

    def look_at(self, typed: str) -> str:
        """The day looked at, as typed; empty is today. What is wrong with it, empty where nothing is."""
        today = self._tools.desk().today()
        day = today if not typed.strip() else parse_day(typed, today)
        if day is None:
            return self._texts("cockpit.period.on_wrong")
        self._follows_today = day == today
        self.question = replace(self.question, on=day)
        self.behind = None
        return ""

    def next_column(self) -> None:
        """The next column of halls; after the last the first."""
        ids = [column.column_id for column in self._columns]
        if ids:
            at = ids.index(self.column.column_id) if self.column.column_id in ids else -1
            self.question = replace(self.question, column=ids[(at + 1) % len(ids)])
            self.behind = None

    @property
    def column(self) -> FigureColumn:
        """The column looked at."""
        if self.view is not None and not self.question.column:
            return self.view.column
        for column in self._columns:
            if column.column_id == self.question.column:
                return column
        return self._columns[0] if self._columns else FigureColumn("", "")

    # -- reading ---------------------------------------------------------------------------------

    def read(self, on_read: Callable[[], object], on_failed: Callable[[Told], object]) -> None:
        """Read the page; of several questions only the latest is answered."""
        tools, question = self._tools, self.question

        def ask(reading: Reading) -> _Answer:
            desk, source = tools.desk(), tools.source(reading)
            entries = tools.entries(desk, reading)
            view = read_cockpit(desk, reading, source, tools.layout, question, tools.alarms, entries)
            return _Answer(view, self._drawn(view), source.book, frozenset(each.month for each in entries.closings))

        def keep(answer: _Answer) -> None:
            if question == self.question:
                self.view, self.sheets, self.closed_months = answer.view, answer.sheets, answer.closed
                self._figures, self._columns = answer.book.figures, answer.book.columns
                self._edition = answer.book.edition.version
                on_read()

        tools.bridge.ask(ask, keep, READING, on_failed)

    def _drawn(self, view: CockpitView) -> dict[str, Sheet]:
        return {place: self._sheet(view, each) for place, each in view.blocks.items()}

    def _sheet(self, page: CockpitView, view: BlockView) -> Sheet:
        speech, texts = self._tools.speech(), self._texts
        if isinstance(view, CardView):
            return charts.card_sheet(speech, view, page.column.label, page.closed)
        if isinstance(view, SeriesView):
            return charts.trend_sheet(speech, view)
        if isinstance(view, GroupsView):
            return charts.rank_sheet(speech, view)
        if isinstance(view, HoursView):
            return charts.heat_sheet(speech, view)
        if isinstance(view, WatchView):
            return charts.watch_sheet(speech, view)
        if isinstance(view, TableView):
            is_ledgers = view.block.kind is BlockKind.LEDGERS
            headings = self._tools.ledger_name if is_ledgers else str
            return charts.table_sheet(speech, view, headings, with_people=not is_ledgers)
        if view.block.kind is BlockKind.PEERS:
            named = tuple(replace(row, typist=self._tools.clerk_name(row.typist)) for row in view.peers)
            return peers_sheet(texts, view.block, named)
        if view.block.kind is BlockKind.OBJECTIONS:
            return objections_sheet(texts, view.block, view.objections)
        day = self._tools.layout.closing.working_day
        return closing_sheet(texts, view.block, view.months, day, self.month_name)

    # -- words -----------------------------------------------------------------------------------

    def remark(self) -> str:
        """What stands beside the title: the days, the edition, the closing, the data time."""
        texts, view = self._texts, self.view
        if view is None:
            return texts("cockpit.reading")
        period = view.period
        key = "cockpit.head.remark_day" if period.first == period.last else "cockpit.head.remark"
        parts = [texts(key, first=period.first.isoformat(), last=period.last.isoformat(), edition=view.edition)]
        if view.data_time is not None:
            parts.append(texts("cockpit.head.data_time", at=f"{view.data_time:%m-%d %H:%M}"))
        else:
            parts.append(texts("cockpit.head.no_data"))
        if view.question.choice is Choice.MONTH:
            key = "cockpit.head.closed" if view.closed is not None else "cockpit.head.open_month"
            parts.append(texts(key, month=view.question.on.month))
        return texts("cockpit.joined").join(parts)

    def month_name(self, month: str) -> str:
        """``2026-10`` as a heading."""
        return f"{month_period(month).first:%Y-%m}"

    def figures_shown(self) -> list[str]:
        """The figures of the page, each once, in its order."""
        found: dict[str, None] = {}
        for place, block in self.page.blocks():
            found |= dict.fromkeys(block.figures())
            view = self.view.blocks.get(place) if self.view is not None else None
            if isinstance(view, TableView):
                found |= {value.figure.figure_id: None for row in view.rows for value in row.values}
        return list(found)

    def figure_of(self, key: str) -> Figure | None:
        """The figure a mark is about."""
        kind, *rest = parts_of(key)
        if kind in (charts.ALARM, charts.RECORD) or not rest:
            return None
        return self._figures.get(rest[0])

    def brief_remark(self) -> str:
        """The remark where there is less room: the days, how far the data go, whether the month is closed."""
        texts, view = self._texts, self.view
        if view is None:
            return texts("cockpit.reading")
        period = view.period
        key = "cockpit.head.brief_day" if period.first == period.last else "cockpit.head.brief"
        parts = [texts(key, first=f"{period.first:%m-%d}", last=f"{period.last:%m-%d}")]
        if view.data_time is not None:
            parts.append(texts("cockpit.head.data_time", at=f"{view.data_time:%m-%d %H:%M}"))
        if view.closed is not None:
            parts.append(texts("cockpit.head.closed", month=view.question.on.month))
        return texts("cockpit.joined").join(parts)

    def about(self, words: str, key: str) -> About:
        """The strip for a mark: how its figure is made, over what, by whose rule, in which edition."""
        texts, figure = self._texts, self.figure_of(key)
        is_entry = parts_of(key)[0] in (charts.RECORD, charts.MORE)
        hint = texts("cockpit.strip.open" if is_entry else "cockpit.strip.enter") if self.opens(key) else ""
        if figure is None:
            return About(words, hint=hint)
        told = [texts("cockpit.strip.source", source=figure.source)]
        if figure.status == "inferred":
            told[0] += texts("cockpit.strip.inferred")
        told.append(texts("cockpit.strip.edition", edition=self._edition))
        if self.view is not None and self.view.data_time is not None:
            told.append(texts("cockpit.head.data_time", at=f"{self.view.data_time:%m-%d %H:%M}"))
        return About(
            words,
            texts("cockpit.strip.formula", formula=figure.formula),
            texts("cockpit.strip.base", base=figure.base),
            texts("cockpit.joined").join(told),
            hint,
        )

    def opens(self, key: str) -> bool:
        """Whether something stands behind a mark."""
        return bool(key) and parts_of(key)[0] in (
            charts.FIGURE,
            charts.POINT,
            charts.GROUP,
            charts.HOUR,
            charts.ALARM,
            charts.RECORD,
            charts.MORE,
        )

    # -- what stands behind ----------------------------------------------------------------------

    def record_of(self, key: str) -> str:
        """The record a mark is, empty where it is none."""
        kind, *rest = parts_of(key)
        return rest[0] if kind == charts.RECORD and rest else ""

    def open(self, place: str, key: str, on_open: Callable[[], object], on_failed: Callable[[Told], object]) -> None:
        """Open what stands behind a mark: the records of a figure, or those that ring."""
        kind = parts_of(key)[0]
        if kind in (charts.ALARM, charts.MORE):
            self.behind = self._ringing(place, parts_of(key)[1]) if kind == charts.ALARM else self._groups(place)
            on_open()
            return
        target = self.target(key)
        if target is not None:
            self._read_behind(target, 0, on_open, on_failed)

    def turn(self, by: int, on_open: Callable[[], object], on_failed: Callable[[Told], object]) -> None:
        """The next or the last page of the list."""
        behind = self.behind
        if behind is None or behind.target is None:
            return
        offset = behind.offset + by * PAGE_OF_CASES
        if 0 <= offset < behind.total:
            self._read_behind(behind.target, offset, on_open, on_failed)

    def close(self) -> None:
        """Back to the page."""
        self.behind = None
        self._tools.bridge.forget(BEHIND)

    def target(self, key: str) -> Target | None:
        """What records a mark asks for; ``None`` where it is no figure."""
        figure = self.figure_of(key)
        if figure is None or self.view is None:
            return None
        return target_of(self._tools.speech(), self.view, self.column, figure, key)

    def _read_behind(
        self, target: Target, offset: int, on_open: Callable[[], object], on_failed: Callable[[Told], object]
    ) -> None:
        tools = self._tools

        def ask(reading: Reading) -> Behind:
            source = tools.source(reading)
            return records_behind(
                reading, source, target.figure_id, target.periods, target.column, target.where, offset
            )

        def keep(found: Behind) -> None:
            speech = tools.speech()
            lines = tuple(
                BehindLine(row.record_id, cells_of(speech, row.head, row.day, row.count), row.head)
                for row in found.rows
            )
            self.behind = BehindView(target, target.heading, target.remark, lines, found.total, offset)
            on_open()

        tools.bridge.ask(ask, keep, BEHIND, on_failed)

    def _ringing(self, place: str, group: str) -> BehindView | None:
        view = self.view.blocks.get(place) if self.view is not None else None
        return ringing(self._tools.speech(), view, group) if isinstance(view, WatchView) else None

    def _groups(self, place: str) -> BehindView | None:
        view = self.view.blocks.get(place) if self.view is not None else None
        if not isinstance(view, GroupsView) or self.view is None:
            return None
        remark = period_words(self._texts, self.view.period, self.column)
        return every_group(self._tools.speech(), view, remark)

    def can_turn(self, by: int) -> bool:
        """Whether the list goes on that way."""
        behind = self.behind
        return (
            behind is not None and behind.target is not None and 0 <= behind.offset + by * PAGE_OF_CASES < behind.total
        )
