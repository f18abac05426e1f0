"""Items of what the clinic records itself, as today's code writes them: a part of `items_of_today`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from chalicelib.credit.balance_import import BalanceImport, ImportState
from chalicelib.credit.email_address import AddressProblem, Undeliverable
from chalicelib.credit.identity import Actor, PatientKey
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.ledger import Entry, EntryKind
from chalicelib.credit.notice import Notice, NoticePreferences, NoticeStatus, Switch, Topic
from chalicelib.credit.opening_balances import OpeningBalance
from chalicelib.credit.payment import LocationSnapshot, Origin, Payment, PaymentStatus, Source, Tender
from chalicelib.credit.person import Person
from chalicelib.credit.records import CreditTransfer, OutsideRefund, Record, Refund, RefundElsewhere, RefundStatus
from chalicelib.dynamodb import entry_items, payment_items, record_items
from chalicelib.dynamodb.imports import CommittedImportItem, OpenImportItem, staged_item
from chalicelib.dynamodb.invoice_items import InvoiceItem
from chalicelib.dynamodb.notice_items import NoticeItem, NoticePreferencesItem
from chalicelib.dynamodb.person_items import PersonItem, word_items
from chalicelib.dynamodb.tables import CreditItem

ANA = PatientKey("clinic_demo", "pat_ana")
NOON = datetime(2026, 11, 23, 12, 0, 0, 123_000, tzinfo=UTC)
STAFF = Actor("staff", "usr_sam")
MAIN = LocationSnapshot("loc_main", "Main Street")
OF_IT: dict[str, Any] = {"patient": ANA, "currency": "cad"}
RECORDED = Payment(
    **OF_IT,
    id="pay_3",
    amount=2_000,
    location=MAIN,
    account_id=None,
    patient_name="",
    language="en",
    request_hash="h8",
    created_at=NOON,
    status=PaymentStatus.SUCCEEDED,
    succeeded_at=NOON,
    source=Source.RECORDED,
    collected_by=STAFF,
    tender=Tender.CHEQUE,
    received_on=date(2026, 11, 20),
    reference="Cheque 7",
    refunded=500,
    transferred=700,
    entry_numbers=(4, 6),
)
VOIDED = replace(
    RECORDED,
    id="pay_4",
    source=Source.MEMO,
    tender=None,
    reference=None,
    reason="Sorry",
    refunded=0,
    transferred=0,
    voided=2_000,
    void_reason="twice",
    entry_numbers=(7, 8),
)
IMPORTED = replace(
    VOIDED,
    id="pay_5",
    source=Source.OPENING_BALANCE,
    collected_by=Actor("system", "usr_emr"),
    reference="Old 17",
    reason=None,
    voided=0,
    void_reason=None,
    entry_numbers=(9,),
)
RECEIVED = replace(
    RECORDED,
    id="pay_6",
    amount=700,
    source=Source.TRANSFER,
    origin=Origin("pat_ben", "pay_9", Source.CARD_ONLINE),
    refunded=0,
    transferred=0,
    entry_numbers=(10,),
)
ENTRIES = tuple(
    Entry(
        patient=ANA,
        seq=seq,
        at=NOON,
        kind=kind,
        amount=amount,
        balance_after=amount,
        payment_id=payment_id,
        actor=STAFF,
        reference=reference,
        number=number,
        tender=tender,
    )
    for seq, kind, amount, payment_id, reference, number, tender in (
        (4, EntryKind.RECORDED, 2_000, "pay_3", None, None, Tender.CHEQUE),
        (6, EntryKind.TRANSFERRED, -700, "pay_3", "trf_1", None, None),
        (7, EntryKind.MEMO, 2_000, "pay_4", None, None, None),
        (8, EntryKind.VOIDED, -2_000, "pay_4", None, None, None),
        (9, EntryKind.OPENING_BALANCE, 2_000, "pay_5", None, None, None),
        (11, EntryKind.APPLIED, -900, "pay_5", "INV-1001", "2026-1001", None),
    )
)
TRANSFER = CreditTransfer(
    **OF_IT,
    id="trf_1",
    payment_id="pay_3",
    to_patient_id="pat_ben",
    to_payment_id="pay_7",
    amount=700,
    reason="family",
    request_hash="i9",
    transferred_at=NOON,
    transferred_by=STAFF,
)
GIVEN_BACK = Refund(
    **OF_IT,
    id="ref_2",
    payment_id="pay_3",
    amount=500,
    reason="moved away",
    request_hash="j0",
    requested_at=NOON,
    requested_by=STAFF,
    status=RefundStatus.SUCCEEDED,
    settled_at=NOON,
    outside=OutsideRefund(Tender.CASH, "Till 3"),
)
ELSEWHERE = RefundElsewhere(**OF_IT, id="ref_9", payment_id="pay_1", amount=300, is_made=True, at=NOON)
RECORDS: tuple[Record, ...] = (TRANSFER, GIVEN_BACK, ELSEWHERE)
INVOICE = Invoice(
    **OF_IT,
    id="INV-1001",
    number="2026-1001",
    amount=1_500,
    location=MAIN,
    issued_on=date(2026, 11, 20),
    revision=3,
    body_hash="k1",
    is_void=True,
    label="First visit",
    account_id="acct_demo_main",
    credited=900,
    applications=(("pay_5", "app_3"),),
    next_check_at=NOON,
    version=4,
)
PERSON = Person(
    patient=ANA, name="Ana Núñez", email="ana@example.com", language="fr-CA", is_from_clinic=True, revision=2
)
IMPORT = BalanceImport(
    id="imp_1",
    clinic_id="clinic_demo",
    request_hash="l2",
    actor=STAFF,
    at=NOON,
    lines=2,
    accepted=1,
    already_there=1,
    total=2_000,
    state=ImportState.COMMITTED,
    version=2,
)
LINE = OpeningBalance(
    line=2,
    patient_id="pat_ana",
    name="Ana Núñez",
    amount=2_000,
    location_id="loc_main",
    as_of=date(2026, 1, 31),
    reference="Old 17",
)


CHOICES = NoticePreferences(
    patient=ANA,
    email="ana@example.com",
    own=True,
    off=frozenset({Switch.REFUND}),
    problem=AddressProblem("ana@example.com", Undeliverable.BOUNCED, NOON),
    revision=2,
)
NOTICE = Notice(
    id="ntc_1",
    owner=ANA,
    topic=Topic.PAYMENT_ADDED,
    at=NOON,
    status=NoticeStatus.SENDING,
    attempts=1,
    next_check_at=NOON,
    version=2,
)


def clinics_own_items() -> list[CreditItem]:
    return [
        *map(payment_items.PaymentItem.from_domain, (RECORDED, VOIDED, IMPORTED, RECEIVED)),
        *map(entry_items.EntryItem.from_domain, ENTRIES),
        *(record_items.item_of(record) for record in RECORDS),
        InvoiceItem.from_domain(INVOICE),
        PersonItem.from_domain(PERSON),
        *word_items(PERSON).values(),
        OpenImportItem.from_domain(IMPORT),
        CommittedImportItem.from_domain(IMPORT),
        staged_item(IMPORT, 0, [LINE]),
        NoticePreferencesItem.from_domain(CHOICES),
        NoticeItem.from_domain(NOTICE),
    ]
