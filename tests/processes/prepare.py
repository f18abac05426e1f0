"""Start many top-ups of one patient, as many as no patient could in an hour: `... prepare CLINIC PATIENT NUMBER`.

Reads the service's environment, so it runs as a process of its own; prints them as the API would.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime, timedelta

from chalicelib import config
from chalicelib.bootstrap import Adapters, connect
from chalicelib.credit.identity import PatientKey, derived_id
from chalicelib.credit.payment import LocationSnapshot, Payment
from chalicelib.services.top_ups.ensure_customer import EnsureCustomer
from tests.journeys.provision import main_account

SMALLEST = 1_000


def start_all(patient: PatientKey, number: int, adapters: Adapters) -> list[dict[str, object]]:
    ledger, payments = adapters.ledger, adapters.stripe
    customer_id = EnsureCustomer(ledger=ledger, stripe=payments)(patient)
    started = []
    for each in range(number):
        payment = _row(patient, each, adapters.clock.now())
        ledger.add(payment)
        intent = payments.start(payment, customer_id)
        ledger.save(payment.changed(payment_intent_id=intent.payment_intent_id, client_secret=intent.client_secret))
        started.append({"id": payment.id, "amount": payment.amount, "client_secret": intent.client_secret})
    return started


def _row(patient: PatientKey, number: int, now: datetime) -> Payment:
    return Payment(
        id=derived_id("pay", patient.clinic_id, patient.patient_id, str(number)),
        patient=patient,
        amount=SMALLEST + number,
        currency="cad",
        location=LocationSnapshot("loc_main", "Main Street"),
        account_id=main_account(patient.clinic_id),
        patient_name="Ana Núñez",
        language="en",
        request_hash="",
        created_at=now,
        next_check_at=now + timedelta(minutes=5),
    )


if __name__ == "__main__":
    print(
        json.dumps(start_all(PatientKey(sys.argv[1], sys.argv[2]), int(sys.argv[3]), connect(config.read(os.environ))))
    )
