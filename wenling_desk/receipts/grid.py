"""Rows of cells with thin lines around them; a row too tall for a page goes on over several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from wenling_desk.receipts.context import PaperContext
from wenling_desk.receipts.flow import Draw, Piece
from wenling_desk.receipts.lines import Line
from wenling_desk.receipts.measures import Style
from wenling_desk.receipts.pen import Pen


@dataclass(frozen=True, slots=True)
class CellText:
    """What stands in one cell."""

    text: str
    style: Style
    align: str = "left"


@dataclass(frozen=True, slots=True)
class _Set:
    """A cell broken into lines."""

    lines: list[Line]
    style: Style
    align: str

    @property
    def height(self) -> float:
        return len(self.lines) * self.style.leading

    def part(self, start: int, count: int) -> _Set:
        return _Set(self.lines[start : start + count], self.style, self.align)


def row(
    paper: PaperContext,
    cells: Sequence[CellText],
    widths: Sequence[float],
    *,
    least: float = 0.0,
    heading: bool = False,
    repeat: tuple[Piece, ...] = (),
) -> list[Piece]:
    """One table row. ``widths`` in points; ``least`` is its smallest height; ``heading`` gives it a ground."""
    pad_x, pad_y = paper.measures.cell.pad_x, paper.measures.cell.pad_y
    cells_set = [
        _Set(paper.lines(cell.text, cell.style, width - 2 * pad_x), cell.style, cell.align)
        for cell, width in zip(cells, widths, strict=True)
    ]
    tallest = max(cell.height for cell in cells_set)
    if tallest <= paper.measures.cell.split_height:
        height = max(tallest + 2 * pad_y, least)
        return [Piece(height, _drawer(paper, cells_set, widths, height, heading=heading), repeat=repeat)]
    return _tall_row(paper, cells_set, widths, repeat)


def _tall_row(
    paper: PaperContext, cells: list[_Set], widths: Sequence[float], repeat: tuple[Piece, ...]
) -> list[Piece]:
    """Slices of a tall row: the frame is open where the row goes on."""
    leading = max(cell.style.leading for cell in cells)
    count = int(paper.measures.cell.split_height // leading)
    total = -(-max(len(cell.lines) for cell in cells) // count)
    pieces = []
    for number in range(total):
        parts = [cell.part(number * count, count) for cell in cells]
        height = max(cell.height for cell in parts) + 2 * paper.measures.cell.pad_y
        draw = _drawer(paper, parts, widths, height, first=number == 0, last=number == total - 1)
        pieces.append(Piece(height, draw, repeat=repeat))
    return pieces


def _drawer(
    paper: PaperContext,
    cells: Sequence[_Set],
    widths: Sequence[float],
    height: float,
    *,
    heading: bool = False,
    first: bool = True,
    last: bool = True,
) -> Draw:
    edges = list(accumulate(widths, initial=paper.measures.left))
    pad_x = paper.measures.cell.pad_x

    def draw(pen: Pen, top: float) -> None:
        if heading:
            pen.ground(edges[0], top - height, edges[-1] - edges[0], height, paper.measures.ink.fill)
        for cell, left, width in zip(cells, edges[:-1], widths, strict=True):
            y = top - (height - cell.height) / 2
            for line in cell.lines:
                pen.line_of_text(left + pad_x, y, line, cell.style, width - 2 * pad_x, cell.align)
                y -= cell.style.leading
        frame(pen, edges, top, height, first=first, last=last)

    return draw


def frame(
    pen: Pen, edges: Sequence[float], top: float, height: float, *, first: bool = True, last: bool = True
) -> None:
    """The lines around the cells between ``edges``; ``first``/``last``: with upper, with lower line."""
    lines = [(x, top, x, top - height) for x in edges]
    if first:
        lines.append((edges[0], top, edges[-1], top))
    if last:
        lines.append((edges[0], top - height, edges[-1], top - height))
    pen.rules(lines)
