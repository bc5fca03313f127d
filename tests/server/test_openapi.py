"""The description of the interface: valid, complete, and the same as what the routes do."""

from __future__ import annotations

import json

import jsonschema
import pytest
from schemathesis.openapi import from_dict

from tests.server.door import Door
from tests.server.signed_requests import code_of
from wenling_desk.protocol import codec, messages
from wenling_desk.protocol.problems import STATUS
from wenling_desk.protocol.versions import MOST_BODY_BYTES, MOST_OPS
from wenling_desk.server import limits
from wenling_desk.server.endpoints import ENDPOINTS
from wenling_desk.server.openapi import description

PROMISED = {
    "GET /v1/ca", "POST /v1/enrol", "POST /v1/hello", "POST /v1/push", "POST /v1/epoch", "POST /v1/known",
    "GET /v1/pull", "GET /v1/record/{id}", "GET /v1/digest", "POST /v1/snapshot", "GET /v1/snapshot/{id}",
    "POST /v1/duplicates", "POST /v1/blob", "PATCH /v1/blob/{sha256}", "GET /v1/blob/{sha256}",
    "GET /v1/release/{kind}/{number}", "GET /v1/fleet", "GET /v1/fleet/{device}/held", "GET /v1/openapi.json",
    "GET /health", "GET /ready", "GET /metrics",
}  # fmt: skip


def test_it_has_exactly_what_was_promised() -> None:
    found = {f"{method.upper()} {path}" for path, methods in description()["paths"].items() for method in methods}
    assert found == PROMISED


def test_every_schema_is_a_schema_and_every_reference_ends() -> None:
    said = description()
    schemas = said["components"]["schemas"]
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    text = json.dumps(said)
    for name in {part.partition('"')[0] for part in text.split('"#/components/schemas/')[1:]}:
        assert name in schemas
    assert len(list(from_dict(json.loads(text)).get_all_operations())) == len(PROMISED)
    assert said["openapi"].startswith("3.1")


def test_every_answer_names_its_problems() -> None:
    for endpoint in ENDPOINTS:
        operation = description()["paths"][endpoint.path][endpoint.method.lower()]
        statuses = {STATUS[code] for code in endpoint.all_problems()}
        assert statuses <= {int(each) for each in operation["responses"]}, endpoint.name
        for status in ("429", "503"):
            assert "Retry-After" in operation["responses"][status]["headers"]
        if endpoint.request is not None:
            assert str(endpoint.most_bytes) in operation["requestBody"]["description"]
            assert (endpoint.most_bytes == MOST_BODY_BYTES) is (endpoint.name in {"push", "known"})


def test_limits_are_the_ones_that_are_checked() -> None:
    schemas = description()["components"]["schemas"]
    assert schemas["PushRequest"]["properties"]["ops"]["maxItems"] == MOST_OPS
    assert schemas["Op"]["properties"]["sha256"]["pattern"] == limits.HEX_DIGEST
    assert schemas["EnrolRequest"]["properties"]["code"]["maxLength"] == limits.LONGEST_TEXT
    assert set(schemas["Problem"]["properties"]["code"]["enum"]) == set(STATUS)


@pytest.mark.parametrize(
    "kind", [*limits.REQUESTS, *limits.ANSWERS, *limits.LOG_BODIES], ids=lambda kind: kind.__name__
)
def test_a_twin_has_the_same_fields(kind: type) -> None:
    assert limits.strict(kind).__struct_fields__ == kind.__struct_fields__  # type: ignore[attr-defined]


def test_no_message_type_was_forgotten() -> None:
    shown = {kind.__name__ for kind in (*limits.REQUESTS, *limits.ANSWERS, *limits.LOG_BODIES)}
    parts = {"DeviceReport", "OpStatus", "LogRow", "RankedFact", "FleetRow", "HeldRow", "DuplicateRow"}
    structs = {
        name
        for name, value in vars(messages).items()
        if isinstance(value, type) and hasattr(value, "__struct_fields__") and value.__module__ == messages.__name__
    }
    assert structs - parts == shown


def test_it_is_served(door: Door) -> None:
    response = door.http.get("/v1/openapi.json")
    assert response.json() == json.loads(json.dumps(description()))
    assert response.headers["content-type"] == "application/json"


def test_a_real_answer_fits_its_schema(door: Door) -> None:
    device = door.enrol()
    desk = door.ledger(device)
    desk.look("look-1")
    schemas = description()["components"]
    for request, name in (
        (device.request("POST", "/v1/push", desk.request()), "PushAnswer"),
        (device.request("GET", "/v1/pull?scope=hall:H1"), "PullAnswer"),
        (device.request("GET", "/v1/fleet"), "FleetAnswer"),
        (device.request("GET", "/v1/pull?scope=hall:H9"), "Problem"),
    ):
        response = door.http.send(request)
        jsonschema.validate(response.json(), {"$ref": f"#/components/schemas/{name}", "components": schemas})
        assert response.headers["content-type"] == codec.MEDIA_TYPE
        assert name != "Problem" or code_of(response) == "wrong_scope"
