"""What is asked of a ledger of business: its list, how many entries stand where, one entry with its acts and links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.ledger import EntryOrder, Ledger, LedgerAct, ValueType
from wenling_desk.domain.ledger_clocks import DEPARTMENT, DUES, HEAD, carried
from wenling_desk.domain.ledger_entry import LedgerEntry, read_entry
from wenling_desk.domain.recheck import check_act
from wenling_desk.domain.workflow import Action, Workflow
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ledger_reading import entry_values, ledger_called, sound_ledgers
from wenling_desk.use_cases.ledger_words import is_hidden, masked, shown_values
from wenling_desk.use_cases.ports import Paper, Reading, WorkQuery
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.sync_heads import MALFORMED

MOST_LINKS: Final = 50
"""Entries of one ledger that are shown as referring to an entry."""


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """A question to the list of a ledger. ``filters`` are field -> code; ``overdue`` asks for what is late."""

    kind: str
    status: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    overdue: bool = False
    limit: int = 100
    offset: int = 0


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """An entry in a list. ``values`` are its values as this counter may see them, private ones masked; none where
    ``held`` is false: another desk has the entry, and only its row is here."""

    record_id: str
    number: str
    title: str
    who: str
    status: str
    open: bool
    due: date | None
    late: bool
    department_key: str
    clerk: str
    opened_at: datetime
    values: Mapping[str, Any]
    held: bool = True


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Rows of a list; ``total`` fits the question (exact up to ``store.work_order.COUNT_CAP`` where it is narrowed by
    more than a status). ``counts`` by status and ``late`` are of the whole ledger. ``titles`` name the entries that the
    rows refer to. ``elsewhere`` entries could not be looked at by ``filters``: their values are at other desks."""

    rows: tuple[LedgerRow, ...]
    total: int
    counts: Mapping[str, int]
    late: int
    titles: Mapping[str, str] = field(default_factory=dict)
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class LedgerTotal:
    """How many entries of a ledger are open, and how many of them late."""

    open: int
    late: int


