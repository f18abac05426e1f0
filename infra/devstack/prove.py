"""Runs the nightly proof now, on the running stack: `python -m infra.local prove`."""

from __future__ import annotations

import os

from chalicelib import config
from chalicelib.bootstrap import build


def prove() -> int:
    """Print the outcome per clinic; return 1 if a clinic could not be proven or has differences."""
    services = build(config.read(os.environ))
    report = services.prove_night()
    for outcome in ("proven", "known", "failed", "differences"):
        print(f"{outcome}: {report.counts[outcome]}")
    for clinic_id in services.clinics.clinic_ids():
        days = services.proofs.dates(clinic_id)
        if days:
            print(f"{clinic_id} {days[0]}: {services.proofs.link(clinic_id, days[0], valid_s=600)}")
    return 1 if report.counts["failed"] or report.counts["differences"] else 0
