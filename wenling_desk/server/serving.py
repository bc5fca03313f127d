"""The centre on the network: socket, TLS, start and a stop that loses nothing."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import ssl
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Final

import uvicorn
from starlette.applications import Starlette

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.durable_files import write_durably
from wenling_desk.security import authority
from wenling_desk.security.authority import Certificate

STOP_SECONDS: Final = 30
"""What requests in flight may take after a stop was asked for."""

FLUSH_SECONDS: Final = 2.0
"""What the last bytes of an answer may take to leave."""

KEEP_ALIVE_SECONDS: Final = 75
"""Longer than a desk's round of 30 s, with its jitter: a connection is used again, not found closed."""

MOST_CONNECTIONS: Final = 4_000
RENEWAL_LOOK_SECONDS: Final = 6 * 3_600
_BACKLOG: Final = 1_024


def bind(host: str, port: int) -> socket.socket:
    """The listening socket; port 0 takes a free one.

    Raises ``port_in_use`` (port), ``port_not_allowed`` (port), ``address_unknown`` (host).
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        listening = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise KnownTrouble("address_unknown", host=host) from error
    try:
        if sys.platform != "win32":  # there it would let two programs have the same port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            with suppress(OSError):
                listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listening.bind(address)
        listening.listen(_BACKLOG)
        listening.setblocking(False)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise KnownTrouble("port_in_use", port=port) from error
        if error.errno in {errno.EACCES, errno.EPERM}:
            raise KnownTrouble("port_not_allowed", port=port) from error
        raise KnownTrouble("address_unknown", host=host) from error
    return listening


@dataclass(frozen=True)
class TlsFiles:
    """The server certificate of a home, made anew when it is about to end. ``names`` are all it must carry."""

    home: Path
    authority: Certificate
    names: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where certificate and key lie."""
        return self.home / "tls"

    def certificate(self) -> bytes:
        """The certificate in use."""
        return (self.folder / "server.pem").read_bytes()

    def renew(self, now: datetime) -> bool:
        """Make it where there is none, or where it ends within ``authority.RENEW_DAYS``; whether it was made."""
        chain, key = self.folder / "server.pem", self.folder / "server.key"
        with suppress(OSError):
            whole = key.is_file() and not authority.needs_renewal(
                chain.read_bytes(), self.authority.certificate, self.names, now
            )
            if whole and _fit(chain, key):
                return False
        made = authority.issue_server(self.authority, self.names, now)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(key, made.key)
        write_durably(chain, made.certificate + self.authority.certificate)
        return True

    def context(self) -> ssl.SSLContext:
        """TLS 1.2 or newer with these files."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        self.load_into(made)
        return made

    def load_into(self, context: ssl.SSLContext) -> None:
        """Use the files for connections from now on."""
        context.load_cert_chain(self.folder / "server.pem", self.folder / "server.key")


def _fit(chain: Path, key: Path) -> bool:
    """Whether key and certificate belong together; a crash may have left a new and an old one."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(chain, key)
    except (ssl.SSLError, OSError):
        return False
    return True


class _Server(uvicorn.Server):
    """uvicorn without its way with signals: here a signal is a wish to stop, and the program ends with 0."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        def stop(number: int, frame: FrameType | None) -> None:
            self.handle_exit(number, frame)

        wanted = [signal.SIGTERM, signal.SIGINT]
        if sys.platform == "win32":
            wanted.append(signal.SIGBREAK)
        before = {each: signal.signal(each, stop) for each in wanted}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


async def _let_idle_connections_go(server: _Server) -> None:
    """After a stop was asked for and the last answer has left, do not wait for desks to say goodbye: TLS would, for
    30 seconds, and an idle desk never does."""
    while not server.should_exit:
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.2)  # uvicorn has closed the listening socket by then
    while server.server_state.tasks:
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.3)  # for what lies below the buffer that can be asked
    patience = asyncio.get_running_loop().time() + FLUSH_SECONDS
    while server.server_state.connections:
        for connection in list(server.server_state.connections):
            transport = getattr(connection, "transport", None)
            late = asyncio.get_running_loop().time() > patience
            if transport is not None and (late or not transport.get_write_buffer_size()):
                transport.abort()
        await asyncio.sleep(0.05)


def serve(
    app: Starlette,
    listening: socket.socket,
    tls: TlsFiles,
    *,
    now: Callable[[], datetime],
    started: Callable[[], None],
) -> None:
    """Serve until a signal asks to stop; requests in flight are finished. ``started`` is called when desks may come."""
    context = tls.context()
    config = uvicorn.Config(
        app,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        limit_concurrency=MOST_CONNECTIONS,
        ssl_context_factory=lambda _config, _default: context,
    )
    server = _Server(config)

    async def look_after_certificate() -> None:
        while True:
            await asyncio.sleep(RENEWAL_LOOK_SECONDS)
            with suppress(OSError):
                if await asyncio.to_thread(tls.renew, now()):
                    tls.load_into(context)

    async def tell_when_started() -> None:
        while not server.started and not server.should_exit:
            await asyncio.sleep(0.01)
        if server.started:
            started()

    async def run() -> None:
        beside = [
            asyncio.create_task(each)
            for each in (look_after_certificate(), tell_when_started(), _let_idle_connections_go(server))
        ]
        try:
            await server.serve(sockets=[listening])
        finally:
            for task in beside:
                task.cancel()

    asyncio.run(run())
