"""What a page asks: its question from the address, its figures from the sums over all halls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, cast
from urllib.parse import urlencode

import msgspec

from wenling_desk.domain.cockpit import Choice, CockpitLayout, CockpitPage, period_of
from wenling_desk.domain.figures import CountedPage, FigureBook, FigureColumn, FigureValue, Grain, Period
from wenling_desk.domain.ledger import Ledger
from wenling_desk.server.counting import Counting
from wenling_desk.server.refusals import Refused
from wenling_desk.store.centre import log
from wenling_desk.store.centre.store import CentreStore
from wenling_desk.use_cases import figures as asking

MOST_ROWS: Final = 100
_FIRST_YEAR: Final = 2016
_LAST_YEAR: Final = 2099


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked at: a page, a period up to a day, a column of halls; for a list a figure as well."""

    page: str
    choice: Choice
    on: date
    column: str
    figure: str = ""
    below: bool = False
    offset: int = 0

    @property
    def period(self) -> Period:
        """The days."""
        return period_of(self.choice, self.on)

    def address(self, path: str, **changed: str | int) -> str:
        """The address of the same question with something else in it."""
        plain: dict[str, str | int] = {
            "page": self.page, "choice": str(self.choice), "on": self.on.isoformat(), "column": self.column,
        }  # fmt: skip
        return f"{path}?{urlencode({**plain, **changed})}"


def read_question(query: Mapping[str, str], layout: CockpitLayout, book: FigureBook, today: date) -> Question:
    """The question of an address; what it leaves out is the first page, this year, today, the whole city. Refuses with
    ``bad_message`` (field) what no page of ours asks for."""
    pages = [page.page_id for page in layout.pages]
    columns = [column.column_id for column in book.columns]
    page = query.get("page", pages[0] if pages else "")
    column = query.get("column", columns[0] if columns else "")
    choice, on = query.get("choice", Choice.YEAR), query.get("on", today.isoformat())
    figure, offset = query.get("figure", ""), query.get("offset", "0")
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise Refused("bad_message", field="on") from None
    is_number = offset.isascii() and offset.isdigit() and len(offset) <= len("1000000")
    known = {
        "page": page in pages, "column": column in columns, "choice": choice in set(map(str, Choice)),
        "on": _FIRST_YEAR <= day.year <= _LAST_YEAR and len(on) == len("2023-06-15"), "offset": is_number,
        "figure": not figure or figure in book.figures,
    }  # fmt: skip
    for name, is_known in known.items():
        if not is_known:
            raise Refused("bad_message", field=name)
    return Question(page, Choice(choice), day, column, figure, query.get("below") == "1", int(offset))


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A record behind a figure, masked as in every list; ``name`` is empty where it has no row of its own."""

    record_id: str
    day: date
    count: int
    people: int
    number: str = ""
    name: str = ""
    applicant: str = ""
    hall: str = ""
    status: str = ""


def figure_of(counting: Counting, figure_id: str, period: Period, column: FigureColumn | None = None) -> FigureValue:
    """A figure of a period, over all halls or those of a column."""
    return asking.read_figure(_reading(counting), counting.shelf, figure_id, period, column=column)


def records_of(counting: Counting, figure_id: str, period: Period, most: int) -> CountedPage:
    """The records a figure counts."""
    return asking.records_behind(_reading(counting), counting.shelf, figure_id, period, limit=most)


def groups_of(counting: Counting, figure_id: str, group: str, period: Period) -> dict[str, FigureValue]:
    """A figure by the values of a group, over all halls."""
    found = asking.read_groups(_reading(counting), counting.shelf, figure_id, group, period)
    return {each.value: each.found for each in found}


def _reading(counting: Counting) -> Any:
    # Of a desk's reading only the three questions to figures are asked, which the centre answers as well.
    return cast(Any, counting)


@dataclass(frozen=True, slots=True)
class CentreFigures:
    """Asks for figures as a desk does, of all halls. ``names`` says what a group's value is called."""

    counting: Counting
    store: CentreStore
    layout: CockpitLayout
    ledgers: Mapping[str, Ledger]
    names: Callable[[str, str], str]

    @property
    def book(self) -> FigureBook:
        """The book of definitions."""
        return self.counting.shelf.book

    def page(self, page_id: str) -> CockpitPage:
        """That page."""
        return self.layout.page(page_id)

    def column(self, column_id: str) -> FigureColumn:
        """That column."""
        return next(each for each in self.book.columns if each.column_id == column_id)

    def data_time(self) -> datetime | None:
        """Up to when everything that came in is counted; ``None`` while all is counted anew."""
        return self.counting.figure_time()

    def value(self, figure_id: str, period: Period, column: FigureColumn | None = None) -> FigureValue:
        """A figure of a period."""
        return figure_of(self.counting, figure_id, period, column)

    def columns(self, figure_id: str, period: Period) -> tuple[FigureValue, ...]:
        """The same in every column."""
        return tuple(self.value(figure_id, period, column) for column in self.book.columns)

    def series(
        self, figure_id: str, period: Period, grain: Grain, column: FigureColumn
    ) -> tuple[tuple[str, FigureValue], ...]:
        """A figure by day or month."""
        found = asking.read_series(
            _reading(self.counting), self.counting.shelf, figure_id, period, grain, column=column
        )
        return tuple((point.period, point.found) for point in found)

    def groups(
        self, figure_id: str, group: str, period: Period, column: FigureColumn
    ) -> tuple[tuple[str, FigureValue], ...]:
        """A figure by the values of a group, by name, the highest first."""
        found = asking.read_groups(
            _reading(self.counting), self.counting.shelf, figure_id, group, period, column=column
        )
        named = [(self.names(group, each.value), each.found) for each in found]
        return tuple(sorted(named, key=lambda each: (-(each[1].value or 0), each[0])))

    def cases(self, question: Question) -> tuple[tuple[CaseRow, ...], int]:
        """The records behind the question's figure, and how many there are."""
        page = asking.records_behind(
            _reading(self.counting), self.counting.shelf, question.figure, question.period,
            column=self.column(question.column),
            below=question.below, limit=MOST_ROWS, offset=question.offset,
        )  # fmt: skip
        names = [row.record_id for row in page.rows]
        heads = self.store.read(lambda session: log.record_heads(session, names)) if names else {}
        rows = []
        for row in page.rows:
            found = heads.get(row.record_id)
            head = _first_head(found[4]) if found is not None else {}
            rows.append(
                CaseRow(
                    row.record_id,
                    row.day,
                    row.count,
                    row.people,
                    _said(head, "number"),
                    _said(head, "item_name"),
                    _said(head, "applicant"),
                    found[2] if found is not None else "",
                    _said(head, "status"),
                )
            )
        return tuple(rows), page.total


def _first_head(head: bytes) -> Mapping[str, Any]:
    heads = msgspec.json.decode(bytes(head)).get("heads") or [{}]
    first: Mapping[str, Any] = heads[0]
    return first


def _said(head: Mapping[str, Any], name: str) -> str:
    return str(head.get(name, ""))
