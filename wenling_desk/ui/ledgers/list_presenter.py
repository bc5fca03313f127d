"""The groups of ledgers with their counts, and the list of the one that is chosen. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.domain.ledger import Ledger, LedgerField, ValueType
from wenling_desk.domain.workflow import NEW
from wenling_desk.ui.ledgers.axis_bars import Axis, AxisBar, axis_of
from wenling_desk.ui.ledgers.names import Names, Pick, Spell, fitting, found_in_catalogue
from wenling_desk.ui.ledgers.tools import LedgerTools
from wenling_desk.ui.ledgers.typed import NO, YES
from wenling_desk.ui.ledgers.value_words import day_of, value_words
from wenling_desk.ui.record.clock_words import DueWords, due_words, short_day
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.ledger_list import LedgerPage, LedgerQuery, LedgerRow, ledger_page, ledger_totals
from wenling_desk.use_cases.ledger_ports import LedgerShelf
from wenling_desk.use_cases.ports import Reading

PAGE_ROWS = 100
AXIS_ROWS = 300
MONTHS = 24
"""Months back from this one that a list can be narrowed by."""
AXIS = "axis"
RIGHT = frozenset({ValueType.NUMBER})


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A ledger at the left: how many of its entries are open, how many of these are late."""

    kind: str
    name: str
    open: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class GroupLines:
    """The ledgers of a group."""

    group: str
    label: str
    lines: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry in the list; ``cells`` stand in the order of the columns."""

    record_id: str
    number: str
    title: str
    cells: tuple[str, ...]
    status: str
    is_open: bool
    due: DueWords


@dataclass(frozen=True, slots=True)
class WayIn:
    """An act that opens an entry, and the reason against it."""

    action_id: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class EntryList:
    """What is shown of a ledger: ``counts`` by status of the whole ledger, ``total`` of what fits the filters."""

    ledger: Ledger
    columns: tuple[LedgerField, ...]
    lines: tuple[EntryLine, ...]
    counts: tuple[tuple[str, str, int], ...]
    all_count: int
    late: int
    total: int
    offset: int
    axis: Axis | None = None


@dataclass
class Narrowed:
    """How the list is narrowed; begun anew with every ledger."""

    status: str = ""
    overdue: bool = False
    filters: dict[str, str] = field(default_factory=dict)
    text: str = ""
    offset: int = 0

    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.status or self.overdue or self.filters or self.text)


class ListPresenter:
    """Which ledger is chosen, how its list is narrowed, and both in words."""

    def __init__(self, tools: LedgerTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        self.kind = ""
        self.by = Narrowed()
        self._totals: dict[str, tuple[int, int]] = {}
        self.shown: EntryList | None = None

    # -- the ledgers -----------------------------------------------------------------------------

    def groups(self, text: str = "") -> tuple[GroupLines, ...]:
        """The groups with a ledger whose name or pinyin has ``text``."""
        shelf = self._tools.shelf
        ledgers = sound_ledgers(shelf)
        wanted = {ledger.kind for ledger in named_like(ledgers, text, self._tools.spell)}
        found = []
        for group, label in shelf.groups().items():
            lines = tuple(
                LedgerLine(ledger.kind, ledger.name, *self._totals.get(ledger.kind, (0, 0)))
                for ledger in ledgers
                if ledger.group == group and ledger.kind in wanted
            )
            if lines:
                found.append(GroupLines(group, label, lines))
        return tuple(found)

    def first_kind(self) -> str:
        """The first ledger at the left."""
        return next((group.lines[0].kind for group in self.groups()), "")

    def ledger(self) -> Ledger | None:
        """The one chosen."""
        return self._tools.shelf.ledger(self.kind) if self.kind else None

    def read_remark(self, say: Callable[[str], object]) -> None:
        """The sentence above the list of the ledger that is chosen, where it has one."""
        desk, kind = self._tools.desk(), self.kind
        remark = self._tools.remarks.get(kind)
        if remark is not None:
            self._tools.bridge.ask(lambda reading: remark(desk, reading), say, "ledger_remark")

    def choose(self, kind: str) -> bool:
        """Another ledger, its list whole; ``False`` where there is no such ledger."""
        if kind not in {ledger.kind for ledger in sound_ledgers(self._tools.shelf)}:
            return False
        if kind != self.kind:
            self.kind, self.by, self.shown = kind, Narrowed(), None
        return True

    def read_totals(self, on_read: Callable[[], object], on_failed: Callable[[Told], None]) -> None:
        """Count what is open and late in every ledger."""
        desk = self._tools.desk()

        def keep(totals: dict[str, tuple[int, int]]) -> None:
            self._totals = totals
            on_read()

        def question(reading: Reading) -> dict[str, tuple[int, int]]:
            return {kind: (total.open, total.late) for kind, total in ledger_totals(desk, reading).items()}

        self._tools.bridge.ask(question, keep, "ledger_totals", on_failed)

    # -- the list --------------------------------------------------------------------------------

    def read(self, on_read: Callable[[EntryList], object], on_failed: Callable[[Told], None]) -> None:
        """Read the list as it is narrowed now."""
        ledger, desk, by = self.ledger(), self._tools.desk(), self.by
        if ledger is None:
            return
        is_axis = ledger.list_view.shape == AXIS
        query = LedgerQuery(
            kind=ledger.kind,
            status=by.status,
            filters=dict(by.filters),
            text=by.text,
            overdue=by.overdue,
            limit=AXIS_ROWS if is_axis else PAGE_ROWS,
            offset=by.offset,
        )

        def keep(page: LedgerPage) -> None:
            self.shown = self._list(ledger, page, by.offset)
            on_read(self.shown)

        self._tools.bridge.ask(lambda reading: ledger_page(desk, reading, query), keep, "ledger_list", on_failed)

    def narrow(self, **changes: object) -> None:
        """Narrow by something else, from the first row on."""
        for name, value in {**changes, "offset": 0}.items():
            setattr(self.by, name, value)

    def filter_by(self, field_id: str, code: str) -> None:
        """Narrow by the value of a field; empty takes the filter away."""
        if code:
            self.by.filters[field_id] = code
        else:
            self.by.filters.pop(field_id, None)
        self.by.offset = 0

    def turn(self, by: int) -> bool:
        """Another page; ``False`` where there is none."""
        shown = self.shown
        wanted = self.by.offset + by * PAGE_ROWS
        if shown is None or wanted < 0 or wanted >= max(1, shown.total) or wanted == self.by.offset:
            return False
        self.by.offset = wanted
        return True

    def picks(self, field_id: str, text: str) -> tuple[Pick, ...]:
        """What a filter can be set to: of a short list, or what was typed."""
        ledger = self.ledger()
        if ledger is None:
            return ()
        every = Pick("", self._texts("ledgers.filter_all"))
        each = ledger.fields[field_id]
        if each.type in (ValueType.ITEM, ValueType.BUNDLE):
            found = found_in_catalogue(self._names().catalogue, self._tools.search, each.type, text) if text else ()
            return (*found, every)
        if picks := self._known(each):
            return fitting((every, *picks), text, self._tools.spell)
        return (Pick(text, text), every) if text else (every,)

    def _known(self, each: LedgerField) -> tuple[Pick, ...]:
        """The values of a filter that are a short list."""
        if each.type is ValueType.YES_NO:
            return (Pick(YES, self._texts("ledgers.yes")), Pick(NO, self._texts("ledgers.no")))
        if each.type is ValueType.MONTH:
            today = self.today()
            months = [divmod(today.year * 12 + today.month - 1 - back, 12) for back in range(MONTHS)]
            return tuple(Pick(month, month) for month in (f"{year}-{at + 1:02d}" for year, at in months))
        return self._names().all_of(each)

    def filters(self) -> tuple[LedgerField, ...]:
        """The fields the list can be narrowed by; all but references to other entries."""
        ledger = self.ledger()
        if ledger is None:
            return ()
        fields = (ledger.fields[key] for key in ledger.list_view.filters)
        return tuple(each for each in fields if each.type is not ValueType.RECORD)

    def ways_in(self) -> tuple[WayIn, ...]:
        """The acts that open an entry; those of other roles keep their reason."""
        ledger, desk = self.ledger(), self._tools.desk()
        if ledger is None:
            return ()
        found = []
        for action in desk.workflows.workflow(ledger.kind).allowed(NEW):
            if action.automatic or action.action_id not in ledger.acts:
                continue
            reason = ""
            try:
                desk.role_for(action.action_id)
            except DeskRefusal as refusal:
                reason = self._texts.sentence(refusal)
            found.append(WayIn(action.action_id, ledger.acts[action.action_id].label, reason))
        return tuple(sorted(found, key=lambda way: bool(way.reason)))

    def paging_words(self) -> str:
        """Which rows of how many are shown; empty where all are."""
        shown = self.shown
        if shown is None or (not shown.offset and shown.total <= len(shown.lines)):
            return ""
        first, last = shown.offset + 1, shown.offset + len(shown.lines)
        return self._texts("ledgers.paging", first=first, last=last, total=shown.total)

    def empty_words(self) -> str:
        """What stands where there is no row."""
        ledger = self.ledger()
        if self.by.is_narrow():
            return self._texts("ledgers.nothing_fits")
        return ledger.list_view.empty if ledger is not None else ""

    def concerns(self, changes: Changes) -> bool:
        """Whether a change shows here."""
        return changes.worklists or bool(changes.records)

    def today(self) -> date:
        """Today at this desk."""
        return self._tools.desk().today()

    def _names(self) -> Names:
        return self._tools.names()

    def _list(self, ledger: Ledger, page: LedgerPage, offset: int) -> EntryList:
        named = (ledger.title, ledger.number)
        columns = tuple(ledger.fields[key] for key in ledger.list_view.columns if key not in named)
        names = self._tools.names(dict(page.titles))
        lines = tuple(self._line(ledger, row, columns, names) for row in page.rows)
        counts = tuple((status, label, page.counts.get(status, 0)) for status, label in ledger.statuses.items())
        axis = axis_of(self._bars(ledger, page, lines, names), self._tools.desk().today())
        return EntryList(
            ledger=ledger,
            columns=columns,
            lines=lines,
            counts=counts,
            all_count=sum(page.counts.values()),
            late=page.late,
            total=page.total,
            offset=offset,
            axis=axis if ledger.list_view.shape == AXIS else None,
        )

    def _line(self, ledger: Ledger, row: LedgerRow, columns: Sequence[LedgerField], names: Names) -> EntryLine:
        desk, texts = self._tools.desk(), self._texts
        return EntryLine(
            record_id=row.record_id,
            number=row.number,
            title=names.title(ledger, row.title) or texts("ledgers.untitled"),
            cells=tuple(value_words(texts, names, each, row.values.get(each.field_id)) for each in columns),
            status=ledger.statuses.get(row.status, row.status),
            is_open=row.open,
            due=due_words(texts, row.due if row.open else None, "", desk.today(), desk.catalogue().calendar),
        )

    def _bars(self, ledger: Ledger, page: LedgerPage, lines: Sequence[EntryLine], names: Names) -> Sequence[AxisBar]:
        view = ledger.list_view
        bars = []
        for row, line in zip(page.rows, lines, strict=True):
            begins, ends = day_of(row.values.get(view.begins)), day_of(row.values.get(view.ends))
            if begins is None:
                continue
            on_line = value_words(self._texts, names, ledger.fields[view.lines], row.values.get(view.lines))
            bars.append(AxisBar(row.record_id, on_line, line.title, begins, ends, line.due.state))
        return bars

    def axis_words(self, axis: Axis) -> str:
        """The axis for the ear: each bar with its days."""
        today = self._tools.desk().today()
        parts = []
        for line, bars in axis.lines:
            for bar in bars:
                end = (
                    short_day(self._texts, bar.ends, today) if bar.ends is not None else self._texts("ledgers.axis.on")
                )
                begin = short_day(self._texts, bar.begins, today)
                parts.append(self._texts("ledgers.axis.bar", line=line, title=bar.title, begin=begin, end=end))
        return self._texts("ledgers.axis.joined").join(parts)


def sound_ledgers(shelf: LedgerShelf) -> list[Ledger]:
    """The ledgers that can be used; the files of the others have been told about when they were checked."""
    found = []
    for kind in shelf.kinds():
        try:
            found.append(shelf.ledger(kind))
        except KnownTrouble:
            continue
    return found


def named_like(ledgers: Sequence[Ledger], text: str, spell: Spell) -> Sequence[Ledger]:
    """The ledgers whose name or pinyin has ``text``; all for an empty one."""
    by_kind = {ledger.kind: ledger for ledger in ledgers}
    picks = [Pick(ledger.kind, ledger.name) for ledger in ledgers]
    return [by_kind[pick.code] for pick in fitting(picks, text, spell)]
