"""The OpenAPI 3.1 document, made from the same table and types that serve."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from chalicelib.http.problems import Problem
from chalicelib.http.routes import Route

VERSION = "1.0.0"
REFERENCES = "#/components/schemas/{name}"
QUERY: Mapping[str, dict[str, Any]] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
    "cursor": {"type": "string", "description": "next_cursor of the page before"},
    "unapplied": {"type": "boolean"},
    "at": {"type": "string", "format": "date-time"},
    "location_id": {"type": "string", "pattern": "^[A-Za-z0-9_]{1,64}$"},
    "account_id": {"type": "string", "pattern": "^[A-Za-z0-9_]{1,64}$"},
}
Schemas = Mapping[Any, dict[str, Any]]


def document(table: Sequence[Route]) -> dict[str, Any]:
    """The document of exactly these routes."""
    kinds = [Problem, *(kind for route in table for kind in (route.takes, *route.answers.values()) if kind)]
    schemas, components = msgspec.json.schema_components(kinds, ref_template=REFERENCES)
    by_kind = dict(zip(kinds, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in table:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, by_kind)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Account credit for clinics", "version": VERSION, "license": {"name": "Apache-2.0"}},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _operation(route: Route, schemas: Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "summary": route.summary,
        "parameters": _parameters(route),
        "responses": {
            **{str(status.value): _answer(status, kind, schemas) for status, kind in route.answers.items()},
            "default": {
                "description": "A problem",
                "content": {"application/problem+json": {"schema": schemas[Problem]}},
            },
        },
    }
    if route.takes:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schemas[route.takes]}}}
    if route.roles is not None:
        operation["security"] = [{"token": []}]
        operation["description"] = f"For {', '.join(sorted(route.roles)) or 'nobody'}."
    return operation


def _answer(status: HTTPStatus, kind: Any, schemas: Schemas) -> dict[str, Any]:
    if kind is None:
        return {"description": status.phrase}
    return _content(status.phrase, "application/json", schemas[kind])


def _content(description: str, media_type: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {media_type: {"schema": schema}}}


def _parameters(route: Route) -> list[dict[str, Any]]:
    found = [_parameter("path", name, {"type": "string"}, required=True) for name in re.findall(r"{(\w+)}", route.path)]
    found += [_parameter("query", name, QUERY[name]) for name in sorted(route.query)]
    if route.keyed:
        key = {"type": "string", "pattern": "^[\\x21-\\x7e]{1,255}$"}
        found.append(_parameter("header", "Idempotency-Key", key, required=True))
    if route.guarded:
        found.append(_parameter("header", "If-Match", {"type": "string"}, required=True))
    return found


def _parameter(place: str, name: str, schema: Mapping[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"in": place, "name": name, "required": required, "schema": schema}
