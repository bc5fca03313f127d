"""A roster as the page shows it: a line for each person, each cell with what is wrong in it. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.identity import IdentityKind
from wenling_desk.domain.roster import (
    KIND,
    NAME,
    NUMBER,
    PHONE,
    WHOLE_ROW,
    RosterForm,
    RosterRow,
    line_of,
    taken_in_rows,
)
from wenling_desk.domain.roster_rules import RosterRules
from wenling_desk.domain.service_bundle import BundleStatus
from wenling_desk.texts import Texts
from wenling_desk.use_cases.paper_batch import flaw_words


@dataclass(frozen=True, slots=True)
class RosterCell:
    """A cell: ``text`` as it may be edited, ``shown`` with numbers masked, and the sentence of what is wrong."""

    column: str
    text: str = field(repr=False)
    shown: str = field(repr=False)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A person: place, line in the file, whether the row can be taken in, its cells, and everything said of it."""

    position: int
    number: str
    good: bool
    word: str
    cells: tuple[RosterCell, ...]
    told: str

    @property
    def first_fault(self) -> int:
        """The place of the first cell with something wrong; the first cell where it is the row as a whole."""
        return next((at for at, cell in enumerate(self.cells) if cell.fault), 0)


def columns_shown(form: RosterForm, rows: Sequence[RosterRow]) -> tuple[tuple[str, str], ...]:
    """Id and heading of the columns on the screen: the kind of document only where somebody's is no identity card, and
    of what may be left out only what the file has a value for."""
    from_file = any(row.source_row for row in rows)
    return tuple(
        (column.column_id, column.label)
        for column in form.columns
        if column.required or not from_file or any(_says(row, column.column_id) for row in rows)
    )


def _says(row: RosterRow, column: str) -> bool:
    """Whether a row says more in a column than every row does."""
    if any(gap.column == column for gap in row.gaps):
        return True
    return row.identity_kind is not IdentityKind.RESIDENT_ID_CARD if column == KIND else bool(row.value(column))


def lines_of(
    texts: Texts, form: RosterForm, rows: Sequence[RosterRow], others: Mapping[int, str], *, later: bool = False
) -> tuple[RosterLine, ...]:
    """The lines of these rows; ``others`` are the open cases found, by place."""
    columns = tuple(column for column, _ in columns_shown(form, rows))
    return tuple(_line(texts, row, columns, others.get(row.position, ""), later) for row in rows)


def _line(texts: Texts, row: RosterRow, columns: tuple[str, ...], other: str, later: bool) -> RosterLine:
    told = [flaw_words(texts, row.gaps), flaw_words(texts, row.notes)]
    if other:
        told.append(texts("batch.open_case", number=other))
    word = texts("batch.state.taken_in" if row.is_taken_in else "batch.state.gap")
    return RosterLine(
        position=row.position,
        number=str(line_of(row)),
        good=row.is_taken_in,
        word=word if not later or not row.is_taken_in else texts("batch.state.mended"),
        cells=tuple(_cell(texts, row, column) for column in columns),
        told=texts("batch.flaw_joint").join(filter(None, told)),
    )


def _cell(texts: Texts, row: RosterRow, column: str) -> RosterCell:
    text = texts(f"case.identity_kind.{row.identity_kind}") if column == KIND else row.value(column)
    shown = {NUMBER: row.masked_number, PHONE: row.masked_phone}.get(column, text)
    # What concerns the row as a whole stands at its name: that is where the eye begins.
    flaws = [flaw for flaw in row.gaps if flaw.column == column or (flaw.column == WHOLE_ROW and column == NAME)]
    return RosterCell(column, text, shown, flaw_words(texts, flaws))


def count_words(texts: Texts, rows: Sequence[RosterRow], *, later: bool = False) -> str:
    """30 行：28 可收，2 缺."""
    good = len(taken_in_rows(rows))
    if not rows:
        return ""
    if later:
        return texts("batch.count_later", total=len(rows), good=good, gaps=len(rows) - good)
    if good == len(rows):
        return texts("batch.count_all", total=len(rows))
    return texts("batch.count", total=len(rows), good=good, gaps=len(rows) - good)


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item or bundle that is handled by roster."""

    code: str
    is_bundle: bool
    name: str


def items_of(rules: RosterRules, catalogue: Catalogue, today: date) -> tuple[ItemLine, ...]:
    """What is in force and handled by roster, in the order of the file."""
    lines = []
    for code in rules.forms:
        item, bundle = catalogue.items.get(code), catalogue.bundles.get(code)
        if item is not None and item.is_in_force(today):
            lines.append(ItemLine(code, False, item.name))
        elif bundle is not None and bundle.bundle_status is BundleStatus.IN_FORCE:
            lines.append(ItemLine(code, True, bundle.name))
    return tuple(lines)
