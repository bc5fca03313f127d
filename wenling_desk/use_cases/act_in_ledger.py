"""Every act on every ledger of business: its values checked, its clocks promised, its papers and follow-ups with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.ledger import FollowUp, Ledger, holds
from wenling_desk.domain.ledger_clocks import DEPARTMENT, DUES, HEAD, carried, promised_days, running_clocks
from wenling_desk.domain.ledger_computing import compute, with_rows
from wenling_desk.domain.ledger_values import check_values, is_empty
from wenling_desk.domain.paper import PaperContent
from wenling_desk.domain.workflow import NEW, Workflow
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ledger_finds import found_values
from wenling_desk.use_cases.ledger_reading import entry_values, ledger_called, surroundings
from wenling_desk.use_cases.ledger_words import masked, value_words
from wenling_desk.use_cases.paper_context import PaperContext
from wenling_desk.use_cases.paper_ledger import entry_paper
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter

DEEPEST: Final = 3
"""An act may open an entry that opens another one, and no further: two ledgers that open one another would not end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActInLedger(Command):
    """An act on an entry of the ledger ``kind``: ``action`` is one of its workflow's, ``values`` are by field, a number
    as it is kept or as somebody typed it. ``record_id`` is empty for an act that opens an entry. ``as_role``: the role
    of several to act in; the first the table allows where empty."""

    kind: str
    record_id: str = ""
    action: str
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    as_role: str = ""


def act_in_ledger(desk: Desk, uow: UnitOfWork, command: ActInLedger) -> Changes:
    """One fact of the entry, its papers, and the entries it opens in other ledgers, in one database transaction.

    Refuses with ``no_such_ledger``, ``no_such_record``, ``not_allowed_now``, ``not_permitted`` and its like, with what
    :func:`check_values` refuses, and with what guards refuse. Nothing is written then.
    """
    ledger = ledger_called(desk, command.kind)
    writer = RecordWriter(desk, uow, command, command.kind)
    if (earlier := writer.earlier()) is not None:
        return earlier
    if command.record_id:
        writer.open(command.record_id)
    else:
        writer.begin()
    _Acting(desk, uow, writer).act(writer, ledger, command.action, command.values)
    return writer.finish()


def act_beside(
    main: RecordWriter,
    ledger: Ledger,
    record_id: str,
    action: str,
    values: Mapping[str, Any],
    unasked: Mapping[str, Any],
) -> RecordWriter:
    """An act on an entry that belongs to another record's command: both are written when ``main`` finishes. ``unasked``
    are values of the entry that no form asks for. Refuses like :func:`act_in_ledger`."""
    writer = main.beside(f"{ledger.kind}0", ledger.kind)
    if record_id:
        writer.open(record_id)
    else:
        writer.begin()
    _Acting(main.desk, main.uow, main).act(writer, ledger, action, values, unasked=unasked)
    return writer


def act_with(
    writer: RecordWriter, ledger: Ledger, action: str, values: Mapping[str, Any], unasked: Mapping[str, Any]
) -> None:
    """An act on the entry a writer has open or begun, with values no form asks for. Refuses like
    :func:`act_in_ledger`."""
    _Acting(writer.desk, writer.uow, writer).act(writer, ledger, action, values, unasked=unasked)


