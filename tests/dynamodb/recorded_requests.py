"""Every request to DynamoDB as it goes over the wire, with what is made of the response: `requests.json`.

`python -m tests.dynamodb.recorded_requests` writes it again, whose diff is what a reviewer reads: keys, indexes,
limits, conditions, and which reads are consistent. Each call meets a copy of the same tables, in memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, is_dataclass, replace
from datetime import date, timedelta
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pynamodb.connection import Connection

from chalicelib.credit.account_round import AccountRound
from chalicelib.credit.balance_import import BalanceImport, ImportState
from chalicelib.credit.billing_settings import BillingSettings, FieldChange
from chalicelib.credit.clinic import Location
from chalicelib.credit.cursor import Cursor
from chalicelib.credit.document import DocumentRequest
from chalicelib.credit.email_address import AddressProblem, Undeliverable
from chalicelib.credit.errors import CreditError
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
from chalicelib.credit.notice import Notice, NoticePreferences
from chalicelib.credit.opening_balances import OpeningBalance
from chalicelib.credit.operator_acts import ActChange, OperatorAct
from chalicelib.credit.payment import Hold, Source
from chalicelib.credit.person import Person
from chalicelib.credit.quarantine import Closure
from chalicelib.credit.rate_limits import Tally
from chalicelib.credit.read_only import ReadOnly
from chalicelib.credit.records import IdempotencyRecord, Position
from chalicelib.credit.report_days import DayCell, DayTakings, ReportDay
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.credit.webhooks import Attempt, WebhookEndpoint
from chalicelib.dynamodb.attention_lists import HoldItem
from chalicelib.dynamodb.clinic_archive import archived_items
from chalicelib.dynamodb.clinic_ledger import DynamoClinicLedger
from chalicelib.dynamodb.clinics import DynamoClinics
from chalicelib.dynamodb.created_items import CreatedItem
from chalicelib.dynamodb.credit_items import CREDIT_SK, CreditBalanceItem, partition, payment_sk
from chalicelib.dynamodb.cursors import DynamoCursors
from chalicelib.dynamodb.documents import DocumentItem
from chalicelib.dynamodb.entry_items import EntryItem
from chalicelib.dynamodb.events import DynamoEvents
from chalicelib.dynamodb.invoice_items import InvoiceItem
from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.dynamodb.merges import MergeItem, MovedItem
from chalicelib.dynamodb.payment_items import PaymentItem
from chalicelib.dynamodb.position_items import PositionItem
from chalicelib.dynamodb.rate_limits import DynamoRateLimits
from chalicelib.dynamodb.record_items import ApplicationItem, DisputeItem, RefundItem
from chalicelib.dynamodb.report_days import DynamoReportDays
from chalicelib.dynamodb.tables import ClinicItem, CreditItem, use_tables
from chalicelib.services.pagination import PageRequest, PatientFilter, PaymentFilter, PaymentScope
from chalicelib.services.ports.events import Outbox
from tests.contracts.ports.stale_storage import forget
from tests.deploy.items_of_today import (
    APPLICATION,
    DISPUTE,
    NOON,
    PAID,
    PENDING,
    POSITION,
    REFUND,
    STAFF,
    clinics_table,
    credit_table,
)
from tests.dynamodb.test_round_trips import KINDS, Examples
from tests.fakes.examples import maple
from tests.fakes.small import FakeClock
from tests.simulation.dynamo.database import Database
from tests.simulation.service import CLINICS, CREDIT, tables

FILE = Path(__file__).with_name("requests.json")
ANA, OLD, NEW = (PatientKey("clinic_demo", each) for each in ("pat_ana", "pat_old", "pat_new"))
LATER, SOON = NOON + timedelta(days=1), NOON + timedelta(hours=1)
PAGE = PageRequest(limit=2)
TODAY = date(2026, 11, 23)
LEFT_OUT = ("ReturnConsumedCapacity", "ReturnItemCollectionMetrics", "ClientRequestToken")
"""Said by pynamodb in every request, and no decision of this service."""


NAMING = ("id", "payment_id", "seq", "name", "patient", "version")


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


@dataclass
class Recorder:
    """A client for pynamodb, in place of botocore's, that keeps what it is asked."""

    database: Database
    asked: list[Any] = field(default_factory=list)

    def _make_api_call(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        said = {name: value for name, value in asked.items() if name not in LEFT_OUT}
        self.asked.append([operation, _in_order(deepcopy(said))])
        return self.database.call(operation, asked)


EVERY_KIND = re.compile(r"#\d+ IN \(:\d+(?:, :\d+)+\)")


def _in_order(asked: dict[str, Any]) -> dict[str, Any]:
    """The same without what pynamodb orders by chance: the keys of a batch, and the list of all kinds of items."""
    kinds = EVERY_KIND.fullmatch(asked.get("FilterExpression", ""))
    if kinds:
        for name in re.findall(r":\d+", kinds[0]):
            del asked["ExpressionAttributeValues"][name]
        asked["FilterExpression"] = "any kind"
    for of_table in asked.get("RequestItems", {}).values():
        of_table["Keys"].sort(key=json.dumps)
    return asked


@contextmanager
def stored() -> Iterator[Callable[[], Recorder]]:
    """Make full tables, and yield what gives the stores a fresh copy of them to work on."""
    current = [Recorder(Database(tables(), now=NOON.timestamp))]
    with patch.object(Connection, "client", property(lambda _: current[0])):
        forget()
        use_tables(CREDIT, CLINICS, "us-east-1")
        for item in (*credit_table(), *clinics_table(), *more_items()):
            item.save()
        DynamoClinics().provision(CLINIC)
        full = current[0].database

        def copied() -> Recorder:
            current[0] = Recorder(replace(full, tables=deepcopy(full.tables), _tokens={}))
            return current[0]

        yield copied
    forget()


def _first_payment(of: DynamoLedger, scope: PaymentScope) -> Any:
    return of.payments(ANA, PageRequest(limit=1), scope)


CLINIC = replace(
    maple(),
    profile=replace(
        maple().profile, id="clinic_maple", identity_provider=PROVIDER, portal_origins=("https://portal.example",)
    ),
)
ORIGIN = "https://portal.example"
Step = Callable[[Any], Any]
Steps = Step | tuple[Step, ...]
"""A call of a store, or several of which the later ones see what the earlier ones wrote."""
LEDGER: Mapping[str, Steps] = {
    "credit": lambda of: of.credit(ANA),
    "credit, of a merged patient": lambda of: of.credit(OLD),
    "stored_credit": lambda of: of.stored_credit(OLD),
    "stored_credit, of no one": lambda of: of.stored_credit(NEW),
    "payment": lambda of: of.payment(ANA, "pay_1"),
    "payment, that moved": lambda of: of.payment(OLD, "pay_old"),
    "payment, that is none": lambda of: of.payment(ANA, "pay_none"),
    "payment_with_credit": lambda of: of.payment_with_credit(ANA, "pay_1"),
    "payment_with_credit, that moved": lambda of: of.payment_with_credit(OLD, "pay_old"),
    "payment_with_credit, of no one": lambda of: of.payment_with_credit(NEW, "pay_1"),
    "add": lambda of: of.add(FRESH),
    "add, again": lambda of: of.add(PENDING),
    "add, again at another time": lambda of: of.add(replace(PENDING, created_at=LATER)),
    "discard": lambda of: of.discard(PENDING),
    "discard, one that changed": lambda of: of.discard(replace(PENDING, version=9)),
    "save": lambda of: of.save(replace(PENDING, version=2)),
    "save, on hold": lambda of: of.save(replace(HELD, version=HELD.version + 1)),
    "commit": lambda of: of.commit(WHOLE),
    "commit, of a first entry": lambda of: of.commit(
        Posting(
            credit=replace(FOR_ANOTHER, erased_at=None),
            payments=(replace(NEW_PAYMENT, patient=NEW, entry_numbers=(1,)),),
            entries=(replace(NEW_ENTRY, patient=NEW, seq=1),),
        )
    ),
    "commit, of what moves": lambda of: of.commit(MOVING),
    "commit, without entries": lambda of: of.commit(
        Posting(credit=CREDIT_OF_ANA, payments=(replace(PAID, version=5),), entries=())
    ),
    "memos_on": lambda of: of.memos_on("clinic_demo", TODAY),
    "memos_on, a day without": lambda of: of.memos_on("clinic_demo", date(2026, 1, 1)),
    "save_customer_if_absent": lambda of: of.save_customer_if_absent(NEW, "cus_2"),
    "save_customer_if_absent, with one": lambda of: of.save_customer_if_absent(ANA, "cus_2"),
    "replace_customer": lambda of: of.replace_customer(ANA, "cus_1", "cus_2"),
    "replace_customer, already replaced": lambda of: of.replace_customer(ANA, "cus_0", "cus_2"),
    "starts_since": lambda of: of.starts_since(ANA, NOON),
    **{f"payments, {scope}": partial(_first_payment, scope=scope) for scope in PaymentScope},
    "payments, after a cursor": lambda of: of.payments(
        ANA, PageRequest(2, "2026-11-23T12:00:00.123Z#pay_settled"), PaymentScope.ALL
    ),
    "payments, unapplied after a cursor": lambda of: of.payments(
        ANA, PageRequest(2, "2026-11-23T12:00:00.123Z#pay_old"), PaymentScope.UNAPPLIED
    ),
    "payments, unapplied of no one": lambda of: of.payments(NEW, PAGE, PaymentScope.UNAPPLIED),
    "oldest_unapplied": lambda of: of.oldest_unapplied(ANA, PAGE),
    "oldest_unapplied, after a cursor": lambda of: of.oldest_unapplied(
        ANA, PageRequest(2, "2026-11-23T12:00:00.123Z#pay_1")
    ),
    "clinic_payments": lambda of: of.clinic_payments("clinic_demo", PAGE, PaymentFilter()),
    "clinic_payments, filtered": lambda of: of.clinic_payments(
        "clinic_demo", PAGE, PaymentFilter(unapplied=True, since=NOON, until=LATER, q="ana")
    ),
    "clinic_payments, after a cursor": lambda of: of.clinic_payments(
        "clinic_demo", PageRequest(2, "2026-11-23T12:05:00.123Z#pay_settled"), PaymentFilter()
    ),
    "clinic_disputes": lambda of: of.clinic_disputes("clinic_demo", PAGE, open_only=False),
    "clinic_disputes, open": lambda of: of.clinic_disputes("clinic_demo", PAGE, open_only=True),
    "clinic_disputes, one by one": lambda of: of.clinic_disputes("clinic_demo", PageRequest(1), open_only=False),
    "held_payments": lambda of: of.held_payments("clinic_demo", 3),
    "failed_refunds": lambda of: of.failed_refunds("clinic_demo", NOON, 3),
    "entries": lambda of: of.entries(ANA, PAGE),
    "entries, up to one": lambda of: of.entries(ANA, PAGE, 6),
    "entries, after a cursor": lambda of: of.entries(ANA, PageRequest(2, "entry#000000000007")),
    "entries, before the first": lambda of: of.entries(ANA, PageRequest(2, "entry#")),
    "entries_of": lambda of: of.entries_of(MOVED),
    "entry": lambda of: of.entry(ANA, 20),
    "entry, that is none": lambda of: of.entry(ANA, 99),
    "record": lambda of: of.record(ANA, "pay_1", "ref_1"),
    "record, that is none": lambda of: of.record(ANA, "pay_1", "ref_none"),
    "records_of": lambda of: of.records_of(MOVED),
    "save_record": lambda of: of.save_record(replace(REFUND, version=4)),
    "save_record, a first one": lambda of: of.save_record(replace(REFUND, id="ref_first", version=1)),
    "save_record, with another": lambda of: of.save_record(
        replace(REFUND, version=4), replace(POSITION, payment_id="pay_held", version=1)
    ),
    "payment_of_intent": lambda of: of.payment_of_intent("pi_held"),
    "payment_of_intent, that is none": lambda of: of.payment_of_intent("pi_none"),
    "request": lambda of: of.request(ANA, "req_1"),
    "request, that is none": lambda of: of.request(ANA, "req_none"),
    "due": lambda of: of.due(LATER, 5),
    "due, at most one": lambda of: of.due(LATER, 1),
    "due_between": lambda of: of.due_between(NOON - timedelta(seconds=1), LATER, 5),
    "due_between, from then on": lambda of: of.due_between(NOON, LATER, 5),
    "oldest_due": lambda of: of.oldest_due(LATER),
    "oldest_due, before all": lambda of: of.oldest_due(NOON - timedelta(days=365)),
    "quarantine": lambda of: of.quarantine("evt_2", PaymentRef(ANA, "pay_1"), {"amount": 7}, NOON),
    "quarantine, again": lambda of: of.quarantine(
        "evt_1", PaymentRef(ANA, "pay_1"), {"amount": 5_001, "card": None}, LATER
    ),
    "quarantine, with other facts": lambda of: of.quarantine("evt_1", PaymentRef(ANA, "pay_1"), {"amount": 7}, LATER),
    "quarantined": lambda of: of.quarantined("evt_1"),
    "open_quarantined": lambda of: of.open_quarantined(3),
    "open_quarantined_count": lambda of: of.open_quarantined_count(),
    "close_quarantined": lambda of: of.close_quarantined(
        of.quarantined("evt_1"),
        Closure(at=LATER, by="dee", reason="seen"),
    ),
    "stuck_positions_count": lambda of: of.stuck_positions_count(),
    "stuck_positions": lambda of: of.stuck_positions(3),
    "invoice": (lambda of: of.invoice(ANA, INVOICE.id), lambda of: of.invoice(ANA, "inv_none")),
    "invoices": lambda of: of.invoices(ANA),
    "add_invoice": lambda of: of.add_invoice(replace(INVOICE, id="inv_new"), replace(CREDIT_OF_ANA, seq=29)),
    "add_invoice, of someone new": lambda of: of.add_invoice(replace(INVOICE, patient=NEW), PatientCredit(patient=NEW)),
    "save_invoice": lambda of: of.save_invoice(replace(INVOICE, version=INVOICE.version + 1)),
    "applications_to": lambda of: of.applications_to(ANA, "inv_1"),
    "all_applications": lambda of: of.all_applications(ANA),
    "applications": lambda of: of.applications(ANA, [("pay_old", "app_old"), ("pay_1", "app_1"), ("pay_1", "app_9")]),
    "merge_of": lambda of: of.merge_of(OLD),
    "merge_of, no one": lambda of: of.merge_of(ANA),
    "begin_merge": lambda of: of.begin_merge(
        made(Merge, patient=ANA), CREDIT_OF_ANA, PatientCredit(patient=NEW), made(IdempotencyRecord, patient=NEW)
    ),
    "save_merge": lambda of: of.save_merge(MERGE.changed(None)),
    "move_invoice": lambda of: of.move_invoice(INVOICE, replace(INVOICE, patient=NEW), None),
    "move_invoice, to one that is there": lambda of: of.move_invoice(
        INVOICE, replace(INVOICE, patient=NEW), replace(INVOICE, version=4)
    ),
    "person": lambda of: of.person(ANA),
    "payment_credit_and_person": lambda of: of.payment_credit_and_person(ANA, "pay_1"),
    "payment_credit_and_person, that moved": lambda of: of.payment_credit_and_person(OLD, "pay_old"),
    "payments_credits_and_people": lambda of: list(
        of.payments_credits_and_people([(ANA, "pay_1"), (OLD, "pay_old"), (NEW, "pay_1")]).items()
    ),
    "save_person": lambda of: of.save_person(PERSON, None),
    "save_person, under another name": lambda of: of.save_person(replace(PERSON, name="Ana Cruz"), of.person(ANA)),
    "mark_erased": lambda of: of.mark_erased(ANA, NOON, LATER),
    "mark_erased, no one": lambda of: of.mark_erased(NEW, NOON, LATER),
    "check_erasure": (lambda of: of.mark_erased(ANA, NOON, LATER), lambda of: of.check_erasure(ANA, LATER)),
    "check_erasure, done": (lambda of: of.mark_erased(ANA, NOON, LATER), lambda of: of.check_erasure(ANA, None)),
    "forget_person": lambda of: of.forget_person(of.person(ANA)),
    "names": lambda of: list(of.names([ANA, NEW]).items()),
    "directory": lambda of: of.directory("clinic_demo", PAGE, PatientFilter()),
    "directory, by a word": lambda of: of.directory("clinic_demo", PAGE, PatientFilter(q="ana", with_credit=True)),
    "directory, by id": lambda of: of.directory("clinic_demo", PAGE, PatientFilter(q="pat_ana")),
    "open_import": lambda of: of.open_import("clinic_demo"),
    "committed_import": lambda of: of.committed_import("clinic_demo", "imp_0"),
    "save_import": lambda of: of.save_import(replace(IMPORT, version=1)),
    "save_import, committed": lambda of: of.save_import(replace(IMPORT, version=3, state=ImportState.COMMITTED)),
    "stage": lambda of: of.stage(IMPORT, 7, [made(OpeningBalance)]),
    "staged": lambda of: of.staged(of.open_import("clinic_demo"), 0),
    "staged, that is none": lambda of: of.staged(IMPORT, 3),
    "close_import": lambda of: of.close_import(of.open_import("clinic_demo")),
    "open_imports": lambda of: of.open_imports(3),
    "notice_preferences": lambda of: of.notice_preferences(ANA),
    "notice_preferences, of no one": lambda of: of.notice_preferences(NEW),
    "save_notice_preferences": lambda of: of.save_notice_preferences(made(NoticePreferences, patient=ANA)),
    "save_notice_preferences, first ones": lambda of: of.save_notice_preferences(
        made(NoticePreferences, patient=NEW, revision=1)
    ),
    "forget_notice_preferences": lambda of: of.forget_notice_preferences(ANA),
    "add_notice": lambda of: of.add_notice(NOTICE),
    "add_notice, again": (lambda of: of.add_notice(NOTICE), lambda of: of.add_notice(NOTICE)),
    "notice": (lambda of: of.add_notice(NOTICE), lambda of: of.notice(ANA, NOTICE.id)),
    "notice, that is none": lambda of: of.notice(ANA, "ntc_none"),
    "save_notice": lambda of: of.save_notice(NOTICE),
    "document": lambda of: of.document(ANA, DOCUMENT.id),
    "document, that is none": lambda of: of.document(ANA, "doc_none"),
    "save_document": lambda of: of.save_document(replace(DOCUMENT, version=DOCUMENT.version + 1)),
    "save_document, a first one": lambda of: of.save_document(replace(DOCUMENT, id="doc_2", version=1)),
    "save_document, a second one": lambda of: of.save_document(replace(DOCUMENT, version=2)),
    "forget_documents": lambda of: of.forget_documents(ANA),
    "statement_lines": lambda of: list(of.statement_lines(ANA, 2, 20)),
    "statement_lines, none": lambda of: list(of.statement_lines(ANA, 2, 1)),
}
CLINIC_LEDGER: Mapping[str, Steps] = {
    "payments_paid": lambda of: list(of.payments_paid("clinic_demo", NOON, LATER)),
    "payments_paid, ever": lambda of: list(of.payments_paid("clinic_demo", None, LATER)),
    "entries_at_stripe": lambda of: list(of.entries_at_stripe("clinic_demo", NOON, LATER)),
    "entries_at_stripe, ever": lambda of: list(of.entries_at_stripe("clinic_demo", None, LATER)),
    "fees_borne": lambda of: list(of.fees_borne("clinic_demo", NOON - timedelta(days=9), LATER)),
    "fees_borne, ever": lambda of: list(of.fees_borne("clinic_demo", None, LATER)),
    "entries_since": lambda of: list(of.entries_since("clinic_demo", NOON)),
    "payments_unapplied": lambda of: list(of.payments_unapplied("clinic_demo")),
    "payment": lambda of: of.payment(OLD, "pay_old"),
    "payment, that is none": lambda of: of.payment(OLD, "pay_none"),
    "payments": lambda of: of.payments([PaymentRef(OLD, "pay_old"), PaymentRef(ANA, "pay_1")]),
    "payments_recorded": lambda of: of.payments_recorded("clinic_demo", NOON, LATER, PAGE, lambda _: True),
    "payments_recorded, after a cursor": lambda of: of.payments_recorded(
        "clinic_demo", NOON, LATER, PageRequest(2, "2026-11-23T12:05:00.123Z#pay_settled"), lambda each: each.id > "a"
    ),
    "payments_recorded, none": lambda of: of.payments_recorded("clinic_demo", NOON, LATER, PAGE, lambda _: False),
    "list_older_entries": lambda of: list(of.list_older_entries("clinic_demo", LATER)),
    "liability": lambda of: of.liability("clinic_demo"),
}
ISSUER = PROVIDER.issuer
CLINICS_STORE: Mapping[str, Steps] = {
    "get": lambda of: of.get("clinic_demo"),
    "get, that is none": lambda of: of.get("clinic_none"),
    "profile": lambda of: of.profile("clinic_maple"),
    "profile, that is none": lambda of: of.profile("clinic_none"),
    "settings_changes": lambda of: of.settings_changes("clinic_demo", PAGE),
    "settings_changes, after a cursor": lambda of: of.settings_changes("clinic_demo", PageRequest(1, "000000003#9")),
    "save_settings": lambda of: of.save_settings(
        "clinic_demo", made(BillingSettings, version=4), "note", [FieldChange("top_up_minimum", 1, 2)]
    ),
    "save_notice_problem": lambda of: of.save_notice_problem(
        "clinic_demo", AddressProblem("a@maple.example", Undeliverable.BOUNCED, NOON)
    ),
    "save_notice_problem, none": lambda of: of.save_notice_problem("clinic_demo", None),
    "save_account": lambda of: of.save_account("clinic_maple", CLINIC.accounts[0]),
    "save_account, an older description": lambda of: of.save_account(
        "clinic_maple", replace(CLINIC.accounts[0], as_of=NOON - timedelta(days=9))
    ),
    "save_location": lambda of: of.save_location("clinic_demo", Location("loc_1", "Main", True), by=STAFF, at=NOON),
    "clinic_of_account": lambda of: of.clinic_of_account("acct_main"),
    "clinic_of_account, that is none": lambda of: of.clinic_of_account("acct_none"),
    "is_portal_origin": (
        lambda of: of.is_portal_origin(ORIGIN),
        lambda of: of.is_portal_origin("https://other.example"),
    ),
    "identity_provider": lambda of: of.identity_provider("clinic_maple"),
    "identity_provider, of none": lambda of: of.identity_provider("clinic_none"),
    "clinic_claims": lambda of: of.clinic_claims(ISSUER),
    "provision": lambda of: of.provision(replace(CLINIC, profile=replace(CLINIC.profile, id="clinic_new")), ACT),
    "provision, again": lambda of: of.provision(
        replace(CLINIC, profile=replace(CLINIC.profile, portal_origins=("https://new.example",)))
    ),
    "save_profile": lambda of: of.save_profile(replace(CLINIC.profile, version=1), ACT),
    "record_act": lambda of: of.record_act(ACT),
    "acts": (
        lambda of: of.record_act(ACT),
        lambda of: of.record_act(replace(ACT, at=LATER)),
        lambda of: of.acts("clinic_demo", PAGE),
    ),
    "acts, one by one": (
        lambda of: of.record_act(ACT),
        lambda of: of.record_act(replace(ACT, at=LATER)),
        lambda of: of.acts("clinic_demo", PageRequest(1)),
    ),
    "read_only": lambda of: of.read_only(),
    "save_read_only": (lambda of: of.save_read_only(made(ReadOnly)), lambda of: of.read_only()),
    "save_read_only, none": lambda of: of.save_read_only(None),
    "clinic_ids": lambda of: of.clinic_ids(),
    "clinic_ids_after": (lambda of: of.clinic_ids_after("", 3), lambda of: of.clinic_ids_after("clinic_maple", 3)),
    "account_round": lambda of: of.account_round(),
    "save_account_round": lambda of: of.save_account_round(ROUND),
    "save_account_round, the first": (
        lambda of: of.save_account_round(replace(ROUND, version=1)),
        lambda of: of.account_round(),
    ),
}
EVENTS: Mapping[str, Steps] = {
    "outbox": lambda of: of.outbox(OUTBOX.subject),
    "newest": lambda of: of.newest("clinic_demo"),
    "published": lambda of: sorted(of.published("clinic_demo", ["a", "b"])),
    "publish": (
        lambda of: of.publish(replace(OUTBOX, version=1), [replace(EVENT, id=event_id("clinic_demo", 1))], ["a"]),
        lambda of: of.publish(replace(OUTBOX, version=2), [replace(EVENT, id=event_id("clinic_demo", 2))], ["b"]),
        lambda of: of.newest("clinic_demo"),
        lambda of: sorted(of.published("clinic_demo", ["a", "c"])),
        lambda of: of.events("clinic_demo", 1, 5, NOON),
        lambda of: of.event("clinic_demo", 2),
        lambda of: of.outbox(OUTBOX.subject),
    ),
    "publish, nothing": lambda of: of.publish(replace(OUTBOX, version=1), [], []),
    "save_outbox": lambda of: of.save_outbox(OUTBOX),
    "events": lambda of: of.events("clinic_demo", 3, 5, NOON),
    "event": lambda of: of.event("clinic_demo", 7),
    "endpoints": lambda of: of.endpoints("clinic_demo"),
    "endpoint": lambda of: of.endpoint("clinic_demo", "we_none"),
    "save_endpoint": lambda of: of.save_endpoint(ENDPOINT),
    "save_endpoint, the first": (
        lambda of: of.save_endpoint(replace(ENDPOINT, version=1)),
        lambda of: of.endpoints("clinic_demo"),
        lambda of: of.endpoint("clinic_demo", ENDPOINT.id),
    ),
    "remove_endpoint": lambda of: of.remove_endpoint("clinic_demo", ENDPOINT.id),
    "record_attempt": lambda of: of.record_attempt(ENDPOINT, ATTEMPT),
    "attempts": (lambda of: of.record_attempt(ENDPOINT, ATTEMPT), lambda of: of.attempts(ENDPOINT, PAGE)),
    "attempts, after a cursor": lambda of: of.attempts(ENDPOINT, PageRequest(2, "2026")),
}
OTHERS: Mapping[str, Steps] = {
    "cursor": lambda _: DynamoCursors().cursor("movements"),
    "advance": (
        lambda _: DynamoCursors().advance("movements", made(Cursor)),
        lambda _: DynamoCursors().cursor("movements"),
    ),
    "counted": lambda _: list(DynamoRateLimits().counted(["a", "b"], NOON).items()),
    "count": (
        lambda _: DynamoRateLimits().count("a", NOON, Tally(2, 3)),
        lambda _: DynamoRateLimits().count("a", NOON, Tally(2, 3)),
        lambda _: list(DynamoRateLimits().counted(["a", "b"], NOON).items()),
    ),
    "report_days": lambda _: DynamoReportDays().report_days("clinic_demo", TODAY, TODAY + timedelta(days=1)),
    "keep_report_day": (
        lambda _: DynamoReportDays().keep_report_day("clinic_demo", DAY),
        lambda _: DynamoReportDays().report_days("clinic_demo", TODAY, TODAY),
    ),
    "latest_report_day": lambda _: DynamoReportDays().latest_report_day("clinic_demo", TODAY),
    "earliest_report_day": lambda _: DynamoReportDays().earliest_report_day("clinic_demo"),
    "archived_items": lambda _: list(archived_items("clinic_demo")),
}
STORES: Mapping[str, tuple[Callable[[], Any], Mapping[str, Steps]]] = {
    "ledger": (DynamoLedger, LEDGER),
    "clinic ledger": (DynamoClinicLedger, CLINIC_LEDGER),
    "clinics": (DynamoClinics, CLINICS_STORE),
    "events": (lambda: DynamoEvents(FakeClock(NOON)), EVENTS),
    "others": (lambda: None, OTHERS),
}
NAMES = tuple(f"{store}: {name}" for store, (_, calls) in STORES.items() for name in calls)


def recorded(name: str, recorder: Recorder) -> dict[str, Any]:
    """Return the requests of a call, and what it returned."""
    store, _, call = name.partition(": ")
    make, calls = STORES[store]
    of, steps = make(), calls[call]
    try:
        returned = plain([step(of) for step in steps] if isinstance(steps, tuple) else steps(of))
    except CreditError as error:
        returned = f"{type(error).__name__}: {error}"
    return {"requests": plain(recorder.asked), "returned": returned}


def plain(value: Any) -> Any:
    """The value as JSON holds it. Fields of dataclasses that have their default are left out.

    What is read back whole by `test_round_trips` is only named.
    """
    if isinstance(value, Enum):
        return value.value
    if type(value) in KINDS:
        return " ".join(str(plain(getattr(value, name))) for name in NAMING if hasattr(value, name))
    if isinstance(value, PatientKey):
        return value.patient_id
    if is_dataclass(value) and not isinstance(value, type):
        return {each: plain(getattr(value, each)) for each in value.__dataclass_fields__ if _is_said(value, each)}
    if isinstance(value, Mapping):
        return {str(plain(name)): plain(each) for name, each in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(each) for each in value)
    if isinstance(value, (list, tuple)) or hasattr(value, "__next__"):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def _is_said(value: Any, name: str) -> bool:
    """Whether the field differs from its default."""
    return bool(getattr(value, name) != value.__dataclass_fields__[name].default)


def written(found: Mapping[str, Mapping[str, Any]]) -> str:
    """One line per request, so that a diff shows each alone."""
    parts = []
    for name, each in found.items():
        asked = ",\n   ".join(json.dumps(request, sort_keys=True) for request in each["requests"])
        returned = each["returned"]
        many = isinstance(returned, list)
        said = ",\n   ".join(json.dumps(one) for one in returned) if many else json.dumps(returned)
        shown = f"[\n   {said}\n  ]" if many and returned else said if not many else "[]"
        parts.append(f' {json.dumps(name)}: {{\n  "requests": [\n   {asked}\n  ],\n  "returned": {shown}\n }}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    with stored() as fresh:
        FILE.write_text(written({name: recorded(name, fresh()) for name in NAMES}), "utf-8")
