"""Places for a real stamp and for signatures: the closing of a paper, a bundle's members, the stub."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from reportlab.lib.utils import ImageReader

from wenling_desk.receipts.block import Block, Conditional, Said, TextUse
from wenling_desk.receipts.context import PaperContext, Row, lookup, placeholder
from wenling_desk.receipts.flow import Draw, Piece, glued, with_gap
from wenling_desk.receipts.grid import CellText, row
from wenling_desk.receipts.lines import Line
from wenling_desk.receipts.measures import MM
from wenling_desk.receipts.pen import Pen
from wenling_desk.receipts.prose import title_line

_BRACKET = re.compile(r"(?<!\n)([(\uff08])")


class Signature(Conditional, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A line to sign on: ``who`` names the text ``sign.<who>``; ``dated`` adds room for the date, ``timed`` for the
    day and the hour instead."""

    who: str
    dated: bool = False
    timed: bool = False


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One line to sign on, ready to print: ``label`` beside it, or above it where a name is too long for that."""

    label: str
    dated: bool
    timed: bool = False

    def blank(self, paper: PaperContext) -> str:
        """What is left to fill in behind the line."""
        if self.timed:
            return paper.texts("papers.common.blank_moment")
        return paper.texts("papers.common.blank_date") if self.dated else ""

    def height(self, paper: PaperContext, width: float) -> float:
        """In points, with ``width`` points from the left margin."""
        return paper.measures.closing.signature_height + len(self._above(paper, width)) * paper.style("cell").leading

    def _above(self, paper: PaperContext, width: float) -> list[Line]:
        style = paper.style("cell")
        room = width - self._date_width(paper) - paper.measures.closing.signature_room
        lines = paper.lines(self.label, style, width)
        return lines if len(lines) > 1 or lines[0].width > room else []

    def _date_width(self, paper: PaperContext) -> float:
        small = paper.style("small")
        date = self.blank(paper)
        return paper.lines(date, small, paper.measures.width)[0].width + 4 if date else 0.0

    def draw(self, paper: PaperContext, pen: Pen, top: float, width: float) -> None:
        """The label, a line, and where a date is wanted its blanks."""
        style, small = paper.style("cell"), paper.style("small")
        above = self._above(paper, width)
        for line in above:
            pen.line_of_text(paper.measures.left, top, line, style, width)
            top -= style.leading
        baseline = top - paper.measures.closing.signature_height + 8
        date = self.blank(paper)
        right = paper.measures.left + width - (pen.text_width(date, small) + 4 if date else 0)
        start = paper.measures.left
        if not above:
            pen.text(start, baseline, self.label, style)
            start += pen.text_width(self.label, style) + 2
        pen.rule(start, baseline - 3, right, baseline - 3)
        pen.text(right + 4, baseline, date, small)


@dataclass(frozen=True, slots=True)
class SealPlace:
    """Room for a stamp above the seal's name and the date."""

    name: str
    date: str
    picture: bytes

    def draw(self, paper: PaperContext, pen: Pen, left: float, bottom: float, width: float, height: float) -> None:
        """Without lines around it: a stamp is set over name and date (骑年盖月)."""
        style = paper.style("cell")
        if self.picture:
            draw_picture(paper, pen, self.picture, left, bottom, width, height)
        names = paper.lines(self.name, style, width)
        if len(names) > 1:  # the kind of seal, in brackets, goes on a line of its own
            names = paper.lines(_BRACKET.sub("\n\\1", self.name), style, width)
        y = bottom + (len(names) + (1 if self.date else 0)) * style.leading + 4
        y_top = y
        for line in names:
            pen.line_of_text(left, y, line, style, width, "centre")
            y -= style.leading
        if self.date:
            pen.text(left + (width - pen.text_width(self.date, style)) / 2, y - pen.drop(style), self.date, style)
        caption = paper.style("caption")
        text = paper.texts("papers.common.picture_of_seal" if self.picture else "papers.common.seal_here")
        pen.text(
            left + (width - pen.text_width(text, caption)) / 2,
            (y_top + bottom + height) / 2 - caption.size / 2,
            text,
            caption,
            grey=paper.measures.ink.secondary,
        )


