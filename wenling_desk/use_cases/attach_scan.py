"""A scan is attached to a case: kept encrypted by its digest, sent behind the ops, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.authority import Role
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.sync_ports import SyncUnitOfWork
from wenling_desk.use_cases.targets import known_members

MOST_MEGABYTES: Final = 20
BEGINNINGS: Final = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}
"""Media type -> how every file of it begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachScan(Command):
    """Attach ``data`` to a case: to these members (none: to the case), as a material of the guide (``material``) or as
    the signed copy of a paper (``paper``: its number), or as neither."""

    record_id: str
    data: bytes = field(repr=False)
    media_type: str
    members: tuple[str, ...] = ()
    material: str = ""
    paper: str = ""
    as_role: str = ""


def attach_scan(desk: Desk, uow: UnitOfWork, command: AttachScan) -> Changes:
    """The attachment and its fact, together. Refuses with ``scan_type_wrong``, ``scan_too_large`` (most, in MB),
    ``material_not_in_guide``, ``no_such_paper``, ``no_such_member``. Evidence of a ledger's entry is attached by
    whoever named it in an act."""
    known = uow.facts_of(command.record_id)
    writer = RecordWriter(desk, uow, command, known[0].record_kind if known else ACCEPTANCE)
    if (earlier := writer.earlier()) is not None:
        return earlier
    _check_file(command)
    writer.open(command.record_id)
    members = known_members(writer, command.members) if writer.kind == ACCEPTANCE else ()
    if command.material and command.material not in {each.material_id for each in writer.plan().plan.materials}:
        raise DeskRefusal("material_not_in_guide", material=command.material)
    if command.paper and command.paper not in _numbers(writer):
        raise DeskRefusal("no_such_paper", number=command.paper)
    item = writer.catalogue.items.get(members[0]) if members else None
    role = _role_of_witness(desk, writer, command.data) or desk.role_for(
        "attach_scan",
        chosen=writer.role,
        owner=writer.facts[0].clerk,
        department_key=item.department_key if item is not None else "",
    )
    sha256 = cast(SyncUnitOfWork, uow).add_scan(command.record_id, command.data, command.media_type)
    body = {
        "sha256": sha256,
        "size": len(command.data),
        "media_type": command.media_type,
        "material": command.material,
        "paper": command.paper,
    }
    writer.add("ScanAttached", members, body, role)
    return writer.finish()


def _role_of_witness(desk: Desk, writer: RecordWriter, data: bytes) -> Role | None:
    """The role in which the person at the desk named this file as evidence of an entry; ``None`` where nobody did."""
    if writer.kind == ACCEPTANCE:
        return None
    digest = hashlib.sha256(data).hexdigest()
    named = (
        fact
        for fact in reversed(writer.facts)
        if fact.clerk == desk.session.clerk and any(_names(value, digest) for value in fact.body.values())
    )
    return next((Role(fact.role) for fact in named), None)


def _names(value: object, digest: str) -> bool:
    """Whether a value of a ledger is a list of evidence with this file in it."""
    rows = value if isinstance(value, list | tuple) else ()
    return any(isinstance(row, Mapping) and row.get("sha256") == digest for row in rows)


def _check_file(command: AttachScan) -> None:
    """A file is what it begins with, whatever its name says."""
    beginning = BEGINNINGS.get(command.media_type)
    if beginning is None or not command.data.startswith(beginning):
        raise DeskRefusal("scan_type_wrong")
    if len(command.data) > MOST_MEGABYTES << 20:
        raise DeskRefusal("scan_too_large", most=MOST_MEGABYTES)


def _numbers(writer: RecordWriter) -> set[str]:
    kinds = {"PaperIssued", "ApplicantPaperMade"}
    return {str(fact.body.get("number", "")) for fact in writer.record.facts if fact.kind in kinds}
