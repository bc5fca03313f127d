"""A snapshot is the scope as it stands at one version: what a desk has that pulled up to there."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zstandard

from tests.server.core_acts import case_of, fact
from tests.support.fakes import CHINA, FakeClock
from tests.support.small_centre import WireDesk, make_centre
from wenling_desk.protocol.messages import FactsBody, ReleaseBody, SnapshotAnswer
from wenling_desk.server.parts import Limits
from wenling_desk.server.refusals import Refused
from wenling_desk.store import engine
from wenling_desk.store.centre.store import CentreStore


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def desk(centre_store: CentreStore, tmp_path: Path, clock: FakeClock) -> WireDesk:
    limits = Limits(snapshot_versions=3)
    found = WireDesk(make_centre(store=centre_store, files=tmp_path / "files", limits=limits, clock=clock))
    found.enrol()
    return found


def opened(desk: WireDesk, answer: SnapshotAnswer, folder: Path) -> tuple[dict[str, str], list[Any]]:
    """Download in parts, check, decrypt."""
    packed = b""
    while len(packed) < answer.size:
        packed += desk.centre.snapshot_part(desk.device, answer.snapshot_id, len(packed), 1000)
    assert hashlib.sha256(packed).hexdigest() == answer.sha256
    assert desk.centre.snapshot_size(desk.device, answer.snapshot_id) == answer.size
    path = folder / f"{answer.snapshot_id}.db"
    path.write_bytes(zstandard.ZstdDecompressor().decompress(packed))
    assert b"SQLite" not in path.read_bytes()[:16]
    connection = engine.open_untouching(path, bytes.fromhex(answer.key))
    info = dict(connection.execute("SELECT name, value FROM info").fetchall())
    rows = connection.execute("SELECT ver, kind, record, op_id, body FROM rows ORDER BY ver").fetchall()
    connection.close()
    return info, rows


def test_a_snapshot_says_what_the_log_says(desk: WireDesk, tmp_path: Path) -> None:
    for _ in range(2):
        case_of(desk)
    _, record_id = case_of(desk)
    desk.push()
    desk.write(fact(desk, record_id, "PaperPrinted", 1, body={}))
    desk.push(3)
    hall = desk.centre.snapshot(desk.device, "hall:H1")
    info, rows = opened(desk, hall, tmp_path)
    pulled = {row.record: bytes(row.body) for row in desk.of_hall() if row.kind == "head"}
    assert {row[2]: row[4] for row in rows} == pulled
    assert info["scope"] == "hall:H1"
    assert (int(info["ver"]), int(info["rows"])) == (hall.ver, 3)
    assert hall.ver == desk.cursors["hall:H1"]
    own = desk.centre.snapshot(desk.device, "device:desk-1")
    _, rows = opened(desk, own, tmp_path)
    assert {(row[2], row[3]): row[4] for row in rows} == {
        (row.record, row.op_id): bytes(row.body) for row in desk.own()
    }
    assert [row[0] for row in rows] == [1, 2, 3, 4]
    assert all(msgspec.json.decode(row[4], type=FactsBody).facts for row in rows)


def test_a_snapshot_serves_until_the_log_has_gone_on(desk: WireDesk, clock: FakeClock, tmp_path: Path) -> None:
    case_of(desk)
    desk.push()
    first = desk.centre.snapshot(desk.device, "hall:H1")
    assert desk.centre.snapshot(desk.device, "hall:H1") == first
    for _ in range(4):
        case_of(desk)
    desk.push(1)
    second = desk.centre.snapshot(desk.device, "hall:H1")
    assert second.ver > first.ver
    assert second.key != first.key
    clock.moment += timedelta(days=3)
    assert desk.centre.housekeeping(clock.now().date()).snapshots == 1
    with pytest.raises(Refused, match="not_found"):
        desk.centre.snapshot_part(desk.device, first.snapshot_id, 0, 10)
    desk.centre.restore_mark()
    assert desk.centre.snapshot(desk.device, "hall:H1").incarnation == desk.centre.parts.incarnation()
    with pytest.raises(Refused, match="range_wrong"):
        desk.centre.snapshot_part(desk.device, desk.centre.snapshot(desk.device, "hall:H1").snapshot_id, 1 << 30, 10)


def test_nobody_gets_another_scope(desk: WireDesk) -> None:  # invariant I13
    other = WireDesk(desk.centre, "desk-2", hall="H2")
    other.enrol()
    mine = desk.centre.snapshot(desk.device, "hall:H1")
    with pytest.raises(Refused, match="wrong_scope"):
        desk.centre.snapshot("desk-2", "hall:H1")
    with pytest.raises(Refused, match="wrong_scope"):
        desk.centre.snapshot_part("desk-2", mine.snapshot_id, 0, 10)
    desk.centre.revoke("desk-1")
    with pytest.raises(Refused, match="device_revoked"):
        desk.centre.snapshot_part("desk-1", mine.snapshot_id, 0, 10)


def test_releases_are_signed_announced_and_never_changed(desk: WireDesk, tmp_path: Path) -> None:
    moment = datetime(2026, 12, 1, tzinfo=CHINA)
    centre = desk.centre
    made = centre.publish_release("catalogue", "2026.12", b"packed catalogue", moment)
    assert centre.publish_release("catalogue", "2026.12", b"packed catalogue", moment) == made
    with pytest.raises(Refused, match="bad_message"):
        centre.publish_release("catalogue", "2026.12", b"another", moment)
    with pytest.raises(Refused, match="bad_message"):
        centre.publish_release("catalogue", "../up", b"x", moment)
    rows = desk.pull("catalogue:331081")
    assert [msgspec.json.decode(row.body, type=ReleaseBody) for row in rows] == [made]
    assert centre.releases() == (made,)
    assert centre.release_size("catalogue", "2026.12") == 16
    assert centre.release_read("catalogue", "2026.12", 7, 100) == b"catalogue"
    with pytest.raises(Refused, match="not_found"):
        centre.release_read("program", "2026.12", 0, 10)
    _, snapshot = opened(desk, centre.snapshot(desk.device, "catalogue:331081"), tmp_path)
    assert [row[1] for row in snapshot] == ["release"]
