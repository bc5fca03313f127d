"""The centre over HTTPS: signed, packed, checked. Whatever happens comes back as an answer or as a ``Failure``."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import quote, urlencode

import httpx

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.protocol import codec, signing
from wenling_desk.protocol.codec import BadMessageError
from wenling_desk.protocol.messages import (
    BlobOffer,
    BlobState,
    DigestAnswer,
    DuplicatesAnswer,
    DuplicatesRequest,
    EpochAnswer,
    EpochRequest,
    FetchAnswer,
    FleetAnswer,
    HeldAnswer,
    HelloAnswer,
    HelloRequest,
    KnownAnswer,
    KnownRequest,
    PullAnswer,
    PushAnswer,
    PushRequest,
    SnapshotAnswer,
)
from wenling_desk.protocol.signing import RequestSeal
from wenling_desk.protocol.versions import PROTOCOL
from wenling_desk.sync.asking import (
    Answer,
    AskDigest,
    AskSnapshot,
    Downloaded,
    Failure,
    FailureKind,
    FetchRelease,
    FetchSnapshot,
    Pull,
    Request,
    SendChunk,
)
from wenling_desk.sync.downloading import PartFile
from wenling_desk.sync.judging import OCTETS, NoAnswer, failure_of, read_body, require_centre

M = TypeVar("M")
UPLOAD_OFFSET: Final = "upload-offset"
WORTH_PACKING: Final = 1 << 10
CONNECT_SECONDS: Final = 10.0
ANSWER_SECONDS: Final = 35.0
"""A little more than the centre allows itself."""
_MISNUMBERED: Final = frozenset({"request_stale", "request_reused"})


@dataclass(frozen=True, slots=True)
class Line:
    """How to reach the centre and who this is. ``authority``: the centre's own certificate authority (PEM); nobody else
    is believed. ``sign``: bytes -> "ed25519:<hex>". ``new_nonce``: 16 to 64 letters and digits, never the same.
    ``seconds``: how long to wait for anything."""

    server: str
    authority: str
    device: str
    sign: Callable[[bytes], str]
    now: Callable[[], str]
    new_nonce: Callable[[], str]
    downloads: Path
    seconds: float = ANSWER_SECONDS


@dataclass(frozen=True, slots=True)
class _Call:
    method: str
    path: str
    body: bytes = b""
    kind: str = ""
    offset: int | None = None
    in_order: bool = True


class Exchange:
    """Asks the centre, one request after the other; belongs to one thread. ``numbers_after``: the highest request
    number this device has used as far as it knows; a greeting says better. Raises ``centre_not_ours`` where the
    authority is no certificate."""

    def __init__(self, line: Line, numbers_after: int = 0) -> None:
        self._line = line
        self._last = numbers_after
        try:
            context = ssl.create_default_context(cadata=line.authority)
        except (ssl.SSLError, ValueError) as error:
            raise KnownTrouble("centre_not_ours") from error
        timeout = httpx.Timeout(line.seconds, connect=min(line.seconds, CONNECT_SECONDS))
        self._client = httpx.Client(
            verify=context, timeout=timeout, follow_redirects=False, trust_env=False, base_url=line.server
        )

    def close(self) -> None:
        """No more requests."""
        self._client.close()

    # -- asking ----------------------------------------------------------------------------------

    def ask(self, request: Request) -> Answer | Failure:
        """The answer, or why there is none."""
        return self._guarded(lambda: self._ask(request))

    def fetch_record(self, record_id: str) -> FetchAnswer | Failure:
        """All facts of a record; the centre notes who fetched it."""
        return self._guarded(
            lambda: self._message(_Call("GET", f"/v1/record/{quote(record_id, safe='')}"), FetchAnswer)
        )

    def fleet(self) -> FleetAnswer | Failure:
        """The devices of the hall."""
        return self._guarded(lambda: self._message(_Call("GET", "/v1/fleet"), FleetAnswer))

    def held(self, device: str) -> HeldAnswer | Failure:
        """What a device holds, as far as the centre knows."""
        return self._guarded(
            lambda: self._message(_Call("GET", f"/v1/fleet/{quote(device, safe='')}/held"), HeldAnswer)
        )

    def duplicates(self, identity_number: str, items: tuple[str, ...]) -> DuplicatesAnswer | Failure:
        """Open cases of a person on these items, in any hall; the centre notes who asked. Kept nowhere on this side."""
        request = DuplicatesRequest(device=self._line.device, identity_number=identity_number, items=items)
        return self._guarded(lambda: self._message(_post("/v1/duplicates", request), DuplicatesAnswer))

    def _ask(self, request: Request) -> Answer:
        match request:
            case HelloRequest():
                return self._greet(request)
            case PushRequest():
                return self._message(_post("/v1/push", request), PushAnswer)
            case EpochRequest():
                return self._message(_post("/v1/epoch", request), EpochAnswer)
            case KnownRequest():
                return self._message(_post("/v1/known", request), KnownAnswer)
            case Pull(scope, after, limit):
                query = urlencode({"scope": scope, "after": after, "limit": limit, "protocol": PROTOCOL})
                return self._message(_Call("GET", f"/v1/pull?{query}"), PullAnswer)
            case AskDigest(scope):
                return self._message(_Call("GET", f"/v1/digest?{urlencode({'scope': scope})}"), DigestAnswer)
            case AskSnapshot(scope):
                return self._message(_Call("POST", f"/v1/snapshot?{urlencode({'scope': scope})}"), SnapshotAnswer)
            case BlobOffer():
                return self._message(_post("/v1/blob", request), BlobState)
            case SendChunk(sha256, offset, data):
                return self._message(_Call("PATCH", f"/v1/blob/{sha256}", data, OCTETS, offset), BlobState)
            case FetchSnapshot(snapshot):
                path = f"/v1/snapshot/{quote(snapshot.snapshot_id, safe='')}"
                return self._download(path, snapshot.size, snapshot.sha256)
            case FetchRelease(kind, number, size, sha256):
                return self._download(f"/v1/release/{quote(kind, safe='')}/{quote(number, safe='')}", size, sha256)

    def fetch_blob(self, sha256: str, size: int) -> Downloaded | Failure:
        """An attachment another desk made; its digest is verified."""
        return self._guarded(lambda: self._download(f"/v1/blob/{sha256}", size, sha256))

    def _greet(self, request: HelloRequest) -> HelloAnswer:
        call = _Call("POST", "/v1/hello", codec.encode(request), codec.MEDIA_TYPE, in_order=False)
        answer = self._message(call, HelloAnswer)
        self._last = max(self._last, answer.request_seq)
        return answer

    # -- messages --------------------------------------------------------------------------------

    def _message(self, call: _Call, kind: type[M]) -> M:
        try:
            return self._message_once(call, kind)
        except NoAnswer as no_answer:
            following = no_answer.failure.number("next")
            if no_answer.failure.code not in _MISNUMBERED or following < 1:
                raise
            self._last = max(self._last, following - 1)
        return self._message_once(call, kind)

    def _message_once(self, call: _Call, kind: type[M]) -> M:
        with self._sent(call, codec.MEDIA_TYPE, {}) as response:
            body = read_body(response)
        try:
            return codec.decode(body, kind)
        except BadMessageError as error:
            raise NoAnswer(Failure(FailureKind.BROKEN, "unreadable")) from error

    @contextmanager
    def _sent(self, call: _Call, wanted: str, asked: dict[str, str]) -> Iterator[httpx.Response]:
        """The response to a request, its head checked. A connection that broke off is tried once more with the very
        same bytes: the centre answers a repetition as it answered the first."""
        request = self._sealed(call, asked)
        try:
            response = self._client.send(request, stream=True)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            response = self._client.send(request, stream=True)
        try:
            require_centre(response, wanted)
            yield response
        finally:
            response.close()

    def _sealed(self, call: _Call, extra: dict[str, str]) -> httpx.Request:
        body, headers = call.body, {"accept-encoding": codec.ZSTD, "accept": f"{codec.MEDIA_TYPE}, {OCTETS}", **extra}
        if call.kind:
            headers["content-type"] = call.kind
        if call.kind == codec.MEDIA_TYPE and len(body) >= WORTH_PACKING:
            body = codec.pack(body)
            headers["content-encoding"] = codec.ZSTD
        if call.offset is not None:
            headers[UPLOAD_OFFSET] = str(call.offset)
        if call.in_order:
            self._last += 1
        request = self._client.build_request(call.method, call.path, content=body or None, headers=headers)
        seal = RequestSeal(
            method=call.method,
            path=request.url.raw_path.decode("ascii"),
            digest=signing.digest_of(body),
            device=self._line.device,
            seq=self._last if call.in_order else 0,
            nonce=self._line.new_nonce(),
            at=self._line.now(),
        )
        request.headers.update({
            signing.DEVICE: seal.device, signing.SEQ: str(seal.seq), signing.NONCE: seal.nonce, signing.TIME: seal.at,
            signing.DIGEST: seal.digest, signing.SIGNATURE: self._line.sign(seal.to_bytes()),
        })  # fmt: skip
        return request

    # -- files -----------------------------------------------------------------------------------

    def _download(self, path: str, size: int, sha256: str) -> Downloaded:
        """A file, resumed where a part of it is here; its digest is verified before it is anything."""
        try:
            part = PartFile(self._line.downloads, size, sha256)
            if not part.is_whole:
                self._fetch(part, path)
            return Downloaded(str(part.finish()))
        except ValueError as error:
            raise NoAnswer(Failure(FailureKind.BROKEN, "digest")) from error
        except OSError as error:
            raise NoAnswer(Failure(FailureKind.STOPPED, "disk")) from error

    def _fetch(self, part: PartFile, path: str) -> None:
        call = _Call("GET", path)
        asked = {"range": f"bytes={part.size_here}-"} if part.size_here else {}
        try:
            with self._sent(call, OCTETS, asked) as response, part.opened(is_rest=response.status_code == 206) as piece:
                for data in response.iter_raw():
                    piece(data)
        except NoAnswer as no_answer:
            if no_answer.failure.code == "range_wrong":
                part.begin_anew()
            raise

    # -- what went wrong -------------------------------------------------------------------------

    def _guarded(self, work: Callable[[], M]) -> M | Failure:
        try:
            return work()
        except NoAnswer as no_answer:
            return no_answer.failure
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError, OSError) as error:
            return failure_of(error)
        except RuntimeError:  # the client was closed under way
            return Failure(FailureKind.STOPPED)


def _post(path: str, message: object) -> _Call:
    return _Call("POST", path, codec.encode(message), codec.MEDIA_TYPE)
