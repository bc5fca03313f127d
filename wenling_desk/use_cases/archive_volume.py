"""归档: the volume (卷) of one case, read from its facts and kept files, and the package made of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from wenling_desk.domain.acceptance import CaseView
from wenling_desk.domain.archive import (
    ELSEWHERE,
    HERE,
    UNREADABLE,
    ArchiveGap,
    Document,
    WantedMaterial,
    archived_before,
    documents_of,
    gaps_of,
    kept_on_paper,
    outcomes_of,
)
from wenling_desk.domain.archive_manifest import ARCHIVE, METADATA, PRECHECK, RECORD, Sealed, canonical_json, sealed
from wenling_desk.domain.archive_rules import SCAN, VOLUME_PAPERS, ArchiveRules
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.heads import first_number
from wenling_desk.domain.intake import serving
from wenling_desk.use_cases.archive_ports import Archiving
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading, Words
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.sync_ports import SyncReading

METADATA_SCHEMA: Final = "wenling-desk/archive-metadata@1"
ENDINGS: Final = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
_SHORT: Final = 12
"""Characters of a digest in a file's name."""


@dataclass(frozen=True, slots=True)
class Volume:
    """A case as the archive sees it. ``version`` is that of the next package, ``on_paper`` what lies in the volume as
    sheets only."""

    case: CaseView
    archive_number: str
    documents: tuple[Document, ...]
    on_paper: tuple[WantedMaterial, ...]
    material_names: Mapping[str, str]
    gaps: tuple[ArchiveGap, ...]
    version: int
    rules: ArchiveRules = field(repr=False)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A document with its place in the package: ``first`` and ``last`` are the numbers of its pages (页号)."""

    no: int
    document: Document
    path: str
    title: str
    first: int
    pages: int
    data: bytes = field(repr=False)

    @property
    def last(self) -> int:
        """The number of its last page."""
        return self.first + self.pages - 1


def archiving_of(desk: Desk) -> Archiving:
    """What this desk archives with; refuses with ``archive_not_here``."""
    if desk.archiving is None:
        raise DeskRefusal("archive_not_here")
    return desk.archiving


def read_volume(book: RecordBook, archiving: Archiving, *, thorough: bool) -> Volume:
    """The volume of the case in ``book``. ``thorough`` opens every file; a list is content with knowing that it is
    there."""
    rules, case = archiving.rules, book.case
    documents = documents_of(book.facts, rules)
    materials = _materials(book)
    before = archived_before(book.facts)
    return Volume(
        case=case,
        archive_number=first_number(book.facts) or case.record_id,
        documents=tuple(documents),
        on_paper=tuple(kept_on_paper(case, materials, rules)),
        material_names={each.material.material_id: each.material.name for each in materials},
        gaps=tuple(gaps_of(case, materials, documents, _held(book.reading, documents, archiving, thorough), rules)),
        version=int(before.body.get("version", 0)) + 1 if before is not None else 1,
        rules=rules,
    )


def _materials(book: RecordBook) -> list[WantedMaterial]:
    """Materials the guide of this case asks for, as they were handed in."""
    plan, sheet = book.plan(), book.case.sheet
    return [
        WantedMaterial(material, sheet.entry(material.material_id), serving(material, plan.codes))
        for material in plan.plan.materials
    ]


def _held(reading: Reading, documents: Sequence[Document], archiving: Archiving, thorough: bool) -> dict[str, str]:
    """How each file is held here, by a paper's number or a scan's digest; one without countable pages is unreadable."""
    held: dict[str, str] = {}
    for document in documents:
        key = document.sha256 if document.kind == SCAN else document.number
        try:
            if thorough:
                data = data_of(reading, document)
                archiving.pages(data, document.media_type)
                held[key] = HERE if _is_whole(document, data) else UNREADABLE
            else:
                held[key] = HERE if _is_there(reading, document) else ELSEWHERE
        except KeyError:
            held[key] = ELSEWHERE
        except KnownTrouble:
            held[key] = UNREADABLE
    return held


def _is_there(reading: Reading, document: Document) -> bool:
    if document.kind != SCAN:
        return reading.paper(document.number) is not None
    return bool(cast(SyncReading, reading).blob_bytes(document.sha256, 0, 1))


def _is_whole(document: Document, data: bytes) -> bool:
    return hashlib.sha256(data).hexdigest() == document.sha256


def data_of(reading: Reading, document: Document) -> bytes:
    """The file of a document. Raises KeyError where this desk does not hold it, and what the store says of a file that
    is gone or damaged."""
    if document.kind != SCAN:
        return reading.paper_pdf(document.number)
    return cast(SyncReading, reading).blob_bytes(document.sha256, 0, document.size)


# -- the package --------------------------------------------------------------------------------------


def leaves_of(
    documents: Sequence[Document],
    names: Mapping[str, str],
    data: Callable[[Document], bytes | None],
    archiving: Archiving,
    words: Words,
) -> list[Leaf]:
    """The documents in their order with numbers, pages and paths; one without ``data`` is left out. Cover and list of
    the volume stand before the first number and the first page."""
    leaves: list[Leaf] = []
    no, first = 0, 1
    for document in documents:
        content = data(document)
        if content is None:
            continue
        pages = archiving.pages(content, document.media_type)
        title = title_of(document, names, words)
        if document.kind in VOLUME_PAPERS:
            leaves.append(Leaf(0, document, _path(0, document), title, 0, pages, content))
            continue
        no += 1
        leaves.append(Leaf(no, document, _path(no, document), title, first, pages, content))
        first += pages
    return leaves


def counted(leaves: Sequence[Leaf]) -> list[Leaf]:
    """The leaves without cover and list."""
    return [leaf for leaf in leaves if leaf.no]


def title_of(document: Document, names: Mapping[str, str], words: Words) -> str:
    """What a document is called in the list of the volume."""
    if document.kind != SCAN:
        return words(f"case.paper.{document.kind}")
    if document.material:
        return words("archive.scan.material", material=names.get(document.material, document.material))
    return words("archive.scan.paper", number=document.number) if document.number else words("archive.scan.other")


def _path(no: int, document: Document) -> str:
    name = document.sha256[:_SHORT] if document.kind == SCAN else document.number.replace("*", "_")
    return f"documents/{no:03d}_{document.kind}_{name}.{ENDINGS.get(document.media_type, 'bin')}"


def metadata_of(book: RecordBook, volume: Volume, leaves: Sequence[Leaf]) -> dict[str, Any]:
    """The metadata of a volume: the fields the rules name, every document, and what lies there on paper only."""
    told = _fields(book, volume, leaves)
    return {
        "schema": METADATA_SCHEMA,
        **{name: told[name] for name in volume.rules.metadata},
        "steps": [step.step for step in volume.rules.steps],
        "contents": [_described(leaf) for leaf in leaves],
        "on_paper": [
            {
                "material": each.material.name,
                "mark": str(each.entry.mark),
                "copies": each.entry.copies,
                "pages": each.entry.pages,
            }
            for each in volume.on_paper
        ],
    }


def _fields(book: RecordBook, volume: Volume, leaves: Sequence[Leaf]) -> dict[str, Any]:
    case, desk = volume.case, book.desk
    applicant = case.sheet.applicant
    organs = dict.fromkeys(member.department_key for member in case.members)
    return {
        "archive_number": volume.archive_number,
        "official_numbers": dict(case.official_numbers),
        "title": volume_title(book, case),
        "target_code": case.sheet.target_code,
        "organs": [book.catalogue.get_department(key).name for key in organs],
        "hall": case.hall_code,
        "applicant": applicant.name if applicant is not None else "",
        "received_on": case.received_at.date().isoformat(),
        "closed_on": closed_on(case),
        "outcomes": outcomes_of(case),
        "documents": len(counted(leaves)),
        "pages": sum(leaf.pages for leaf in counted(leaves)),
        "catalogue_release": case.release,
        "scheme": volume.rules.scheme,
        "version": volume.version,
        "archived_at": book.now.isoformat(timespec="seconds"),
        "archived_by": desk.session.clerk,
        "device": desk.identity.device,
    }


def volume_title(book: RecordBook, case: CaseView) -> str:
    """The title of a volume (案卷题名): whose matter, and what it was."""
    sheet = case.sheet
    if sheet.is_bundle:
        name = book.catalogue.get_bundle(sheet.target_code).name
    else:
        name = book.desk.words("case.joined").join(dict.fromkeys(member.name for member in case.members))
    applicant = sheet.applicant.name if sheet.applicant is not None else ""
    return book.desk.words("archive.volume_title", applicant=applicant, name=name)


def closed_on(case: CaseView) -> str:
    """The day the last member ended (ISO); empty while one runs."""
    return "" if case.is_open else max(member.since for member in case.members).date().isoformat()


def _described(leaf: Leaf) -> dict[str, Any]:
    document = leaf.document
    return {
        "no": leaf.no,
        "path": leaf.path,
        "title": leaf.title,
        "group": document.group,
        "kind": document.kind,
        "number": document.number,
        "material": document.material,
        "media_type": document.media_type,
        "at": document.at.isoformat(timespec="seconds"),
        "first_page": leaf.first,
        "pages": leaf.pages,
        "sha256": document.sha256,
        "size": len(leaf.data),
        "voided": document.voided,
    }


def seal_package(metadata: Mapping[str, Any], facts: Sequence[Fact], data: Mapping[str, bytes], kind: str) -> Sealed:
    """The package: documents by path, metadata, the record's facts, manifest and seal."""
    record = canonical_json([fact.to_plain() for fact in facts])
    files = {**data, METADATA: canonical_json(metadata), RECORD: record}
    head = {"kind": kind, "archive_number": metadata["archive_number"], "version": metadata["version"]}
    return sealed(files, head)


