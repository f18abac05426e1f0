"""The ledger on DynamoDB: one conditional transaction a posting, no lease, no marker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pynamodb.exceptions import DoesNotExist
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.credit.errors import Conflict
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Entry, PatientCredit, Posting
from chalicelib.credit.outcome import Outcome
from chalicelib.credit.payment import Payment
from chalicelib.services.ports import Page, PaymentFilter, Slice, Which
from chalicelib.stores import ledger_lists
from chalicelib.stores.credit_items import (
    CREDIT_SK,
    CreditBalanceItem,
    EntryItem,
    ParkedItem,
    PaymentItem,
    partition,
    payment_sk,
)
from chalicelib.stores.faults import as_business_faults
from chalicelib.stores.moments import to_text
from chalicelib.stores.tables import SCHEMA, CreditItem, connection


class DynamoLedger:
    """See services.ports.Ledger."""

    def credit(self, patient: PatientKey) -> PatientCredit:
        try:
            with as_business_faults():
                item = CreditBalanceItem.get(partition(patient), CREDIT_SK, consistent_read=True)
        except DoesNotExist:
            return PatientCredit(patient=patient)
        return item.to_credit()

    def payment(self, patient: PatientKey, payment_id: str) -> Payment | None:
        try:
            with as_business_faults():
                item = PaymentItem.get(partition(patient), payment_sk(payment_id), consistent_read=True)
        except DoesNotExist:
            return None
        return item.to_payment()

    def payment_with_credit(self, patient: PatientKey, payment_id: str) -> tuple[Payment | None, PatientCredit]:
        pk = partition(patient)
        keys = [(pk, CREDIT_SK), (pk, payment_sk(payment_id))]
        with as_business_faults():
            found = {item.sk: item for item in CreditItem.batch_get(keys, consistent_read=True)}
        credit, payment = found.get(CREDIT_SK), found.get(payment_sk(payment_id))
        return (
            payment.to_payment() if isinstance(payment, PaymentItem) else None,
            credit.to_credit() if isinstance(credit, CreditBalanceItem) else PatientCredit(patient=patient),
        )

    def add(self, payment: Payment) -> bool:
        try:
            with as_business_faults():
                PaymentItem.holding(payment).save(condition=PaymentItem.pk.does_not_exist())
        except Conflict:
            return False
        return True

    def discard(self, payment: Payment) -> None:
        try:
            with as_business_faults():
                PaymentItem.holding(payment).delete(condition=PaymentItem.version == payment.version)
        except Conflict:
            return

    def save(self, payment: Payment) -> None:
        with as_business_faults():
            PaymentItem.holding(payment).save(condition=PaymentItem.version == payment.version - 1)

    def commit(self, posting: Posting) -> None:
        with as_business_faults(), TransactWrite(connection=connection()) as transaction:
            for entry in posting.entries:
                transaction.save(EntryItem.holding(entry), condition=EntryItem.pk.does_not_exist())
            for payment in posting.payments:
                item = PaymentItem.holding(payment)
                transaction.save(item, condition=PaymentItem.version == payment.version - 1)
            _count(posting, transaction)

    def keep_customer(self, patient: PatientKey, customer_id: str) -> str:
        item = CreditBalanceItem(partition(patient), CREDIT_SK)
        customer = CreditBalanceItem.customer_id
        with as_business_faults():
            item.update(actions=[*_MARKED, customer.set(customer | customer_id)])
        return str(item.customer_id)

    def starts_since(self, patient: PatientKey, since: datetime) -> int:
        with as_business_faults():
            return CreditItem.by_created.count(
                partition(patient), CreditItem.created >= to_text(since), consistent_read=True
            )

    def payments(self, patient: PatientKey, page: Page, which: Which) -> Slice[Payment]:
        with as_business_faults():
            return ledger_lists.of_patient(patient, page, which)

    def clinic_payments(self, clinic_id: str, page: Page, wanted: PaymentFilter) -> Slice[Payment]:
        with as_business_faults():
            return ledger_lists.of_clinic(clinic_id, page, wanted)

    def entries(self, patient: PatientKey, page: Page) -> Slice[Entry]:
        with as_business_faults():
            return ledger_lists.entries(patient, page)

    def entries_of(self, payment: Payment) -> tuple[Entry, ...]:
        with as_business_faults():
            return ledger_lists.entries_of(payment)

    def due(self, now: datetime, limit: int) -> Sequence[tuple[PatientKey, str]]:
        with as_business_faults():
            return ledger_lists.due(now, limit)

    def park(self, report_id: str, outcome: Outcome, mismatches: tuple[str, ...], at: datetime) -> None:
        item = ParkedItem(
            f"parked#{report_id}",
            "report",
            at=to_text(at),
            payment_intent_id=outcome.payment_intent_id,
            patient_pk=partition(outcome.pointer.patient),
            payment_id=outcome.pointer.payment_id,
            mismatches=" ".join(mismatches),
            amount_received=outcome.amount_received,
            currency=outcome.currency,
            destination=outcome.destination,
        )
        with as_business_faults():
            item.save()


_MARKED = (CreditBalanceItem.kind.set(CreditBalanceItem), CreditBalanceItem.schema.set(SCHEMA))
"""An update may be what creates the item; it must then say what kind of item it is."""


def _count(posting: Posting, transaction: TransactWrite) -> None:
    credit, posted = posting.credit, sum(entry.amount for entry in posting.entries)
    seq, item = CreditBalanceItem.seq, CreditBalanceItem(partition(credit.patient), CREDIT_SK)
    before = credit.seq - len(posting.entries)
    actions: list[Action] = [
        *_MARKED,
        CreditBalanceItem.balance.add(posted),
        seq.set(credit.seq),
        CreditBalanceItem.last_entry_at.set(to_text(posting.entries[-1].at)),
        CreditBalanceItem.by_location.set(dict(credit.by_location)),
        CreditBalanceItem.payments_unapplied.set(credit.payments_unapplied),
    ]
    unchanged = (seq == before) if before else (seq.does_not_exist() | (seq == 0))
    transaction.update(item, actions=actions, condition=unchanged)
