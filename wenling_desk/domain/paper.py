"""What a paper (文书) is made from, and what comes back: the contract between use cases and the press."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from wenling_desk.domain.errors import DeskRefusal


class PaperMark(StrEnum):
    """A word laid across every page of a paper that does not count."""

    DRAFT = "draft"
    """草稿: not issued yet; the preview of a paper of the centre or of an organ."""

    PRACTICE = "practice"
    """练习: printed by a desk that is neither enrolled nor set up; the number begins with X."""


@dataclass(frozen=True, slots=True)
class PaperContent:
    """One paper (文书) before printing.

    ``kind`` names a definition in ``resources/papers``; ``variant`` is the item type (``licence``,
    ``confirmation``, ``benefit``, ``filing``, ``levy``, ``public_service``, ``enterprise_service``).
    ``values`` is nested and JSON-like; ``docs/papers.md`` lists every path. ``verification`` is the payload
    of the QR code, at most 200 ASCII characters; empty means no code. ``reprint`` is n of 补打第 n 次, 0
    for the first print. ``copy_label`` is the label of this copy as ``PaperPress.copies`` gives it. ``replaces`` is the
    number of the paper that this one corrects (更正件).
    """

    kind: str
    number: str
    variant: str
    values: Mapping[str, object] = field(repr=False)  # personal data stays out of logs
    verification: str = field(default="", repr=False)
    mark: PaperMark | None = None
    reprint: int = 0
    copy_label: str = ""
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class RenderedPaper:
    """The printed form. ``sha256`` is the lower-case hexadecimal digest of ``pdf``; same content, same
    bytes.
    """

    pdf: bytes = field(repr=False)
    sha256: str
    pages: int


class PaperIncomplete(DeskRefusal):
    """A value that the paper may not be printed without is missing: ``paper_field_missing`` (kind, field).

    Example: a refusal without ``organ.review_organ`` (行政许可法 art. 38(2): the remedies must be named).
    """

    def __init__(self, kind: str, missing: str) -> None:
        super().__init__("paper_field_missing", kind=kind, field=missing)


class GlyphMissing(DeskRefusal):
    """Characters that no font at hand can draw: ``glyph_missing`` (characters, codepoints, field).

    ``field`` is the value's path, such as ``applicant.name`` or ``materials[2].name``. Control characters,
    lone surrogates and private-use characters (old identity cards) count as missing: they would print as
    nothing.
    """

    def __init__(self, characters: Sequence[str], place: str) -> None:
        codepoints = " ".join(f"U+{ord(character):04X}" for character in characters)
        shown = "".join("\ufffd" if unicodedata.category(c) in _UNSPEAKABLE else c for c in characters)
        super().__init__("glyph_missing", characters=shown, codepoints=codepoints, field=place)


_UNSPEAKABLE = frozenset({"Cc", "Cf", "Cs"})
