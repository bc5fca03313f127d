"""Blocks of running text: the addressed line, paragraphs, numbered points, the line of telephones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import msgspec

from wenling_desk.receipts.block import Block, Said, TextUse, embedded_texts, value_paths
from wenling_desk.receipts.context import PaperContext, placeholder
from wenling_desk.receipts.flow import Draw, Piece, glued, with_gap
from wenling_desk.receipts.measures import Style
from wenling_desk.receipts.pen import Pen

ProseStyle = Literal["body", "strong", "small", "large"]


class Address(Block, frozen=True, tag="address", forbid_unknown_fields=True, kw_only=True):
    """The line above the text: whom the paper is for."""

    to: str

    def lay(self, paper: PaperContext) -> list[Piece]:
        name = paper.value(self.to)
        if not name:
            return []
        line = paper.texts("papers.common.address", name=name)
        pieces = paper.paragraph(line, paper.style("strong"), align="left")
        return glued(with_gap(pieces, paper.measures.gaps["address"]))

    def paths(self) -> Iterator[str]:
        yield from self.condition_paths()
        yield self.to

    def text_uses(self) -> Iterator[TextUse]:
        yield "common.address", ()


class TextBlock(Block, frozen=True, tag="text", forbid_unknown_fields=True, kw_only=True):
    """A paragraph: one text with its values; ``keep`` holds it on one page with what comes next."""

    key: str
    with_: tuple[str, ...] = msgspec.field(name="with", default=())
    style: ProseStyle = "body"
    indent: bool = True
    keep: bool = False
    align: Literal["justify", "centre", "right"] = "justify"

    def lay(self, paper: PaperContext) -> list[Piece]:
        style = paper.style(self.style)
        indent = 2 * style.size if self.indent and self.align == "justify" else 0.0
        pieces = paper.paragraph(paper.say(self.key, self.with_), style, indent=indent, align=self.align)
        if self.keep:
            pieces = [replace(piece, glue=True) for piece in pieces]
        return with_gap(pieces, paper.measures.gaps["text"])

    def paths(self) -> Iterator[str]:
        yield from self.condition_paths()
        yield from value_paths(self.with_)

    def text_uses(self) -> Iterator[TextUse]:
        yield self.key, self.with_
        yield from embedded_texts(self.with_)


class Points(Block, frozen=True, tag="points", forbid_unknown_fields=True, kw_only=True):
    """Numbered points: the entries of a list in the values (``rows``), or fixed texts (``points``)."""

    title: str = ""
    rows: str = ""
    points: tuple[Said, ...] = ()
    style: ProseStyle = "body"

    def lay(self, paper: PaperContext) -> list[Piece]:
        texts = [paper.value("text", row) for row in paper.rows(self.rows)] if self.rows else []
        texts += [paper.say(point.key, point.with_) for point in self.points if point.holds(paper)]
        style = paper.style(self.style)
        pieces: list[Piece] = []
        for number, text in enumerate(texts, 1):
            label = paper.texts("papers.common.point", number=number) if len(texts) > 1 else ""
            pieces += with_gap(_hanging(paper, label, text, style), 0 if pieces else paper.measures.gaps["text"])
        if self.title and pieces:
            pieces = [*title_line(paper, paper.say(self.title)), *pieces]
        return pieces

    def paths(self) -> Iterator[str]:
        yield from self.condition_paths()
        if self.rows:
            yield self.rows
        for point in self.points:
            yield from point.paths()

    def text_uses(self) -> Iterator[TextUse]:
        yield "common.point", ()
        if self.title:
            yield self.title, ()
        for point in self.points:
            yield from point.text_uses()


class Contact(Block, frozen=True, tag="contact", forbid_unknown_fields=True, kw_only=True):
    """One small block of ``label: value`` pairs under a thin rule: telephones, address, where to look
    things up.
    """

    values: tuple[str, ...]

    @property
    def clings(self) -> bool:
        return True

    def lay(self, paper: PaperContext) -> list[Piece]:
        pairs = [
            paper.texts("papers.common.pair", label=paper.say(f"label.{placeholder(path)}"), value=paper.value(path))
            for path in self.values
            if paper.value(path)
        ]
        if not pairs:
            return []
        style = paper.style("small")
        pieces = [piece for text in _side_by_side(paper, pairs, style) for piece in paper.paragraph(text, style)]
        pieces[0] = replace(pieces[0], draw=_ruled(paper, pieces[0]), gap=paper.measures.gaps["contact"])
        return [replace(piece, glue=True) for piece in pieces[:-1]] + pieces[-1:]

    def paths(self) -> Iterator[str]:
        yield from self.condition_paths()
        yield from self.values

    def text_uses(self) -> Iterator[TextUse]:
        yield "common.pair", ()
        for path in self.values:
            yield f"label.{placeholder(path)}", ()


def title_line(paper: PaperContext, text: str) -> list[Piece]:
    """A small title above a table or list, kept with what follows."""
    pieces = paper.paragraph(text, paper.style("heading"), align="left")
    return glued(with_gap(pieces, paper.measures.gaps["title"]))


def _hanging(paper: PaperContext, label: str, text: str, style: Style) -> list[Piece]:
    """``text`` beside its number."""
    if not label:
        return paper.paragraph(text, style, indent=2 * style.size)
    left = 2.2 * style.size
    pieces = paper.paragraph(text, style, left=left)
    body = pieces[0].draw

    def draw(pen: Pen, top: float) -> None:
        pen.text(paper.measures.left, top - pen.drop(style), label, style)
        body(pen, top)

    return [replace(pieces[0], draw=draw), *pieces[1:]]


def _side_by_side(paper: PaperContext, pairs: list[str], style: Style) -> list[str]:
    """The pairs joined to lines, none broken while it fits on a line of its own."""
    lines: list[str] = []
    for pair in pairs:
        joined = f"{lines[-1]}\u3000\u3000{pair}" if lines else pair
        if lines and len(paper.lines(joined, style, paper.measures.width)) == 1:
            lines[-1] = joined
        else:
            lines.append(pair)
    return lines


def _ruled(paper: PaperContext, first: Piece) -> Draw:
    body = first.draw

    def draw(pen: Pen, top: float) -> None:
        pen.rule(paper.measures.left, top + 3, paper.measures.right, top + 3, grey=paper.measures.ink.secondary)
        body(pen, top)

    return draw
