"""The figures over all halls: counted behind the pushes, equal to a recount, whole after a kill and a backup."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from tests.server.core_acts import case_of, counter_of, write_record
from tests.support.fakes import Counter, FakeClock, workflows
from tests.support.small_centre import OTHER_HALL, REGION, WireDesk, make_centre
from wenling_desk import resources
from wenling_desk.catalogue.figure_files import FigureFiles
from wenling_desk.domain.figures import CellQuery, FigureColumn, Grain, RecordQuery, Where
from wenling_desk.server.centre import Centre
from wenling_desk.server.counting import FINISHED, WALK
from wenling_desk.server.refusals import Refused
from wenling_desk.store.centre import devices, figures
from wenling_desk.store.centre.store import CentreStore, MemoryCentreStore
from wenling_desk.use_cases.decide_case import DecideCase

DAY = date(2026, 11, 3)
NEXT = DAY + timedelta(days=1)


@cache
def book() -> FigureFiles:
    """The real definitions."""
    return FigureFiles(resources.root(), workflows())


class OtherBook(FigureFiles):
    """The same definitions under another stamp: a new edition."""

    stamp = "another edition"


def centre_over(store: CentreStore, **more: Any) -> Centre:
    return make_centre(store=store, figures=more.pop("figures", None) or book(), **more)


@pytest.fixture
def centre(centre_store: CentreStore) -> Centre:
    return centre_over(centre_store)


def desk_of(centre: Centre, device: str, **more: Any) -> WireDesk:
    found = WireDesk(centre, device, **more)
    found.enrol()
    return found


def works(centre: Centre, amount: int = 3) -> WireDesk:
    """Some cases of a desk in each of two halls, pushed."""
    first = desk_of(centre, "desk-1")
    other = desk_of(centre, "desk-2", hall=OTHER_HALL)
    for desk in (first, other):
        for _ in range(amount):
            case_of(desk, is_accepted=True)
        desk.push()
    return first


def grant(counter: Counter, record_id: str) -> None:
    counter.do(DecideCase, record_id=record_id, granted=True, way="signed_paper", officer="王科")


def count_of(centre: Centre, measure: str, **more: Any) -> int:
    query = CellQuery(measure, more.pop("last", NEXT), **more)
    return sum(cell.count for cell in centre.counting.figure_cells(query))


def assert_equal(centre: Centre) -> None:
    kept = centre.counting.cells_kept()
    assert kept
    assert kept == centre.counting.recount()


def test_what_was_pushed_is_counted_and_equals_a_recount(centre: Centre) -> None:
    desk = works(centre)
    assert centre.counting.cells_kept() == {}  # nothing in the way of a push
    centre.counting.catch_up()
    assert count_of(centre, "received") == 6
    assert count_of(centre, "received", halls=(desk.hall,)) == 3
    assert count_of(centre, "received", but_halls=(desk.hall,)) == 3
    assert count_of(centre, "received", first=NEXT) == 0
    assert_equal(centre)

    counter = counter_of(desk)
    record_id = desk.ops[0].entries[0].record
    counter.clock.go_to(NEXT)
    grant(counter, record_id)
    write_record(desk, counter, record_id)
    desk.push(len(desk.ops) - 1)
    assert count_of(centre, "finished") == 0
    centre.counting.catch_up()
    assert count_of(centre, "finished") == 1
    assert count_of(centre, "in_hand") == 5
    assert_equal(centre)


def test_sums_are_kept_apart_as_they_are_asked_for(centre: Centre) -> None:
    works(centre)
    centre.counting.catch_up()

    def cells(**more: Any) -> list[tuple[str, str, str, int]]:
        found = centre.counting.figure_cells(CellQuery("received", NEXT, **more))
        return [(each.period, each.hall, each.value, each.count) for each in found]

    assert cells() == [("", "", "", 6)]
    assert cells(by_hall=True) == [("", "H1", "", 3), ("", "H2", "", 3)]
    assert cells(grain=Grain.DAY, first=date(2026, 1, 1)) == [("2026-11-03", "", "", 6)]
    assert cells(grain=Grain.MONTH, first=date(2026, 11, 2)) == [("2026-11", "", "", 6)]
    assert cells(group="clerk", by_value=True) == [("", "", "0103", 6)]
    assert cells(group="clerk", values=("nobody",)) == []
    month = CellQuery("received", date(2026, 12, 31), date(2026, 10, 15))
    assert [each.count for each in centre.counting.figure_cells(month)] == [6]


def test_the_records_behind_a_figure(centre: Centre) -> None:
    desk = works(centre)
    centre.counting.catch_up()
    page = centre.counting.figure_records(RecordQuery("received", NEXT, limit=4))
    assert (page.total, len(page.rows)) == (6, 4)
    rest = centre.counting.figure_records(RecordQuery("received", NEXT, limit=4, offset=4))
    assert len({row.record_id for row in (*page.rows, *rest.rows)}) == 6
    ours = centre.counting.figure_records(RecordQuery("received", NEXT, halls=(desk.hall,)))
    assert ours.total == 3
    by_clerk = RecordQuery("received", NEXT, where=Where("clerk", ("0103",)), but_halls=(desk.hall,))
    assert centre.counting.figure_records(by_clerk).total == 3
    assert centre.counting.figure_records(replace(by_clerk, where=Where("clerk", ("x",)))).total == 0
    standing = RecordQuery("in_hand", NEXT, standing=True)
    assert centre.counting.figure_records(standing).total == 6


def test_a_kill_between_two_slices_loses_and_doubles_nothing(
    centre: Centre, centre_store: CentreStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    works(centre, 40)  # more records than a slice has

    def killed(*_: Any) -> None:
        raise SystemExit

    done = 0
    while amount := centre.counting.count_some():
        done += amount
        with monkeypatch.context() as patch:
            patch.setattr(figures, "move", killed)  # the sums of the slice are written, its cursor is not yet
            patch.setattr(devices, "set_state", _once_then(killed))
            with pytest.raises(SystemExit):
                centre.counting.count_some()
            again = centre_over(centre_store)
        if again.counting.figure_time() is None and done > 1000:
            pytest.fail("it does not end")
        centre = again
    assert count_of(centre, "received") == 80
    assert_equal(centre)


def _once_then(act: Any) -> Any:
    """``devices.set_state`` that works for the first call, which begins a slice, and not again."""
    real, calls = devices.set_state, [0]

    def state(*values: Any) -> None:
        calls[0] += 1
        if calls[0] > 1:
            act()
        real(*values)

    return state


def test_a_backup_goes_on_where_it_stood(centre: Centre, centre_store: CentreStore) -> None:
    desk = works(centre)
    centre.counting.catch_up()
    if not isinstance(centre_store, MemoryCentreStore):
        pytest.skip("an image is made of the store in memory")
    image = centre_store.image()
    case_of(desk)
    desk.push(len(desk.ops) - 1)
    centre.counting.catch_up()
    assert count_of(centre, "received") == 7

    restored = centre_over(MemoryCentreStore(REGION, image))
    restored.restore_mark()
    assert count_of(restored, "received") == 6
    desk.centre = restored
    desk.push(len(desk.ops) - 1)  # the desk offers again what the backup lacks
    restored.counting.catch_up()
    assert count_of(restored, "received") == 7
    assert_equal(restored)


def test_a_new_edition_counts_everything_once_more(centre: Centre, centre_store: CentreStore) -> None:
    works(centre)
    centre.counting.catch_up()
    newer = centre_over(centre_store, figures=OtherBook(resources.root(), workflows()))
    assert newer.counting.figure_time() is None  # told while it lasts: the sums are of two editions
    newer.counting.count_some()
    desk = desk_of(newer, "desk-3")
    case_of(desk)
    desk.push()  # while the walk is on its way
    newer.counting.catch_up()
    assert newer.counting.figure_time() is not None
    assert count_of(newer, "received") == 7
    assert_equal(newer)


def test_a_log_that_was_cut_before_it_was_counted_is_no_hole(centre: Centre, centre_store: CentreStore) -> None:
    desk = works(centre)
    centre.counting.catch_up()
    case_of(desk)
    desk.push(len(desk.ops) - 1)
    from wenling_desk.store.centre import keeping

    centre_store.write(lambda session: keeping.cut_logs(session, "2999-01-01"))
    centre.counting.catch_up()
    assert centre_store.read(devices.state)[WALK] == FINISHED
    assert count_of(centre, "received") == 7
    assert_equal(centre)


def test_two_that_count_at_once_do_not_spoil_each_other(centre: Centre, centre_store: CentreStore) -> None:
    works(centre)
    centre.counting.catch_up()
    desk = desk_of(centre, "desk-4")
    counter, record_id = case_of(desk, is_accepted=True)
    desk.push()
    late = centre_store.read(centre.counting._next)  # another process reads its slice, and is slow
    folded_at = centre.parts.clock.now()
    grant(counter, record_id)
    write_record(desk, counter, record_id)
    desk.push(len(desk.ops) - 1)
    centre.counting.catch_up()
    centre.counting._count(late, folded_at)
    assert count_of(centre, "finished") == 1
    assert_equal(centre)


def test_the_data_time_is_the_moment_up_to_which_all_is_counted(centre_store: CentreStore) -> None:
    clock = FakeClock()
    centre = centre_over(centre_store, clock=clock)
    assert centre.counting.figure_time() is None
    works(centre, 1)
    centre.counting.catch_up()
    first = centre.counting.figure_time()
    assert first == clock.moment
    clock.moment += timedelta(seconds=30)
    assert centre.counting.count_some() == 0
    assert centre.counting.figure_time() == first  # nothing came in: not written every moment
    clock.moment += timedelta(minutes=5)
    centre.counting.count_some()
    assert centre.counting.figure_time() == clock.moment


def test_a_column_of_halls(centre: Centre) -> None:
    works(centre)
    centre.counting.catch_up()
    towns = FigureColumn("towns", "镇街", but_halls=("H1",))
    assert count_of(centre, "received", halls=towns.halls, but_halls=towns.but_halls) == 3


def test_what_a_push_refuses_is_not_counted(centre: Centre) -> None:
    desk = desk_of(centre, "desk-1")
    case_of(desk)
    desk.ops[0] = type(desk.ops[0])(**{**_plain(desk.ops[0]), "sha256": "0" * 64})
    with pytest.raises(Refused):
        desk.push()
    centre.counting.catch_up()
    assert count_of(centre, "received") == 0


def _plain(op: Any) -> dict[str, Any]:
    return {name: getattr(op, name) for name in op.__struct_fields__}
