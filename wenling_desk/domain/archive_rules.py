"""What a hall wants of an archive package (归档包): steps, checks, order and metadata, as its file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

STEPS: Final = ("collect", "check", "arrange", "catalogue", "package", "hand_over")
"""收集, 检查, 整理, 编目, 封装, 移交: each comes once, in this order."""

MAKES: Final[Mapping[str, tuple[str, ...]]] = {
    "collect": ("papers", "scans", "record"),
    "check": (),
    "arrange": ("order", "page_counts"),
    "catalogue": ("metadata", "volume_cover", "volume_index"),
    "package": ("hashes", "manifest"),
    "hand_over": ("registration",),
}
"""What the program makes in each step; a file may leave a thing out only where it is ``OPTIONAL``."""

OPTIONAL: Final = frozenset({"scans", "volume_cover", "volume_index"})

CHECKS: Final = (
    "closed", "undisputed", "readable", "papers_here", "applicant_signed", "materials", "scans_here", "decision",
    "served",
)  # fmt: skip
"""What the program can check; a hall may leave some out."""

NEEDED_CHECKS: Final = frozenset({"closed", "undisputed", "readable", "papers_here"})
"""Without these a package would be no copy of the case."""

ON_PAPER, SCAN, SCAN_OR_PAGES, COMMITMENT, NOTHING = "on_paper", "scan", "scan_or_pages", "commitment", "nothing"
WANTS: Final = frozenset({ON_PAPER, SCAN, SCAN_OR_PAGES, COMMITMENT, NOTHING})
"""By what a material that was handed in counts as archived."""

SCAN_ROLES: Final = ("material", "paper", "other")
EVERY_OTHER: Final = "*"
RESULT_NUMBER: Final = "result_number"
VOLUME_PAPERS: Final = ("volume_cover", "volume_index")

FIELDS: Final = frozenset({
    "archive_number", "official_numbers", "title", "target_code", "organs", "hall", "applicant", "received_on",
    "closed_on", "outcomes", "documents", "pages", "catalogue_release", "scheme", "version", "archived_at",
    "archived_by", "device",
})  # fmt: skip
"""Metadata the program knows. A retention period is none of them: each department's table says it, and none is
invented."""


@dataclass(frozen=True, slots=True)
class ArchiveStep:
    """A step of the scheme: what it ``makes`` and what it ``checks``."""

    step: str
    makes: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentGroup:
    """A part of the volume: kinds of papers in their order, and roles of scans."""

    group: str
    papers: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ending:
    """What the archive wants of a member that ended so: one of ``decision`` (kinds of papers, or the number of the
    result), proof of service (送达) where ``served``, and its materials unless they went back."""

    decision: tuple[str, ...]
    served: bool
    keeps_materials: bool


@dataclass(frozen=True, slots=True)
class ArchiveRules:
    """A hall's rules. ``inferred``: something in them was not found in a published rule (推定)."""

    scheme: str
    steps: tuple[ArchiveStep, ...]
    groups: tuple[DocumentGroup, ...]
    endings: Mapping[str, Ending]
    materials: Mapping[str, str]
    needs_signed_service: bool
    metadata: tuple[str, ...]
    inferred: bool
    source: str

    @property
    def checks(self) -> tuple[str, ...]:
        """What is checked before a package is made."""
        return tuple(check for step in self.steps for check in step.checks)

    def makes(self, thing: str) -> bool:
        """Whether a package has that."""
        return any(thing in step.makes for step in self.steps)

    def wanted_for(self, mark: str) -> str:
        """By what a material with that mark counts as archived."""
        return self.materials.get(mark, NOTHING)

    def group_of_paper(self, kind: str) -> tuple[int, int]:
        """Place of a paper of that kind: its group, and its place in it."""
        for place, group in enumerate(self.groups):
            if kind in group.papers:
                return place, group.papers.index(kind)
        return self._group_where(EVERY_OTHER, scans=False), 0

    def group_of_scan(self, role: str) -> int:
        """The group of a scan of that role."""
        return self._group_where(role, scans=True)

    def _group_where(self, name: str, *, scans: bool) -> int:
        named = (place for place, each in enumerate(self.groups) if name in (each.scans if scans else each.papers))
        return next(named, len(self.groups) - 1)
