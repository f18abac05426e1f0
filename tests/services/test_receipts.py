"""Receipts: after the credit, never before; one permanent number; a copy is marked as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from chalicelib.credit.errors import Conflict, NotAllowed, NotFound, Unavailable
from chalicelib.credit.payment import Payment
from chalicelib.services.payments.activity import activity_of
from chalicelib.services.ports import Ledger
from chalicelib.services.receipts.issue_receipt import receipt_number
from chalicelib.services.receipts.link_receipt import VALID_S, ReceiptLink
from tests.fakes.examples import ANA, BEN, SAM, outcome
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World


def link(world: World, payment: Payment) -> ReceiptLink | None:
    return world.services.link_receipt(payment.patient, payment.id)


def copy(world: World, payment: Payment) -> ReceiptLink | None:
    return world.services.link_duplicate(payment.patient, payment.id, SAM)


def issued(world: World) -> Payment:
    paid = world.paid()
    world.open.services.issue_receipt(paid)
    return world.now(paid)


def test_the_patient_has_the_receipt_once_it_is_issued_for_a_minute(world: World) -> None:
    paid = world.paid()
    assert link(world, paid) is None
    world.open.services.issue_receipt(paid)
    found = link(world, paid)
    assert found is not None and found.expires_at == world.clock.now() + timedelta(seconds=VALID_S)
    assert VALID_S <= 60 and f"Expires={VALID_S}" in found.url
    assert world.receipts.download(found.url) == f"%PDF {found.number} 5000 4242 en".encode()


def test_repeated_stream_records_issue_one_receipt(world: World) -> None:
    paid = world.paid()
    for _ in range(10):
        world.open.services.issue_receipt(paid)
    assert len(world.receipts.files) == 1
    assert [line.kind for line in activity_of(world.now(paid), (), ())] == ["receipt_issued"]


def test_a_receipts_number_never_changes(world: World) -> None:
    first = issued(world)
    copy(world, first)
    world.open.services.issue_receipt(world.now(first))
    again = world.now(first).receipt
    assert first.receipt is not None and again is not None
    assert (again.number, again.issued_at) == (first.receipt.number, first.receipt.issued_at)


def test_two_payments_have_two_numbers(world: World) -> None:
    numbers = [payment.receipt.number for payment in (issued(world) for _ in range(20)) if payment.receipt]
    assert len(set(numbers)) == 20 and receipt_number("pay_o35ibcisrgewezyqizfk6haqfb") == "O35IB-CISRG"


def test_a_card_that_the_report_lacked_is_asked_of_stripe_before_it_is_printed(world: World) -> None:
    started = world.started()
    world.stripe.pay(started.payment_intent_id or "")
    said = outcome(started, card=None, payment_intent_id=started.payment_intent_id)
    paid = world.open.services.settle_payment(said, report_id="evt_1")
    assert paid.card is None
    world.open.services.issue_receipt(paid)
    (pdf,) = world.receipts.files.values()
    assert b"4242" in pdf and world.now(paid).card is not None
    assert world.ledger.credit(ANA).balance == 5_000


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(7))
def test_a_receipt_that_fails_at_any_call_is_issued_on_retry(world: World, at: int, when: When) -> None:
    started = world.started()
    world.stripe.pay(started.payment_intent_id or "")
    said = outcome(started, card=None, payment_intent_id=started.payment_intent_id)
    paid, plan = world.open.services.settle_payment(said, report_id="evt_1"), FaultPlan(at, when)
    try:
        world.guarded(plan).services.issue_receipt(paid)
        assert len(plan.calls) <= at, "a fault was swallowed"
    except Unavailable:
        pass
    world.open.services.issue_receipt(paid)
    assert world.now(paid).receipt and len(world.receipts.files) == 1
    assert world.ledger.credit(ANA).balance == 5_000


def test_while_the_file_store_is_down_the_credit_stands(world: World) -> None:
    paid, plan = world.paid(), FaultPlan()
    world.guarded(plan).services.issue_receipt(world.paid(BEN))
    with pytest.raises(Unavailable):
        world.guarded(FaultPlan(plan.calls.index("keep"))).services.issue_receipt(paid)
    assert world.ledger.credit(ANA).balance == 5_000 and link(world, paid) is None


def test_a_staff_duplicate_is_marked_and_its_requester_recorded(world: World) -> None:
    first = issued(world)
    world.clock.pass_time(timedelta(days=3))
    assert copy(world, first) is None
    world.open.services.issue_receipt(world.now(first))
    found = copy(world, first)
    assert found is not None and b"DUPLICATE" in world.receipts.download(found.url)
    mine = link(world, first)
    assert mine is not None and b"DUPLICATE" not in world.receipts.download(mine.url)
    lines = activity_of(world.now(first), (), ())
    assert [(line.kind, line.actor) for line in lines][-1] == ("receipt_reissued", SAM)


def test_the_sweep_prepares_a_missing_duplicate(world: World) -> None:
    first = issued(world)
    copy(world, first)
    due = world.ledger.due(world.clock.now(), 10)
    assert len(due) == 1


def test_a_second_copy_is_the_first_one_again(world: World) -> None:
    first = issued(world)
    copy(world, first)
    world.open.services.issue_receipt(world.now(first))
    writes = world.receipts.writes
    assert copy(world, first) == copy(world, first) is not None
    assert world.receipts.writes == writes and world.ledger.due(world.clock.now(), 10) == []


def test_before_the_receipt_there_is_no_copy(world: World) -> None:
    assert copy(world, world.paid()) is None


def test_a_top_up_that_was_not_paid_has_no_receipt(world: World) -> None:
    started = world.started()
    with pytest.raises(NotAllowed, match="once the payment succeeded"):
        link(world, started)
    world.open.services.issue_receipt(started)
    assert world.receipts.files == {}


def test_another_patients_receipt_is_not_found(world: World) -> None:
    mine = issued(world)
    with pytest.raises(NotFound):
        world.services.link_receipt(BEN, mine.id)


def test_a_payment_that_keeps_changing_is_tried_again_and_then_left_to_the_next_time(world: World) -> None:
    paid, plan = world.paid(), FaultPlan()

    class Busy:
        def __getattr__(self, name: str) -> object:
            def conflict(*_: object) -> None:
                raise Conflict

            return conflict if name == "save" else getattr(world.ledger, name)

    access = replace(world.open, ledger=plan.guard(cast(Ledger, Busy())))
    with pytest.raises(Conflict):
        access.services.issue_receipt(paid)
    assert 2 <= plan.calls.count("save") <= 10
