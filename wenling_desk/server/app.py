"""The centre over HTTP: a Starlette application made of the table of endpoints."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wenling_desk.server.answers import problem
from wenling_desk.server.cockpit.routes import CockpitDoor, cockpit_paths
from wenling_desk.server.endpoints import ENDPOINTS, Endpoint
from wenling_desk.server.exchange import Exchange, Hands
from wenling_desk.server.plain_routes import plain_paths
from wenling_desk.server.refusals import Refused

UNKNOWN: str = "unknown"
"""The route of a path nobody knows, in figures and log."""


def make_app(hands: Hands, cockpit: CockpitDoor | None = None) -> Starlette:
    """The application over an open centre; whoever made ``hands`` closes them. ``cockpit``: its pages as well."""
    paths: dict[str, dict[str, Endpoint]] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method] = endpoint
    exchange = Exchange(hands)
    routes = [Route(path, _Path(exchange, methods)) for path, methods in paths.items()]
    routes += [Route(path, endpoint) for path, endpoint in plain_paths(hands).items()]
    if cockpit is not None:
        routes += [Route(path, endpoint) for path, endpoint in cockpit_paths(hands, cockpit).items()]

    async def unknown_path(request: Request, error: Exception) -> Response:  # noqa: ARG001
        hands.metrics.count_request(UNKNOWN, 404)
        return problem(Refused("not_found"))

    app = Starlette(routes=routes, exception_handlers={404: unknown_path})
    app.router.redirect_slashes = False
    return app


class _Path:
    """All methods of one path, as an ASGI application: an unknown method is a problem like others."""

    def __init__(self, exchange: Exchange, methods: Mapping[str, Endpoint]) -> None:
        self._exchange = exchange
        self._methods = methods

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        request = Request(scope, receive)
        endpoint = self._methods.get(request.method)
        if endpoint is None:
            response = self._exchange.wrong_method(self._methods)
        else:
            response = await self._exchange.answer(request, endpoint)
        await response(scope, receive, send)
