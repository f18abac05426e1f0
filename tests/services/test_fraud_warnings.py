"""Early fraud warnings: a warned payment's unspent credit is held at once, and staff refund or release it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from chalicelib.credit.apply import apply_automatically
from chalicelib.credit.errors import InsufficientCredit, NotAllowed, NotFound, Unavailable
from chalicelib.credit.identity import SERVICE
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.records import Refund, RefundStatus
from chalicelib.credit.stripe_report import FraudWarningReport, PaymentRef
from chalicelib.services.payments.activity import activity_of
from tests.fakes.examples import ANA, invoice
from tests.fakes.faults import When
from tests.fakes.world import World
from tests.services.actions import (
    KIM,
    FailOn,
    apply,
    apply_oldest,
    assert_consistent,
    refund,
    reinstated,
    report_dispute,
    report_refund,
    unapply,
    withdrawn,
)


def warning_of(world: World, payment: Payment, *, actionable: bool = True) -> FraudWarningReport:
    facts = world.stripe.warn(str(payment.payment_intent_id), actionable=actionable)
    return FraudWarningReport(
        pointer=PaymentRef(payment.patient, payment.id),
        warning_id=facts.warning_id,
        payment_intent_id=facts.payment_intent_id,
        actionable=actionable,
        livemode=False,
    )


def warn(world: World, payment: Payment, **changes: bool) -> Payment:
    report = warning_of(world, payment, **changes)
    world.services.record_fraud_warning(report, report_id="evt_warning")
    return world.now(payment)


def refund_by_itself(world: World) -> None:
    clinic = world.clinics.get(ANA.clinic_id)
    settings = replace(clinic.settings, refund_fraud_warnings=True, version=clinic.settings.version + 1)
    world.clinics.save_settings(ANA.clinic_id, settings, "refund_fraud_warnings: True")


def refunds_of(world: World, payment: Payment) -> list[Refund]:
    return [each for each in world.ledger.records_of(payment) if isinstance(each, Refund)]


def test_warned_credit_cannot_be_applied_and_stays_in_the_balance(world: World) -> None:
    held = warn(world, world.paid())
    with pytest.raises(NotAllowed) as refused:
        apply(world.open, held, 100)
    assert refused.value.code == "payment_held"
    assert (held.is_held, world.ledger.credit(ANA).balance, world.counters.counts["PaymentsHeld"]) == (True, 5_000, 1)
    assert_consistent(world)


def test_oldest_first_leaves_a_held_payment_out(world: World) -> None:
    held, free = warn(world, world.paid()), world.paid()
    (made,) = apply_oldest(world.open, 5_000)
    assert made.payment_id == free.id and world.now(held).unapplied == 5_000
    with pytest.raises(InsufficientCredit):
        apply_oldest(world.open, 100, "another key")


def test_credit_unapplied_after_a_warning_is_held_as_well(world: World) -> None:
    paid = world.paid()
    made = apply(world.open, paid, 5_000)
    held = warn(world, paid)
    unapply(world.open, made)
    with pytest.raises(NotAllowed):
        apply(world.open, held, 100, "another key")


def test_a_held_payment_can_be_refunded_in_whole(world: World) -> None:
    held = warn(world, world.paid())
    assert refund(world.open, held, 5_000).status is RefundStatus.SUCCEEDED
    assert world.ledger.credit(ANA).balance == 0
    assert_consistent(world)


def test_a_failed_refund_leaves_the_payment_held(world: World) -> None:
    held = warn(world, world.paid())
    made = refund(world.open, held, 5_000)
    report_refund(world.open, world.stripe.refund_becomes(made.id, RefundStatus.FAILED, "lost_or_stolen_card"))
    assert (world.now(held).is_held, world.now(held).unapplied) == (True, 5_000)


def test_a_released_payment_can_be_applied_and_is_not_held_again(world: World) -> None:
    held = warn(world, world.paid())
    released = world.services.release_hold(ANA, held.id, KIM)
    assert not released.is_held
    assert world.services.release_hold(ANA, held.id, KIM) == released
    assert not warn(world, held).is_held
    apply(world.open, held, 5_000)
    assert_consistent(world)


def test_the_activity_names_who_released_the_hold(world: World) -> None:
    held = warn(world, world.paid())
    released = world.services.release_hold(ANA, held.id, KIM)
    lines = {line.kind: line.actor for line in activity_of(released, (), ())}
    assert (lines["held"].kind, lines["hold_released"]) == ("stripe", KIM)


@pytest.mark.parametrize("order", list(permutations(("created", "updated", "created"))))
def test_warnings_twice_and_in_any_order_leave_one_hold(world: World, order: tuple[str, ...]) -> None:
    """Each event is re-read: Stripe's warning is actionable now, whatever an event of it claims."""
    paid = world.paid()
    report = warning_of(world, paid)
    for kind in order:
        world.services.record_fraud_warning(replace(report, actionable=kind == "created"), report_id=f"evt_{kind}")
    assert world.now(paid).is_held and world.counters.counts["PaymentsHeld"] == 1


