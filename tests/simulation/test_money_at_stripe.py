"""Stripe's side of the money, to the cent: a patient's credit, the clinic's account and the platform's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.credit.fees import FeeBearer
from tests.fakes.examples import account, maple
from tests.simulation.money_story import AMOUNT, CARD_FEE, DISPUTE_FEE, MAIN, Story, story
from tests.simulation.stripe import dashboard, disputes, money_back
from tests.simulation.stripe.balances import PLATFORM
from tests.simulation.stripe.world import Json
from tests.simulation.virtual_time import DAY_S, HOUR_S

FEES_OF_A_DISPUTE = CARD_FEE + DISPUTE_FEE


def disputed(told: Story, intent_id: str, *, amount: int | None = None, again: bool = False) -> Json:
    """A dispute that took its money; heard of unless its events are lost."""
    opened = disputes.dispute(told.stripe, intent_id, inquiry=False, amount=amount, again=again)
    assert opened is not None
    told.hear()
    return opened


def assert_held(told: Story, *, unapplied: int, clinic: int, platform: int) -> None:
    assert (told.unapplied(), told.at_clinic(), told.at_platform()) == (unapplied, clinic, platform)


def test_a_top_up_leaves_the_clinic_its_amount_and_the_platform_the_card_fee() -> None:
    with story() as told:
        told.paid()
        told.month()
        assert_held(told, unapplied=AMOUNT, clinic=AMOUNT, platform=-CARD_FEE)


# Row 1: a dispute of a partly refunded charge.


def test_partly_reinstated_lost_dispute_takes_exactly_what_was_not_refunded() -> None:
    with story() as told:
        intent_id = told.paid()
        told.refund(4_000)
        money_back.finish_refund(told.stripe, told.refund_at_stripe(), "succeeded")
        opened = disputed(told, intent_id, amount=AMOUNT)
        disputes.decide(told.stripe, opened, "lost", reinstated=4_000)
        told.month()
        assert told.payment()["disputed"] == 6_000
        assert_held(told, unapplied=0, clinic=0, platform=-FEES_OF_A_DISPUTE)


def test_refund_that_fails_during_a_dispute_is_taken_by_the_dispute() -> None:
    with story() as told:
        intent_id = told.paid()
        told.refund(4_000)
        disputed(told, intent_id, amount=AMOUNT)
        money_back.finish_refund(told.stripe, told.refund_at_stripe(), "failed")
        told.month()
        assert told.payment()["disputed"] == AMOUNT
        assert_held(told, unapplied=0, clinic=0, platform=-FEES_OF_A_DISPUTE)


# Rows 2 and 3: what is reversed comes back, and can be reversed again.


def test_failed_refund_gives_the_clinic_its_money_back() -> None:
    with story() as told:
        told.paid()
        told.refund(AMOUNT)
        money_back.finish_refund(told.stripe, told.refund_at_stripe(), "failed")
        told.month()
        assert_held(told, unapplied=AMOUNT, clinic=AMOUNT, platform=-CARD_FEE)


def test_payment_is_refundable_after_a_failed_refund() -> None:
    with story() as told:
        told.paid()
        told.refund(AMOUNT)
        money_back.finish_refund(told.stripe, told.refund_at_stripe(), "failed")
        told.month()
        told.refund(AMOUNT, number=2)
        money_back.finish_refund(told.stripe, told.refund_at_stripe(), "succeeded")
        told.month()
        assert_held(told, unapplied=0, clinic=0, platform=-CARD_FEE)


def test_payment_is_refundable_after_a_won_dispute() -> None:
    with story() as told:
        opened = disputed(told, told.paid())
        disputes.decide(told.stripe, opened, "won")
        told.month()
        told.refund(3_000)
        money_back.finish_refund(told.stripe, told.refund_at_stripe(), "succeeded")
        told.month()
        assert_held(told, unapplied=7_000, clinic=7_000, platform=-FEES_OF_A_DISPUTE)


# Row 4: a second dispute.


def test_second_dispute_after_a_won_one_takes_the_clinic_money() -> None:
    with story() as told:
        intent_id = told.paid()
        disputes.decide(told.stripe, disputed(told, intent_id), "won")
        told.month()
        disputes.decide(told.stripe, disputed(told, intent_id, again=True), "lost")
        told.month()
        assert_held(told, unapplied=0, clinic=0, platform=-CARD_FEE - 2 * DISPUTE_FEE)


# Row 5: numbers, not names.


def test_dispute_above_the_charge_takes_all_of_it() -> None:
    with story() as told:
        disputes.decide(told.stripe, disputed(told, told.paid(), amount=12_000), "lost")
        told.month()
        assert_held(told, unapplied=0, clinic=0, platform=-FEES_OF_A_DISPUTE - 2_000)


def test_inquiry_that_escalates_to_a_larger_amount_takes_the_larger_amount() -> None:
    with story() as told:
        opened = disputes.dispute(told.stripe, told.paid(), inquiry=True, amount=3_000)
        assert opened is not None
        told.hear()
        disputes.escalate(told.stripe, opened, AMOUNT)
        told.month()
        assert told.payment()["disputed"] == AMOUNT
        assert_held(told, unapplied=0, clinic=0, platform=-FEES_OF_A_DISPUTE)


def test_money_withdrawn_again_after_it_was_reinstated_is_taken() -> None:
    with story() as told:
        opened = disputed(told, told.paid())
        disputes.reinstate(told.stripe, opened)
        told.sweeps(HOUR_S)
        disputes.withdraw(told.stripe, opened, fee=0)
        told.month()
        assert told.payment()["disputed"] == AMOUNT
        assert_held(told, unapplied=0, clinic=0, platform=-FEES_OF_A_DISPUTE)


def test_lost_dispute_that_is_won_after_all_is_won_here() -> None:
    with story() as told:
        opened = disputed(told, told.paid())
        disputes.decide(told.stripe, opened, "lost")
        told.month()
        disputes.overturn(told.stripe, opened)
        told.month()
        assert told.record(opened["id"])["status"] == "won"
        assert_held(told, unapplied=AMOUNT, clinic=AMOUNT, platform=-FEES_OF_A_DISPUTE)


def test_dispute_fee_that_comes_back_is_no_credit_of_the_patient() -> None:
    with story() as told:
        opened = disputed(told, told.paid())
        disputes.reinstate(told.stripe, opened, fee=-DISPUTE_FEE)
        opened["status"] = "won"
        told.month()
        assert told.record(opened["id"])["fee"] == 0
        assert_held(told, unapplied=AMOUNT, clinic=AMOUNT, platform=-CARD_FEE)


# Row 6: events that are lost after the success, and a month of sweeps.


def _lost_withdrawal(told: Story) -> tuple[int, int, int]:
    disputed(told, told.paid())
    return 0, 0, -FEES_OF_A_DISPUTE


def _lost_reinstatement(told: Story) -> tuple[int, int, int]:
    told.lost = ("charge.dispute.funds_reinstated",)
    opened = disputed(told, told.paid())
    disputes.decide(told.stripe, opened, "won")
    return AMOUNT, AMOUNT, -FEES_OF_A_DISPUTE


def _lost_failure(told: Story) -> tuple[int, int, int]:
    told.paid()
    told.refund(4_000)
    refund = told.refund_at_stripe()
    money_back.finish_refund(told.stripe, refund, "succeeded")
    told.sweeps(HOUR_S, DAY_S)
    told.lost = ("refund.updated", "refund.failed")
    money_back.finish_refund(told.stripe, refund, "failed")
    return AMOUNT, AMOUNT, -CARD_FEE


def _lost_dashboard_refund(told: Story) -> tuple[int, int, int]:
    intent_id = told.paid()
    money_back.refund(told.stripe, intent_id, AMOUNT, {}, reverse=True)
    money_back.finish_refund(told.stripe, told.refund_at_stripe(), "succeeded")
    return 0, 0, -CARD_FEE


DISPUTE_EVENTS = ("charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.updated")
REFUND_EVENTS = ("refund.created", "refund.updated", "refund.failed")
LOST = {
    "withdrawal": (_lost_withdrawal, ("charge.dispute.funds_withdrawn",)),
    "whole dispute": (_lost_withdrawal, DISPUTE_EVENTS),
    "reinstatement": (_lost_reinstatement, ()),
    "refund's failure": (_lost_failure, ()),
    "dashboard refund": (_lost_dashboard_refund, REFUND_EVENTS),
}


@pytest.mark.parametrize("name", LOST)
def test_sweep_finds_money_whose_event_was_lost(name: str) -> None:
    tell, lost = LOST[name]
    with story() as told:
        told.lost = lost
        unapplied, clinic, platform = tell(told)
        told.month()
        assert_held(told, unapplied=unapplied, clinic=clinic, platform=platform)


# Row 7: the dashboard.


def test_dashboard_refund_without_reversal_is_taken_from_the_clinic() -> None:
    with story() as told:
        intent_id = told.paid()
        money_back.refund(told.stripe, intent_id, 7_000, {}, reverse=False)
        money_back.finish_refund(told.stripe, told.refund_at_stripe(), "succeeded")
        told.month()
        assert_held(told, unapplied=3_000, clinic=3_000, platform=-CARD_FEE)


def test_dashboard_refund_with_reversal_is_taken_once() -> None:
    with story() as told:
        intent_id = told.paid()
        money_back.refund(told.stripe, intent_id, 7_000, {}, reverse=True)
        money_back.finish_refund(told.stripe, told.refund_at_stripe(), "succeeded")
        told.month()
        assert_held(told, unapplied=3_000, clinic=3_000, platform=-CARD_FEE)


@pytest.mark.parametrize("metadata", [{}, {"deployment": "another"}], ids=["removed", "edited"])
def test_dispute_of_a_payment_whose_metadata_was_changed_is_posted(metadata: dict[str, str]) -> None:
    with story() as told:
        intent_id = told.paid()
        dashboard.edit_metadata(told.stripe, intent_id, **metadata)
        disputed(told, intent_id)
        told.month()
        assert_held(told, unapplied=0, clinic=0, platform=-FEES_OF_A_DISPUTE)


# Row 8: who bears Stripe's fees is data.


def _clinic_with(**fees: Any) -> Any:
    usual = maple()
    return replace(usual, profile=replace(usual.profile, **fees))


def test_application_fee_of_the_clinic_is_taken_by_stripe_and_kept_on_the_payment() -> None:
    with story(_clinic_with(application_fee_basis_points=290, application_fee_fixed=30)) as told:
        told.paid()
        told.month()
        assert told.payment()["application_fee"] == CARD_FEE
        assert_held(told, unapplied=AMOUNT, clinic=AMOUNT - CARD_FEE, platform=0)


def test_refund_does_not_return_the_application_fee() -> None:
    with story(_clinic_with(application_fee_basis_points=290, application_fee_fixed=30)) as told:
        told.paid()
        told.refund(4_000)
        money_back.finish_refund(told.stripe, told.refund_at_stripe(), "succeeded")
        told.month()
        assert_held(told, unapplied=6_000, clinic=6_000 - CARD_FEE, platform=0)


def test_dispute_fee_is_borne_by_the_clinic_where_that_was_agreed() -> None:
    with story(_clinic_with(dispute_fees_borne_by=FeeBearer.CLINIC)) as told:
        disputes.decide(told.stripe, disputed(told, told.paid()), "won")
        told.month()
        assert_held(told, unapplied=AMOUNT, clinic=AMOUNT - DISPUTE_FEE, platform=-CARD_FEE)


# A clinic whose only account is the platform's own.


def _on_platform() -> Any:
    usual = maple()
    return replace(usual, accounts=(account(MAIN, is_platform=True), *usual.accounts[1:]))


def test_money_of_a_clinic_on_the_platform_account_stays_on_the_platform() -> None:
    with story(_on_platform()) as told:
        told.paid()
        told.refund(4_000)
        money_back.finish_refund(told.stripe, told.refund_at_stripe(), "succeeded")
        told.month()
        assert_held(told, unapplied=6_000, clinic=0, platform=6_000 - CARD_FEE)


def test_dispute_on_the_platform_account_moves_no_transfer() -> None:
    with story(_on_platform()) as told:
        disputes.decide(told.stripe, disputed(told, told.paid()), "won")
        told.month()
        assert_held(told, unapplied=AMOUNT, clinic=0, platform=AMOUNT - FEES_OF_A_DISPUTE)
        assert not list(told.stripe.all("transfer"))


# Balances that are too small.


@pytest.mark.parametrize("days", [1, 40])
def test_reversal_waits_until_the_clinic_account_has_the_money(days: int) -> None:
    with story() as told:
        intent_id = told.paid()
        told.stripe.short.add(MAIN)
        disputes.decide(told.stripe, disputed(told, intent_id), "lost")
        told.sweeps(HOUR_S, days * DAY_S)
        assert told.at_clinic() == AMOUNT
        told.stripe.short.clear()
        told.month()
        assert_held(told, unapplied=0, clinic=0, platform=-FEES_OF_A_DISPUTE)
        assert told.day.service.counters["TransfersRefused"], "the operator was told"


@pytest.mark.parametrize("days", [0, 1, 40])
def test_return_waits_until_the_platform_has_the_money(days: int) -> None:
    with story() as told:
        opened = disputed(told, told.paid())
        told.sweeps(HOUR_S)
        told.stripe.short.add(PLATFORM)
        disputes.decide(told.stripe, opened, "won")
        told.sweeps(HOUR_S, days * DAY_S)
        assert told.at_clinic() == 0
        told.stripe.short.clear()
        told.sweeps(HOUR_S, 13 * HOUR_S)
        assert_held(told, unapplied=AMOUNT, clinic=AMOUNT, platform=-FEES_OF_A_DISPUTE)


# A lost dispute and what it leaves.


def test_lost_dispute_of_a_part_leaves_the_rest_refundable() -> None:
    with story() as told:
        disputes.decide(told.stripe, disputed(told, told.paid(), amount=2_000), "lost")
        told.month()
        told.refund(8_000)
        money_back.finish_refund(told.stripe, told.refund_at_stripe(), "succeeded")
        told.month()
        assert_held(told, unapplied=0, clinic=0, platform=-FEES_OF_A_DISPUTE)


def test_prevented_dispute_is_closed_and_gives_the_money_back() -> None:
    with story() as told:
        opened = disputed(told, told.paid())
        disputes.prevent(told.stripe, opened)
        told.month()
        assert told.record(opened["id"])["status"] not in ("needs_response", "under_review")
        assert "closed_at" in told.record(opened["id"])
        assert_held(told, unapplied=AMOUNT, clinic=AMOUNT, platform=-FEES_OF_A_DISPUTE)


# Payouts.


def test_payout_is_added_up_when_stripe_reports_it_complete() -> None:
    with story() as told:
        told.paid()
        told.sweeps(9 * DAY_S)
        made = dashboard.pay_out(told.stripe, MAIN)
        assert made
        told.hear()
        alerts, event = told.day.service.counters, told.stripe.events[-1]
        assert (event["type"], alerts["ProofDifferences"]) == ("payout.reconciliation_completed", 0)
        made["amount"] -= 100
        told.day.service.take_event({**event, "livemode": not event["livemode"]})
        assert alerts["ProofDifferences"] == 0
        told.day.service.take_event(event)
        assert alerts["ProofDifferences"] == 1
