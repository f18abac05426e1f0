"""An event about an account makes us read it from Stripe; the contents of the event are never believed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.credit.clinic import Ineligible
from chalicelib.credit.errors import Unavailable
from chalicelib.credit.stripe_report import AccountReport
from tests.fakes.examples import account
from tests.fakes.faults import When
from tests.fakes.small import NOON
from tests.fakes.world import World
from tests.services.actions import FailOn

CHANGED = AccountReport("acct_main", livemode=False)


def at_stripe(world: World, *, minutes: int = 1, **changes: Any) -> None:
    world.stripe.accounts["acct_main"] = account(as_of=NOON + timedelta(minutes=minutes), **changes)


def reason(world: World) -> Ineligible | None:
    clinic = world.clinics.get("clinic_demo")
    assert clinic.primary is not None
    return clinic.ineligible(clinic.primary)


def test_top_ups_stop_and_resume_with_the_primary_accounts_status(world: World) -> None:
    at_stripe(world, charges_enabled=False)
    assert world.services.record_account(CHANGED)
    assert world.clinics.get("clinic_demo").unavailable_reason == "primary_account_not_eligible"
    at_stripe(world, minutes=2)
    assert world.services.record_account(CHANGED)
    assert world.clinics.get("clinic_demo").unavailable_reason is None


def test_an_older_description_does_not_replace_a_newer_one(world: World) -> None:
    at_stripe(world, minutes=5, charges_enabled=False)
    world.services.record_account(CHANGED)
    at_stripe(world, minutes=3)
    world.services.record_account(CHANGED)
    assert reason(world) is Ineligible.CHARGES_DISABLED


def test_an_event_of_the_other_mode_is_not_followed(world: World) -> None:
    at_stripe(world, charges_enabled=False)
    assert not world.services.record_account(AccountReport("acct_main", livemode=True))
    assert reason(world) is None


def test_word_of_an_unknown_account_is_ignored(world: World) -> None:
    assert not world.services.record_account(AccountReport("acct_stranger", livemode=False))


def by_event(world: World) -> None:
    assert world.services.record_account(CHANGED)


def by_the_daily_round(world: World) -> None:
    assert world.services.refresh_accounts() == {"read": 4}


@pytest.mark.parametrize("learn", [by_event, by_the_daily_round])
def test_an_account_that_stripe_refuses_to_describe_takes_no_top_ups(
    world: World, learn: Callable[[World], None]
) -> None:
    """It was deleted at Stripe. The event is acknowledged: repeated, it would be refused for days."""
    world.clock.pass_time(timedelta(minutes=1))
    world.stripe.deleted_accounts.add("acct_main")
    learn(world)
    assert reason(world) is Ineligible.DEAUTHORIZED
    assert world.clinics.get("clinic_demo").unavailable_reason == "primary_account_not_eligible"


def test_an_account_that_can_be_described_again_takes_top_ups_again(world: World) -> None:
    world.clock.pass_time(timedelta(minutes=1))
    world.stripe.deleted_accounts.add("acct_main")
    world.services.record_account(CHANGED)
    world.stripe.deleted_accounts.clear()
    at_stripe(world, minutes=5)
    world.services.record_account(CHANGED)
    assert reason(world) is None


def test_an_account_that_cannot_be_read_now_stays_as_it_was_and_the_event_comes_back(world: World) -> None:
    failing = world.guarded(FailOn("account", When.BEFORE))
    with pytest.raises(Unavailable):
        failing.services.record_account(CHANGED)
    assert reason(world) is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"inactive_capabilities": ("transfers",)}, Ineligible.CAPABILITY_INACTIVE),
        ({"inactive_capabilities": ("card_payments", "transfers")}, Ineligible.CAPABILITY_INACTIVE),
        ({"disabled_reason": "requirements.past_due"}, Ineligible.REQUIREMENTS_DUE),
        ({"deauthorized": True, "charges_enabled": False}, Ineligible.DEAUTHORIZED),
        ({"charges_enabled": False, "disabled_reason": "requirements.past_due"}, Ineligible.CHARGES_DISABLED),
        ({"currently_due": ("external_account",)}, None),
    ],
)
def test_staff_are_told_what_keeps_an_account_from_being_paid(
    world: World, changes: dict[str, Any], expected: Ineligible | None
) -> None:
    at_stripe(world, **changes)
    world.services.record_account(CHANGED)
    assert reason(world) is expected
    assert world.clinics.get("clinic_demo").unavailable_reason == ("primary_account_not_eligible" if expected else None)
