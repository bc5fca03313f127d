"""What archiving needs from outside."""

from __future__ import annotations

from typing import Protocol

from wenling_desk.domain.archive_rules import ArchiveRules


class Archiving(Protocol):
    """What a desk that makes archive packages has."""

    @property
    def rules(self) -> ArchiveRules:
        """The hall's rules. Raises ``archive_data_broken``."""
        ...

    def pages(self, data: bytes, media_type: str) -> int:
        """How many pages a file has; 1 for a picture. Raises ``archive_page_unreadable``."""
        ...
