"""Attachments at the centre: resumed where they stopped, whole only after their digest, missing until then."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.server.core_acts import case_of, fact
from tests.support.fakes import FakeClock
from tests.support.small_centre import WireDesk, make_centre
from wenling_desk.protocol.messages import BlobOffer, BlobState, HeadBody
from wenling_desk.server.refusals import Refused
from wenling_desk.store.centre.store import CentreStore

SCAN = bytes(range(256)) * 40
SHA = hashlib.sha256(SCAN).hexdigest()
PIECE = 4000


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def desk(centre_store: CentreStore, tmp_path: Path, clock: FakeClock) -> WireDesk:
    found = WireDesk(make_centre(store=centre_store, files=tmp_path / "files", clock=clock))
    found.enrol()
    return found


def attach(desk: WireDesk, number: int = 1) -> str:
    """A case with a scan the centre waits for."""
    _, record_id = case_of(desk)
    body = {"sha256": SHA, "size": len(SCAN), "media_type": "image/jpeg", "material": "m_main", "members": []}
    desk.write(fact(desk, record_id, "ScanAttached", number, body=body))
    desk.push()
    return record_id


def offer(desk: WireDesk, record_id: str, size: int = len(SCAN)) -> BlobState:
    return desk.centre.blob_offer(desk.device, BlobOffer(sha256=SHA, size=size, kind="scan", record=record_id))


def send(desk: WireDesk, start: int, data: bytes = SCAN) -> BlobState:
    return desk.centre.blob_chunk(desk.device, SHA, start, data[start : start + PIECE])


def missing(desk: WireDesk) -> int:
    return msgspec.json.decode(desk.of_hall()[-1].body, type=HeadBody).scans_missing


def test_a_scan_is_missing_until_it_is_whole(desk: WireDesk, tmp_path: Path) -> None:  # invariant I11, fault 33
    record_id = attach(desk)
    assert missing(desk) == 1
    assert offer(desk, record_id) == BlobState(sha256=SHA, offset=0, complete=False)
    assert send(desk, 0).offset == PIECE
    with pytest.raises(Refused, match="offset_wrong") as refused:
        send(desk, 2 * PIECE)
    assert refused.value.values == {"offset": str(PIECE)}
    assert offer(desk, record_id).offset == PIECE, "it goes on where it stopped"
    send(desk, PIECE)
    assert desk.of_hall() == []
    assert send(desk, 2 * PIECE) == BlobState(sha256=SHA, offset=len(SCAN), complete=True)
    assert missing(desk) == 0
    assert offer(desk, record_id).complete
    assert send(desk, 2 * PIECE).complete, "the last piece again, its answer was lost"
    assert desk.centre.blob_size(desk.device, SHA) == len(SCAN)
    assert desk.centre.blob_read(desk.device, SHA, 3990, 5000) == SCAN[3990:8990]
    (file,) = (tmp_path / "files" / "blobs").iterdir()
    assert SCAN[:64] not in file.read_bytes()


def test_the_same_scan_of_two_cases_is_sent_once(desk: WireDesk) -> None:  # fault 33
    first = attach(desk)
    offer(desk, first)
    for start in range(0, len(SCAN), PIECE):
        send(desk, start)
    second = attach(desk, 2)
    assert offer(desk, second).complete
    assert missing(desk) == 0


def test_another_content_begins_anew(desk: WireDesk, tmp_path: Path) -> None:
    record_id = attach(desk)
    offer(desk, record_id)
    for start in range(0, 2 * PIECE, PIECE):
        send(desk, start)
    with pytest.raises(Refused, match="bad_digest"):
        send(desk, 2 * PIECE, bytes(len(SCAN)))
    assert list((tmp_path / "files" / "blobs").iterdir()) == []
    assert offer(desk, record_id) == BlobState(sha256=SHA, offset=0, complete=False)
    for start in range(0, len(SCAN), PIECE):
        send(desk, start)
    assert missing(desk) == 0


def test_an_unfinished_upload_expires_and_may_begin_anew(desk: WireDesk, clock: FakeClock, tmp_path: Path) -> None:
    record_id = attach(desk)
    offer(desk, record_id)
    send(desk, 0)
    assert desk.centre.housekeeping(clock.now().date()).uploads == 0
    clock.moment += timedelta(days=16)
    assert desk.centre.housekeeping(clock.now().date()).uploads == 1
    assert list((tmp_path / "files" / "blobs").iterdir()) == []
    with pytest.raises(Refused, match="not_found"):
        send(desk, PIECE)
    assert offer(desk, record_id).offset == 0


def test_who_may_not(desk: WireDesk) -> None:
    record_id = attach(desk)
    with pytest.raises(Refused, match="not_found"):
        offer(desk, "another-record")
    with pytest.raises(Refused, match="bad_message"):
        offer(desk, record_id, size=0)
    with pytest.raises(Refused, match="not_found"):
        send(desk, 0)
    offer(desk, record_id)
    with pytest.raises(Refused, match="too_large"):
        desk.centre.blob_chunk(desk.device, SHA, 0, bytes(len(SCAN) + 1))
    for start in range(0, len(SCAN), PIECE):
        send(desk, start)
    stranger = WireDesk(desk.centre, "desk-2")
    stranger.enrol()
    with pytest.raises(Refused, match="wrong_scope"):
        desk.centre.blob_read("desk-2", SHA, 0, 10)
    desk.centre.fetch_record("desk-2", record_id)
    assert desk.centre.blob_read("desk-2", SHA, 0, 10) == SCAN[:10]
    with pytest.raises(Refused, match="range_wrong"):
        desk.centre.blob_read("desk-2", SHA, len(SCAN), 10)
    desk.centre.revoke("desk-1")
    with pytest.raises(Refused, match="device_revoked"):
        offer(desk, record_id)


def test_a_changed_piece_is_not_given_out(desk: WireDesk, tmp_path: Path) -> None:  # fault 27
    record_id = attach(desk)
    offer(desk, record_id)
    for start in range(0, len(SCAN), PIECE):
        send(desk, start)
    (file,) = (tmp_path / "files" / "blobs").iterdir()
    data = bytearray(file.read_bytes())
    data[100] ^= 1
    file.write_bytes(data)
    with pytest.raises(Refused, match="unavailable"):
        desk.centre.blob_read(desk.device, SHA, 0, 10)
    assert desk.centre.blob_read(desk.device, SHA, PIECE, 10) == SCAN[PIECE : PIECE + 10]
