"""Stories in which something goes wrong: what opens a case, what goes on meanwhile, and what closes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.bootstrap import Services
from chalicelib.credit.balance_transaction import BalanceTransaction, MoneyKind
from chalicelib.credit.errors import MailRefused, Unavailable
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Payment
from chalicelib.credit.rate_limits import DECLINES_PER_TOP_UP
from chalicelib.credit.records import RefundStatus
from chalicelib.credit.schedule import SOON, TRANSFER_RETRY_AFTER
from chalicelib.credit.stripe_report import (
    MoneyMovement,
    PaymentRef,
    PaymentReport,
    PaymentReportKind,
    StripeEvent,
)
from chalicelib.credit.webhooks import Delivery
from chalicelib.jobs import doctor, night, schedule
from chalicelib.services.ports import DueItem, WorkItem
from chalicelib.services.ports.checks import Finding
from tests.fakes.events import endpoint_for, paid_event
from tests.fakes.examples import ANA, payment
from tests.fakes.faults import FaultPlan
from tests.fakes.payments import DECLINED
from tests.fakes.small import FakeClock
from tests.fakes.world import Access, World
from tests.infra.alarm import Recorded
from tests.services.actions import dashboard_refund, report_dispute, report_refund, withdrawn

FIVE_MINUTES, A_MINUTE = timedelta(minutes=5), timedelta(minutes=1)
NIGHT_HOUR, DOCTOR_HOUR = 9, 10


@dataclass
class Life:
    """A deployment from noon on: a sweep every five minutes, a proof and the doctor once a day, and every metric with
    its time."""

    clock: FakeClock = field(default_factory=FakeClock)
    plan: FaultPlan = field(default_factory=FaultPlan)
    has_workers: bool = True
    _seen: dict[WorkItem, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.began = self.clock.now()
        self.recorded = Recorded(self.clock)
        self.world = World(clock=self.clock, counters=self.recorded)

    @property
    def access(self) -> Access:
        return self.world.guarded(self.plan)

    def goes_on(self, hours: float, each_hour: Callable[[World], object] = lambda world: None) -> None:
        """Run the schedule for that long."""
        services, until = self.access.services, self.clock.now() + timedelta(hours=hours)
        while (starts := self.clock.now()) < until:
            if starts.minute < 5:
                each_hour(self.world)
                if starts.hour == NIGHT_HOUR:
                    night.on_night(services)
                if starts.hour == DOCTOR_HOUR:
                    doctor.on_doctor(services)
            schedule.on_schedule(services)
            self._work(services, starts + FIVE_MINUTES)

    def _work(self, services: Services, until: datetime) -> None:
        """The stream sends messages of what is due soon, and the workers take them, until `until`."""
        while self.clock.now() < until:
            services.send_soon_due(self._written())
            if self.has_workers:
                services.work_off(self.world.messages.taken(self.clock.now()))
            self.clock.pass_time(min(A_MINUTE, until - self.clock.now()))

    def _written(self) -> list[DueItem]:
        """Return what the table's stream shows: items whose time to be looked at has changed."""
        now = self.clock.now()
        waiting = {each.item: each for each in self.world.ledger.due_between(now, now + SOON, 1_000)}
        new = [each for item, each in waiting.items() if self._seen.get(item) != each.due_at]
        self._seen |= {each.item: each.due_at for each in new}
        return new


@dataclass(frozen=True)
class Story:
    """`opens` opens the case and returns what closes it. Its alarm is on within `hours`."""

    opens: Callable[[Life], Callable[[], object]]
    hours: float = 0.5
    each_hour: Callable[[World], object] = lambda world: None


class StripeFails(FaultPlan):
    """Every look at one PaymentIntent takes a second and fails, until it is `over`."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self.clock, self.is_over = clock, False

    def run(self, name: str, call: Any) -> Any:
        if name == "outcome" and not self.is_over:
            self.clock.pass_time(timedelta(seconds=1))
            raise Unavailable
        return super().run(name, call)


class Slow(FaultPlan):
    """Every look at a payment takes three seconds."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self.clock = clock

    def run(self, name: str, call: Any) -> Any:
        if name == "payment":
            self.clock.pass_time(timedelta(seconds=3))
        return super().run(name, call)


