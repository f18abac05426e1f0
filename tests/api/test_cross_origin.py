"""A clinic's own portal may call `/v1/me/*` from its origins; a page of any other origin reads nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.api.core.routing import Route
from tests.api.api import API, Api
from tests.fakes.examples import lakeside, maple
from tests.fakes.faults import FaultPlan

PORTAL, OTHER_CLINICS, EVIL = "https://portal.example", "https://lakeside.example", "https://evil.example"
FOR_PORTALS = [route for route in API if route.is_for_portals]
ALLOWED = "access-control-allow-origin"


OUR_PAGE = {"host": "credit.example", "origin": "https://credit.example"}


@pytest.fixture
def api(api: Api) -> Api:
    for clinic, origin in ((maple(), PORTAL), (lakeside(), OTHER_CLINICS)):
        api.world.clinics.provision(replace(clinic, profile=replace(clinic.profile, portal_origins=(origin,))))
    return api


def calls_of(api: Api, **headers: str) -> list[str]:
    """The calls to ports that a request with these headers makes."""
    plan = FaultPlan()
    assert api.on(api.world.guarded(plan).services).as_().get("/v1/me/credit/history", **headers).status == 200
    return plan.calls


def preflight(api: Api, route: Route, origin: str, **headers: str) -> tuple[int, dict[str, str], str]:
    sent = {"origin": origin, "access-control-request-method": route.method, **headers}
    event: dict[str, Any] = {
        "requestContext": {"httpMethod": "OPTIONS", "resourcePath": route.path, "path": route.path, "identity": {}},
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": dict.fromkeys(route.path_ids, "pay_1") or None,
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
    }
    answer = api.app(event, None)
    return answer["statusCode"], {name.lower(): value for name, value in answer["headers"].items()}, answer["body"]


@pytest.mark.parametrize("route", FOR_PORTALS, ids=lambda route: f"{route.method} {route.path}")
def test_a_browser_on_the_portal_may_make_every_request_of_a_patient(api: Api, route: Route) -> None:
    status, headers, _ = preflight(api, route, PORTAL)
    assert status == 204 and headers[ALLOWED] == PORTAL and headers["vary"] == "Origin"
    assert route.method in headers["access-control-allow-methods"].split(", ")
    assert {"Authorization", "Idempotency-Key"} <= set(headers["access-control-allow-headers"].split(", "))
    assert "access-control-allow-credentials" not in headers


def test_a_preflight_of_a_portal_is_kept_for_two_hours_and_names_what_may_be_sent(api: Api) -> None:
    (route,) = (each for each in FOR_PORTALS if each.path == "/v1/me/notices" and each.method == "PUT")
    _, headers, _ = preflight(api, route, PORTAL)
    assert {name: value for name, value in headers.items() if name.startswith(("access-control", "vary"))} == {
        "vary": "Origin",
        ALLOWED: PORTAL,
        "access-control-allow-methods": "GET, PUT",
        "access-control-allow-headers": "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match",
        "access-control-max-age": "7200",
    }


@pytest.mark.parametrize(
    "origin", [EVIL, "null", "*", "", "https://portal.example.evil.example", "http://portal.example"]
)
def test_a_preflight_from_any_other_page_allows_nothing(api: Api, origin: str) -> None:
    for route in FOR_PORTALS:
        status, headers, body = preflight(api, route, origin)
        assert status == 403 and not [name for name in headers if name.startswith("access-control")]
        assert json.loads(body)["detail"] == "This page's origin is not one of the clinic's portal origins."


def test_no_route_of_staff_of_stripe_or_of_anyone_is_for_portals() -> None:
    assert {route.path for route in API if not route.path.startswith("/v1/me/")}.isdisjoint(
        route.path for route in FOR_PORTALS
    )
    assert len(FOR_PORTALS) >= 8


def test_the_portal_reads_its_own_patients_credit_and_when_to_try_again(api: Api) -> None:
    reply = api.as_().get("/v1/me/credit", origin=PORTAL)
    assert reply.status == 200 and reply.headers[ALLOWED] == PORTAL
    assert "Retry-After" in reply.headers["access-control-expose-headers"]
    assert "Origin" in reply.headers["vary"]


@pytest.mark.parametrize("origin", [OTHER_CLINICS, EVIL, "null"])
def test_no_other_page_reads_a_patients_credit_not_even_another_clinics_portal(api: Api, origin: str) -> None:
    reply = api.as_().get("/v1/me/credit", origin=origin)
    assert reply.status == 200 and ALLOWED not in reply.headers and "Origin" in reply.headers["vary"]


def test_the_portal_can_read_what_was_wrong_with_a_request(api: Api) -> None:
    refused = api.as_().post("/v1/me/top-ups", {"amount": 1}, origin=PORTAL, idempotency_key="k")
    unsigned = api.without_token().get("/v1/me/credit", origin=PORTAL)
    assert (refused.status, unsigned.status) == (400, 401)
    assert refused.headers[ALLOWED] == unsigned.headers[ALLOWED] == PORTAL


def test_our_own_pages_cost_no_read_of_the_clinic(api: Api) -> None:
    plain, ours, portals = (calls_of(api, **headers) for headers in ({}, OUR_PAGE, {"origin": PORTAL}))
    assert ours == calls_of(api, **{**OUR_PAGE, "host": "gateway.example", "sec_fetch_site": "same-origin"}) == plain
    assert portals == [*plain, "profile"]


def test_a_store_that_fails_hides_the_response_and_changes_nothing(api: Api) -> None:
    calls = calls_of(api, origin=PORTAL)
    last = api.world.guarded(FaultPlan(at=len(calls) - 1)).services
    reply = api.on(last).as_().get("/v1/me/credit/history", origin=PORTAL)
    status, headers, _ = preflight(api.on(api.world.guarded(FaultPlan(at=0)).services), FOR_PORTALS[0], PORTAL)
    assert reply.status == 200 and ALLOWED not in reply.headers
    assert status == 503 and "retry-after" in headers and ALLOWED not in headers


def test_staff_routes_are_closed_to_the_portal(api: Api) -> None:
    reply = api.as_("staff").get("/v1/clinic/locations", origin=PORTAL)
    assert reply.status == 200 and ALLOWED not in reply.headers
