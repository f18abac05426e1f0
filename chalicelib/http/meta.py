"""What the API says of itself."""

from __future__ import annotations

from typing import Any

from chalicelib.http import wire
from chalicelib.http.call import Call
from chalicelib.http.openapi import document
from chalicelib.http.routes import ANYONE, TABLE, Answer, Routes

meta = Routes(__name__)


@meta.get("/v1/health", wire.Health, roles=ANYONE)
def health(call: Call) -> Answer:
    """Whether the service answers. Touches nothing."""
    return Answer(wire.Health("ok"))


@meta.get("/v1/openapi.json", dict[str, Any], roles=ANYONE)
def openapi(call: Call) -> Answer:
    """The OpenAPI 3.1 document of exactly this API."""
    return Answer(document(tuple(TABLE)), headers={"Cache-Control": "public, max-age=300"})
