"""Requests nobody would think of, in process: ``python -m tests.server.fuzz --cases 10000 [--seed N]``.

Schemathesis makes them from the interface's own description, fitting and not fitting; most are signed properly, so
that they reach what lies behind the signature. Every answer must be one the description names, and none a 5xx.
"""

from __future__ import annotations

import argparse
import copy
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.server.door import Door, make_door
from tests.server.signed_requests import SignedDevice
from wenling_desk.protocol import signing
from wenling_desk.server.key_file import load_or_create
from wenling_desk.server.openapi import description

BASE = "https://centre"
CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
TRUE_SCOPES = ("hall:H1", "device:desk-1", "catalogue:331081")


@dataclass
class Outcome:
    """What came back: answers by endpoint and status."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)

    @property
    def cases(self) -> int:
        return sum(self.statuses.values())


def run(door: Door, cases: int, seed: int) -> Outcome:
    """Send so many requests. Raises what the first unfit answer raises, with the smallest request that gets it."""
    device, outcome = door.enrol(), Outcome()
    schema = schemathesis.openapi.from_dict(copy.deepcopy(description()))
    operations = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    assert len(operations) == sum(map(len, description()["paths"].values()))
    made = st.one_of([
        operation.as_strategy(generation_mode=mode)
        for operation in operations
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    ])  # fmt: skip

    mostly = st.sampled_from((True, True, True, False))

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=cases,
        database=None,
        deadline=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(mostly, mostly, st.sampled_from(TRUE_SCOPES), made)
    def send(signed: bool, closer: bool, scope: str, case: Case) -> None:
        if closer:
            _bring_closer(case, scope)
        request = _request_of(case)
        if request is None:
            return
        if signed:
            _sign(request, device)
        response = door.http.send(request)
        outcome.statuses[case.operation.label, response.status_code] += 1
        assert response.status_code < 500, (
            f"{request.method} {request.url}: {response.status_code} {door.log.lines[-2:]}"
        )
        case.validate_response(_as_schemathesis(response), checks=CHECKS)

    send()
    return outcome


def _bring_closer(case: Case, scope: str) -> None:
    """Names that exist: else nearly all would end at the first lookup."""
    if isinstance(case.body, dict) and "device" in case.body:
        case.body["device"] = "desk-1"
        if "epoch" in case.body:
            case.body["epoch"] = 1
    if "scope" in case.query:
        case.query["scope"] = scope


def _request_of(case: Case) -> Any:
    """The request of a case, ``None`` where no client could send it."""
    import httpx
    import requests

    kwargs = case.as_transport_kwargs(base_url=BASE)
    try:
        prepared = requests.Request(
            kwargs["method"],
            kwargs["url"],
            headers=kwargs.get("headers"),
            params=kwargs.get("params"),
            data=kwargs.get("data"),
            json=kwargs.get("json"),
        ).prepare()
        body: Any = prepared.body or b""
        content = body.encode("utf-8") if isinstance(body, str) else bytes(body)
        headers: Any = [(name, value) for name, value in prepared.headers.items() if name.lower() != "content-length"]
        return httpx.Request(str(prepared.method), str(prepared.url), headers=headers, content=content)
    except (ValueError, requests.RequestException, httpx.InvalidURL, UnicodeError):
        return None


def _sign(request: Any, device: SignedDevice) -> None:
    """A true seal in place of the invented one."""
    path = request.url.raw_path.decode("ascii")
    seq = 0 if path == "/v1/hello" else None
    for name, value in device.headers(request.method, path, request.content, seq=seq).items():
        request.headers[name] = value
    assert signing.SIGNATURE in request.headers


def _as_schemathesis(response: Any) -> Any:
    import schemathesis.core.transport as transport

    return transport.Response.from_httpx(response, verify=True)


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.server.fuzz")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="postgresql+psycopg://…; else a database in memory")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        from tests.support.fakes import FakeClock

        door = make_door(load_or_create(home, FakeClock().now()), home / "files", database=chosen.database)
        outcome = run(door, chosen.cases, chosen.seed)
        door.close()
    say = sys.stdout.write
    by_status = Counter[int]()
    for (_, status), count in outcome.statuses.items():
        by_status[status] += count
    say(f"seed {chosen.seed}: {outcome.cases} requests, by status {dict(sorted(by_status.items()))}\n")
    for label in sorted({label for label, _ in outcome.statuses}):
        found = {status: count for (name, status), count in sorted(outcome.statuses.items()) if name == label}
        say(f"  {label:40} {found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
