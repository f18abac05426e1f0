"""Facts of the charge on its payment: its time, and Stripe's fee, from whichever report has them first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from chalicelib.credit.decisions import NoChange, PostEntries, SavePayment
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.payment import Payment
from chalicelib.credit.settle import settle
from chalicelib.credit.stripe_report import PaymentReport
from tests.fakes.examples import ANA, outcome, payment
from tests.fakes.small import NOON

LATER = NOON + timedelta(hours=3)


def paid(report: PaymentReport, of: Payment) -> Payment:
    decided = settle(of, PatientCredit(patient=ANA), report, livemode=False, at=LATER)
    assert isinstance(decided, PostEntries)
    return decided.posting.payments[0]


def test_a_payment_is_dated_by_its_charge_and_listed_by_when_it_was_recorded() -> None:
    of = payment()
    settled = paid(outcome(of, charged_at=NOON, stripe_fee=175), of)
    assert (settled.paid_at, settled.succeeded_at, settled.stripe_fee) == (NOON, LATER, 175)


def test_facts_that_a_first_report_lacks_are_added_once_by_a_later_one() -> None:
    of = payment()
    settled = paid(outcome(of, card=None), of)
    assert settled.paid_at == LATER
    whole = outcome(of, charged_at=NOON, stripe_fee=0)
    added = settle(settled, PatientCredit(patient=ANA), whole, livemode=False, at=LATER)
    assert isinstance(added, SavePayment)
    known = added.payment
    assert (known.card, known.paid_at, known.stripe_fee) == (whole.card, NOON, 0)
    other = replace(whole, charged_at=LATER, stripe_fee=9)
    assert settle(known, PatientCredit(patient=ANA), other, livemode=False, at=LATER) == NoChange()
