"""A payment with its entries and records, as a use case leaves it: what a response needs and reads nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chalicelib.credit.ledger import Entry, Posting
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Record
from chalicelib.services.ports import EntryReader, RecordStore


class HistoryReader(EntryReader, RecordStore, Protocol): ...


@dataclass(frozen=True, slots=True)
class PaymentHistory:
    payment: Payment
    entries: tuple[Entry, ...]
    records: tuple[Record, ...] = ()

    @classmethod
    def of(cls, payment: Payment, ledger: HistoryReader) -> PaymentHistory:
        return cls(payment, ledger.entries_of(payment), ledger.records_of(payment))

    def then(self, posting: Posting) -> PaymentHistory:
        """The same after a posting of this payment."""
        payment = next(each for each in posting.payments if each.id == self.payment.id)
        own = (entry for entry in posting.entries if entry.payment_id == payment.id)
        changed = {record.id for record in posting.records}
        kept = (record for record in self.records if record.id not in changed)
        return PaymentHistory(payment, (*self.entries, *own), (*kept, *posting.records))
