"""Each payments account is read from Stripe once a day, a few clinics at a time, whatever events were lost."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from chalicelib.credit.errors import Unavailable
from tests.fakes.examples import account, maple
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World
from tests.services.actions import FailOn


def test_an_account_that_stripe_disabled_is_found_without_any_event(world: World) -> None:
    world.stripe.accounts["acct_main"] = account(charges_enabled=False)
    assert world.services.refresh_accounts() == {"read": 4}
    assert world.clinics.get("clinic_demo").unavailable_reason == "primary_account_not_eligible"


def test_a_round_reads_each_clinic_once_and_the_next_one_begins_the_day_after(world: World) -> None:
    for number in range(3):
        profile = replace(maple().profile, id=f"clinic_x{number}")
        world.clinics.provision(replace(maple(), profile=profile, accounts=(account(f"acct_x{number}"),)))
    seen = [sum(world.services.refresh_accounts(limit=2).values()) for _ in range(5)]
    assert seen == [4, 2, 1, 0, 0]
    for _ in range(2):
        world.clock.pass_time(timedelta(hours=20))
        seen = [sum(world.services.refresh_accounts(limit=2).values()) for _ in range(5)]
        assert seen == [4, 2, 1, 0, 0]
    done = world.clinics.account_round()
    assert world.services.refresh_accounts() == {} and world.clinics.account_round() is done


def test_an_account_that_cannot_be_read_does_not_hold_up_the_others(world: World) -> None:
    failing = world.guarded(FailOn("account", When.BEFORE))
    assert failing.services.refresh_accounts() == {"read": 3, "failed": 1}
    assert world.counters.counts["AccountsUnread"] == 1
    assert world.services.refresh_accounts() == {}


def test_a_clinic_that_cannot_be_read_does_not_hold_up_the_others(world: World) -> None:
    failing = world.guarded(FailOn("get", When.BEFORE))
    assert failing.services.refresh_accounts() == {"read": 1, "failed": 1}
    assert world.counters.counts["AccountsUnread"] == 1


def test_a_round_that_stopped_goes_on_where_it_was(world: World) -> None:
    calls = FaultPlan()
    world.guarded(calls).services.refresh_accounts()
    for at in range(len(calls.calls)):
        fresh = World()
        fresh.stripe.accounts["acct_other"] = account("acct_other", charges_enabled=False)
        with suppress(Unavailable):
            fresh.guarded(FaultPlan(at, When.BEFORE)).services.refresh_accounts(limit=1)
        for _ in range(3):
            fresh.services.refresh_accounts(limit=1)
        found = fresh.clinics.get("clinic_other").account("acct_other")
        assert found and (not found.charges_enabled or calls.calls[at] == "account")
