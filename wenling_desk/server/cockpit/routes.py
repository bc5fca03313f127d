"""The cockpit's paths: each behind the gate, limited, noted before it is shown, and turned away before any push is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from wenling_desk.server.cockpit import page
from wenling_desk.server.cockpit.asking import Question, read_question
from wenling_desk.server.cockpit.gate import Gate, GateLimits, Supervisor, cookie_of, token_in
from wenling_desk.server.cockpit.page import CockpitPages, plain_figure
from wenling_desk.server.endpoints import Kept
from wenling_desk.server.exchange import Hands
from wenling_desk.server.refusals import Refused
from wenling_desk.texts import Texts

HTML: Final = "text/html; charset=utf-8"
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'none'; script-src 'none'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Final = {
    "cache-control": "no-store", "x-content-type-options": "nosniff", "content-security-policy": POLICY,
    "referrer-policy": "no-referrer", "x-frame-options": "DENY", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin", "permissions-policy": "camera=(), microphone=(), geolocation=()",
}  # fmt: skip
MOST_LOGIN_BYTES: Final = 1 << 10
LOGIN_SECONDS: Final = 10.0
SEE_OTHER: Final = 303
_OWN_SITE: Final = frozenset({"", "same-origin", "none"})

Show = Callable[[Question, Supervisor], tuple[bytes, str]]
"""A question to a page and its media type."""


@dataclass(frozen=True, slots=True)
class CockpitDoor:
    """What the paths work with: the pages, the gate, the words, the stylesheet."""

    pages: CockpitPages
    gate: Gate
    limits: GateLimits
    texts: Texts
    style: bytes


def cockpit_paths(hands: Hands, door: CockpitDoor) -> dict[str, Any]:
    """The ASGI applications of these paths."""
    paths = _Paths(hands, door)
    return {
        page.HOME: _Method("GET", "cockpit", hands, door, paths.shown("page", paths.cockpit)),
        page.FIGURES: _Method("GET", "cockpit_figures", hands, door, paths.shown("figures", paths.figures)),
        page.RECORDS: _Method("GET", "cockpit_records", hands, door, paths.shown("records", paths.records)),
        page.STYLE: _Method("GET", "cockpit_style", hands, door, paths.style),
        page.LOGIN: _Method("POST", "cockpit_login", hands, door, paths.login),
        page.LEAVE: _Method("POST", "cockpit_leave", hands, door, paths.leave),
    }


class _Paths:
    def __init__(self, hands: Hands, door: CockpitDoor) -> None:
        self._hands, self._door = hands, door

    async def style(self, _: Request) -> Response:
        """The stylesheet; everybody may see it."""
        return Response(self._door.style, headers={**HEADERS, "cache-control": "max-age=300"}, media_type="text/css")

    def shown(self, what: str, show: Show) -> Callable[[Request], Any]:
        """A path behind the gate."""

        async def answer(request: Request) -> Response:
            hands, door = self._hands, self._door
            token = token_in(request.headers.get("cookie", ""))
            supervisor = await hands.admission.look(lambda: door.gate.find(token, hands.now())) if token else None
            if supervisor is None:
                is_page = what == "page"
                return self._html(page.login_page(door.texts), 200 if is_page else 401)
            names = (supervisor.digest,)
            door.limits.pages.require(names, hands.seconds())
            door.limits.pages.note(names, hands.seconds())
            figures = door.pages.figures
            question = read_question(request.query_params, figures.layout, figures.book, hands.now().date())
            if what == "records" and not question.figure:
                raise Refused("bad_message", field="figure")
            number = hands.new_id()

            def work() -> tuple[bytes, str]:
                about = question.figure or f"{question.page} {question.choice} {question.on}"
                door.gate.note(supervisor, hands.now(), number, what, about)
                return show(question, supervisor)

            body, kind = await hands.admission.run(Kept.SNAPSHOT, work)
            hands.log.line("cockpit", request=number, route=what, supervisor=supervisor.digest[:8])
            return Response(body, 200, HEADERS, kind)

        return answer

    def cockpit(self, question: Question, supervisor: Supervisor) -> tuple[bytes, str]:
        """A page of figures."""
        return self._door.pages.cockpit(question, supervisor), HTML

    def records(self, question: Question, supervisor: Supervisor) -> tuple[bytes, str]:
        """The cases behind one."""
        return self._door.pages.cases(question, supervisor), HTML

    def figures(self, question: Question, _: Supervisor) -> tuple[bytes, str]:
        """Every figure of the book in every column, for another program."""
        figures = self._door.pages.figures
        book, period = figures.book, question.period
        data_time = figures.data_time()
        plain = {
            "edition": book.edition.version,
            "data_time": data_time.isoformat() if data_time is not None else None,
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "columns": {column.column_id: column.label for column in book.columns},
            "figures": [
                {
                    "id": figure.figure_id, "name": figure.name, "formula": figure.formula, "base": figure.base,
                    "source": figure.source, "status": figure.status,
                    "values": {
                        column.column_id: plain_figure(found)
                        for column, found in zip(book.columns, figures.columns(figure.figure_id, period), strict=True)
                    },
                }
                for figure in book.figures.values()
            ],
        }  # fmt: skip
        return json.dumps(plain, ensure_ascii=False).encode("utf-8"), "application/json"

    async def login(self, request: Request) -> Response:
        """A token for a cookie."""
        hands, door = self._hands, self._door
        self._require_own_site(request)
        address = request.client.host if request.client is not None else ""
        try:
            door.limits.wrong.require((address,), hands.seconds())
        except Refused:
            return self._html(page.login_page(door.texts, door.texts("report.login.too_many")), 429)
        token = (await _form(request)).get("token", "").strip().lower()
        supervisor = await hands.admission.look(lambda: door.gate.find(token, hands.now()))
        if supervisor is None:
            door.limits.wrong.note((address,), hands.seconds())
            hands.log.line("cockpit", request=hands.new_id(), route="login_wrong")
            return self._html(page.login_page(door.texts, door.texts("report.login.wrong")), 403)
        number, now = hands.new_id(), hands.now()
        await hands.admission.carry_on(lambda: door.gate.note(supervisor, now, number, "login"))
        hands.log.line("cockpit", request=number, route="login", supervisor=supervisor.digest[:8])
        seconds = max(1, int((supervisor.ends_at - now).total_seconds()))
        return Response(b"", SEE_OTHER, {**HEADERS, "location": page.HOME, "set-cookie": cookie_of(token, seconds)})

    async def leave(self, request: Request) -> Response:
        """The cookie goes."""
        self._require_own_site(request)
        return Response(b"", SEE_OTHER, {**HEADERS, "location": page.HOME, "set-cookie": cookie_of("", 0)})

    @staticmethod
    def _require_own_site(request: Request) -> None:
        """A form of another site's making is refused with ``wrong_scope``; browsers say where it stood."""
        if request.headers.get("sec-fetch-site", "") not in _OWN_SITE:
            raise Refused("wrong_scope")

    @staticmethod
    def _html(body: bytes, status: int) -> Response:
        return Response(body, status, HEADERS, HTML)


