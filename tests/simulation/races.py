"""Two, three or four of the service's flows that meet on one payment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from chalicelib.credit.errors import StripeFailed
from chalicelib.services.ports import WorkItem
from chalicelib.services.refunds.refund_payment import RefundRequest
from tests.fakes.examples import ANA, SAM
from tests.simulation.day import Day
from tests.simulation.flows import apply_request, asked, catch_up, credited, newest_event, paid, settle, start, stream
from tests.simulation.interleavings import Deeds, Prepare
from tests.simulation.stripe import dashboard, disputes, money_back
from tests.simulation.virtual_time import MINUTE_S

WEBHOOK_1, WEBHOOK_2, SETTLE, SWEEP = "webhook 1", "webhook 2", "settle", "sweep"
EVERY_ACTOR = (WEBHOOK_1, WEBHOOK_2, SETTLE, SWEEP)
INTENTS = "/v1/payment_intents"
Deed = Callable[[], object]


def settling(*names: str) -> Prepare:
    """One payment that Stripe was paid for: Stripe's two events of it, /settle, and the sweep that has found it."""
    return partial(_settling, names=names)


def _settling(day: Day, names: tuple[str, ...]) -> Deeds:
    payment_id = paid(day)
    day.scheduler.time.seconds += 6 * MINUTE_S
    charge, intent, *_ = day.stripe.events
    deeds: dict[str, Deed] = {
        WEBHOOK_1: partial(day.service.take_event, charge),
        WEBHOOK_2: partial(day.service.take_event, intent),
        SETTLE: partial(settle, day, payment_id),
        SWEEP: partial(day.service.services.process_due_item, WorkItem(ANA, payment_id)),
    }
    return {name: deeds[name] for name in names}


def _starting_twice(day: Day) -> Deeds:
    return {"one": partial(start, day, asked()), "the same": partial(start, day, asked())}


def _resuming_twice(day: Day) -> Deeds:
    """A top-up that is written, without a PaymentIntent: Stripe failed twice, the SDK's second try included."""
    day.stripe.failing += [INTENTS, INTENTS]
    with suppress(StripeFailed):
        start(day, asked())
    return _starting_twice(day)


def _resuming_twice_while_stripe_fails(day: Day) -> Deeds:
    """One of them meets two failures that Stripe doesn't keep; the other is in flight under the same key."""
    deeds = _resuming_twice(day)
    day.stripe.failing += [INTENTS, INTENTS]
    return deeds


def _resuming_twice_without_the_customer(day: Day) -> Deeds:
    deeds = _resuming_twice(day)
    dashboard.delete_customer(day.stripe, next(day.stripe.all("customer"))["id"])
    return deeds


def _starting_two(day: Day) -> Deeds:
    return {"one": partial(start, day, asked("key-1")), "another": partial(start, day, asked("key-2"))}


def _paying_two(day: Day) -> Deeds:
    first, second = paid(day, "key-1"), paid(day, "key-2")
    return {"one": partial(settle, day, first), "another": partial(settle, day, second)}


def _receipt_and_apply(day: Day) -> Deeds:
    payment_id = paid(day)
    settle(day, payment_id)
    return {"receipt": stream(day), "apply": _apply(day, payment_id, 3_000, "a")}


def _applying_twice(day: Day) -> Deeds:
    payment_id = credited(day)
    return {"one": _apply(day, payment_id, 3_000, "a"), "the same": _apply(day, payment_id, 3_000, "a")}


def _applying_two(day: Day) -> Deeds:
    payment_id = credited(day)
    return {"one": _apply(day, payment_id, 3_000, "a"), "another": _apply(day, payment_id, 3_000, "b")}


def _unapplying_twice(day: Day) -> Deeds:
    payment_id, service = credited(day), day.service
    made = service.services.apply_credit(ANA, payment_id, apply_request(day, "a", 3_000))
    unapply = partial(service.services.unapply_credit, ANA, payment_id, made.id, SAM)
    return {"one": unapply, "the same": unapply}


