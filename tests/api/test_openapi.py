"""The OpenAPI document describes exactly this API."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.api.core.routing import Route
from tests.api.api import API, Api
from tests.api.test_roles import BODIES, called


@pytest.fixture
def document(api: Api) -> dict[str, Any]:
    reply = api.get("/v1/openapi.json")
    assert reply.status == 200
    found: dict[str, Any] = reply.json
    return found


def test_the_document_lists_every_route_and_no_other(document: dict[str, Any]) -> None:
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert described == {(route.method, route.path) for route in API}
    assert document["openapi"] == "3.1.0"


def test_operations_have_unique_ids_and_a_summary(document: dict[str, Any]) -> None:
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids)) and all(operation["summary"].endswith(".") for operation in operations)


def test_every_reference_resolves(document: dict[str, Any]) -> None:
    for reference in re.findall(r'"\$ref": "([^"]+)"', json.dumps(document)):
        kind, name = reference.removeprefix("#/components/").split("/")
        assert name in document["components"][kind]


def test_every_schema_is_json_schema(document: dict[str, Any]) -> None:
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_routes_with_roles_require_a_token(document: dict[str, Any]) -> None:
    for route in API:
        operation = document["paths"][route.path][route.method.lower()]
        assert ("security" in operation) == (route.roles is not None)


@pytest.mark.parametrize("route", API, ids=lambda route: f"{route.method} {route.path}")
def test_responses_match_the_document(api: Api, document: dict[str, Any], route: Route) -> None:
    paid = api.world.paid()
    role = sorted(route.roles or ["patient"])[0]
    ids = {"id": paid.id, "patient_id": "pat_ana", "account_id": "acct_north"}
    reply = called(api.as_(role), route, **ids)
    operation = document["paths"][route.path][route.method.lower()]
    described = operation["responses"][str(reply.status)]
    if "$ref" in described:
        described = document["components"]["responses"][described["$ref"].rsplit("/", 1)[1]]
    content = described.get("content", {})
    if not content:
        assert reply.body == ""
        return
    schema = content[reply.headers["content-type"]]["schema"]
    whole = {**schema, "components": document["components"]}
    assert not list(Draft202012Validator(whole).iter_errors(reply.json))


def test_request_bodies_match_the_document(document: dict[str, Any]) -> None:
    for route in API:
        if route.body:
            operation = document["paths"][route.path][route.method.lower()]
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            whole = {**schema, "components": document["components"]}
            assert not list(Draft202012Validator(whole).iter_errors(BODIES[route.body.__name__]))
