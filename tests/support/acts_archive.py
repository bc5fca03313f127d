"""归档: a desk that archives, and a lawful example of each command, for ``counter_acts.py``."""

from __future__ import annotations

from typing import Any

from tests.support.fakes import Counter, workflows
from tests.support.law_catalogue import LICENCE, sheet_for
from wenling_desk.bootstrap.archive_files import LazyArchiving
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.archive_case import ArchiveCase, TakeOutArchive
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.deliver_result import DeliverResult


class OnePageArchiving(LazyArchiving):
    """The hall's rules; every file of a test has one page."""

    def __init__(self) -> None:
        super().__init__(workflows())

    def pages(self, data: bytes, media_type: str) -> int:
        return 1


def closed(counter: Counter) -> str:
    """A case that was granted and handed over, at a desk that archives; its record id."""
    counter.become(archiving=OnePageArchiving())
    record_id = counter.do(AcceptCase, sheet=sheet_for(LICENCE)).record_id
    counter.do(DecideCase, record_id=record_id, granted=True, way="signed_paper", officer="王科", result_number="JY1")
    counter.do(DeliverResult, record_id=record_id, way="counter", receiver="林小满")
    return record_id


def _closed(counter: Counter) -> dict[str, Any]:
    return {"record_id": closed(counter)}


ARCHIVE = ((ArchiveCase, _closed, True, True), (TakeOutArchive, _closed, False, False))
"""Command, how to come to the point where it is lawful, whether it issues papers, and whether it leaves facts."""
