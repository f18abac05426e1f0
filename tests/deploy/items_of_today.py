"""One item of each kind as today's code writes it: `python -m tests.deploy.items_of_today` prints them, for a release.

When `SCHEMA` is raised, its output becomes `tests/deploy/items/version-N.json`, and the older files stay permanently.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from chalicelib.credit.billing_settings import BillingSettings, FieldChange
from chalicelib.credit.clinic import ClinicProfile, Location, PaymentsAccount
from chalicelib.credit.email_address import AddressProblem, Undeliverable
from chalicelib.credit.identity import Actor, PatientKey
from chalicelib.credit.ledger import Entry, EntryKind
from chalicelib.credit.payment import Card, IssuedReceipt, LocationSnapshot, Payment, PaymentError, PaymentStatus
from chalicelib.credit.records import (
    Application,
    Dispute,
    DisputeStatus,
    IdempotencyRecord,
    Misfit,
    Position,
    Refund,
    RefundStatus,
)
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.dynamodb import (
    clinic_items,
    credit_items,
    deployment_items,
    entry_items,
    payment_items,
    position_items,
    record_items,
    settings_items,
)
from chalicelib.dynamodb.created_items import CreatedItem
from chalicelib.dynamodb.quarantine import QuarantineItem
from chalicelib.dynamodb.tables import ClinicItem, CreditItem
from tests.deploy.clinics_own_items import clinics_own_items

ANA = PatientKey("clinic_demo", "pat_ana")
NOON = datetime(2026, 11, 23, 12, 0, 0, 123_000, tzinfo=UTC)
STAFF = Actor("staff", "usr_sam")
OF_IT: dict[str, Any] = {"patient": ANA, "payment_id": "pay_1", "currency": "cad"}
PENDING = Payment(
    id="pay_2",
    patient=ANA,
    amount=2_500,
    currency="cad",
    location=LocationSnapshot("loc_main", "Main Street"),
    account_id="acct_demo_main",
    patient_name="Ana Núñez",
    language="fr-CA",
    request_hash="a1b2",
    created_at=NOON,
    payment_intent_id="pi_2",
    client_secret="pi_2_secret_1",
    last_error=PaymentError("card_declined", "Your card was declined."),
    next_check_at=NOON,
)
PAID = Payment(
    id="pay_1",
    patient=ANA,
    amount=5_000,
    currency="cad",
    location=LocationSnapshot("loc_main", "Main Street"),
    account_id=None,
    patient_name="Ana Núñez",
    language="en",
    request_hash="c3d4",
    created_at=NOON,
    status=PaymentStatus.SUCCEEDED,
    version=4,
    payment_intent_id="pi_1",
    client_secret="pi_1_secret_1",
    charge_id="ch_1",
    card=Card("visa", "4242"),
    succeeded_at=NOON,
    applied=1_000,
    refunded=500,
    disputed=200,
    entry_numbers=(1, 2, 3),
    receipt=IssuedReceipt(
        number="ABCDE-FGHIJ",
        issued_at=NOON,
        duplicate_asked_at=NOON,
        duplicate_asked_by=STAFF,
        duplicate_ready=True,
    ),
)
APPLICATION = Application(
    **OF_IT,
    id="app_1",
    amount=1_000,
    invoice_id="inv_1",
    request_hash="e5",
    applied_at=NOON,
    applied_by=STAFF,
    unapplied_at=NOON,
    unapplied_by=STAFF,
    version=2,
)
REFUND = Refund(
    **OF_IT,
    id="ref_1",
    amount=500,
    reason="moved away",
    request_hash="f6",
    requested_at=NOON,
    requested_by=STAFF,
    status=RefundStatus.FAILED,
    stripe_refund_id="re_1",
    failure="expired_or_canceled_card",
    settled_at=NOON,
    next_check_at=NOON,
    version=3,
)
POSITION = Position(
    patient=ANA,
    payment_id="pay_1",
    expected=3_000,
    confirmed=3_200,
    original_left=3_200,
    since=NOON,
    attempts=2,
    refusals=1,
    last_refusal="balance_insufficient",
    next_check_at=NOON,
    version=2,
)
DISPUTE = Dispute(
    **OF_IT,
    id="dp_1",
    amount=200,
    reason="fraudulent",
    status=DisputeStatus.LOST,
    opened_at=NOON,
    withdrawn_at=NOON,
    reinstated_at=NOON,
    closed_at=NOON,
    withdrawn=200,
    taken=200,
    fee=1_500,
    transactions=1,
    misfit=Misfit.ABOVE_THE_PAYMENT,
    due_by=NOON,
    charge_id="ch_1",
    next_check_at=NOON,
    version=5,
)
ENTRY = Entry(
    patient=ANA,
    seq=2,
    at=NOON,
    kind=EntryKind.APPLIED,
    amount=-1_000,
    balance_after=4_000,
    payment_id="pay_1",
    actor=STAFF,
    reference="inv_1",
)
PROFILE = ClinicProfile(
    id="clinic_demo",
    name="Clinique Érable",
    address=("200 Queen Street West", "Toronto"),
    country="CA",
    currency="cad",
    time_zone="America/Toronto",
    language="fr-CA",
    logo="https://clinic.example/logo.svg",
    colours=("#112233", "#445566"),
)
SETTINGS = BillingSettings(
    account_credit_enabled=True, primary_account_id="acct_demo_main", version=3, changed_at=NOON, changed_by=STAFF
)
ACCOUNT = PaymentsAccount(
    id="acct_demo_main",
    name="Maple",
    country="CA",
    currency="cad",
    charges_enabled=True,
    payouts_enabled=False,
    as_of=NOON,
    is_platform=True,
)


def credit_table() -> list[CreditItem]:
    balance = credit_items.CreditBalanceItem(
        credit_items.partition(ANA),
        credit_items.CREDIT_SK,
        balance=3_300,
        seq=3,
        last_entry_at="2026-11-23T12:00:00.123Z",
        by_location={"loc_main": 3_300},
        payments_unapplied=1,
        unapplied=["2026-11-23T12:00:00.123Z#pay_1"],
        customer_id="cus_1",
    )
    request = IdempotencyRecord(id="req_1", patient=ANA, request_hash="g7", applications=(("pay_1", "app_1"),))
    quarantined = QuarantineItem.from_domain("evt_1", PaymentRef(ANA, "pay_1"), {"amount": 5_001, "card": None}, NOON)
    return [
        balance,
        CreatedItem.of(PENDING),
        payment_items.PaymentItem.from_domain(PENDING),
        payment_items.PaymentItem.from_domain(PAID),
        entry_items.EntryItem.from_domain(ENTRY),
        quarantined,
        record_items.ApplicationItem.from_domain(APPLICATION),
        record_items.RefundItem.from_domain(REFUND),
        record_items.DisputeItem.from_domain(DISPUTE),
        position_items.PositionItem.from_domain(POSITION),
        record_items.RequestItem.from_domain(request),
        *clinics_own_items(),
    ]


def clinics_table() -> list[ClinicItem]:
    return [
        clinic_items.ProfileItem.from_domain(PROFILE),
        settings_items.SettingsItem.from_domain("clinic_demo", SETTINGS),
        settings_items.SettingsChangeItem.from_domain(
            "clinic_demo", SETTINGS, "top_up_maximum: 100000", [FieldChange("top_up_maximum", 50_000, 100_000)]
        ),
        clinic_items.AccountItem.from_domain("clinic_demo", ACCOUNT),
        deployment_items.AccountOwnerItem("account#acct_demo_main", deployment_items.OWNER_SK, clinic_id="clinic_demo"),
        clinic_items.LocationItem.from_domain("clinic_demo", Location("loc_main", "Main Street", active=True)),
        clinic_items.NoticeProblemItem.from_domain(
            "clinic_demo", AddressProblem("accounts@maple.example", Undeliverable.COMPLAINED, NOON)
        ),
        clinic_items.MemoTotalItem(clinic_items.memos_pk("clinic_demo"), "2026-11-23", total=2_000),
    ]


def written(items: list[CreditItem] | list[ClinicItem]) -> list[dict[str, Any]]:
    """The items as DynamoDB gets them."""
    return [item.serialize() for item in items]


if __name__ == "__main__":
    content = {"credit": written(credit_table()), "clinics": written(clinics_table())}
    print(json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False))
