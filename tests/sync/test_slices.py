"""How many pulled rows are applied in one go: as many as nobody notices."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wenling_desk.protocol.messages import LogRow
from wenling_desk.protocol.versions import SLICE_ROWS
from wenling_desk.sync import receiving
from wenling_desk.sync.engine import START
from wenling_desk.sync.receiving import LARGEST_SLICE, LEAST_SLICE, SLICE_MS
from wenling_desk.sync.state import Receiving, State
from wenling_desk.sync.tasks import ApplyRows, RowsApplied
from wenling_desk.use_cases.changes import Changes

SCOPE = "device:desk-1"


def with_page(rows: int, *, size: int = SLICE_ROWS, is_alone: bool = False) -> State:
    page = tuple(LogRow(ver=ver, kind="head", record=f"case-{ver}", op_id="") for ver in range(1, rows + 1))
    return replace(START, is_alone=is_alone, receiving=Receiving(left=(SCOPE,), rows=page, head=rows, slice=size))


def applied(state: State, took_ms: int) -> tuple[State, ApplyRows]:
    """One slice was applied in that time; what is to be applied next."""
    state, task = receiving._apply(state)
    assert isinstance(task, ApplyRows)
    state, following = receiving.on_applied(state, task, RowsApplied(Changes()), took_ms)
    assert isinstance(following, ApplyRows)
    assert following.rows[0].ver == task.ver + 1
    return state, following


@pytest.mark.parametrize(
    ("took_ms", "expected"),
    [(0, SLICE_ROWS), (1, 2 * SLICE_ROWS), (SLICE_MS, SLICE_ROWS), (2 * SLICE_MS, SLICE_ROWS // 2), (900, LEAST_SLICE)],
)
def test_a_slice_is_as_long_as_a_clerk_does_not_notice(took_ms: int, expected: int) -> None:
    _, following = applied(with_page(200), took_ms)
    assert len(following.rows) == expected


def test_it_grows_step_by_step_to_a_bound() -> None:
    state = with_page(5_000)
    sizes = []
    for _ in range(6):
        state, following = applied(state, 1)
        state = replace(state, receiving=replace(state.receiving, rows=following.rows + state.receiving.rows))
        sizes.append(state.receiving.slice)
    assert sizes[:3] == [50, 100, 200]
    assert max(sizes) == LARGEST_SLICE


def test_where_no_clerk_works_a_page_is_one_slice() -> None:
    _, task = receiving._apply(with_page(400, is_alone=True))
    assert isinstance(task, ApplyRows)
    assert len(task.rows) == 400


def test_what_was_learned_outlasts_the_round() -> None:
    assert receiving.fresh(Receiving(slice=60)).slice == 60
