"""A read-only stage or clinic: every route that writes is refused with 503 and writes nothing, and reads work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.api.auth.principal import Role
from chalicelib.api.core.routing import Route
from chalicelib.credit.read_only import ReadOnly
from tests.api.api import API, Api, Reply
from tests.api.authorization_matrix import Whose, everything, ids_by_whose
from tests.api.role_table import ROLES
from tests.api.test_roles import CLOSED, called
from tests.fakes.examples import BEN
from tests.fakes.small import NOON
from tests.fakes.world import World
from tests.services.merges import begun

WRITING = [route for route in CLOSED if not f"{route.method} {route.path}".startswith("GET ")]
READING = [route for route in CLOSED if route not in WRITING]


def switched_on(world: World, *clinic_ids: str) -> None:
    switch = ReadOnly(since=NOON, by="kim", reason="moving", clinic_ids=frozenset(clinic_ids))
    world.clinics.save_read_only(switch)
    world.clock.pass_time(timedelta(seconds=5))


def admitted(route: Route) -> list[Role]:
    return [role for role in Role if role in ROLES[f"{route.method} {route.path}"]]


def assert_refused(reply: Reply) -> None:
    assert (reply.status, reply.json["code"], reply.headers["retry-after"]) == (503, "read_only", "60")
    assert reply.json["detail"] == "Read-only for maintenance. Nothing was changed; try again later."


def test_every_route_of_the_role_table_is_tried() -> None:
    tried = {f"{route.method} {route.path}" for route in (*WRITING, *READING)}
    assert tried == {name for name in ROLES if ROLES[name]} and len(WRITING) > 25


@pytest.mark.parametrize("route", WRITING, ids=lambda route: f"{route.method} {route.path}")
def test_a_route_that_writes_is_refused_and_nothing_is_written(api: Api, route: Route) -> None:
    ids = ids_by_whose(api.world, route)[Whose.OWN]
    switched_on(api.world)
    before = everything(api.world)
    for role in admitted(route):
        assert_refused(called(api.as_(role), route, **ids))
    assert everything(api.world) == before


@pytest.mark.parametrize("route", READING, ids=lambda route: f"{route.method} {route.path}")
def test_a_route_that_reads_responds_as_before(api: Api, route: Route) -> None:
    ids = ids_by_whose(api.world, route)[Whose.OWN]
    role = admitted(route)[0]
    known = called(api.as_(role), route, **ids)
    switched_on(api.world)
    before = everything(api.world)
    reply = called(api.as_(role), route, **ids)
    assert (reply.status, reply.body) == (known.status, known.body)
    assert everything(api.world) == before


def test_stripe_gets_a_503_before_its_event_is_read_so_that_it_sends_it_again(api: Api) -> None:
    switched_on(api.world)
    assert_refused(api.post("/v1/stripe/events", b"{}", stripe_signature="t=1,v1=00"))


DRAWN = [route for route in READING if "read_only" in route.error_codes]


@pytest.mark.parametrize("route", DRAWN, ids=lambda route: f"{route.method} {route.path}")
def test_a_document_that_is_not_requested_yet_is_refused(api: Api, route: Route) -> None:
    ids = ids_by_whose(api.world, route)[Whose.OWN]
    for payment in api.world.ledger.all_payments():
        api.world.services.issue_receipt(payment)
    switched_on(api.world)
    before = everything(api.world)
    assert_refused(called(api.as_(admitted(route)[0]), route, **ids))
    assert everything(api.world) == before and len(DRAWN) == 5


def test_public_routes_that_read_work(api: Api) -> None:
    switched_on(api.world)
    public = [route.path for route in API if route.roles is None and route.method == "GET"]
    assert {api.get(path).status for path in public} == {200}


def test_one_clinic_is_read_only_and_the_others_and_stripe_are_not(api: Api) -> None:
    switched_on(api.world, "clinic_demo")
    body = {"email": None, "receipt": True, "refund": True, "credit_applied": False}
    assert_refused(api.as_().call("PUT", "/v1/me/notices", body))
    assert api.as_(clinic="clinic_other").call("PUT", "/v1/me/notices", body).status == 200
    assert api.post("/v1/stripe/events", b"{}", stripe_signature="t=1,v1=00").json["code"] == "invalid_signature"


def test_the_switch_works_within_seconds_in_both_directions(api: Api) -> None:
    body = {"email": None, "receipt": True, "refund": True, "credit_applied": False}

    def put() -> int:
        return api.as_().call("PUT", "/v1/me/notices", body).status

    assert put() == 200
    switched_on(api.world)
    assert put() == 503
    api.world.clinics.save_read_only(None)
    assert put() == 503, "as it was a moment ago"
    api.world.clock.pass_time(timedelta(seconds=5))
    assert put() == 200


def test_what_waits_for_a_merge_is_told_that_nothing_can_be_written(api: Api) -> None:
    api.world.paid()
    api.world.services.provision_patient(BEN)
    begun(api.world)
    switched_on(api.world)
    before = everything(api.world)
    assert_refused(api.as_("staff").get("/v1/clinic/patients/pat_ana/payments/pay_that_moves"))
    assert_refused(api.as_().get("/v1/me/top-ups/pay_that_moves"))
    assert everything(api.world) == before
