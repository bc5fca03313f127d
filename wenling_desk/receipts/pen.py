"""Drawing on one page: text runs in the right face, lines and filled squares. The only caller of the
canvas.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from wenling_desk.receipts.faces import Faces
from wenling_desk.receipts.lines import Line, text_width
from wenling_desk.receipts.measures import Measures, Style


class Pen:
    """Draws in page coordinates: points, origin bottom left."""

    def __init__(self, canvas: Any, faces: Faces, measures: Measures) -> None:
        self.canvas = canvas
        self.measures = measures
        self._tables = faces.tables

    def text_width(self, text: str, style: Style) -> float:
        return text_width(text, self._tables[style.role], style.size)

    def text(
        self, x: float, baseline: float, text: str, style: Style, *, spacing: float = 0.0, grey: float = 0.0
    ) -> None:
        """``spacing`` is added after each character."""
        if not text:
            return
        table = self._tables[style.role]
        run = self.canvas.beginText(x, baseline)
        run.setFillGray(grey)
        if style.stroke:
            run.setStrokeGray(grey)
            run.setTextRenderMode(2)
            self.canvas.setLineWidth(style.stroke)
        if spacing:
            run.setCharSpace(spacing)
        for font, characters in groupby(text, key=lambda character: table[character][0]):
            run.setFont(font, style.size)
            run.textOut("".join(characters))
        if spacing:
            run.setCharSpace(0)
        if style.stroke:
            run.setTextRenderMode(0)
        self.canvas.drawText(run)

    def line_of_text(self, x: float, top: float, line: Line, style: Style, room: float, align: str = "left") -> None:
        """``line`` in a box of ``room`` points whose upper edge is ``top``; ``align`` left, centre, right,
        justify.
        """
        spacing = 0.0
        if align == "centre":
            x += (room - line.width) / 2
        elif align == "right":
            x += room - line.width
        elif align == "justify" and not line.last and len(line.text) > 1:
            slack = room - line.width
            if slack <= 2.5 * style.size:
                spacing = slack / (len(line.text) - 1)
        self.text(x, top - self.drop(style), line.text, style, spacing=spacing)

    @staticmethod
    def drop(style: Style) -> float:
        """From the upper edge of a line to its baseline: the em box (0.88 up, 0.12 down) centred in the
        leading.
        """
        return (style.leading - style.size) / 2 + 0.88 * style.size

    def rule(
        self, x1: float, y1: float, x2: float, y2: float, *, width: float | None = None, grey: float = 0.0
    ) -> None:
        self.canvas.setLineWidth(self.measures.ink.line if width is None else width)
        self.canvas.setStrokeGray(grey)
        self.canvas.line(x1, y1, x2, y2)

    def rules(self, lines: list[tuple[float, float, float, float]]) -> None:
        """Table lines, each (x1, y1, x2, y2)."""
        self.canvas.setLineWidth(self.measures.ink.line)
        self.canvas.setStrokeGray(0)
        self.canvas.lines(lines)

    def box(self, x: float, top: float, width: float, height: float, *, thick: bool = False) -> None:
        """A frame with its upper left corner at ``x``, ``top``; a ``thick`` one is told from the others without
        colour."""
        self.canvas.setLineWidth(self.measures.ink.line * (3 if thick else 1))
        self.canvas.setStrokeGray(0)
        self.canvas.rect(x, top - height, width, height, stroke=1, fill=0)

    def arrow(self, x: float, top: float, bottom: float) -> None:
        """A line down to ``bottom`` with a filled head."""
        head = min(5.0, top - bottom)
        self.rule(x, top, x, bottom + head)
        tip = self.canvas.beginPath()
        tip.moveTo(x, bottom)
        tip.lineTo(x - head / 2, bottom + head)
        tip.lineTo(x + head / 2, bottom + head)
        tip.close()
        self.canvas.setFillGray(0)
        self.canvas.drawPath(tip, stroke=0, fill=1)

    def dashes(self, x1: float, y: float, x2: float) -> None:
        self.canvas.saveState()
        self.canvas.setDash(4, 3)
        self.rule(x1, y, x2, y)
        self.canvas.restoreState()

    def ground(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        self.canvas.setFillGray(grey)
        self.canvas.rect(x, y, width, height, stroke=0, fill=1)

    def squares(self, x: float, top: float, module: float, runs: Iterable[tuple[int, int, int, int]]) -> None:
        """Black rectangles (column, row from above, columns wide, rows high) on a grid of ``module`` points.

        One path with whole numbers under one transformation: a QR code has hundreds of them.
        """
        self.canvas.saveState()
        self.canvas.setFillGray(0)
        self.canvas.transform(module, 0, 0, -module, x, top)
        self.canvas.addLiteral(" ".join(f"{column} {row} {wide} {high} re" for column, row, wide, high in runs) + " f")
        self.canvas.restoreState()