def test_a_warning_that_is_learned_of_after_the_dispute_holds_what_comes_back(world: World) -> None:
    """Stripe calls it not actionable by then; that it came late must not make its credit spendable."""
    paid = world.paid()
    withdrawn(world.open, paid)
    held = warn(world, paid, actionable=False)
    assert (held.is_held, held.unapplied) == (True, 0)
    reinstated(world.open, paid)
    assert (world.now(paid).applicable, world.now(paid).unapplied) == (0, 5_000)


@pytest.mark.parametrize("change", [{"payment_intent_id": "pi_other"}, {"livemode": True}], ids=str)
def test_a_warning_that_contradicts_the_payment_is_quarantined(world: World, change: dict[str, object]) -> None:
    paid = world.paid()
    report = warning_of(world, paid)
    if "payment_intent_id" in change:
        world.stripe.warnings[report.warning_id] = replace(world.stripe.warnings[report.warning_id], **change)  # type: ignore[arg-type]
    else:
        report = replace(report, **change)  # type: ignore[arg-type]
    world.services.record_fraud_warning(report, report_id="evt_forged")
    assert not world.now(paid).is_held and set(world.ledger.in_quarantine) == {"evt_forged"}


def test_a_warning_before_the_payment_is_recorded_is_refused(world: World) -> None:
    started = world.started()
    report = warning_of(world, started)
    with pytest.raises(NotFound):
        world.services.record_fraud_warning(report, report_id="evt_early")
    assert world.now(started).status is PaymentStatus.PENDING


def test_a_warning_that_cannot_be_read_again_changes_nothing(world: World) -> None:
    paid = world.paid()
    report = warning_of(world, paid)
    services = world.guarded(FailOn("fraud_warning", When.BEFORE)).services
    with pytest.raises(Unavailable):
        services.record_fraud_warning(report, report_id="evt_warning")
    assert not world.now(paid).is_held
    services.record_fraud_warning(report, report_id="evt_warning")
    assert world.now(paid).is_held


def test_the_setting_refunds_what_is_unapplied_once(world: World) -> None:
    refund_by_itself(world)
    paid = world.paid()
    apply(world.open, paid, 2_000)
    for _ in range(3):
        warn(world, paid)
    (made,) = refunds_of(world, paid)
    assert (made.amount, made.status, made.requested_by) == (3_000, RefundStatus.SUCCEEDED, SERVICE)
    assert made.reason == "Early fraud warning from the card's bank"
    assert world.ledger.credit(ANA).balance == 0
    assert_consistent(world)


def test_without_the_setting_nothing_is_refunded_by_itself(world: World) -> None:
    paid = world.paid()
    warn(world, paid)
    assert refunds_of(world, paid) == []


def disputed(world: World, paid: Payment) -> None:
    report_dispute(world.open, paid, amount=1_000)


def spent(world: World, paid: Payment) -> None:
    apply(world.open, paid, 5_000)


@pytest.mark.parametrize("before", [disputed, spent])
def test_what_cannot_be_refunded_by_itself_stays_held(world: World, before: Callable[[World, Payment], None]) -> None:
    refund_by_itself(world)
    paid = world.paid()
    before(world, paid)
    assert warn(world, paid).is_held
    assert_consistent(world)


@pytest.mark.parametrize("name", ["save", "commit", "refund"])
@pytest.mark.parametrize("when", When)
def test_a_fault_in_between_refunds_once_after_redelivery(world: World, name: str, when: When) -> None:
    refund_by_itself(world)
    paid = world.paid()
    report = warning_of(world, paid)
    services = world.guarded(FailOn(name, when)).services
    for _ in range(2):
        try:
            services.record_fraud_warning(report, report_id="evt_warning")
        except Unavailable:
            continue
    world.clock.pass_time(timedelta(hours=1))
    world.services.sweep()
    (made,) = refunds_of(world, paid)
    assert (made.amount, made.status) == (5_000, RefundStatus.SUCCEEDED)
    assert len(world.stripe.refunds) == 1
    assert_consistent(world)


def test_an_invoice_that_applies_credit_by_itself_leaves_a_held_payment_out(world: World) -> None:
    held, free = warn(world, world.paid()), world.paid()
    credit = world.ledger.credit(ANA)
    owed = invoice(amount=8_000)
    posting = apply_automatically(credit, [held, world.now(free)], owed, "key", world.clock.now())
    assert [payment.id for payment in posting.payments] == [free.id]
    assert sum(entry.amount for entry in posting.entries) == -5_000
