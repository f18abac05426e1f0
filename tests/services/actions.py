"""Actions of staff and Stripe on the fakes, and faults and concurrent requests at a chosen call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from chalicelib.credit.apply import ApplyRequest
from chalicelib.credit.errors import CreditError, Unavailable
from chalicelib.credit.identity import Actor, PatientKey, derived_id, request_hash
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import POSITION_ID, Application, Dispute, DisputeStatus, Position, Refund, RefundStatus
from chalicelib.credit.stripe_report import DisputeFacts, PaymentRef, RefundReport
from chalicelib.services.ports import WorkItem
from chalicelib.services.refunds.refund_payment import RefundRequest
from tests.fakes.examples import ANA, SAM, invoice
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import Access, World, assert_adds_up

KIM = Actor("staff", "usr_kim")


class InterleaveAt(FaultPlan):
    """Let something else happen just before the n-th call."""

    def __init__(self, at: int, meanwhile: Callable[[], Any]) -> None:
        super().__init__()
        self._turn, self._meanwhile = at, meanwhile

    def run(self, name: str, call: Callable[[], Any]) -> Any:
        if len(self.calls) == self._turn:
            self._meanwhile()
        return super().run(name, call)


class FailOn(FaultPlan):
    """Fail the first `times` calls of one method."""

    def __init__(self, name: str, when: When, times: int = 1) -> None:
        super().__init__()
        self._name, self._when, self._left = name, when, times

    def run(self, name: str, call: Callable[[], Any]) -> Any:
        if name != self._name or not self._left:
            return super().run(name, call)
        self._left -= 1
        if self._when is When.AFTER:
            call()
        raise Unavailable


class DieAt(FaultPlan):
    """Every call from the n-th on fails, before or after it: the process is gone."""

    def __init__(self, at: int, when: When) -> None:
        super().__init__()
        self._at, self._when = at, when

    def run(self, name: str, call: Any) -> Any:
        at = len(self.calls)
        if at < self._at:
            return super().run(name, call)
        if at == self._at and self._when is When.AFTER:
            super().run(name, call)
        else:
            self.calls.append(name)
        raise SystemExit


def result_of(act: Callable[[], Any]) -> Any:
    """Return the result, or the refusal."""
    try:
        return act()
    except CreditError as refused:
        return refused


def apply_request(
    amount: int, key: str = "key-1", invoice_id: str = "inv_1", actor: Actor = SAM, **changes: Any
) -> ApplyRequest:
    usual = {"key": derived_id("apply", key), "hash": request_hash(invoice_id, amount), "at": World().clock.now()}
    return ApplyRequest(**{"invoice_id": invoice_id, "amount": amount, "actor": actor, **usual, **changes})


def apply(access: Access, payment: Payment, amount: int, key: str = "key-1", **changes: Any) -> Application:
    request = apply_request(amount, key, at=access.clock.now(), **changes)
    return access.services.apply_credit(payment.patient, payment.id, request)


def apply_oldest(
    access: Access, amount: int, key: str = "key-1", patient: PatientKey = ANA, **changes: Any
) -> tuple[Application, ...]:
    request = apply_request(amount, key, at=access.clock.now(), **changes)
    return access.services.apply_oldest_first(patient, request)


def put_invoice(access: Access, **changes: Any) -> Invoice:
    """The clinic's system sends an invoice of 120 dollars of Ana's."""
    usual = invoice(**changes)
    body = request_hash(usual.number, usual.amount, usual.location.id, usual.is_void, usual.label)
    return access.services.put_invoice(replace(usual, body_hash=body)).invoice


def unapply(access: Access, made: Application, actor: Actor = KIM) -> Application:
    ids = (made.patient, made.payment_id, made.id)
    return access.services.unapply_credit(*ids, actor)


def refund(access: Access, payment: Payment, amount: int, key: str = "key-1", reason: str = "moved away") -> Refund:
    request = RefundRequest(
        patient=payment.patient, payment_id=payment.id, amount=amount, reason=reason, actor=KIM, idempotency_key=key
    )
    return access.services.refund_payment(request)


def report_refund(access: Access, report: RefundReport) -> Refund | None:
    return access.services.record_refund(report, report_id="evt_refund")


def dashboard_refund(payment: Payment, amount: int, status: RefundStatus = RefundStatus.SUCCEEDED) -> RefundReport:
    """A refund made in Stripe's dashboard: the report names no refund of this service."""
    return RefundReport(
        pointer=PaymentRef(payment.patient, payment.id),
        refund_id=None,
        stripe_refund_id="re_dashboard",
        payment_intent_id=payment.payment_intent_id or "",
        amount=amount,
        currency=payment.currency,
        status=status,
        livemode=False,
    )


