"""What the books say of one patient, read through the service's own stores: `... state CLINIC PATIENT`, as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from chalicelib import bootstrap
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Entry
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Application, Refund
from chalicelib.services.ports import PageRequest, PaymentScope
from chalicelib.services.reconcile import reconcile


def books(patient: PatientKey) -> dict[str, Any]:
    ledger = bootstrap.ledger()
    payments = list(_payments(patient))
    records = [record for payment in payments for record in ledger.records_of(payment)]
    return {
        "balance": ledger.credit(patient).balance,
        "disagreements": reconcile(patient, ledger),
        "top_ups": [entry.payment_id for entry in _entries(patient) if entry.kind == "top_up"],
        "disputed": sum(payment.disputed for payment in payments),
        "applications": {one.id: one.amount for one in records if isinstance(one, Application)},
        "refunds": {
            one.id: [one.amount, one.status, one.stripe_refund_id] for one in records if isinstance(one, Refund)
        },
    }


def _payments(patient: PatientKey) -> Iterator[Payment]:
    cursor = None
    while True:
        found = bootstrap.ledger().payments(patient, PageRequest(100, cursor), PaymentScope.PAID)
        yield from found.items
        cursor = found.next_cursor
        if cursor is None:
            return


def _entries(patient: PatientKey) -> Iterator[Entry]:
    cursor = None
    while True:
        found = bootstrap.ledger().entries(patient, PageRequest(100, cursor))
        yield from found.items
        cursor = found.next_cursor
        if cursor is None:
            return


if __name__ == "__main__":
    print(json.dumps(books(PatientKey(sys.argv[1], sys.argv[2]))))
