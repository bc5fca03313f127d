"""Filling pages: pieces from top to bottom, table heads again on each page, nothing torn from what it
belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from wenling_desk.receipts.pen import Pen

Draw = Callable[[Pen, float], None]
"""Draws one piece whose upper edge is at the given height of the page."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is never divided: a line, a table row, a block of signatures.

    ``gap`` is white above it, dropped at the top of a page. ``glue`` keeps it on one page with the next
    piece. ``repeat`` is drawn again first when a page begins with this piece (the heading row of its
    table).
    """

    height: float
    draw: Draw
    gap: float = 0.0
    glue: bool = False
    repeat: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece and how far below the top of the type area its upper edge stands."""

    piece: Piece
    offset: float


def glued(pieces: Sequence[Piece]) -> list[Piece]:
    """The same pieces, the last one kept with whatever comes next."""
    return [*pieces[:-1], replace(pieces[-1], glue=True)] if pieces else []


def with_gap(pieces: Sequence[Piece], gap: float) -> list[Piece]:
    """The same pieces with white above the first."""
    return [replace(pieces[0], gap=gap), *pieces[1:]] if pieces else []


def paginate(pieces: Sequence[Piece], height: float) -> list[list[Placed]]:
    """``pieces`` on pages with ``height`` points of room.

    Pieces glued together move to the next page as one, unless together they are taller than a page.
    """
    pages: list[list[Placed]] = [[]]
    used = 0.0
    for cluster in _clusters(pieces):
        if used and used + _extent(cluster) > height and _extent_on_top(cluster) <= height:
            pages.append([])
            used = 0.0
        for piece in cluster:
            gap = piece.gap if used else 0.0
            if used and used + gap + piece.height > height:
                pages.append([])
                used = gap = 0.0
            if not used and len(pages) > 1 and _repeated(piece) + piece.height <= height:
                for again in piece.repeat:
                    pages[-1].append(Placed(again, used))
                    used += again.height
            pages[-1].append(Placed(piece, used + gap))
            used += gap + piece.height
    return pages


def _clusters(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    cluster: list[Piece] = []
    for piece in pieces:
        cluster.append(piece)
        if not piece.glue:
            yield cluster
            cluster = []
    if cluster:
        yield cluster


def _extent(cluster: Sequence[Piece]) -> float:
    return sum(piece.gap + piece.height for piece in cluster)


def _extent_on_top(cluster: Sequence[Piece]) -> float:
    return _extent(cluster) - cluster[0].gap + _repeated(cluster[0])


def _repeated(piece: Piece) -> float:
    return sum(again.height for again in piece.repeat)
