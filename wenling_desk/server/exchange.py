"""One request after another, each in the same order: method and type, signature, number, body, core, answer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final
from weakref import WeakValueDictionary

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.protocol import codec
from wenling_desk.protocol import messages as wire
from wenling_desk.protocol.codec import BadMessageError
from wenling_desk.security.signatures import is_public_key
from wenling_desk.server import answers, limits, request_guard
from wenling_desk.server.admission import DEADLINE_SECONDS, Admission, AskLimit, GuessLimit
from wenling_desk.server.centre import Centre
from wenling_desk.server.endpoints import Endpoint, Parameter
from wenling_desk.server.joining import DeviceRow
from wenling_desk.server.metrics import Metrics
from wenling_desk.server.refusals import Refused
from wenling_desk.server.request_guard import RequestNumbers, SealedRequest
from wenling_desk.server.routes import ROUTES, Call, Download
from wenling_desk.server.server_log import ServerLog, kind_of

NAME: Final = re.compile(r"[\x21-\x7e]{1,80}")
"""What a path may name."""

REQUEST_ID: Final = "wenling-request"
_NOT_PRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Hands:
    """What the routes work with. ``seconds`` is a monotonic clock, ``new_id`` makes ids of requests."""

    centre: Centre
    admission: Admission
    metrics: Metrics
    log: ServerLog
    authority: bytes
    certificate: Callable[[], bytes]
    has_room: Callable[[], bool]
    now: Callable[[], datetime]
    seconds: Callable[[], float]
    new_id: Callable[[], str]
    guesses: GuessLimit = field(default_factory=GuessLimit)
    asked: AskLimit = field(default_factory=AskLimit)
    numbers: RequestNumbers = field(default_factory=RequestNumbers)


@dataclass(slots=True)
class _Notes:
    """What the log line of a request says, gathered on the way."""

    request_id: str
    device: str = ""
    bytes_in: int = 0
    code: str = ""
    trouble: str = ""


class Exchange:
    """Answers requests; every way out is a documented one."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def wrong_method(self, methods: Mapping[str, Endpoint]) -> Response:
        """A method this path does not know."""
        name = next(iter(methods.values())).name
        self._hands.metrics.count_request(name, 405)
        return answers.problem(Refused("method_wrong"), extra={"allow": ", ".join(sorted(methods))})

    async def answer(self, request: Request, endpoint: Endpoint) -> Response:
        """The answer to a request, whatever happens; counted and logged."""
        hands = self._hands
        notes, begun = _Notes(hands.new_id()), hands.seconds()
        response: Response
        try:
            response = await self._answer(request, endpoint, notes)
        except Refused as refused:
            notes.code = refused.code
            response = answers.problem(refused)
        except ClientDisconnect:
            notes.code = "disconnected"
            response = answers.problem(Refused("bad_message"))
        except Exception as error:
            # Disk full, database away, or a defect: the desk keeps its work and comes again.
            notes.code = "unavailable"
            notes.trouble = error.code if isinstance(error, KnownTrouble) else kind_of(error)
            hands.log.defect(endpoint.name, error, request=notes.request_id)
            response = answers.problem(Refused("unavailable", retry_after=hands.admission.retry_after()))
        response.headers[REQUEST_ID] = notes.request_id
        self._note(endpoint, response, notes, hands.seconds() - begun)
        return response

    async def _answer(self, request: Request, endpoint: Endpoint, notes: _Notes) -> Response:
        headers = request.headers
        request_guard.require_media_type(headers, endpoint)
        sealed = await self._proven(request, endpoint, notes) if endpoint.signed else None
        with self._hands.admission.body_in_hand(_stated_bytes(headers, endpoint.most_bytes)) as take:
            body = await _read_body(request, endpoint.most_bytes, notes)
            request_guard.require_digest(headers, body)
            plain = request_guard.unpacked(headers, body, endpoint.most_bytes)
            if plain is not body:
                take(len(plain))
            call = _read_call(request, endpoint, sealed.seal.device if sealed else "", plain)
            if sealed is not None and endpoint.mutates:
                async with self._turn(sealed.seal.device):
                    return await self._once(request, endpoint, call, sealed)
            done = await self._do(request, endpoint, call)
        if isinstance(done, Download):
            read = partial(self._piece, done)
            return await answers.download(done, headers.get("range", ""), read)
        return answers.message(codec.encode(done), accepted=headers.get("accept-encoding", ""))

    async def _proven(self, request: Request, endpoint: Endpoint, notes: _Notes) -> SealedRequest:
        """The seal, after the signature was checked against the key of the device; before any of the body is read."""
        hands = self._hands
        sealed = request_guard.read_seal(request.method, _signed_path(request), request.headers, endpoint)
        device = sealed.seal.device
        row, highest = await hands.admission.look(partial(_looked_up, hands, device))
        if row is None:
            raise Refused("device_unknown")
        request_guard.require_signature(sealed, row.public_key)
        notes.device = device
        if row.status == "revoked" and not endpoint.open_to_revoked:
            raise Refused("device_revoked")
        if endpoint.in_order:
            hands.numbers.note(sealed, highest)
        return sealed

    async def _once(self, request: Request, endpoint: Endpoint, call: Call, sealed: SealedRequest) -> Response:
        """A request that changes something: a repetition gets the kept answer byte for byte."""
        centre, device, seq = self._hands.centre, sealed.seal.device, sealed.seal.seq
        kept = await self._hands.admission.look(lambda: centre.find_request(device, seq))
        if kept is not None:
            if kept[0] != sealed.fingerprint:
                raise Refused("request_reused", next=self._hands.numbers.highest(device) + 1)
            return answers.message(kept[2], kept[1], accepted=request.headers.get("accept-encoding", ""))
        done = await self._do(request, endpoint, call)
        if isinstance(done, Download):
            raise TypeError(endpoint.name)
        body = codec.encode(done)
        await self._hands.admission.carry_on(lambda: centre.keep_request(device, seq, sealed.fingerprint, 200, body))
        return answers.message(body, accepted=request.headers.get("accept-encoding", ""))

    async def _do(self, request: Request, endpoint: Endpoint, call: Call) -> msgspec.Struct | Download:
        hands = self._hands
        work = partial(ROUTES[endpoint.name], hands.centre, call)
        begun = hands.seconds()
        match endpoint.name:
            case "enrol":
                return await self._enrol(request, endpoint, call, work)
            case "hello":
                answer = await hands.admission.run(endpoint.kept, work)
                return _with_number(answer, hands.numbers.highest(call.device))
            case "push":
                answer = await hands.admission.run(endpoint.kept, work)
                hands.metrics.count_ops(_counted(answer), hands.seconds() - begun)
                return answer
            case "duplicates":
                hands.asked.take(call.device, hands.seconds())
                return await hands.admission.run(endpoint.kept, work)
            case _:
                return await hands.admission.run(endpoint.kept, work)

    async def _enrol(
        self, request: Request, endpoint: Endpoint, call: Call, work: Callable[[], msgspec.Struct | Download]
    ) -> msgspec.Struct | Download:
        hands = self._hands
        address = request.client.host if request.client is not None else ""
        names = (f"address {address}", f"device {call.message.device}")
        hands.guesses.require(names, hands.seconds())
        if not is_public_key(call.message.public_key):
            raise Refused("bad_message", field="public_key")
        try:
            return await hands.admission.run(endpoint.kept, work)
        except Refused as refused:
            if refused.code == "code_wrong":
                hands.guesses.note_wrong(names, hands.seconds())
            raise

    async def _piece(self, found: Download, offset: int, length: int) -> bytes:
        return await self._hands.admission.carry_on(lambda: found.read(offset, length))

    def _turn(self, device: str) -> asyncio.Lock:
        """One request of a device that changes something at a time: a repetition waits for the first one's answer."""
        lock = self._turns.get(device)
        if lock is None:
            lock = self._turns[device] = asyncio.Lock()
        return lock

    def _note(self, endpoint: Endpoint, response: Response, notes: _Notes, seconds: float) -> None:
        hands = self._hands
        hands.metrics.count_request(endpoint.name, response.status_code)
        values: dict[str, str | float] = {"request": notes.request_id, "route": endpoint.name}
        values |= {"status": response.status_code, "ms": round(seconds * 1_000, 1), "bytes_in": notes.bytes_in}
        values |= {"bytes_out": int(response.headers.get("content-length", "0"))}
        optional = {"device": notes.device, "code": notes.code, "trouble": notes.trouble}
        hands.log.line("request", **values, **{name: value for name, value in optional.items() if value})


