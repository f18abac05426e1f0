"""The primary account: only one that can be paid, one at a time, and who chose it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.credit.clinic import Clinic, Ineligible, PaymentsAccount
from chalicelib.credit.errors import AccountNotEligible, NotFound, Unavailable
from tests.fakes.examples import SAM, account
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import Access, World

WHY_NOT = [
    ({"charges_enabled": False}, Ineligible.CHARGES_DISABLED),
    ({"payouts_enabled": False}, Ineligible.PAYOUTS_DISABLED),
    ({"country": "DE", "currency": "eur"}, Ineligible.COUNTRY_NOT_SUPPORTED),
    ({"country": "GB"}, Ineligible.COUNTRY_NOT_SUPPORTED),
    ({"country": ""}, Ineligible.COUNTRY_NOT_SUPPORTED),
    ({"currency": "usd"}, Ineligible.CURRENCY_MISMATCH),
    ({"currency": ""}, Ineligible.CURRENCY_MISMATCH),
    ({"country": "US", "currency": "usd"}, Ineligible.CURRENCY_MISMATCH),
]


def designate(access: Access, account_id: str) -> tuple[Clinic, PaymentsAccount]:
    return access.services.make_primary("clinic_demo", account_id, SAM)


def test_staff_make_another_account_primary_and_that_is_recorded(world: World) -> None:
    clinic, made = designate(world.open, "acct_north")
    assert clinic.primary == made and made.id == "acct_north"
    settings = world.clinics.get("clinic_demo").settings
    assert (settings.primary_account_id, settings.changed_by, settings.changed_at) == (
        "acct_north",
        SAM,
        world.clock.now(),
    )
    assert world.clinics.history["clinic_demo"] == ["primary account: acct_main -> acct_north"]


def test_a_foreign_account_in_the_clinics_currency_can_be_primary(world: World) -> None:
    world.stripe.accounts["acct_north"] = account("acct_north", country="US", currency="cad")
    assert designate(world.open, "acct_north")[1].country == "US"


@pytest.mark.parametrize(("changes", "reason"), WHY_NOT)
def test_an_account_that_stripe_would_not_pay_is_refused_with_the_reason(
    world: World, changes: dict[str, Any], reason: Ineligible
) -> None:
    world.stripe.accounts["acct_north"] = account("acct_north", as_of=world.clock.now(), **changes)
    with pytest.raises(AccountNotEligible) as refused:
        designate(world.open, "acct_north")
    assert refused.value.reason == reason and refused.value.detail
    assert world.clinics.get("clinic_demo").settings.primary_account_id == "acct_main"


def test_eligibility_is_read_from_stripe_not_from_our_copy(world: World) -> None:
    world.stripe.accounts["acct_pending"] = account("acct_pending", as_of=world.clock.now())
    assert designate(world.open, "acct_pending")[0].settings.primary_account_id == "acct_pending"


@pytest.mark.parametrize("account_id", ["acct_other", "acct_nobody"])
def test_an_account_of_another_clinic_is_not_found(world: World, account_id: str) -> None:
    with pytest.raises(NotFound):
        designate(world.open, account_id)


def test_making_the_primary_account_primary_again_changes_nothing(world: World) -> None:
    before = world.clinics.get("clinic_demo").settings
    designate(world.open, "acct_main")
    assert world.clinics.get("clinic_demo").settings == before


def test_switching_to_and_fro_leaves_one_primary_and_the_whole_history(world: World) -> None:
    for account_id in ("acct_north", "acct_main", "acct_north"):
        world.clock.pass_time(timedelta(minutes=1))
        designate(world.open, account_id)
    assert len(world.clinics.history["clinic_demo"]) == 3
    assert world.clinics.get("clinic_demo").settings.version == 4


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(5))
def test_a_fault_while_switching_leaves_one_primary_and_can_be_repeated(world: World, at: int, when: When) -> None:
    with pytest.raises(Unavailable):
        designate(world.guarded(FaultPlan(at, when)), "acct_north")
    assert world.clinics.get("clinic_demo").primary is not None
    designate(world.open, "acct_north")
    assert world.clinics.history["clinic_demo"] == ["primary account: acct_main -> acct_north"]