class Refuses(FaultPlan):
    """Every call of one name fails, until it is `over`."""

    def __init__(self, refused: str) -> None:
        super().__init__()
        self.refused, self.is_over = refused, False

    def run(self, name: str, call: Any) -> Any:
        if name == self.refused and not self.is_over:
            raise Unavailable
        return super().run(name, call)


def _nothing() -> None: ...


def work_that_fails(life: Life) -> Callable[[], object]:
    life.world.started()
    plan = life.plan = StripeFails(life.clock)
    return lambda: setattr(plan, "is_over", True)


def workers_that_stopped(life: Life) -> Callable[[], object]:
    """Their messages are lost, and Stripe is slow, so that the sweep alone is not enough."""
    life.plan = Slow(life.clock)
    life.has_workers = False
    for number in range(500):
        life.world.ledger.add(payment(f"pay_{number}", created_at=life.began, next_check_at=life.began))
    return lambda: setattr(life, "has_workers", True)


def a_wrong_balance(life: Life) -> Callable[[], object]:
    paid = life.world.paid()
    right = life.world.ledger.credit(paid.patient)
    life.world.ledger.rows.put(("credit", paid.patient), replace(right, balance=5_001))
    return lambda: life.world.ledger.rows.put(("credit", paid.patient), right)


def an_entry_that_was_changed(life: Life) -> Callable[[], object]:
    life.world.services.report_changed_entries(["clinic_maple#pat_ana/entry#000000000001"])
    return _nothing


def an_act_that_was_removed(life: Life) -> Callable[[], object]:
    life.world.services.report_changed_entries.acts(["acts#clinic_maple/2026-11-23T09:00:00.000Z#0123456789ab"])
    return _nothing


def a_report_that_contradicts(life: Life) -> Callable[[], object]:
    paid = life.world.paid()
    lie = replace(life.world.stripe.outcome(str(paid.payment_intent_id)), currency="usd")
    life.world.services.settle_payment(lie, report_id="evt_lie")
    return lambda: life.world.services.close_quarantined("evt_lie", by="kim", reason="Refunded")


def a_transfer_that_is_stuck(life: Life) -> Callable[[], object]:
    life.world.stripe.account_is_empty = True
    withdrawn(life.world.open, life.world.paid())

    def funded() -> None:
        life.world.stripe.account_is_empty = False
        life.clock.pass_time(TRANSFER_RETRY_AFTER)

    return funded


def a_dispute(life: Life) -> Callable[[], object]:
    report_dispute(life.world.open, life.world.paid())
    return _nothing


def a_dispute_that_does_not_fit(life: Life) -> Callable[[], object]:
    report_dispute(life.world.open, life.world.paid(), withdrawn=5_001)
    return _nothing


def a_refund_that_fails(life: Life) -> Callable[[], object]:
    report_refund(life.world.open, dashboard_refund(life.world.paid(), 1_500, RefundStatus.FAILED))
    return _nothing


def a_movement_without_its_credit(life: Life) -> Callable[[], object]:
    moved = MoneyMovement(life.clock.now(), "re_early", dashboard_refund(life.world.started(), 500))
    life.world.stripe.balance_movements.append(moved)
    return lambda: life.world.stripe.balance_movements.remove(moved)


def a_charge_that_only_the_ledger_has(life: Life) -> Callable[[], object]:
    paid = life.world.paid()
    return lambda: life.world.statements.transactions.extend(at_stripe(paid, life.clock.now()))


def at_stripe(paid: Payment, at: datetime) -> list[BalanceTransaction]:
    of = {"subject": paid.id, "amount": paid.amount, "fee": 0, "net": paid.amount, "currency": paid.currency}
    told: dict[str, Any] = {"created": at, "payment": PaymentRef(paid.patient, paid.id), **of}
    charge = BalanceTransaction(id=f"txn_{paid.id}", kind=MoneyKind.CHARGE, **told)
    return [charge, replace(charge, id=f"txn_to_{paid.id}", kind=MoneyKind.ON_ACCOUNT, account_id=paid.account_id)]


def a_clinic_that_cannot_be_proven(life: Life) -> Callable[[], object]:
    plan = life.plan = Refuses("dates")
    return lambda: setattr(plan, "is_over", True)


def cards_tested_on_many_top_ups(life: Life) -> Callable[[], object]:
    for number in range(3):
        payment = life.world.started(PatientKey("clinic_demo", f"pat_{number}"))
        for card in range(DECLINES_PER_TOP_UP):
            intent, charge = str(payment.payment_intent_id), f"ch_{number}_{card}"
            told = life.world.stripe.say(intent, PaymentReportKind.FAILED, error=DECLINED, charge_id=charge)
            heard(life.world, told)
    return _nothing


