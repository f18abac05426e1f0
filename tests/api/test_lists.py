"""Lists over HTTP: paged to the end; invalid cursors, limits and filters are rejected."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime

import pytest

from chalicelib.api.core.routing import Route
from chalicelib.api.endpoints.reports import LINES_PER_PAGE
from tests.api.api import API, Api
from tests.api.test_reports import read_csv
from tests.api.test_roles import IDS
from tests.fakes.examples import BEN

LISTS = [route for route in API if "cursor" in route.query]
LIMITS = ["0", "-1", "1.5", "abc", "", "1e2", "true", "+1", "٣", "9" * 30, " 1"]
CURSORS = ["", "!", "%00", "a", "ä", "AA", "-" * 500, base64.urlsafe_b64encode(b"\xff\xfe").decode(), "A" * 10_000]


def of(route: Route) -> tuple[str, str]:
    """A role that may read the list, and its path for Ana."""
    role = sorted(route.roles or ())[0]
    return role, re.sub(r"{(\w+)}", lambda found: {**IDS, "patient_id": "pat_ana"}[found[1]], route.path)


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.path)
def test_an_invalid_limit_is_rejected(api: Api, route: Route) -> None:
    role, path = of(route)
    api.world.paid()
    most = LINES_PER_PAGE if "/reports/" in path else 100
    for limit in (*LIMITS, str(most + 1)):
        reply = api.as_(role).get(f"{path}?limit={limit}".replace("+", "%2B"))
        assert (reply.status, reply.fields) == (400, ["limit"]), limit


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.path)
def test_an_invalid_cursor_is_rejected(api: Api, route: Route) -> None:
    role, path = of(route)
    api.world.paid()
    for cursor in CURSORS:
        reply = api.as_(role).get(f"{path}?cursor={cursor}")
        assert (reply.status, reply.fields) == (400, ["cursor"]), cursor


@pytest.mark.parametrize("route", API, ids=lambda route: f"{route.method} {route.path}")
def test_an_unknown_parameter_is_rejected(api: Api, route: Route) -> None:
    role = sorted(route.roles or ["patient"])[0]
    path = re.sub(r"{(\w+)}", lambda found: IDS[found[1]], route.path)
    reply = api.as_(role).call(route.method, f"{path}?surprise=1")
    assert (reply.status, reply.fields) == (400, ["surprise"])


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize("path", ["/v1/me/top-ups", "/v1/me/credit/history"])
def test_pages_list_every_item_once_newest_first(api: Api, path: str, size: int) -> None:
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
def test_an_invalid_filter_is_rejected(api: Api, query: str) -> None:
    reply = api.as_("staff").get(f"/v1/clinic/payments?{query}")
    assert (reply.status, reply.fields) == (400, [query.split("=", maxsplit=1)[0]])


def test_staff_filter_unapplied_payments_by_location(api: Api) -> None:
    api.world.paid()
    north = api.world.paid(BEN, location_id="loc_north")
    items = api.as_("staff").get("/v1/clinic/payments?unapplied=true&location_id=loc_north").json["items"]
    assert [(item["id"], item["patient_id"]) for item in items] == [(north.id, "pat_ben")]
    assert items[0]["collected_by"] == {"kind": "patient"}


def test_payments_are_listed_by_days_of_the_clinic_both_included(api: Api) -> None:
    api.world.clock.at = datetime(2026, 11, 24, 4, 59, tzinfo=UTC)
    before_midnight = api.world.paid()
    api.world.clock.at = datetime(2026, 11, 24, 5, 1, tzinfo=UTC)
    after_midnight = api.world.paid()
    staff = api.as_("staff")
    for query, expected in (
        ("from=2026-11-23&to=2026-11-23", [before_midnight.id]),
        ("from=2026-11-24", [after_midnight.id]),
        ("from=2026-11-23&to=2026-11-24", [after_midnight.id, before_midnight.id]),
        ("to=2026-11-22", []),
        ("from=0001-01-01&to=9999-12-31", [after_midnight.id, before_midnight.id]),
    ):
        assert [item["id"] for item in staff.get(f"/v1/clinic/payments?{query}").json["items"]] == expected


def test_payments_are_listed_by_the_patients_name_and_the_source(api: Api) -> None:
    ana = api.world.paid()
    cash = api.world.recorded()
    api.world.paid(BEN, patient_name="Ben Ångström")
    staff = api.as_("staff")
    assert [item["id"] for item in staff.get("/v1/clinic/payments?q=nunez&source=card_online").json["items"]] == [
        ana.id
    ]
    assert [item["id"] for item in staff.get("/v1/clinic/payments?source=recorded").json["items"]] == [cash.id]
    assert staff.get("/v1/clinic/payments?q=angs").json["items"][0]["patient"]["name"] == "Ben Ångström"


@pytest.mark.parametrize("query", ["from=soon", "to=2026-02-30", "source=gift", "q=a", "to=2026-01-01&from=2026-01-02"])
def test_filters_that_no_payment_can_pass_are_refused_by_name(api: Api, query: str) -> None:
    reply = api.as_("staff").get(f"/v1/clinic/payments?{query}")
    assert (reply.status, reply.fields) == (400, [query.split("=", maxsplit=1)[0]])


def test_totals_are_of_all_payments_that_the_filters_pass(api: Api) -> None:
    for _ in range(3):
        api.world.paid()
    api.world.paid(location_id="loc_north")
    reply = api.as_("staff").get("/v1/clinic/payments?location_id=loc_main&limit=1&totals=true").json
    assert len(reply["items"]) == 1
    totals = reply["totals"]
    assert (totals["payments"], totals["amount"]["amount"], totals["unapplied"]["amount"]) == (3, 15_000, 15_000)
    assert api.as_("staff").get("/v1/clinic/payments").json["totals"] is None
    cursor = reply["next_cursor"]
    later = api.as_("staff").get(f"/v1/clinic/payments?location_id=loc_main&limit=1&totals=true&cursor={cursor}").json
    assert later["totals"] == totals


def test_filtered_payments_are_a_csv_file_with_every_line(api: Api) -> None:
    for _ in range(25):
        api.world.recorded()
    staff = api.as_("staff")
    lines = read_csv(staff.get("/v1/clinic/payments?source=recorded", accept="text/csv"))
    assert len(lines) == 25
    assert (lines[0]["patient_id"], lines[0]["amount"], lines[0]["tender"]) == ("pat_ana", "50.00", "cash")
    assert lines[0]["paid_at"].startswith(f"{lines[0]['paid_on']}T")
    part = staff.get("/v1/clinic/payments?limit=10", accept="text/csv")
    assert len(read_csv(part)) == 10 and 'rel="next"' in part.headers["link"]


@pytest.mark.parametrize("query", ["limit=abc&limit=1", "limit=1&limit=1", "unapplied=true&unapplied=false"])
def test_a_repeated_parameter_is_rejected(api: Api, query: str) -> None:
    reply = api.as_("staff").get(f"/v1/clinic/payments?{query}")
    assert (reply.status, reply.fields) == (400, [query.split("=", maxsplit=1)[0]])
    assert reply.json["errors"][0]["message"] == "must be given only once"


@pytest.mark.parametrize("at", ["2026-11-23", "2026-11-23T09:30:00", "yesterday", "", "0"])
def test_an_invalid_time_is_rejected(api: Api, at: str) -> None:
    reply = api.as_().get(f"/v1/me/credit/history?at={at}")
    assert (reply.status, reply.fields) == (400, ["at"])
    assert reply.json["errors"][0]["message"] == "must be a time as in RFC 3339, 2026-11-23T09:30:00Z"


@pytest.mark.parametrize("at", ["2026-11-23T09:30:00Z", "2026-11-23T09:30:00+02:00", "2026-11-23T09:30:00%2B02:00"])
def test_a_time_with_its_offset_is_accepted(api: Api, at: str) -> None:
    assert api.as_().get(f"/v1/me/credit/history?at={at}").status == 200
