"""Clinics, payments, invoices, refunds and disputes to start from."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.credit.billing_settings import BillingSettings
from chalicelib.credit.clinic import Clinic, ClinicProfile, Location, PaymentsAccount
from chalicelib.credit.identity import Actor, PatientKey
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.payment import Card, LocationSnapshot, Payment
from chalicelib.credit.records import Dispute, DisputeStatus, Refund
from chalicelib.credit.stripe_report import PaymentRef, PaymentReport, PaymentReportKind
from tests.fakes.small import NOON

ANA = PatientKey("clinic_demo", "pat_ana")
BEN = PatientKey("clinic_demo", "pat_ben")
CHO = PatientKey("clinic_other", "pat_cho")
SAM = Actor("staff", "usr_sam")
MAIN_STREET = LocationSnapshot("loc_main", "Main Street")


def account(account_id: str = "acct_main", **changes: object) -> PaymentsAccount:
    """A payments account that can be primary."""
    usual = PaymentsAccount(
        id=account_id,
        name="Maple Clinic",
        country="CA",
        currency="cad",
        charges_enabled=True,
        payouts_enabled=True,
        as_of=NOON,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def maple(**settings: object) -> Clinic:
    """A Canadian clinic that takes top-ups from 5 to 1,000 dollars."""
    usual = BillingSettings(account_credit_enabled=True, primary_account_id="acct_main")
    return Clinic(
        profile=ClinicProfile(
            id="clinic_demo",
            name="Clinique Érable / Maple Clinic",
            address=("200 Queen Street West", "Toronto, ON  M5V 1Z4"),
            country="CA",
            currency="cad",
            time_zone="America/Toronto",
            language="en",
        ),
        settings=replace(usual, **settings),  # type: ignore[arg-type]
        accounts=(account(), account("acct_north"), account("acct_pending", charges_enabled=False)),
        locations=(
            Location("loc_closed", "Old Town", False),
            Location("loc_main", "Main Street", True),
            Location("loc_north", "North Clinic", True),
        ),
    )


def lakeside() -> Clinic:
    """A second clinic, in the United States."""
    return Clinic(
        profile=ClinicProfile(
            id="clinic_other",
            name="Lakeside Physiotherapy",
            address=("41 Harbor Road", "Burlington, VT 05401"),
            country="US",
            currency="usd",
            time_zone="America/New_York",
            language="en",
        ),
        settings=BillingSettings(account_credit_enabled=True, primary_account_id="acct_other"),
        accounts=(account("acct_other", country="US", currency="usd"),),
        locations=(Location("loc_other", "Harbor Road", True),),
    )


def payment(payment_id: str = "pay_1", **changes: object) -> Payment:
    """A top-up of 50 dollars that was just written."""
    usual = Payment(
        id=payment_id,
        patient=ANA,
        amount=5_000,
        currency="cad",
        location=MAIN_STREET,
        account_id="acct_main",
        patient_name="Ana Núñez",
        language="en",
        request_hash="0" * 32,
        created_at=NOON,
        next_check_at=NOON,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def invoice(invoice_id: str = "inv_1", **changes: object) -> Invoice:
    """An open invoice of 120 dollars, as first sent."""
    usual = Invoice(
        id=invoice_id,
        patient=ANA,
        number="INV-1001",
        amount=12_000,
        currency="cad",
        location=MAIN_STREET,
        issued_on=NOON.date(),
        revision=1,
        body_hash="0" * 32,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def refund(payment_id: str = "pay_1", **changes: object) -> Refund:
    """A refund of 5 dollars that was requested."""
    usual = Refund(
        id="re_1",
        patient=ANA,
        payment_id=payment_id,
        amount=500,
        currency="cad",
        reason="moved away",
        request_hash="",
        requested_at=NOON,
        requested_by=SAM,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def dispute(payment_id: str = "pay_1", **changes: object) -> Dispute:
    """A dispute of 5 dollars that was opened."""
    usual = Dispute(
        id="dp_1",
        patient=ANA,
        payment_id=payment_id,
        amount=500,
        currency="cad",
        reason="fraudulent",
        status=DisputeStatus.NEEDS_RESPONSE,
        opened_at=NOON,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def outcome(of: Payment, kind: PaymentReportKind = PaymentReportKind.SUCCEEDED, **changes: object) -> PaymentReport:
    """Stripe's report of a payment, agreeing with the stored payment in everything."""
    paid = kind is PaymentReportKind.SUCCEEDED
    usual = PaymentReport(
        kind=kind,
        pointer=PaymentRef(of.patient, of.id),
        payment_intent_id=of.payment_intent_id or f"pi_of_{of.id}",
        currency=of.currency,
        amount_received=of.amount if paid else 0,
        destination=of.account_id,
        livemode=False,
        charge_id=f"ch_of_{of.id}" if paid else None,
        card=Card("visa", "4242") if paid else None,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]
