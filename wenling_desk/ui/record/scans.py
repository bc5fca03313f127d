"""What a scan means on these pages: the number on one of our papers. No Qt here."""

from __future__ import annotations

from collections.abc import Callable

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.paper_number import parse_paper_number
from wenling_desk.ui.told import DeskBridge, Told
from wenling_desk.use_cases.ports import Reading

QR_PREFIX = "WL0:"
"""How the QR code of a paper begins; the bar code holds the bare number."""


def scanned_number(text: str) -> str:
    """The paper number in a scan; empty where it is something else."""
    try:
        return str(parse_paper_number(text.strip().removeprefix(QR_PREFIX)))
    except DeskRefusal:
        return ""


def find_record(
    bridge: DeskBridge, number: str, on_found: Callable[[str], None], on_failed: Callable[[Told], None]
) -> None:
    """The record a paper number belongs to; ``no_such_paper`` where this desk knows none."""

    def question(reading: Reading) -> str:
        record_id = reading.record_of_number(number)
        if record_id is None:
            raise DeskRefusal("no_such_paper", number=number)
        return record_id

    bridge.ask(question, on_found, key="scanned", on_failed=on_failed)
