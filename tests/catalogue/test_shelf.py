"""Which release is in force on a day: the bundled one and those received, damaged, early, late and going backwards."""

from __future__ import annotations

import dataclasses
import logging
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalogue.tree import changed, write_tree
from tests.support.small_catalogue import small_catalogue
from wenling_desk.catalogue.files import release_order
from wenling_desk.catalogue.loader import load_catalogue
from wenling_desk.catalogue.packed import pack
from wenling_desk.catalogue.releases import BEIJING, Keeping, Published, ReleaseArchive, effective_day
from wenling_desk.catalogue.shelf import ReleaseShelf
from wenling_desk.domain.catalogue import Catalogue

BEFORE, FIRST, LATER = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 24)
MIDNIGHT = datetime(2026, 12, 1, tzinfo=BEIJING)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A program whose bundled release is 2026.11, of 2026-11-01."""
    return write_tree(tmp_path / "resources")


@pytest.fixture
def shelf(root: Path, tmp_path: Path) -> ReleaseShelf:
    return on(root, tmp_path)


def on(root: Path, home: Path) -> ReleaseShelf:
    """The shelf of a program that was just started."""
    return ReleaseShelf(root, home / "cache", samples=False, archive=home / "releases")


def release(root: Path, number: str, name: str = "设立登记") -> Catalogue:
    """The bundled release with another number, and another name of its first item."""
    made = load_catalogue(root)
    item = dataclasses.replace(made.items["SC001"], name=name)
    return dataclasses.replace(made, release=number, items={**made.items, "SC001": item})


def put(shelf: ReleaseShelf, catalogue: Catalogue, at: datetime = MIDNIGHT, today: date | None = BEFORE) -> Keeping:
    return shelf.receive(catalogue, pack(catalogue), at, today)


def numbers(shelf: ReleaseShelf, *days: date) -> list[str]:
    return [shelf.current(day).release for day in days]


# -- in force ------------------------------------------------------------------------------------


def test_a_received_release_takes_effect_on_its_day_and_not_before(root: Path, shelf: ReleaseShelf) -> None:
    assert numbers(shelf, BEFORE, FIRST) == ["2026.11", "2026.11"]
    assert put(shelf, release(root, "2026.12", "公司设立登记")) is Keeping.KEPT
    assert numbers(shelf, BEFORE, FIRST, LATER) == ["2026.11", "2026.12", "2026.12"]
    assert shelf.current(FIRST).items["SC001"].name == "公司设立登记"
    assert shelf.current(FIRST) is shelf.current(LATER), "one release is one object: the search goes by it"


def test_it_is_still_there_after_a_restart(root: Path, tmp_path: Path, shelf: ReleaseShelf) -> None:
    put(shelf, release(root, "2026.12"))
    again = on(root, tmp_path)
    assert numbers(again, BEFORE, FIRST) == ["2026.11", "2026.12"]
    assert [(each.number, each.day) for each in again.published()] == [("2026.12", FIRST)]


def test_cases_find_the_release_they_are_pinned_to(root: Path, shelf: ReleaseShelf) -> None:
    put(shelf, release(root, "2026.12"))
    assert shelf.current(LATER).release == "2026.12"
    assert shelf.release("2026.11").release == "2026.11"
    assert shelf.release("2026.12") is shelf.current(LATER)
    assert shelf.release("2031.1").release == "2026.11", "one that was never here: the bundled one"


def test_a_day_begins_where_the_counter_is(root: Path, shelf: ReleaseShelf) -> None:
    put(shelf, release(root, "2026.12"), datetime(2026, 11, 30, 16, tzinfo=UTC))
    assert numbers(shelf, BEFORE, FIRST) == ["2026.11", "2026.12"]
    assert effective_day(datetime.max.replace(tzinfo=UTC)) == date.max


def test_the_highest_number_of_those_begun_is_in_force(root: Path, shelf: ReleaseShelf) -> None:
    put(shelf, release(root, "2027.1"), MIDNIGHT + timedelta(days=31))
    put(shelf, release(root, "2026.12"), MIDNIGHT)
    put(shelf, release(root, "2026.12.1"), MIDNIGHT + timedelta(days=9))
    days = BEFORE, FIRST, date(2026, 12, 9), date(2026, 12, 10), date(2026, 12, 31), date(2027, 1, 1)
    assert numbers(shelf, *days) == ["2026.11", "2026.12", "2026.12", "2026.12.1", "2026.12.1", "2027.1"]


def test_numbers_are_ordered_as_people_count() -> None:
    written = ["2026.9", "2026.11", "2026.12", "2026.12.1", "2026.100", "2027"]
    assert sorted(sorted(written), key=release_order) == written
    assert release_order("2026.12a") > release_order("2026.12")


def test_a_program_that_brings_a_newer_release_waits_for_its_day(tmp_path: Path, root: Path) -> None:
    put(on(root, tmp_path), release(root, "2026.12"))
    upgraded = write_tree(tmp_path / "upgraded", changed("catalogue/release.yaml", "'2026.11'", "'2027.1'"))
    text = (upgraded / "catalogue" / "release.yaml").read_text("utf-8")
    (upgraded / "catalogue" / "release.yaml").write_text(text.replace("2026-11-01", "2027-01-01"), "utf-8")
    shelf = on(upgraded, tmp_path)
    assert numbers(shelf, FIRST, date(2027, 1, 1)) == ["2026.12", "2027.1"]
    assert shelf.release("2026.11").release == "2026.11"
    assert on(upgraded, tmp_path / "new").current(FIRST).release == "2027.1", "nothing else is here: better than none"


# -- backwards -----------------------------------------------------------------------------------


def test_an_old_release_sent_again_changes_nothing(root: Path, shelf: ReleaseShelf) -> None:
    put(shelf, release(root, "2026.12"))
    assert put(shelf, release(root, "2026.10"), MIDNIGHT + timedelta(days=5), LATER) is Keeping.KEPT
    assert numbers(shelf, FIRST, LATER) == ["2026.12", "2026.12"]
    assert shelf.release("2026.10").release == "2026.10", "a case may be pinned to it"


def test_one_that_would_begin_before_the_one_in_force_never_does(
    root: Path, tmp_path: Path, shelf: ReleaseShelf
) -> None:
    put(shelf, release(root, "2026.12"))
    put(shelf, release(root, "2026.13"), MIDNIGHT - timedelta(days=3), LATER)
    for each in (shelf, on(root, tmp_path)):
        assert numbers(each, date(2026, 11, 29), LATER) == ["2026.11", "2026.12"]
        assert each.release("2026.13").release == "2026.13"


@pytest.mark.parametrize("number", ["2026.11", "2026.12"])
def test_another_content_under_a_known_number_is_refused(
    root: Path, tmp_path: Path, shelf: ReleaseShelf, number: str
) -> None:
    put(shelf, release(root, "2026.12"))
    assert put(shelf, release(root, number, "注销登记")) is Keeping.NUMBER_REUSED
    assert shelf.release(number).items["SC001"].name == "设立登记"
    assert put(shelf, release(root, number)) is not Keeping.NUMBER_REUSED, "the same once more is no trouble"


def test_without_an_archive_nothing_is_received(root: Path, tmp_path: Path) -> None:
    bare = ReleaseShelf(root, tmp_path, samples=False)
    assert put(bare, release(root, "2026.12")) is Keeping.NUMBER_REUSED
    assert not bare.look()
    assert numbers(bare, LATER) == ["2026.11"]


@given(st.lists(st.tuples(st.integers(8, 16), st.integers(-40, 40)), max_size=6, unique_by=lambda each: each[0]))
def test_day_by_day_numbers_only_rise(published: list[tuple[int, int]]) -> None:
    """Whatever was published, no day goes back to a lower number once the bundled release has begun."""
    with pytest.MonkeyPatch.context() as patch:
        bundled = small_catalogue("2026.11")
        patch.setattr("wenling_desk.catalogue.shelf.load_packed", lambda *_, **__: bundled)
        kept = {f"2026.{number}": MIDNIGHT + timedelta(days=days) for number, days in published}
        shelf = ReleaseShelf(Path(), Path(), samples=False, archive=Path("nowhere"))
        patch.setattr(ReleaseArchive, "keep", lambda *_: Keeping.KEPT)
        patch.setattr(ReleaseArchive, "moments", lambda _: frozenset(kept))
        patch.setattr(ReleaseArchive, "published", lambda _: [Published(*each) for each in kept.items()])
        patch.setattr(ReleaseArchive, "find", lambda _, number, samples: dataclasses.replace(bundled, release=number))
        seen = [release_order(shelf.current(date(2026, 11, 1) + timedelta(days=day)).release) for day in range(90)]
    assert seen == sorted(seen)
    begun = [number for number, at in kept.items() if effective_day(at) <= date(2027, 1, 29)]
    assert seen[-1] == max(map(release_order, [*begun, "2026.11"]))


# -- damage --------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", ["cut", "gone", "other"])
def test_a_damaged_release_falls_back_to_the_one_before_it_and_says_so(
    root: Path, tmp_path: Path, shelf: ReleaseShelf, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    put(shelf, release(root, "2026.12"))
    put(shelf, release(root, "2026.13"), MIDNIGHT + timedelta(days=9))
    file = tmp_path / "releases" / "2026.13.release"
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-1] if damage == "cut" else b"another file")
    again = on(root, tmp_path)
    with caplog.at_level(logging.WARNING):
        assert numbers(again, BEFORE, FIRST, LATER) == ["2026.11", "2026.12", "2026.12"]
        assert again.current(LATER + timedelta(days=1)).release == "2026.12"
    assert [record.getMessage() for record in caplog.records] == [
        "release 2026.13 is damaged, the one before it is in force"
    ]
    assert again.damaged == {"2026.13"}
    assert put(again, release(root, "2026.13"), MIDNIGHT + timedelta(days=9)) is Keeping.KEPT
    assert numbers(again, LATER) == ["2026.13"]
    assert again.damaged == frozenset()


def test_all_damaged_the_bundled_one_is_left(root: Path, tmp_path: Path, shelf: ReleaseShelf) -> None:
    put(shelf, release(root, "2026.12"))
    for file in (tmp_path / "releases").iterdir():
        file.write_bytes(b"")
    assert numbers(on(root, tmp_path), LATER) == ["2026.11"]


@pytest.mark.parametrize("text", [b"", b"soon", b"2026-12-01T00:00:00", b"\xff\xff"])
def test_a_moment_that_cannot_be_read_counts_as_none(
    root: Path, tmp_path: Path, shelf: ReleaseShelf, text: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    put(shelf, release(root, "2026.12"))
    (tmp_path / "releases" / "2026.12.effective").write_bytes(text)
    again = on(root, tmp_path)
    assert numbers(again, LATER) == ["2026.11"]
    assert "its moment is damaged" in caplog.text
    assert not again.look(), "it is not looked at again for ever"


def test_a_full_disk_keeps_the_release_before(root: Path, shelf: ReleaseShelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(target: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    shelf.bundled()
    monkeypatch.setattr("wenling_desk.catalogue.releases.write_durably", full)
    with pytest.raises(OSError, match="No space"):
        put(shelf, release(root, "2026.12"))
    assert numbers(shelf, LATER) == ["2026.11"]


# -- several at once -----------------------------------------------------------------------------


def test_what_another_process_publishes_is_seen(root: Path, tmp_path: Path, shelf: ReleaseShelf) -> None:
    assert numbers(shelf, LATER) == ["2026.11"]
    assert not shelf.look()
    put(on(root, tmp_path), release(root, "2026.12"))
    assert numbers(shelf, LATER) == ["2026.11"], "until somebody looks"
    assert shelf.look()
    assert not shelf.look()
    assert numbers(shelf, BEFORE, LATER) == ["2026.11", "2026.12"]


def test_questions_from_threads_while_one_arrives(root: Path, shelf: ReleaseShelf) -> None:
    found: list[str] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            found.append(shelf.current(LATER).release)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    put(shelf, release(root, "2026.12"))
    over.set()
    for thread in threads:
        thread.join(5)
    assert set(found) <= {"2026.11", "2026.12"}
    assert shelf.current(LATER).release == "2026.12"
