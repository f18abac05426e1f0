"""Headers of every response: no caching, no framing, no sniffing; and 304 when nothing has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from chalice.app import Chalice, Request
from chalice.test import Client

from chalicelib.api.core.http_request import HttpRequest
from chalicelib.api.core.routing import Route
from chalicelib.api.registration import register
from tests.api.api import API, Api, Reply, signing_keys
from tests.api.test_roles import called
from tests.fakes.events import endpoint_for
from tests.fakes.examples import invoice
from tests.fakes.world import World

ROUTES = pytest.mark.parametrize("route", API, ids=lambda route: f"{route.method} {route.path}")
TAGGED = pytest.mark.parametrize("route", [route for route in API if route.is_tagged], ids=lambda route: route.path)
CROSS_ORIGIN: dict[str, str] = {
    "origin": "https://evil.example",
    "access_control_request_method": "POST",
    "access_control_request_headers": "authorization",
}


def responses(api: Api, route: Route) -> tuple[Reply, ...]:
    """The route's responses to an admitted caller, to a caller without a token, and to an invalid request."""
    paid = api.world.paid()
    role = sorted(route.roles or ["patient"])[0]
    good = called(api.as_(role), route, id=paid.id, patient_id="pat_ana")
    return good, called(api, route), api.as_(role).call(route.method, route.path + "?surprise=1")


@ROUTES
def test_responses_are_not_cached_framed_or_sniffed(api: Api, route: Route) -> None:
    for reply in responses(api, route):
        public = route.path == "/v1/openapi.json" and reply.status == 200
        assert reply.headers["cache-control"] == ("public, max-age=300" if public else "no-store")
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert int(reply.headers["strict-transport-security"].removeprefix("max-age=")) >= 31_536_000


@ROUTES
def test_pages_of_other_origins_cannot_read_responses(api: Api, route: Route) -> None:
    role = sorted(route.roles or ["patient"])[0]
    reply = api.as_(role).call(route.method, route.path, **CROSS_ORIGIN)
    assert not [name for name in reply.headers if name.startswith("access-control")]


@TAGGED
def test_polling_an_unchanged_resource_returns_304(api: Api, route: Route) -> None:
    paid = api.world.paid()
    who = api.as_(sorted(route.roles or ["patient"])[0])
    api.world.services.prove_night()
    sent = api.world.services.put_invoice(invoice()).invoice
    ids = {"id": paid.id, "patient_id": "pat_ana", "date": api.world.clock.now().date().isoformat()}
    endpoint = endpoint_for("clinic_demo")
    api.world.events.save_endpoint(endpoint)
    ids |= {"invoice_id": sent.id, "endpoint_id": endpoint.id}
    first = called(who, route, **ids)
    tag = first.headers["etag"]
    assert first.status == 200 and called(who, route, **ids).headers["etag"] == tag
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = called(replace(who, headers={**who.headers, "if-none-match": known}), route, **ids)
        assert (again.status, again.body, again.headers["etag"]) == (304, "", tag), known
    assert called(replace(who, headers={**who.headers, "if-none-match": '"other"'}), route, **ids).status == 200


def test_polling_shows_a_new_payment(api: Api) -> None:
    api.world.paid()
    staff = api.as_("staff")
    tag = staff.get("/v1/clinic/payments").headers["etag"]
    api.world.paid()
    changed = staff.get("/v1/clinic/payments", if_none_match=tag)
    assert changed.status == 200 and changed.headers["etag"] != tag


def test_a_receipt_link_has_no_etag(api: Api) -> None:
    reply = responses(api, next(route for route in API if route.path == "/v1/me/top-ups/{id}/receipt"))[0]
    assert "etag" not in reply.headers


def test_monitors_may_ask_for_the_health_with_head(world: World) -> None:
    app = Chalice(app_name="test", configure_logs=False, env={})
    register(app, world.services, signing_keys())
    with Client(app) as client:
        assert client.http.head("/v1/health").status_code == 200
        assert client.http.head("/v1/health").body == b""


@pytest.mark.parametrize("name", ["idempotency-key", "If-Match", "AUTHORIZATION", "content-type", "stripe-signature"])
def test_a_header_sent_twice_is_read_as_both_by_every_reader(name: str) -> None:
    sent = {"multiValueHeaders": {name: ["first", "last"]}, "headers": {name: "last"}}
    nothing = dict.fromkeys(("multiValueQueryStringParameters", "pathParameters", "body", "stageVariables"))
    event = {**sent, **nothing, "requestContext": {"httpMethod": "POST", "resourcePath": "/"}}
    assert HttpRequest(Request(event), {}).header(name.lower()) == "first, last"


def test_two_keys_or_versions_are_refused_and_two_tokens_are_no_one(api: Api) -> None:
    body = {"source": "recorded", "amount": 500, "location_id": "loc_main", "tender": "cash"}
    staff, path = api.as_("staff"), "/v1/clinic/patients/pat_ana/payments"
    assert staff.post(path, body, idempotency_key="a, b").json["code"] == "idempotency_key_invalid"
    twice = f"{staff.headers['authorization']}, {staff.headers['authorization']}"
    assert replace(staff, headers={"authorization": twice}).post(path, body, idempotency_key="a").status == 401