async def _form(request: Request) -> dict[str, str]:
    """The fields of a small form. Refuses with ``too_large`` and ``bad_message``."""
    parts: list[bytes] = []
    try:
        async with asyncio.timeout(LOGIN_SECONDS):
            async for part in request.stream():
                parts.append(part)
                if sum(map(len, parts)) > MOST_LOGIN_BYTES:
                    raise Refused("too_large", most=MOST_LOGIN_BYTES)
    except (TimeoutError, ClientDisconnect):
        raise Refused("bad_message", field="body") from None
    try:
        found = parse_qs(b"".join(parts).decode("ascii"), max_num_fields=8, errors="replace")
    except ValueError:
        raise Refused("bad_message", field="body") from None
    return {name: values[0] for name, values in found.items()}


class _Method:
    """A path with one method; whatever goes wrong is a page with one sentence."""

    def __init__(
        self, method: str, name: str, hands: Hands, door: CockpitDoor, answer: Callable[[Request], Any]
    ) -> None:
        self._method, self._name, self._hands, self._texts, self._answer = method, name, hands, door.texts, answer

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        response: Response
        if request.method != self._method:
            response = Response(b"", 405, {**HEADERS, "allow": self._method}, HTML)
        else:
            try:
                response = await self._answer(request)
            except Refused as refused:
                response = self._refused(refused)
            except Exception as error:
                self._hands.log.defect(self._name, error)
                response = self._refused(Refused("unavailable", retry_after=5))
        self._hands.metrics.count_request(self._name, response.status_code)
        await response(scope, receive, send)

    def _refused(self, refused: Refused) -> Response:
        match refused.code:
            case "unavailable":
                status, said = 503, self._texts("report.refused.busy")
            case "too_many":
                status, said = 429, self._texts("report.refused.too_many")
            case _:
                status, said = 400, self._texts("report.refused.bad_question")
        headers = dict(HEADERS)
        if "retry_after" in refused.values:
            headers["retry-after"] = str(refused.values["retry_after"])
        return Response(page.refused_page(self._texts, said), status, headers, HTML)