def _apply_and_refund(day: Day) -> Deeds:
    payment_id = credited(day)
    return {"apply": _apply(day, payment_id, 3_000, "a"), "refund": _refund(day, payment_id, 3_000)}


def _refunding_twice(day: Day) -> Deeds:
    payment_id = credited(day)
    return {"one": _refund(day, payment_id, 2_000), "the same": _refund(day, payment_id, 2_000)}


def _refunding_twice_while_stripe_fails(day: Day) -> Deeds:
    deeds = _refunding_twice(day)
    day.stripe.failing += ["/v1/refunds"] * 2
    return deeds


def _refunding_twice_while_stripe_repeats_a_failure(day: Day) -> Deeds:
    deeds = _refunding_twice(day)
    day.stripe.breaking.append("/v1/refunds")
    return deeds


def _refund_and_dispute(day: Day) -> Deeds:
    payment_id = credited(day)
    disputes.dispute(day.stripe, "pi_1", inquiry=False)
    withdrawn = newest_event(day, "charge.dispute.funds_withdrawn")
    return {"refund": _refund(day, payment_id, 2_000), "dispute": withdrawn}


def _failing_twice(day: Day) -> Deeds:
    _refund(day, credited(day), 2_000)()
    catch_up(day)
    money_back.finish_refund(day.stripe, next(day.stripe.all("refund")), "failed")
    updated, failed = newest_event(day, "refund.updated"), newest_event(day, "refund.failed")
    return {"updated": updated, "failed": failed}


def _dispute_in_any_order(day: Day) -> Deeds:
    credited(day)
    disputes.dispute(day.stripe, "pi_1", inquiry=False)
    disputes.decide(day.stripe, next(day.stripe.all("dispute")), "won")
    names = ("funds_withdrawn", "funds_reinstated")
    return {name: newest_event(day, f"charge.dispute.{name}") for name in names}


def _reversal_and_win(day: Day) -> Deeds:
    credited(day)
    disputes.dispute(day.stripe, "pi_1", inquiry=False)
    catch = newest_event(day, "charge.dispute.funds_withdrawn")
    catch()
    disputes.decide(day.stripe, next(day.stripe.all("dispute")), "won")
    return {"reversal": stream(day), "win": newest_event(day, "charge.dispute.funds_reinstated")}


def reversal_win_and_sweep(day: Day) -> Deeds:
    """The clinic's transfer is reversed while the dispute is won, and the sweep returns what was taken so far."""
    return {**_reversal_and_win(day), "sweep": day.service.sweep}


def _apply(day: Day, payment_id: str, amount: int, key: str) -> Deed:
    request, service = apply_request(day, key, amount), day.service
    return lambda: service.services.apply_credit(ANA, payment_id, request)


def _refund(day: Day, payment_id: str, amount: int) -> Deed:
    service = day.service
    request = RefundRequest(
        patient=ANA, payment_id=payment_id, amount=amount, reason="asked", actor=SAM, idempotency_key="refund-1"
    )
    return lambda: service.services.refund_payment(request)


RACES: dict[str, Prepare] = {
    "two payments settle": _paying_two,
    "two webhooks and settle": settling(WEBHOOK_1, WEBHOOK_2, SETTLE),
    "a receipt and an application": _receipt_and_apply,
    "the same application twice": _applying_twice,
    "two applications that don't fit together": _applying_two,
    "the same unapplication twice": _unapplying_twice,
    "an application and a refund that don't fit together": _apply_and_refund,
    "the same refund twice": _refunding_twice,
    "a refund and a dispute": _refund_and_dispute,
    "a refund's failure, told twice": _failing_twice,
    "a dispute taken and given back": _dispute_in_any_order,
    "a transfer's reversal and the dispute's end": _reversal_and_win,
    "the same start twice": _starting_twice,
    "the same start twice while Stripe fails": _resuming_twice_while_stripe_fails,
    "the same start twice after the customer was deleted": _resuming_twice_without_the_customer,
    "two starts": _starting_two,
    "the same refund twice while Stripe fails": _refunding_twice_while_stripe_fails,
    "the same refund twice while Stripe repeats a failure": _refunding_twice_while_stripe_repeats_a_failure,
}
