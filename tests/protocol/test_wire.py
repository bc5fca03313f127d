"""What the wire promises: every message comes back as it was sent, bodies byte for byte, and bad bytes are refused."""

from __future__ import annotations

import hashlib
import tracemalloc
from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.samples import FACT, RAW, SAMPLES, TEXT, any_of, kinds
from wenling_desk.protocol.codec import BadMessageError, decode, encode, pack, unpack
from wenling_desk.protocol.messages import BlobState, KnownRequest, PushRequest
from wenling_desk.protocol.ops import Op, WireEntry, chained, op_digest
from wenling_desk.protocol.problems import STATUS
from wenling_desk.protocol.signing import RequestSeal
from wenling_desk.protocol.versions import MOST_BODY_BYTES
from wenling_desk.store.ledger import chain

ENTRIES = st.lists(st.builds(WireEntry, id=TEXT, kind=TEXT, record=TEXT, body=RAW), max_size=4).map(tuple)

BODIES = (
    FACT,
    b'{"b" : 1 ,\t"a":1e400,"a":2}',
    b'{"a":18446744073709551616.000000000000000000001}',
    '{"名":"\u202e𠮷\u200b＝1+1","c":"\\u0000\\ud83d\\ude00"}'.encode(),
    b'{"x":"' + b"y" * 1_000_000 + b'"}',
    b"{}",
)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
@given(data=st.data())
@settings(max_examples=25)
def test_every_message_comes_back(kind: type[msgspec.Struct], data: st.DataObject) -> None:
    message = data.draw(any_of(kind))
    assert decode(unpack(pack(encode(message))), kind) == message


@given(entries=ENTRIES)
def test_bodies_come_back_byte_for_byte(entries: tuple[WireEntry, ...]) -> None:
    op = Op(op_id="c-1", first=1, entries=entries, hash="", sha256=op_digest(entries))
    request = PushRequest(device="d", epoch=1, protocol=1, schema=1, previous="", ops=(op,))
    there = decode(unpack(pack(encode(request))), PushRequest).ops[0]
    assert [bytes(entry.body) for entry in there.entries] == [bytes(entry.body) for entry in entries]
    assert op_digest(there.entries) == op.sha256
    assert chained(bytes(32), there.entries) == chained(bytes(32), entries)


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_bodies_json_would_write_otherwise_are_left_alone(body: bytes) -> None:
    entry = WireEntry(id="x", kind="fact", record="r", body=msgspec.Raw(bytes(body)))
    assert bytes(decode(unpack(pack(encode(entry))), WireEntry).body) == bytes(body)


@given(entries=ENTRIES)
def test_the_wire_and_the_desk_chain_alike(entries: tuple[WireEntry, ...]) -> None:
    head = bytes(32)
    for entry in entries:
        head = chain(head, entry.id, bytes(entry.body))
    assert chained(bytes(32), entries) == head


@given(entries=ENTRIES.filter(bool), data=st.data())
def test_an_op_changed_anywhere_has_another_digest(entries: tuple[WireEntry, ...], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    field = data.draw(st.sampled_from(("id", "kind", "record", "body")))
    old = entries[place]
    value: Any = msgspec.Raw(bytes(old.body) + b" ") if field == "body" else getattr(old, field) + "x"
    changed = (*entries[:place], msgspec.structs.replace(old, **{field: value}), *entries[place + 1 :])
    assert op_digest(changed) != op_digest(entries)
    assert op_digest(entries[:place]) != op_digest(entries)


def test_names_that_run_into_one_another_differ() -> None:
    body = msgspec.Raw(b"{}")
    one = WireEntry(id="a", kind="fact", record="b", body=body)
    other = WireEntry(id="a", kind="factb", record="", body=body)
    assert op_digest((one,)) != op_digest((other,))


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"{", b'{"op_ids":"x"}', b'{"op_ids":[1]}', b'{"op_ids":["\xff"]}',
        b'{"op_ids":["\\ud800"]}', b'{"op_ids":["a\x00b"]}', b'{"op_ids":[NaN]}', b'\xef\xbb\xbf{"op_ids":[]}',
        "<!DOCTYPE html><title>认证</title>".encode(), b'{"op_ids":[]}{"op_ids":[]}', b"{}",
    ],
)  # fmt: skip
def test_what_is_no_such_message_is_refused(body: bytes) -> None:
    with pytest.raises(BadMessageError) as refused:
        decode(body, KnownRequest)
    assert not refused.value.is_too_large