class _Acting:
    """One command: ``main`` writes, the writers beside it are of the entries it opens."""

    def __init__(self, desk: Desk, uow: UnitOfWork, main: RecordWriter) -> None:
        self.desk, self.uow, self.main = desk, uow, main
        self.kinds: dict[str, str] = {}
        self.around = surroundings(desk, uow, self.kinds)
        self.opened = 0

    def act(
        self,
        writer: RecordWriter,
        ledger: Ledger,
        action_id: str,
        given: Mapping[str, Any],
        depth: int = 0,
        unasked: Mapping[str, Any] | None = None,
    ) -> None:
        """One act on the record of a writer, with everything that follows from it."""
        self.kinds[writer.record_id] = ledger.kind
        action, act = writer.workflow.actions.get(action_id), ledger.acts.get(action_id)
        record = writer.record if writer.facts else None
        status = record.status_of("") if record is not None else NEW
        if action is None or act is None or action.automatic or status not in action.sources:
            raise DeskRefusal("not_allowed_now", act=action_id, status=status, member="")
        standing = entry_values(writer, ledger)
        typed = check_values(ledger, action_id, given, standing, self.around)
        known = writer.record_id if writer.facts else ""
        values = {**found_values(self.desk, self.uow, action_id, known), **(unasked or {}), **typed}
        after = with_rows(ledger, standing, values)
        computed = {
            name: value
            for name, value in compute(ledger, after, writer.calendar).items()
            if value != standing.get(name) or _reads(ledger, name, values)
        }
        after |= computed
        running = running_clocks(record, writer.workflow) if record is not None else {}
        dues = promised_days(writer.workflow, action.fact, after, values, running, writer.now, writer.calendar)
        body = {**values, **computed, DUES: dues, HEAD: self._head(writer, ledger, {**values, **computed}, after)}
        writer.department_key = str(body[HEAD].get(DEPARTMENT, ""))
        if record is not None:
            writer.department_key = carried(record, writer.workflow, DEPARTMENT) or writer.department_key
        writer.do(action_id, (), body)
        for paper in action.papers:
            writer.issue(paper, made=partial(_paper, paper, ledger, writer.workflow))
        for follow in act.opens:
            if holds(follow.when, after):
                self._open(writer, follow, after, depth)

    def _open(self, writer: RecordWriter, follow: FollowUp, values: Mapping[str, Any], depth: int) -> None:
        if depth >= DEEPEST:
            raise DeskRefusal("ledgers_in_a_circle", ledger=follow.ledger)
        self.opened += 1
        other = self.main.beside(f"{follow.ledger}{self.opened}", follow.ledger)
        other.role = None
        other.begin()
        given = {
            name: source.removeprefix("=") if source.startswith("=") else values.get(source)
            for name, source in follow.values.items()
        }
        if follow.back:
            given[follow.back] = writer.record_id
        given = {name: value for name, value in given.items() if not is_empty(value)}
        self.act(other, ledger_called(self.desk, follow.ledger), follow.act, given, depth + 1)

    def _head(
        self, writer: RecordWriter, ledger: Ledger, given: Mapping[str, Any], after: Mapping[str, Any]
    ) -> dict[str, str]:
        """What the act says of the entry's row: all of it at the beginning, later what it changes."""
        sources = {
            "title": ledger.title,
            "applicant_masked": ledger.who,
            "number": ledger.number,
            DEPARTMENT: ledger.department,
            "target_code": ledger.target,
            "day": ledger.day,
        }
        found: dict[str, str] = {}
        for key, name in sources.items():
            if writer.facts and name not in given:
                continue
            found[key] = self._said(ledger, key, name, after.get(name)) if name else ""
        return found

    def _said(self, ledger: Ledger, key: str, name: str, value: Any) -> str:
        each = ledger.fields[name]
        if is_empty(value):
            return ""
        if key in (DEPARTMENT, "target_code", "day"):
            return str(value)
        if each.hidden_at:
            return ""  # the row is shown at every counter
        shown = masked(each, value)
        if shown is None or each.private:
            return str(shown or "")
        return value_words(self.desk.words, self.desk.catalogue(), each, value)


def _paper(kind: str, ledger: Ledger, workflow: Workflow, context: PaperContext, number: str) -> PaperContent:
    return entry_paper(context, kind, number, ledger, workflow)


def _reads(ledger: Ledger, name: str, given: Mapping[str, Any]) -> bool:
    """Whether a computed value reads anything the act gave."""
    computed = ledger.fields[name].computed
    return computed is not None and any(path.partition(".")[0] in given for path in computed.of)
