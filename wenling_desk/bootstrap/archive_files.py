"""What a desk archives with: the hall's rules, read when first asked for, and a count of pages."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from wenling_desk import resources
from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.materials import MaterialMark

if TYPE_CHECKING:
    from wenling_desk.catalogue.workflow_files import FileWorkflows
    from wenling_desk.domain.archive_rules import ArchiveRules

PDF = "application/pdf"


class LazyArchiving:
    """use_cases/archive_ports.Archiving. A start never pays for it."""

    def __init__(self, workflows: FileWorkflows) -> None:
        self._workflows = workflows

    @cached_property
    def rules(self) -> ArchiveRules:
        """The hall's rules. Raises ``archive_data_broken`` (file, detail)."""
        from wenling_desk.catalogue.archive_file import read_archive_rules

        statuses = self._workflows.workflow(ACCEPTANCE).statuses
        return read_archive_rules(
            resources.path("counter", "archive.yaml"),
            frozenset(file.stem for file in resources.path("papers").glob("*.yaml")),
            frozenset(status for status, told in statuses.items() if told.terminal),
            frozenset(str(mark) for mark in MaterialMark),
        )

    def pages(self, data: bytes, media_type: str) -> int:
        """How many pages a file has; 1 for a picture. Raises ``archive_page_unreadable``."""
        if media_type != PDF:
            return 1
        from wenling_desk.exports.pdf_pages import pdf_pages

        try:
            return pdf_pages(data)
        except ValueError as error:
            raise KnownTrouble("archive_page_unreadable") from error
