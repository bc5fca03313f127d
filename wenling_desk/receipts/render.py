"""The press: paper content in, PDF bytes out. Same content, same bytes."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from wenling_desk.domain.paper import GlyphMissing, PaperContent, PaperIncomplete, PaperMark, RenderedPaper
from wenling_desk.receipts.context import PaperContext, is_empty, lookup
from wenling_desk.receipts.definition import Definition, definitions
from wenling_desk.receipts.faces import Faces
from wenling_desk.receipts.flow import Piece, glued, paginate
from wenling_desk.receipts.head import number_line
from wenling_desk.receipts.measures import read_measures
from wenling_desk.receipts.page import draw_furniture, draw_mark
from wenling_desk.receipts.pen import Pen
from wenling_desk.receipts.stamp import stamp_sheet, stamped
from wenling_desk.texts import ITEM_TYPES, Texts

MAX_VERIFICATION = 200
"""Characters; the signed payload of security.md needs 184."""


@dataclass(frozen=True, slots=True)
class PaperKind:
    """What others must know of a kind of paper before they make one."""

    kind: str
    title: str
    issuer: str
    numbered: bool
    copies: tuple[str, ...]


class PaperPress:
    """Makes papers (文书). One at a time: callers on several threads wait for each other."""

    def __init__(self, texts: Texts, font_cache: Path, *, body_font: Path | None = None) -> None:
        """``font_cache`` receives the unpacked fonts. ``body_font`` is a face of the clerk's own machine
        for running
        text (仿宋, a .ttf file); it is embedded in papers and never shipped."""
        self._texts = texts
        self._faces = Faces(font_cache, body_font)
        self._lock = threading.Lock()

    def warm_up(self, *, rare: bool = False) -> None:
        """Opens fonts and definitions ahead of the first paper. Raises KnownTrouble when a font is damaged."""
        definitions()
        read_measures()
        self._faces.warm_up(rare=rare)

    def kinds(self) -> tuple[str, ...]:
        """Every kind of paper there is, sorted."""
        return tuple(definitions())

    def describe(self, kind: str, variant: str, values: Mapping[str, object] | None = None) -> PaperKind:
        """Title, issuer and default copies of a kind for an item type; some titles depend on ``values``."""
        definition = _definition(kind)
        paper = self._context(PaperContent(kind, "", variant, values or {}))
        labels = tuple(self._texts(f"papers.copy.{name}") for name in definition.copies)
        return PaperKind(kind, definition.head.chosen_title(paper), definition.issuer, definition.numbered, labels)

    def copies(self, kind: str) -> tuple[str, ...]:
        """Labels of the copies printed by default; each is a ``copy_label``."""
        return tuple(self._texts(f"papers.copy.{name}") for name in _definition(kind).copies)

    def required_values(self, kind: str, variant: str) -> tuple[str, ...]:
        """Paths without which the paper is refused for this item type; some are asked only under a
        condition.
        """
        _check_variant(variant)
        return tuple(
            need.value
            for need in _definition(kind).requirements()
            if variant not in need.not_for and (not need.for_ or variant in need.for_)
        )

    def check(self, content: PaperContent) -> None:
        """Everything ``render`` would refuse, without making the PDF: for the moment before an act is
        committed.

        Raises PaperIncomplete, GlyphMissing, and ValueError for what only a defect can cause.
        """
        with self._lock:
            self._set(content)

    def render(self, content: PaperContent) -> RenderedPaper:
        """The paper as PDF.

        Raises PaperIncomplete, GlyphMissing; KnownTrouble when a font is damaged; ValueError for what only
        a defect can cause (unknown kind or item type, a number Code 128 cannot hold, a mark without its
        number's X).
        """
        with self._lock:
            paper, pieces = self._set(content)
            pages = paginate(pieces, paper.measures.height)
            if len(pages) > paper.measures.sheet.max_pages:
                raise ValueError(f"{content.kind} would have {len(pages)} pages")
            buffer = BytesIO()
            canvas = self._canvas(paper, buffer)
            pen = Pen(canvas, self._faces, paper.measures)
            title, number = _definition(content.kind).head.chosen_title(paper), number_line(paper) or _foot(paper)
            mark = _mark(content)
            for count, placed in enumerate(pages, 1):
                if mark is not None:
                    draw_mark(paper, pen, mark)
                for entry in placed:
                    entry.piece.draw(pen, paper.measures.top - entry.offset)
                draw_furniture(paper, pen, title, number, count, len(pages))
                canvas.showPage()
            canvas.save()
        pdf = buffer.getvalue()
        return RenderedPaper(pdf, hashlib.sha256(pdf).hexdigest(), len(pages))

    def stamp_reprint(self, pdf: bytes, times: int) -> bytes:
        """A kept paper as it is printed again: 补打第 n 次 in the foot line of every page, all else untouched.

        The result begins with the bytes of ``pdf``. Only on the render thread: PDFium is not safe on several.
        Raises ValueError for a broken PDF and for ``times`` below 1.
        """
        if times < 1:
            raise ValueError("a reprint counts from 1")
        return self._stamp(pdf, self._texts("papers.common.reprint", times=times))

    def stamp_copy(self, pdf: bytes, copy_label: str, times: int = 0) -> bytes:
        """One copy (联) of a kept paper: whose it is in the foot line, and 补打第 n 次 beside it when ``times`` is not
        0. ``copy_label`` is one of :meth:`copies`. As :meth:`stamp_reprint`.
        """
        words = [self._texts("papers.common.copy", label=copy_label)]
        if times:
            words.append(self._texts("papers.common.reprint", times=times))
        return self._stamp(pdf, "\u3000".join(words))

    def _stamp(self, pdf: bytes, text: str) -> bytes:
        if missing := self._faces.missing(text):
            raise GlyphMissing(missing, "copy_label")
        with self._lock:
            sheet = stamp_sheet(text, self._faces, read_measures())
        return stamped(pdf, sheet)

    def _context(self, content: PaperContent) -> PaperContext:
        _check_variant(content.variant)
        return PaperContext(content, self._texts, self._faces, read_measures())

    def _set(self, content: PaperContent) -> tuple[PaperContext, list[Piece]]:
        paper = self._context(content)
        definition = _definition(content.kind)
        _check_content(definition, paper)
        pieces: list[Piece] = []
        for block in definition.blocks:
            if block.holds(paper) and (laid := block.lay(paper)):
                pieces = [*glued(pieces), *laid] if block.clings else pieces + laid
        return paper, pieces

    def _canvas(self, paper: PaperContext, buffer: BytesIO) -> Any:
        content, measures = paper.content, paper.measures
        canvas = Canvas(
            buffer,
            pagesize=(measures.page_width, measures.page_height),
            initialFontName=self._faces.first_font,
            initialFontSize=measures.styles["body"].size,
            invariant=1,
            pageCompression=1,
            pdfVersion=(1, 7),
            lang="zh-CN",
        )
        canvas.setTitle(" ".join(filter(None, (_definition(content.kind).head.chosen_title(paper), content.number))))
        canvas.setAuthor(self._texts("papers.common.author"))
        canvas.setCreator(self._texts("papers.common.author"))
        canvas.setProducer(self._texts("papers.common.author"))
        canvas.setSubject(content.kind)
        return canvas


def _foot(paper: PaperContext) -> str:
    """What stands at the foot of every page of a paper without a number."""
    foot = _definition(paper.content.kind).foot
    return paper.say(foot.key, foot.with_) if foot is not None and foot.holds(paper) else ""


def _definition(kind: str) -> Definition:
    try:
        return definitions()[kind]
    except KeyError:
        raise ValueError(f"no paper of kind {kind!r}") from None


def _check_variant(variant: str) -> None:
    if variant not in ITEM_TYPES:
        raise ValueError(f"unknown item type {variant!r}")


def _mark(content: PaperContent) -> PaperMark | None:
    """An applicant's paper is signed before anything is accepted: it is never a draft, but it may be
    practice.
    """
    applicant = _definition(content.kind).issuer == "applicant"
    return None if applicant and content.mark is PaperMark.DRAFT else content.mark


def _check_content(definition: Definition, paper: PaperContext) -> None:
    content = paper.content
    if definition.numbered and not content.number and content.mark is not PaperMark.DRAFT:
        raise PaperIncomplete(content.kind, "number")
    if content.mark is PaperMark.PRACTICE and content.number and not content.number.startswith("X"):
        raise ValueError("the number of a practice paper begins with X")
    if len(content.verification) > MAX_VERIFICATION or not content.verification.isascii():
        raise ValueError(f"a verification payload is ASCII of at most {MAX_VERIFICATION} characters")
    if content.reprint < 0:
        raise ValueError("reprint counts from 0")
    for need in definition.requirements():
        if need.holds(paper):
            for path in _missing(content.values, need.value):
                raise PaperIncomplete(content.kind, path)


def _missing(values: Mapping[str, object], path: str) -> Iterator[str]:
    """The places at which the value of ``path`` is empty; ``materials[].name`` looks at each entry."""
    listed, mark, name = path.partition("[].")
    found = lookup(values, listed)
    if is_empty(found):
        yield listed
    elif mark and isinstance(found, Sequence):
        for index, entry in enumerate(found):
            if not isinstance(entry, Mapping) or is_empty(lookup(entry, name)):
                yield f"{listed}[{index}].{name}"
