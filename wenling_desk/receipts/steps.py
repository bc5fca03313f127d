"""A printed chart: the steps of a procedure one below the other, and at each step a box for whatever belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from wenling_desk.receipts.block import Block, TextUse
from wenling_desk.receipts.context import PaperContext, Row
from wenling_desk.receipts.flow import Piece, with_gap
from wenling_desk.receipts.lines import Line
from wenling_desk.receipts.measures import Style
from wenling_desk.receipts.pen import Pen
from wenling_desk.receipts.prose import title_line

_BETWEEN: Final = 6.0
"""White between two boxes, in points."""
_ARROW: Final = 14.0
"""Height of the arrow from one step to the next."""
_BRANCH: Final = 16.0
"""Length of the line from a step to its boxes."""
_PAD: Final = 4.0


class Steps(Block, frozen=True, tag="steps", forbid_unknown_fields=True, kw_only=True):
    """The entries of ``rows``, joined where ``step`` is the same: the steps stand in the order in which the entries
    first name them. A box says ``name``, and below it in small type ``notes``, joined by a dot; ``per_line`` boxes
    stand beside each other. Where ``marked_by`` says the text ``marked_value`` (or anything, without one) the box has a
    thick frame, which ``legend`` explains.
    """

    rows: str
    step: str
    name: str
    notes: tuple[str, ...] = ()
    title: str = ""
    per_line: int = msgspec.field(default=3)
    step_width: float = 104.0
    marked_by: str = ""
    marked_value: str = ""
    legend: str = ""

    def lay(self, paper: PaperContext) -> list[Piece]:
        steps = list(_by_step(paper, paper.rows(self.rows), self.step).items())
        if not steps:
            return []
        pieces: list[Piece] = []
        for number, (label, entries) in enumerate(steps):
            pieces += self._step(paper, label, entries, first=number == 0, last=number == len(steps) - 1)
        pieces = with_gap(pieces, paper.measures.gaps["table"])
        if self.title:
            pieces = [*title_line(paper, paper.say(self.title)), replace(pieces[0], gap=0), *pieces[1:]]
        if self.legend:
            note = paper.paragraph(paper.say(self.legend), paper.style("small"), align="left")
            pieces += with_gap(note, paper.measures.gaps["text"])
        return pieces

    def _step(
        self, paper: PaperContext, label: str, entries: Sequence[Row], *, first: bool, last: bool
    ) -> Iterator[Piece]:
        """A step in pieces of at most a part of a page: a step with many boxes says its name again on each."""
        boxes = [self._box(paper, entry) for entry in entries]
        lines = [boxes[start : start + self.per_line] for start in range(0, len(boxes), self.per_line)]
        said = paper.lines(label, paper.style("heading"), self.step_width - 2 * _PAD)
        parts = list(_parts([_Shelf.of(line) for line in lines], paper.measures.cell.split_height))
        for number, shelves in enumerate(parts):
            begins, ends = number == 0, number == len(parts) - 1
            drawing = _Drawing(
                self, paper, said, shelves, arrow_in=not (first and begins), arrow_out=not (last and ends)
            )
            yield Piece(drawing.height, drawing.draw, glue=begins and not ends)

    def _box(self, paper: PaperContext, entry: Row) -> _Box:
        wide = self.box_width(paper) - 2 * _PAD
        name = paper.lines(paper.value(self.name, entry), paper.style("label"), wide)
        told = " · ".join(filter(None, (paper.value(note, entry) for note in self.notes)))
        marked = bool(self.marked_by) and _is_marked(paper.value(self.marked_by, entry), self.marked_value, paper)
        notes = paper.lines(told, paper.style("caption"), wide) if told else []
        return _Box(name, notes, marked, _height(name, paper.style("label")) + _height(notes, paper.style("caption")))

    def box_width(self, paper: PaperContext) -> float:
        """Of one box, in points."""
        room = paper.measures.width - self.step_width - _BRANCH
        return (room - (self.per_line - 1) * _BETWEEN) / self.per_line

    def paths(self) -> Iterator[str]:
        yield from self.condition_paths()
        yield self.rows
        for column in filter(None, (self.step, self.name, *self.notes, self.marked_by)):
            yield f"{self.rows}[].{column}"

    def text_uses(self) -> Iterator[TextUse]:
        for key in filter(None, (self.title, self.legend, self.marked_value)):
            yield key, ()


@dataclass(frozen=True, slots=True)
class _Box:
    """What stands in one box; ``height`` is that of its text."""

    name: list[Line]
    notes: list[Line]
    marked: bool
    height: float


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Boxes beside each other, as high as the highest."""

    boxes: tuple[_Box, ...]
    height: float

    @classmethod
    def of(cls, boxes: Sequence[_Box]) -> _Shelf:
        return cls(tuple(boxes), max(box.height for box in boxes) + 2 * _PAD)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One step, or a part of it, ready to be drawn."""

    steps: Steps
    paper: PaperContext
    label: list[Line]
    shelves: tuple[_Shelf, ...]
    arrow_in: bool
    arrow_out: bool

    @property
    def height(self) -> float:
        """With the arrow that leads in."""
        return self._tall + (_ARROW if self.arrow_in else 0.0)

    @property
    def _tall(self) -> float:
        text = _height(self.label, self.paper.style("heading")) + 2 * _PAD
        boxes = sum(shelf.height for shelf in self.shelves) + (len(self.shelves) - 1) * _BETWEEN
        return max(text, boxes)

    def draw(self, pen: Pen, top: float) -> None:
        """The step at the left, the boxes at the right, a line from the one to each line of the others."""
        left, wide = self.paper.measures.left, self.steps.step_width
        middle = left + wide / 2
        if self.arrow_in:
            pen.arrow(middle, top, top - _ARROW)
            top -= _ARROW
        pen.ground(left, top - self._tall, wide, self._tall, self.paper.measures.ink.fill)
        pen.box(left, top, wide, self._tall)
        style = self.paper.style("heading")
        y = top - (self._tall - _height(self.label, style)) / 2
        for line in self.label:
            pen.line_of_text(left + _PAD, y, line, style, wide - 2 * _PAD, "centre")
            y -= style.leading
        self._draw_boxes(pen, top)

    def _draw_boxes(self, pen: Pen, top: float) -> None:
        start = self.paper.measures.left + self.steps.step_width
        trunk, wide = start + _BRANCH / 2, self.steps.box_width(self.paper)
        y, middles = top, []
        for shelf in self.shelves:
            middle = y - shelf.height / 2
            middles.append(middle)
            pen.rule(trunk, middle, start + _BRANCH, middle)
            for number, box in enumerate(shelf.boxes):
                x = start + _BRANCH + number * (wide + _BETWEEN)
                if number:
                    pen.rule(x - _BETWEEN, middle, x, middle)
                pen.box(x, y, wide, shelf.height, thick=box.marked)
                self._draw_text(pen, box, x, y - (shelf.height - box.height) / 2, wide)
            y -= shelf.height + _BETWEEN
        step_middle = top - self._tall / 2
        pen.rule(start, step_middle, trunk, step_middle)
        pen.rule(trunk, max(*middles, step_middle), trunk, min(*middles, step_middle))

    def _draw_text(self, pen: Pen, box: _Box, x: float, top: float, wide: float) -> None:
        for lines, name in ((box.name, "label"), (box.notes, "caption")):
            style = self.paper.style(name)
            for line in lines:
                pen.line_of_text(x + _PAD, top, line, style, wide - 2 * _PAD, "centre")
                top -= style.leading


def _by_step(paper: PaperContext, entries: Sequence[Row], step: str) -> dict[str, list[Row]]:
    """Step -> its entries, in the order of their first mention."""
    found: dict[str, list[Row]] = {}
    for entry in entries:
        found.setdefault(paper.value(step, entry), []).append(entry)
    return found


def _parts(shelves: Sequence[_Shelf], most: float) -> Iterator[tuple[_Shelf, ...]]:
    """The shelves in runs of at most ``most`` points; a shelf alone may be higher."""
    run: list[_Shelf] = []
    used = 0.0
    for shelf in shelves:
        if run and used + shelf.height > most:
            yield tuple(run)
            run, used = [], 0.0
        run.append(shelf)
        used += shelf.height + _BETWEEN
    yield tuple(run)


def _is_marked(value: str, wanted: str, paper: PaperContext) -> bool:
    return value == paper.say(wanted) if wanted else bool(value)


def _height(lines: Sequence[Line], style: Style) -> float:
    return len(lines) * style.leading