@dataclass(frozen=True, slots=True)
class Package:
    """A package that may be written down: ``name`` for its folder, ``gaps`` only where it is a precheck."""

    name: str
    record_id: str
    kind: str
    content: Sealed = field(repr=False)
    gaps: tuple[ArchiveGap, ...] = ()


def precheck_package(desk: Desk, reading: Reading, record_id: str) -> Package:
    """What a package would hold now, marked 预检, with its gaps in words; refuses with ``no_such_record``. Cover and
    list of the volume are made with the package itself."""
    archiving = archiving_of(desk)
    book = RecordBook(desk, reading)
    book.open(record_id)
    volume = read_volume(book, archiving, thorough=True)

    def data(document: Document) -> bytes | None:
        try:
            content = data_of(reading, document)
            archiving.pages(content, document.media_type)
        except (KeyError, KnownTrouble):
            return None
        return content

    leaves = leaves_of(volume.documents, volume.material_names, data, archiving, desk.words)
    metadata = metadata_of(book, volume, leaves)
    if "archived_at" in metadata:  # the same case looked at again is the same precheck
        metadata["archived_at"] = ""
    metadata["gaps"] = [gap_sentence(gap, desk.words) for gap in volume.gaps]
    content = seal_package(metadata, book.facts, {leaf.path: leaf.data for leaf in leaves}, PRECHECK)
    return Package(f"{_safe(volume.archive_number)}-{PRECHECK}", record_id, PRECHECK, content, volume.gaps)


