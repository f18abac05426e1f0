"""What the OpenAPI document says of requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from chalicelib.api.openapi.examples import EXAMPLES, IDS

if TYPE_CHECKING:
    from chalicelib.api.core.routing import Route
    from chalicelib.api.openapi.responses import Schemas

ID = {"type": "string", "pattern": "^[A-Za-z0-9_]{1,64}$"}
QUERY: Mapping[str, dict[str, Any]] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
    "cursor": {"type": "string", "minLength": 1, "maxLength": 400},
    "unapplied": {"type": "boolean", "default": False},
    "at": {"type": "string", "format": "date-time"},
    "location_id": ID,
    "account_id": ID,
}
MEANINGS: Mapping[str, str] = {
    "limit": "How many items at most",
    "cursor": "`next_cursor` of the page before; not made up",
    "unapplied": "Only payments with something left to apply",
    "at": "The balance as it stood then, and the entries up to it",
    "location_id": "Only of this location",
    "account_id": "Only of this payments account",
}
KEY = {"type": "string", "pattern": "^[\\x21-\\x7e]{1,255}$"}
TAG = {"type": "string", "minLength": 1}
ANY_TAG = {"type": "string"}
SIGNATURE = {"type": "string", "minLength": 1, "maxLength": 1_000}


def parameters(route: Route) -> list[dict[str, Any]]:
    """Path, query and headers; all that the route reads but the token."""
    found = [
        _parameter("path", name, ID, "An id as it was answered", required=True, example=IDS[name])
        for name in re.findall(r"{(\w+)}", route.path)
    ]
    found += [_parameter("query", name, QUERY[name], MEANINGS[name]) for name in sorted(route.query)]
    if route.keyed:
        why = "Of this request alone; a repeated request sends it again"
        found.append(_parameter("header", "Idempotency-Key", KEY, why, required=True, example="4f1c2a70-top-up"))
    if route.guarded:
        found.append(_parameter("header", "If-Match", TAG, "The ETag that was read", required=True, example='"v1"'))
    if route.is_tagged:
        found.append(_parameter("header", "If-None-Match", ANY_TAG, "An ETag that is known: 304 when nothing changed"))
    if route.path == "/v1/stripe/events":
        found.append(_parameter("header", "Stripe-Signature", SIGNATURE, "As Stripe signs", required=True))
    return found


def request_body(route: Route, schemas: Schemas) -> dict[str, Any] | None:
    if route.path == "/v1/stripe/events":
        event = {"type": "object", "description": "An event of Stripe's, at most 256 KiB"}
        return {"required": True, "content": {"application/json": {"schema": event}}}
    if route.takes is None:
        return None
    example = msgspec.to_builtins(EXAMPLES[route.takes])
    content = {"schema": schemas[route.takes], "examples": {"usual": {"value": example}}}
    return {"required": True, "content": {"application/json": content}}


def _parameter(
    place: str, name: str, schema: Mapping[str, Any], meaning: str, *, required: bool = False, example: str = ""
) -> dict[str, Any]:
    found = {"in": place, "name": name, "required": required, "schema": schema, "description": meaning}
    return {**found, "example": example} if example else found
