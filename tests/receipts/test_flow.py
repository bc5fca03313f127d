"""Pages: in order, not too full, heads repeated, nothing torn apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wenling_desk.receipts.flow import Piece, Placed, glued, paginate, with_gap
from wenling_desk.receipts.pen import Pen


def _nothing(_pen: Pen, _top: float) -> None:
    """Draws nothing."""


def piece(height: float, *, gap: float = 0.0, glue: bool = False, repeat: tuple[Piece, ...] = ()) -> Piece:
    return Piece(height, _nothing, gap, glue, repeat)


def heights(pages: list[list[Placed]]) -> list[list[float]]:
    return [[placed.piece.height for placed in page] for page in pages]


def test_fills_a_page_and_goes_on() -> None:
    assert heights(paginate([piece(40), piece(50), piece(20)], 100)) == [[40, 50], [20]]


def test_gap_is_dropped_at_the_top() -> None:
    pages = paginate([piece(90, gap=8), piece(20, gap=8)], 100)
    assert [[placed.offset for placed in page] for page in pages] == [[0], [0]]


def test_head_is_repeated_on_every_page() -> None:
    head = piece(10)
    rows = [piece(30, repeat=(head,)) for _ in range(5)]
    assert heights(paginate([*glued([head]), *rows], 100)) == [[10, 30, 30, 30], [10, 30, 30]]


def test_head_does_not_stand_alone() -> None:
    head = piece(10)
    assert heights(paginate([piece(75), *glued([head]), piece(30, repeat=(head,))], 100)) == [[75], [10, 30]]


def test_glued_pieces_move_together() -> None:
    assert heights(paginate([piece(50), piece(20, glue=True), piece(40)], 100)) == [[50], [20, 40]]


def test_cluster_taller_than_a_page_is_divided() -> None:
    assert heights(paginate([piece(10), *(piece(60, glue=True) for _ in range(3))], 100)) == [[10, 60], [60], [60]]


def test_head_that_leaves_no_room_is_not_repeated() -> None:
    head = piece(50)
    assert heights(paginate([piece(90), piece(60, repeat=(head,))], 100)) == [[90], [60]]


def test_glued_and_with_gap_leave_the_rest() -> None:
    assert [p.glue for p in glued([piece(1), piece(2)])] == [False, True]
    assert [p.gap for p in with_gap([piece(1), piece(2)], 5)] == [5, 0]
    assert glued([]) == with_gap([], 5) == []


PIECES = st.lists(st.builds(piece, st.floats(1, 90), gap=st.floats(0, 10), glue=st.booleans()), max_size=40)


@given(PIECES)
def test_every_piece_once_in_order_and_on_the_page(pieces: list[Piece]) -> None:
    pages = paginate(pieces, 100)
    assert [placed.piece for page in pages for placed in page] == pieces
    for page in pages:
        ends = [placed.offset + placed.piece.height for placed in page]
        assert all(end <= 100.0001 for end in ends)
        assert all(now.offset >= end - 0.0001 for end, now in zip(ends, page[1:], strict=False))
