"""Proves one clinic's night, as if some time had passed: `python -m tests.journeys.prove HOURS_FROM_NOW CLINIC`.

The others are left out: their tests prove them at moments of their own. No day is kept: a later night's yesterday may
be today, whose reports other tests read. Prints the clinic's newest proof.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import timedelta

from chalicelib import config
from chalicelib.bootstrap import compose, connect
from chalicelib.dynamodb.clinics import DynamoClinics
from tests.journeys.sweep import LaterClock


class OneClinic(DynamoClinics):
    """A deployment of one clinic."""

    def __init__(self, clinic_id: str) -> None:
        self._clinic_id = clinic_id

    def clinic_ids(self) -> list[str]:
        return [self._clinic_id]


if __name__ == "__main__":
    hours, clinic_id = float(sys.argv[1]), sys.argv[2]
    settings = config.read(os.environ)
    adapters = replace(connect(settings, LaterClock(timedelta(hours=hours))), clinics=OneClinic(clinic_id))
    services = compose(adapters, settings)
    services.prove_night()
    newest = services.proofs.dates(clinic_id)[0]
    print("PROOF", (services.proofs.read(clinic_id, newest) or b"").decode())
