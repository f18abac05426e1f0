"""A payout is proven to add up, and is on its payments from its arrival until a bank sends it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from chalicelib.credit.payment import PaidOut
from chalicelib.credit.proof import Payout
from chalicelib.credit.stripe_report import PaymentRef
from tests.fakes.examples import BEN, account, maple
from tests.fakes.small import NOON
from tests.services.nights import Nights

ARRIVED = date(2026, 11, 25)


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
