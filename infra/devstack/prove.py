"""Run the nightly proof now, on the running stack: `python -m infra.local prove`."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta

from chalicelib import config
from chalicelib.bootstrap import Services, build


def prove() -> int:
    """Prove up to this second and print each clinic's proof; return 1 for a failure or a difference."""
    services = build(config.read(os.environ))
    report = replace(services.prove_night, lag=timedelta())()
    for outcome in ("proven", "known", "failed", "differences"):
        print(f"{outcome}: {report.counts[outcome]}")
    for clinic_id in services.clinics.clinic_ids():
        _print(services, clinic_id)
    return 1 if report.counts["failed"] or report.counts["differences"] else 0


def _print(services: Services, clinic_id: str) -> None:
    for day in services.proofs.dates(clinic_id)[:1]:
        linked = services.read_proof(clinic_id, day)
        proof = linked.stored.proof
        print(f"{clinic_id} {day}: ledger {proof.booked}, Stripe {proof.at_stripe}, liability {proof.liability},")
        print(f"  {proof.transactions} balance transactions, {len(proof.open_items)} open items, {linked.url}")
