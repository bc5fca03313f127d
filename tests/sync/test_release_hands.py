"""A release that arrives: taken, kept for an upgrade, or only told of; and the search that follows the catalogue."""

from __future__ import annotations

import dataclasses
from contextlib import nullcontext
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest

from tests.catalogue.tree import write_tree
from tests.support.fakes import FakeClock, texts
from tests.support.small_catalogue import SOCIAL_CARD, small_catalogue
from tests.support.small_centre import make_centre
from tests.sync.with_centre import Site
from wenling_desk import __version__, bootstrap
from wenling_desk.bootstrap.lazy_search import LazySearch
from wenling_desk.bootstrap.release_hands import ReleaseTaker, release_lines, release_warnings
from wenling_desk.catalogue.loader import load_catalogue
from wenling_desk.catalogue.packed import pack
from wenling_desk.catalogue.releases import BEIJING
from wenling_desk.catalogue.shelf import ReleaseShelf
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.protocol.codec import encode
from wenling_desk.protocol.messages import LogRow, ReleaseBody
from wenling_desk.protocol.signing import release_bytes
from wenling_desk.security.signatures import SigningKey
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.sync_ports import Enrolment, HeldRow

CENTRE = SigningKey(bytes(32))
TODAY = date(2026, 11, 24)
MIDNIGHT = "2026-12-01T00:00:00+08:00"


class DeskAtHand:
    """What the release hands see of an open desk, with what its database keeps of releases."""

    def __init__(self, folder: Path) -> None:
        self.root = write_tree(folder / "resources")
        self.shelf = ReleaseShelf(self.root, folder / "cache", samples=False, archive=folder / "releases")
        self.told: list[Changes] = []
        self.turns = 0
        self.held: list[HeldRow] = []
        self.notes: dict[str, str] = {}
        reading = SimpleNamespace(held_rows=lambda: tuple(self.held))
        current = SimpleNamespace(today=lambda: TODAY, identity=SimpleNamespace(region="331081"))
        self.opened = cast(
            "bootstrap.OpenDesk",
            SimpleNamespace(
                parts=SimpleNamespace(catalogues=self.shelf, home=folder, texts=texts()),
                current=current,
                store=SimpleNamespace(
                    sync_reading=lambda: nullcontext(reading),
                    note=lambda name: self.notes.get(name, ""),
                    keep_note=self.notes.__setitem__,
                ),
            ),
        )
        self.enrolment = cast("Enrolment", SimpleNamespace(centre_key=CENTRE.public))
        self.taker = ReleaseTaker(self.opened, self.in_turn, self.told.append)
        self.folder = folder

    def in_turn(self, work: Any, /) -> Any:
        self.turns += 1
        return work()

    def release(self, number: str = "2026.12", **values: Any) -> Catalogue:
        return dataclasses.replace(load_catalogue(self.root), release=number, **values)

    def take(self, data: bytes, number: str = "2026.12", at: str = MIDNIGHT) -> bool:
        file = self.folder / "release.part"
        file.write_bytes(data)
        return self.taker.take(body(data, number, at), file)

    def tell_of(self, said: ReleaseBody) -> None:
        row = LogRow(ver=len(self.held) + 1, kind="release", record="", op_id="", body=msgspec.Raw(encode(said)))
        self.held.append(HeldRow("catalogue:331081", row.ver, "release", encode(row)))

    def warned(self) -> list[tuple[str, object]]:
        found = release_warnings(self.opened, self.enrolment, self.taker)
        for each in found:
            texts()(f"sync.warning.{each.code}", **each.values)
        return [(each.code, each.values["number"]) for each in found]


def body(
    data: bytes, number: str, at: str = MIDNIGHT, kind: str = "catalogue", key: SigningKey = CENTRE
) -> ReleaseBody:
    digest = sha256(data).hexdigest()
    return ReleaseBody(
        release_kind=kind, number=number, size=len(data), sha256=digest, effective_at=at,
        signature=key.sign(release_bytes(kind, number, digest, at)),
    )  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> DeskAtHand:
    return DeskAtHand(tmp_path)


def test_a_release_is_taken_in_the_desks_own_turn(desk: DeskAtHand) -> None:
    assert desk.take(pack(desk.release()))
    assert desk.turns == 2, "between two commands, never within one"
    assert desk.told == [Changes(worklists=True)]
    assert desk.shelf.current(date(2026, 12, 1)).release == "2026.12"
    assert desk.shelf.current(TODAY).release == "2026.11"
    assert release_lines(desk.opened, desk.enrolment) == ["目录 2026.11 版", "目录 2026.12 版已收下，2026-12-01 起用"]
    assert desk.warned() == []


@pytest.mark.parametrize(
    ("what", "code"),
    [("other shape", "release_unreadable"), ("number", "release_wrong"), ("region", "release_wrong"),
     ("moment", "release_unreadable"), ("no zone", "release_wrong"), ("reused", "release_wrong")],
)  # fmt: skip
def test_what_cannot_be_taken_waits_and_is_told(desk: DeskAtHand, what: str, code: str) -> None:
    number, at, data = "2026.12", MIDNIGHT, pack(desk.release())
    match what:
        case "other shape":
            data = b"WLCAT2\n" + data[7:]
        case "number":
            number = "2026.13"
        case "region":
            data = pack(desk.release(region="331082"))
        case "moment":
            at = "soon"
        case "no zone":
            at = "2026-12-01T00:00:00"
        case "reused":
            number, data = "2026.11", pack(desk.release("2026.11", roles={}))
    desk.tell_of(body(data, number, at))
    assert not desk.take(data, number, at)
    assert desk.warned() == [(code, number)]
    assert desk.shelf.published() == ()
    assert desk.shelf.current(date(2026, 12, 24)).release == "2026.11"
    (line,) = release_lines(desk.opened, desk.enrolment)[1:]
    assert line.startswith(f"目录 {number} 版已公布")


