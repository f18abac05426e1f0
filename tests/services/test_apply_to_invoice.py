"""Applying credit to known invoices: never more than is left, by anyone and however many at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.credit.billing_settings import AutomaticApplication, InvoicePolicy
from chalicelib.credit.errors import ExceedsInvoice, Invalid, NotAllowed
from chalicelib.credit.identity import SYSTEM, Actor, derived_id
from chalicelib.credit.ledger import EntryKind
from chalicelib.services.ports import WorkItem
from tests.fakes.examples import ANA, maple
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World
from tests.services.actions import (
    KIM,
    InterleaveAt,
    apply,
    apply_oldest,
    assert_consistent,
    put_invoice,
    result_of,
    unapply,
)

CALLS, CALLS_OF_OLDEST_FIRST, CALLS_OF_ADJUSTING = 5, 5, 5
PATIENT = Actor("patient", ANA.patient_id)


def with_settings(world: World, **changes: Any) -> None:
    current = world.clinics.get("clinic_demo").settings
    world.clinics.save_settings("clinic_demo", replace(current, version=current.version + 1, **changes), "changed")


def credited(world: World) -> int:
    found = world.ledger.invoice(ANA, "inv_1")
    assert found is not None
    return found.credited


def test_part_of_an_invoice_can_be_applied_and_the_rest_is_left(world: World) -> None:
    put_invoice(world.open)
    made = apply(world.open, world.paid(amount=20_000), 4_000)
    found = world.ledger.invoice(ANA, "inv_1")
    assert found is not None and (found.left, made.invoice_number) == (8_000, "INV-1001")
    assert [entry.number for entry in world.ledger.all_entries(ANA)] == [None, "INV-1001"]
    assert_consistent(world)


@pytest.mark.parametrize("oldest", [True, False])
def test_more_than_is_left_is_refused_with_what_is_left(world: World, oldest: bool) -> None:
    put_invoice(world.open)
    paid = world.paid(amount=20_000)
    apply(world.open, paid, 4_000)
    with pytest.raises(ExceedsInvoice, match="At most 8000 "):
        _ = apply_oldest(world.open, 8_001, "key-2") if oldest else apply(world.open, paid, 8_001, "key-2")
    assert credited(world) == 4_000


def test_a_void_invoice_takes_nothing(world: World) -> None:
    put_invoice(world.open, is_void=True)
    refused = result_of(lambda: apply(world.open, world.paid(), 100))
    assert isinstance(refused, NotAllowed) and refused.code == "invoice_void"


@pytest.mark.parametrize("oldest", [True, False])
def test_an_unknown_invoice_is_refused_where_only_known_ones_are_taken(world: World, oldest: bool) -> None:
    with_settings(world, invoices=InvoicePolicy.KNOWN)
    paid = world.paid()
    refused = result_of(lambda: apply_oldest(world.open, 100) if oldest else apply(world.open, paid, 100))
    assert isinstance(refused, NotAllowed) and refused.code == "invoice_unknown"
    assert refused.errors[0].field == "invoice_id"
    put_invoice(world.open)
    assert apply(world.open, paid, 100).amount == 100


@pytest.mark.parametrize("typed", ["INV-1001", "2026/0001", "n° 12"])
def test_an_id_as_staff_type_it_takes_credit_where_any_is_allowed(world: World, typed: str) -> None:
    made = apply(world.open, world.paid(), 100, invoice_id=typed)
    assert (made.invoice_id, made.invoice_number) == (typed, None)


def test_an_id_that_is_not_printable_is_refused(world: World) -> None:
    with pytest.raises(Invalid):
        apply(world.open, world.paid(), 100, invoice_id="a\u202eb")


def test_unapplying_leaves_room_for_the_next(world: World) -> None:
    put_invoice(world.open)
    paid = world.paid(amount=20_000)
    unapply(world.open, apply(world.open, paid, 12_000))
    assert credited(world) == 0
    assert apply(world.open, paid, 12_000, "key-2").amount == 12_000
    assert_consistent(world)


@pytest.mark.parametrize("at", range(CALLS))
def test_two_staff_at_once_never_apply_more_than_is_left(world: World, at: int) -> None:
    put_invoice(world.open)
    first, second = world.paid(amount=10_000), world.paid(amount=10_000)
    rival = InterleaveAt(at, lambda: apply(world.open, second, 8_000, "key-2", actor=KIM))
    mine = result_of(lambda: apply(world.guarded(rival), first, 8_000))
    assert isinstance(mine, ExceedsInvoice) or len(rival.calls) <= at
    assert credited(world) == 8_000
    assert_consistent(world)


@pytest.mark.parametrize("at", range(CALLS_OF_OLDEST_FIRST))
def test_staff_and_the_automatic_rule_at_once_never_apply_more_than_is_left(world: World, at: int) -> None:
    with_settings(world, apply_automatically=AutomaticApplication.OLDEST_FIRST)
    world.paid(amount=20_000)
    put_invoice(world.open)
    rival = InterleaveAt(at, world.services.sweep)
    result_of(lambda: apply_oldest(world.guarded(rival), 8_000, actor=PATIENT))
    world.services.sweep()
    assert credited(world) == 12_000
    assert_consistent(world)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(CALLS))
def test_an_application_to_an_invoice_whose_response_is_lost_is_made_once(world: World, at: int, when: When) -> None:
    put_invoice(world.open)
    paid = world.paid(amount=20_000)
    result_of(lambda: apply(world.guarded(FaultPlan(at, when)), paid, 8_000))
    apply(world.open, paid, 8_000)
    assert credited(world) == 8_000
    assert_consistent(world)


def automatic_lines(world: World) -> list[int]:
    lines = [entry for entry in world.ledger.all_entries(ANA) if entry.kind is EntryKind.APPLIED]
    assert all(line.actor == SYSTEM for line in lines)
    return [line.amount for line in lines]


@pytest.mark.parametrize(
    ("amounts", "lines"),
    [([20_000], [-12_000]), ([5_000, 4_000], [-5_000, -4_000]), ([5_000, 9_000], [-5_000, -7_000])],
)
def test_credit_is_applied_by_itself_once_an_open_invoice_is_sent(
    world: World, amounts: list[int], lines: list[int]
) -> None:
    with_settings(world, apply_automatically=AutomaticApplication.OLDEST_FIRST)
    for amount in amounts:
        world.clock.pass_time(timedelta(hours=1))
        world.paid(amount=amount)
    put_invoice(world.open)
    for _ in range(2):
        world.services.process_due_item(WorkItem.of_invoice(ANA, "inv_1"))
    assert automatic_lines(world) == lines
    assert_consistent(world)


def test_what_is_applied_by_itself_has_an_id_of_invoice_version_and_payment(world: World) -> None:
    """Two that do so at once, of two releases perhaps, make one application."""
    with_settings(world, apply_automatically=AutomaticApplication.OLDEST_FIRST)
    paid = world.paid()
    version = put_invoice(world.open).version + 1
    world.services.process_due_item(WorkItem.of_invoice(ANA, "inv_1"))
    (made,) = world.ledger.all_applications(ANA)
    assert made.id == derived_id("app", derived_id("auto", "inv_1", str(version)), paid.id)


def test_nothing_is_applied_by_itself_by_default(world: World) -> None:
    world.paid(amount=20_000)
    put_invoice(world.open)
    world.services.process_due_item(WorkItem.of_invoice(ANA, "inv_1"))
    assert automatic_lines(world) == []


def test_without_available_credit_the_rule_does_nothing_and_is_done(world: World) -> None:
    with_settings(world, apply_automatically=AutomaticApplication.OLDEST_FIRST)
    put_invoice(world.open)
    world.services.process_due_item(WorkItem.of_invoice(ANA, "inv_1"))
    assert world.ledger.due(world.clock.now(), 10) == []
    world.paid()
    world.services.sweep()
    assert automatic_lines(world) == []


def test_a_repeated_put_applies_nothing_again(world: World) -> None:
    with_settings(world, apply_automatically=AutomaticApplication.OLDEST_FIRST)
    world.paid(amount=5_000)
    put_invoice(world.open)
    world.services.sweep()
    world.paid(amount=5_000)
    put_invoice(world.open)
    world.services.sweep()
    assert automatic_lines(world) == [-5_000]


def test_more_payments_than_fit_one_transaction_are_applied_in_steps(world: World) -> None:
    with_settings(world, apply_automatically=AutomaticApplication.OLDEST_FIRST)
    for _ in range(35):
        world.clock.pass_time(timedelta(hours=1))
        world.paid(amount=500)
    put_invoice(world.open, amount=17_000)
    world.services.process_due_item(WorkItem.of_invoice(ANA, "inv_1"))
    assert credited(world) == 17_000 and len(automatic_lines(world)) == 34
    assert_consistent(world)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(CALLS_OF_ADJUSTING))
def test_an_automatic_application_that_breaks_anywhere_is_made_once(world: World, at: int, when: When) -> None:
    with_settings(world, apply_automatically=AutomaticApplication.OLDEST_FIRST)
    world.paid(amount=5_000)
    put_invoice(world.open)
    item = WorkItem.of_invoice(ANA, "inv_1")
    result_of(lambda: world.guarded(FaultPlan(at, when)).services.process_due_item(item))
    world.services.process_due_item(item)
    assert automatic_lines(world) == [-5_000]
    assert_consistent(world)


def test_a_clinic_takes_any_id_and_applies_nothing_by_itself_by_default() -> None:
    settings = maple().settings
    assert (settings.invoices, settings.patients_may_apply, settings.apply_automatically) == ("any", False, "off")
