"""Which items are handled by roster, what a roster looks like, and what was read from a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wenling_desk.domain.identity import IdentityKind
from wenling_desk.domain.roster import RosterForm, RosterRow


@dataclass(frozen=True, slots=True)
class RosterRules:
    """``resources/counter/roster.yaml``: the forms by target, the spellings of headings by column, the words for kinds
    of documents, and the limits: rows, bytes of the fact, the line the heading stands on at the latest."""

    forms: Mapping[str, RosterForm]
    headings: Mapping[str, tuple[str, ...]]
    identity_words: Mapping[str, IdentityKind]
    most_rows: int
    most_bytes: int
    heading_rows: int

    def form_of(self, target_code: str) -> RosterForm | None:
        """What the item or bundle asks of each person; ``None`` where it is not handled by roster."""
        return self.forms.get(target_code)


@dataclass(frozen=True, slots=True)
class RosterFile:
    """A roster as it was read; not checked yet. ``unread`` are headings nobody asked for."""

    file_name: str
    rows: tuple[RosterRow, ...]
    unread: tuple[str, ...] = ()
