"""The centre's door over real TLS: an expired certificate, another authority, a captive portal, a centre in trouble."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.protocol import codec
from wenling_desk.protocol.messages import EnrolRequest, Problem
from wenling_desk.security.authority import Certificate, issue_server, make_authority
from wenling_desk.sync import front_door

NOW = datetime.now(UTC)
AUTHORITY = make_authority(NOW - timedelta(days=900), "test")
REQUEST = EnrolRequest(
    code="7KQW", device="desk-1", public_key="ed25519:00", kind="counter", counter="", app_version="0", protocol=1
)
Answer = tuple[int, str, bytes]
Serve = Callable[[Certificate, Answer], "Served"]


class Served:
    """An address, and how many requests came."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.requests = 0


@contextmanager
def serving(certificate: Certificate, answer: Answer, folder: Path) -> Iterator[Served]:
    file = folder / "server.pem"
    file.write_bytes(certificate.certificate + certificate.key)
    served = Served("")

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            served.requests += 1
            self.rfile.read(int(self.headers.get("content-length", 0)))
            status, kind, body = answer
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _answer

        def log_message(self, *_: object) -> None:
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    served.address = f"https://127.0.0.1:{server.server_address[1]}"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def fresh() -> Certificate:
    return issue_server(AUTHORITY, ("127.0.0.1",), NOW)


def problem(code: str) -> bytes:
    return codec.encode(Problem(code=code))


def test_an_expired_certificate_is_told_and_nothing_is_sent(tmp_path: Path) -> None:
    expired = issue_server(AUTHORITY, ("127.0.0.1",), NOW - timedelta(days=500))
    with serving(expired, (200, codec.MEDIA_TYPE, b"{}"), tmp_path) as served:
        with pytest.raises(KnownTrouble) as told:
            front_door.enrol(served.address, AUTHORITY.certificate, REQUEST)
        assert told.value.code == "centre_not_ours"
        assert served.requests == 0


def test_from_the_fingerprint_on_only_that_authority_is_believed(tmp_path: Path) -> None:
    other = make_authority(NOW, "other")
    with serving(fresh(), (200, codec.MEDIA_TYPE, b"{}"), tmp_path) as served:
        with pytest.raises(KnownTrouble) as told:
            front_door.enrol(served.address, other.certificate, REQUEST)
        assert told.value.code == "centre_not_ours"
        assert served.requests == 0


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((200, "text/html", b"<html>login</html>"), "centre_portal"),
        ((302, "text/html", b""), "centre_portal"),
        ((502, "text/html", b"<html>"), "centre_trouble"),
        ((503, codec.MEDIA_TYPE, problem("unavailable")), "centre_trouble"),
        ((429, codec.MEDIA_TYPE, problem("too_many")), "centre_trouble"),
        ((200, codec.MEDIA_TYPE, b"{}"), "centre_trouble"),
        ((200, codec.MEDIA_TYPE, b"\xff\xfe"), "centre_trouble"),
    ],
)
def test_what_is_no_answer_of_the_centre(answer: Answer, code: str, tmp_path: Path) -> None:
    with serving(fresh(), answer, tmp_path) as served, pytest.raises(KnownTrouble) as told:
        front_door.enrol(served.address, AUTHORITY.certificate, REQUEST)
    assert told.value.code == code


@pytest.mark.parametrize(
    ("status", "said", "code"),
    [(403, "code_wrong", "code_wrong"), (409, "code_used", "code_used"), (400, "bad_message", "centre_refused")],
)
def test_a_refusal_of_the_centre(status: int, said: str, code: str, tmp_path: Path) -> None:
    answer = (status, codec.MEDIA_TYPE, problem(said))
    with serving(fresh(), answer, tmp_path) as served, pytest.raises(DeskRefusal) as told:
        front_door.enrol(served.address, AUTHORITY.certificate, REQUEST)
    assert told.value.code == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((200, "text/html", b"<html>login</html>"), "centre_portal"),
        ((404, "text/plain", b"no"), "centre_portal"),
        ((500, "text/plain", b"no"), "centre_trouble"),
    ],
)
def test_what_is_no_authority(answer: Answer, code: str, tmp_path: Path) -> None:
    with serving(fresh(), answer, tmp_path) as served, pytest.raises(KnownTrouble) as told:
        front_door.fetch_authority(served.address)
    assert told.value.code == code


def test_the_authority_comes_without_being_believed(tmp_path: Path) -> None:
    answer = (200, "application/x-pem-file", AUTHORITY.certificate)
    with serving(fresh(), answer, tmp_path) as served:
        assert front_door.fetch_authority(served.address) == AUTHORITY.certificate


def test_nobody_there() -> None:
    with pytest.raises(KnownTrouble) as told:
        front_door.fetch_authority("https://127.0.0.1:9")
    assert told.value.code == "centre_away"