def _looked_up(hands: Hands, device: str) -> tuple[DeviceRow | None, int]:
    """A device, and the highest request number in the database where none is remembered yet."""
    row = hands.centre.device_row(device)
    highest = 0 if row is None or hands.numbers.highest(device) else hands.centre.highest_request(device)
    return row, highest


def _stated_bytes(headers: Mapping[str, str], most: int) -> int:
    """What the body will take in memory, packed or not; the most there may be where nothing is stated."""
    stated = headers.get("content-length", "")
    return min(int(stated[:20]), most) if stated.isdigit() else most


async def _read_body(request: Request, most: int, notes: _Notes) -> bytes:
    """The body as sent. Refuses with ``too_large``, and with ``bad_message`` one that does not come in time."""
    stated = request.headers.get("content-length", "")
    if stated.isdigit() and int(stated[:20]) > most:
        raise Refused("too_large", most=most)
    parts: list[bytes] = []
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            async for part in request.stream():
                notes.bytes_in += len(part)
                if notes.bytes_in > most:
                    raise Refused("too_large", most=most)
                parts.append(part)
    except TimeoutError:
        raise Refused("bad_message", field="body") from None
    return b"".join(parts)


def _signed_path(request: Request) -> str:
    """Path and query byte for byte as they were sent."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode("utf-8")
    query: bytes = request.scope.get("query_string", b"")
    path = raw.partition(b"?")[0]
    return (path + b"?" + query if query else path).decode("latin-1")


def _read_call(request: Request, endpoint: Endpoint, device: str, body: bytes) -> Call:
    """What is asked. Refuses with ``bad_message``, and with ``not_found`` for a name that can be none."""
    names = {name: str(value) for name, value in request.path_params.items()}
    if not all(NAME.fullmatch(value) for value in names.values()):
        raise Refused("not_found")
    message = None
    if endpoint.request is not None:
        try:
            message = limits.read(body, endpoint.request)
        except BadMessageError:
            raise Refused("bad_message") from None
        if device and getattr(message, "device", device) != device:
            raise Refused("bad_message", field="device")
    query = {each.name: _queried(request, each) for each in endpoint.query}
    return Call(device, message, names, query, request.headers, body if endpoint.chunk else b"")


def _queried(request: Request, parameter: Parameter) -> str | int:
    value = request.query_params.get(parameter.name)
    if parameter.kind == "number":
        if value is None and parameter.default is not None:
            return parameter.default
        if value is None or not (value.isascii() and value.isdigit()) or len(value) > 16:
            raise Refused("bad_message", field=parameter.name)
        return min(int(value), parameter.most)
    if not value or len(value) > parameter.most or _NOT_PRINTABLE.search(value):
        raise Refused("bad_message", field=parameter.name)
    return value


def _with_number(answer: object, highest: int) -> msgspec.Struct:
    """The highest request number seen, also of those that only read and are not in the database."""
    if not isinstance(answer, wire.HelloAnswer):
        raise TypeError(type(answer))
    return msgspec.structs.replace(answer, request_seq=max(answer.request_seq, highest))


def _counted(answer: object) -> dict[str, int]:
    """Ops of a push by what became of them."""
    counts = {"applied": 0, "held": 0, "refused": 0, "disputed": 0}
    for status in answer.statuses if isinstance(answer, wire.PushAnswer) else ():
        counts[status.state] = counts.get(status.state, 0) + 1
        counts["refused"] += bool(status.refused)
        counts["disputed"] += bool(status.disputed)
    return counts
