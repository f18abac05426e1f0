"""Forgotten patients: an id whose personal data was removed takes nothing new, wherever the removal stopped."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.credit.balance_import import ImportRequest
from chalicelib.credit.errors import CreditError, NotAllowed, Unavailable
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Source, Tender
from chalicelib.credit.person import Person
from chalicelib.credit.recording import RecordRequest
from chalicelib.services.imports.import_balances import begun
from chalicelib.services.patients.erase_patient import REMOVED, PendingActivity
from tests.fakes.examples import ANA, BEN
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import Access, World, request
from tests.services.actions import KIM, FailOn, InterleaveAt, put_invoice, result_of
from tests.services.merges import merge
from tests.services.test_transfer_credit import transfer

FILE = b"patient_id,name,amount,location_id,as_of,reference\npat_ana,Ana,50.00,loc_main,2026-01-31,Old 17\n"
IMPORT = ImportRequest(clinic_id="clinic_demo", content=FILE, actor=KIM, idempotency_key="import")


def forget(world: World, patient: PatientKey = ANA) -> None:
    world.services.erase_patient(patient)


def put(access: Access, name: str = "Ana Núñez") -> Person:
    return access.services.save_person(Person(patient=ANA, name=name, email="ana@example.com"))


def record(access: Access, source: Source, **changes: Any) -> Any:
    request = RecordRequest(
        patient=ANA, source=source, amount=500, location_id="loc_main", actor=KIM, idempotency_key="k", **changes
    )
    return access.services.record_payment(request)


def _record(source: Source, **changes: Any) -> Callable[[World], Any]:
    return lambda world: record(world.open, source, **changes)


NEW: dict[str, Callable[[World], Any]] = {
    "the clinic's system sends the person again": lambda world: put(world.open),
    "staff record cash": _record(Source.RECORDED, tender=Tender.CASH),
    "staff record a memo": _record(Source.MEMO, reason="sorry"),
    "staff record an opening balance": _record(Source.OPENING_BALANCE, reference="Old 17"),
    "another patient's credit is transferred": lambda world: transfer(world.open, world.recorded(BEN), to=ANA),
    "an invoice is sent": lambda world: put_invoice(world.open),
    "the patient tops up": lambda world: world.open.start(request()),
    "the patient gives an e-mail address": lambda world: world.services.choose_notices(ANA, "a@x.ca", frozenset()),
    "the patient is merged into another": lambda world: merge(world.open, ANA, BEN),
    "another patient is merged into this one": lambda world: merge(world.open, BEN, ANA),
}


@pytest.fixture(autouse=True)
def known(world: World) -> None:
    """Two patients who never paid."""
    put(world.open)
    world.services.provision_patient(BEN)


@pytest.mark.parametrize("new", NEW.values(), ids=list(NEW))
def test_a_forgotten_id_takes_nothing_new(world: World, new: Callable[[World], Any]) -> None:
    forget(world)
    refused = result_of(lambda: new(world))
    assert isinstance(refused, NotAllowed) and refused.code == "patient_forgotten"
    assert world.ledger.person(ANA) is None and world.ledger.credit(ANA).seq == 0
    assert not [each for each in world.ledger.all_payments() if each.patient == ANA]


def test_an_import_names_the_line_of_a_forgotten_patient(world: World) -> None:
    forget(world)
    preview = world.services.preview_balances(IMPORT)
    assert [(each.line, each.field, each.code) for each in preview.refused] == [(2, "patient_id", "patient_forgotten")]
    with pytest.raises(CreditError):
        world.services.import_balances(IMPORT)


def test_an_import_that_was_accepted_before_is_posted_without_the_name(world: World) -> None:
    importing = world.services.import_balances
    checked = importing.check(IMPORT)
    staged = begun(IMPORT, checked, world.clock.now())
    world.ledger.save_import(staged)
    world.ledger.stage(staged, 0, checked.read)
    forget(world)
    importing.post_import(staged, world.clock.now().replace(year=2030))
    assert world.ledger.credit(ANA).balance == 5_000 and world.ledger.person(ANA) is None
    assert [each.patient_name for each in world.ledger.all_payments()] == [""]


def test_what_was_refused_names_the_field_and_what_to_do(world: World) -> None:
    forget(world)
    refused = result_of(lambda: transfer(world.open, world.recorded(BEN), to=ANA))
    assert refused.detail == "Personal data under this ID was removed. Use a new ID for this person."
    assert [each.field for each in refused.errors] == ["to_patient_id"]


def test_an_invoice_of_a_forgotten_patient_can_be_voided_and_keeps_no_words(world: World) -> None:
    put_invoice(world.open)
    forget(world)
    voided = put_invoice(world.open, revision=2, is_void=True, label="Physiotherapy for Ana")
    assert voided.is_void and voided.label is None


def test_the_reason_of_a_merge_is_removed(world: World) -> None:
    merge(world.open, BEN, ANA, reason="Ana's maiden name")
    forget(world)
    done = world.ledger.merge_of(BEN)
    assert done is not None and done.reason == REMOVED


def test_a_patient_whose_merge_is_under_way_is_not_forgotten_yet(world: World) -> None:
    world.stripe.wallet[str(world.ledger.credit(BEN).customer_id)] = []
    merge(world.guarded(FailOn("cards", When.BEFORE, times=9)), BEN, ANA)
    with pytest.raises(PendingActivity):
        forget(world)
    assert world.ledger.person(ANA) is not None and world.ledger.credit(ANA).erased_at is None


def forgettable() -> World:
    world = World()
    put(world.open)
    return world


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(9))
def test_a_removal_that_stopped_anywhere_is_marked_before_anything_is_gone(at: int, when: When) -> None:
    world = forgettable()
    with suppress(Unavailable):
        world.guarded(FaultPlan(at, when)).services.erase_patient(ANA)
    if world.ledger.person(ANA) is None:
        assert result_of(lambda: put(world.open)).code == "patient_forgotten"
    forget(world)
    assert world.ledger.person(ANA) is None and result_of(lambda: put(world.open)).code == "patient_forgotten"


ARRIVING: dict[str, Callable[[Access], Any]] = {
    "put": lambda access: put(access, "Ana Again"),
    "start": lambda access: access.start(request()),
    "record": lambda access: record(access, Source.RECORDED, tender=Tender.CASH),
}


@pytest.mark.parametrize("act", ARRIVING)
@pytest.mark.parametrize("at", range(12))
def test_a_name_that_arrives_while_it_is_removed_does_not_stay(act: str, at: int) -> None:
    world = forgettable()
    result_of(lambda: ARRIVING[act](world.guarded(InterleaveAt(at, lambda: result_of(lambda: forget(world))))))
    if world.ledger.credit(ANA).erased_at:
        assert world.ledger.person(ANA) is None
        assert not [each for each in world.ledger.all_payments() if each.patient_name and not each.is_open]


@pytest.mark.parametrize("at", range(8))
def test_credit_transferred_while_its_new_patient_is_forgotten_keeps_no_name(at: int) -> None:
    world = forgettable()
    cash = world.recorded(BEN)
    removal = InterleaveAt(at, lambda: result_of(lambda: forget(world)))
    made = result_of(lambda: transfer(world.guarded(removal), cash, to=ANA))
    received = [each for each in world.ledger.all_payments() if each.patient == ANA]
    assert len(received) == (not isinstance(made, CreditError))
    if world.ledger.credit(ANA).erased_at:
        assert not [each for each in received if each.patient_name]


def test_forgetting_again_keeps_the_first_moment(world: World) -> None:
    forget(world)
    first = world.ledger.credit(ANA)
    world.clock.pass_time(timedelta(days=1))
    forget(world)
    assert world.ledger.credit(ANA) == replace(first, erasure_due_at=None)
