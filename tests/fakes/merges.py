"""Merges in memory, as a part of the ledger in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from chalicelib.credit.errors import Conflict
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.ledger import MovedPayment, PatientCredit
from chalicelib.credit.merge import Merge
from chalicelib.credit.records import IdempotencyRecord
from tests.fakes.rows import Rows, Write


@dataclass(frozen=True)
class Moved:
    """The row in the place of a payment that moved."""

    to: PatientKey


class FakeMerges:
    """See services.ports.MergeStore."""

    rows: Rows

    def stored_credit(self, patient: PatientKey) -> PatientCredit:
        return self.rows.get(("credit", patient), PatientCredit) or PatientCredit(patient=patient)

    def merge_of(self, patient: PatientKey) -> Merge | None:
        return self.rows.get(("merge", patient), Merge)

    def begin_merge(
        self, merge: Merge, giving: PatientCredit, receiving: PatientCredit, request: IdempotencyRecord
    ) -> None:
        stored = [self.stored_credit(each.patient) for each in (giving, receiving)]
        seen = [(None, None, each.merged_from, each.invoices) for each in (giving, receiving)]
        if [(each.merged_into, each.erased_at, each.merged_from, each.invoices) for each in stored] != seen:
            raise Conflict
        self.rows.write(
            Write(("merge", merge.patient), merge, 1, 0),
            Write(("request", request.patient, request.id), request, 1, 0),
        )
        came = (*receiving.merged_from, giving.patient.patient_id, *giving.merged_from)
        self.rows.put(("credit", giving.patient), replace(stored[0], merged_into=merge.into))
        self.rows.put(("credit", receiving.patient), replace(stored[1], merged_from=came))

    def save_merge(self, merge: Merge) -> None:
        self.rows.write(Write(("merge", merge.patient), merge, merge.version, merge.version - 1))

    def move_invoice(self, before: Invoice, after: Invoice, other: Invoice | None) -> None:
        key = ("invoice", before.patient, before.id)
        self.require_unmerged(after.patient)
        if self.rows.version(key) != before.version:
            raise Conflict
        expects = other.version if other else 0
        self.rows.write(Write(("invoice", after.patient, after.id), after, after.version, expects))
        self.rows.remove(key, before.version)

    def moves(self, moved: tuple[MovedPayment, ...]) -> Iterator[Write]:
        for each in moved:
            key, to = ("payment", each.before.patient, each.before.id), each.after.patient
            yield Write(key, Moved(to), -1, each.before.version)
            yield Write(("payment", to, each.after.id), each.after, each.after.version, 0)

    def require_unmerged(self, patient: PatientKey) -> None:
        if self.stored_credit(patient).merged_into:
            raise Conflict

    def holder(self, patient: PatientKey, payment_id: str) -> PatientKey:
        """The patient whose payment it is by now."""
        moved = self.rows.get(("payment", patient, payment_id), Moved)
        return self.holder(moved.to, payment_id) if moved else patient

    def all_ids(self, patient: PatientKey) -> list[PatientKey]:
        """The patient, and those merged into them."""
        merged = self.stored_credit(patient).merged_from
        return [patient, *(PatientKey(patient.clinic_id, each) for each in merged)]
