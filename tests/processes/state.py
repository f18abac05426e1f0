"""The ledger of one patient, read through the service's own stores: `... state CLINIC PATIENT`, as JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import Any

from chalicelib import config
from chalicelib.bootstrap import Services, build
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Entry
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Application, Refund
from chalicelib.services.ports import PageRequest, PaymentScope


def ledger_of(patient: PatientKey, services: Services) -> dict[str, Any]:
    payments = list(_payments(patient, services))
    records = [record for payment in payments for record in services.records.records_of(payment)]
    return {
        "balance": services.credit.credit(patient).balance,
        "disagreements": services.reconcile(patient),
        "top_ups": [entry.payment_id for entry in _entries(patient, services) if entry.kind == "top_up"],
        "disputed": sum(payment.disputed for payment in payments),
        "applications": {one.id: one.amount for one in records if isinstance(one, Application)},
        "refunds": {
            one.id: [one.amount, one.status, one.stripe_refund_id] for one in records if isinstance(one, Refund)
        },
    }


def _payments(patient: PatientKey, services: Services) -> Iterator[Payment]:
    cursor = None
    while True:
        found = services.payment_lists.payments(patient, PageRequest(100, cursor), PaymentScope.PAID)
        yield from found.items
        cursor = found.next_cursor
        if cursor is None:
            return


def _entries(patient: PatientKey, services: Services) -> Iterator[Entry]:
    cursor = None
    while True:
        found = services.entries.entries(patient, PageRequest(100, cursor))
        yield from found.items
        cursor = found.next_cursor
        if cursor is None:
            return


if __name__ == "__main__":
    print(json.dumps(ledger_of(PatientKey(sys.argv[1], sys.argv[2]), build(config.read(os.environ)))))
