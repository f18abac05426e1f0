"""Nights of two clinics to prove."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from chalicelib.credit.balance_transaction import BalanceTransaction, MoneyKind
from chalicelib.credit.decisions import PostEntries, SaveRecord
from chalicelib.credit.dispute import record
from chalicelib.credit.identity import STRIPE, PatientKey
from chalicelib.credit.ledger import EntryKind, PatientCredit, post
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.proof import DifferenceKind, Side
from chalicelib.credit.proof_document import Proof, read_proof
from chalicelib.credit.records import DisputeStatus
from chalicelib.credit.stripe_report import DisputeReport, PaymentRef
from chalicelib.services.reports.prove_clinic import ProveClinic
from chalicelib.services.reports.prove_night import NightReport, ProveNight
from chalicelib.services.reports.record_payout import RecordPayout
from tests.fakes.clinics import FakeClinics
from tests.fakes.examples import ANA, lakeside, maple, payment
from tests.fakes.ledger import FakeLedger
from tests.fakes.proofs import FakeClinicLedger, FakeProofs, FakeSigner, FakeStatements
from tests.fakes.small import FakeClock, FakeCounters

CLINIC = "clinic_demo"
DISPUTE_FEE = 1_500


@dataclass
class Nights:
    """Two clinics, what their patients and Stripe do, and the proof of each night."""

    ledger: FakeLedger = field(default_factory=FakeLedger)
    statements: FakeStatements = field(default_factory=FakeStatements)
    proofs: FakeProofs = field(default_factory=FakeProofs)
    signer: FakeSigner = field(default_factory=FakeSigner)
    counters: FakeCounters = field(default_factory=FakeCounters)
    clinics: FakeClinics = field(default_factory=FakeClinics)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.clinics.provision(maple())
        self.clinics.provision(lakeside())

    def prove(self) -> NightReport:
        prove_clinic = ProveClinic(FakeClinicLedger(self.ledger), self.proofs, self.signer, self.clock, "test")
        return ProveNight(
            clinics=self.clinics,
            statements=self.statements,
            proofs=self.proofs,
            prove_clinic=prove_clinic,
            record_payout=RecordPayout(ledger=self.ledger, clock=self.clock),
            metrics=self.counters,
            clock=self.clock,
        )()

    def next_night(self) -> NightReport:
        self.clock.pass_time(timedelta(days=1))
        return self.prove()

    def proof(self, clinic_id: str = CLINIC, night: int = -1) -> Proof:
        day = sorted(self.proofs.dates(clinic_id))[night]
        return read_proof(self.proofs.files[clinic_id, day]).proof

    def now(self, payment: Payment) -> Payment:
        found = self.ledger.payment(payment.patient, payment.id)
        assert found is not None
        return found

    def found(self) -> list[tuple[DifferenceKind, Side, int]]:
        return [(each.kind, each.side, each.amount) for each in self.proof().differences]

    def paid(
        self, payment_id: str = "pay_1", amount: int = 5_000, patient: PatientKey = ANA, **changes: object
    ) -> Payment:
        """A top-up that the ledger has."""
        usual = {"payment_intent_id": f"pi_{payment_id}"}
        started = payment(payment_id, patient=patient, amount=amount, **{**usual, **changes})
        succeeded = started.changed(status=PaymentStatus.SUCCEEDED, succeeded_at=self.clock.now())
        self.ledger.add(started)
        self._post(started, succeeded, EntryKind.TOP_UP, None)
        return succeeded

    def posted(self, of: Payment, kind: EntryKind, reference: str, **columns: int) -> None:
        """A refund or dispute that the ledger has."""
        before = self.ledger.payment(of.patient, of.id)
        assert before
        self._post(before, before.changed(**columns), kind, reference)

    def _post(self, before: Payment, after: Payment, kind: EntryKind, reference: str | None) -> None:
        credit: PatientCredit = self.ledger.credit(before.patient)
        at = self.clock.now()
        self.ledger.commit(post(credit, before, after, kind=kind, actor=STRIPE, at=at, reference=reference))

    def moved(self, of: Payment, kind: MoneyKind, amount: int, subject: str | None = None, fee: int = 0) -> None:
        """Add a movement at Stripe: on the platform, or with ON_ACCOUNT on the payment's account."""
        number = len(self.statements.transactions)
        self.statements.transactions.append(
            BalanceTransaction(
                id=f"txn_{number}",
                kind=kind,
                subject=subject or of.id,
                amount=amount,
                fee=fee,
                net=amount - fee,
                currency=of.currency,
                created=self.clock.now(),
                account_id=of.account_id if kind is MoneyKind.ON_ACCOUNT else None,
                payment=PaymentRef(of.patient, of.id),
            )
        )

    def disputed(self, of: Payment, *moves: int, status: DisputeStatus = DisputeStatus.NEEDS_RESPONSE) -> None:
        """A dispute with a fee of 1,500 as the ledger learns of it; `moves` are what Stripe took or (negative) gave."""
        stored = self.ledger.payment(of.patient, of.id)
        assert stored
        report = DisputeReport(
            pointer=PaymentRef(of.patient, of.id),
            dispute_id="du_1",
            payment_intent_id=stored.payment_intent_id or "",
            amount=of.amount,
            currency=of.currency,
            reason="fraudulent",
            status=status,
            livemode=False,
            at=self.clock.now(),
            withdrawn=sum(moves),
            fee=DISPUTE_FEE,
            transactions=len(moves),
            moved_currencies=frozenset({of.currency}),
        )
        records, credit = self.ledger.records_of(stored), self.ledger.credit(of.patient)
        decision = record(records, stored, credit, report, livemode=False, at=self.clock.now())
        if isinstance(decision, PostEntries):
            self.ledger.commit(decision.posting)
        if isinstance(decision, SaveRecord):
            self.ledger.save_record(decision.record, *decision.also)

    def charged(
        self, payment_id: str = "pay_1", amount: int = 5_000, patient: PatientKey = ANA, **changes: object
    ) -> Payment:
        """A top-up that both have."""
        made = self.paid(payment_id, amount, patient, **changes)
        self.moved(made, MoneyKind.CHARGE, amount, fee=175)
        self.moved(made, MoneyKind.ON_ACCOUNT, amount)
        return made

    def refunded(self, of: Payment, amount: int, refund_id: str = "ref_1") -> None:
        """A refund that both have."""
        self.posted(of, EntryKind.REFUNDED, refund_id, refunded=amount)
        self.moved(of, MoneyKind.REFUND, -amount, refund_id)
        self.moved(of, MoneyKind.ON_ACCOUNT, -amount)
