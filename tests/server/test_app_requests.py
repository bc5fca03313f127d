"""Bad input at the door: every way out is a documented status with a code, and nothing is stored on the way."""

from __future__ import annotations

import httpx
import msgspec
import pytest
import zstandard

from tests.server.door import Door
from tests.server.signed_requests import SignedDevice, code_of
from wenling_desk.protocol import codec
from wenling_desk.protocol.messages import DeviceReport, HelloRequest, KnownRequest, PushRequest
from wenling_desk.protocol.ops import Op, WireEntry, chained, op_digest
from wenling_desk.protocol.versions import MOST_BODY_BYTES, MOST_OPS


def post(door: Door, device: SignedDevice, path: str, body: bytes, **headers: str) -> httpx.Response:
    """A signed POST of any bytes."""
    kind = {"content-type": codec.MEDIA_TYPE} | {name.replace("_", "-"): value for name, value in headers.items()}
    seal = device.headers("POST", path, body)
    return door.http.send(httpx.Request("POST", f"https://centre{path}", headers=seal | kind, content=body))


@pytest.mark.parametrize(
    ("path", "method"), [("/v1/push", "GET"), ("/v1/pull", "PUT"), ("/health", "POST"), ("/v1/blob/x", "TRACE")]
)
def test_a_wrong_method(door: Door, path: str, method: str) -> None:
    response = door.http.send(httpx.Request(method, f"https://centre{path}"))
    assert response.status_code == 405
    assert code_of(response) == "method_wrong"
    assert response.headers["allow"]


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/push/", "/v2/push", "/v1/record", "/v1/record/a/b", "/v1/%00", "/docs"]
)
def test_an_unknown_path(door: Door, path: str) -> None:
    response = door.http.get(path)
    assert response.status_code == 404
    assert code_of(response) == "not_found"


@pytest.mark.parametrize("kind", ["", "application/json", "text/html; charset=utf-8", "application/octet-stream"])
def test_a_wrong_type(door: Door, kind: str) -> None:
    response = post(door, door.enrol(), "/v1/known", b"{}", content_type=kind)
    assert response.status_code == 415
    assert code_of(response) == "wrong_type"


def test_a_wrong_packing(door: Door) -> None:
    device = door.enrol()
    assert post(door, device, "/v1/known", b"{}", content_encoding="gzip").status_code == 415
    garbage = post(door, device, "/v1/known", b"no zstd", content_encoding="zstd")
    assert (garbage.status_code, code_of(garbage)) == (400, "bad_message")


def test_packed_both_ways(door: Door) -> None:
    device = door.enrol()
    desk = door.ledger(device)
    for number in range(60):
        desk.look(f"look-{number}")
    request = device.request("POST", "/v1/push", desk.request(), packed=True, accept_encoding="zstd")
    response = door.http.send(request)
    assert response.status_code == 200, response.content
    assert response.headers["content-encoding"] == "zstd"
    assert response.json()["ack"] == 60  # the client unpacks it
    small = device.request("POST", "/v1/known", KnownRequest(op_ids=()), accept_encoding="zstd")
    assert "content-encoding" not in door.http.send(small).headers


def test_a_bomb_stops_where_the_limit_is(door: Door) -> None:
    device = door.enrol()
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(MOST_BODY_BYTES + 1))
    assert len(bomb) < 4_000
    response = post(door, device, "/v1/known", bomb, content_encoding="zstd")
    assert response.status_code == 413
    assert code_of(response) == "too_large"


def test_too_large_before_it_is_read(door: Door) -> None:
    device = door.enrol()
    seal = device.headers("POST", "/v1/known", b"")
    headers = seal | {"content-type": codec.MEDIA_TYPE, "content-length": str(MOST_BODY_BYTES + 1)}
    response = door.http.send(httpx.Request("POST", "https://centre/v1/known", headers=headers))
    assert (response.status_code, code_of(response)) == (413, "too_large")
    endless = device.headers("POST", "/v1/known", b"")

    async def pieces():
        while True:
            yield bytes(1 << 20)

    kind = {"content-type": codec.MEDIA_TYPE}
    request = httpx.Request("POST", "https://centre/v1/known", headers=endless | kind, content=pieces())
    assert door.http.send(request).status_code == 413


