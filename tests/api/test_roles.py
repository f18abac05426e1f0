"""Who may call what: every route, every role, every way in which a token can be wrong."""

from __future__ import annotations

import dataclasses
import re

import pytest
from chalice.app import Request

from chalicelib.api.auth.principal import DENY_ALL, Role
from chalicelib.api.core.routing import TABLE, Answer, Route, Routes, serve
from tests.api.api import API, Api, Reply
from tests.api.tokens import bad_tokens, claims, rsa_key, signed
from tests.fakes.world import World

IDS = {
    "id": "pay_nobodys",
    "patient_id": "pat_nobody",
    "card_id": "pm_nobodys",
    "account_id": "acct_nobodys",
    "location_id": "loc_new",
    "application_id": "app_nobodys",
}
CLOSED = [route for route in API if route.roles is not None]
NAMES = [f"{route.method} {route.path}" for route in CLOSED]
BODIES: dict[str, object] = {
    "NewTopUp": {"amount": 5_000, "location_id": "loc_main"},
    "SettingsChange": {"top_up_minimum": 600},
    "LocationChange": {"name": "East", "active": True},
    "NewApplication": {"invoice_id": "inv_1", "amount": 100},
    "NewRefund": {"amount": 100, "reason": "moved away"},
}


def called(api: Api, route: Route, **ids: str) -> Reply:
    path = re.sub(r"{(\w+)}", lambda found: {**IDS, **ids}[found[1]], route.path)
    body = BODIES[route.takes.__name__] if route.takes else None
    return api.call(route.method, path, body, idempotency_key="key-1", if_match='"v1"')


def test_every_closed_route_is_in_the_matrix() -> None:
    assert len(CLOSED) >= 20
    opened = {(route.method, route.path) for route in API if route.roles is None}
    assert opened == {("GET", "/v1/health"), ("GET", "/v1/openapi.json"), ("POST", "/v1/stripe/events")}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("route", CLOSED, ids=NAMES)
def test_a_role_that_the_route_does_not_name_is_forbidden(api: Api, route: Route, role: Role) -> None:
    reply = called(api.as_(role), route)
    assert route.roles is not None
    if role in route.roles:
        assert reply.status not in (401, 403, 500)
    else:
        assert (reply.status, reply.json["code"]) == (403, "forbidden")


@pytest.mark.parametrize("route", CLOSED, ids=NAMES)
def test_without_a_good_token_no_route_answers(api: Api, route: Route) -> None:
    for name, value in bad_tokens().items():
        reply = called(api.with_token(value), route)
        assert (reply.status, reply.json["code"]) == (401, "invalid_token"), name
        assert reply.headers["www-authenticate"].startswith("Bearer"), name
        assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "bearer", "Token abc"])
@pytest.mark.parametrize("route", CLOSED, ids=NAMES)
def test_without_a_bearer_token_no_route_answers(api: Api, route: Route, header: str) -> None:
    reply = called(Api(api.world, {"authorization": header} if header else {}), route)
    assert (reply.status, reply.json["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize("route", [route for route in CLOSED if "{" in route.path])
@pytest.mark.parametrize("bad", ["a.b", "a%20b", "a b", "ä", "..", "a" * 65, "a#b", "a\nb"])
def test_an_id_that_cannot_be_one_is_not_found(api: Api, route: Route, bad: str) -> None:
    role = sorted(route.roles or ())[0]
    names = re.findall(r"{(\w+)}", route.path)
    reply = called(api.as_(role), route, **dict.fromkeys(names, bad))
    assert reply.status == 404


PATIENTS_ROUTES = [route for route in CLOSED if route.path.startswith("/v1/me/") and "{id}" in route.path]


@pytest.mark.parametrize("route", PATIENTS_ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_another_patients_top_up_is_exactly_like_one_that_does_not_exist(api: Api, route: Route) -> None:
    mine = api.world.paid()
    for stranger in (api.as_(patient="pat_ben"), api.as_(clinic="clinic_other", patient="pat_ana")):
        there, nowhere = called(stranger, route, id=mine.id), called(stranger, route)
        assert there.status == 404 and (there.body, there.headers) == (nowhere.body, nowhere.headers)
    assert called(api.as_(), route, id=mine.id).status in (200, 202)


CLINICS_ROUTES = [route for route in CLOSED if route.path.startswith("/v1/clinic/") and "{patient_id}" in route.path]


@pytest.mark.parametrize("route", CLINICS_ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_another_clinics_patient_is_exactly_like_one_that_does_not_exist(api: Api, route: Route) -> None:
    mine = api.world.paid()
    stranger = api.as_("full_access", "clinic_other")
    there = called(stranger, route, patient_id="pat_ana", id=mine.id)
    nowhere = called(stranger, route)
    assert there.status == 404 and (there.body, there.headers) == (nowhere.body, nowhere.headers)
    assert api.world.now(mine) == mine


def test_another_clinics_account_is_exactly_like_one_that_does_not_exist(api: Api) -> None:
    staff = api.as_("full_access", "clinic_other")
    there, nowhere = (
        staff.post(f"/v1/clinic/payment-accounts/{account}/make-primary") for account in ("acct_north", "acct_nobodys")
    )
    assert there.status == 404 and (there.body, there.headers) == (nowhere.body, nowhere.headers)


def test_another_patients_card_is_exactly_like_one_that_does_not_exist(api: Api) -> None:
    world = api.world
    world.paid()
    world.started(dataclasses.replace(world.started().patient, patient_id="pat_ben"))
    (card,) = world.stripe.cards(world.ledger.credit(world.started().patient).customer_id or "")
    stranger = api.as_(patient="pat_ben")
    there, nowhere = (stranger.call("DELETE", f"/v1/me/cards/{each}") for each in (card.id, "pm_nobodys"))
    assert there.status == 404 and (there.body, there.headers) == (nowhere.body, nowhere.headers)
    assert api.as_().call("DELETE", f"/v1/me/cards/{card.id}").status == 204


@pytest.mark.parametrize("role", Role)
def test_a_route_that_does_not_say_who_may_call_it_answers_nobody(world: World, role: Role) -> None:
    known = list(TABLE)
    forgotten = Routes(f"forgotten_{role}")

    @forgotten.get("/v1/forgotten", dict[str, str])
    def secrets(call: object) -> Answer:
        raise AssertionError("nobody may get here")

    (route,) = [route for route in TABLE if route not in known]
    TABLE[:] = known
    assert route.roles == DENY_ALL
    event = {
        "requestContext": {"httpMethod": "GET", "resourcePath": "/v1/forgotten"},
        "headers": Api(world).as_(role).headers,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
    }
    assert serve(route, Request(event), {}).status_code == 403


def test_tokens_of_both_algorithms_are_accepted(api: Api) -> None:
    assert api.as_().get("/v1/me/credit").status == 200
    assert api.with_token(signed(claims(), rsa_key())).get("/v1/me/credit").status == 200


def test_an_audience_among_several_is_ours_too(api: Api) -> None:
    both = signed({**claims(), "aud": ["another-service", "account-credit"]})
    assert api.with_token(both).get("/v1/me/credit").status == 200


@pytest.mark.parametrize("name", ["exp", "nbf", "iat"])
@pytest.mark.parametrize("value", [1e400, -1e400, "soon", [], {}])
def test_a_token_whose_times_make_no_sense_is_refused(api: Api, name: str, value: object) -> None:
    reply = api.with_token(signed({**claims(), name: value})).get("/v1/me/credit")
    assert reply.status == 401