class Closing(Block, frozen=True, tag="closing", forbid_unknown_fields=True, kw_only=True):
    """Signatures at the left, room for the stamp above name and date at the right; never alone on a page.

    ``seal`` lists values with the seal's name, the first that is not empty is printed; without it the signatures
    take the whole width. ``image`` is
    the value with the PNG of the seal (bytes): only a picture, so it is labelled 非电子签章. ``signers`` is
    a list in the values, each {role, name}, for papers that several people sign. ``notes`` are small texts
    above the signatures.
    """

    notes: tuple[Said, ...] = ()
    signatures: tuple[Signature, ...] = ()
    signers: str = ""
    seal: tuple[str, ...] = ()
    date: str = ""
    image: str = ""

    @property
    def clings(self) -> bool:
        return True

    def lay(self, paper: PaperContext) -> list[Piece]:
        measures = paper.measures
        lines = [self._signer(paper, entry) for entry in (paper.rows(self.signers) if self.signers else ())]
        signing = (each for each in self.signatures if each.holds(paper))
        lines += [SignatureLine(paper.say(f"sign.{each.who}"), each.dated, each.timed) for each in signing]
        seal_width = measures.closing.seal_width_mm * MM if self.seal else 0.0
        room = measures.width - (seal_width + 14 if self.seal else 0.0)
        beside = lines[-3:] if self.seal else lines[-1:]
        above = [_signature_piece(paper, line) for line in lines[: len(lines) - len(beside)]]
        if above:  # too many to stand beside the stamp: the notes go above them all
            above = [*glued(self._notes(paper, measures.width)), *glued(above[:1]), *above[1:]]
        notes = [] if above else self._notes(paper, room)
        signed = sum(line.height(paper, room) for line in beside)
        height = max(sum(note.height for note in notes) + signed, measures.closing.seal_height_mm * MM)
        height = height if self.seal else sum(note.height for note in notes) + signed
        place = self._place(paper)

        def draw(pen: Pen, top: float) -> None:
            y = top
            for note in notes:
                note.draw(pen, y)
                y -= note.height
            y = top - height + signed
            for line in beside:
                line.draw(paper, pen, y, room)
                y -= line.height(paper, room)
            if place is not None:
                place.draw(paper, pen, measures.right - seal_width, top - height, seal_width, height)

        return with_gap([*above[:-1], *glued(above[-1:]), Piece(height, draw)], measures.gaps["closing"])

    def _notes(self, paper: PaperContext, room: float) -> list[Piece]:
        style = paper.style("small")
        said = (paper.say(note.key, note.with_) for note in self.notes if note.holds(paper))
        return [piece for text in said for piece in paper.paragraph(text, style, width=room)]

    def _place(self, paper: PaperContext) -> SealPlace | None:
        if not self.seal:
            return None
        picture = lookup(paper.content.values, self.image) if self.image else None
        date = paper.value(self.date) if self.date else ""
        name = next(filter(None, map(paper.value, self.seal)), "")
        return SealPlace(name, date, picture if isinstance(picture, bytes) else b"")

    @staticmethod
    def _signer(paper: PaperContext, entry: Row) -> SignatureLine:
        role, name = paper.value("role", entry), paper.value("name", entry)
        key = "signer" if name else "signer_blank"
        return SignatureLine(paper.texts(f"papers.common.{key}", role=role, name=name), True)

    def paths(self) -> Iterator[str]:
        yield from self.condition_paths()
        yield from filter(None, (*self.seal, self.date, self.image))
        if self.signers:
            yield from (self.signers, f"{self.signers}[].role", f"{self.signers}[].name")
        for signature in self.signatures:
            yield from signature.condition_paths()
        for note in self.notes:
            yield from note.paths()

    def text_uses(self) -> Iterator[TextUse]:
        for key in ("blank_date", "blank_moment", "seal_here", "picture_of_seal", "signer", "signer_blank"):
            yield f"common.{key}", ()
        for note in self.notes:
            yield from note.text_uses()
        for signature in self.signatures:
            yield f"sign.{signature.who}", ()