@dataclass(frozen=True, slots=True)
class OfferedAct:
    """An act of the entry's status. ``why_not`` is the refusal it would meet now, ``None`` where it may be done; what
    is still to be typed is no reason against it."""

    act: LedgerAct
    why_not: DeskRefusal | None
    irreversible: bool
    basis: str
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntryLink:
    """Another entry this one refers to (``field_id`` is a field of this ledger), or that refers to this one
    (``towards``: a field of that ledger)."""

    kind: str
    record_id: str
    number: str
    title: str
    status: str
    field_id: str
    towards: bool


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as its page shows it. ``hidden`` are fields whose value this counter may not see: they are not in the
    values. Private values stand in full."""

    ledger: Ledger
    entry: LedgerEntry
    acts: tuple[OfferedAct, ...]
    papers: tuple[Paper, ...]
    links: tuple[EntryLink, ...]
    hidden: frozenset[str]
    titles: Mapping[str, str]


def ledger_page(desk: Desk, reading: Reading, query: LedgerQuery) -> LedgerPage:
    """A page of a ledger's list; a hundred thousand entries are counted beforehand. Refuses with ``no_such_ledger``,
    and with ``value_not_asked`` for a filter the list does not have."""
    ledger = ledger_called(desk, query.kind)
    for name in query.filters:
        if name not in ledger.list_view.filters:
            raise DeskRefusal("value_not_asked", field=name, label=name)
    today = desk.today()
    counts = reading.head_statuses().get(query.kind, {})
    marks = tuple((name, code) for name, code in query.filters.items() if code)
    page = reading.worklist(
        WorkQuery(
            kind=query.kind,
            open_only=False,
            statuses=(query.status,) if query.status else (),
            marks=marks,
            text=query.text,
            due_until=today - timedelta(days=1) if query.overdue else None,
            order="due" if ledger.list_view.order is EntryOrder.DUE else "received",
            limit=query.limit,
            offset=query.offset,
        )
    )
    total = page.total
    if not marks and not query.text.strip() and not query.overdue:
        total = counts.get(query.status, 0) if query.status else sum(counts.values())
    rows = tuple(_row(desk, reading, ledger, head) for head in page.rows)
    return LedgerPage(
        rows=rows,
        total=total,
        counts=counts,
        late=reading.late_heads(today).get(query.kind, 0),
        titles=_titles(reading, _referred(ledger, (row.values for row in rows))),
        elsewhere=max(0, sum(counts.values()) - reading.marked_records(query.kind)) if marks else 0,
    )


def _row(desk: Desk, reading: Reading, ledger: Ledger, head: CaseHead) -> LedgerRow:
    book = _opened(desk, reading, ledger.kind, head.record_id)
    values: dict[str, Any] = {}
    if book is not None:
        seen = shown_values(ledger, entry_values(book, ledger), desk.identity.counter)
        values = {name: masked(ledger.fields[name], value) for name, value in seen.items()}
    return LedgerRow(
        record_id=head.record_id,
        number=head.number,
        title=head.item_name,
        who=head.applicant,
        status=head.status,
        open=head.open,
        due=head.due,
        late=head.open and head.due is not None and head.due < desk.today(),
        department_key=head.department_key,
        clerk=head.clerk,
        opened_at=head.received_at,
        values={name: value for name, value in values.items() if value is not None},
        held=book is not None,
    )


def _opened(desk: Desk, reading: Reading, kind: str, record_id: str) -> RecordBook | None:
    """The record, where its facts are here and this version can read them."""
    try:
        book = RecordBook(desk, reading, kind)
        book.open(record_id)
        return book if book.record.facts else None
    except MALFORMED:
        return None


def ledger_totals(desk: Desk, reading: Reading) -> dict[str, LedgerTotal]:
    """What is open and late in every ledger that can be used, from the totals."""
    statuses, late = reading.head_statuses(), reading.late_heads(desk.today())
    found = {}
    for ledger in sound_ledgers(desk):
        workflow = desk.workflows.workflow(ledger.kind)
        counts = statuses.get(ledger.kind, {})
        is_open = sum(amount for status, amount in counts.items() if not _is_ending(workflow, status))
        found[ledger.kind] = LedgerTotal(is_open, late.get(ledger.kind, 0))
    return found


def _is_ending(workflow: Workflow, status: str) -> bool:
    known = workflow.statuses.get(status)
    return known is not None and known.terminal


# -- one entry ---------------------------------------------------------------------------------------


def ledger_entry(desk: Desk, reading: Reading, record_id: str) -> EntryView:
    """Everything about one entry. Refuses with ``no_such_record`` and ``no_such_ledger``."""
    facts = reading.facts_of(record_id)
    if not facts:
        raise DeskRefusal("no_such_record")
    ledger = ledger_called(desk, facts[0].record_kind)
    book = RecordBook(desk, reading, ledger.kind)
    book.open(record_id)
    entry = read_entry(book.record, ledger, book.workflow, desk.today())
    counter = desk.identity.counter
    hidden = frozenset(name for name, each in ledger.fields.items() if is_hidden(each, entry.values, counter))
    if hidden:
        steps = tuple(replace(step, given=_without(step.given, hidden)) for step in entry.history)
        entry = replace(entry, values=_without(entry.values, hidden), history=steps)
    return EntryView(
        ledger=ledger,
        entry=entry,
        acts=tuple(_offers(book, ledger)),
        papers=reading.papers_of(record_id),
        links=tuple(_links(desk, reading, ledger, entry)),
        hidden=hidden,
        titles=_titles(reading, _referred(ledger, [entry.values])),
    )


def _without(values: Mapping[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in hidden}


def _offers(book: RecordBook, ledger: Ledger) -> Iterator[OfferedAct]:
    status = book.record.status_of("")
    for action in book.workflow.allowed(status):
        act = ledger.acts.get(action.action_id)
        if act is not None and not action.automatic:
            yield OfferedAct(act, _why_not(book, ledger, act, action), action.irreversible, action.basis, action.papers)


def _why_not(book: RecordBook, ledger: Ledger, act: LedgerAct, action: Action) -> DeskRefusal | None:
    """The refusal of the situation: a guard that speaks of a field the act asks for waits until it is filled."""
    asked = {ask.field_id for ask in act.asks}
    body = {**entry_values(book, ledger), DUES: {}, HEAD: {}}
    book.department_key = carried(book.record, book.workflow, DEPARTMENT)
    try:
        role = book.desk.role_for(
            action.action_id,
            chosen=book.role,
            owner=book.facts[0].clerk,
            department_key=book.department_key,
        )
    except DeskRefusal as refusal:
        return refusal
    for name in action.guards:
        alone = replace(action, requires=(), guards=(name,))
        try:
            check_act(book.standing, book.rules, alone, ("",), (role,), body, book.desk.session.clerk)
        except DeskRefusal as refusal:
            if refusal.values.get("field") not in asked:
                return refusal
    return None


def _links(desk: Desk, reading: Reading, ledger: Ledger, entry: LedgerEntry) -> Iterator[EntryLink]:
    for name, each in ledger.fields.items():
        if each.type is ValueType.RECORD and (other := entry.values.get(name)):
            rows = reading.worklist(WorkQuery(records=(str(other),), open_only=False, limit=1)).rows
            yield from (_link(head, name, towards=False) for head in rows)
    for other_ledger in sound_ledgers(desk):
        for name, each in other_ledger.fields.items():
            if each.type is ValueType.RECORD and each.record_of == ledger.kind:
                mark = (name, entry.record_id)
                query = WorkQuery(
                    kind=other_ledger.kind, marks=(mark,), open_only=False, order="received", limit=MOST_LINKS
                )
                yield from (_link(head, name, towards=True) for head in reading.worklist(query).rows)


def _link(head: CaseHead, name: str, *, towards: bool) -> EntryLink:
    return EntryLink(head.record_kind, head.record_id, head.number, head.item_name, head.status, name, towards)


def _referred(ledger: Ledger, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The entries that values refer to, each once."""
    fields = [name for name, each in ledger.fields.items() if each.type is ValueType.RECORD]
    return list(dict.fromkeys(str(values[name]) for values in rows for name in fields if values.get(name)))


def _titles(reading: Reading, records: list[str]) -> dict[str, str]:
    if not records:
        return {}
    query = WorkQuery(records=tuple(records), open_only=False, limit=len(records))
    return {head.record_id: head.item_name or head.number for head in reading.worklist(query).rows}
