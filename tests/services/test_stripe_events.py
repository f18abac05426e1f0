"""Each of Stripe's events reaches the use case that makes it durable, under its own id."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.credit.records import Dispute, RefundStatus
from chalicelib.credit.stripe_report import (
    AccountReport,
    FraudWarningFacts,
    PaymentReportKind,
    PayoutReport,
    RefundFacts,
    StripeEvent,
    StripeReport,
    UnresolvedReport,
)
from tests.fakes.examples import account
from tests.fakes.world import World
from tests.services.actions import at_stripe, dashboard_refund


class Events:
    """See services.ports.EventReader."""

    def __init__(self, report: StripeReport | None) -> None:
        self.report = report
        self.read_of: list[tuple[bytes, str]] = []

    def read(self, body: bytes, signature: str) -> StripeEvent:
        self.read_of.append((body, signature))
        return StripeEvent("evt_1", self.report)


def handle(world: World, report: Any) -> None:
    events = Events(report)
    replace(world.services.handle_stripe_event, events=events)(b"body", "signature")
    assert events.read_of == [(b"body", "signature")] and world.counters.counts["EventsReceived"] > 0


def test_a_payment_that_succeeded_is_settled(world: World) -> None:
    started = world.started()
    handle(world, world.stripe.pay(str(started.payment_intent_id)))
    assert world.now(started).unapplied == 5_000 and world.counters.counts["EventsReceived"] == 1


def test_a_payment_that_was_declined_is_looked_at_for_card_testing(world: World) -> None:
    started = world.started()
    handle(world, world.stripe.decline(str(started.payment_intent_id)))
    assert world.now(started).declines == 1


def test_a_report_that_fits_no_payment_is_quarantined_under_the_event_s_id(world: World) -> None:
    started = world.started()
    odd = replace(world.stripe.pay(str(started.payment_intent_id)), amount_received=4_999)
    assert odd.kind is PaymentReportKind.SUCCEEDED
    handle(world, odd)
    assert world.ledger.quarantined("evt_1") is not None


def test_a_refund_of_the_dashboard_is_recorded_with_and_without_its_payment(world: World) -> None:
    paid = world.paid()
    handle(world, dashboard_refund(paid, 1_000))
    assert world.now(paid).refunded == 1_000
    facts = RefundFacts(
        refund_id=None,
        stripe_refund_id="re_other",
        payment_intent_id=str(paid.payment_intent_id),
        amount=500,
        currency="cad",
        status=RefundStatus.SUCCEEDED,
        livemode=False,
    )
    handle(world, UnresolvedReport(facts))
    assert world.now(paid).refunded == 1_500


def test_a_dispute_is_recorded(world: World) -> None:
    paid = world.paid()
    facts = at_stripe(paid)
    world.stripe.disputes[facts.dispute_id] = facts
    handle(world, UnresolvedReport(facts))
    assert [each.id for each in world.ledger.records_of(paid) if isinstance(each, Dispute)] == [facts.dispute_id]


def test_a_fraud_warning_holds_its_payment(world: World) -> None:
    paid = world.paid()
    facts: FraudWarningFacts = world.stripe.warn(str(paid.payment_intent_id))
    handle(world, UnresolvedReport(facts))
    assert world.now(paid).is_held


def test_an_account_is_read_anew_and_a_payout_is_added_up(world: World) -> None:
    world.stripe.accounts["acct_main"] = account(charges_enabled=False)
    handle(world, AccountReport("acct_main", livemode=False))
    stored = world.clinics.get("clinic_demo").account("acct_main")
    assert stored and not stored.charges_enabled
    world.statements.is_down = True
    with pytest.raises(Exception, match="busy"):
        handle(world, PayoutReport("acct_main", "po_1", livemode=False))


@pytest.mark.parametrize("report", [None, "unknown"])
def test_events_of_other_products_are_acknowledged_and_change_nothing(world: World, report: str | None) -> None:
    paid = world.paid()
    foreign = replace(at_stripe(paid), payment_intent_id="pi_of_another_product")
    handle(world, UnresolvedReport(foreign) if report else None)
    assert world.ledger.records_of(paid) == () and world.now(paid) == paid
