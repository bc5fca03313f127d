"""What the ledgers of figures hold, for the cockpit: closed months, peers' figures, objections."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from wenling_desk.use_cases.cockpit_views import ClosedMonth, EntriesSource, KeptFigure, ObjectionRow, PeerRow
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ledger_list import LedgerQuery, LedgerRow, ledger_page
from wenling_desk.use_cases.ledger_words import value_words
from wenling_desk.use_cases.ports import Reading

MONTH_CLOSE, PEER_FIGURE, OBJECTION = "month_close", "peer_figure", "figure_objection"
MOST: Final = 120
MOST_MONTHS: Final = 36
WITHDRAWN: Final = "withdrawn_peer"


def read_entries(desk: Desk, reading: Reading) -> EntriesSource:
    """All three; a ledger this installation does not have is empty."""
    return EntriesSource(
        peers=tuple(_peer(desk, row) for row in _rows(desk, reading, PEER_FIGURE, MOST) if row.status != WITHDRAWN),
        closings=closed_months(desk, reading),
        objections=tuple(_objection(desk, row) for row in _rows(desk, reading, OBJECTION, MOST)),
    )


def closed_months(desk: Desk, reading: Reading) -> tuple[ClosedMonth, ...]:
    """The months closed, the latest month first; of two closings of one month the earlier holds."""
    found: dict[str, ClosedMonth] = {}
    for row in _rows(desk, reading, MONTH_CLOSE, MOST_MONTHS):
        month = str(row.values.get("month", ""))
        known = found.get(month)
        if known is None or row.opened_at < known.closed_at:
            found[month] = _closed(row, month)
    return tuple(found[month] for month in sorted(found, reverse=True))


def _rows(desk: Desk, reading: Reading, kind: str, most: int) -> tuple[LedgerRow, ...]:
    if kind not in desk.ledgers.kinds():
        return ()
    return tuple(row for row in ledger_page(desk, reading, LedgerQuery(kind, limit=most)).rows if row.held)


def _closed(row: LedgerRow, month: str) -> ClosedMonth:
    values = row.values
    figures = {
        str(each["figure"]): KeptFigure(str(each["figure"]), str(each.get("shown", "")), _exact(each))
        for each in values.get("figures", ())
    }
    reasons = {str(each.get("figure", "")): str(each.get("why", "")) for each in values.get("adjustments", ())}
    return ClosedMonth(
        record_id=row.record_id,
        month=month,
        edition=str(values.get("edition", "")),
        closed_at=row.opened_at,
        data_time=str(values.get("data_time", "")),
        figures=figures,
        reasons=reasons,
    )


def _exact(row: Mapping[str, Any]) -> Fraction | None:
    try:
        return Fraction(str(row.get("exact", "")))
    except (ValueError, ZeroDivisionError):
        return None


def _peer(desk: Desk, row: LedgerRow) -> PeerRow:
    def said(name: str) -> str:
        return _said(desk, PEER_FIGURE, row, name)

    source = said("source")
    return PeerRow(
        record_id=row.record_id,
        county=said("county"),
        figure=said("figure"),
        month=str(row.values.get("month", "")),
        value=said("value"),
        rank=said("rank"),
        source=source,
        typist=str(row.values.get("typist", "")),
        is_checked=row.status == "checked",
    )


def _objection(desk: Desk, row: LedgerRow) -> ObjectionRow:
    ledger = desk.ledgers.ledger(OBJECTION)
    return ObjectionRow(
        record_id=row.record_id,
        number=row.number,
        figure=row.title,
        month=str(row.values.get("period", "")),
        said=_said(desk, OBJECTION, row, "why"),
        status=ledger.statuses.get(row.status, row.status),
        decision=_said(desk, OBJECTION, row, "decision"),
    )


def _said(desk: Desk, kind: str, row: LedgerRow, name: str) -> str:
    field = desk.ledgers.ledger(kind).fields.get(name)
    value = row.values.get(name)
    if field is None or value is None:
        return ""
    return value_words(desk.words, desk.catalogue(), field, value)
