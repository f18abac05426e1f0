"""Each call of the ledgers that is on record, by name; see `recorded_requests`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from chalicelib.credit.balance_import import ImportState
from chalicelib.credit.ledger import (
    PatientCredit,
    Posting,
)
from chalicelib.credit.merge import Merge
from chalicelib.credit.notice import NoticePreferences
from chalicelib.credit.opening_balances import OpeningBalance
from chalicelib.credit.quarantine import Closure
from chalicelib.credit.records import IdempotencyRecord
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.services.pagination import PageRequest, PatientFilter, PaymentFilter, PaymentScope
from tests.deploy.items_of_today import (
    NOON,
    PAID,
    PENDING,
    POSITION,
    REFUND,
)
from tests.dynamodb.full_tables import (
    ANA,
    CREDIT_OF_ANA,
    DOCUMENT,
    FOR_ANOTHER,
    FRESH,
    HELD,
    IMPORT,
    INVOICE,
    LATER,
    MERGE,
    MOVED,
    MOVING,
    NEW,
    NEW_ENTRY,
    NEW_PAYMENT,
    NOTICE,
    OLD,
    PERSON,
    TODAY,
    WHOLE,
    made,
)

PAGE = PageRequest(limit=2)


def _first_payment(of: DynamoLedger, scope: PaymentScope) -> Any:
    return of.payments(ANA, PageRequest(limit=1), scope)


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
    "commit, with a name that changed": lambda of: of.commit(
        Posting(credit=CREDIT_OF_ANA, payments=(), entries=(), people=(replace(PERSON, patient=NEW, revision=2),))
    ),
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
    "liability": lambda of: of.liability("clinic_demo"),
}