def archived_package(reading: Reading, record_id: str) -> Package:
    """The last package of a case once more, byte for byte. Refuses with ``no_such_record`` and ``not_archived``; raises
    ``archive_differs`` (number) where a file, or a fact, is not what it was."""
    facts = reading.facts_of(record_id)
    if not facts:
        raise DeskRefusal("no_such_record")
    made = archived_before(facts)
    if made is None:
        raise DeskRefusal("not_archived")
    metadata: Mapping[str, Any] = made.body["metadata"]
    number = str(metadata["archive_number"])
    by_id = {fact.fact_id: fact for fact in facts}
    try:
        kept = [by_id[fact_id] for fact_id in made.body["facts"]]
        data = {str(row["path"]): _again(reading, row) for row in metadata["contents"]}
    except KeyError as error:
        raise KnownTrouble("archive_differs", number=number) from error
    content = seal_package(metadata, kept, data, ARCHIVE)
    if content.sha256 != made.body["package_sha256"]:
        raise KnownTrouble("archive_differs", number=number)
    return Package(f"{_safe(number)}-v{made.body['version']}", record_id, ARCHIVE, content)


def _again(reading: Reading, row: Mapping[str, Any]) -> bytes:
    if row["kind"] == SCAN:
        return cast(SyncReading, reading).blob_bytes(str(row["sha256"]), 0, int(row["size"]))
    return reading.paper_pdf(str(row["number"]))


def _safe(number: str) -> str:
    return number.replace("*", "_")


def gap_sentence(gap: ArchiveGap, words: Words) -> str:
    """A gap as it is told: a paper by its name."""
    values = dict(gap.values)
    if "paper" in values:
        values["paper"] = words(f"case.paper.{values['paper']}")
    return words(f"archive.gap.{gap.code}", **values)
