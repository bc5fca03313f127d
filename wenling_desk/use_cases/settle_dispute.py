"""待核处 -> 已核处: a person decides what the centre may not decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.record import DISPUTE_SETTLED, DISPUTED, PUT_IN_FORCE
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.sync_ports import SyncUnitOfWork

LET_STAND: Final = "let_stand"
"""What came first stays; the disputed facts have no effect, the paper behind them is to be voided."""
OUTCOMES: Final = (LET_STAND, PUT_IN_FORCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleDispute(Command):
    """Decide a dispute (核处): ``dispute`` is the id of the ``Disputed`` fact, ``outcome`` one of ``OUTCOMES``."""

    record_id: str
    dispute: str
    outcome: str
    reason: str


def settle_dispute(desk: Desk, uow: UnitOfWork, command: SettleDispute) -> Changes:
    """The decision as a fact; the fold obeys it. Refuses with ``value_needed``, ``dispute_not_open`` for one that is
    not there or settled already."""
    kind = _kind_of(uow, command.record_id)
    writer = RecordWriter(desk, uow, command, kind)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    role = desk.role_for("settle_dispute", chosen=writer.role)
    reason = command.reason.strip()
    if not reason:
        raise DeskRefusal("value_needed", act="settle_dispute", field="reason")
    disputed = _open_dispute(writer, command.dispute)
    if disputed is None or command.outcome not in OUTCOMES:
        raise DeskRefusal("dispute_not_open")
    named = [str(each) for each in disputed.body.get("facts", ())]
    members = dict.fromkeys(member for fact in writer.facts if fact.fact_id in named for member in fact.members)
    body = {"facts": named, "dispute": command.dispute, "outcome": command.outcome, "reason": reason}
    writer.add(DISPUTE_SETTLED, tuple(members), body, role)
    sync = cast(SyncUnitOfWork, uow)
    if any(trouble.trouble_id == command.dispute for trouble in sync.troubles(command.record_id)):
        sync.settle(command.dispute, desk.now())
    return writer.finish()


def _kind_of(uow: UnitOfWork, record_id: str) -> str:
    facts = uow.facts_of(record_id)
    if not facts:
        raise DeskRefusal("no_such_record")
    return facts[0].record_kind


def _open_dispute(writer: RecordWriter, dispute: str) -> Fact | None:
    settled = {str(fact.body.get("dispute", "")) for fact in writer.record.facts_of(DISPUTE_SETTLED)}
    found = (fact for fact in writer.record.facts_of(DISPUTED) if fact.fact_id == dispute)
    return None if dispute in settled else next(found, None)