def at_stripe(
    payment: Payment,
    status: DisputeStatus = DisputeStatus.NEEDS_RESPONSE,
    transactions: int = 1,
    withdrawn: int | None = None,
    **changes: Any,
) -> DisputeFacts:
    """The dispute of a payment as Stripe has it: an odd number of movements took all of it, unless given."""
    whole = changes.get("amount", payment.amount) if transactions % 2 else 0
    usual = DisputeFacts(
        dispute_id=f"du_of_{payment.id}",
        payment_intent_id=payment.payment_intent_id or "",
        amount=payment.amount,
        currency=payment.currency,
        reason="fraudulent",
        status=status,
        livemode=False,
        at=World().clock.now(),
        withdrawn=whole if withdrawn is None else withdrawn,
        fee=1_500 if transactions else 0,
        transactions=transactions,
        moved_currencies=frozenset({payment.currency} if transactions else ()),
    )
    return replace(usual, **changes)


def report_dispute(access: Access, payment: Payment, *told: Any, **changes: Any) -> Dispute:
    """Stripe has the dispute so and an event tells of it; return the dispute as the ledger then has it."""
    facts = at_stripe(payment, *told, **changes)
    access.at_stripe.disputes[facts.dispute_id] = facts
    return hear_dispute(access, payment, facts.dispute_id)


def hear_dispute(access: Access, payment: Payment, dispute_id: str, report_id: str = "evt_dispute") -> Dispute:
    """An event tells of the dispute, whatever it is by now."""
    access.services.record_dispute(PaymentRef(payment.patient, payment.id), dispute_id, report_id=report_id)
    current = access.ledger.payment(payment.patient, payment.id)
    assert current is not None
    records = (each for each in access.ledger.records_of(current) if isinstance(each, Dispute))
    found = next((each for each in records if each.id == dispute_id), None)
    assert found is not None
    return found


def withdrawn(access: Access, payment: Payment) -> Dispute:
    return report_dispute(access, payment)


def reinstated(access: Access, payment: Payment) -> Dispute:
    return report_dispute(access, payment, DisputeStatus.WON, 2)


def due_position(payment: Payment) -> WorkItem:
    return WorkItem(payment.patient, payment.id, POSITION_ID)


def position(access: Access, payment: Payment) -> Position:
    found = access.ledger.record(payment.patient, payment.id, POSITION_ID)
    assert isinstance(found, Position)
    return found


def assert_consistent(world: World, patient: PatientKey = ANA) -> None:
    """The ledger adds up, reconciliation and records agree: every part of a payment makes its amount."""
    assert_adds_up(world, patient)
    assert world.services.reconcile(patient) == ()
    assert_invoices_consistent(world, patient)
    for payment in (one for one in world.ledger.all_payments() if one.patient == patient):
        records = world.ledger.records_of(payment)
        assert payment.applied == sum(one.amount for one in records if isinstance(one, Application) and one.is_active)
        assert payment.refunded == sum(
            one.amount for one in records if isinstance(one, Refund) and one.status is not RefundStatus.FAILED
        )
        assert payment.disputed == sum(one.taken for one in records if isinstance(one, Dispute))


def assert_invoices_consistent(world: World, patient: PatientKey) -> None:
    """The credited amount of an invoice is that of its active applications, and never more than it owes."""
    for owed in world.ledger.invoices(patient):
        made = world.ledger.applications_to(patient, owed.id)
        assert owed.credited == sum(one.amount for one in made if one.is_active)
        assert set(owed.applications) == {(one.payment_id, one.id) for one in made}
        assert owed.excess == 0
