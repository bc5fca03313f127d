"""What every block of a paper has in common, and the conditions of blocks, rows and required values."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from wenling_desk.receipts.context import TEXT, PaperContext, When
from wenling_desk.receipts.flow import Piece

Variant = str
TextUse = tuple[str, tuple[str, ...]]
"""A text key as the definition writes it, and what fills its placeholders."""


class Conditional(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Printed only under its conditions: ``when``/``unless`` look at values, ``for``/``not_for`` at the
    item type.
    """

    when: When | None = None
    unless: When | None = None
    for_: tuple[Variant, ...] = msgspec.field(name="for", default=())
    not_for: tuple[Variant, ...] = ()

    def holds(self, paper: PaperContext) -> bool:
        """Whether it is printed on this paper."""
        return paper.content.variant not in self.not_for and paper.holds(self.when, self.unless, self.for_)

    def condition_paths(self) -> Iterator[str]:
        """The values its conditions look at."""
        for condition in (self.when, self.unless):
            if isinstance(condition, str):
                yield condition
            elif condition is not None:
                yield from condition


class Block(Conditional, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="block"):
    """One part of a paper. Subclasses are the whole vocabulary of a paper definition."""

    @property
    def clings(self) -> bool:
        """Whether it must not begin a page without the end of what stands before it."""
        return False

    def lay(self, paper: PaperContext) -> list[Piece]:
        """The block set for this paper. Raises GlyphMissing."""
        raise NotImplementedError

    def paths(self) -> Iterator[str]:
        """Every value it may read; of list entries as ``materials[].name``."""
        yield from self.condition_paths()

    def text_uses(self) -> Iterator[TextUse]:
        """Every text it may print."""
        yield from ()


class Said(Conditional, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A text with what fills its placeholders."""

    key: str
    with_: tuple[str, ...] = msgspec.field(name="with", default=())

    def paths(self) -> Iterator[str]:
        """Every value it may read."""
        yield from self.condition_paths()
        yield from value_paths(self.with_)

    def text_uses(self) -> Iterator[TextUse]:
        """Itself, and the texts that stand in it."""
        yield self.key, self.with_
        yield from embedded_texts(self.with_)


def value_paths(fill: tuple[str, ...]) -> Iterator[str]:
    """Of what fills placeholders, the values."""
    return (path for path in fill if not path.startswith(TEXT))


def embedded_texts(fill: tuple[str, ...]) -> Iterator[TextUse]:
    """Of what fills placeholders, the texts."""
    return ((path.removeprefix(TEXT), ()) for path in fill if path.startswith(TEXT))
