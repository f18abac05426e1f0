"""Whether a clinic takes top-ups, derived each time from what is true now."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from chalicelib.credit.clinic import INELIGIBLE_SENTENCES, NORTH_AMERICA, Ineligible, Location
from tests.fakes.examples import account, lakeside, maple

TABLE = list(product(["CA", "US", "DE", "MX", "GB", ""], ["cad", "usd", "eur", ""], [True, False], [True, False]))


@pytest.mark.parametrize(("country", "currency", "charges", "payouts"), TABLE)
def test_an_account_is_eligible_exactly_when_it_can_be_paid_here(
    country: str, currency: str, charges: bool, payouts: bool
) -> None:
    it = account(country=country, currency=currency, charges_enabled=charges, payouts_enabled=payouts)
    can_be_paid = country in ("US", "CA") and currency == "cad" and charges and payouts
    assert (maple().ineligible(it) is None) == can_be_paid
    assert can_be_paid or maple().ineligible(it) in INELIGIBLE_SENTENCES


def test_every_reason_has_a_sentence_for_staff() -> None:
    assert set(INELIGIBLE_SENTENCES) == set(Ineligible) and frozenset({"US", "CA"}) == NORTH_AMERICA


def test_a_clinic_with_everything_takes_top_ups() -> None:
    assert maple().unavailable_reason is None and lakeside().unavailable_reason is None


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"account_credit_enabled": False}, "account_credit_disabled"),
        ({"primary_account_id": None}, "no_primary_account"),
        ({"primary_account_id": "acct_other"}, "no_primary_account"),
        ({"primary_account_id": "acct_pending"}, "primary_account_not_eligible"),
    ],
)
def test_an_unavailable_reason_names_what_is_missing(settings: dict[str, object], reason: str) -> None:
    assert maple(**settings).unavailable_reason == reason


def test_a_clinic_elsewhere_takes_none() -> None:
    abroad = replace(maple(), profile=replace(maple().profile, country="DE"))
    assert abroad.unavailable_reason == "clinic_not_supported"


def test_without_an_open_location_there_is_nowhere_to_use_it() -> None:
    assert replace(maple(), locations=()).unavailable_reason == "no_active_location"
    assert replace(maple(), locations=(Location("loc_a", "A", False),)).unavailable_reason == "no_active_location"
