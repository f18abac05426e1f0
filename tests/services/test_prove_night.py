"""Each night a clinic gets one signed proof, linked to the one before, of how its ledger compares with Stripe."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from chalicelib.credit.balance_transaction import BalanceTransaction, MoneyKind
from chalicelib.credit.decisions import PostEntries, SaveRecord
from chalicelib.credit.dispute import record
from chalicelib.credit.errors import Unavailable
from chalicelib.credit.identity import STRIPE, PatientKey
from chalicelib.credit.ledger import EntryKind, PatientCredit, post
from chalicelib.credit.payment import Origin, PaidOut, Payment, PaymentStatus, Source
from chalicelib.credit.proof import DifferenceKind, Payout, Side
from chalicelib.credit.proof_document import Proof, read_proof
from chalicelib.credit.records import DisputeStatus
from chalicelib.credit.stripe_report import DisputeReport, PaymentRef
from chalicelib.services.reports.prove_clinic import ProveClinic
from chalicelib.services.reports.prove_night import NightReport, ProveNight
from chalicelib.services.reports.record_payout import RecordPayout
from infra.ops.operate.verify.chain import find_faults
from infra.ops.operate.verify.chain import read_proof as read_for_audit
from infra.ops.operate.verify.pem import read_public_key
from tests.fakes.clinics import FakeClinics
from tests.fakes.examples import ANA, BEN, CHO, account, lakeside, maple, payment
from tests.fakes.ledger import FakeLedger
from tests.fakes.proofs import FakeClinicLedger, FakeProofs, FakeSigner, FakeStatements
from tests.fakes.small import NOON, FakeClock, FakeCounters
from tests.figures import Figure

CLINIC = "clinic_demo"
MANY = 10_000
DISPUTE_FEE = 1_500
ARRIVED = date(2026, 11, 25)


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


def test_a_quiet_day_proves_that_both_sides_agree() -> None:
    nights = Nights()
    nights.refunded(nights.charged(), 2_000)
    report = nights.next_night()
    proof = nights.proof()
    assert report.counts == {"proven": 2, "differences": 0}
    assert (proof.differences, proof.open_items, proof.previous, proof.since) == ((), (), None, None)
    assert (proof.liability, proof.booked, proof.at_stripe, proof.fees) == (3_000, 3_000, 3_000, 175)
    assert {account.account_id: account.moved for account in proof.accounts}["acct_main"] == 3_000


def test_proofs_form_a_chain_that_an_auditor_can_verify() -> None:
    nights = Nights()
    for night in range(3):
        nights.charged(f"pay_{night}")
        nights.next_night()
    files = [read_for_audit(day.isoformat(), nights.proofs.files[CLINIC, day]) for day in nights.proofs.dates(CLINIC)]
    assert list(find_faults(files[::-1], read_public_key(nights.signer.public_pem))) == []
    assert list(find_faults(files, read_public_key(nights.signer.public_pem))) != []
    assert nights.proof().at_stripe == 15_000


def test_a_night_is_proven_once_by_repeated_runs() -> None:
    nights = Nights()
    nights.next_night()
    before = dict(nights.proofs.files)
    assert nights.prove().counts["known"] == 2
    assert nights.proofs.files == before


def test_a_dashboard_refund_that_the_ledger_lacks_is_found_with_its_account() -> None:
    nights = Nights()
    made = nights.charged()
    nights.next_night()
    nights.moved(made, MoneyKind.REFUND, -1_500, "re_dashboard")
    nights.next_night()
    (difference,) = nights.proof().differences
    assert (difference.kind, difference.amount) == (DifferenceKind.STRIPE_ONLY, -1_500)
    assert (difference.payment_id, difference.account_id) == (made.id, "acct_main")
    assert nights.counters.counts["ProofDifferences"] == 1


def test_a_refund_that_stripe_lacks_is_found_on_card_and_account() -> None:
    nights = Nights()
    made = nights.charged()
    nights.posted(made, EntryKind.REFUNDED, "ref_1", refunded=2_000)
    nights.next_night()
    assert nights.found() == [
        (DifferenceKind.AMOUNT, Side.ACCOUNT, 2_000),
        (DifferenceKind.OURS_ONLY, Side.CARD, 2_000),
    ]


def test_a_payment_that_stripe_charged_with_another_amount_is_found() -> None:
    nights = Nights()
    made = nights.paid()
    nights.moved(made, MoneyKind.CHARGE, 4_900)
    nights.moved(made, MoneyKind.ON_ACCOUNT, 5_000)
    nights.next_night()
    assert nights.found() == [(DifferenceKind.AMOUNT, Side.CARD, -100)]


def test_a_failed_refund_whose_transfer_never_came_back_is_found_on_the_account() -> None:
    nights = Nights()
    made = nights.charged()
    nights.refunded(made, 2_000)
    nights.posted(made, EntryKind.REFUND_FAILED, "ref_1", refunded=0)
    nights.moved(made, MoneyKind.REFUND, 2_000, "ref_1")
    nights.next_night()
    assert nights.found() == [(DifferenceKind.AMOUNT, Side.ACCOUNT, -2_000)]


def test_a_payment_recorded_a_day_late_is_named_on_both_nights() -> None:
    nights = Nights()
    late = payment("pay_9", account_id="acct_main")
    nights.moved(late, MoneyKind.CHARGE, 5_000)
    nights.next_night()
    assert nights.found() == [(DifferenceKind.STRIPE_ONLY, Side.CARD, 5_000)]
    nights.paid("pay_9")
    nights.moved(late, MoneyKind.ON_ACCOUNT, 5_000)
    nights.next_night()
    assert nights.found() == [(DifferenceKind.LATE, Side.CARD, 5_000)]
    nights.next_night()
    assert nights.found() == []


def test_the_account_gets_the_payment_less_the_platforms_fee() -> None:
    nights = Nights()
    made = nights.paid(application_fee=150)
    nights.moved(made, MoneyKind.CHARGE, 5_000)
    nights.moved(made, MoneyKind.ON_ACCOUNT, 5_000, fee=150)
    nights.next_night()
    assert nights.found() == []


def test_credit_that_never_passed_through_stripe_is_owed_and_not_compared() -> None:
    nights = Nights()
    made = nights.paid(source=Source.RECORDED, payment_intent_id=None)
    nights.posted(made, EntryKind.REFUNDED, "ref_1", refunded=1_000)
    nights.next_night()
    proof = nights.proof()
    assert (proof.differences, proof.open_items, proof.booked, proof.liability) == ((), (), 0, 4_000)


@pytest.mark.parametrize("nights_between", [0, 1])
def test_a_disputes_fee_that_the_clinic_bears_is_no_difference(nights_between: int) -> None:
    """Of a dispute that was won the fee stays, and the account has it less."""
    nights = Nights()
    made = nights.charged(bears_dispute_fees=True)
    nights.disputed(made, 5_000)
    nights.moved(made, MoneyKind.DISPUTE, -5_000, "du_1", fee=DISPUTE_FEE)
    nights.moved(made, MoneyKind.ON_ACCOUNT, -5_000)
    for _ in range(nights_between):
        nights.next_night()
        assert (nights.found(), nights.proof().open_items) == ([], ())
    nights.disputed(made, 5_000, -5_000, status=DisputeStatus.WON)
    nights.moved(made, MoneyKind.DISPUTE, 5_000, "du_1")
    nights.moved(made, MoneyKind.ON_ACCOUNT, 5_000 - DISPUTE_FEE)
    nights.next_night()
    assert (nights.found(), nights.proof().open_items) == ([], ())


def test_a_fee_is_borne_only_out_of_what_a_dispute_and_refunds_leave() -> None:
    nights = Nights()
    made = nights.charged(bears_dispute_fees=True)
    nights.disputed(made, 4_000, status=DisputeStatus.LOST)
    nights.moved(made, MoneyKind.DISPUTE, -4_000, "du_1", fee=DISPUTE_FEE)
    nights.moved(made, MoneyKind.ON_ACCOUNT, -5_000)
    nights.next_night()
    assert (nights.found(), nights.proof().open_items) == ([], ())


@pytest.mark.parametrize(("on_account", "found"), [(5_000, DISPUTE_FEE), (5_000 - 2 * DISPUTE_FEE, -DISPUTE_FEE)])
def test_a_fee_that_was_not_taken_or_taken_twice_is_found_on_the_account(on_account: int, found: int) -> None:
    nights = Nights()
    made = nights.charged(bears_dispute_fees=True)
    nights.disputed(made, 5_000, -5_000, status=DisputeStatus.WON)
    nights.moved(made, MoneyKind.ON_ACCOUNT, on_account - 5_000)
    nights.next_night()
    assert nights.found() == [(DifferenceKind.AMOUNT, Side.ACCOUNT, found)]


def test_a_fee_taken_from_a_clinic_that_does_not_bear_it_is_found() -> None:
    nights = Nights()
    made = nights.charged()
    nights.disputed(made, 5_000, -5_000, status=DisputeStatus.WON)
    nights.moved(made, MoneyKind.ON_ACCOUNT, -DISPUTE_FEE)
    nights.next_night()
    assert nights.found() == [(DifferenceKind.AMOUNT, Side.ACCOUNT, -DISPUTE_FEE)]


def test_a_refund_of_transferred_credit_matches_the_card_that_paid_first() -> None:
    nights = Nights()
    root = nights.charged()
    nights.next_night()
    origin, intent = Origin(ANA.patient_id, root.id, Source.CARD_ONLINE), root.payment_intent_id
    given = nights.paid("pay_2", 2_000, BEN, source=Source.TRANSFER, origin=origin, payment_intent_id=intent)
    nights.posted(given, EntryKind.REFUNDED, "ref_1", refunded=2_000)
    nights.moved(root, MoneyKind.REFUND, -2_000, "ref_1")
    nights.moved(root, MoneyKind.ON_ACCOUNT, -2_000)
    nights.next_night()
    assert nights.found() == []


def test_each_clinic_is_compared_with_its_own_movements_alone() -> None:
    nights = Nights()
    nights.charged()
    nights.charged("pay_2", 7_000, CHO, currency="usd")
    nights.next_night()
    assert nights.proof().at_stripe == 5_000
    assert nights.proof("clinic_other").at_stripe == 7_000


def test_a_payout_that_does_not_add_up_is_found_and_an_incomplete_one_is_carried() -> None:
    nights = Nights()
    nights.statements.payouts += [
        Payout("po_1", "acct_main", 9_000, 8_000, True, NOON, ARRIVED),
        Payout("po_2", "acct_main", 9_000, 0, False, NOON),
    ]
    nights.next_night()
    assert [each.source for each in nights.proof().differences] == ["po_1"]
    assert nights.proof().open_payouts == ("acct_main/po_2",)
    nights.statements.payouts[1] = Payout("po_2", "acct_main", 9_000, 9_000, True, NOON, ARRIVED)
    nights.next_night()
    assert (nights.proof().differences, nights.proof().open_payouts) == ((), ())


def test_a_payout_is_recorded_on_its_payments_once_it_has_arrived() -> None:
    nights = Nights()
    made, other = nights.charged(), nights.paid("pay_2", 2_000, BEN, account_id="acct_north")
    paid = tuple(PaymentRef(each.patient, each.id) for each in (made, other))
    nights.statements.payouts.append(Payout("po_1", "acct_main", 5_000, 5_000, True, NOON, None, paid))
    nights.next_night()
    assert nights.proof().open_payouts == ("acct_main/po_1",)
    assert nights.now(made).payout is None
    nights.statements.payouts[0] = replace(nights.statements.payouts[0], arrived_on=ARRIVED)
    nights.next_night()
    version = nights.now(made).version
    nights.next_night()
    assert (nights.now(made).payout, nights.now(made).version) == (PaidOut("po_1", ARRIVED), version)
    assert nights.now(other).payout is None


def test_a_payout_that_the_bank_sent_back_is_taken_off_its_payments() -> None:
    nights = Nights()
    made, later = nights.charged(), nights.paid("pay_2", 2_000, BEN)
    sent = Payout("po_1", "acct_main", 5_000, 5_000, True, NOON, ARRIVED, (PaymentRef(made.patient, made.id),))
    other = replace(sent, id="po_2", payments=(PaymentRef(later.patient, later.id),))
    nights.statements.payouts += [sent, other]
    nights.next_night()
    assert nights.now(made).payout == PaidOut("po_1", ARRIVED)
    nights.statements.payouts.clear()
    nights.statements.returned.append(replace(sent, is_complete=False, arrived_on=None))
    for _ in range(2):
        nights.next_night()
    assert (nights.now(made).payout, nights.now(later).payout) == (None, PaidOut("po_2", ARRIVED))
    assert nights.proof().open_payouts == ()


def test_a_platform_payout_is_recorded_for_a_clinic_paid_on_its_account() -> None:
    """And not on payments that were passed on: these are in the payouts of the clinics' own accounts."""
    nights = Nights()
    own, passed_on = nights.paid(account_id=None), nights.paid("pay_2", 2_000, BEN)
    paid = tuple(PaymentRef(each.patient, each.id) for each in (own, passed_on))
    nights.statements.payouts.append(Payout("po_1", None, 9_000, 9_000, True, NOON, None, paid))
    nights.next_night()
    assert nights.proof().open_payouts == ()
    nights.clinics.provision(replace(maple(), accounts=(account(is_platform=True), account("acct_north"))))
    nights.statements.payouts[0] = replace(nights.statements.payouts[0], at=nights.clock.now())
    nights.next_night()
    assert (nights.proof().open_payouts, nights.now(own).payout) == (("/po_1",), None)
    nights.statements.payouts[0] = replace(nights.statements.payouts[0], arrived_on=ARRIVED)
    nights.next_night()
    assert nights.now(own).payout == PaidOut("po_1", ARRIVED)
    assert (nights.now(passed_on).payout, nights.proof().open_payouts) == (None, ())


