"""The requests in the OpenAPI document: parameters and bodies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from chalicelib.api.core.routing import Route
from chalicelib.api.openapi.examples import EXAMPLES
from chalicelib.api.openapi.examples.values import CSV_FILE, IDS

Schemas = Mapping[Any, dict[str, Any]]

ID = {"type": "string", "pattern": "^[A-Za-z0-9_]{1,64}$"}
SYSTEM_ID = {"type": "string", "pattern": "^[A-Za-z0-9._~-]{1,128}$"}
KEY = {"type": "string", "pattern": "^[\\x21-\\x7e]{1,255}$"}
TAG = {"type": "string", "minLength": 1}
ANY_TAG = {"type": "string"}
SIGNATURE = {"type": "string", "minLength": 1, "maxLength": 1_000}
A_KEY = "0b1f6a52-6b0c-4a0e-9a3a-6d6a1f0f9a11"
NULL = {"type": "null"}
NOT_PLAIN = ("anyOf", "title", "$ref")
QUERY: Mapping[str, Any] = {
    "as_of": "2026-11-30",
    "from": "2026-11-01",
    "to": "2026-11-30",
    "open": True,
    "unapplied": True,
    "with_credit": True,
}
"""Parameters that the examples of a request have, and what they are there."""
IN_PYTHON_ONLY = r"(?!\n)"
"""The part that keeps `$` from matching before a final line break in Python; JSON Schema's dialect does not need it."""


def parameters(route: Route) -> list[dict[str, Any]]:
    """Every path, query and header parameter that the route reads, except the token."""
    return [*_path(route), *sorted(_query(route), key=lambda each: str(each["name"])), *_headers(route)]


def _path(route: Route) -> Iterator[dict[str, Any]]:
    for name in route.path_ids:
        system = (SYSTEM_ID, "An id of the clinic's own system")
        known = {"invoice_id": system, "patient_id": system}
        schema, meaning = known.get(name, (ID, "An id that the API returned"))
        yield _parameter("path", name, schema, meaning, required=True, example=IDS[name])


def _query(route: Route) -> Iterator[dict[str, Any]]:
    """The fields of the query's struct. An optional field is left out, never sent as null."""
    _, components = msgspec.json.schema_components([route.parameters.query])
    for name, schema in components[route.parameters.query.__name__]["properties"].items():
        options = [_inline(option, components) for option in schema.get("anyOf", [schema]) if option != NULL]
        plain = {key: value for key, value in {**schema, **options[0]}.items() if key not in NOT_PLAIN}
        meaning = schema.get("title") or plain.get("description", "")
        if plain.get("default") in (None, ""):
            plain.pop("default", None)
        plain.pop("description", None)
        if "pattern" in plain:
            plain["pattern"] = plain["pattern"].replace(IN_PYTHON_ONLY, "")
        yield _parameter("query", name, plain, str(meaning), example=QUERY.get(name))


def _inline(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """An enumeration itself instead of the reference to it."""
    if "$ref" not in schema:
        return schema
    named = components[schema["$ref"].rsplit("/", 1)[1]]
    return {key: value for key, value in named.items() if key not in ("title", "description")}


def _headers(route: Route) -> Iterator[dict[str, Any]]:
    if route.idempotent:
        meaning = "Unique to this request; send the same key to retry it"
        if route.has_dry_run:
            meaning += ". Required unless `dry_run` is true"
        required = not route.has_dry_run
        yield _parameter("header", "Idempotency-Key", KEY, meaning, required=required, example=A_KEY)
    if route.requires_if_match:
        yield _parameter("header", "If-Match", TAG, "The ETag that you read", required=True, example='"v1"')
    if route.is_tagged:
        yield _parameter("header", "If-None-Match", ANY_TAG, "A known ETag; returns 304 if nothing has changed")
    if route.is_signed:
        yield _parameter("header", "Stripe-Signature", SIGNATURE, "Stripe's signature of the body", required=True)


def request_body(route: Route, schemas: Schemas) -> dict[str, Any] | None:
    if route.is_signed:
        event = {"type": "object", "description": "A Stripe event, at most 256 KiB"}
        return {"required": True, "content": {"application/json": {"schema": event}}}
    if route.takes_csv:
        meaning = "A CSV file with a header, at most 1 MB and 5,000 lines"
        file = {"schema": {"type": "string", "description": meaning}, "examples": {"usual": {"value": CSV_FILE}}}
        return {"required": True, "content": {"text/csv": file}}
    if route.body is None:
        return None
    example = {name: value for name, value in msgspec.to_builtins(EXAMPLES[route.body]).items() if value is not None}
    content = {"schema": schemas[route.body], "examples": {"usual": {"value": example}}}
    return {"required": True, "content": {"application/json": content}}


def _parameter(
    place: str, name: str, schema: Mapping[str, Any], meaning: str, *, required: bool = False, example: Any = None
) -> dict[str, Any]:
    found = {"in": place, "name": name, "required": required, "schema": schema, "description": meaning}
    return found if example is None else {**found, "example": example}
