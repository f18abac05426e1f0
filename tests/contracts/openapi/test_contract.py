"""Callers can rely on the document: it is the served one, it fits its own examples, and it breaks no caller."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.credit.events import EventType
from infra.contract import typescript
from infra.contract.breaking import breaks
from infra.contract.client import client_source
from infra.contract.files import (
    CLIENT,
    CURRENT,
    PAGE_EVENTS,
    PAGE_TYPES,
    RELEASED,
    TYPESCRIPT,
    Document,
    as_text,
    current,
    read,
)
from infra.contract.page_types import page_events, page_types

DOCUMENT = current()
START = DOCUMENT["paths"]["/v1/me/top-ups"]["post"]
CONTENTS = [
    (f"{method} {path} {status}", content)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
    for status, holder in [("body", operation.get("requestBody", {})), *operation["responses"].items()]
    for content in holder.get("content", {}).values()
]


def test_the_committed_document_is_the_one_that_is_served() -> None:
    assert CURRENT.read_text("utf-8") == as_text(DOCUMENT), "The contract changed. Run `make openapi` and commit it."


def test_the_client_is_written_from_the_document() -> None:
    assert CLIENT.read_text("utf-8") == client_source(DOCUMENT), "The contract changed. Run `make openapi`."


def test_the_typescript_client_is_written_from_the_document() -> None:
    for name, source in (("schemas.ts", typescript.schemas_source), ("api.ts", typescript.client_source)):
        assert (TYPESCRIPT / name).read_text("utf-8") == source(DOCUMENT), "The contract changed. Run `make openapi`."


def test_the_pages_are_checked_against_types_written_from_the_document() -> None:
    assert PAGE_TYPES.read_text("utf-8") == page_types(DOCUMENT), "The contract changed. Run `make openapi`."


def test_the_pages_offer_every_type_of_event_that_there_is() -> None:
    assert PAGE_EVENTS.read_text("utf-8") == page_events(), "The contract changed. Run `make openapi`."
    assert [name for name in EventType if f'"{name}"' not in page_events()] == [EventType.ENDPOINT_TEST]


def test_the_released_contract_still_holds() -> None:
    assert breaks(read(RELEASED), DOCUMENT) == [], (
        "Undo it, or raise the major VERSION in chalicelib/api/openapi/document.py."
    )


@pytest.mark.parametrize("content", [content for _, content in CONTENTS], ids=[name for name, _ in CONTENTS])
def test_every_example_matches_its_schema(content: dict[str, Any]) -> None:
    schema = Draft202012Validator({**content["schema"], "components": DOCUMENT["components"]})
    for named in content.get("examples", {}).values():
        example = DOCUMENT["components"]["examples"][named["$ref"].rsplit("/", 1)[1]] if "$ref" in named else named
        assert [fault.message for fault in schema.iter_errors(example["value"])] == []


def test_every_request_and_response_body_has_an_example() -> None:
    plain = {"post /v1/stripe/events body", "get /v1/openapi.json 200"}
    assert [name for name, content in CONTENTS if "examples" not in content and name not in plain] == []


def test_links_lead_to_operations_with_those_parameters() -> None:
    operations = {
        operation["operationId"]: operation for methods in DOCUMENT["paths"].values() for operation in methods.values()
    }
    for operation in operations.values():
        for answer in operation["responses"].values():
            for link in answer.get("links", {}).values():
                names = {each["name"] for each in operations[link["operationId"]]["parameters"] if each["in"] == "path"}
                assert set(link["parameters"]) == names


def test_each_closed_route_names_its_roles_and_how_it_refuses_others() -> None:
    assert START["security"] == [{"token": ["patient"]}]
    assert {"401", "403", "404", "409", "413", "415", "422", "429", "500", "503"} <= set(START["responses"])


def without(*keys: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        *path, last = keys
        for key in path:
            document = document[key]
        del document[last]

    return change


def put(value: object, *keys: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        *path, last = keys
        for key in path:
            document = document[key]
        document[last] = value

    return change


SCHEMAS = ("components", "schemas")
START_AT = ("paths", "/v1/me/top-ups", "post")
LIST_AT = ("paths", "/v1/clinic/payments", "get")
BREAKING: dict[str, Callable[[Document], None]] = {
    "GET /v1/me/cards is gone": without("paths", "/v1/me/cards"),
    "DELETE /v1/me/cards/{card_id} is gone": without("paths", "/v1/me/cards/{card_id}", "delete"),
    "refuses staff now": put([{"token": ["full_access"]}], *LIST_AT, "security"),
    "needs a token now": put([{"token": ["patient"]}], "paths", "/v1/health", "get", "security"),
    "no longer returns 201": without(*START_AT, "responses", "201"),
    "refuses account_id now": put([], *LIST_AT, "parameters"),
    "location_id is unknown": without(*SCHEMAS, "TopUpCreate", "properties", "location_id"),
    "note must be there": put(["amount", "location_id", "note"], *SCHEMAS, "TopUpCreate", "required"),
    "location_id must be integer": put({"type": "integer"}, *SCHEMAS, "TopUpCreate", "properties", "location_id"),
    "reason has maxLength 10": put(
        {"type": "string", "minLength": 1, "maxLength": 10}, *SCHEMAS, "RefundCreate", "properties", "reason"
    ),
    "client_secret must be there": put(["id"], *SCHEMAS, "StartedTopUp", "required"),
    "status must be one of": put(["pending", "lost"], *SCHEMAS, "PaymentStatus", "enum"),
    "available.amount must be integer": put({"type": "string"}, *SCHEMAS, "Money", "properties", "amount"),
}


@pytest.mark.parametrize("sentence", BREAKING)
def test_a_breaking_change_is_reported(sentence: str) -> None:
    changed = copy.deepcopy(DOCUMENT)
    BREAKING[sentence](changed)
    assert any(sentence in found for found in breaks(DOCUMENT, changed)), breaks(DOCUMENT, changed)


@pytest.mark.parametrize("sentence", BREAKING)
def test_a_new_major_version_may_break_callers(sentence: str) -> None:
    changed = copy.deepcopy(DOCUMENT)
    BREAKING[sentence](changed)
    changed["info"]["version"] = "2.0.0"
    assert breaks(DOCUMENT, changed) == []


ADDED = {
    "a route": put({"get": START}, "paths", "/v1/me/added"),
    "a field in a response": put({"type": "string"}, *SCHEMAS, "TopUp", "properties", "note"),
    "a field that may be sent": put({"type": "string"}, *SCHEMAS, "TopUpCreate", "properties", "note"),
    "a wider limit": put({"type": "string", "minLength": 1}, *SCHEMAS, "RefundCreate", "properties", "reason"),
    "a problem": put(START["responses"]["409"], "paths", "/v1/me/credit", "get", "responses", "409"),
    "a role": put([{"token": ["staff"]}, {"token": ["patient"]}], *START_AT, "security"),
}


@pytest.mark.parametrize("change", ADDED.values(), ids=ADDED)
def test_an_additive_change_is_compatible(change: Callable[[Document], None]) -> None:
    changed = copy.deepcopy(DOCUMENT)
    change(changed)
    assert breaks(DOCUMENT, changed) == []
