"""What needs no signature: the authority's certificate, the interface's description, health and figures."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from wenling_desk.protocol.problems import STATUS
from wenling_desk.security.authority import is_in_force
from wenling_desk.server.answers import RETRY_AFTER, problem
from wenling_desk.server.exchange import Hands
from wenling_desk.server.metrics import MEDIA_TYPE as METRICS_TYPE
from wenling_desk.server.openapi import description
from wenling_desk.server.refusals import Refused

PEM: Final = "application/x-pem-file"
JSON: Final = "application/json"
SCOPE_KINDS: Final = ("hall", "device", "catalogue")
PATIENCE_SECONDS: Final = 5.0
"""What the database may take to answer ``/ready`` and ``/metrics``."""

Plain = Callable[[Request], Awaitable[Response]]


def plain_paths(hands: Hands) -> dict[str, Any]:
    """The ASGI applications of these paths."""
    said = json.dumps(description(), ensure_ascii=False).encode("utf-8")

    async def ca(_: Request) -> Response:
        return Response(hands.authority, media_type=PEM)

    async def openapi(_: Request) -> Response:
        return Response(said, media_type=JSON)

    async def health(_: Request) -> Response:
        return _json({"alive": True})

    async def ready(_: Request) -> Response:
        found = {
            "database": await _database_answers(hands),
            "disk": hands.has_room(),
            "certificate": is_in_force(hands.certificate(), hands.now()),
        }
        return _json({"ready": all(found.values()), **found}, 200 if all(found.values()) else STATUS["unavailable"])

    async def metrics(_: Request) -> Response:
        found = await asyncio.wait_for(hands.admission.look(hands.centre.figures), PATIENCE_SECONDS)
        page = hands.metrics.show(
            waiting=hands.admission.waiting,
            silence=_seconds_since(str(found["oldest_seen_at"]), hands.now()),
            heads={kind: int(found[kind]) for kind in SCOPE_KINDS},
            quarantine=int(found["quarantine"]),
        )
        return Response(page, headers={"content-type": METRICS_TYPE})

    named: dict[str, tuple[str, Plain]] = {
        "/v1/ca": ("ca", ca),
        "/v1/openapi.json": ("openapi", openapi),
        "/health": ("health", health),
        "/ready": ("ready", ready),
        "/metrics": ("metrics", metrics),
    }
    return {path: _Get(hands, name, plain) for path, (name, plain) in named.items()}


async def _database_answers(hands: Hands) -> bool:
    try:
        await asyncio.wait_for(hands.admission.look(hands.centre.ping), PATIENCE_SECONDS)
    except Exception as error:
        hands.log.defect("ready", error)
        return False
    return True


def _seconds_since(moment: str, now: datetime) -> float:
    return max(0.0, (now - datetime.fromisoformat(moment)).total_seconds()) if moment else 0.0


def _json(plain: dict[str, bool], status: int = 200) -> Response:
    headers = {RETRY_AFTER: "5"} if status != 200 else {}
    return Response(json.dumps(plain), status, headers, JSON)


class _Get:
    """A path that only answers GET."""

    def __init__(self, hands: Hands, name: str, plain: Plain) -> None:
        self._hands, self._name, self._plain = hands, name, plain

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        response: Response
        if request.method != "GET":
            response = problem(Refused("method_wrong"), extra={"allow": "GET"})
        else:
            try:
                response = await self._plain(request)
            except Exception as error:
                self._hands.log.defect(self._name, error)
                response = problem(Refused("unavailable"))
        self._hands.metrics.count_request(self._name, response.status_code)
        await response(scope, receive, send)
