"""What the checks of the catalogue found: file, line, a stable code and the values of its two sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from wenling_desk.domain.errors import KnownTrouble


class Severity(StrEnum):
    """An ERROR keeps the catalogue from being used; a WARNING is for the administrator's judgement."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file: ``file`` relative to the checked folder, ``line`` from 1, or 0 for the file as a whole."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. ``catalogue.finding.<code>.what`` and ``.fix`` are its sentences, ``values`` fill both."""

    severity: Severity
    place: Place
    code: str
    values: Mapping[str, object]

    @property
    def file(self) -> str:
        """The file, relative to the checked folder."""
        return self.place.file

    @property
    def line(self) -> int:
        """The line, counted from 1; 0 when the finding is about the whole file."""
        return self.place.line


@dataclass(slots=True)
class Findings:
    """Collects findings while reading and checking; nothing stops at the first one."""

    found: list[Finding] = field(default_factory=list)

    def error(self, place: Place, code: str, /, **values: object) -> None:
        """Note something that keeps the catalogue from being used."""
        self.found.append(Finding(Severity.ERROR, place, code, values))

    def warning(self, place: Place, code: str, /, **values: object) -> None:
        """Note something an administrator should look at."""
        self.found.append(Finding(Severity.WARNING, place, code, values))

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.severity is Severity.ERROR for finding in self.found)

    def in_order(self) -> list[Finding]:
        """By file and line, errors before warnings on the same line."""
        return sorted(self.found, key=lambda finding: (finding.place, finding.severity, finding.code))


class CatalogueBroken(KnownTrouble):
    """The catalogue has errors and must not be used: code ``catalogue_broken``; ``findings`` holds all of them."""

    def __init__(self, findings: list[Finding], code: str = "catalogue_broken") -> None:
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        first = errors[0].place
        super().__init__(code, count=len(errors), file=first.file, line=first.line)
        self.findings = findings


def describe(finding: Finding, sentence: Callable[..., str]) -> str:
    """``file:line: what, and how to fix``; ``sentence(id, **values)`` fetches a text by its id.

    A finding with a suggestion (a non-empty value ``like``) says it with ``fix_like``.
    """
    way = "fix_like" if finding.values.get("like") else "fix"
    what = sentence(f"catalogue.finding.{finding.code}.what", **finding.values)
    fix = sentence(f"catalogue.finding.{finding.code}.{way}", **finding.values)
    return f"{finding.file}:{finding.line}: {what}; {fix}"
