"""A line that cuts connections in the middle of an attachment's part, and counts what of the parts goes up."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import ssl
import threading
from pathlib import Path
from typing import Final, Self

_PIECE: Final = 16 << 10
_LENGTH: Final = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


class CuttingLine:
    """A TLS proxy on loopback under the centre's own certificate. Of every ``each`` parts one is cut off somewhere in
    its body, both ways, without a word."""

    def __init__(self, centre_home: Path, upstream: int, each: int = 10, seed: int = 1) -> None:
        self._own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._own.load_cert_chain(centre_home / "tls" / "server.pem", centre_home / "tls" / "server.key")
        self._theirs = ssl.create_default_context()
        self._theirs.check_hostname = False
        self._theirs.verify_mode = ssl.CERT_NONE
        self._upstream, self._each, self._draw = upstream, each, random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="cutting-line", daemon=True)
        self._ready = threading.Event()
        self.port = self.parts = self.cuts = self.bytes_up = 0

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._own))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            there, to_there = await asyncio.open_connection("127.0.0.1", self._upstream, ssl=self._theirs)
            down = asyncio.create_task(_pour(there, writer))
            try:
                await self._requests(reader, to_there)
            finally:
                # What has come in here is on: a real line delivers what was sent before it broke.
                with contextlib.suppress(OSError):
                    await to_there.drain()
                down.cancel()
                to_there.transport.close()
                writer.transport.abort()

    async def _requests(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            found = _LENGTH.search(head)
            left = int(found[1]) if found else 0
            stop = -1
            if head.startswith(b"PATCH "):
                self.parts += 1
                if self.parts % self._each == 0:
                    self.cuts += 1
                    stop = int(left * self._draw.random())
            is_part = head.startswith(b"PATCH ")
            self.bytes_up += len(head) * is_part
            writer.write(head)
            while left:
                piece = await reader.read(min(_PIECE, left, stop) if stop > 0 else min(_PIECE, left))
                if not piece or stop == 0:
                    return
                self.bytes_up += len(piece) * is_part
                left -= len(piece)
                writer.write(piece)
                await writer.drain()
                if stop > 0:
                    stop -= len(piece)
                    if not stop:
                        return


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while piece := await reader.read(_PIECE):
            writer.write(piece)
            await writer.drain()
