"""One message of every kind with every field filled, and random ones of any kind."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import strategies as st

from wenling_desk.protocol import messages, ops
from wenling_desk.protocol.messages import (
    BlobOffer,
    BlobState,
    DeviceReport,
    DigestAnswer,
    DuplicateRow,
    DuplicatesAnswer,
    DuplicatesRequest,
    EnrolAnswer,
    EnrolRequest,
    EpochAnswer,
    EpochRequest,
    FactsBody,
    FetchAnswer,
    FleetAnswer,
    FleetRow,
    HeadBody,
    HeldAnswer,
    HeldRow,
    HelloAnswer,
    HelloRequest,
    KnownAnswer,
    KnownRequest,
    LeaseBody,
    LogRow,
    OpStatus,
    Problem,
    PullAnswer,
    PushAnswer,
    PushRequest,
    RankedFact,
    ReleaseBody,
    SnapshotAnswer,
)
from wenling_desk.protocol.ops import Op, WireEntry, chained, op_digest

GOLDEN = Path(__file__).parent / "golden"

FACT = msgspec.Raw(
    '{"at":"2026-11-03T09:30:00.000000+08:00","body":{"form":{"entity_name":"示例小吃店 𠮷"},"未知":[1e400]},'
    '"catalogue_release":"2026.11","clerk":"0101","command_id":"c-1","counter":"A03","device":"desk-1",'
    '"fact_id":"f-1","kind":"TakenIn","members":["SC017"],"record_id":"r-1","record_kind":"acceptance",'
    '"role":"clerk","version":1}'.encode()
)
LOOK = msgspec.Raw(b'{"look":"person","object_id":"r-1","outcome":"ok"}')
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
AT = "2026-11-03T09:30:00.000000+08:00"
KEY = "ed25519:" + "ab" * 32

_entries = (
    WireEntry(id="f-1", kind="fact", record="r-1", body=FACT),
    WireEntry(id="look-1", kind="look", body=LOOK),
)
_op = Op(op_id="c-1", first=7, entries=_entries, hash=chained(bytes(32), _entries).hex(), sha256=op_digest(_entries))
_report = DeviceReport(
    app_version="0.3.0", schema=2, unsent=12, oldest_unsent_at=AT, needs_attention=1, blobs_waiting=3, free_mb=20480,
    printer="示例打印机", printer_state="no_paper", release="2026.11", now=AT,
)  # fmt: skip
_fact = RankedFact(rank=1, id="f-1", body=FACT)
_head = HeadBody(
    rank=3, hall="H1", heads=({"record_id": "r-1", "member": "SC017", "applicant": "林**", "open": True},),
    disputed=True, scans_missing=2, duplicates=("r-9",),
)  # fmt: skip
_row = LogRow(ver=8, kind="head", record="r-1", op_id="c-1", body=msgspec.Raw(msgspec.json.encode(_head)))
_fleet_row = FleetRow(
    device="desk-1", hall="H1", kind="laptop", counter="A03", desk_code="K7QX", epoch=2, status="active",
    enrolled_at=AT, last_seen_at=AT, lease_until=AT, held=3, report=_report,
)  # fmt: skip
_held_row = HeldRow(
    record="r-1", number="331081-26-K7QX-000042-C", item_name="食品经营许可核发", applicant="林**", status="taken_in",
    open=True, changed_at=AT,
)  # fmt: skip
_duplicate_row = DuplicateRow(
    hall="H2", hall_name="城西大厅", number="331081-26-M8RY-000007-D", item_code="SC017", status="accepted",
    received_at=AT,
)  # fmt: skip

SAMPLES: tuple[msgspec.Struct, ...] = (
    EnrolRequest(
        code="ABCD-2345", device="desk-1", public_key=KEY, kind="laptop", counter="A03", app_version="0.3.0",
        protocol=1, epoch=1, ledger_length=40,
    ),
    EnrolAnswer(
        region="331081", hall_code="H1", hall_name="城东大厅", desk_code="K7QX", epoch=2, lease_until=AT,
        incarnation="life-1", centre_key=KEY, escrow_key="x25519:" + "cd" * 32, scopes=("hall:H1", "device:desk-1"),
    ),
    _report,
    HelloRequest(device="desk-1", epoch=2, protocol=1, report=_report),
    HelloAnswer(
        protocol=1, oldest_pulling=1, incarnation="life-1", now=AT, epoch=2, last_seq=40, request_seq=99,
        lease_until=AT, scopes=("hall:H1",), heads={"hall:H1": 8}, most_ops=500, most_bytes=1048576,
        notices=("maintenance",),
    ),
    PushRequest(device="desk-1", epoch=2, protocol=1, schema=1, previous="00" * 32, ops=(_op,)),
    _op,
    _entries[0],
    OpStatus(op_id="c-1", state="applied", refused=("f-1",), disputed=("r-1",), reason="field_conflict"),
    PushAnswer(
        incarnation="life-1", ack=8, statuses=(OpStatus(op_id="c-1", state="held", reason="unreadable"),),
        anchor="ed25519:" + "ef" * 64, received_at=AT,
    ),
    EpochRequest(device="desk-1", epoch=2, request_id="q-1", reason="forked", first=7, previous="00" * 32),
    EpochAnswer(epoch=3, desk_code="M8RY", incarnation="life-1"),
    KnownRequest(op_ids=("c-1", "c-2")),
    KnownAnswer(known={"c-1": SHA}, incarnation="life-1"),
    _row,
    _fact,
    FactsBody(record_kind="acceptance", device="desk-1", facts=(_fact,), received_at=AT),
    _head,
    LeaseBody(lease_until=AT, revoked=True),
    ReleaseBody(release_kind="catalogue", number="2026.12", size=9, sha256=SHA, effective_at=AT, signature=KEY),
    PullAnswer(scope="hall:H1", rows=(_row,), next=9, head=20, floor=1, incarnation="life-1"),
    FetchAnswer(
        record="r-1", record_kind="acceptance", facts=(_fact,), head=msgspec.Raw(msgspec.json.encode(_head))
    ),
    DigestAnswer(scope="hall:H1", ver=8, count=2, xor=SHA),
    SnapshotAnswer(
        scope="hall:H1", snapshot_id="s-1", ver=8, size=4096, sha256=SHA, key="aa" * 48, incarnation="life-1",
        signature=KEY,
    ),
    DuplicatesRequest(device="desk-1", identity_number="331081199001010021", items=("SC017", "SC018")),
    _duplicate_row,
    DuplicatesAnswer(total=21, rows=(_duplicate_row,)),
    BlobOffer(sha256=SHA, size=700000, kind="scan", record="r-1"),
    BlobState(sha256=SHA, offset=262144, complete=False),
    _fleet_row,
    FleetAnswer(now=AT, devices=(_fleet_row,)),
    _held_row,
    HeldAnswer(device="desk-1", last_seen_at=AT, unsent_then=2, total=1, rows=(_held_row,)),
    Problem(code="gap", values={"expected": "7"}),
)  # fmt: skip


def kinds() -> tuple[type[msgspec.Struct], ...]:
    """Every message there is."""
    found = {
        value
        for module in (messages, ops)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, msgspec.Struct) and value is not msgspec.Struct
    }
    return tuple(sorted(found, key=lambda kind: kind.__name__))


TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
RAW = _json.map(lambda value: msgspec.Raw(msgspec.json.encode(value)))


def any_of(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Any message of that kind."""
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{name: _of(hints[name]) for name in hints})


def _of(hint: Any) -> st.SearchStrategy[Any]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    plain = {str: TEXT, int: st.integers(-(2**63), 2**64 - 1), bool: st.booleans(), msgspec.Raw: RAW, object: _json}
    if hint in plain:
        return plain[hint]
    if origin is tuple:
        return st.lists(_of(arguments[0]), max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(TEXT, _of(arguments[1]), max_size=3)
    if type(None) in arguments:
        return st.none() | _of(next(each for each in arguments if each is not type(None)))
    return any_of(hint)


def golden_files(version: int) -> Iterator[tuple[Path, msgspec.Struct]]:
    """Where the message of each kind of that version is kept, beside today's."""
    for sample in SAMPLES:
        yield GOLDEN / f"v{version}" / f"{type(sample).__name__}.json", sample
