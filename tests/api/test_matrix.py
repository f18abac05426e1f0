"""The authorization matrix: every route x role x owner of the named resource x way in which a token can be wrong.

It is made from the route table, so that a new route is in it at once; the roles come from the product's own table.
"""

from __future__ import annotations

import pytest

from chalicelib.api.auth.principal import Role
from chalicelib.api.core.routing import Route
from tests.api.api import Api, Reply
from tests.api.authorization_matrix import Whose, everything, ids_by_whose, named, stored
from tests.api.role_table import ROLES
from tests.api.test_roles import CLOSED, MAKES_KNOWN, NAMES, called
from tests.api.tokens import bad_tokens
from tests.figures import Figure

ROUTES = pytest.mark.parametrize("route", CLOSED, ids=NAMES)
WRITES_ITS_OWN = {"location_id"}
"""Ids that the caller chooses: another clinic's is simply a new one here."""


def may_call(route: Route, role: Role) -> bool:
    return role in ROLES[f"{route.method} {route.path}"]


def is_visible(route: Route, role: Role, whose: Whose) -> bool:
    """Whether an admitted caller finds the resource that the path names."""
    ids = named(route) - WRITES_ITS_OWN - ({"patient_id", "invoice_id"} if route.name in MAKES_KNOWN else set())
    if not ids or whose is Whose.OWN:
        return True
    if whose is Whose.OTHER_PATIENT:
        return role is not Role.PATIENT
    return False


def secrets_of(ids: dict[str, str]) -> set[str]:
    return {ids["id"], ids["recorded_id"], ids["application_id"], ids["card_id"]}


@ROUTES
def test_invalid_tokens_read_and_write_nothing(api: Api, route: Route) -> None:
    relations = ids_by_whose(api.world, route)
    before = everything(api.world)
    seen: set[tuple[int, str]] = set()
    for whose, ids in relations.items():
        for name, value in {**bad_tokens(), "none": ""}.items():
            reply = called(api.with_token(value) if value else api, route, **ids)
            assert reply.status == 401, f"{whose}, {name}: {reply}"
            seen.add((reply.status, reply.json["code"]))
    assert seen == {(401, "invalid_token"), (401, "unauthenticated")}
    assert stored(api.world) == before


@ROUTES
@pytest.mark.parametrize("role", Role)
def test_a_forbidden_role_gets_the_same_response_for_every_resource(api: Api, route: Route, role: Role) -> None:
    if may_call(route, role):
        return
    relations = ids_by_whose(api.world, route)
    before = everything(api.world)
    replies = {called(api.as_(role), route, **ids).body for ids in relations.values()}
    assert len(replies) == 1 and '"forbidden"' in replies.pop()
    assert stored(api.world) == before


@ROUTES
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("whose", Whose)
def test_callers_see_only_their_own_resources(api: Api, route: Route, role: Role, whose: Whose) -> None:
    if not may_call(route, role):
        return
    relations = ids_by_whose(api.world, route)
    is_found = is_visible(route, role, whose)
    before = [] if is_found else everything(api.world)
    reply = called(api.as_(role), route, **relations[whose])
    if is_found:
        assert 200 <= reply.status < 300, reply
    else:
        assert_like_missing(api, route, role, reply, relations)
        assert stored(api.world) == before
    assert_no_ids_of_others(role, whose, reply, relations)


def assert_like_missing(
    api: Api, route: Route, role: Role, reply: Reply, relations: dict[Whose, dict[str, str]]
) -> None:
    nowhere = called(api.as_(role), route, **relations[Whose.ABSENT])
    assert reply.status == 404
    assert (reply.status, reply.headers, reply.body) == (nowhere.status, nowhere.headers, nowhere.body)


def assert_no_ids_of_others(role: Role, whose: Whose, reply: Reply, relations: dict[Whose, dict[str, str]]) -> None:
    """Another clinic's ids are in no response; another patient's in no response to a patient."""
    hidden = secrets_of(relations[Whose.OTHER_CLINIC])
    if role is Role.PATIENT:
        hidden |= secrets_of(relations[Whose.OTHER_PATIENT])
    assert not [secret for secret in hidden if secret in reply.body]


STAFFS = [route for route in CLOSED if {"patient_id", "id"} <= named(route)]


@pytest.mark.parametrize("route", STAFFS, ids=lambda route: f"{route.method} {route.path}")
def test_a_payment_under_another_patients_path_returns_404(api: Api, route: Route) -> None:
    relations = ids_by_whose(api.world, route)
    before = everything(api.world)
    staff = api.as_("full_access")
    mixed = {**relations[Whose.OWN], "patient_id": relations[Whose.OTHER_PATIENT]["patient_id"]}
    there, nowhere = called(staff, route, **mixed), called(staff, route, **{**mixed, "id": "pay_missing"})
    assert there.status == 404 and (there.body, there.headers) == (nowhere.body, nowhere.headers)
    assert stored(api.world) == before


def test_using_another_clinics_location_id_does_not_change_it(api: Api) -> None:
    theirs = api.world.clinics.get("clinic_other")
    path = "/v1/clinic/locations/loc_other"
    assert api.as_("full_access").call("PUT", path, {"name": "Mine now", "active": False}).status == 200
    assert api.world.clinics.get("clinic_other") == theirs


def test_the_matrix_covers_the_route_table(figure: Figure) -> None:
    bad, may = len(bad_tokens()) + 1, sum(may_call(route, role) for route in CLOSED for role in Role)
    by_token, by_role = len(CLOSED) * len(Whose) * bad, len(CLOSED) * len(Role) * len(Whose)
    figure(
        f"matrix: {len(CLOSED)} routes, {by_token + by_role + len(STAFFS)} cells: {by_token} with {bad} bad tokens,"
        f" {by_role} with good ones, of which {may * len(Whose)} may call"
    )
    assert by_token + by_role > 3_000
