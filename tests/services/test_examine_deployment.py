"""The doctor inside the deployment: every check runs, a fault of one is a finding, and accounts are as last read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.credit.errors import Unavailable
from chalicelib.jobs import doctor
from chalicelib.services.ports.checks import Finding
from tests.fakes.world import World

WRONG = Finding("prod-credit can be deleted.", "aws dynamodb update-table")


def refused() -> Iterator[Finding]:
    yield WRONG
    raise Unavailable from PermissionError("arn:aws:iam::1:role/secret")


def test_a_healthy_deployment_has_no_finding_and_publishes_that() -> None:
    world = World()
    assert doctor.on_doctor(world.services) == {"findings": 0}
    assert world.counters.counts["DoctorFindings"] == 0 and "DoctorFindings" in world.counters.counts


def test_a_check_that_cannot_run_is_a_finding_and_the_others_run() -> None:
    world = World(checks={"the alarms": refused, "the tables": lambda: [WRONG]})
    found = world.services.examine_deployment()
    assert [each.what for each in found] == ["The check of the alarms could not run: PermissionError.", WRONG.what]
    assert world.counters.counts["DoctorFindings"] == 2


def test_a_clinic_that_offers_top_ups_needs_an_account_that_takes_them() -> None:
    world = World()
    clinic = world.clinics.get("clinic_demo")
    assert clinic.primary is not None and clinic.settings.account_credit_enabled
    world.clinics.save_account("clinic_demo", replace(clinic.primary, charges_enabled=False, as_of=world.clock.now()))
    (found,) = world.services.examine_deployment()
    assert found == Finding(
        "clinic_demo offers no top-ups: acct_main is not eligible (charges_disabled).",
        "The clinic finishes the account's set-up with Stripe, or makes another one primary",
    )


def test_a_clinic_that_offers_top_ups_without_a_primary_account_is_named() -> None:
    world = World()
    world.clinics.set_settings("clinic_demo", primary_account_id=None)
    assert list(world.services.examine_deployment()) == [
        Finding("clinic_demo offers top-ups and has no primary account.", "The clinic presses Make Primary")
    ]
