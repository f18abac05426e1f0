"""One patient's ledger without any store: postings go in, whole or not at all, and what does not add up comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.credit.apply import ApplyRequest
from chalicelib.credit.identity import Actor
from chalicelib.credit.ledger import Entry, EntryKind, PatientCredit, Posting, post
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.reconciliation import find_discrepancies
from chalicelib.credit.records import Application, Dispute, Record, Refund, RefundStatus
from tests.fakes.examples import ANA, SAM, payment
from tests.fakes.small import NOON

PAYER = Actor("patient", ANA.patient_id)


@dataclass
class PureLedger:
    """`payments` and `records` as they stand, `entries` as they were posted."""

    credit: PatientCredit = field(default_factory=lambda: PatientCredit(patient=ANA))
    payments: dict[str, Payment] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def paid(self, payment_id: str = "pay_1", amount: int = 5_000, **changes: object) -> Payment:
        """A top-up that was paid and credited."""
        started = payment(payment_id, amount=amount, payment_intent_id=f"pi_of_{payment_id}", **changes)
        succeeded = started.changed(status=PaymentStatus.SUCCEEDED, succeeded_at=NOON, charge_id=f"ch_of_{payment_id}")
        self.payments[payment_id] = started
        self.commit(post(self.credit, started, succeeded, kind=EntryKind.TOP_UP, actor=PAYER, at=NOON))
        return self.payments[payment_id]

    def commit(self, posting: Posting) -> None:
        """Refuse what was not decided on this ledger as it is."""
        assert posting.credit.seq == self.credit.seq + len(posting.entries)
        for moved in posting.payments:
            assert moved.version == self.payments[moved.id].version + 1, moved.id
        for record in posting.records:
            self.save(record)
        self.payments |= {moved.id: moved for moved in posting.payments}
        self.entries += posting.entries
        self.credit = posting.credit

    def save(self, record: Record) -> None:
        known = self.records.get(record.id)
        assert record.version == (known.version if known else 0) + 1, record
        self.records[record.id] = record

    def payment(self, payment_id: str = "pay_1") -> Payment:
        return self.payments[payment_id]

    def add_up(self) -> None:
        """Fail unless balance, entries, payments and records agree."""
        assert find_discrepancies(self.credit, list(self.payments.values()), self.entries) == ()
        for one in self.payments.values():
            mine = [record for record in self.records.values() if record.payment_id == one.id]
            assert one.applied == sum(each.amount for each in mine if isinstance(each, Application) and each.is_active)
            assert one.refunded == sum(each.amount for each in mine if isinstance(each, Refund) and is_taken(each))
            assert one.disputed == sum(each.taken for each in mine if isinstance(each, Dispute))
            assert one.applied + one.refunded + one.disputed + one.unapplied == one.amount


def is_taken(refund: Refund) -> bool:
    """A refund whose money left."""
    return refund.status is not RefundStatus.FAILED


def apply_request(amount: int, invoice_id: str = "inv_1", key: str = "key-1", **changes: object) -> ApplyRequest:
    """Staff wants to apply so much."""
    usual: dict[str, object] = {"actor": SAM, "at": later(1), "hash": f"{invoice_id} {amount}"}
    return ApplyRequest(invoice_id=invoice_id, amount=amount, key=key, **{**usual, **changes})  # type: ignore[arg-type]


def later(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)
