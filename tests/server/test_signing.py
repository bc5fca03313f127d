"""Keys, signatures, boxes and chunks; and that a signed request cannot be changed, forged or used twice."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.door import Door
from tests.server.signed_requests import SignedDevice, code_of
from wenling_desk.protocol import signing
from wenling_desk.protocol.messages import DeviceReport, HelloRequest, KnownRequest
from wenling_desk.security.sealed_chunks import OVERHEAD, ChunkCipher
from wenling_desk.security.signatures import EscrowKey, SigningKey, is_public_key, seal_to, verify

KEY, OTHER = SigningKey(bytes(range(32))), SigningKey(bytes(range(1, 33)))


def test_a_signature_is_of_one_key_and_one_text() -> None:
    made = KEY.sign(b"text")
    assert verify(KEY.public, made, b"text")
    assert not verify(OTHER.public, made, b"text")
    assert not verify(KEY.public, made, b"texts")
    assert KEY.public.startswith("ed25519:")
    assert repr(KEY) == "SigningKey()"


@given(st.binary(max_size=200), st.integers(0, 511))
def test_one_bit_is_enough(text: bytes, bit: int) -> None:
    raw = bytearray.fromhex(KEY.sign(text).partition(":")[2])
    raw[bit // 8] ^= 1 << bit % 8
    assert not verify(KEY.public, f"ed25519:{raw.hex()}", text)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ed25519:",
        "sm2:" + "00" * 32,
        "ed25519:" + "0" * 63,
        "ed25519:" + "G" * 64,
        KEY.public.upper(),
        KEY.public + " ",
    ],
)
def test_what_is_no_key_verifies_nothing(written: str) -> None:
    assert not is_public_key(written)
    assert not verify(written, KEY.sign(b"x"), b"x")
    assert not verify(KEY.public, written, b"x")


def test_only_the_centre_opens_a_box() -> None:
    key = EscrowKey.generate()
    box = seal_to(key.public, b"outbox")
    assert key.open(box) == b"outbox"
    assert seal_to(key.public, b"outbox") != box
    assert EscrowKey.generate().open(box) is None
    assert key.open(box[:-1]) is None
    assert key.open(b"short") is None
    with pytest.raises(ValueError, match="no escrow key"):
        seal_to(KEY.public, b"outbox")


def test_a_chunk_belongs_to_its_place() -> None:
    cipher = ChunkCipher(secrets.token_bytes(32))
    sealed = cipher.seal("ab", 1024, b"scan")
    assert len(sealed) == 4 + OVERHEAD
    assert b"scan" not in sealed
    assert cipher.open("ab", 1024, sealed) == b"scan"
    assert cipher.open("ab", 0, sealed) is None
    assert cipher.open("ac", 1024, sealed) is None
    assert cipher.open("ab", 1024, sealed[:20]) is None
    assert ChunkCipher(secrets.token_bytes(32)).open("ab", 1024, sealed) is None


@pytest.mark.parametrize("name", ["device", "seq", "nonce", "time", "digest", "signature"])
def test_every_part_of_the_seal_is_signed(door: Door, name: str) -> None:
    device = door.enrol()
    door.enrol("desk-2")
    request = device.request("GET", "/v1/digest?scope=hall:H1")
    other = {
        "device": "desk-2", "seq": "77", "nonce": "x" * 20, "time": "2027-01-01T00:00:00+08:00", "digest": "0" * 64,
        "signature": KEY.sign(b"something else"),
    }[name]  # fmt: skip
    request.headers[f"wenling-{name}"] = other
    response = door.http.send(request)
    assert response.status_code == 401
    assert code_of(response) == "signature_wrong"


@pytest.mark.parametrize("name", ["device", "seq", "nonce", "time", "digest", "signature"])
@pytest.mark.parametrize("value", ["", "\x7f", "-1", "9" * 30, "ü"])
def test_a_missing_or_misshapen_part_is_refused(door: Door, name: str, value: str) -> None:
    device = door.enrol()
    request = device.request("GET", "/v1/digest?scope=hall:H1")
    request.headers[f"wenling-{name}"] = value.encode("utf-8").decode("latin-1")
    assert door.http.send(request).status_code == 401
    del request.headers[f"wenling-{name}"]
    assert code_of(door.http.send(request)) == "signature_wrong"


def test_method_path_and_query_are_signed(door: Door) -> None:
    device = door.enrol()
    seal = device.headers("GET", "/v1/digest?scope=hall:H1")
    for path in ("/v1/digest?scope=device:desk-1", "/v1/digest?scope=hall%3AH1", "/v1/pull?scope=hall:H1"):
        assert door.http.get(path, **seal).status_code == 401


def test_a_body_that_was_changed_on_the_way(door: Door) -> None:
    device = door.enrol()
    request = device.request("POST", "/v1/known", KnownRequest(op_ids=("a",)))
    kind = {"content-type": request.headers["content-type"]}
    seal = {name: value for name, value in request.headers.items() if name.startswith("wenling-")}
    changed = door.http.send(type(request)("POST", str(request.url), headers=seal | kind, content=b'{"op_ids":["b"]}'))
    assert changed.status_code == 400
    assert code_of(changed) == "bad_digest"


def test_an_unknown_device_and_a_foreign_key(door: Door) -> None:
    device = door.enrol()
    unknown = SignedDevice("desk-9")
    assert code_of(door.http.send(unknown.request("GET", "/v1/fleet"))) == "device_unknown"
    forged = SignedDevice(device.device, SigningKey.generate())
    assert code_of(door.http.send(forged.request("GET", "/v1/fleet"))) == "signature_wrong"


def test_a_repetition_gets_the_same_answer_byte_for_byte(door: Door) -> None:
    device = door.enrol()
    desk = door.ledger(device)
    desk.look("look-1")
    request = device.request("POST", "/v1/push", desk.request())
    first = door.http.send(request)
    door.clock.moment = door.clock.moment.replace(hour=15)
    again = door.http.send(request)
    assert (again.status_code, again.content) == (200, first.content)
    fresh = door.http.send(device.request("POST", "/v1/push", desk.request()))
    assert fresh.content != first.content  # another moment: this one was really done again
    assert fresh.json()["statuses"] == first.json()["statuses"]


def test_a_repetition_after_a_restart_of_the_server(door: Door) -> None:
    device = door.enrol()
    desk = door.ledger(device)
    desk.look("look-1")
    request = device.request("POST", "/v1/push", desk.request())
    first = door.http.send(request)
    door.hands.numbers.__init__()  # type: ignore[misc]
    door.clock.moment = door.clock.moment.replace(hour=15)
    assert door.http.send(request).content == first.content


def test_twice_at_the_same_moment_is_once(door: Door) -> None:
    device = door.enrol()
    desk = door.ledger(device)
    desk.look("look-1")
    request = device.request("POST", "/v1/push", desk.request())
    answers = door.http.all(request, request, request)
    assert [each.status_code for each in answers] == [200] * 3
    assert len({each.content for each in answers}) == 1


def test_a_number_is_used_for_one_request_only(door: Door) -> None:
    device = door.enrol()
    desk = door.ledger(device)
    desk.look("look-1")
    assert door.http.send(device.request("POST", "/v1/push", desk.request(), seq=5)).status_code == 200
    desk.look("look-2")
    reused = door.http.send(device.request("POST", "/v1/push", desk.request(1), seq=5))
    assert reused.status_code == 409
    assert code_of(reused) == "request_reused"
    door.hands.numbers.__init__()  # type: ignore[misc]
    assert code_of(door.http.send(device.request("POST", "/v1/push", desk.request(1), seq=5))) == "request_reused"
    assert door.http.send(device.request("POST", "/v1/push", desk.request(1), seq=6)).status_code == 200


def test_a_number_far_behind_is_stale(door: Door) -> None:
    device = door.enrol()
    assert door.http.send(device.request("GET", "/v1/digest?scope=hall:H1", seq=1000)).status_code == 200
    late = door.http.send(device.request("GET", "/v1/digest?scope=hall:H1", seq=937))
    assert late.status_code == 200
    stale = door.http.send(device.request("GET", "/v1/digest?scope=hall:H1", seq=936))
    assert stale.status_code == 409
    assert stale.json() == {"code": "request_stale", "values": {"next": "1001"}}
    hello = HelloRequest(device="desk-1", epoch=1, protocol=1, report=DeviceReport(app_version="1", schema=1, unsent=0))
    assert door.http.send(device.request("POST", "/v1/hello", hello, seq=0)).json()["request_seq"] == 1000


def test_number_zero_is_for_hello_alone(door: Door) -> None:
    device = door.enrol()
    hello = HelloRequest(device="desk-1", epoch=1, protocol=1, report=DeviceReport(app_version="1", schema=1, unsent=0))
    assert door.http.send(device.request("POST", "/v1/hello", hello, seq=0)).status_code == 200
    assert door.http.send(device.request("POST", "/v1/hello", hello, seq=3)).status_code == 401
    assert door.http.send(device.request("GET", "/v1/fleet", seq=0)).status_code == 401


def test_anchor_and_centre_key_belong_together(door: Door) -> None:
    device = door.enrol()
    desk = door.ledger(device)
    desk.look("look-1")
    answer = door.http.send(device.request("POST", "/v1/push", desk.request())).json()
    anchor = signing.anchor_bytes("desk-1", 1, desk.heads[-1].hex())
    assert verify(door.hands.centre.parts.keys.public, answer["anchor"], anchor)
