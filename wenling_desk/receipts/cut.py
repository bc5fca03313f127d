"""A line to cut along, with the name of the part below it: sheets of two or three parts."""

from __future__ import annotations

from collections.abc import Iterator

from wenling_desk.receipts.block import Block, TextUse
from wenling_desk.receipts.context import PaperContext
from wenling_desk.receipts.flow import Piece, glued
from wenling_desk.receipts.seal import cut_line


class Cut(Block, frozen=True, tag="cut", forbid_unknown_fields=True, kw_only=True):
    """The next part of the sheet begins here. ``title`` names it and is followed by the paper's number, so that each
    part can be told by itself once it is cut off.
    """

    title: str

    def lay(self, paper: PaperContext) -> list[Piece]:
        measures = paper.measures
        line = Piece(2 * paper.style("caption").leading, cut_line(paper), gap=measures.gaps["stub"])
        said = paper.texts("papers.common.part", title=paper.say(self.title), number=paper.content.number)
        heading = paper.paragraph(said, paper.style("heading"), align="left")
        return [piece for single in (line, *heading) for piece in glued([single])]

    def text_uses(self) -> Iterator[TextUse]:
        yield "common.cut_here", ()
        yield "common.part", ()
        yield self.title, ()