@pytest.mark.parametrize("shape", ["[%s]", '{"a":%s}', '[{"a":%s}]'])
def test_deep_nesting_is_refused_not_followed(shape: str) -> None:
    opening, closing = shape.split("%s")
    deep = opening * 50_000 + "1" + closing * 50_000
    for kind, message in ((WireEntry, '{"id":"a","kind":"fact","body":%s}'), (KnownRequest, '{"op_ids":[],"x":%s}')):
        with pytest.raises(BadMessageError):
            decode((message % deep).encode(), kind)


@pytest.mark.parametrize("offset", ["1.5", "1e5", '"1"', "true", "null", "[]"])
def test_numbers_are_numbers(offset: str) -> None:
    with pytest.raises(BadMessageError):
        decode(f'{{"sha256":"a","offset":{offset},"complete":true}}'.encode(), BlobState)


@pytest.mark.parametrize("offset", [2**63, 2**64, 10**40, -(2**63)])
def test_large_numbers_are_read_as_they_are(offset: int) -> None:
    """JSON sets no bound: whoever counts with them checks the bound and refuses by code."""
    body = f'{{"sha256":"a","offset":{offset},"complete":true}}'.encode()
    assert decode(body, BlobState).offset == offset


def test_a_bomb_stops_where_it_must() -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(512 << 20))
    assert len(bomb) < 100_000
    tracemalloc.start()
    with pytest.raises(BadMessageError) as refused:
        unpack(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.value.is_too_large
    assert peak < 4 * MOST_BODY_BYTES


@pytest.mark.parametrize("size", [0, 1, 1000])
def test_the_bound_is_exact(size: int) -> None:
    body = b"x" * size
    assert unpack(pack(body), size) == body
    with pytest.raises(BadMessageError):
        unpack(pack(body + b"x"), size)


@pytest.mark.parametrize("packed", [b"", b"{}", b"\x28\xb5\x2f\xfd", b"\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff"])
def test_what_is_no_zstd_gives_no_message(packed: bytes) -> None:
    with pytest.raises(BadMessageError):
        decode(unpack(packed), KnownRequest)


@given(cut=st.integers(1, 60), message=any_of(KnownRequest))
def test_a_body_cut_on_the_way_is_no_message(cut: int, message: KnownRequest) -> None:
    packed = pack(encode(message))
    with pytest.raises(BadMessageError):
        decode(unpack(packed[: max(len(packed) - cut, 0)]), KnownRequest)


@given(body=st.binary(max_size=200))
def test_no_bytes_whatever_raise_anything_else(body: bytes) -> None:
    for read in (lambda: decode(body, PushRequest), lambda: decode(unpack(body), PushRequest)):
        try:
            read()
        except BadMessageError:
            continue


@given(one=st.tuples(*[st.text("ab/?=&", max_size=4)] * 3), other=st.tuples(*[st.text("ab/?=&", max_size=4)] * 3))
def test_two_requests_never_sign_alike(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    def signed(parts: tuple[str, ...]) -> bytes:
        return RequestSeal(parts[0], parts[1], hashlib.sha256(b"").hexdigest(), parts[2], 1, "n", "t").to_bytes()

    assert (signed(one) == signed(other)) is (one == other)


def test_every_problem_has_a_status_of_its_kind() -> None:
    assert all(400 <= status < 500 or status == 503 for status in STATUS.values())


def test_samples_differ_from_their_defaults() -> None:
    """A sample that leaves a field at its default would not notice that the field was renamed."""
    for sample in SAMPLES:
        for field in msgspec.structs.fields(sample):
            if field.default is not msgspec.NODEFAULT:
                assert getattr(sample, field.name) != field.default, f"{type(sample).__name__}.{field.name}"


def test_what_follows_a_frame_is_refused() -> None:
    for tail in (b"x", pack(b"{}")):
        with pytest.raises(BadMessageError):
            unpack(pack(b"{}") + tail)
