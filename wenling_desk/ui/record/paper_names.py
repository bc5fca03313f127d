"""The names of papers. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping

from wenling_desk.texts import Texts
from wenling_desk.use_cases.ports import Paper

NO_BREAK_HYPHEN = "\u2011"


PRINT_TROUBLES: Mapping[str, str] = {
    "printer_missing": "frame.printing.printer_missing",
    "printer_not_ready": "frame.printing.printer_not_ready",
    "printer_stopped": "frame.printing.printer_stopped",
    "paper_empty": "frame.printing.paper_empty",
    "file_not_written": "frame.printing.file_not_written",
}
"""Code of a printing trouble, as its fact keeps it -> what is said about it."""


def trouble_words(texts: Texts, code: str) -> str:
    """Why a paper did not come out; empty for no trouble."""
    return texts(PRINT_TROUBLES.get(code, "frame.printing.unknown")) if code else ""


def paper_name(texts: Texts, kind: str) -> str:
    """受理通知书; a kind of a newer version is called by the word for any paper."""
    key = f"case.paper.{kind}"
    return texts(key) if texts.has(key) else texts("paper_desk.any_paper")


def paper_state(texts: Texts, paper: Paper) -> tuple[str, str]:
    """Word and tone of how a paper stands: 已作废, 待打印, 补打 2 次, 已打印."""
    if paper.voided_at is not None:
        return texts("paper_desk.state.void"), "late"
    if paper.printed_at is None:
        return texts("paper_desk.state.to_print"), "soon"
    if paper.reprints:
        return texts("paper_desk.state.reprinted", count=paper.reprints), "quiet"
    return texts("paper_desk.state.printed"), "good"


def short_number(number: str) -> str:
    """The part of a paper number that differs at this counter (desk, serial, check character), for narrow places: its
    hyphens do not break."""
    return number.split("-", 2)[-1].replace("-", NO_BREAK_HYPHEN)
