"""A bad line between desk and server: a proxy on loopback that speaks TLS and HTTP, and does to requests what lines,
portals and servers do to them. Seeded: the same seed draws the same fates in the same order of requests."""

from __future__ import annotations

import asyncio
import contextlib
import random
import ssl
import threading
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import h11

PORTAL_PAGE: Final = b"<!DOCTYPE html><html><body>Please accept our terms to go on.</body></html>"
_CHUNK: Final = 64 << 10


class Fate(StrEnum):
    """What becomes of one request."""

    PASSED = "passed"
    DELAYED = "delayed"
    CUT_BEFORE = "cut before the server saw it"
    CUT_IN_THE_BODY = "cut in the middle of the request"
    REPLY_LOST = "carried out, reply lost"
    REPLY_TRUNCATED = "carried out, reply cut short"
    DUPLICATED = "carried out twice at once"
    HALF_OPEN = "never answered"
    ERROR_AFTER = "carried out, 503 instead of the reply"
    PORTAL = "a portal's page with 200"


FAULTS: Final = tuple(fate for fate in Fate if fate is not Fate.PASSED)


@dataclass
class Line:
    """How bad the line is. ``badness``: the share of requests with a fault. ``is_down``: nothing gets through."""

    seed: int
    badness: float = 0.3
    is_down: bool = False
    fates: Counter[str] = field(default_factory=Counter)
    half_open_seconds: float = 0.5

    def __post_init__(self) -> None:
        self._draw = random.Random(self.seed)

    def fate(self) -> Fate:
        """What becomes of the next request."""
        if self.is_down:
            drawn = Fate.CUT_BEFORE
        elif self._draw.random() < self.badness:
            drawn = self._draw.choice(FAULTS)
        else:
            drawn = Fate.PASSED
        self.fates[drawn] += 1
        return drawn

    def delay(self) -> float:
        """Seconds of a delay."""
        return self._draw.random() * 0.05


@dataclass(frozen=True, slots=True)
class _Request:
    head: h11.Request
    body: bytes


class BadLine:
    """The proxy, on a thread of its own; use it as a context manager."""

    def __init__(self, line: Line, upstream: int, own: ssl.SSLContext, theirs: ssl.SSLContext) -> None:
        """``upstream`` is the server's port; ``own`` serves under its name, ``theirs`` trusts it."""
        self.line = line
        self._upstream = upstream
        self._own, self._theirs = own, theirs
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="bad-line", daemon=True)
        self._started = threading.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    def __enter__(self) -> BadLine:
        self._thread.start()
        self._started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)

        async def begin() -> asyncio.Server:
            server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._own)
            self.port = server.sockets[0].getsockname()[1]
            self._started.set()
            return server

        server = self._loop.run_until_complete(begin())
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.05))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await _read_request(reader)) is not None:
                if not await self._treat(request, writer):
                    break
        except (OSError, h11.RemoteProtocolError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            with contextlib.suppress(OSError, asyncio.CancelledError):
                writer.transport.abort()

    async def _treat(self, request: _Request, writer: asyncio.StreamWriter) -> bool:
        """Do to a request what was drawn for it; whether the connection goes on."""
        fate = self.line.fate()
        match fate:
            case Fate.PASSED:
                return await _send(writer, await self._forward(request))
            case Fate.DELAYED:
                await asyncio.sleep(self.line.delay())
                return await _send(writer, await self._forward(request))
            case Fate.CUT_BEFORE:
                return False
            case Fate.CUT_IN_THE_BODY:
                await self._forward(request, cut=True)
                return False
            case Fate.REPLY_LOST:
                await self._forward(request)
                return False
            case Fate.REPLY_TRUNCATED:
                reply = await self._forward(request)
                await _send(writer, reply[: max(1, len(reply) * 2 // 3)])
                return False
            case Fate.DUPLICATED:
                replies = await asyncio.gather(self._forward(request), self._forward(request))
                return await _send(writer, replies[1])
            case Fate.HALF_OPEN:
                await asyncio.sleep(self.line.half_open_seconds)
                return False
            case Fate.ERROR_AFTER:
                await self._forward(request)
                return await _send(writer, _page(503, b"busy", "text/plain"))
            case Fate.PORTAL:
                return await _send(writer, _page(200, PORTAL_PAGE, "text/html"))

    async def _forward(self, request: _Request, *, cut: bool = False) -> bytes:
        """The server's reply, byte for byte; empty after a ``cut``."""
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", self._upstream, ssl=self._theirs, server_hostname="localhost"
        )
        try:
            speaker = h11.Connection(h11.CLIENT)
            headers = [each for each in request.head.headers.raw_items() if each[0].lower() != b"connection"]
            head = h11.Request(
                method=request.head.method, target=request.head.target, headers=[*headers, (b"Connection", b"close")]
            )
            sent = speaker.send(head) or b""
            if request.body:
                sent += speaker.send(h11.Data(request.body)) or b""
            if cut:
                writer.write(sent[: max(1, len(sent) // 2)])
                await writer.drain()
                return b""
            writer.write(sent + (speaker.send(h11.EndOfMessage()) or b""))
            await writer.drain()
            return await reader.read(-1)
        except (OSError, h11.LocalProtocolError):
            return b""
        finally:
            writer.transport.abort()


async def _read_request(reader: asyncio.StreamReader) -> _Request | None:
    """The next request of a connection; ``None`` at its end."""
    listener = h11.Connection(h11.SERVER)
    head, body = None, b""
    while True:
        event = listener.next_event()
        if event is h11.NEED_DATA:
            data = await reader.read(_CHUNK)
            if not data and head is None:
                return None
            listener.receive_data(data)
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += bytes(event.data)
        elif isinstance(event, h11.EndOfMessage):
            return _Request(head, body) if head is not None else None
        else:
            return None


async def _send(writer: asyncio.StreamWriter, reply: bytes) -> bool:
    """The reply, and then the end of the connection: the server's own said so."""
    if reply:
        writer.write(reply)
        await writer.drain()
        writer.close()
        with contextlib.suppress(OSError, ssl.SSLError):
            await writer.wait_closed()
    return False


def _page(status: int, body: bytes, media_type: str) -> bytes:
    reason = {200: "OK", 503: "Service Unavailable"}[status]
    head = f"HTTP/1.1 {status} {reason}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Connection: close\r\n\r\n".encode() + body
