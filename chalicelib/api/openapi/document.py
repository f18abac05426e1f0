"""The OpenAPI 3.1 document, made from the route table and types that serve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from chalicelib.api.core.problems import Problem
from chalicelib.api.core.routing import Route
from chalicelib.api.openapi.code_samples import code_samples
from chalicelib.api.openapi.examples import EXAMPLES
from chalicelib.api.openapi.requests import IN_PYTHON_ONLY, Schemas, parameters, request_body
from chalicelib.api.openapi.responses import HEADERS, problem_examples, responses, shared_problems

VERSION = "1.0.0"
"""The version of the contract, not of the code. A breaking change needs a new major version: see infra/contract."""
REFERENCES = "#/components/schemas/{name}"
INTRODUCTION = """Patients pay a clinic in advance; the payment is unapplied until staff apply it to an invoice.

Amounts are integers in the currency's minor unit. Times are RFC 3339 in UTC. Lists are newest first and take
`limit` and `cursor`. Errors are RFC 9457 problems with a stable `code`. A `POST` that moves money needs an
`Idempotency-Key`: the same key with the same body returns the original response indefinitely. Resources of other
clinics or patients return 404."""
ABOUT_TOKENS = "A token from the clinic's OpenID Connect provider. Its claims alone give the clinic, role and patient."
TOKEN = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": ABOUT_TOKENS}
TAGS = {
    "me": "Operations for patients in the portal",
    "clinic": "Operations for clinic staff",
    "stripe": "Webhooks from Stripe",
    "meta": "Operations about the API itself",
}
LINKS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "start_my_top_up": {name: {"id": "body#/id"} for name in ("my_top_up", "settle_my_top_up", "my_receipt")},
    "my_top_ups": {name: {"id": "body#/items/0/id"} for name in ("my_top_up", "settle_my_top_up", "my_receipt")},
    "my_cards": {"remove_my_card": {"card_id": "body#/items/0/id"}},
    "payment_accounts": {"make_account_primary": {"account_id": "body#/items/0/id"}},
    "locations": {"put_location": {"location_id": "body#/items/0/id"}},
    "clinic_payments": {
        **{
            name: {"patient_id": "body#/items/0/patient_id", "id": "body#/items/0/id"}
            for name in ("patient_payment", "payment_receipt", "apply_payment", "refund")
        },
        **{
            name: {"patient_id": "body#/items/0/patient_id"}
            for name in ("patient_credit", "patient_history", "patient_payments", "apply_oldest")
        },
    },
    "apply_payment": {
        "unapply_payment": {"patient_id": "path.patient_id", "id": "path.id", "application_id": "body#/id"}
    },
}
"""OpenAPI links: the operation to call next, and where its parameters are in the response or the request's path."""


def document(table: Sequence[Route]) -> dict[str, Any]:
    """The document of these routes."""
    kinds = [Problem, *(kind for route in table for kind in (route.body, *route.responses.values()) if kind)]
    schemas, components = msgspec.json.schema_components(kinds, ref_template=REFERENCES)
    by_kind = dict(zip(kinds, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in sorted(table, key=lambda each: (each.path, each.method)):
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, by_kind)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Account credit for clinics",
            "version": VERSION,
            "description": INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "..", "description": "The service that serves this document"}],
        "tags": [{"name": name, "description": what} for name, what in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": _portable(components),
            "headers": HEADERS,
            "examples": problem_examples(),
            "responses": shared_problems(table, by_kind),
            "securitySchemes": {"token": TOKEN},
        },
    }


def _operation(route: Route, schemas: Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "tags": [tag_of(route)],
        "description": _audience(route),
        "parameters": parameters(route),
        "responses": _with_links(route, responses(route, schemas)),
    }
    body = request_body(route, schemas)
    if body:
        operation["requestBody"] = body
    if route.roles is not None:
        operation["security"] = [{"token": [role]} for role in sorted(route.roles)]
    operation["x-codeSamples"] = code_samples(route.method, route.path, operation)
    return operation


def tag_of(route: Route) -> str:
    name = route.path.split("/")[2]
    return name if name in TAGS else "meta"


def _audience(route: Route) -> str:
    if route.roles is None:
        return "For Stripe, which signs the request." if route.is_signed else "Public; no token is needed."
    return f"For {' and '.join(sorted(route.roles))}."


def _with_links(route: Route, described: dict[str, Any]) -> dict[str, Any]:
    """The responses, the successful ones with their links."""
    links = {
        name: {"operationId": name, "parameters": {to: _expression(where) for to, where in wanted.items()}}
        for name, wanted in LINKS.get(route.name, {}).items()
    }
    for status in route.responses if links else ():
        described[str(status.value)]["links"] = links
    return described


def _expression(where: str) -> str:
    return f"$response.{where}" if where.startswith("body") else f"$request.{where}"


def _portable(components: Mapping[str, Any]) -> dict[str, Any]:
    """The schemas with patterns that every regular expression dialect reads, each with the example of its type."""
    text = msgspec.json.encode(components).decode().replace(msgspec.json.encode(IN_PYTHON_ONLY).decode()[1:-1], "")
    schemas: dict[str, Any] = msgspec.json.decode(text)
    for kind, example in EXAMPLES.items():
        if kind.__name__ in schemas:
            schemas[kind.__name__]["examples"] = [msgspec.to_builtins(example)]
    return dict(sorted(schemas.items()))
