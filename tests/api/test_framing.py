"""A clinic's pages work in the frames of that clinic's own portals, whatever other portal has a token for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib import config
from tests.api.api import API, Api, served
from tests.api.test_roles import CLOSED, called
from tests.fakes.examples import lakeside, maple
from tests.fakes.faults import FaultPlan
from tests.fakes.settings import ENVIRONMENT
from tests.fakes.world import World

OWN, OTHERS = "https://portal.maple.example", "https://portal.lakeside.example"
CREDIT = "/v1/me/credit"


@pytest.fixture
def world() -> World:
    world = World()
    for clinic, origin in ((maple(), OWN), (lakeside(), OTHERS)):
        world.clinics.provision(replace(clinic, profile=replace(clinic.profile, frame_origins=(origin,))))
    return world


def framed(api: Api, origin: str) -> Api:
    return replace(api, headers=api.headers | {"embedding-origin": origin})


def test_a_clinics_own_portal_frames_its_pages_and_no_other_clinics_does(api: Api) -> None:
    patients = {"clinic_demo": "pat_ana", "clinic_other": "pat_cho"}
    for clinic, own in (("clinic_demo", OWN), ("clinic_other", OTHERS)):
        caller = api.as_("patient", clinic, patients[clinic])
        for origin in (OWN, OTHERS, "https://evil.example", "null"):
            reply = framed(caller, origin).get(CREDIT)
            assert reply.status == (200 if origin == own else 403), (clinic, origin)


def test_a_foreign_portal_reads_and_changes_nothing_on_any_route(api: Api) -> None:
    for route in CLOSED:
        caller = api.as_(sorted(map(str, route.roles or ()))[0])
        assert called(framed(caller, OTHERS), route).status == 403, route.path
    assert len(CLOSED) < len(API)


def test_a_clinic_that_names_no_origin_is_framed_by_those_of_the_deployment() -> None:
    api = Api(World(), served(World().services)).as_()
    assert framed(api, "https://any.of.the.deployment").get(CREDIT).status == 200


def test_where_any_page_may_frame_a_clinic_without_origins_is_framed_by_none(world: World) -> None:
    world.clinics.provision(lakeside())
    settings = config.read({**ENVIRONMENT, "FRAME_ANCESTORS": "https:"})
    api = Api(world, served(replace(world.services, settings=settings)))
    assert framed(api.as_(), OWN).get(CREDIT).status == 200
    assert framed(api.as_(), OTHERS).get(CREDIT).status == 403
    assert framed(api.as_("patient", "clinic_other", "pat_cho"), OTHERS).get(CREDIT).status == 403
    assert api.as_("patient", "clinic_other", "pat_cho").get(CREDIT).status == 200


def test_the_origins_are_read_once_for_many_requests_and_never_for_others(world: World) -> None:
    def reads(**headers: str) -> int:
        plan = FaultPlan()
        api = Api(world, served(world.guarded(plan).services)).as_()
        assert [api.get(CREDIT, **headers).status for _ in range(3)] == [200] * 3
        return plan.calls.count("profile")

    assert reads(embedding_origin=OWN) == reads() + 1
