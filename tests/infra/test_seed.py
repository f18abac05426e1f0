"""The demo clinics must be as the product's description has them, on the double and on someone's own Stripe account."""

from __future__ import annotations

from datetime import UTC, datetime

from chalicelib.credit.billing_settings import check_settings
from chalicelib.credit.clinic import Ineligible, PaymentsAccount
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.person import Person, check_person
from infra.devstack import demo, double
from infra.devstack.seed import clinic_of
from infra.devstack.settings import Settings, StripeKeys, state_of

OWN = PaymentsAccount(
    id="acct_1",
    name="This Stripe account",
    country="US",
    currency="usd",
    charges_enabled=True,
    payouts_enabled=True,
    as_of=datetime(2026, 1, 1, tzinfo=UTC),
    is_platform=True,
)


def test_the_demo_clinic_takes_top_ups_and_shows_why_accounts_are_ineligible() -> None:
    clinic = clinic_of(demo.MAPLE, own=None)
    assert clinic.unavailable_reason is None
    assert clinic.primary is not None and clinic.primary.id == "acct_demo_main"
    assert {account.id: clinic.ineligible(account) for account in clinic.accounts} == {
        "acct_demo_main": None,
        "acct_demo_north": None,
        "acct_demo_pending": Ineligible.CHARGES_DISABLED,
        "acct_demo_berlin": Ineligible.COUNTRY_NOT_SUPPORTED,
    }


def test_no_account_and_no_patient_is_shared_by_two_clinics() -> None:
    accounts = [account.id for clinic in demo.CLINICS for account in clinic.accounts]
    patients = [patient for clinic in demo.CLINICS for patient in demo.patients_of(clinic)]
    assert sorted(accounts) == sorted(set(accounts))
    assert sorted(patients) == sorted(set(patients))


def test_the_demos_billing_settings_are_ones_that_staff_could_save() -> None:
    for clinic in demo.CLINICS:
        check_settings(clinic_of(clinic, own=None).settings)


def test_the_demo_clinic_knows_a_dozen_patients_by_name_and_two_have_open_invoices() -> None:
    names = demo.MAPLE.directory
    assert len(set(names.values())) == len(names) == 12
    assert {invoice.patient for invoice in demo.MAPLE.invoices} == {"pat_ana", "pat_ben"}
    assert [patient for patient in demo.patients_of(demo.MAPLE) if patient not in names] == []
    for patient, name in names.items():
        check_person(Person(patient=PatientKey(demo.MAPLE.id, patient), name=name, language="en"))


def test_with_real_stripe_keys_the_demo_clinic_is_paid_on_that_account() -> None:
    clinic = clinic_of(demo.MAPLE, OWN)
    assert clinic.unavailable_reason is None
    assert clinic.primary is OWN
    assert (clinic.profile.country, clinic.profile.currency) == ("US", "usd")
    assert clinic.primary.destination is None


def test_the_other_clinic_takes_no_money_into_a_developers_account() -> None:
    clinic = clinic_of(demo.OTHER, OWN)
    assert clinic.accounts == ()
    assert clinic.unavailable_reason is not None


def test_with_a_developers_keys_the_service_calls_stripe_itself() -> None:
    settings = Settings(state=state_of({}), stripe=StripeKeys("sk_test_1", "pk_test_1", "whsec_1"))
    values = double.connect(settings)
    assert values == {
        "STRIPE_SECRET_KEY": "sk_test_1",
        "STRIPE_PUBLISHABLE_KEY": "pk_test_1",
        "STRIPE_WEBHOOK_SECRET": "whsec_1",
    }
