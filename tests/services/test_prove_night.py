"""Each night a clinic gets one signed proof, linked to the one before, of how its ledger compares with Stripe."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from chalicelib.credit.balance_transaction import MoneyKind
from chalicelib.credit.errors import Unavailable
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import Origin, Source
from chalicelib.credit.proof import DifferenceKind, Side
from chalicelib.credit.proof_document import read_proof
from chalicelib.credit.records import DisputeStatus
from chalicelib.services.reports.prove_night import LAG
from infra.ops.operate.verify.chain import find_faults
from infra.ops.operate.verify.chain import read_proof as read_for_audit
from infra.ops.operate.verify.pem import read_public_key
from tests.effort import effort
from tests.fakes.clinics import FakeClinics
from tests.fakes.examples import ANA, BEN, CHO, lakeside, payment
from tests.fakes.proofs import FakeProofs
from tests.figures import Figure
from tests.services.nights import CLINIC, DISPUTE_FEE, Nights

MANY = 10_000
DAY = timedelta(days=1)


def test_a_quiet_day_proves_that_both_sides_agree() -> None:
    nights = Nights()
    nights.refunded(nights.charged(), 2_000)
    report = nights.next_night()
    proof = nights.proof()
    assert report.counts == {"proven": 2, "differences": 0}
    assert (proof.differences, proof.open_items, proof.previous, proof.since) == ((), (), None, None)
    assert (proof.liability, proof.booked, proof.at_stripe, proof.fees) == (3_000, 3_000, 3_000, 175)
    assert {account.account_id: account.moved for account in proof.accounts}["acct_main"] == 3_000


def test_a_proof_tells_of_which_clinic_day_and_deployment_it_is() -> None:
    nights = Nights()
    nights.charged()
    nights.next_night()
    nights.charged("pay_2", 700)
    nights.next_night()
    proof, now = nights.proof(), nights.clock.now()
    assert (proof.deployment, proof.clinic_id, proof.date, proof.currency) == ("test", CLINIC, now.date(), "cad")
    assert (proof.since, proof.until) == (now - LAG - DAY, now - LAG)
    assert (proof.transactions, proof.fees) == (2, 175)
    assert proof.previous is not None


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
    for _ in range(2):
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


class OtherWasFirst(FakeProofs):
    """A store that another run gives its proof just before."""

    def keep(self, clinic_id: str, day: date, content: bytes) -> bool:
        super().keep(clinic_id, day, b"the other's")
        return super().keep(clinic_id, day, content)


def test_a_clinic_that_another_run_proved_meanwhile_counts_as_known() -> None:
    nights = Nights(proofs=OtherWasFirst())
    assert nights.next_night().counts == {"known": 2, "differences": 0}


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
    spent = effort(nights.next_night)
    assert nights.proof().transactions == MANY and nights.proof().differences == ()
    figure(f"a proof of {MANY:,} balance transactions, signed, without the reading: {spent}")
    assert spent.loops < 400
