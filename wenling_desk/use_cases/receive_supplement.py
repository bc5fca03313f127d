"""补交材料: what came after a correction notice or a deferral, with a receipt and the new date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.materials import MaterialEntry
from wenling_desk.domain.party import Party
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, check_handed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveSupplement(CaseCommand):
    """Materials handed in later, and form values or parties filled in with them."""

    materials: Mapping[str, MaterialEntry] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict, repr=False)
    parties: tuple[Party, ...] = ()


def receive_supplement(desk: Desk, uow: UnitOfWork, command: ReceiveSupplement) -> Changes:
    """Members waiting for a correction are taken in again; deferred ones are complete once nothing is missing, and
    until then keep what came (结果不先于补齐发出); one 接收单.

    Refuses with ``nothing_supplied``, ``nothing_awaited`` and the codes of ``check_handed_in``.
    """
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    if not (command.materials or command.form or command.parties):
        raise DeskRefusal("nothing_supplied")
    check_handed_in(writer, command.materials)
    waiting = [m for m in writer.case.members if m.status in {"correction_pending", "accepted_deferred"}]
    waiting = [m for m in waiting if not command.members or m.code in command.members]
    if not waiting:
        raise DeskRefusal("nothing_awaited")
    body: dict[str, Any] = {"materials": {key: entry.to_plain() for key, entry in command.materials.items()}}
    if command.form:
        body["form"] = dict(command.form)
    if command.parties:
        body["parties"] = [party.to_plain() for party in command.parties]
    corrected = tuple(m.code for m in waiting if m.status == "correction_pending")
    deferred = tuple(m.code for m in waiting if m.status == "accepted_deferred")
    if corrected:
        writer.do("receive_supplement", corrected, body)
    for code in deferred:
        _add_to_deferral(writer, code, body)
    writer.issue(
        "supplement_receipt",
        (*corrected, *deferred),
        {"materials": list(command.materials)},
    )
    return writer.finish()


def _add_to_deferral(writer: RecordWriter, code: str, body: dict[str, Any]) -> None:
    """Close the deferral when nothing is missing any more; else keep what came."""
    writer.do("receive_deferred" if writer.misses(code, body) else "close_deferral", (code,), body)