def an_account_that_cannot_be_read(life: Life) -> Callable[[], object]:
    plan = life.plan = Refuses("account")
    return lambda: setattr(plan, "is_over", True)


def an_endpoint_that_is_gone(life: Life) -> Callable[[], object]:
    endpoint = endpoint_for(ANA.clinic_id)
    life.world.events.save_endpoint(endpoint)
    life.world.webhooks.responses.append(410)
    life.world.services.deliver_event(Delivery(endpoint.id, paid_event(at=life.clock.now())), 1, life.clock.now())
    return _nothing


def events_that_do_not_arrive(life: Life) -> Callable[[], object]:
    """The pages settle each payment, so that no one misses the events."""
    life.plan = FaultPlan()
    return _nothing


def a_notice_that_is_refused(life: Life) -> Callable[[], object]:
    life.world.services.choose_notices(ANA, "ana@example.com", frozenset())
    life.world.mailer.faults = [MailRefused("MessageRejected")]
    life.world.services.send_notices(paid_event(at=life.clock.now()))
    return _nothing


def an_endpoint_that_stripe_disabled(life: Life) -> Callable[[], object]:
    life.world.event_endpoints.number_disabled = 1
    return lambda: setattr(life.world.event_endpoints, "number_disabled", 0)


def a_table_that_can_be_deleted(life: Life) -> Callable[[], object]:
    finding = Finding("prod-credit can be deleted.", "aws dynamodb update-table")
    life.world.checks["the tables"] = lambda: [finding]
    return lambda: life.world.checks.pop("the tables")


def settled_by_the_page(world: World) -> None:
    world.clock.pass_time(timedelta(seconds=1))
    started = world.started()
    world.stripe.pay(str(started.payment_intent_id))
    world.services.settle_top_up(ANA, started.id)


def paid_with_its_events(world: World) -> None:
    started = world.started()
    heard(world, world.stripe.pay(str(started.payment_intent_id)))
    world.statements.transactions += at_stripe(world.now(started), world.clock.now())


def paid_and_the_page_closed(world: World) -> None:
    for _ in range(3):
        started = world.started()
        world.stripe.pay(str(started.payment_intent_id))


def heard(world: World, report: PaymentReport) -> None:
    """An event with this report arrives."""

    class Arrives:
        def read(self, body: bytes, signature: str) -> StripeEvent:
            return StripeEvent("evt_of_story", report)

    handle = replace(world.services.handle_stripe_event, events=Arrives())
    handle(b"", "")


STORIES = {
    "LedgerDiscrepancies": Story(a_wrong_balance),
    "EntriesChanged": Story(an_entry_that_was_changed),
    "ActsChanged": Story(an_act_that_was_removed),
    "ReportsParked": Story(a_report_that_contradicts),
    "WorkFailed": Story(work_that_fails),
    "WorkOverdue": Story(workers_that_stopped, hours=1),
    "TransfersStuck": Story(a_transfer_that_is_stuck),
    "DisputesOpened": Story(a_dispute),
    "DisputesThatDoNotFit": Story(a_dispute_that_does_not_fit),
    "RefundsFailed": Story(a_refund_that_fails),
    "MovementsNotRecorded": Story(a_movement_without_its_credit),
    "ProofDifferences": Story(a_charge_that_only_the_ledger_has, hours=24),
    "ProofsFailed": Story(a_clinic_that_cannot_be_proven, hours=24),
    "DoctorFindings": Story(a_table_that_can_be_deleted, hours=24),
    "NoticesNotSent": Story(a_notice_that_is_refused),
    "CardTesting": Story(cards_tested_on_many_top_ups),
    "AccountsUnread": Story(an_account_that_cannot_be_read, hours=24),
    "WebhookEndpointsDisabled": Story(an_endpoint_that_is_gone),
    "StripeEndpointsDisabled": Story(an_endpoint_that_stripe_disabled),
    "EventsSilent": Story(events_that_do_not_arrive, hours=2, each_hour=settled_by_the_page),
    "SettledByLooking": Story(events_that_do_not_arrive, hours=1, each_hour=paid_and_the_page_closed),
}
"""By the alarm that each turns on."""
