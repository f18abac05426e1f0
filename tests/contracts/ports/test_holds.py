"""The promises of holds: kept with the payment as written, and a warning read at Stripe as it is now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from chalicelib.credit.errors import NotAllowed
from chalicelib.credit.identity import Actor
from chalicelib.credit.ledger import Posting
from chalicelib.credit.payment import Hold, HoldReason, Payment, PaymentStatus
from chalicelib.credit.records import RefundStatus
from chalicelib.services.ports import Ledger
from tests.contracts.ports.stripe_benches import Bench, charged
from tests.contracts.ports.test_ledger_records import REFUND
from tests.fakes.examples import ANA, BEN, CHO, payment
from tests.fakes.ledger import FakeLedger
from tests.fakes.small import NOON
from tests.fakes.world import World
from tests.services.merges import merge

HELD = Hold(reason=HoldReason.FRAUD_WARNING, warning_id="issfr_1", at=NOON)
RELEASED = Hold(
    reason=HoldReason.FRAUD_WARNING,
    warning_id="issfr_1",
    at=NOON,
    released_at=NOON + timedelta(hours=1),
    released_by=Actor("staff", "usr_kim"),
)


@pytest.mark.parametrize("hold", [HELD, RELEASED], ids=["held", "released"])
def test_a_hold_is_read_as_it_was_written(ledger: Ledger, hold: Hold) -> None:
    made = payment(f"pay_held_{hold.released_at is None}", status=PaymentStatus.SUCCEEDED, succeeded_at=NOON, hold=hold)
    assert ledger.add(made)
    assert ledger.payment(ANA, made.id) == made


def test_a_clinic_finds_what_is_on_hold_until_it_is_released_or_spent(ledger: Ledger) -> None:
    made = payment("pay_look_1", patient=CHO, status=PaymentStatus.SUCCEEDED, succeeded_at=NOON)
    assert ledger.add(made)
    held = made.changed(hold=HELD)
    ledger.save(held)
    assert ledger.held_payments(CHO.clinic_id, 20) == [held]
    assert ledger.held_payments("clinic_nowhere", 20) == []
    spent = held.changed(applied=held.amount)
    ledger.save(spent)
    assert ledger.held_payments(CHO.clinic_id, 20) == []
    ledger.save(spent.changed(applied=0, hold=RELEASED))
    assert ledger.held_payments(CHO.clinic_id, 20) == []


def spent(ledger: Ledger, held: Payment, refunded: int) -> Payment:
    changed = held.changed(refunded=refunded)
    ledger.commit(Posting(credit=ledger.credit(held.patient), payments=(changed,), entries=()))
    return changed


def test_a_hold_with_nothing_left_takes_the_place_of_no_other(ledger: Ledger) -> None:
    earlier, later = (
        payment(f"pay_look_{number}", patient=CHO, status=PaymentStatus.SUCCEEDED, succeeded_at=NOON)
        for number in (3, 4)
    )
    for made, at in ((earlier, NOON), (later, NOON + timedelta(hours=1))):
        assert ledger.add(made)
        ledger.save(made.changed(hold=replace(HELD, at=at)))
    (newest,) = ledger.held_payments(CHO.clinic_id, 1)
    assert newest.id == later.id
    newest = spent(ledger, newest, newest.amount)
    assert [each.id for each in ledger.held_payments(CHO.clinic_id, 1)] == [earlier.id]
    newest = spent(ledger, newest, 0)
    assert ledger.held_payments(CHO.clinic_id, 1) == [newest]


def test_a_hold_is_listed_once_after_a_merge_until_it_is_released(ledger: Ledger) -> None:
    world = World(ledger=cast(FakeLedger, ledger))
    world.services.provision_patient(BEN)
    paid = world.paid()
    ledger.save(paid.changed(hold=HELD))
    merge(world.open)
    held = world.now(paid).changed(stripe_fee=175)
    ledger.save(held)
    assert held.patient == BEN and ledger.held_payments(BEN.clinic_id, 20) == [held]
    ledger.save(held.changed(hold=RELEASED))
    assert ledger.held_payments(BEN.clinic_id, 20) == []


def test_a_clinic_finds_the_refunds_that_failed_lately(ledger: Ledger) -> None:
    made = payment("pay_look_2", patient=CHO, status=PaymentStatus.SUCCEEDED, succeeded_at=NOON)
    assert ledger.add(made)
    pending = replace(REFUND, id="ref_look", patient=CHO, payment_id=made.id)
    ledger.save_record(pending)
    assert list(ledger.failed_refunds(CHO.clinic_id, NOON, 20)) == []
    failed = pending.changed(status=RefundStatus.FAILED, failure="unknown", settled_at=NOON)
    ledger.save_record(failed)
    assert list(ledger.failed_refunds(CHO.clinic_id, NOON, 20)) == [(failed, made)]
    assert list(ledger.failed_refunds(CHO.clinic_id, NOON + timedelta(seconds=1), 20)) == []


def test_a_warning_is_read_as_stripe_has_it_now(bench: Bench, fresh: Payment) -> None:
    paid = charged(bench, fresh)
    warning_id = bench.warn(paid)
    warning = bench.payments.fraud_warning(warning_id)
    assert (warning.warning_id, warning.payment_intent_id) == (warning_id, paid.payment_intent_id)
    assert warning.actionable and not warning.livemode


def test_an_unknown_warning_is_refused(bench: Bench) -> None:
    with pytest.raises(NotAllowed):
        bench.payments.fraud_warning("issfr_missing")
