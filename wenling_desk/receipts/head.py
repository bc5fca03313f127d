"""The head of a paper: number and barcode top left, QR code top right, issuer and title between and below."""

from __future__ import annotations

from collections.abc import Iterator

from wenling_desk.domain.paper import PaperMark
from wenling_desk.receipts.barcode import barcode_squares
from wenling_desk.receipts.block import Block, Said, TextUse
from wenling_desk.receipts.context import PaperContext
from wenling_desk.receipts.flow import Piece
from wenling_desk.receipts.lines import Line
from wenling_desk.receipts.measures import MM, Style
from wenling_desk.receipts.pen import Pen
from wenling_desk.receipts.qr_code import QUIET_ZONE, qr_squares


class Head(Block, frozen=True, tag="head", forbid_unknown_fields=True, kw_only=True):
    """The first block of every paper. ``title`` is the first text whose conditions hold; ``subtitle`` a
    value.
    """

    title: tuple[Said, ...]
    issuer: str = ""
    subtitle: str = ""

    def chosen_title(self, paper: PaperContext) -> str:
        """The title this paper gets."""
        return next(paper.say(said.key, said.with_) for said in self.title if said.holds(paper))

    def lay(self, paper: PaperContext) -> list[Piece]:
        measures = paper.measures
        side = measures.head.title_side if paper.content.verification else 0.0
        titles: list[tuple[Line, Style]] = []
        for text, name in (
            (paper.value(self.issuer) if self.issuer else "", "issuer"),
            (self.chosen_title(paper), "title"),
            (paper.value(self.subtitle) if self.subtitle else "", "issuer"),
        ):
            style = paper.style(name)
            titles += [(line, style) for line in paper.lines(text, style, measures.width - 2 * side) if line.text]
        lead = _left_height(paper)
        height = lead + 4 + sum(style.leading for _, style in titles)
        if paper.content.verification:
            height = max(height, measures.head.qr_mm * MM + paper.style("caption").leading)

        def draw(pen: Pen, top: float) -> None:
            _draw_number(paper, pen, top)
            _draw_qr(paper, pen, top)
            y = top - lead - 4
            for line, style in titles:
                pen.line_of_text(measures.left, y, line, style, measures.width, "centre")
                y -= style.leading

        return [Piece(height, draw, glue=True)]

    def paths(self) -> Iterator[str]:
        yield from self.condition_paths()
        yield from filter(None, (self.issuer, self.subtitle))
        for said in self.title:
            yield from said.paths()

    def text_uses(self) -> Iterator[TextUse]:
        for key in ("number", "no_number", "verify", "replaces", "reprint", "copy"):
            yield f"common.{key}", ()
        for said in self.title:
            yield from said.text_uses()


def number_line(paper: PaperContext) -> str:
    """``编号 …``; on a draft without a number the words for that; nothing on a paper that has none."""
    if paper.content.number:
        return paper.texts("papers.common.number", number=paper.content.number)
    return paper.texts("papers.common.no_number") if paper.content.mark is PaperMark.DRAFT else ""


def _notes(paper: PaperContext) -> Iterator[str]:
    """Which paper it replaces, which copy it is and which print."""
    if paper.content.replaces:
        yield paper.texts("papers.common.replaces", number=paper.content.replaces)
    if paper.content.copy_label:
        yield paper.texts("papers.common.copy", label=paper.printable(paper.content.copy_label, "copy_label"))
    if paper.content.reprint:
        yield paper.texts("papers.common.reprint", times=paper.content.reprint)


def _left_line(paper: PaperContext) -> str:
    return "\u3000".join(filter(None, (number_line(paper), *_notes(paper))))


def _left_height(paper: PaperContext) -> float:
    bars = paper.measures.head.barcode_height + 2 if paper.content.number else 0.0
    return bars + (paper.style("number").leading if _left_line(paper) else 0.0)


def _draw_number(paper: PaperContext, pen: Pen, top: float) -> None:
    measures = paper.measures
    if paper.content.number:
        _, bars = barcode_squares(paper.content.number)
        high = round(measures.head.barcode_height / measures.head.barcode_module)
        pen.squares(measures.left, top, measures.head.barcode_module, ((x, y, wide, high) for x, y, wide, _ in bars))
        top -= measures.head.barcode_height + 2
    style = paper.style("number")
    pen.text(measures.left, top - pen.drop(style), _left_line(paper), style)


def _draw_qr(paper: PaperContext, pen: Pen, top: float) -> None:
    if not paper.content.verification:
        return
    size = paper.measures.head.qr_mm * MM
    modules, runs = qr_squares(paper.content.verification)
    module = size / (modules - 2 * QUIET_ZONE)  # the margin of the sheet is quiet zone enough on two sides
    x = paper.measures.right - size
    pen.squares(x - QUIET_ZONE * module, top + QUIET_ZONE * module, module, runs)
    style = paper.style("caption")
    caption = paper.texts("papers.common.verify")
    pen.text(
        x + (size - pen.text_width(caption, style)) / 2,
        top - size - pen.drop(style),
        caption,
        style,
        grey=paper.measures.ink.secondary,
    )
