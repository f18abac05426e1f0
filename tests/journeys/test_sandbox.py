"""The sandbox: a clinic with something on every page, made once however often it is asked for."""

from __future__ import annotations

import pytest

from infra.devstack.sandbox.cedar import CEDAR
from infra.devstack.sandbox.stories import STORIES
from infra.devstack.stack import Stack
from tests.journeys.calls import Principal
from tests.journeys.people import run_module

STATUSES = {"won", "lost", "needs_response", "warning_needs_response"}


@pytest.fixture(scope="module")
def made(stack: Stack) -> str:
    return run_module(stack, "infra.local", "sandbox")


@pytest.fixture(scope="module")
def office(stack: Stack) -> Principal:
    return Principal(stack.environment["API_URL"], stack.token("full_access", clinic=CEDAR.id))


def test_a_sandbox_is_made_once(stack: Stack, office: Principal, made: str) -> None:
    assert made.count("made  ") == len(STORIES)
    before = office.items("clinic/payments?limit=100")
    again = run_module(stack, "infra.local", "sandbox")
    assert again.count("there ") == len(STORIES)
    assert len(office.items("clinic/payments?limit=100")) == len(before)


def test_a_sandbox_shows_every_source_and_dispute(office: Principal, made: str) -> None:
    assert made
    payments = office.items("clinic/payments?limit=100")
    sources = {payment["source"] for payment in payments}
    assert sources == {"card_online", "recorded", "memo", "opening_balance", "transfer"}
    assert {dispute["status"] for dispute in office.items("clinic/disputes?limit=100")} >= STATUSES


def test_a_sandbox_has_unapplied_credit_of_every_age(office: Principal, made: str) -> None:
    assert made
    totals = office.get("clinic/reports/unapplied-credit")["totals"]
    assert all(age["unapplied"]["amount"] > 0 for age in totals["by_age"])
