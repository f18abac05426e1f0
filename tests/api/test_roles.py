"""Which roles may call which routes: every route, every role, every way in which a token can be wrong."""

from __future__ import annotations

import dataclasses
import re

import pytest

from chalicelib.api.auth.principal import Role
from chalicelib.api.core.routing import Route
from chalicelib.credit.identity import is_system_id
from tests.api.api import API, Api, Reply
from tests.api.role_table import PUBLIC, ROLES
from tests.api.tokens import bad_tokens, claims, rsa_key, signed

IDS = {
    "id": "pay_missing",
    "patient_id": "pat_missing",
    "card_id": "pm_missing",
    "account_id": "acct_missing",
    "location_id": "loc_new",
    "application_id": "app_missing",
    "refund_id": "ref_missing",
    "date": "2000-01-01",
    "invoice_id": "inv-missing",
    "endpoint_id": "we_missing",
}
CLOSED = [route for route in API if route.roles is not None]
NAMES = [f"{route.method} {route.path}" for route in CLOSED]
BODIES: dict[str, object] = {
    "TopUpCreate": {"amount": 5_000, "location_id": "loc_main"},
    "BillingSettingsUpdate": {"top_up_minimum": 600},
    "LocationUpdate": {"name": "East", "active": True},
    "ApplicationCreate": {"invoice_id": "inv_1", "amount": 100},
    "PaymentCreate": {"source": "recorded", "amount": 5_000, "location_id": "loc_main", "tender": "cash"},
    "TransferCreate": {"to_patient_id": "pat_dee", "reason": "family", "amount": 100},
    "PatientMergeCreate": {"from": "pat_dee", "into": "pat_ana", "reason": "registered twice"},
    "PaymentVoid": {"reason": "recorded twice"},
    "PatientPut": {"name": "Ana Núñez", "email": None, "language": "en"},
    "NoticesPut": {"email": None, "receipt": True, "refund": True, "credit_applied": False},
    "InvoicePut": {
        "number": "2026-1042",
        "amount": 5_000,
        "location_id": "loc_main",
        "issued_on": "2026-11-23",
        "revision": 2,
        "status": "open",
    },
    "InvoiceApplicationCreate": {"amount": 100},
    "WebhookEndpointCreate": {"url": "https://ehr.example/more", "types": ["payment.succeeded"]},
    "WebhookEndpointUpdate": {"enabled": True},
    "WebhookResend": {},
    "RefundCreate": {"amount": 100, "reason": "moved away"},
}


CSV_FILE = "patient_id,name,amount,location_id,as_of,reference\npat_nia,Nia Obi,125.00,loc_main,2026-10-31,Old 1042\n"
SYSTEMS_IDS = {"patient_id", "invoice_id"}


def called(api: Api, route: Route, **ids: str) -> Reply:
    path = re.sub(r"{(\w+)}", lambda found: {**IDS, **ids}[found[1]], route.path)
    if route.takes_csv:
        return api.call(route.method, path, CSV_FILE, idempotency_key="key-1", content_type="text/csv")
    body = BODIES[route.body.__name__] if route.body else None
    return api.call(route.method, path, body, idempotency_key="key-1", if_match='"v1"')


def test_every_route_admits_the_roles_of_the_product_and_no_other() -> None:
    declared = {f"{route.method} {route.path}": frozenset(map(str, route.roles or ())) for route in API}
    assert declared == ROLES
    assert {name for name, roles in ROLES.items() if roles == PUBLIC} == {
        f"{route.method} {route.path}" for route in API if route.roles is None
    }


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("route", CLOSED, ids=NAMES)
def test_a_role_outside_the_products_table_is_forbidden(api: Api, route: Route, role: Role) -> None:
    reply = called(api.as_(role), route)
    if role in ROLES[f"{route.method} {route.path}"]:
        assert reply.status not in (401, 403, 500)
    else:
        assert (reply.status, reply.json["code"]) == (403, "forbidden")


@pytest.mark.parametrize("route", CLOSED, ids=NAMES)
def test_an_invalid_token_returns_401(api: Api, route: Route) -> None:
    for name, value in bad_tokens().items():
        reply = called(api.with_token(value), route)
        assert (reply.status, reply.json["code"]) == (401, "invalid_token"), name
        assert reply.headers["www-authenticate"].startswith("Bearer"), name
        assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "bearer", "Token abc"])
