"""Ledger entries on the cockpit as tables: peers' figures, closed months, objections."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from wenling_desk.domain.cockpit import Block
from wenling_desk.domain.figures import Figure
from wenling_desk.texts import Texts
from wenling_desk.ui.cockpit.charts import FIGURE, RECORD, Sheet, key_of
from wenling_desk.ui.cockpit.words import difference_words, number_words
from wenling_desk.ui.widgets.charts.table import FigureRow, FigureTable
from wenling_desk.use_cases.cockpit_views import Adjustment, ClosedMonth, ObjectionRow, PeerRow


def peers_sheet(texts: Texts, block: Block, rows: Sequence[PeerRow]) -> Sheet:
    """Peers' figures as they were typed."""
    titles = ("figure", "month", "value", "rank", "source", "typist")
    found = [
        FigureRow(
            key_of(RECORD, row.record_id),
            row.county,
            (row.figure, row.month, row.value, row.rank, row.source, row.typist),
            texts(
                "cockpit.peers.words",
                name=row.county,
                figure=row.figure,
                month=row.month,
                value=row.value,
                source=row.source,
                typist=row.typist,
            ),
        )
        for row in rows
    ]
    chart = FigureTable(
        texts("cockpit.peers.name"),
        tuple(texts(f"cockpit.peers.{title}") for title in titles),
        tuple(found),
        texts("cockpit.peers.empty"),
        strong=2,
        left_columns=frozenset({0, 1, 4, 5}),
        weights=(4, 2, 2, 1, 7, 2),
    )
    return Sheet(chart, block.name, block.remark)


def objections_sheet(texts: Texts, block: Block, rows: Sequence[ObjectionRow]) -> Sheet:
    """Objection slips, open ones first."""
    titles = ("number", "month", "said", "state", "decision")
    found = [
        FigureRow(
            key_of(RECORD, row.record_id),
            row.figure,
            (row.number, row.month, row.said, row.status, row.decision),
            texts("cockpit.objections.words", name=row.figure, month=row.month, state=row.status),
        )
        for row in rows
    ]
    chart = FigureTable(
        texts("cockpit.objections.name"),
        tuple(texts(f"cockpit.objections.{title}") for title in titles),
        tuple(found),
        texts("cockpit.objections.empty"),
        strong=-1,
        left_columns=frozenset(range(5)),
        weights=(3, 2, 6, 2, 6),
    )
    return Sheet(chart, block.name, block.remark)


def closing_sheet(
    texts: Texts,
    block: Block,
    months: Sequence[tuple[ClosedMonth, Sequence[Adjustment]]],
    working_day: int,
    month_name: Callable[[str], str],
) -> Sheet:
    """Closed months, newest first: under each the figures that have changed since, or that none has."""
    titles = ("kept", "now", "difference", "reason")
    found: list[FigureRow] = []
    for month, adjustments in months:
        name = texts(
            "cockpit.closing.month",
            month=month_name(month.month),
            edition=month.edition,
            at=f"{month.closed_at:%m-%d %H:%M}",
        )
        found.append(FigureRow(key_of(RECORD, month.record_id), name, ("", "", "", ""), name))
        changed = [each for each in adjustments if each.difference != 0]
        found += [_adjustment(texts, each, month.month) for each in changed]
        if not changed:
            same = texts("cockpit.closing.same")
            found.append(FigureRow(f"same{month.month}", same, ("", "", "", ""), same, heading=True))
    chart = FigureTable(
        texts("cockpit.closing.name"),
        tuple(texts(f"cockpit.closing.{title}") for title in titles),
        tuple(found),
        texts("cockpit.closing.empty", day=working_day),
        strong=2,
        left_columns=frozenset({3}),
        weights=(2, 2, 2, 5),
    )
    return Sheet(chart, block.name, block.remark)


def _adjustment(texts: Texts, each: Adjustment, month: str) -> FigureRow:
    figure = each.now.figure
    kept, now = number_words(each.kept.value, figure), number_words(each.now.value, figure)
    difference = difference_words(texts, each.difference, figure)
    name = texts("cockpit.table.unit", name=figure.name, unit=figure.unit) if figure.unit else figure.name
    words = texts("cockpit.closing.words", name=figure.name, kept=kept, now=now, difference=difference)
    return FigureRow(key_of(FIGURE, figure.figure_id, month), name, (kept, now, difference, each.reason), words)


def named(figures: Mapping[str, Figure], figure_id: str) -> str:
    """The name of a figure, its id where the book has it no more."""
    figure = figures.get(figure_id)
    return figure.name if figure is not None else figure_id
