"""The response of each endpoint to each role that may call it, about its own resources: status, headers and body.

`python -m tests.api.replies` writes `replies.json` again, whose diff is what a reviewer reads. An endpoint that joins
is in it at once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from chalicelib.api.core.responses import COMMON
from chalicelib.api.core.routing import Route
from tests.api.api import API, Api, Reply, served
from tests.api.authorization_matrix import WITH_ID_OF, Whose, ids_by_whose
from tests.api.test_roles import called
from tests.fakes.world import World

FILE = Path(__file__).with_name("replies.json")
TABLES = "text/csv"
LEFT_OUT = {"etag", *(name.lower() for name in COMMON)}
"""A tag is a digest of the body, and the headers of every response have tests of their own."""
OTHER_EACH_TIME = re.compile(r'"(whsec_|we_|M)(?:[0-9a-f]{26}|[0-9A-Za-z+/=]{44}|[0-9A-Za-z+/=]{91,98})"')
"""Ids and secrets of endpoints, and signatures."""
DOCUMENT = "/v1/openapi.json"
"""On record in infra/contract already."""


@dataclass(frozen=True)
class Place:
    """An API, and the ids of what is Ana's there."""

    api: Api
    ids: Mapping[str, str]

    @classmethod
    def new(cls) -> Place:
        world = World()
        api = Api(world, served(world.services))
        return cls(api, ids_by_whose(world)[Whose.OWN])

    def asked(self, route: Route, role: str | None = None, **headers: str) -> Reply:
        caller = self.api.as_(role) if role else self.api
        ids = {**self.ids, "id": self.ids[WITH_ID_OF.get(route.name, "id")]}
        return called(replace(caller, headers={**caller.headers, **headers}), route, **ids)


@dataclass(frozen=True)
class Asked:
    """A request: an endpoint, a role, and the header that asks for a table."""

    route: Route
    role: str | None = None
    accept: str = ""

    @property
    def name(self) -> str:
        parts = (f"{self.route.method} {self.route.path}", self.role, "as a table" if self.accept else None)
        return ", ".join(part for part in parts if part)

    def reply(self, seen: Place) -> dict[str, Any]:
        """Return the reply in the place that was seen before, or in a new one if it may write."""
        place = Place.new() if self.route.writes else seen
        headers = {"accept": self.accept} if self.accept else {}
        return _shown(place.asked(self.route, self.role, **headers))


def _every() -> Iterator[Asked]:
    for route in API:
        for role in sorted(route.roles) if route.roles else (None,):
            yield Asked(route, role)
            if route.csv:
                yield Asked(route, role, TABLES)


EVERY = {asked.name: asked for asked in _every() if asked.route.path != DOCUMENT}


def _shown(reply: Reply) -> dict[str, Any]:
    body = OTHER_EACH_TIME.sub(r'"\1..."', reply.body)
    shown = json.loads(body) if body[:1] in "{[" and body else body.split("\r\n")
    headers = {name: value for name, value in reply.headers.items() if name not in LEFT_OUT}
    return {"status": reply.status, "headers": headers, "body": shown}


def written(found: dict[str, Any]) -> str:
    """One line per part of a reply, so that a diff shows each alone."""
    parts = (
        f" {json.dumps(name)}: {{\n"
        + ",\n".join(f"  {json.dumps(part)}: {json.dumps(value, ensure_ascii=False)}" for part, value in each.items())
        + "\n }"
        for name, each in found.items()
    )
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    seen = Place.new()
    FILE.write_text(written({name: asked.reply(seen) for name, asked in EVERY.items()}), "utf-8")
