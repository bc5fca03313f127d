"""Whatever answers on the line: the centre is told from everybody else, and every way out is an answer or a failure."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard

from tests.sync.loopback import Authority, Got, Reply, Server, serving
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.protocol import codec, signing
from wenling_desk.protocol.messages import (
    BlobState,
    DeviceReport,
    DuplicateRow,
    DuplicatesAnswer,
    DuplicatesRequest,
    FleetAnswer,
    HelloAnswer,
    HelloRequest,
    KnownAnswer,
    KnownRequest,
    Problem,
    PullAnswer,
    SnapshotAnswer,
)
from wenling_desk.protocol.signing import RequestSeal
from wenling_desk.security.signatures import SigningKey, verify
from wenling_desk.sync.asking import Downloaded, Failure, FailureKind, FetchSnapshot, Pull, SendChunk
from wenling_desk.sync.exchange import Exchange, Line

KEY = SigningKey(b"k" * 32)
HELLO = HelloRequest(device="desk-1", epoch=1, protocol=1, report=DeviceReport(app_version="1", schema=1, unsent=0))
HELLO_ANSWER = HelloAnswer(
    protocol=1, oldest_pulling=1, incarnation="life-1", now="2026-11-03T09:30:00+08:00", epoch=1, last_seq=0,
    request_seq=41, lease_until="2026-11-06T09:30:00+08:00", scopes=(), heads={}, most_ops=500, most_bytes=1 << 20,
)  # fmt: skip
KNOWN = KnownRequest(op_ids=("a", "b"))
KNOWN_ANSWER = KnownAnswer(known={"a": "x"}, incarnation="life-1")
PULL = Pull("hall:H1", 3, 500)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.new()


@pytest.fixture(scope="module")
def server(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("certificates")
    with serving(lambda got: Reply(), authority.issue(folder)) as running:
        yield running


def exchange_to(url: str, authority: Authority, folder: Path) -> Exchange:
    numbers = itertools.count()
    line = Line(
        server=url, authority=authority.pem, device="desk-1", sign=KEY.sign, now=lambda: "2026-11-03T09:30:00+08:00",
        new_nonce=lambda: f"nonce-{next(numbers):012d}", downloads=folder, seconds=3.0,
    )  # fmt: skip
    return Exchange(line)


@pytest.fixture
def exchange(server: Server, authority: Authority, tmp_path: Path) -> Iterator[Exchange]:
    server.got.clear()
    made = exchange_to(server.url, authority, tmp_path)
    yield made
    made.close()


def reply(message: object, status: int = 200, **headers: str) -> Reply:
    body = codec.encode(message)
    return Reply(body, status, {"content-type": codec.MEDIA_TYPE, signing.DIGEST: signing.digest_of(body), **headers})


def seal_of(got: Got) -> RequestSeal:
    head = got.headers
    return RequestSeal(
        got.method, got.path, head[signing.DIGEST], head[signing.DEVICE], int(head[signing.SEQ]), head[signing.NONCE],
        head[signing.TIME],
    )  # fmt: skip


def test_every_request_is_signed_and_numbered_and_its_body_vouched_for(server: Server, exchange: Exchange) -> None:
    server.answering = lambda got: reply(HELLO_ANSWER if got.path == "/v1/hello" else KNOWN_ANSWER)
    assert exchange.ask(HELLO) == HELLO_ANSWER
    assert exchange.ask(KNOWN) == KNOWN_ANSWER
    assert exchange.ask(KNOWN) == KNOWN_ANSWER
    seals = [seal_of(got) for got in server.got]
    assert [seal.seq for seal in seals] == [0, 42, 43]
    assert len({seal.nonce for seal in seals}) == 3
    for got, seal in zip(server.got, seals, strict=True):
        assert verify(KEY.public, got.headers[signing.SIGNATURE], seal.to_bytes())
        assert signing.digest_of(got.body) == seal.digest
        assert got.headers["content-type"] == codec.MEDIA_TYPE


def test_large_bodies_go_packed_and_packed_answers_are_read(server: Server, exchange: Exchange) -> None:
    answer = KnownAnswer(known={f"op-{number}": "d" * 64 for number in range(500)}, incarnation="life-1")

    def packed(got: Got) -> Reply:
        assert got.headers["content-encoding"] == "zstd"
        assert codec.decode(codec.unpack(got.body), KnownRequest) == request
        body = codec.pack(codec.encode(answer))
        head = {"content-type": codec.MEDIA_TYPE, "content-encoding": "zstd", signing.DIGEST: signing.digest_of(body)}
        return Reply(body, 200, head)

    request = KnownRequest(op_ids=tuple(f"op-{number}" for number in range(500)))
    server.answering = packed
    assert exchange.ask(request) == answer


def test_the_query_is_signed_as_it_was_sent(server: Server, exchange: Exchange) -> None:
    page = PullAnswer(scope="hall:H1", rows=(), next=3, head=3, floor=0, incarnation="life-1")
    server.answering = lambda got: reply(page)
    assert exchange.ask(PULL) == page
    assert server.got[0].path == "/v1/pull?scope=hall%3AH1&after=3&limit=500&protocol=1"
    assert verify(KEY.public, server.got[0].headers[signing.SIGNATURE], seal_of(server.got[0]).to_bytes())


def test_a_chunk_says_where_it_belongs(server: Server, exchange: Exchange) -> None:
    server.answering = lambda got: reply(BlobState(sha256="aa", offset=9, complete=False))
    assert isinstance(exchange.ask(SendChunk("aa", 4, b"12345")), BlobState)
    (got,) = server.got
    assert (got.method, got.path, got.headers["upload-offset"], got.body) == ("PATCH", "/v1/blob/aa", "4", b"12345")


PAGE = b"<html>sign in to the guest network</html>"
HTML = {"content-type": "text/html; charset=utf-8"}
JSON = {"content-type": codec.MEDIA_TYPE}
GOOD = codec.encode(KNOWN_ANSWER)
BOMB = zstandard.ZstdCompressor().compress(bytes(64 << 20))
FAULTS: dict[str, tuple[Reply, FailureKind, str]] = {
    "a portal's page with 200": (Reply(PAGE, 200, HTML), FailureKind.PORTAL, ""),
    "a portal that redirects": (Reply(b"", 302, {"location": "http://portal.invalid/"}), FailureKind.PORTAL, ""),
    "a portal that wants a login": (Reply(PAGE, 511, HTML), FailureKind.SERVER_TROUBLE, ""),
    "a proxy whose backend is away": (Reply(PAGE, 502, HTML), FailureKind.SERVER_TROUBLE, ""),
    "plain JSON of somebody else": (Reply(GOOD, 200, {"content-type": "application/json"}), FailureKind.PORTAL, ""),
    "no type at all": (Reply(GOOD, 200), FailureKind.PORTAL, ""),
    "a body cut off": (Reply(GOOD, 200, JSON, cut=5), FailureKind.OFFLINE, ""),
    "a body cut to fit": (
        Reply(GOOD[:20], 200, {**JSON, signing.DIGEST: signing.digest_of(GOOD)}), FailureKind.BROKEN,
        "changed_on_the_way",
    ),
    "another message": (Reply(b'{"x":1}', 200, JSON), FailureKind.BROKEN, "unreadable"),
    "no JSON": (Reply(b"\x00\xff", 200, JSON), FailureKind.BROKEN, "unreadable"),
    "JSON too deep": (Reply(b"[" * 100_000, 200, JSON), FailureKind.BROKEN, "unreadable"),
    "a bomb": (Reply(BOMB, 200, {**JSON, "content-encoding": "zstd"}), FailureKind.BROKEN, "too_large_answer"),
    "no zstd after all": (Reply(GOOD, 200, {**JSON, "content-encoding": "zstd"}), FailureKind.BROKEN, "unreadable"),
    "another packing": (Reply(GOOD, 200, {**JSON, "content-encoding": "gzip"}), FailureKind.BROKEN, "unreadable"),
    "a problem that is none": (Reply(b"[]", 409, JSON), FailureKind.BROKEN, "unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_the_centres_answer_is_none(server: Server, exchange: Exchange, fault: str) -> None:
    answer, kind, code = FAULTS[fault]
    server.answering = lambda got: answer
    failure = exchange.ask(KNOWN)
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.code) == (kind, code)
    assert failure.reason


def test_a_refusal_comes_with_its_code_and_values(server: Server, exchange: Exchange) -> None:
    server.answering = lambda got: reply(Problem(code="gap", values={"expected": "17"}), 409)
    failure = exchange.ask(KNOWN)
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.code, failure.number("expected")) == (FailureKind.REFUSED, "gap", 17)


@pytest.mark.parametrize(
    ("header", "milliseconds"), [("7", 7_000), ("99999", 3_600_000), ("Tue, 03 Nov 2026 09:30:00 GMT", 0)]
)
def test_when_to_come_again_is_heard(server: Server, exchange: Exchange, header: str, milliseconds: int) -> None:
    server.answering = lambda got: reply(Problem(code="unavailable"), 503, **{"retry-after": header})
    failure = exchange.ask(KNOWN)
    assert failure == Failure(FailureKind.SERVER_TROUBLE, "unavailable", {}, milliseconds)


@pytest.mark.parametrize("code", ["request_stale", "request_reused"])
def test_a_number_the_centre_has_seen_is_replaced_by_a_free_one(server: Server, exchange: Exchange, code: str) -> None:
    def answering(got: Got) -> Reply:
        if int(got.headers[signing.SEQ]) < 900:
            return reply(Problem(code=code, values={"next": "900"}), 409)
        return reply(KNOWN_ANSWER)

    server.answering = answering
    assert exchange.ask(KNOWN) == KNOWN_ANSWER
    assert [seal_of(got).seq for got in server.got] == [1, 900]
    server.answering = lambda got: reply(Problem(code=code, values={"next": "5"}), 409)
    assert isinstance(exchange.ask(KNOWN), Failure)
    assert len(server.got) == 4


def test_a_connection_that_breaks_is_tried_once_more_with_the_same_bytes(server: Server, exchange: Exchange) -> None:
    server.answering = lambda got: Reply(b"", 200, {"x": "\r\n"}) if len(server.got) == 1 else reply(KNOWN_ANSWER)
    broken = iter([True])

    def once(got: Got) -> Reply:
        if next(broken, False):
            raise ConnectionAbortedError
        return reply(KNOWN_ANSWER)

    server.answering = once
    assert exchange.ask(KNOWN) == KNOWN_ANSWER
    first, second = server.got
    assert first == second


def test_nobody_there_is_offline(authority: Authority, tmp_path: Path) -> None:
    exchange = exchange_to("https://127.0.0.1:9", authority, tmp_path)
    assert exchange.ask(KNOWN) == Failure(FailureKind.OFFLINE)
    exchange.close()
    assert exchange.ask(KNOWN) == Failure(FailureKind.STOPPED)


@pytest.mark.parametrize(
    ("server_of", "days", "code"),
    [("same", -1, "certificate_expired"), ("other", 30, "certificate_wrong"), ("plain", 0, "no_tls")],
)
def test_who_is_not_the_centre_is_not_spoken_with(
    authority: Authority, tmp_path: Path, server_of: str, days: int, code: str
) -> None:
    issuer = Authority.new() if server_of == "other" else authority
    certificate = None if server_of == "plain" else issuer.issue(tmp_path, days=days)
    with serving(lambda got: reply(KNOWN_ANSWER), certificate) as server:
        exchange = exchange_to(server.url, authority, tmp_path)
        failure = exchange.ask(KNOWN)
        exchange.close()
        assert failure == Failure(FailureKind.TLS, code)
        assert server.got == []


def test_a_damaged_authority_is_said_before_anything_is_sent(tmp_path: Path) -> None:
    line = Line("https://127.0.0.1:9", "no certificate", "d", KEY.sign, str, lambda: "n" * 16, tmp_path)
    with pytest.raises(KnownTrouble, match="centre_not_ours"):
        Exchange(line)


DATA = bytes(range(256)) * 4_000
SNAPSHOT = FetchSnapshot(
    SnapshotAnswer(
        scope="hall:H1", snapshot_id="s-1", ver=9, size=len(DATA), sha256=hashlib.sha256(DATA).hexdigest(), key="00",
        incarnation="life-1", signature="x",
    )
)  # fmt: skip


def serve_range(got: Got, data: bytes = DATA, cut: int | None = None) -> Reply:
    first = int(got.headers.get("range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
    status = 206 if "range" in got.headers else 200
    return Reply(data[first:], status, {"content-type": "application/octet-stream"}, cut=cut)


def test_a_download_broken_off_goes_on_where_it_was(server: Server, exchange: Exchange) -> None:
    server.answering = lambda got: serve_range(got, cut=300_000)
    assert exchange.ask(SNAPSHOT) == Failure(FailureKind.OFFLINE)
    server.answering = serve_range
    answer = exchange.ask(SNAPSHOT)
    assert isinstance(answer, Downloaded)
    assert Path(answer.path).read_bytes() == DATA
    assert server.got[-1].headers["range"] != "bytes=0-"
    assert "range" not in server.got[0].headers


@pytest.mark.parametrize("data", [DATA[:-1] + b"!", DATA + b"more"])
def test_another_file_than_was_told_is_thrown_away(
    server: Server, exchange: Exchange, tmp_path: Path, data: bytes
) -> None:
    server.answering = lambda got: serve_range(got, data)
    assert exchange.ask(SNAPSHOT) == Failure(FailureKind.BROKEN, "digest")
    server.answering = serve_range
    assert isinstance(exchange.ask(SNAPSHOT), Downloaded)


def test_a_page_in_place_of_a_file_is_none(server: Server, exchange: Exchange, tmp_path: Path) -> None:
    server.answering = lambda got: Reply(PAGE, 200, HTML)
    assert exchange.ask(SNAPSHOT) == Failure(FailureKind.PORTAL)
    server.answering = lambda got: reply(Problem(code="not_found"), 404)
    failure = exchange.ask(SNAPSHOT)
    assert isinstance(failure, Failure)
    assert failure.code == "not_found"
    assert not list(tmp_path.glob("*.part"))


def test_a_part_that_no_longer_fits_is_forgotten(server: Server, exchange: Exchange) -> None:
    server.answering = lambda got: serve_range(got, cut=300_000)
    exchange.ask(SNAPSHOT)
    server.answering = lambda got: reply(Problem(code="range_wrong", values={"size": "1"}), 416)
    assert isinstance(exchange.ask(SNAPSHOT), Failure)
    server.answering = serve_range
    exchange.ask(SNAPSHOT)
    assert "range" not in server.got[-1].headers


def test_the_fleet_is_asked_too(server: Server, exchange: Exchange) -> None:
    answer = FleetAnswer(now="2026-11-03T09:30:00+08:00", devices=())
    server.answering = lambda got: reply(answer)
    assert exchange.fleet() == answer
    assert isinstance(exchange.held("desk-2"), Failure)
    assert isinstance(exchange.fetch_record("r/1"), Failure)
    assert [got.path for got in server.got] == ["/v1/fleet", "/v1/fleet/desk-2/held", "/v1/record/r%2F1"]


NUMBER = "331081199001010021"


def test_the_number_of_a_person_travels_in_the_body_alone(server: Server, exchange: Exchange) -> None:
    row = DuplicateRow(
        hall="H2", hall_name="城西大厅", number="331081-26-M8RY-000007-D", item_code="SC017", status="accepted",
        received_at="2026-11-03T09:30:00+08:00",
    )  # fmt: skip
    server.answering = lambda got: reply(DuplicatesAnswer(total=1, rows=(row,)))
    assert exchange.duplicates(NUMBER, ("SC017",)) == DuplicatesAnswer(total=1, rows=(row,))
    (got,) = server.got
    assert (got.method, got.path) == ("POST", "/v1/duplicates")
    assert NUMBER not in str(got.headers)
    asked = codec.decode(got.body, DuplicatesRequest)
    assert (asked.device, asked.identity_number, asked.items) == ("desk-1", NUMBER, ("SC017",))
    assert verify(KEY.public, got.headers[signing.SIGNATURE], seal_of(got).to_bytes())


def test_a_centre_of_an_earlier_version_does_not_know_the_question(server: Server, exchange: Exchange) -> None:
    server.answering = lambda got: reply(Problem(code="not_found"), 404)
    failure = exchange.duplicates(NUMBER, ("SC017",))
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.code) == (FailureKind.REFUSED, "not_found")
    assert NUMBER not in repr(failure)


def test_a_centre_that_is_away_is_a_failure_like_any_other(authority: Authority, tmp_path: Path) -> None:
    away = exchange_to("https://127.0.0.1:9", authority, tmp_path)
    failure = away.duplicates(NUMBER, ("SC017",))
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.OFFLINE
    assert NUMBER not in repr(failure)
    away.close()
