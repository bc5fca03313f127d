"""The interface described for machines (OpenAPI 3.1), made from the table of endpoints and the message types."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

import msgspec

from wenling_desk import __version__
from wenling_desk.protocol import codec, messages, signing
from wenling_desk.protocol.problems import STATUS
from wenling_desk.server import limits
from wenling_desk.server.endpoints import ENDPOINTS, Endpoint, Parameter
from wenling_desk.server.ranges import UPLOAD_OFFSET
from wenling_desk.server.request_guard import LARGEST_SEQ, OCTETS

TITLE: Final = "Wenling centre"
_REFERENCE: Final = "#/components/schemas/{name}"
_SAYS: Final = (
    "The wire between the desks of a region and their centre. Every request but enrol is signed with the device's "
    "Ed25519 key over method, path with query, SHA-256 of the body as sent, device, request number, nonce and time. "
    "A repetition with the same seal gets the same answer. Bodies may be packed with zstd in both directions. Errors "
    "are a Problem: a stable code with values; the sentence stands on the desk."
)
_SEAL: Final[dict[str, tuple[dict[str, Any], str]]] = {
    signing.DEVICE: ({"type": "string", "pattern": "^[0-9A-Za-z._:-]{1,80}$"}, "The device."),
    signing.SEQ: (
        {"type": "integer", "minimum": 0, "maximum": LARGEST_SEQ},
        "The device's request number, rising; 0 for hello alone.",
    ),
    signing.NONCE: ({"type": "string", "pattern": "^[0-9A-Za-z_-]{16,64}$"}, "Chance, new for every request."),
    signing.TIME: ({"type": "string", "pattern": "^[0-9T:.+Z-]{1,40}$"}, "The desk's clock: evidence, no decision."),
    signing.DIGEST: ({"type": "string", "pattern": limits.HEX_DIGEST}, "SHA-256 of the body as sent."),
    signing.SIGNATURE: ({"type": "string", "pattern": "^ed25519:[0-9a-f]{128}$"}, "The signature over all of it."),
}
_JSON: Final = "application/json"
_PLAIN: Final = (
    ("/v1/ca", "ca", "The certificate of the centre's authority; compare its fingerprint.", "application/x-pem-file"),
    ("/v1/openapi.json", "openapi", "This description.", _JSON),
    ("/health", "health", "Whether the process is alive.", _JSON),
    ("/ready", "ready", "Whether the database answers, the disk has room and the certificate is in force.", _JSON),
    ("/metrics", "metrics", "Figures for Prometheus.", "text/plain"),
)
_LICENCE: Final = {"name": "Apache-2.0", "identifier": "Apache-2.0"}


@cache
def description() -> dict[str, Any]:
    """The whole document. Not to be changed by its readers."""
    shapes = [limits.strict(kind) for kind in (*limits.REQUESTS, *limits.ANSWERS, *limits.LOG_BODIES)]
    _, components = msgspec.json.schema_components(shapes, ref_template=_REFERENCE)
    components["Problem"]["properties"]["code"]["enum"] = sorted(STATUS)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    for path, name, says, media in _PLAIN:
        paths[path] = {"get": _plain_operation(name, says, media)}
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": __version__, "description": _SAYS, "license": _LICENCE},
        "paths": paths,
        "components": {"schemas": components},
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.says,
        "parameters": _parameters(endpoint),
        "responses": _responses(endpoint),
    }
    if endpoint.request is not None:
        content: dict[str, Any] = {codec.MEDIA_TYPE: {"schema": _reference(endpoint.request)}}
        operation["requestBody"] = {"required": True, "content": content, "description": _limit(endpoint)}
    elif endpoint.chunk:
        shape = {"type": "string", "format": "binary", "maxLength": endpoint.most_bytes}
        content = {OCTETS: {"schema": shape}}
        operation["requestBody"] = {"required": True, "content": content, "description": _limit(endpoint)}
    return operation


def _limit(endpoint: Endpoint) -> str:
    return f"At most {endpoint.most_bytes} bytes, as sent and unpacked."


def _parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in re.findall(r"{(\w+)}", endpoint.path):
        shape: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[!-~]+$"}
        if name == "sha256":
            shape = {"type": "string", "pattern": limits.HEX_DIGEST}
        found.append({"name": name, "in": "path", "required": True, "schema": shape})
    found += [_queried(each) for each in endpoint.query]
    if endpoint.signed:
        found += [
            {"name": name, "in": "header", "required": True, "schema": shape, "description": says}
            for name, (shape, says) in _SEAL.items()
        ]
    else:
        shape, says = _SEAL[signing.DIGEST]
        found.append({"name": signing.DIGEST, "in": "header", "required": False, "schema": shape, "description": says})
    if endpoint.chunk:
        shape = {"type": "integer", "minimum": 0, "maximum": limits.LARGEST_NUMBER}
        found.append({"name": UPLOAD_OFFSET, "in": "header", "required": True, "schema": shape})
    if _is_download(endpoint):
        found.append({"name": "range", "in": "header", "required": False, "schema": {"type": "string"}})
    return found


def _queried(parameter: Parameter) -> dict[str, Any]:
    if parameter.kind == "number":
        shape: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": parameter.most}
        if parameter.default is not None:
            shape["default"] = parameter.default
    else:
        shape = {"type": "string", "minLength": 1, "maxLength": parameter.most, "pattern": "^[^\\x00-\\x1f\\x7f]+$"}
    needed = parameter.kind == "text" or parameter.default is None
    return {"name": parameter.name, "in": "query", "required": needed, "schema": shape, "description": parameter.says}


def _responses(endpoint: Endpoint) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if endpoint.answer is not None:
        found["200"] = {
            "description": "Done.",
            "content": {codec.MEDIA_TYPE: {"schema": _reference(endpoint.answer)}},
        }
    else:
        content = {OCTETS: {"schema": {"type": "string", "format": "binary"}}}
        found["200"] = {"description": "The whole.", "content": content}
        found["206"] = {"description": "The range that was asked for.", "content": content}
    by_status: dict[int, list[str]] = {}
    for code in sorted(endpoint.all_problems() | {"method_wrong", "not_found"}):
        by_status.setdefault(STATUS[code], []).append(code)
    for status, codes in sorted(by_status.items()):
        found[str(status)] = _problem(codes)
    return found


def _problem(codes: list[str]) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": "Not done: " + ", ".join(codes) + ".",
        "content": {codec.MEDIA_TYPE: {"schema": _reference(messages.Problem)}},
    }
    if set(codes) & {"too_many", "unavailable"}:
        shape = {"type": "integer", "minimum": 0}
        answer["headers"] = {"Retry-After": {"schema": shape, "required": True, "description": "Seconds."}}
    return answer


def _plain_operation(name: str, says: str, media: str) -> dict[str, Any]:
    shape: dict[str, Any] = {"type": "object"} if media == _JSON else {"type": "string"}
    found: dict[str, Any] = {"200": {"description": says, "content": {media: {"schema": shape}}}}
    found["405"] = _problem(["method_wrong"])
    found["503"] = _problem(["unavailable"])
    if name == "ready":
        found["503"]["content"][_JSON] = {"schema": shape}
    return {"operationId": name, "summary": says, "responses": found}


def _is_download(endpoint: Endpoint) -> bool:
    return endpoint.answer is None


def _reference(kind: type[msgspec.Struct]) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(name=kind.__name__)}
