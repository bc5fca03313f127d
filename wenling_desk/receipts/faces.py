"""The faces papers are set in: which face draws which character, and the text layer that gives it back.

ReportLab draws a character without a glyph as nothing, and writes a wrong text layer above U+FFFF. Both are
put right here and nowhere else.
"""

from __future__ import annotations

import hashlib
import mmap
import threading
import unicodedata
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.receipts.fonts import unpack

rl_config.trustedSchemes = []  # nothing on a paper may make ReportLab fetch a file or an address


class Role(StrEnum):
    """What a run of text is for; each role has its own chain of faces."""

    BODY = "body"
    STRONG = "strong"


_CHAINS = {
    Role.BODY: ("serif", "foreign", "rare_han"),
    Role.STRONG: ("sans_medium", "serif", "foreign", "rare_han"),
}
# Control, format, surrogate and private-use characters have no agreed picture, whatever a font holds there.
_NEVER_DRAWN = frozenset({"Cc", "Cf", "Cs", "Co"})


def to_unicode_cmap(name: str, subset: Sequence[int]) -> str:
    """The ToUnicode map of one embedded subset: UTF-16BE with surrogate pairs, at most 100 entries a block
    (PDF 9.10.3).
    """
    entries = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(subset)
        if point and not 0xD800 <= point <= 0xDFFF
    ]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


ttfonts.makeToUnicodeCMap = to_unicode_cmap


class GlyphTable(dict[str, tuple[str, float]]):
    """character -> (registered font name, advance in em), filled as characters are met.

    Raises ``KeyError`` for a character that no face of the chain draws.
    """

    def __init__(self, chain: Sequence[str], face_of: Callable[[str], Any]) -> None:
        super().__init__()
        self._chain = tuple(chain)
        self._face_of = face_of

    def __missing__(self, character: str) -> tuple[str, float]:
        if unicodedata.category(character) not in _NEVER_DRAWN:
            code = ord(character)
            for name in self._chain:
                font = self._face_of(name)
                if font.face.charToGlyph.get(code):
                    entry = (font.fontName, font.face.charWidths[code] / 1000)
                    self[character] = entry
                    return entry
        raise KeyError(character)


class Faces:
    """The faces of one press. The rare Han face costs 30 MB and is opened when the first rare character
    comes.
    """

    def __init__(self, cache: Path, body_font: Path | None = None) -> None:
        self._cache = cache
        self._own = body_font
        chains = dict(_CHAINS)
        if body_font is not None:
            chains[Role.BODY] = ("own", *chains[Role.BODY])
        self.tables = {role: GlyphTable(chain, self._face) for role, chain in chains.items()}

    @property
    def first_font(self) -> str:
        """The registered name of the body face, for the canvas to begin with (else Helvetica comes in
        unembedded).
        """
        return str(self._face("serif").fontName)

    def warm_up(self, *, rare: bool = False) -> None:
        """Opens the faces ahead of the first paper; for a worker at start."""
        for name in ("serif", "sans_medium", *(("foreign", "rare_han") if rare else ())):
            self._face(name)

    def missing(self, text: str) -> list[str]:
        """The characters of ``text`` that cannot be drawn, each once, in order of appearance."""
        table = self.tables[Role.BODY]
        found: dict[str, None] = {}
        for character in dict.fromkeys(text):
            if character not in table and character != "\n":
                try:
                    table[character]
                except KeyError:
                    found[character] = None
        return list(found)

    def _face(self, name: str) -> Any:
        if name == "own":
            assert self._own is not None
            return _own_face(self._own)
        return _carried_face(name, self._cache)


_faces: dict[str, Any] = {}  # one registration per process: ReportLab keeps its fonts globally anyway
_lock = threading.Lock()


def _carried_face(name: str, cache: Path) -> Any:
    font = _faces.get(name)
    if font is None:
        with _lock:
            font = _faces.get(name)
            if font is None:
                font = _faces[name] = _register(f"Desk-{name}", unpack(cache, [name], verify=True)[name])
    return font


def _own_face(path: Path) -> Any:
    """A face of the clerk's own machine (仿宋); not carried, so it may be missing or unfit."""
    key = "Desk-own-" + hashlib.sha256(str(path).encode()).hexdigest()[:8]
    font = _faces.get(key)
    if font is None:
        try:
            font = _faces[key] = _register(key, path)
        except (OSError, ttfonts.TTFError) as error:
            raise KnownTrouble("font_damaged", file=path.name) from error
    return font


def _register(name: str, path: Path) -> Any:
    font = ttfonts.TTFont(name, str(path), asciiReadable=False, shapable=False)
    font.face.glyphToChar = {}  # only read while the file is parsed; 30,000 small lists
    _read_from_disk(font.face, path)
    pdfmetrics.registerFont(font)
    return font


class _TableOnDisk:
    """A table of a font file that is sliced where it lies; ReportLab would copy all of it for every subset."""

    def __init__(self, data: mmap.mmap, start: int) -> None:
        self._data = data
        self._start = start

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start : self._start + part.stop]


def _read_from_disk(face: Any, path: Path) -> None:
    """Lets go of the copy of the file in memory (15 to 30 MB a face) once it has been parsed."""
    with path.open("rb") as stream:
        face._ttf_data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    glyphs = _TableOnDisk(face._ttf_data, face.get_table_pos("glyf")[0])
    whole_table = face.get_table
    face.get_table = lambda tag: glyphs if tag == "glyf" else whole_table(tag)