def test_an_account_that_stripe_does_not_let_us_read_is_named() -> None:
    nights = Nights()
    nights.statements.unreadable = frozenset({"acct_main"})
    nights.next_night()
    assert {each.account_id: each.readable for each in nights.proof().accounts}["acct_main"] is False


def test_a_missed_night_is_covered_by_the_next_and_stripe_is_read_once_for_all() -> None:
    nights = Nights()
    nights.next_night()
    nights.charged()
    nights.statements.is_down = True
    nights.clock.pass_time(timedelta(days=1))
    with pytest.raises(Unavailable):
        nights.prove()
    nights.statements.is_down = False
    nights.next_night()
    assert nights.proof().differences == ()
    assert nights.proof().since == nights.proof(night=-2).until
    assert len(nights.statements.asked) == 2


class FailingStore(FakeProofs):
    """A store that takes no proof of one clinic."""

    def keep(self, clinic_id: str, day: date, content: bytes) -> bool:
        if clinic_id == CLINIC:
            raise Unavailable
        return super().keep(clinic_id, day, content)


def test_a_clinic_whose_night_failed_catches_up_and_the_others_count_nothing_twice() -> None:
    nights = Nights()
    nights.charged()
    nights.charged("pay_2", 7_000, CHO, currency="usd")
    nights.proofs = FailingStore()
    assert nights.next_night().counts["failed"] == 1
    nights.proofs = FakeProofs(nights.proofs.files)
    nights.next_night()
    assert (nights.proof().at_stripe, nights.proof().open_items) == (5_000, ())
    assert (nights.proof("clinic_other").at_stripe, nights.proof("clinic_other").open_items) == (7_000, ())


