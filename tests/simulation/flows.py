"""The service's flows, one at a time, each with what comes before it and who repeats it after it broke."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from chalicelib.credit.apply import ApplyRequest
from chalicelib.services.refunds.refund_payment import RefundRequest
from chalicelib.services.top_ups.start_top_up import TopUpRequest
from tests.fakes.examples import ANA, SAM
from tests.simulation import machines
from tests.simulation.day import Day
from tests.simulation.stripe import disputes, money_back
from tests.simulation.virtual_time import DAY_S, MINUTE_S

Deed = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Flow:
    """`prepare` sets the stage and returns the deed under test, which is repeated after it broke."""

    name: str
    prepare: Callable[[Day], Deed]


def asked(key: str = "key-1", amount: int = 5_000) -> TopUpRequest:
    return TopUpRequest(
        patient=ANA,
        patient_name="Ana Núñez",
        amount=amount,
        location_id="loc_main",
        idempotency_key=key,
        language=None,
    )


def start(day: Day, request: TopUpRequest) -> str:
    service = day.service
    started = service.services.start_top_up(request)
    return started.payment_intent_id or ""


def paid(day: Day, key: str = "key-1") -> str:
    """A top-up that is paid at Stripe; its id. The service does not know yet."""
    day.stripe.pay(start(day, asked(key)))
    return asked(key).payment_id


def credited(day: Day, key: str = "key-1") -> str:
    """A top-up that is paid, credited and has its receipt."""
    payment_id = paid(day, key)
    settle(day, payment_id)
    catch_up(day)
    return payment_id


def settle(day: Day, payment_id: str) -> object:
    service = day.service
    return service.services.settle_top_up(ANA, payment_id)


def catch_up(day: Day) -> None:
    """Events and changes so far are taken."""
    for delivery in machines.everything_due(day):
        day.service.take_event(delivery.event)
    while machines.take_changes(day):
        pass


def newest_event(day: Day, kind: str) -> Deed:
    """The newest event of a kind, delivered."""
    event = next(one for one in reversed(day.stripe.events) if one["type"] == kind)
    return partial(day.service.take_event, event)


def _starting(day: Day) -> Deed:
    return partial(start, day, asked())


def _told(day: Day, kind: str) -> Deed:
    paid(day)
    return newest_event(day, kind)


def _asking(day: Day) -> Deed:
    return partial(settle, day, paid(day))


def _stream(day: Day) -> Deed:
    settle(day, paid(day))
    return stream(day)


def stream(day: Day) -> Deed:
    """The newest changes of the table, delivered."""
    return partial(_take_changes, day)


def _take_changes(day: Day) -> None:
    """One batch of the stream. Raises: it is delivered again."""
    changes = day.service.database.tables["credit"].changes
    day.service.take_changes([machines.record(change) for change in changes[-machines.BATCH :]])


def _sweeping(day: Day) -> Deed:
    paid(day)
    day.scheduler.time.seconds += 6 * MINUTE_S
    return day.service.sweep


def _giving_up(day: Day) -> Deed:
    start(day, asked())
    day.scheduler.time.seconds += DAY_S + MINUTE_S
    return day.service.sweep


def apply_request(day: Day, key: str, amount: int) -> ApplyRequest:
    now = day.service.clock.now()
    return ApplyRequest(invoice_id="inv_1", amount=amount, actor=SAM, at=now, key=f"apply_{key}", hash="h")


def _applying(day: Day) -> Deed:
    payment_id, service = credited(day), day.service
    request = apply_request(day, payment_id, 3_000)
    return lambda: service.services.apply_credit(ANA, payment_id, request)


def _applying_across(day: Day) -> Deed:
    credited(day, "key-1")
    credited(day, "key-2")
    request, service = apply_request(day, "", 7_000), day.service
    return lambda: service.services.apply_oldest_first(ANA, request)


def _unapplying(day: Day) -> Deed:
    payment_id, service = credited(day), day.service
    made = service.services.apply_credit(ANA, payment_id, apply_request(day, payment_id, 3_000))
    return lambda: service.services.unapply_credit(ANA, payment_id, made.id, SAM)


def _refund_of(day: Day) -> RefundRequest:
    return RefundRequest(
        patient=ANA, payment_id=credited(day), amount=2_000, reason="asked", actor=SAM, idempotency_key="refund-1"
    )


def _refunding(day: Day) -> Deed:
    request, service = _refund_of(day), day.service
    return lambda: service.services.refund_payment(request)


def _refund_failing(day: Day) -> Deed:
    _refunding(day)()
    catch_up(day)
    money_back.finish_refund(day.stripe, next(day.stripe.all("refund")), "failed")
    return newest_event(day, "refund.failed")


def _refund_elsewhere(day: Day) -> Deed:
    credited(day)
    money_back.refund(day.stripe, "pi_1", 500, {}, reverse=True)
    return newest_event(day, "refund.created")


def _disputed(day: Day, kind: str) -> Deed:
    credited(day)
    disputes.dispute(day.stripe, "pi_1", inquiry=False)
    if kind.endswith("reinstated"):
        catch_up(day)
        disputes.decide(day.stripe, next(day.stripe.all("dispute")), "won")
    return newest_event(day, kind)


def _reversing(day: Day) -> Deed:
    """The clinic's transfer follows a dispute, from the stream."""
    _disputed(day, "charge.dispute.funds_withdrawn")()
    return partial(_take_changes, day)


def _returning(day: Day) -> Deed:
    _disputed(day, "charge.dispute.funds_reinstated")()
    return partial(_take_changes, day)


def _copying(day: Day) -> Deed:
    payment_id, service = credited(day), day.service
    return lambda: service.services.link_duplicate(ANA, payment_id, SAM)


def _designating(day: Day) -> Deed:
    day.stripe.objects["acct_north"] = {
        "id": "acct_north",
        "object": "account",
        "country": "CA",
        "default_currency": "cad",
        "charges_enabled": True,
        "payouts_enabled": True,
    }
    service = day.service
    return lambda: service.services.make_primary("clinic_demo", "acct_north", SAM)


FLOWS = (
    Flow("a patient starts a first top-up", _starting),
    Flow("Stripe tells of a charge", partial(_told, kind="charge.succeeded")),
    Flow("Stripe tells of a PaymentIntent", partial(_told, kind="payment_intent.succeeded")),
    Flow("a patient asks what became of it", _asking),
    Flow("the stream issues a receipt", _stream),
    Flow("the sweep settles and issues", _sweeping),
    Flow("the sweep cancels after a day", _giving_up),
    Flow("staff apply one payment", _applying),
    Flow("staff apply two payments at once", _applying_across),
    Flow("staff unapply", _unapplying),
    Flow("staff refund", _refunding),
    Flow("Stripe tells that a refund failed", _refund_failing),
    Flow("Stripe tells of a refund made elsewhere", _refund_elsewhere),
    Flow("Stripe takes disputed money", partial(_disputed, kind="charge.dispute.funds_withdrawn")),
    Flow("Stripe gives disputed money back", partial(_disputed, kind="charge.dispute.funds_reinstated")),
    Flow("the clinic's transfer is reversed", _reversing),
    Flow("the clinic's transfer is returned", _returning),
    Flow("staff ask for a duplicate", _copying),
    Flow("a clinic changes its primary account", _designating),
)
