"""Attachments, snapshots and releases over HTTP: chunks, resumption, ranges, and who may read what."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import httpx
import pytest

from tests.server.door import Door
from tests.server.signed_requests import SignedDevice, code_of
from wenling_desk.protocol.messages import BlobOffer
from wenling_desk.protocol.signing import release_bytes, snapshot_bytes
from wenling_desk.security.signatures import verify
from wenling_desk.server.endpoints import MOST_CHUNK
from wenling_desk.server.ranges import PIECE_BYTES, wanted
from wenling_desk.server.refusals import Refused
from wenling_desk.store.centre import tables

SCAN = hashlib.sha256(b"seed").digest() * 80_000
DIGEST = hashlib.sha256(SCAN).hexdigest()


@pytest.fixture
def device(door: Door) -> SignedDevice:
    """A device that holds a record whose facts name the scan."""
    device = door.enrol()
    store = door.centre.parts.store

    def name_it(session):
        session.insert(tables.blob_ref, [tuple(_row(tables.blob_ref, record_id="r1", sha256=DIGEST))])
        session.insert(tables.holder, [tuple(_row(tables.holder, record_id="r1", device_id="desk-1"))])

    store.write(name_it)
    return device


def _row(table, **values):
    """A row of a table without its region; what is not given is 0 or empty."""
    for column in list(table.columns)[1:]:
        plain = 0 if "INT" in str(column.type).upper() else ""
        yield values.get(column.name, plain)


def offer(door: Door, device: SignedDevice, **changed: object) -> httpx.Response:
    plain = {"sha256": DIGEST, "size": len(SCAN), "kind": "scan", "record": "r1"} | changed
    return door.http.send(device.request("POST", "/v1/blob", BlobOffer(**plain)))  # type: ignore[arg-type]


def patch(door: Door, device: SignedDevice, offset: object, data: bytes, packing: str = "identity") -> httpx.Response:
    path = f"/v1/blob/{DIGEST}"
    return door.http.send(device.request("PATCH", path, data, upload_offset=str(offset), content_encoding=packing))


def test_a_scan_goes_up_in_chunks_and_comes_down_in_ranges(door: Door, device: SignedDevice) -> None:
    answer, sent = offer(door, device), 0
    assert answer.json() == {"sha256": DIGEST, "offset": 0, "complete": False}
    while sent < len(SCAN):
        chunk = SCAN[sent : sent + MOST_CHUNK]
        answer = patch(door, device, sent, chunk)
        assert answer.status_code == 200, answer.content
        sent += len(chunk)
        assert answer.json()["offset"] == sent
        wrong = patch(door, device, sent - 1, b"x")
        if sent < len(SCAN):
            assert (wrong.status_code, wrong.json()["values"]) == (409, {"offset": str(sent)})
            assert offer(door, device).json()["offset"] == sent  # where to go on after a cut
    assert answer.json()["complete"] is True
    assert offer(door, device).json()["complete"] is True
    path = f"/v1/blob/{DIGEST}"
    whole = door.http.send(device.request("GET", path))
    assert (whole.status_code, whole.content) == (200, SCAN)
    assert whole.headers["content-type"] == "application/octet-stream"
    part = door.http.send(device.request("GET", path, range=f"bytes={PIECE_BYTES - 5}-{PIECE_BYTES + 4}"))
    assert (part.status_code, part.content) == (206, SCAN[PIECE_BYTES - 5 : PIECE_BYTES + 5])
    beyond = door.http.send(device.request("GET", path, range=f"bytes={len(SCAN)}-"))
    assert (beyond.status_code, code_of(beyond)) == (416, "range_wrong")
    other = door.enrol("desk-2")
    assert code_of(door.http.send(other.request("GET", path))) == "wrong_scope"


def test_what_is_no_chunk(door: Door, device: SignedDevice) -> None:
    assert offer(door, device).status_code == 200
    for offset in ("", "-1", "x", "9" * 17, "1.5"):
        assert code_of(patch(door, device, offset, b"x")) == "bad_message"
    large = patch(door, device, 0, bytes(MOST_CHUNK + 1))
    assert (large.status_code, code_of(large)) == (413, "too_large")
    assert code_of(patch(door, device, 0, b"")) == "bad_message"
    packed = patch(door, device, 0, b"x", packing="zstd")
    assert (packed.status_code, code_of(packed)) == (415, "wrong_type")
    unknown = door.http.send(device.request("PATCH", f"/v1/blob/{'0' * 64}", b"x", upload_offset="0"))
    assert (unknown.status_code, code_of(unknown)) == (404, "not_found")
    for name in ("..", "x", "%2e%2e%2fcentre.keys"):
        assert door.http.send(device.request("GET", f"/v1/blob/{name}")).status_code == 404


def test_a_wrong_whole_begins_anew(door: Door, device: SignedDevice) -> None:
    answer, sent = offer(door, device), 0
    while sent < len(SCAN):
        chunk = bytes(min(MOST_CHUNK, len(SCAN) - sent))
        answer = patch(door, device, sent, chunk)
        sent += len(chunk)
    assert (answer.status_code, code_of(answer)) == (400, "bad_digest")
    assert offer(door, device).json()["offset"] == 0


def test_what_no_fact_names_is_not_taken(door: Door, device: SignedDevice) -> None:
    assert code_of(offer(door, device, record="r2")) == "not_found"
    assert code_of(offer(door, device, size=0)) == "bad_message"
    assert code_of(offer(door, device, kind="film")) == "bad_message"
    assert code_of(offer(door, device, sha256="0")) == "bad_message"


def test_a_snapshot_is_signed_and_comes_in_pieces(door: Door, device: SignedDevice) -> None:
    made = door.http.send(device.request("POST", "/v1/snapshot?scope=hall:H1"))
    assert made.status_code == 200, made.content
    told = made.json()
    covered = snapshot_bytes("hall:H1", told["ver"], told["sha256"], told["incarnation"])
    assert verify(door.centre.parts.keys.public, told["signature"], covered)
    path = f"/v1/snapshot/{told['snapshot_id']}"
    whole = door.http.send(device.request("GET", path)).content
    assert hashlib.sha256(whole).hexdigest() == told["sha256"]
    pieces = b""
    while len(pieces) < told["size"]:
        asked = f"bytes={len(pieces)}-{len(pieces) + 999}"
        pieces += door.http.send(device.request("GET", path, range=asked)).content
    assert pieces == whole
    assert code_of(door.http.send(device.request("POST", "/v1/snapshot?scope=hall:H2"))) == "wrong_scope"
    assert code_of(door.http.send(device.request("GET", "/v1/snapshot/none"))) == "not_found"


def test_a_release_is_signed(door: Door, device: SignedDevice) -> None:
    body = door.centre.publish_release("program", "2.0", b"program", datetime(2026, 12, 1, tzinfo=UTC))
    covered = release_bytes("program", "2.0", hashlib.sha256(b"program").hexdigest(), body.effective_at)
    assert verify(door.centre.parts.keys.public, body.signature, covered)
    assert door.http.send(device.request("GET", "/v1/release/program/2.0")).content == b"program"
    for path in ("/v1/release/program/3.0", "/v1/release/paper/2.0", "/v1/release/program/%2e%2e"):
        assert door.http.send(device.request("GET", path)).status_code == 404


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("bytes=0-9", (0, 10)),
        ("bytes=5-", (5, 95)),
        ("bytes=-10", (90, 10)),
        ("bytes=-1000", (0, 100)),
        ("bytes=90-1000", (90, 10)),
        ("bytes=9-5", None),
        ("bytes=0-1,5-6", None),
        ("items=0-1", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("bytes=" + "9" * 20 + "-", None),
    ],
)
def test_ranges(header: str, found: tuple[int, int] | None) -> None:
    assert wanted(header, 100) == found


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_range_beyond_the_end(header: str) -> None:
    with pytest.raises(Refused, match="range_wrong"):
        wanted(header, 100)