class Members(Block, frozen=True, tag="members", forbid_unknown_fields=True, kw_only=True):
    """The members of a bundle (一件事): organ, item, state in words, due date, and a place for each organ's own seal.

    An entry with ``seal_name`` gets room for that seal; one without (not accepted yet, only verified) says so. Where no
    organ seals this paper there is no column for it, and every member is one row.
    """

    rows: str
    title: str

    def lay(self, paper: PaperContext) -> list[Piece]:
        entries = paper.rows(self.rows)
        sealed = any(paper.value("seal_name", entry) for entry in entries)
        names = _SEALED_COLUMNS if sealed else _PLAIN_COLUMNS
        widths = self._widths(paper, names)
        label = paper.style("label")
        heads = [paper.say(f"column.{name}") for name in names]
        heading = row(paper, [CellText(text, label, "centre") for text in heads], widths, heading=True)
        pieces = glued(heading)
        lay = self._sealed_member if sealed else self._plain_member
        for number, entry in enumerate(entries, 1):
            pieces += lay(paper, entry, number, widths, tuple(heading))
        return [*title_line(paper, paper.say(self.title)), *pieces]

    @staticmethod
    def _widths(paper: PaperContext, names: Sequence[str]) -> list[float]:
        known = {**paper.measures.columns, "seal": paper.measures.members.seal_width_mm * MM}
        rest = paper.measures.width - sum(known.get(name, 0.0) for name in names)
        return [known.get(name, rest) for name in names]

    @staticmethod
    def _plain_member(
        paper: PaperContext, entry: Row, number: int, widths: list[float], heading: tuple[Piece, ...]
    ) -> list[Piece]:
        cell = paper.style("cell")
        state = "\n".join(filter(None, (paper.value("state", entry), paper.value("number", entry))))
        texts = [
            CellText(paper.value("no", entry) or str(number), cell, "centre"),
            CellText(paper.value("name", entry), cell),
            CellText(paper.value("organ", entry), cell, "centre"),
            CellText(state, cell),
            CellText(paper.value("due", entry), cell, "centre"),
        ]
        return row(paper, texts, widths, repeat=heading)

    @staticmethod
    def _sealed_member(
        paper: PaperContext, entry: Row, number: int, widths: list[float], heading: tuple[Piece, ...]
    ) -> list[Piece]:
        cell = paper.style("cell")
        seal = paper.value("seal_name", entry)
        lines = (paper.value("name", entry), paper.value("state", entry), paper.value("number", entry))
        texts = [
            CellText(paper.value("no", entry) or str(number), cell, "centre"),
            CellText(paper.value("organ", entry), cell),
            CellText("\n".join(filter(None, lines)), cell),
            CellText(paper.value("due", entry), cell, "centre"),
            CellText("" if seal else paper.texts("papers.common.no_seal"), paper.style("caption"), "centre"),
        ]
        least = paper.measures.members.seal_height_mm * MM if seal else 0.0
        pieces = row(paper, texts, widths, least=least, repeat=heading)
        if seal and len(pieces) == 1:
            pieces = [_with_seal(paper, pieces[0], SealPlace(seal, "", b""), widths[-1])]
        return pieces

    def paths(self) -> Iterator[str]:
        yield from self.condition_paths()
        yield self.rows
        for name in ("no", "organ", "name", "state", "number", "due", "seal_name"):
            yield f"{self.rows}[].{name}"

    def text_uses(self) -> Iterator[TextUse]:
        yield self.title, ()
        for name in dict.fromkeys((*_SEALED_COLUMNS, *_PLAIN_COLUMNS)):
            yield f"column.{name}", ()
        yield "common.no_seal", ()
        yield "common.seal_here", ()


