"""Everything that can happen to one person's credit, in any order, against the model."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from chalicelib.credit.errors import IdempotencyKeyReused, InsufficientCredit, NotAllowed, NotFound
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Entry
from chalicelib.credit.merge import MergeRequest, PatientMerged
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Application, Dispute, DisputeStatus, Record, Refund, RefundStatus
from chalicelib.services.ports import Ledger, PageRequest
from tests.fakes.examples import ANA, SAM
from tests.fakes.world import Access, World, request
from tests.model.ledger import ModelLedger, ModelPayment
from tests.services.actions import (
    apply,
    apply_oldest,
    dashboard_refund,
    refund,
    report_dispute,
    report_refund,
    result_of,
    unapply,
)

T = TypeVar("T")
DisputeState = tuple[DisputeStatus, int]
DISPUTE_STATES: list[DisputeState] = [
    (DisputeStatus.WARNING_NEEDS_RESPONSE, 0),
    (DisputeStatus.WARNING_CLOSED, 0),
    (DisputeStatus.NEEDS_RESPONSE, 0),
    (DisputeStatus.NEEDS_RESPONSE, 1),
    (DisputeStatus.UNDER_REVIEW, 1),
    (DisputeStatus.WON, 1),
    (DisputeStatus.LOST, 1),
    (DisputeStatus.WON, 2),
    (DisputeStatus.UNDER_REVIEW, 3),
]
"""Statuses with the number of movements until then: an odd number took the money."""
AMOUNTS = st.integers(1, 4_000)
MOST_IDS = 4
KEYS = st.integers(0, 3)


class OnePatient(RuleBasedStateMachine):
    """Ana, the clinic's staff, Stripe and time. Subclasses choose the ledger.

    `ids` are those that she had so far; the last of them has it all.
    """

    payments: Bundle[Payment] = Bundle("payments")
    applications: Bundle[Application] = Bundle("applications")
    refunds: Bundle[Refund] = Bundle("refunds")

    def ledger(self) -> Ledger:
        raise NotImplementedError

    @initialize()
    def opens(self) -> None:
        self.world, self.model, self.seen = World(), ModelLedger(), dict[PatientKey, list[Entry]]()
        self.ids = [ANA]
        self.access: Access = replace(self.world.open, ledger=self.ledger())
        self.asked: dict[tuple[str, int], tuple[int, object]] = {}

    @rule(target=payments, amount=st.integers(500, 5_000))
    def tops_up(self, amount: int) -> Payment:
        return self.settle(self.paid_by(self.ids[-1], amount))

    def paid_by(self, patient: PatientKey, amount: int) -> Payment:
        self.world.clock.pass_time(timedelta(minutes=4))
        started = self.access.start(request(patient, f"top-up {len(self.model.payments)}", amount=amount))
        self.world.stripe.pay(started.payment_intent_id or "")
        self.model.payments[started.id] = ModelPayment(amount)
        return started

    @precondition(lambda self: self.model.payments and len(self.ids) < MOST_IDS)
    @rule(target=payments, amount=st.none() | st.integers(500, 5_000), is_open=st.booleans())
    def is_merged(self, amount: int | None, is_open: bool) -> MultipleResults[Payment]:
        """Ana has been registered before, perhaps with credit of her own, perhaps with a top-up that is paid later."""
        into = PatientKey(ANA.clinic_id, f"pat_ana_{len(self.ids)}")
        self.access.services.provision_patient(into)
        paid = [self.paid_by(into, amount)] if amount else []
        late = [self.paid_by(self.ids[-1], 1_000)] if is_open else []
        paid = [self.settle(payment) for payment in paid]
        request = MergeRequest(
            patient=self.ids[-1], into=into, reason="twice", actor=SAM, idempotency_key=f"merge {len(self.ids)}"
        )
        self.access.services.merge_patients(request)
        self.ids.append(into)
        self.world.clock.pass_time(timedelta(minutes=4))
        return multiple(*paid, *(self.settle(payment) for payment in late))

    def result(self, ask: Callable[[PatientKey], Any]) -> Any:
        return result_of(lambda: self.redirected(ask))

    def redirected(self, ask: Callable[[PatientKey], T]) -> T:
        """As the API does: ask for each id that Ana had until one has what is asked for."""
        for patient in self.ids[:-1]:
            with suppress(NotFound, PatientMerged):
                return ask(patient)
        return ask(self.ids[-1])

    @rule(payment=payments)
    def is_told_again(self, payment: Payment) -> None:
        self.settle(payment)

    def settle(self, payment: Payment) -> Payment:
        said = self.world.stripe.outcome(payment.payment_intent_id or "")
        return self.access.services.settle_payment(said, report_id="evt_paid")

    @rule(target=applications, payment=payments, amount=AMOUNTS, key=KEYS)
    def applies(self, payment: Payment, amount: int, key: int) -> MultipleResults[Application]:
        made = result_of(
            lambda: self.redirected(
                lambda who: apply(self.access, replace(payment, patient=who), amount, f"apply {key}")
            )
        )
        if self.was_asked_before(f"apply {payment.id}", key, amount, made):
            return multiple()
        if amount > self.model.spendable(payment.id):
            assert isinstance(made, InsufficientCredit)
            return multiple()
        assert isinstance(made, Application) and made.amount == amount
        self.asked[f"apply {payment.id}", key] = (amount, made)
        self.model.payments[payment.id].applied[made.id] = amount
        return multiple(made)

    @rule(target=applications, amount=AMOUNTS, key=KEYS)
    def applies_oldest_first(self, amount: int, key: int) -> MultipleResults[Application]:
        if not self.model.payments:
            return multiple()
        made = self.result(lambda who: apply_oldest(self.access, amount, f"oldest {key}", patient=who))
        if self.was_asked_before("oldest", key, amount, made):
            return multiple()
        parts = self.model.oldest_first(amount)
        if parts is None:
            assert isinstance(made, InsufficientCredit)
            return multiple()
        assert {one.payment_id: one.amount for one in made} == parts
        self.asked["oldest", key] = (amount, made)
        for one in made:
            self.model.payments[one.payment_id].applied[one.id] = one.amount
        return multiple(*made)

    def was_asked_before(self, what: str, key: int, amount: int, answer: object) -> bool:
        """Check that a used key returns the same for the same request, and refuses another one."""
        if (what, key) not in self.asked:
            return False
        before, made = self.asked[what, key]
        assert _ids(answer) == _ids(made) if before == amount else isinstance(answer, IdempotencyKeyReused)
        return True

    @rule(application=applications)
    def unapplies(self, application: Application) -> None:
        assert not self.redirected(lambda who: unapply(self.access, replace(application, patient=who))).is_active
        self.model.payments[application.payment_id].applied.pop(application.id, None)

    @rule(
        target=refunds,
        payment=payments,
        amount=AMOUNTS,
        key=KEYS,
        at_first=st.sampled_from(RefundStatus),
        no=st.booleans(),
    )
    def refunds_some(
        self, payment: Payment, amount: int, key: int, at_first: RefundStatus, no: bool
    ) -> MultipleResults[Refund]:
        self.world.stripe.refunds_start_as, self.world.stripe.refuses = at_first, no
        made = result_of(
            lambda: self.redirected(
                lambda who: refund(self.access, replace(payment, patient=who), amount, f"refund {key}")
            )
        )
        self.world.stripe.refuses = False
        if self.was_asked_before(f"refund {payment.id}", key, amount, made):
            return multiple()
        model = self.model.payments[payment.id]
        if not model.may_be_refunded or amount > self.model.spendable(payment.id):
            assert isinstance(made, NotAllowed) and (made.code == "disputed") == (not model.may_be_refunded)
            return multiple()
        assert isinstance(made, Refund) and made.status is (RefundStatus.FAILED if no else at_first)
        self.asked[f"refund {payment.id}", key] = (amount, made)
        model.refunds[made.id] = (amount, made.status)
        return multiple() if no else multiple(made)

    @rule(made=refunds, status=st.sampled_from(RefundStatus), heard=st.booleans())
    def a_refund_ends(self, made: Refund, status: RefundStatus, heard: bool) -> None:
        if self.world.stripe.refunds[made.id].status is RefundStatus.FAILED:
            return
        report = self.world.stripe.refund_becomes(made.id, status)
        if heard:
            report_refund(self.access, report)
            self.model.refund_is_told(made.payment_id, made.id, status)

    @rule(payment=payments, amount=AMOUNTS, status=st.sampled_from(RefundStatus))
    def refunds_in_the_dashboard(self, payment: Payment, amount: int, status: RefundStatus) -> None:
        known = self.model.payments[payment.id].refunds.get(f"dashboard {payment.id}")
        report = dashboard_refund(payment, known[0] if known else amount, status)
        report_refund(self.access, replace(report, stripe_refund_id=f"re_of_{payment.id}"))
        first = (amount, RefundStatus.PENDING)
        self.model.payments[payment.id].refunds.setdefault(f"dashboard {payment.id}", first)
        self.model.refund_is_told(payment.id, f"dashboard {payment.id}", status)

    @rule(payment=payments, told=st.sampled_from(DISPUTE_STATES))
    def a_dispute_is_told_of(self, payment: Payment, told: DisputeState) -> None:
        status, transactions = told
        if transactions < self.model.payments[payment.id].dispute_transactions:
            return
        report_dispute(self.access, payment, status, transactions, amount=self.model.payments[payment.id].at_stake)
        self.model.dispute_is_told(payment.id, status, transactions)

    @rule(empty=st.booleans())
    def a_sweep_passes(self, empty: bool) -> None:
        """Bring pending refunds to Stripe's present status."""
        self.world.stripe.account_is_empty = empty
        self.world.clock.pass_time(timedelta(hours=7))
        assert not self.access.services.sweep().discrepancies
        for payment_id, payment in self.model.payments.items():
            for refund_id, (_, status) in list(payment.refunds.items()):
                said = self.world.stripe.refunds.get(refund_id)
                if said and (status is RefundStatus.PENDING or self.has_found_failure(payment_id, refund_id)):
                    self.model.refund_is_told(payment_id, refund_id, said.status)

    def has_found_failure(self, payment_id: str, refund_id: str) -> bool:
        """Whether the mover, which looks at Stripe only while it has something to move, found that a refund failed."""
        known = self.record(payment_id, refund_id)
        is_failed = self.world.stripe.refunds[refund_id].status is RefundStatus.FAILED
        return is_failed and isinstance(known, Refund) and known.status is RefundStatus.FAILED

    @invariant()
    def the_model_agrees(self) -> None:
        assert self.access.ledger.credit(self.ids[-1]).balance == self.model.balance
        for payment_id, model in self.model.payments.items():
            payment = self.access.ledger.payment(self.ids[-1], payment_id)
            assert payment is not None and payment.patient == self.ids[-1]
            assert payment.applied == sum(model.applied.values())
            assert (payment.refunded, payment.disputed) == (model.refunded, model.disputed)
            assert payment.unapplied == model.unapplied
            dispute = self.record(payment_id, f"du_of_{payment_id}")
            assert (dispute.status if isinstance(dispute, Dispute) else None) == model.dispute

    def record(self, payment_id: str, record_id: str) -> Record | None:
        payment = self.access.ledger.payment(self.ids[-1], payment_id)
        assert payment is not None
        return next((one for one in self.access.ledger.records_of(payment) if one.id == record_id), None)

    @invariant()
    def the_ledger_adds_up(self) -> None:
        assert [self.access.services.reconcile(each) for each in self.ids] == [()] * len(self.ids)
        assert all(self.access.ledger.stored_credit(each).balance == 0 for each in self.ids[:-1])

    @invariant()
    def entries_never_change(self) -> None:
        for patient in self.ids:
            entries, seen = self.entries(patient), self.seen.get(patient, [])
            assert entries[: len(seen)] == seen
            self.seen[patient] = entries

    def entries(self, patient: PatientKey) -> list[Entry]:
        """The oldest first."""
        entries, cursor = list[Entry](), None
        while True:
            page = self.access.ledger.entries(patient, PageRequest(100, cursor))
            entries += page.items
            cursor = page.next_cursor
            if cursor is None:
                return entries[::-1]


def _ids(answer: object) -> list[str]:
    """Return the ids of the records in a response."""
    if isinstance(answer, Application | Refund):
        return [answer.id]
    assert isinstance(answer, tuple), answer
    return [one.id for one in answer]
