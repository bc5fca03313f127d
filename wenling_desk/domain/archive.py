"""归档: what of a closed case goes into its package, in which order, and what is still missing. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from wenling_desk.domain.acceptance import CaseMember, CaseView
from wenling_desk.domain.archive_rules import (
    COMMITMENT,
    NOTHING,
    ON_PAPER,
    RESULT_NUMBER,
    SCAN,
    VOLUME_PAPERS,
    ArchiveRules,
    Ending,
)
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.record import VOIDS_A_PAPER, RecordState
from wenling_desk.domain.service_item import Material

ARCHIVED: Final = "CaseArchived"
"""The fact of a package that was made: ``package_sha256``, ``version``, ``scheme``, ``steps``, and all it takes to make
the very same package again: ``files``, ``metadata`` and the ids of the ``facts`` in it."""

PRINTING: Final = frozenset({"PaperPrinted", "PaperPrintFailed", "PaperReprinted"})
"""What a printer says of a paper changes nothing in the archive."""

_PAPERS: Final = frozenset({"PaperIssued", "ApplicantPaperMade"})
HERE, ELSEWHERE, UNREADABLE = "here", "elsewhere", "unreadable"


@dataclass(frozen=True, slots=True)
class ArchiveGap:
    """Something the archive wants and does not find. ``code`` names its sentence (``archive.gap.<code>``), ``values``
    fill it; papers and materials stand in them by kind and number, never people."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


SERVICE_PROOFS: Final = frozenset({"delivery_record", "result_slip"})
"""Papers the receiver signs for a result: what is finished on the spot is signed for on its own slip."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the volume. ``kind`` is the paper's kind, or ``scan``; ``number`` a paper's number; ``material`` what a
    scan shows; ``voided`` says that the paper was made void and stays in the volume as such."""

    group: str
    kind: str
    sha256: str
    at: datetime
    number: str = ""
    material: str = ""
    media_type: str = "application/pdf"
    size: int = 0
    members: tuple[str, ...] = ()
    voided: bool = False


@dataclass(frozen=True, slots=True)
class WantedMaterial:
    """A material of the guide as it was handed in, and the members it serves."""

    material: Material
    entry: MaterialEntry
    members: tuple[str, ...]


def archived_before(facts: Sequence[Fact]) -> Fact | None:
    """The last package that was made of the case."""
    return next((fact for fact in reversed(facts) if fact.kind == ARCHIVED), None)


def changed_since(facts: Sequence[Fact]) -> bool:
    """Whether the case has no package yet, or facts that none holds."""
    for fact in reversed(facts):
        if fact.kind == ARCHIVED:
            return False
        if fact.kind not in PRINTING:
            return True
    return True


def documents_of(facts: Sequence[Fact], rules: ArchiveRules) -> list[Document]:
    """Every file of the volume in its order; of the volume's own papers the last ones only, and those first."""
    voided = {str(fact.body.get("number", "")) for fact in facts if fact.kind in VOIDS_A_PAPER}
    papers = [_paper(fact, rules, voided) for fact in facts if fact.kind in _PAPERS]
    own = {paper.kind: paper for paper in papers if paper.kind in VOLUME_PAPERS}
    others = [paper for paper in papers if paper.kind not in VOLUME_PAPERS]
    scans: dict[str, Document] = {}
    for fact in facts:
        if fact.kind == "ScanAttached" and rules.makes("scans"):
            scans.setdefault(str(fact.body.get("sha256", "")), _scan(fact, rules))
    names = [group.group for group in rules.groups]

    def place(document: Document) -> tuple[int, int, datetime, str]:
        within = rules.group_of_paper(document.kind)[1] if document.kind != SCAN else 0
        return names.index(document.group), within, document.at, document.number or document.sha256

    volume = [own[kind] for kind in VOLUME_PAPERS if kind in own]
    return volume + sorted([*others, *scans.values()], key=place)


def _paper(fact: Fact, rules: ArchiveRules, voided: Collection[str]) -> Document:
    kind, number = str(fact.body.get("paper_kind", "")), str(fact.body.get("number", ""))
    group = rules.groups[rules.group_of_paper(kind)[0]].group
    sha256 = str(fact.body.get("sha256", ""))
    return Document(group, kind, sha256, fact.at, number, members=fact.members, voided=number in voided)


def _scan(fact: Fact, rules: ArchiveRules) -> Document:
    body = fact.body
    material, paper = str(body.get("material", "")), str(body.get("paper", ""))
    role = "material" if material else "paper" if paper else "other"
    return Document(
        rules.groups[rules.group_of_scan(role)].group,
        SCAN,
        str(body.get("sha256", "")),
        fact.at,
        number=paper,
        material=material,
        media_type=str(body.get("media_type", "")),
        size=int(body.get("size", 0)),
        members=fact.members,
    )


def gaps_of(
    case: CaseView,
    materials: Sequence[WantedMaterial],
    documents: Sequence[Document],
    held: Mapping[str, str],
    rules: ArchiveRules,
) -> list[ArchiveGap]:
    """What is missing, in the order of the rules' checks. ``held`` says of each file, by its number or digest, whether
    it is ``HERE``, ``ELSEWHERE`` or ``UNREADABLE``."""
    looking = _Looking(case, materials, documents, held, rules)
    return [gap for check in rules.checks for gap in getattr(looking, f"check_{check}")()]


