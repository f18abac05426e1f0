"""Balance = sum of entries = sum of unapplied amounts, whatever happens and in whatever order."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from chalicelib.credit.errors import CreditError, Unavailable
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Payment
from chalicelib.credit.stripe_report import PaymentReportKind
from tests.fakes.examples import ANA, BEN, CHO, outcome
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World, assert_adds_up, request

PATIENTS = [ANA, BEN, CHO]


class Clinics(RuleBasedStateMachine):
    """Patients, Stripe, the network and time do what they like."""

    payments: Bundle[Payment] = Bundle("payments")

    @initialize()
    def opens(self) -> None:
        self.world = World()
        self.paid: set[str] = set()

    @rule(target=payments, patient=st.sampled_from(PATIENTS), amount=st.integers(500, 90_000), number=st.integers(0, 9))
    def starts(self, patient: PatientKey, amount: int, number: int) -> Payment:
        try:
            return self.world.open.start(request(patient, f"key-{number}", amount=amount))
        except CreditError:
            return self.world.started(patient)

    @rule(payment=payments, declined=st.booleans())
    def confirms(self, payment: Payment, declined: bool) -> None:
        intent_id = payment.payment_intent_id or ""
        if self.world.stripe.outcome(intent_id).kind not in (PaymentReportKind.WAITING, PaymentReportKind.FAILED):
            return
        if declined:
            self.world.stripe.decline(intent_id)
        else:
            self.world.stripe.pay(intent_id)
            self.paid.add(payment.id)

    @rule(payment=payments, at=st.integers(0, 4), when=st.sampled_from(When))
    def is_told(self, payment: Payment, at: int, when: When) -> None:
        said = self.world.stripe.outcome(payment.payment_intent_id or "")
        try:
            self.world.guarded(FaultPlan(at, when)).services.settle_payment(said, report_id="evt")
        except Unavailable:
            return

    @rule(
        payment=payments,
        kind=st.sampled_from([PaymentReportKind.FAILED, PaymentReportKind.PROCESSING, PaymentReportKind.WAITING]),
    )
    def receives_an_old_report(self, payment: Payment, kind: PaymentReportKind) -> None:
        self.world.open.services.settle_payment(outcome(payment, kind), report_id="evt")

    @rule(payment=payments, amount=st.integers(1, 99_999_999))
    def is_told_lies(self, payment: Payment, amount: int) -> None:
        lie = outcome(payment, amount_received=amount, destination="acct_thief")
        self.world.open.services.settle_payment(lie, report_id="evt")

    @rule(payment=payments)
    def asks(self, payment: Payment) -> None:
        self.world.open.services.settle_top_up(payment.patient, payment.id)

    @rule(minutes=st.integers(1, 2_000), at=st.integers(0, 30), when=st.sampled_from(When))
    def time_passes(self, minutes: int, at: int, when: When) -> None:
        self.world.clock.pass_time(timedelta(minutes=minutes))
        try:
            self.world.guarded(FaultPlan(at, when)).services.sweep()
        except Unavailable:
            return

    @invariant()
    def it_adds_up(self) -> None:
        for patient in PATIENTS:
            assert_adds_up(self.world, patient)

    def teardown(self) -> None:
        """In the end every payment that was paid is credit, once, and nothing else is."""
        for _ in range(4):
            self.world.clock.pass_time(timedelta(hours=25))
            self.world.open.services.sweep()
        credited = [payment for payment in self.world.ledger.all_payments() if payment.unapplied]
        assert {payment.id for payment in credited} == self.paid
        assert not any(payment.is_open for payment in self.world.ledger.all_payments())


TestLedgerAddsUp = Clinics.TestCase
TestLedgerAddsUp.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