_SEALED_COLUMNS = ("no", "organ", "member", "due", "seal")
_PLAIN_COLUMNS = ("no", "item_name", "organ", "state", "due")


class Stub(Block, frozen=True, tag="stub", forbid_unknown_fields=True, kw_only=True):
    """Below a line to cut along: the part that stays with the file."""

    facts: tuple[str, ...]
    signatures: tuple[Signature, ...] = ()

    def lay(self, paper: PaperContext) -> list[Piece]:
        measures = paper.measures
        half = measures.width / 2
        widths = [measures.cell.label_width, half - measures.cell.label_width] * 2
        cells = [
            cell
            for path in self.facts
            for cell in (
                CellText(paper.say(f"label.{placeholder(path)}"), paper.style("label")),
                CellText(paper.value(path), paper.style("cell")),
            )
        ]
        if len(cells) % 4:
            cells += [CellText("", paper.style("label")), CellText("", paper.style("cell"))]
        pieces = [Piece(2 * paper.style("caption").leading, cut_line(paper), gap=measures.gaps["stub"])]
        pieces += paper.paragraph(
            paper.texts("papers.common.stub", number=paper.content.number), paper.style("heading"), align="left"
        )
        for start in range(0, len(cells), 4):
            pieces += row(paper, cells[start : start + 4], widths)
        for signature in self.signatures:
            if signature.holds(paper):
                pieces.append(
                    _signature_piece(paper, SignatureLine(paper.say(f"sign.{signature.who}"), signature.dated))
                )
        return [*(piece for single in pieces[:-1] for piece in glued([single])), pieces[-1]]

    def paths(self) -> Iterator[str]:
        yield from self.condition_paths()
        yield from self.facts
        for signature in self.signatures:
            yield from signature.condition_paths()

    def text_uses(self) -> Iterator[TextUse]:
        for key in ("cut_here", "stub", "blank_date"):
            yield f"common.{key}", ()
        for path in self.facts:
            yield f"label.{placeholder(path)}", ()
        for signature in self.signatures:
            yield f"sign.{signature.who}", ()


def draw_picture(
    paper: PaperContext, pen: Pen, picture: bytes, left: float, bottom: float, width: float, height: float
) -> None:
    """The picture of a seal, square, in the middle of its place."""
    side = min(width, height - paper.style("caption").leading)
    x = left + (width - side) / 2
    pen.canvas.drawImage(ImageReader(BytesIO(picture)), x, bottom, side, side, mask="auto", preserveAspectRatio=True)


def _signature_piece(paper: PaperContext, line: SignatureLine) -> Piece:
    """A line to sign on over the whole width."""
    width = paper.measures.width

    def draw(pen: Pen, top: float) -> None:
        line.draw(paper, pen, top, width)

    return Piece(line.height(paper, width), draw)


def _with_seal(paper: PaperContext, piece: Piece, place: SealPlace, width: float) -> Piece:
    body = piece.draw

    def draw(pen: Pen, top: float) -> None:
        body(pen, top)
        left = paper.measures.right - width
        place.draw(paper, pen, left, top - piece.height + 2, width, piece.height - 4)

    return replace(piece, draw=draw)


def cut_line(paper: PaperContext) -> Draw:
    """The dashes and words of a line to cut along."""
    style = paper.style("caption")
    text = paper.texts("papers.common.cut_here")

    def draw(pen: Pen, top: float) -> None:
        middle = (paper.measures.left + paper.measures.right) / 2
        half = pen.text_width(text, style) / 2 + 6
        y = top - style.leading / 2
        pen.dashes(0, y, middle - half)
        pen.dashes(middle + half, y, paper.measures.page_width)
        pen.text(middle - half + 6, y - 3, text, style, grey=paper.measures.ink.secondary)

    return draw