class _Looking:
    """One check after the other; each gives its gaps."""

    def __init__(
        self,
        case: CaseView,
        materials: Sequence[WantedMaterial],
        documents: Sequence[Document],
        held: Mapping[str, str],
        rules: ArchiveRules,
    ) -> None:
        self.case = case
        self.record: RecordState = case.record
        self.materials = materials
        self.documents = documents
        self.held = held
        self.rules = rules
        self.scanned_materials = {each.material for each in documents if each.kind == SCAN and each.material}
        self.scanned_papers = {each.number for each in documents if each.kind == SCAN and each.number}
        self.valid = [each for each in documents if each.kind != SCAN and not each.voided]

    def check_closed(self) -> Iterable[ArchiveGap]:
        return [ArchiveGap("case_open", {"item": each.name}) for each in self.case.members if not each.terminal]

    def check_undisputed(self) -> Iterable[ArchiveGap]:
        return [ArchiveGap("case_disputed")] if self.case.disputed else []

    def check_readable(self) -> Iterable[ArchiveGap]:
        count = len(self.record.unknown)
        return [ArchiveGap("facts_unknown", {"count": str(count)})] if count else []

    def check_papers_here(self) -> Iterable[ArchiveGap]:
        for each in self.documents:
            state = self.held.get(each.number, ELSEWHERE)
            if each.kind != SCAN and state != HERE:
                yield ArchiveGap(f"paper_{state}", {"paper": each.kind, "number": each.number})

    def check_applicant_signed(self) -> Iterable[ArchiveGap]:
        """Of papers printed more than once for the same members the last one counts."""
        signed = {
            str(fact.body.get("number", ""))
            for fact in self.record.facts
            if fact.kind in {"ApplicantPaperSigned", "ApplicantPaperScanned"}
        } | self.scanned_papers
        made = {str(fact.body["number"]) for fact in self.record.facts_of("ApplicantPaperMade")}
        last = {(each.kind, each.members): each for each in self.valid if each.number in made}
        for each in last.values():
            if each.number not in signed:
                yield ArchiveGap("paper_unsigned", {"paper": each.kind, "number": each.number})

    def check_materials(self) -> Iterable[ArchiveGap]:
        for wanted in self.materials:
            if not self._is_kept(wanted):
                continue
            entry, name = wanted.entry, {"material": wanted.material.name}
            if entry.mark in {MaterialMark.DEFERRED, MaterialMark.MISSING}:
                yield ArchiveGap("material_missing", name)
                continue
            want = self.rules.wanted_for(str(entry.mark))
            is_scanned = wanted.material.material_id in self.scanned_materials
            if want in {NOTHING, ON_PAPER} or (is_scanned and want != COMMITMENT):
                continue
            if want == COMMITMENT:
                if not self._has_commitment() and not is_scanned:
                    yield ArchiveGap("commitment_missing", name)
            elif want == SCAN or entry.pages is None:
                yield ArchiveGap("material_unscanned" if want == SCAN else "material_uncounted", name)

    def check_scans_here(self) -> Iterable[ArchiveGap]:
        names = {each.material.material_id: each.material.name for each in self.materials}
        for each in self.documents:
            state = self.held.get(each.sha256, ELSEWHERE)
            if each.kind == SCAN and state != HERE:
                shown = names.get(each.material, each.material) or each.number
                yield ArchiveGap(f"scan_{state}", {"scan": shown})

    def check_decision(self) -> Iterable[ArchiveGap]:
        for member in self._ended():
            ending = self._ending(member)
            has_number = RESULT_NUMBER in ending.decision and bool(member.result_number)
            if not has_number and not self._issued(member, ending.decision):
                yield ArchiveGap("decision_missing", {"item": member.name})

    def check_served(self) -> Iterable[ArchiveGap]:
        for member in self._ended():
            if not self._ending(member).served:
                continue
            if not member.delivered:
                yield ArchiveGap("not_delivered", {"item": member.name})
                continue
            proofs = [each.number for each in self.valid if each.kind in SERVICE_PROOFS and _about(each, member)]
            if not proofs:
                yield ArchiveGap("service_unproven", {"item": member.name})
            elif self.rules.needs_signed_service and not self.scanned_papers.intersection(proofs):
                yield ArchiveGap("service_unsigned", {"item": member.name, "number": proofs[-1]})

    def _ended(self) -> list[CaseMember]:
        return [member for member in self.case.members if member.terminal]

    def _ending(self, member: CaseMember) -> Ending:
        return self.rules.endings[member.status]

    def _issued(self, member: CaseMember, kinds: Collection[str]) -> bool:
        return any(each.kind in kinds and _about(each, member) for each in self.valid)

    def _is_kept(self, wanted: WantedMaterial) -> bool:
        """Whether a member it serves ended in a way that keeps materials."""
        kept = [each.code for each in self._ended() if self._ending(each).keeps_materials]
        return bool(set(wanted.members).intersection(kept))

    def _has_commitment(self) -> bool:
        return any(each.kind == "commitment_letter" for each in self.valid)


def _about(document: Document, member: CaseMember) -> bool:
    return not document.members or member.code in document.members


def kept_on_paper(case: CaseView, materials: Iterable[WantedMaterial], rules: ArchiveRules) -> list[WantedMaterial]:
    """Materials that lie in the volume as sheets of paper."""
    looking = _Looking(case, (), (), {}, rules)
    return [each for each in materials if each.entry.is_on_paper and looking._is_kept(each)]


def outcomes_of(case: CaseView) -> list[dict[str, Any]]:
    """How each member ended."""
    return [
        {
            "code": member.code,
            "name": member.name,
            "status": member.status,
            "result_number": member.result_number,
            "ended_at": member.since.isoformat(),
        }
        for member in case.members
    ]
