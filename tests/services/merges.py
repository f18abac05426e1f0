"""Merges to test with."""

from __future__ import annotations

from typing import Any

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.merge import Merge, MergeRequest
from chalicelib.credit.payment import Card, Payment
from chalicelib.credit.person import Person
from chalicelib.services.ports import CardOnFile
from tests.fakes.examples import ANA, BEN
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import Access, World
from tests.services.actions import KIM, FailOn, apply_oldest, assert_consistent, put_invoice

DEE, EVA = PatientKey("clinic_demo", "pat_dee"), PatientKey("clinic_demo", "pat_eva")


def merge(
    access: Access, patient: PatientKey = ANA, into: PatientKey = BEN, key: str = "key-1", **changes: Any
) -> Merge:
    usual = {"reason": "registered twice", "actor": KIM, **changes}
    return access.services.merge_patients(MergeRequest(patient=patient, into=into, idempotency_key=key, **usual))


def moved(world: World, payment: Payment, to: PatientKey = BEN) -> Payment:
    found = world.now(payment)
    assert found.patient == to
    return found


def assert_merged(world: World, patient: PatientKey = ANA, into: PatientKey = BEN) -> None:
    assert world.ledger.stored_credit(patient).balance == 0
    assert [each for each in world.ledger.all_payments() if each.patient == patient] == []
    assert_consistent(world, patient)
    assert_consistent(world, into)


def begun(world: World) -> None:
    """Ana's merge into Ben is recorded, and nothing has moved."""
    merge(world.guarded(FailOn("merge_of", When.BEFORE)))


def on_file(card_id: str) -> CardOnFile:
    return CardOnFile(id=card_id, card=Card("visa", "4242"), exp_month=1, exp_year=2030)


def staged() -> World:
    """Two patients with all that can move."""
    world = World()
    for patient in (ANA, BEN):
        world.services.provision_patient(patient)
    world.stripe.wallet[str(world.ledger.credit(ANA).customer_id)] = [on_file("pm_a")]
    world.stripe.wallet[str(world.ledger.credit(BEN).customer_id)] = [on_file("pm_b")]
    world.paid()
    world.started()
    world.recorded(BEN)
    put_invoice(world.open, amount=4_000)
    apply_oldest(world.open, 3_000)
    world.services.save_person(Person(patient=ANA, name="Ana Núñez"))
    return world


def calls_of_a_merge() -> int:
    world = staged()
    plan = FaultPlan()
    merge(world.guarded(plan))
    return len(plan.calls)
