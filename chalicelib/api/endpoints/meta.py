"""What the API says of itself."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.api import schemas
from chalicelib.api.core.routing import ANYONE, TABLE, Answer, Routes

if TYPE_CHECKING:
    from chalicelib.api.core.request import Call

meta = Routes(__name__)


@meta.get("/v1/health", schemas.Health, roles=ANYONE)
def health(call: Call) -> Answer:
    """Whether the service answers. Touches nothing."""
    return Answer(schemas.Health("ok"))


@meta.get("/v1/openapi.json", dict[str, Any], roles=ANYONE)
def openapi(call: Call) -> Answer:
    """The OpenAPI 3.1 document of exactly this API."""
    return Answer(described(), headers={"Cache-Control": "public, max-age=300"})


@cache
def described() -> dict[str, Any]:
    """The document, made when it is first asked for: no other route's cold start pays for it."""
    from chalicelib.api.openapi.document import document

    return document(tuple(TABLE))
