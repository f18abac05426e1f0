"""The OpenAPI 3.1 document, made from the same table and types that serve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from chalicelib.api.core.problems import Problem
from chalicelib.api.openapi.examples import EXAMPLES
from chalicelib.api.openapi.requests import parameters, request_body
from chalicelib.api.openapi.responses import HEADERS, Schemas, problem_examples, responses, shared_problems

if TYPE_CHECKING:
    from chalicelib.api.core.routing import Route

VERSION = "1.0.0"
"""Of the contract, not of the code. A breaking change needs a new major number: see tests/contracts/openapi."""
REFERENCES = "#/components/schemas/{name}"
IN_PYTHON_ONLY = r"(?!\n)"
"""What keeps `$` from matching before a last line break in Python; JSON Schema's dialect needs no such thing."""
INTRODUCTION = """Patients pay a clinic in advance; the payment is unapplied until staff apply it to an invoice.

Amounts are whole numbers of the currency's minor unit. Times are RFC 3339 in UTC. Lists are newest first and take
`limit` and `cursor`. Errors are RFC 9457 problems with a stable `code`. A `POST` that moves money needs an
`Idempotency-Key`: the same key with the same body is answered the same again, for ever. What is somebody else's answers
like what is not there."""
ABOUT_TOKENS = (
    "Of the clinic's OpenID Connect provider. Clinic, role and patient come from its claims, and nowhere else."
)
TAGS = {
    "me": "What a patient does in the portal",
    "clinic": "What clinic staff see and set",
    "stripe": "What Stripe tells us",
    "meta": "What the API says of itself",
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
"""Where an answer leads: the operation, and its parameters by where they are in the answer or in the request's path."""


def document(table: Sequence[Route]) -> dict[str, Any]:
    """The document of exactly these routes."""
    kinds = [Problem, *(kind for route in table for kind in (route.takes, *route.answers.values()) if kind)]
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
        "servers": [{"url": "..", "description": "Wherever this document is served from"}],
        "tags": [{"name": name, "description": what} for name, what in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": _portable(components),
            "headers": HEADERS,
            "examples": problem_examples(),
            "responses": shared_problems(table, by_kind),
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": ABOUT_TOKENS,
                }
            },
        },
    }


def _operation(route: Route, schemas: Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "summary": route.summary,
        "tags": [tag_of(route)],
        "description": _who(route),
        "parameters": parameters(route),
        "responses": _with_links(route, responses(route, schemas)),
    }
    body = request_body(route, schemas)
    if body:
        operation["requestBody"] = body
    if route.roles is not None:
        operation["security"] = [{"token": [role]} for role in sorted(route.roles)]
    return operation


def tag_of(route: Route) -> str:
    name = route.path.split("/")[2]
    return name if name in TAGS else "meta"


def _who(route: Route) -> str:
    if route.roles is None:
        return "For anyone." if not route.path.startswith("/v1/stripe") else "For Stripe, which signs what it sends."
    return f"For {' and '.join(sorted(route.roles)) or 'nobody'}."


def _with_links(route: Route, answers: dict[str, Any]) -> dict[str, Any]:
    """The successful answers, with where they lead."""
    links = {
        name: {"operationId": name, "parameters": {to: _expression(where) for to, where in wanted.items()}}
        for name, wanted in LINKS.get(route.handler.__name__, {}).items()
    }
    for status in route.answers if links else ():
        answers[str(status.value)]["links"] = links
    return answers


def _expression(where: str) -> str:
    return f"$response.{where}" if where.startswith("body") else f"$request.{where}"


def _portable(components: Mapping[str, Any]) -> dict[str, Any]:
    """The schemas as other dialects of regular expressions read them, each with the example of its type."""
    text = msgspec.json.encode(components).decode().replace(msgspec.json.encode(IN_PYTHON_ONLY).decode()[1:-1], "")
    schemas: dict[str, Any] = msgspec.json.decode(text)
    for kind, example in EXAMPLES.items():
        if kind.__name__ in schemas:
            schemas[kind.__name__]["examples"] = [msgspec.to_builtins(example)]
    return dict(sorted(schemas.items()))
