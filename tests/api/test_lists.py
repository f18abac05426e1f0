"""Lists over HTTP: page by page to the end, and no cursor or limit breaks them."""

from __future__ import annotations

import base64
import re

import pytest

from chalicelib.api.core.routing import Route
from tests.api.api import API, Api
from tests.api.test_roles import IDS
from tests.fakes.examples import BEN

LISTS = [route for route in API if "cursor" in route.query]
LIMITS = ["0", "-1", "101", "1.5", "abc", "", "1e2", "true", "+1", "٣", "9" * 30, " 1"]
CURSORS = ["", "!", "%00", "a", "ä", "AA", "-" * 500, base64.urlsafe_b64encode(b"\xff\xfe").decode(), "A" * 10_000]


def of(route: Route) -> tuple[str, str]:
    """Somebody who may read the list, and its address for Ana."""
    role = sorted(route.roles or ())[0]
    return role, re.sub(r"{(\w+)}", lambda found: {**IDS, "patient_id": "pat_ana"}[found[1]], route.path)


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.path)
def test_a_limit_that_is_none_is_refused_by_name(api: Api, route: Route) -> None:
    role, path = of(route)
    api.world.paid()
    for limit in LIMITS:
        reply = api.as_(role).get(f"{path}?limit={limit}".replace("+", "%2B"))
        assert (reply.status, reply.fields) == (400, ["limit"]), limit


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.path)
def test_a_cursor_that_is_none_is_refused_by_name(api: Api, route: Route) -> None:
    role, path = of(route)
    api.world.paid()
    for cursor in CURSORS:
        reply = api.as_(role).get(f"{path}?cursor={cursor}")
        assert (reply.status, reply.fields) == (400, ["cursor"]), cursor


@pytest.mark.parametrize("route", API, ids=lambda route: f"{route.method} {route.path}")
def test_an_unknown_parameter_is_refused_by_name(api: Api, route: Route) -> None:
    role = sorted(route.roles or ["patient"])[0]
    path = re.sub(r"{(\w+)}", lambda found: IDS[found[1]], route.path)
    reply = api.as_(role).call(route.method, f"{path}?surprise=1")
    assert (reply.status, reply.fields) == (400, ["surprise"])


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize("path", ["/v1/me/top-ups", "/v1/me/credit/history"])
def test_every_item_is_shown_once_newest_first(api: Api, path: str, size: int) -> None:
    for _ in range(5):
        api.world.paid()
    seen: list[str] = []
    cursor = ""
    for _ in range(9):
        reply = api.as_().get(f"{path}?limit={size}{cursor}").json
        seen += [item.get("id") or item["payment_id"] for item in reply["items"]]
        if reply["next_cursor"] is None:
            break
        cursor = f"&cursor={reply['next_cursor']}"
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("query", ["unapplied=yes", "unapplied=1", "unapplied=", "location_id=a.b", "account_id=%00"])
def test_a_filter_that_is_none_is_refused_by_name(api: Api, query: str) -> None:
    reply = api.as_("staff").get(f"/v1/clinic/payments?{query}")
    assert (reply.status, reply.fields) == (400, [query.split("=")[0]])


def test_staff_see_what_is_unapplied_where_it_will_be_used(api: Api) -> None:
    api.world.paid()
    north = api.world.paid(BEN, location_id="loc_north")
    items = api.as_("staff").get("/v1/clinic/payments?unapplied=true&location_id=loc_north").json["items"]
    assert [(item["id"], item["patient_id"]) for item in items] == [(north.id, "pat_ben")]
    assert items[0]["collected_by"] == {"kind": "patient"}
