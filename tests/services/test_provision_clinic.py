"""Provisioning again changes what the operator owns, and nothing that patients or staff rely on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.credit.clinic import Clinic
from chalicelib.credit.errors import NotAllowed
from infra.ops.operate.clinic_file import ClinicFile, NotAClinic, Place
from infra.ops.operate.provision import provision
from tests.fakes.examples import ANA, account, maple
from tests.fakes.world import World, assert_adds_up


def american() -> Clinic:
    return replace(maple(), profile=replace(maple().profile, country="US", currency="usd"))


def file(*accounts: str) -> ClinicFile:
    return ClinicFile(
        id="clinic_own",
        name="Own Clinic",
        address=["1 King Street"],
        country="CA",
        currency="cad",
        time_zone="America/Toronto",
        language="en",
        locations=[Place("loc_1", "One")],
        accounts=[Place(each, "Own Clinic") for each in accounts],
    )


def test_another_currency_over_existing_credit_is_refused_in_words(world: World) -> None:
    world.paid()
    with pytest.raises(NotAllowed, match="clinic_demo holds credit in cad"):
        world.services.provision_clinic(american())
    assert world.clinics.profile("clinic_demo").currency == "cad"


def test_a_clinic_without_payments_may_change_its_currency(world: World) -> None:
    world.services.provision_clinic(american())
    assert world.clinics.profile("clinic_demo").currency == "usd"


def test_a_clinic_paid_on_the_platforms_own_account_takes_and_refunds_payments(world: World) -> None:
    world.stripe.accounts["acct_platform"] = account("acct_platform", is_platform=True)
    made = provision(file("acct_platform"), world.services, "ops")
    assert made.accounts[0].is_platform and made.accounts[0].destination is None
    settings = replace(made.settings, account_credit_enabled=True, primary_account_id="acct_platform", version=2)
    world.clinics.save_settings("clinic_own", settings, "on")
    patient = replace(ANA, clinic_id="clinic_own")
    paid = world.paid(patient, location_id="loc_1")
    assert (paid.account_id, paid.unapplied) == (None, 5_000)
    assert world.stripe.intents[paid.payment_intent_id or ""].outcome.destination is None
    assert_adds_up(world, patient)


def test_an_account_that_left_the_platform_cannot_be_provisioned(world: World) -> None:
    world.stripe.accounts["acct_left"] = account("acct_left", deauthorized=True)
    with pytest.raises(NotAClinic, match="acct_left is not connected"):
        provision(file("acct_left"), world.services, "ops")
