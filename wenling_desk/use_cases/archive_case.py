"""归档 as an act: cover and list of the volume are printed, the package is sealed, and its digest becomes a fact."""

from __future__ import annotations

from dataclasses import dataclass

from wenling_desk.domain.archive import ARCHIVED, Document, changed_since
from wenling_desk.domain.archive_manifest import ARCHIVE
from wenling_desk.domain.archive_rules import VOLUME_PAPERS
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.archive_ports import Archiving
from wenling_desk.use_cases.archive_volume import (
    Leaf,
    Volume,
    archiving_of,
    data_of,
    leaves_of,
    metadata_of,
    read_volume,
    seal_package,
    volume_title,
)
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Look, UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter

TAKEN_OUT = "ArchiveTakenOut"
"""The kind of look in the device ledger: a package holds everything about a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveCase(Command):
    """Archive a closed case. With facts since its last package it becomes a new version."""

    record_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOutArchive(Command):
    """A package, or a precheck, is written into a folder: somebody takes the whole case out of this desk."""

    record_id: str
    is_precheck: bool = False


def archive_case(desk: Desk, uow: UnitOfWork, command: ArchiveCase) -> Changes:
    """Print cover and list, seal the package and note its digest. A case without anything new since its last package
    is left as it is.

    Refuses with ``archive_incomplete`` (count), ``archive_not_here``, ``no_such_record``.
    """
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    role = desk.role_for("archive_case", chosen=writer.role, owner=writer.facts[0].clerk)
    archiving = archiving_of(desk)
    if not changed_since(writer.facts):
        return Changes(
            command_id=command.command_id,
            record_id=command.record_id,
            initiator=command.initiator,
            repeated=True,
        )
    volume = read_volume(writer, archiving, thorough=True)
    if volume.gaps:
        raise DeskRefusal("archive_incomplete", count=len(volume.gaps))
    leaves = _bound(writer, volume, archiving)
    metadata = metadata_of(writer, volume, leaves)
    content = seal_package(metadata, writer.facts, {leaf.path: leaf.data for leaf in leaves}, ARCHIVE)
    body = {
        "package_sha256": content.sha256,
        "version": volume.version,
        "scheme": volume.rules.scheme,
        "steps": [step.step for step in volume.rules.steps],
        "files": len(content.files),
        "metadata": metadata,
        "facts": [fact.fact_id for fact in writer.facts],
    }
    writer.add(ARCHIVED, (), body, role)
    return writer.finish()


def _bound(writer: RecordWriter, volume: Volume, archiving: Archiving) -> list[Leaf]:
    """The leaves of the volume, cover and list in front: printed from what lies behind them."""
    desk = writer.desk
    fresh: dict[str, bytes] = {}

    def data(document: Document) -> bytes:
        return fresh[document.number] if document.number in fresh else data_of(writer.reading, document)

    rest = [document for document in volume.documents if document.kind not in VOLUME_PAPERS]
    behind = leaves_of(rest, volume.material_names, data, archiving, desk.words)
    extra = {"volume": volume, "leaves": behind, "title": volume_title(writer, volume.case)}
    printed: list[Document] = []
    for kind in VOLUME_PAPERS:
        if volume.rules.makes(kind):
            paper = writer.issue(kind, (), extra)
            fresh[paper.number] = writer.issued_pdf(paper.number)
            printed.append(Document(volume.rules.groups[0].group, kind, paper.sha256, paper.issued_at, paper.number))
    return leaves_of([*printed, *rest], volume.material_names, data, archiving, desk.words)


def take_out_archive(desk: Desk, uow: UnitOfWork, command: TakeOutArchive) -> Changes:
    """Write the look into the device ledger; carries ids only. Refuses with ``no_such_record``."""
    facts = uow.facts_of(command.record_id)
    if not facts:
        raise DeskRefusal("no_such_record")
    role = desk.role_for("take_out_archive")
    reason = "precheck" if command.is_precheck else ""
    uow.add_look(Look(TAKEN_OUT, desk.session.clerk, str(role), desk.now(), command.record_id, reason))
    uow.commit()
    return Changes(command_id=command.command_id, record_id=command.record_id, initiator=command.initiator)