def test_a_get_has_no_body(door: Door) -> None:
    device = door.enrol()
    seal = device.headers("GET", "/v1/fleet", b"x")
    response = door.http.send(httpx.Request("GET", "https://centre/v1/fleet", headers=seal, content=b"x"))
    assert response.status_code == 413


BAD_BODIES = [
    b"", b"null", b"[]", b"{", b"\xff\xfe", b'{"op_ids": 3}', b'{"op_ids": [3]}', b'{"op_ids": ["\\ud800"]}',
    b'{"op_ids": ["a\\u0000b"]}', b'{"op_ids": ["' + b"x" * 201 + b'"]}', b"[" * 100_000, b'{"op_ids": NaN}',
    b'{"op_ids": [' + b",".join([b'"a"'] * 5_001) + b"]}",
]  # fmt: skip


@pytest.mark.parametrize("body", BAD_BODIES, ids=[each[:20].decode("latin-1") for each in BAD_BODIES])
def test_a_body_that_is_no_such_message(door: Door, body: bytes) -> None:
    response = post(door, door.enrol(), "/v1/known", body)
    assert response.status_code == 400
    assert code_of(response) == "bad_message"


@pytest.mark.parametrize("value", [-1, 1 << 53, 1 << 63, 1 << 70, 1.5, "1", None])
def test_numbers_no_database_takes(door: Door, value: object) -> None:
    device = door.enrol()
    plain = {
        "device": "desk-1",
        "epoch": value,
        "protocol": 1,
        "report": {"app_version": "1", "schema": 1, "unsent": 0},
    }
    body = msgspec.json.encode(plain)
    seal = device.headers("POST", "/v1/hello", body, seq=0)
    headers = seal | {"content-type": codec.MEDIA_TYPE}
    response = door.http.send(httpx.Request("POST", "https://centre/v1/hello", headers=headers, content=body))
    assert (response.status_code, code_of(response)) == (400, "bad_message")


def test_unknown_fields_are_left_alone(door: Door) -> None:
    assert post(door, door.enrol(), "/v1/known", b'{"op_ids": [], "later": {"x": [1]}}').status_code == 200


def test_somebody_elses_name_in_the_body(door: Door) -> None:
    device = door.enrol()
    door.enrol("desk-2")
    hello = HelloRequest(device="desk-2", epoch=1, protocol=1, report=DeviceReport(app_version="1", schema=1, unsent=0))
    assert code_of(door.http.send(device.request("POST", "/v1/hello", hello, seq=0))) == "bad_message"


@pytest.mark.parametrize(
    "query",
    ["", "scope=", "scope=%00", "scope=hall:H1&after=-1", "scope=hall:H1&after=x", "scope=hall:H1&after=" + "9" * 17,
     "scope=hall:H1&limit=1.5", "scope=hall:H1&after=%D9%A3", "scope=" + "x" * 201],
)  # fmt: skip
def test_a_query_that_cannot_be(door: Door, query: str) -> None:
    response = door.http.send(door.enrol().request("GET", f"/v1/pull?{query}".rstrip("?")))
    assert (response.status_code, code_of(response)) == (400, "bad_message")


def test_a_query_that_asks_too_much_gets_what_there_is(door: Door) -> None:
    device = door.enrol()
    for query in ("scope=hall:H1&limit=999999", "scope=hall:H1&after=9007199254740993", "scope=hall:H1&limit=0"):
        assert door.http.send(device.request("GET", f"/v1/pull?{query}")).status_code == 200
    assert code_of(door.http.send(device.request("GET", "/v1/pull?scope=hall:H2"))) == "wrong_scope"
    assert code_of(door.http.send(device.request("GET", "/v1/pull?scope=device:desk-2"))) == "wrong_scope"
    old = door.http.send(device.request("GET", "/v1/pull?scope=hall:H1&protocol=0"))
    assert (old.status_code, code_of(old)) == (426, "upgrade_needed")


@pytest.mark.parametrize("name", ["%00", "%ff", "a%0Ab", "%20", "x" * 81, "%E5%8A%9E", "..%5C.."])
def test_a_name_in_a_path_that_can_be_none(door: Door, name: str) -> None:
    response = door.http.send(door.enrol().request("GET", f"/v1/record/{name}"))
    assert (response.status_code, code_of(response)) == (404, "not_found")


