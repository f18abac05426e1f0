"""The responses in the OpenAPI document: each status with its type, headers, examples and problem codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from chalicelib.api.core.problem_codes import CODES, by_status
from chalicelib.api.core.problems import Problem
from chalicelib.api.core.routing import Route
from chalicelib.api.openapi.examples import example_of
from chalicelib.api.openapi.requests import Schemas

PROBLEM_JSON = "application/problem+json"
EVERYWHERE = ("internal_error", "invalid_request", "too_many_requests")
WITH_TOKEN = ("unauthenticated", "invalid_token", "forbidden", "not_found", "temporarily_unavailable")
WITH_FILE = ("body_too_large", "invalid_body", "unsupported_media_type")
WITH_BODY = (*WITH_FILE, "invalid_json")
IDEMPOTENT = ("idempotency_key_invalid", "idempotency_key_required", "idempotency_key_reused")
IF_MATCH = ("precondition_required", "stale_version")
HEADERS: Mapping[str, dict[str, Any]] = {
    name: {"description": meaning, "required": required, "schema": {"type": kind}}
    for name, meaning, required, kind in (
        ("ETag", "The version of the response; send it in If-None-Match or If-Match", True, "string"),
        ("Location", "The same resource of the patient that this one was merged into", True, "string"),
        ("Retry-After", "Seconds to wait before retrying", True, "integer"),
        ("WWW-Authenticate", "RFC 6750", True, "string"),
        ("RateLimit-Policy", "The rate limit: `q` requests per `w` seconds", True, "string"),
        ("RateLimit", "Requests left (`r`) for the next `t` seconds", False, "string"),
    )
}
PROBLEM_HEADERS: Mapping[HTTPStatus, list[str]] = {
    HTTPStatus.PERMANENT_REDIRECT: ["Location"],
    HTTPStatus.UNAUTHORIZED: ["WWW-Authenticate"],
    HTTPStatus.TOO_MANY_REQUESTS: ["Retry-After", "RateLimit"],
    HTTPStatus.SERVICE_UNAVAILABLE: ["Retry-After"],
}


def codes_of(route: Route) -> frozenset[str]:
    """Every problem code that the route can return: those that many routes share, and its own."""
    found = {*EVERYWHERE, *route.error_codes}
    for applies, codes in (
        (route.roles is not None, WITH_TOKEN),
        (route.writes or _may_meet_a_merge(route), ("read_only", "temporarily_unavailable")),
        (route.body is not None, WITH_BODY),
        (route.takes_csv, WITH_FILE),
        (route.idempotent, IDEMPOTENT),
        (route.requires_if_match, IF_MATCH),
        ("patient_id" in route.path_ids, ("patient_merged",)),
    ):
        found.update(codes if applies else ())
    return frozenset(found)


def _may_meet_a_merge(route: Route) -> bool:
    """Whether the route may be asked for something of a patient that an unfinished merge has to move first."""
    return route.is_for_portals or "patient_id" in route.path_ids


def responses(route: Route, schemas: Schemas) -> dict[str, Any]:
    """Every status that the route can return, and no other."""
    good = {str(status.value): _good(route, status, kind, schemas) for status, kind in route.responses.items()}
    same = {"304": _described("Not modified since that ETag", ["ETag"])} if route.is_tagged else {}
    bad = {str(status.value): _bad(status, codes, schemas) for status, codes in by_status(codes_of(route)).items()}
    return dict(sorted({**good, **same, **bad}.items()))


def _good(route: Route, status: HTTPStatus, kind: Any, schemas: Schemas) -> dict[str, Any]:
    sent = {"ETag": route.is_tagged or route.requires_if_match, "RateLimit-Policy": route.rate_limit is not None}
    found = _described(status.phrase, [name for name, applies in sent.items() if applies])
    if kind is None:
        return found
    example = example_of(kind)
    examples = {"examples": {"usual": {"value": msgspec.to_builtins(example)}}} if example is not None else {}
    content = {"application/json": {"schema": schemas[kind], **examples}}
    if route.csv:
        table = {"usual": {"value": route.csv(example).encode()}}
        content["text/csv"] = {"schema": {"type": "string"}, "examples": table}
    return {**found, "content": content}


def shared_problems(table: Sequence[Route], schemas: Schemas) -> dict[str, Any]:
    """The problem responses of one or two codes, by name: many routes share them."""
    found = {
        name: _problems(status, codes, schemas)
        for route in table
        for status, codes in by_status(codes_of(route)).items()
        if (name := _shared_name(codes))
    }
    return dict(sorted(found.items()))


def problem_examples() -> dict[str, Any]:
    """An example of each problem code."""
    return {code: {"value": msgspec.to_builtins(_problem(code))} for code in CODES}


def _bad(status: HTTPStatus, codes: Sequence[str], schemas: Schemas) -> dict[str, Any]:
    name = _shared_name(codes)
    return {"$ref": f"#/components/responses/{name}"} if name else _problems(status, codes, schemas)


def _shared_name(codes: Sequence[str]) -> str:
    return ".".join(codes) if len(codes) <= 2 else ""


def _problems(status: HTTPStatus, codes: Sequence[str], schemas: Schemas) -> dict[str, Any]:
    meanings = "\n".join(f"- `{code}`: {CODES[code].meaning}" for code in codes)
    narrowed = {"properties": {"status": {"const": status.value}, "code": {"enum": list(codes)}}}
    content = {
        "schema": {"allOf": [schemas[Problem], narrowed]},
        "examples": {code: {"$ref": f"#/components/examples/{code}"} for code in codes},
    }
    found = _described(f"{status.phrase}\n\n{meanings}", PROBLEM_HEADERS.get(status, []))
    return {**found, "content": {PROBLEM_JSON: content}}


def _problem(code: str) -> Problem:
    status = CODES[code].status
    return Problem("about:blank", status.phrase, status.value, code, CODES[code].meaning)


def _described(text: str, headers: Sequence[str]) -> dict[str, Any]:
    references = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
    return {"description": text, **({"headers": references} if references else {})}
