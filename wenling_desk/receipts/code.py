"""A code to be scanned that is not the paper's own: the one a fee is paid with, as text and as QR code."""

from __future__ import annotations

from collections.abc import Iterator

from wenling_desk.receipts.block import Block, TextUse
from wenling_desk.receipts.context import PaperContext
from wenling_desk.receipts.flow import Piece
from wenling_desk.receipts.measures import MM
from wenling_desk.receipts.pen import Pen
from wenling_desk.receipts.qr_code import QUIET_ZONE, qr_squares

LONGEST = 200
"""Characters of a code; a longer one would not be read from paper at this size."""


class Code(Block, frozen=True, tag="code", forbid_unknown_fields=True, kw_only=True):
    """The QR code of a value at the left, a heading and the value itself beside it; nothing without a value."""

    value: str
    title: str
    note: str = ""

    def lay(self, paper: PaperContext) -> list[Piece]:
        payload = paper.value(self.value)
        if not payload:
            return []
        if len(payload) > LONGEST:
            raise ValueError(f"a code has at most {LONGEST} characters")
        size = paper.measures.head.qr_mm * MM
        modules, runs = qr_squares(payload)
        module = size / (modules - 2 * QUIET_ZONE)
        left = size + 4 * QUIET_ZONE * module
        lines = [
            *paper.paragraph(paper.say(self.title), paper.style("heading"), left=left, align="left"),
            *paper.paragraph(payload, paper.style("body"), left=left, align="left"),
        ]
        if self.note:
            lines += paper.paragraph(paper.say(self.note), paper.style("small"), left=left, align="left")

        def draw(pen: Pen, top: float) -> None:
            x = paper.measures.left + QUIET_ZONE * module
            pen.squares(x - QUIET_ZONE * module, top + QUIET_ZONE * module, module, runs)
            y = top
            for line in lines:
                line.draw(pen, y)
                y -= line.height

        height = max(size, sum(line.height for line in lines))
        return [Piece(height + 2 * QUIET_ZONE * module, draw, gap=paper.measures.gaps["title"] + QUIET_ZONE * module)]

    def paths(self) -> Iterator[str]:
        yield from self.condition_paths()
        yield self.value

    def text_uses(self) -> Iterator[TextUse]:
        yield self.title, ()
        if self.note:
            yield self.note, ()
