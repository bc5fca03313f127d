"""What a block sees while it is set: values by path, texts by id, faces and measures. Refuses what cannot
be printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wenling_desk.domain.paper import GlyphMissing, PaperContent
from wenling_desk.receipts.faces import Faces
from wenling_desk.receipts.flow import Draw, Piece
from wenling_desk.receipts.lines import Line, break_lines, clean
from wenling_desk.receipts.measures import Measures, Style
from wenling_desk.receipts.pen import Pen
from wenling_desk.texts import Texts

When = str | dict[str, str]
"""A path that must not be empty, or path -> the value it must have."""

TEXT = "text:"
"""Marks a placeholder that is filled from another text instead of a value: ``text:law.delivery``."""


def lookup(values: Mapping[str, object], path: str) -> object:
    """The value at the dotted ``path``; None when any part is missing."""
    found: object = values
    for part in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(part)
    return found


def words(value: object) -> str:
    """A value as it is printed: nothing for None and False, lists joined by 、."""
    if value is None or value is False:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int):
        return str(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return "、".join(filter(None, map(words, value)))
    raise TypeError(f"a paper prints texts, whole numbers and lists of them, not {type(value).__name__}")


def is_empty(value: object) -> bool:
    """Nothing to print: missing, false, or blank."""
    if isinstance(value, str):
        return not value.strip()
    return (not value and value != 0) or value is False


@dataclass(frozen=True, slots=True)
class Row:
    """One mapping of a list in the values; ``place`` names it in a refusal (``materials[2]``)."""

    place: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PaperContext:
    """One paper being set."""

    content: PaperContent
    texts: Texts
    faces: Faces
    measures: Measures
    checked: set[str] = field(default_factory=set)

    def holds(self, when: When | None, unless: When | None, variants: Sequence[str] = ()) -> bool:
        """Whether a block or row with these conditions is printed for this content."""
        if variants and self.content.variant not in variants:
            return False
        return (when is None or self._meets(when)) and (unless is None or not self._meets(unless))

    def _meets(self, condition: When) -> bool:
        if isinstance(condition, str):
            return not is_empty(lookup(self.content.values, condition))
        return all(words(lookup(self.content.values, path)) == wanted for path, wanted in condition.items())

    def value(self, path: str, row: Row | None = None) -> str:
        """The printed form of the value at ``path`` (of ``row`` if given). Raises GlyphMissing with its
        full path.
        """
        values, place = (self.content.values, path) if row is None else (row.values, f"{row.place}.{path}")
        return self.printable(words(lookup(values, path)), place)

    def printable(self, text: str, place: str) -> str:
        """``text`` with plain line ends. Raises GlyphMissing when a character cannot be drawn."""
        text = clean(text)
        if text not in self.checked:
            if missing := self.faces.missing(text):
                raise GlyphMissing(missing, place)
            self.checked.add(text)
        return text

    def rows(self, path: str) -> list[Row]:
        """The mappings of the list at ``path``; none when it is missing. Raises TypeError for anything
        else.
        """
        found = lookup(self.content.values, path)
        if found is None:
            return []
        if not isinstance(found, Sequence) or isinstance(found, str | bytes):
            raise TypeError(f"{path} must be a list")
        return [Row(f"{path}[{index}]", self._mapping(path, entry)) for index, entry in enumerate(found)]

    @staticmethod
    def _mapping(path: str, entry: object) -> Mapping[str, object]:
        if isinstance(entry, str):
            return {"text": entry}
        if not isinstance(entry, Mapping):
            raise TypeError(f"the entries of {path} must be texts or mappings")
        return entry

    def say(self, key: str, fill: Sequence[str] = (), row: Row | None = None) -> str:
        """The text ``papers.<key>`` for this item type; a key without a dot belongs to the paper's own kind.

        ``fill`` lists what its placeholders stand for: the path ``item.name`` fills ``{item_name}``.
        """
        return self.texts.variant(self.text_id(key), self.content.variant, **dict(self._fill(fill, row)))

    def text_id(self, key: str) -> str:
        return f"papers.{key}" if "." in key else f"papers.{self.content.kind}.{key}"

    def _fill(self, paths: Sequence[str], row: Row | None) -> Iterator[tuple[str, str]]:
        for path in paths:
            if path.startswith(TEXT):
                key = path.removeprefix(TEXT)
                yield placeholder(key), self.say(key)
            else:
                yield placeholder(path), self.value(path, row)

    def style(self, name: str) -> Style:
        return self.measures.styles[name]

    def lines(self, text: str, style: Style, width: float, indent: float = 0.0) -> list[Line]:
        return break_lines(text, self.faces.tables[style.role], style.size, width, indent)

    def paragraph(
        self,
        text: str,
        style: Style,
        *,
        left: float = 0.0,
        width: float | None = None,
        indent: float = 0.0,
        align: str = "justify",
    ) -> list[Piece]:
        """``text`` as pieces, one a line; no first or last line stands alone on a page. ``left`` from the
        margin.
        """
        room = self.measures.width - left if width is None else width
        lines = self.lines(text, style, room, indent)
        last = len(lines) - 1
        pieces = []
        for number, line in enumerate(lines):
            inset = indent if number == 0 or lines[number - 1].last else 0.0
            draw = _line_drawer(line, style, self.measures.left + left + inset, room - inset, align)
            pieces.append(Piece(style.leading, draw, glue=number < last and (number == 0 or number == last - 1)))
        return pieces


def _line_drawer(line: Line, style: Style, x: float, room: float, align: str) -> Draw:
    def draw(pen: Pen, top: float) -> None:
        pen.line_of_text(x, top, line, style, room, align)

    return draw


def placeholder(path: str) -> str:
    """The placeholder a path or text key fills: ``item.name`` -> ``item_name``."""
    return path.replace(".", "_")