@pytest.mark.parametrize("route", CLOSED, ids=NAMES)
def test_a_missing_bearer_token_returns_401(api: Api, route: Route, header: str) -> None:
    reply = called(dataclasses.replace(api, headers={"authorization": header} if header else {}), route)
    assert (reply.status, reply.json["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize("route", [route for route in CLOSED if "{" in route.path])
@pytest.mark.parametrize("bad", ["a.b", "a%20b", "a b", "ä", "..", "a" * 65, "a#b", "a\nb"])
def test_an_invalid_id_returns_404(api: Api, route: Route, bad: str) -> None:
    role = sorted(route.roles or ())[0]
    names = re.findall(r"{(\w+)}", route.path)
    if set(names) <= SYSTEMS_IDS and len(bad) > 2 and is_system_id(bad):
        return  # A patient or invoice of the clinic's own system may be called so.
    reply = called(api.as_(role), route, **dict.fromkeys(names, bad))
    assert reply.status == 404


PATIENTS_ROUTES = [route for route in CLOSED if route.path.startswith("/v1/me/") and set(route.path_ids) == {"id"}]


@pytest.mark.parametrize("route", PATIENTS_ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_another_patients_top_up_returns_the_same_404_as_a_missing_one(api: Api, route: Route) -> None:
    mine = api.world.paid()
    for stranger in (api.as_(patient="pat_ben"), api.as_(clinic="clinic_other", patient="pat_ana")):
        there, nowhere = called(stranger, route, id=mine.id), called(stranger, route)
        assert there.status == 404 and (there.body, there.headers) == (nowhere.body, nowhere.headers)
    assert called(api.as_(), route, id=mine.id).status in (200, 202)


MAKES_KNOWN = {"record_payment", "put_invoice", "put_patient"}
"""Endpoints that make a patient known to the caller's clinic: any id is one of its own."""
CLINICS_ROUTES = [
    route
    for route in CLOSED
    if route.path.startswith("/v1/clinic/") and "{patient_id}" in route.path and route.name not in MAKES_KNOWN
]


@pytest.mark.parametrize("route", CLINICS_ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_another_clinics_patient_returns_the_same_404_as_a_missing_one(api: Api, route: Route) -> None:
    mine = api.world.paid()
    stranger = api.as_("full_access", "clinic_other")
    there = called(stranger, route, patient_id="pat_ana", id=mine.id)
    nowhere = called(stranger, route)
    assert there.status == 404 and (there.body, there.headers) == (nowhere.body, nowhere.headers)
    assert api.world.now(mine) == mine


def test_another_clinics_account_returns_the_same_404_as_a_missing_one(api: Api) -> None:
    staff = api.as_("full_access", "clinic_other")
    there, nowhere = (
        staff.post(f"/v1/clinic/payment-accounts/{account}/make-primary") for account in ("acct_north", "acct_missing")
    )
    assert there.status == 404 and (there.body, there.headers) == (nowhere.body, nowhere.headers)


def test_another_patients_card_returns_the_same_404_as_a_missing_one(api: Api) -> None:
    world = api.world
    world.paid()
    world.started(dataclasses.replace(world.started().patient, patient_id="pat_ben"))
    (card,) = world.stripe.cards(world.ledger.credit(world.started().patient).customer_id or "")
    stranger = api.as_(patient="pat_ben")
    there, nowhere = (stranger.call("DELETE", f"/v1/me/cards/{each}") for each in (card.id, "pm_missing"))
    assert there.status == 404 and (there.body, there.headers) == (nowhere.body, nowhere.headers)
    assert api.as_().call("DELETE", f"/v1/me/cards/{card.id}").status == 204


def test_tokens_of_both_algorithms_are_accepted(api: Api) -> None:
    assert api.as_().get("/v1/me/credit").status == 200
    assert api.with_token(signed(claims(), rsa_key())).get("/v1/me/credit").status == 200


def test_a_token_for_several_audiences_is_accepted(api: Api) -> None:
    both = signed({**claims(), "aud": ["another-service", "account-credit"]})
    assert api.with_token(both).get("/v1/me/credit").status == 200


@pytest.mark.parametrize("name", ["exp", "nbf", "iat"])
@pytest.mark.parametrize("value", [1e400, -1e400, "soon", [], {}])
def test_a_token_with_invalid_times_returns_401(api: Api, name: str, value: object) -> None:
    reply = api.with_token(signed({**claims(), name: value})).get("/v1/me/credit")
    assert reply.status == 401