# -- pushes -------------------------------------------------------------------------------------------


def test_a_gap_a_fork_and_a_wrong_digest(door: Door) -> None:
    device = door.enrol()
    desk = door.ledger(device)
    for number in range(3):
        desk.look(f"look-{number}")
    gap = door.http.send(device.request("POST", "/v1/push", desk.request(1)))
    assert (gap.status_code, gap.json()) == (409, {"code": "gap", "values": {"expected": "1"}})
    assert door.http.send(device.request("POST", "/v1/push", desk.request())).status_code == 200
    clone = door.ledger(device)
    clone.look("other-0")
    fork = door.http.send(device.request("POST", "/v1/push", clone.request()))
    assert (fork.status_code, code_of(fork)) == (409, "forked")
    wrong = msgspec.structs.replace(desk.request(), ops=(msgspec.structs.replace(desk.ops[0], sha256="0" * 64),))
    digest = door.http.send(device.request("POST", "/v1/push", wrong))
    assert (digest.status_code, code_of(digest)) == (400, "bad_digest")
    late = msgspec.structs.replace(desk.request(), epoch=7)
    assert code_of(door.http.send(device.request("POST", "/v1/push", late))) == "epoch_closed"


def test_what_the_centre_cannot_read_is_kept_byte_for_byte_and_does_not_block(door: Door) -> None:
    device = door.enrol()
    desk = door.ledger(device)
    odd = WireEntry(
        id="odd-1", kind="fact", record="r1", body=msgspec.Raw(b'{"what": "a later version wrote\\u0000 this"}')
    )
    desk.write_entries([odd], "odd-1")
    desk.look("look-1")
    answer = door.http.send(device.request("POST", "/v1/push", desk.request())).json()
    assert [each["state"] for each in answer["statuses"]] == ["held", "applied"]
    assert answer["ack"] == 2
    page = door.http.get("/metrics").text
    assert 'wenling_ops_total{state="held"} 1.0' in page
    assert 'wenling_ops_total{state="applied"} 1.0' in page


def test_too_many_ops_and_an_op_without_entries(door: Door) -> None:
    device = door.enrol()
    desk = door.ledger(device)
    for number in range(MOST_OPS + 1):
        desk.look(f"look-{number}")
    response = door.http.send(device.request("POST", "/v1/push", desk.request()))
    assert (response.status_code, code_of(response)) == (400, "bad_message")
    empty = Op(op_id="e", first=1, entries=(), hash=chained(bytes(32), ()).hex(), sha256=op_digest(()))
    request = PushRequest(device="desk-1", epoch=1, protocol=1, schema=1, previous=bytes(32).hex(), ops=(empty,))
    assert code_of(door.http.send(device.request("POST", "/v1/push", request))) == "bad_message"


def test_a_clock_off_by_a_year_changes_nothing(door: Door) -> None:
    device = door.enrol()
    desk = door.ledger(device)
    desk.look("look-1")
    door.clock.moment = door.clock.moment.replace(year=2027)
    assert door.http.send(device.request("POST", "/v1/push", desk.request())).status_code == 200
    door.clock.moment = door.clock.moment.replace(year=2025)
    assert door.http.send(device.request("GET", "/v1/pull?scope=hall:H1")).status_code == 200


def test_a_revoked_device_says_hello_and_sends_and_nothing_more(door: Door) -> None:
    device = door.enrol()
    desk = door.ledger(device)
    desk.look("look-1")
    door.centre.revoke("desk-1")
    hello = HelloRequest(device="desk-1", epoch=1, protocol=1, report=DeviceReport(app_version="1", schema=1, unsent=1))
    assert door.http.send(device.request("POST", "/v1/hello", hello, seq=0)).json()["notices"] == ["revoked"]
    pushed = door.http.send(device.request("POST", "/v1/push", desk.request()))
    assert pushed.status_code == 200
    assert pushed.json()["ack"] == 1
    for path in ("/v1/pull?scope=hall:H1", "/v1/digest?scope=hall:H1", "/v1/record/r1", "/v1/fleet"):
        response = door.http.send(device.request("GET", path))
        assert (response.status_code, code_of(response)) == (403, "device_revoked")
    known = door.http.send(device.request("POST", "/v1/known", KnownRequest(op_ids=("look-1",))))
    assert code_of(known) == "device_revoked"
