"""A device as the centre sees it from outside: a key, a rising request number, and requests signed with both."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec

from wenling_desk.protocol import codec, signing
from wenling_desk.protocol.signing import RequestSeal
from wenling_desk.security.signatures import SigningKey

AT = "2026-11-24T09:00:00+08:00"


@dataclass
class SignedDevice:
    """Signs requests; ``seq`` is the last number used."""

    device: str = "desk-1"
    key: SigningKey = field(default_factory=lambda: SigningKey(bytes(range(32))))
    seq: int = 0

    def headers(
        self, method: str, path: str, body: bytes = b"", *, seq: int | None = None, **changed: str
    ) -> dict[str, str]:
        """The headers of a request; a new number unless one is given. ``changed`` is put in after signing."""
        if seq is None:
            self.seq += 1
            seq = self.seq
        seal = RequestSeal(method, path, signing.digest_of(body), self.device, seq, secrets.token_hex(12), AT)
        headers = {
            signing.DEVICE: seal.device,
            signing.SEQ: str(seal.seq),
            signing.NONCE: seal.nonce,
            signing.TIME: seal.at,
            signing.DIGEST: seal.digest,
            signing.SIGNATURE: self.key.sign(seal.to_bytes()),
        }
        return headers | {f"wenling-{name}": value for name, value in changed.items()}

    def request(
        self,
        method: str,
        path: str,
        message: msgspec.Struct | bytes | None = None,
        *,
        seq: int | None = None,
        packed: bool = False,
        **headers: str,
    ) -> httpx.Request:
        """A signed request; ``headers`` with underscores for hyphens come on top."""
        body = message if isinstance(message, bytes) else codec.encode(message) if message is not None else b""
        kind = {}
        if message is not None:
            kind["content-type"] = "application/octet-stream" if isinstance(message, bytes) else codec.MEDIA_TYPE
        if packed:
            body, kind = codec.pack(body), kind | {"content-encoding": "zstd"}
        extra = {name.replace("_", "-"): value for name, value in headers.items()}
        seal = self.headers(method, path, body, seq=seq)
        return httpx.Request(method, f"https://centre{path}", headers=seal | kind | extra, content=body)


class InProcess:
    """Sends requests to an ASGI application in this process; everything sent runs on one loop."""

    def __init__(self, app: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=True))

    def send(self, request: httpx.Request) -> httpx.Response:
        """One request."""
        return self._loop.run_until_complete(self._client.send(request))

    def get(self, path: str, **headers: str) -> httpx.Response:
        """An unsigned GET."""
        return self.send(httpx.Request("GET", f"https://centre{path}", headers=headers))

    def all(self, *requests: httpx.Request) -> list[httpx.Response]:
        """Several at once."""

        async def together() -> list[httpx.Response]:
            return await asyncio.gather(*(self._client.send(each) for each in requests))

        return self._loop.run_until_complete(together())

    def close(self) -> None:
        """Close the loop."""
        self._loop.run_until_complete(self._client.aclose())
        self._loop.close()


def code_of(response: httpx.Response) -> str:
    """The problem's code; asserts that it is a problem as promised."""
    assert response.headers["content-type"] == codec.MEDIA_TYPE, response.content[:200]
    problem = response.json()
    assert set(problem) <= {"code", "values"}
    return str(problem["code"])
