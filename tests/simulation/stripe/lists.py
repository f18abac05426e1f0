"""Lists, pages and expansion, as Stripe returns them."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from tests.simulation.stripe.world import Json, StripeWorld

BOUNDS = {
    "gte": lambda created, bound: created >= bound,
    "gt": lambda created, bound: created > bound,
    "lte": lambda created, bound: created <= bound,
    "lt": lambda created, bound: created < bound,
}
DEFAULT_LIMIT = 10
SHOWN_AS = {"refund_of_payment": "refund"}
"""Objects that Stripe names as another one: here a name for each keeps a connected account's refunds apart."""


def within(found: Iterable[Json], params: Mapping[str, Any]) -> Iterator[Json]:
    """Objects made within `created`, newest first."""
    bounds = params.get("created", {})
    for one in found:
        if all(BOUNDS[name](one["created"], int(bound)) for name, bound in bounds.items()):
            yield one


def listed(world: StripeWorld, found: Iterable[Json], params: Mapping[str, Any]) -> Json:
    """One page, after the object that `starting_after` names."""
    limit, after = int(params.get("limit", DEFAULT_LIMIT)), params.get("starting_after")
    rest = iter(found)
    if after:
        for one in rest:
            if one["id"] == after:
                break
    data = list(islice(rest, limit + 1))
    inner = {"expand": [name.removeprefix("data.") for name in params.get("expand", [])]}
    shown = [expanded(world, one, inner) for one in data[:limit]]
    return {"object": "list", "url": "/v1/list", "has_more": len(data) > limit, "data": shown}


def expanded(world: StripeWorld, found: Json, params: Mapping[str, Any]) -> Json:
    """The object, which is only written out; if ids are to be expanded, a copy in which each is its object."""
    if not params.get("expand"):
        return found
    shown = copy.deepcopy(found)
    for path in params.get("expand", []):
        _expand(world, shown, path.split("."))
    return shown


def _expand(world: StripeWorld, node: Any, steps: list[str]) -> None:
    if not steps or not isinstance(node, dict):
        return
    name, rest = steps[0], steps[1:]
    if isinstance(node.get(name), str):
        node[name] = copy.deepcopy(world.objects.get(node[name], node[name]))
        if isinstance(node[name], dict):
            node[name]["object"] = SHOWN_AS.get(node[name]["object"], node[name]["object"])
    _expand(world, node.get(name), rest)