def test_after_an_upgrade_the_same_release_is_taken(desk: DeskAtHand) -> None:
    data = pack(desk.release())
    desk.tell_of(body(data, "2026.12"))
    assert not desk.take(b"of another shape")
    assert desk.take(data)
    assert desk.warned() == []


def test_a_full_disk_is_a_known_trouble_and_changes_nothing(desk: DeskAtHand, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("wenling_desk.catalogue.releases.write_durably", full)
    with pytest.raises(KnownTrouble, match="disk_full"):
        desk.take(pack(desk.release()))
    assert desk.shelf.current(date(2026, 12, 24)).release == "2026.11"


def test_a_damaged_release_is_told(desk: DeskAtHand) -> None:
    desk.take(pack(desk.release()))
    file = desk.folder / "releases" / "2026.12.release"
    file.write_bytes(b"")
    desk.shelf = ReleaseShelf(desk.root, desk.folder / "cache", samples=False, archive=desk.folder / "releases")
    desk.opened.parts.catalogues = desk.shelf  # type: ignore[misc]
    assert desk.taker.lost() == ()
    desk.shelf.current(date(2026, 12, 1))
    assert desk.warned() == [("release_damaged", "2026.12")]
    (again,) = desk.taker.lost()
    assert again.number == "2026.12"
    assert desk.take(pack(desk.release()))
    assert desk.taker.lost() == ()
    assert desk.warned() == []


def test_a_release_that_a_restored_home_lacks_is_fetched_again(desk: DeskAtHand) -> None:
    desk.take(pack(desk.release()))
    desk.take(pack(desk.release("2026.13")), "2026.13")
    assert desk.taker.lost() == ()
    for file in (desk.folder / "releases").iterdir():
        file.unlink()
    assert [body.number for body in desk.taker.lost()] == ["2026.12", "2026.13"]
    desk.notes["releases"] = "not what was written"
    assert desk.taker.lost() == ()


def test_a_newer_program_is_told_of_and_no_other(desk: DeskAtHand) -> None:
    desk.tell_of(body(b"x", __version__, kind="program"))
    desk.tell_of(body(b"x", "0.0.1", kind="program"))
    desk.tell_of(body(b"x", "99.0", kind="program", key=SigningKey(b"\x01" * 32)))
    assert desk.warned() == [], "this very program, an older one, and one the centre never signed"
    desk.tell_of(body(b"x", "98.9", kind="program"))
    desk.tell_of(body(b"x", "98.10", kind="program"))
    assert desk.warned() == [("program_published", "98.10")]
    assert release_lines(desk.opened, desk.enrolment)[-1].startswith("新版本 98.10 已公布")


def test_a_programs_file_is_not_fetched_and_the_row_stays(tmp_path: Path) -> None:
    site = Site(tmp_path, make_centre(files=tmp_path / "files"))
    desk = site.desk("desk-1")
    moment = datetime(2026, 12, 1, tzinfo=UTC)
    site.centre.publish_release("program", "98.0", b"program", moment)
    site.centre.publish_release("catalogue", "2026.12", b"catalogue", moment)
    desk.sync()
    assert desk.releases == ["2026.12 9"]
    with desk.store.sync_reading() as reading:
        (row,) = reading.held_rows()
    assert b"98.0" in row.raw


def test_a_lost_release_is_asked_for_with_those_told_of(tmp_path: Path) -> None:
    site = Site(tmp_path, make_centre(files=tmp_path / "files"))
    desk = site.desk("desk-1")
    first = site.centre.publish_release("catalogue", "2026.12", b"catalogue", datetime(2026, 12, 1, tzinfo=UTC))
    desk.sync()
    desk.runner = desk.new_runner()
    desk.sync()
    assert desk.releases == ["2026.12 9"], "once"
    desk.runner = desk.new_runner()
    desk.carrier.lost_releases = lambda: (first,)
    site.centre.publish_release("catalogue", "2026.13", b"next", datetime(2026, 12, 9, tzinfo=UTC))
    desk.sync()
    assert desk.releases == ["2026.12 9", "2026.13 4", "2026.12 9"]


def test_the_search_follows_the_catalogue(tmp_path: Path) -> None:
    first = small_catalogue("2026.11")
    item = dataclasses.replace(first.items[SOCIAL_CARD], name="甲乙丙丁登记")
    second = dataclasses.replace(first, release="2026.12", items={**first.items, SOCIAL_CARD: item})
    clock = FakeClock(datetime(2026, 11, 30, 9, tzinfo=BEIJING))
    search = LazySearch(lambda: second if clock.now().date() >= date(2026, 12, 1) else first, tmp_path)
    search.warm_up()
    guide = search.guide
    assert search.guide is guide, "built once"
    assert [hit.name for hit in search.search(SOCIAL_CARD, 1)] == [first.items[SOCIAL_CARD].name]
    clock.go_to(date(2026, 12, 1))
    assert [hit.name for hit in search.search("甲乙丙丁登记", 1)] == ["甲乙丙丁登记"]
    assert search.guide is not guide