class OneIsGone(FakeClinics):
    """The roster names a clinic that cannot be read."""

    def clinic_ids(self) -> list[str]:
        return [CLINIC, "clinic_other"]


def test_one_clinic_that_cannot_be_read_leaves_the_others_alone() -> None:
    nights = Nights()
    nights.clinics = OneIsGone()
    nights.clinics.provision(lakeside())
    report = nights.next_night()
    assert (report.counts["proven"], report.failures) == (1, ["clinic_demo: NotFound"])
    assert nights.counters.counts["ProofsFailed"] == 1


def test_a_proof_holds_no_name_and_reads_back_as_it_was_written() -> None:
    nights = Nights()
    nights.paid(patient_name="Ana Núñez")
    nights.next_night()
    content = nights.proofs.files[CLINIC, date(2026, 11, 24)]
    assert b"Ana" not in content and b"pat_ana" not in content
    stored = read_proof(content)
    assert stored.proof.unsigned() == read_proof(content).proof.unsigned()
    assert json.loads(content)["signature"]["value"] == stored.signature


def test_a_proof_of_ten_thousand_balance_transactions_takes_seconds(figure: Figure) -> None:
    nights = Nights()
    for number in range(MANY // 2):
        nights.charged(f"pay_{number}", 100)
    before = time.process_time()
    nights.next_night()
    spent = time.process_time() - before
    assert nights.proof().transactions == MANY and nights.proof().differences == ()
    figure(f"a proof of {MANY:,} balance transactions, signed, without the reading: {spent:.2f} s of CPU")
    assert spent < 10
