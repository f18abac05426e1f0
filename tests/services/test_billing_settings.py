"""Changing billing settings: by someone who saw them, within limits, and not without an account to pay."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.credit.clinic import Clinic
from chalicelib.credit.errors import Conflict, Invalid, NotAllowed, StaleVersion
from chalicelib.services.clinics.change_billing_settings import ChangeBillingSettings
from tests.fakes.clinics import FakeClinics
from tests.fakes.examples import SAM, account, maple
from tests.fakes.small import FakeClock

OUT_OF_RANGE: list[tuple[dict[str, Any], str]] = [
    ({"top_up_minimum": 49}, "top_up_minimum"),
    ({"top_up_minimum": 100_000_000}, "top_up_minimum"),
    ({"top_up_maximum": 499}, "top_up_maximum"),
    ({"top_up_maximum": 100_000_000}, "top_up_maximum"),
    ({"top_up_minimum": 2_000, "top_up_maximum": 1_999, "suggested_amounts": ()}, "top_up_maximum"),
    ({"balance_maximum": 99_999}, "balance_maximum"),
    ({"balance_maximum": 999_999_991}, "balance_maximum"),
    ({"suggested_amounts": (499,)}, "suggested_amounts"),
    ({"suggested_amounts": (100_001,)}, "suggested_amounts"),
    ({"suggested_amounts": (500, 500)}, "suggested_amounts"),
    ({"suggested_amounts": (500, 501, 502, 503, 504, 505, 506)}, "suggested_amounts"),
    ({"top_up_minimum": 3_000}, "suggested_amounts"),
    ({"notice_email": "accounts@maple.example\r\nBcc: all@maple.example"}, "notice_email"),
    ({"notice_email": "a@maple.example, b@maple.example"}, "notice_email"),
    ({"refund_policy": "x" * 501}, "refund_policy"),
    ({"refund_policy": " \n"}, "refund_policy"),
    ({"refund_policy": "a\u202eb"}, "refund_policy"),
    ({"statement_name": "12345"}, "statement_name"),
    ({"statement_name": "Maple*Clinic"}, "statement_name"),
    ({"statement_name": "x" * 19}, "statement_name"),
]


def known(clinic: Clinic) -> FakeClinics:
    clinics = FakeClinics()
    clinics.provision(clinic)
    return clinics


def change(clinics: FakeClinics, changes: dict[str, Any], seen: int = 1) -> Clinic:
    return ChangeBillingSettings(clinics=clinics, clock=FakeClock())("clinic_demo", changes, seen, SAM)


def test_a_change_records_actor_and_time_and_keeps_other_fields() -> None:
    clinics = known(maple())
    change(clinics, {"top_up_minimum": 1_000})
    settings = clinics.get("clinic_demo").settings
    assert (settings.top_up_minimum, settings.top_up_maximum, settings.version) == (1_000, 100_000, 2)
    assert settings.changed_by == SAM and settings.changed_at == FakeClock().now()
    assert settings.primary_account_id == "acct_main" and settings.account_credit_enabled
    assert clinics.history["clinic_demo"] == ["top_up_minimum: 1000"]


@pytest.mark.parametrize("seen", [0, 2, 999])
def test_a_stale_version_changes_nothing(seen: int) -> None:
    clinics = known(maple())
    with pytest.raises(StaleVersion):
        change(clinics, {"top_up_minimum": 1_000}, seen)
    assert clinics.get("clinic_demo") == maple()


def test_concurrent_primary_change_returns_conflict() -> None:
    clinics = known(maple())
    change(clinics, {"top_up_minimum": 1_000})
    with pytest.raises(StaleVersion, match="usr_sam"):
        change(clinics, {"top_up_minimum": 2_000})
    assert clinics.get("clinic_demo").settings.top_up_minimum == 1_000


def test_a_change_between_read_and_write_makes_the_version_stale() -> None:
    class Overtaken(FakeClinics):
        def save_settings(self, *_: Any) -> None:
            raise Conflict

    clinics = Overtaken()
    clinics.provision(maple())
    with pytest.raises(StaleVersion):
        change(clinics, {"top_up_minimum": 1_000})


@pytest.mark.parametrize(("changes", "field"), OUT_OF_RANGE)
def test_limits_that_make_no_sense_are_refused_by_name(changes: dict[str, Any], field: str) -> None:
    clinics = known(maple())
    with pytest.raises(Invalid) as refused:
        change(clinics, changes)
    assert field in {error.field for error in refused.value.errors}
    assert all(error.message.startswith("must ") for error in refused.value.errors)
    assert clinics.get("clinic_demo") == maple()


def test_every_wrong_setting_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        change(known(maple()), {"top_up_minimum": 0, "balance_maximum": 1, "suggested_amounts": (1,)})
    assert {error.field for error in refused.value.errors} >= {"top_up_minimum", "balance_maximum"}


@pytest.mark.parametrize(
    ("accounts", "primary", "code"),
    [
        ((account(),), None, "no_primary_account"),
        ((account(),), "acct_gone", "no_primary_account"),
        ((account(charges_enabled=False),), "acct_main", "primary_account_not_eligible"),
        ((account(payouts_enabled=False),), "acct_main", "primary_account_not_eligible"),
    ],
)
def test_it_cannot_be_switched_on_without_an_account_that_can_be_paid(
    accounts: Any, primary: str | None, code: str
) -> None:
    clinic = maple(account_credit_enabled=False, primary_account_id=primary)
    clinics = known(Clinic(profile=clinic.profile, settings=clinic.settings, accounts=accounts))
    with pytest.raises(NotAllowed) as refused:
        change(clinics, {"account_credit_enabled": True})
    assert refused.value.code == code
    assert not clinics.get("clinic_demo").settings.account_credit_enabled


def test_it_can_be_switched_off_and_changed_while_the_account_is_disabled() -> None:
    clinics = known(maple())
    clinics.save_account("clinic_demo", account(charges_enabled=False))
    change(clinics, {"top_up_minimum": 1_000})
    change(clinics, {"account_credit_enabled": False}, 2)
    assert not clinics.get("clinic_demo").settings.account_credit_enabled


def test_words_for_patients_are_kept_without_space_around_them_and_can_be_removed() -> None:
    clinics = known(maple())
    change(clinics, {"refund_policy": " Ask at\nreception. ", "statement_name": " MAIN ST "})
    settings = clinics.get("clinic_demo").settings
    assert (settings.refund_policy, settings.statement_name) == ("Ask at\nreception.", "MAIN ST")
    change(clinics, {"refund_policy": None, "statement_name": None}, 2)
    assert clinics.get("clinic_demo").settings.refund_policy is None


def test_a_name_that_a_new_prefix_leaves_no_room_for_does_not_block_other_settings() -> None:
    clinics = known(maple(statement_name="x" * 18))
    clinics.save_account("clinic_demo", account(statement_prefix="MAPLECLINI"))
    change(clinics, {"top_up_minimum": 1_000})
    assert clinics.get("clinic_demo").statement_descriptor == "MAPLECLINI* xxxxxxxxxx"
