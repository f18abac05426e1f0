"""Tables that hold one of everything, and values to write into them: what the recorded calls meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from chalicelib.credit.account_round import AccountRound
from chalicelib.credit.balance_import import BalanceImport, ImportState
from chalicelib.credit.document import DocumentRequest
from chalicelib.credit.events import Event, Subject, event_id
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.identity_provider import IdentityProvider
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.ledger import (
    Entry,
    EntryKind,
    MemoReservation,
    MovedPayment,
    PatientCredit,
    Posting,
    UnappliedPayment,
)
from chalicelib.credit.merge import Merge
from chalicelib.credit.notice import Notice
from chalicelib.credit.operator_acts import ActChange, OperatorAct
from chalicelib.credit.payment import Hold, Source
from chalicelib.credit.person import Person
from chalicelib.credit.records import IdempotencyRecord, Position
from chalicelib.credit.report_days import DayCell, DayTakings, ReportDay
from chalicelib.credit.webhooks import Attempt, WebhookEndpoint
from chalicelib.dynamodb.attention_lists import HoldItem
from chalicelib.dynamodb.created_items import CreatedItem
from chalicelib.dynamodb.credit_items import CREDIT_SK, CreditBalanceItem, partition, payment_sk
from chalicelib.dynamodb.documents import DocumentItem
from chalicelib.dynamodb.entry_items import EntryItem
from chalicelib.dynamodb.invoice_items import InvoiceItem
from chalicelib.dynamodb.merges import MergeItem, MovedItem
from chalicelib.dynamodb.payment_items import PaymentItem
from chalicelib.dynamodb.position_items import PositionItem
from chalicelib.dynamodb.record_items import ApplicationItem, DisputeItem, RefundItem
from chalicelib.dynamodb.tables import ClinicItem, CreditItem
from chalicelib.services.ports.events import Outbox
from tests.deploy.items_of_today import (
    APPLICATION,
    DISPUTE,
    NOON,
    PAID,
    PENDING,
    POSITION,
    REFUND,
)
from tests.dynamodb.test_round_trips import Examples
from tests.fakes.examples import maple

ANA, OLD, NEW = (PatientKey("clinic_demo", each) for each in ("pat_ana", "pat_old", "pat_new"))


LATER, SOON = NOON + timedelta(days=1), NOON + timedelta(hours=1)


TODAY = date(2026, 11, 23)


def made(of: Any, /, **fixed: Any) -> Any:
    """A value of which no field has its default, but those that are given."""
    return Examples().whole(of, **fixed)


HOLD = made(Hold, released_at=None, released_by=None)


MOVED = replace(PAID, id="pay_old", earlier=(("pat_old", (1, 2)),), entry_numbers=(20,), version=2)


HELD = replace(PAID, id="pay_held", hold=HOLD, succeeded_at=SOON, created_at=SOON, payment_intent_id="pi_held")


SETTLED = replace(PAID, id="pay_settled", applied=4_300, succeeded_at=NOON + timedelta(minutes=5), version=3)


FRESH = replace(PENDING, id="pay_fresh", payment_intent_id=None)


FEES = replace(POSITION, payment_id="pay_settled", refusals=0, fees=made(Position).fees)


PERSON = made(Person, patient=ANA)


INVOICE = made(Invoice, patient=ANA, currency="cad")


NOTICE = made(Notice, owner=ANA)


DOCUMENT = made(DocumentRequest, patient=ANA)


IMPORT = made(BalanceImport, clinic_id="clinic_maple", state=ImportState.STAGED)


EVENT = made(Event, id=event_id("clinic_demo", 7), clinic_id="clinic_demo", data={"payment_id": "pay_1"})


OUTBOX = made(Outbox, subject=Subject("clinic_demo", "pat_ana"))


ENDPOINT = made(WebhookEndpoint, clinic_id="clinic_demo")


ATTEMPT = made(Attempt)


ACT = made(OperatorAct, clinic_id="clinic_demo", changes=(ActChange("name", "Oak", "Maple"),))


PROVIDER = made(IdentityProvider, roles=(("reception", "staff"),))


ROUND = made(AccountRound)


DAY = ReportDay(
    day=TODAY,
    ends_at=LATER,
    cells=(DayCell(PAID.location, "acct_main", Source.MEMO, 7, {EntryKind.TOP_UP: 9}),),
    takings=DayTakings(1, 2, 3, 4),
    voids=((TODAY, 700),),
)


ENTRY = made(Entry, patient=ANA, seq=20, kind=EntryKind.REFUNDED, tender=None, payment_id="pay_old", at=SOON)


OF_OLD = replace(ENTRY, patient=OLD, seq=1)


MERGE = made(Merge, patient=OLD, into_id="pat_ana")


CREDIT_OF_ANA = made(
    PatientCredit,
    patient=ANA,
    seq=30,
    merged_into=None,
    erased_at=None,
    unapplied=(UnappliedPayment(NOON, "pay_1"), UnappliedPayment(SOON, "pay_held")),
    merged_from=("pat_old",),
    invoices=1,
)


NEW_ENTRY = replace(ENTRY, seq=30, kind=EntryKind.TOP_UP, payment_id="pay_new", at=LATER)


NEW_PAYMENT = replace(PAID, id="pay_new", version=1, created_at=SOON, succeeded_at=LATER, entry_numbers=(30,))


FOR_ANOTHER = made(PatientCredit, patient=NEW, seq=1, merged_into=None, unapplied=(), merged_from=(), erased_at=LATER)


WHOLE = Posting(
    credit=CREDIT_OF_ANA,
    payments=(NEW_PAYMENT, replace(PAID, version=5)),
    entries=(NEW_ENTRY, replace(NEW_ENTRY, patient=NEW, seq=1, amount=-3)),
    records=(replace(REFUND, id="ref_new", version=1), replace(DISPUTE, version=6)),
    request=made(IdempotencyRecord, patient=ANA),
    invoices=(replace(INVOICE, version=INVOICE.version + 1),),
    unsent_invoices=("inv_unsent",),
    memo=MemoReservation("clinic_demo", TODAY, 500, 9_000),
    others=(FOR_ANOTHER,),
    people=(made(Person, patient=NEW, revision=1),),
)


MOVING = Posting(
    credit=replace(CREDIT_OF_ANA, merged_into=NEW),
    payments=(),
    entries=(NEW_ENTRY,),
    moved=(MovedPayment(replace(PAID, version=4), replace(PAID, patient=NEW, version=5)),),
    others=(FOR_ANOTHER,),
)


def more_items() -> Iterator[CreditItem | ClinicItem]:
    """Yield what today's items have none of: payments that moved, are on hold or settled, and what points to them."""
    for paid in (MOVED, HELD, SETTLED):
        yield PaymentItem.from_domain(paid)
        yield CreatedItem.of(paid)
    yield HoldItem.of(HELD)
    yield MovedItem(partition(OLD), payment_sk("pay_old"), to_patient_id="pat_ana")
    yield CreditBalanceItem(partition(OLD), CREDIT_SK, balance=0, seq=2, merged_into="pat_ana")
    yield CreditBalanceItem(
        partition(ANA),
        CREDIT_SK,
        balance=3_300,
        seq=29,
        last_entry_at="2026-11-23T12:00:00.123Z",
        by_location={"loc_main": 3_300},
        payments_unapplied=3,
        unapplied=["2026-11-23T12:00:00.123Z#pay_1", "2026-11-23T12:00:00.123Z#pay_old"],
        customer_id="cus_1",
        merged_from=["pat_old"],
        invoices=1,
    )
    yield ApplicationItem.from_domain(replace(APPLICATION, patient=OLD, id="app_old", payment_id="pay_old"))
    yield RefundItem.from_domain(replace(REFUND, patient=OLD, id="ref_old", payment_id="pay_old"))
    yield DisputeItem.from_domain(replace(DISPUTE, patient=OLD, id="dp_old", payment_id="pay_old", closed_at=None))
    yield DocumentItem.from_domain(DOCUMENT)
    yield InvoiceItem.from_domain(INVOICE)
    yield MergeItem.from_domain(MERGE)
    yield PositionItem.from_domain(FEES)
    for entry in (ENTRY, OF_OLD, replace(OF_OLD, seq=2, kind=EntryKind.TOP_UP, at=LATER)):
        yield EntryItem.from_domain(entry)


CLINIC = replace(
    maple(),
    profile=replace(
        maple().profile, id="clinic_maple", identity_provider=PROVIDER, portal_origins=("https://portal.example",)
    ),
)
