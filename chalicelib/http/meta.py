"""What the API says of itself."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.http import wire
from chalicelib.http.routes import ANYONE, TABLE, Answer, Routes

if TYPE_CHECKING:
    from chalicelib.http.call import Call

meta = Routes(__name__)


@meta.get("/v1/health", wire.Health, roles=ANYONE)
def health(call: Call) -> Answer:
    """Whether the service answers. Touches nothing."""
    return Answer(wire.Health("ok"))


@meta.get("/v1/openapi.json", dict[str, Any], roles=ANYONE)
def openapi(call: Call) -> Answer:
    """The OpenAPI 3.1 document of exactly this API."""
    return Answer(described(), headers={"Cache-Control": "public, max-age=300"})


@cache
def described() -> dict[str, Any]:
    """The document, made when it is first asked for: no other route's cold start pays for it."""
    from chalicelib.http.openapi import document

    return document(tuple(TABLE))
