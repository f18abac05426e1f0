"""A clinic that has something to show on every page: `python -m infra.local sandbox`, while `make run` runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime

from chalicelib import config
from chalicelib.bootstrap import build
from chalicelib.credit.time_zones import time_zone
from infra.devstack.double import Controls
from infra.devstack.identity.keys import KeyFile
from infra.devstack.sandbox.cedar import CEDAR
from infra.devstack.sandbox.people import OFFICE, Patient, Service
from infra.devstack.sandbox.stories import STORIES
from infra.devstack.seed import clinic_of, provision
from infra.devstack.settings import SettingsError, state_of


def make_sandbox(report: Callable[[str], None]) -> None:
    """Provision the clinic and tell each patient's story once; what is there stays. Raises SettingsError."""
    environment = dict(os.environ)
    if "STRIPE_API_URL" not in environment:
        raise SettingsError("The sandbox is for the Stripe double: start `make run` without Stripe's keys.")
    for account in CEDAR.accounts:
        Controls(environment["STRIPE_API_URL"]).add_account(account)
    services = build(config.read(environment))
    provision(services, CEDAR, clinic_of(CEDAR, None))
    service = Service(environment, KeyFile(state_of(environment)).signing())
    today = datetime.now(time_zone(CEDAR.time_zone)).date()
    told = [_tell(Patient(service, patient_id), today, report) for patient_id in STORIES]
    if any(told):
        service.bank.post("payouts", account=CEDAR.primary.id, include_pending=True)
    report(f"Sign in as {OFFICE.name} at {environment['API_URL']}/clinic")


def _tell(patient: Patient, today: date, report: Callable[[str], None]) -> bool:
    """Return whether it was told now."""
    story = STORIES[patient.id]
    words = f"{CEDAR.directory[patient.id]:16} {patient.id:12} {story.__doc__}"
    is_new = patient.is_new
    if is_new:
        story(patient, today)
    report(f"{'made' if is_new else 'there':8} {words}")
    return is_new
