"""Stripe's responses are understood whole: every page, every reason, in one mode, each card by its number and date."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.credit.errors import Invalid
from chalicelib.credit.stripe_report import RefundReport
from chalicelib.stripe_gateway.client import FixedClient, new_client
from chalicelib.stripe_gateway.events import read_event
from chalicelib.stripe_gateway.gateway import StripePayments
from chalicelib.stripe_gateway.statements import StripeStatements
from tests.fakes.examples import account, payment
from tests.fakes.small import FakeClock
from tests.stripe_gateway.recorded_calls import CARD, EMPTY, METHOD, RESPONSES, Recorder
from tests.stripe_gateway.stripe_json import OURS, SECRET, charge, encoded, event, intent, signature
from tests.stripe_gateway.stripe_json import account as account_json

REFUND = RESPONSES["POST /v1/refunds"]
DISPUTE = RESPONSES["GET /v1/disputes/du_1"]
WARNING = RESPONSES["GET /v1/radar/early_fraud_warnings/issfr_1"]
THEIRS = intent(id="pi_of_another", metadata={**OURS, "payment_id": "pay_2"})


class Paged(Recorder):
    """Return a list page by page."""

    def __init__(self, *pages: list[dict[str, Any]]) -> None:
        super().__init__()
        self.pages = list(pages)

    def response(self, call: str) -> Any:
        data = self.pages.pop(0)
        return {"object": "list", "data": data, "has_more": bool(self.pages), "url": "/v1/x"}


def on(transport: Recorder) -> StripePayments:
    return StripePayments(FixedClient(new_client("sk_test_1", transport)), "test", FakeClock())


def read(about: Any, kind: str, **changes: Any) -> Any:
    body = encoded(event(kind, about, **changes))
    return read_event(body, signature(body), (SECRET,), "test").report


@pytest.mark.parametrize("before", [0, 1, 99, 100])
def test_a_lost_payment_intent_is_found_on_whichever_page_it_is(before: int) -> None:
    transport = Paged([THEIRS] * before, [intent()]) if before else Paged([intent()])
    found = on(transport).find_started(payment("pay_1"), "cus_1")
    assert found is not None and found.payment_intent_id == "pi_1"


@pytest.mark.parametrize("late", [timedelta(), timedelta(hours=1), timedelta(hours=24)])
def test_a_lost_payment_intent_is_looked_for_hours_after_the_start(late: timedelta) -> None:
    """The same request may be repeated for a day, and each repetition may be what made it."""
    transport, asked = Paged([]), payment("pay_1")
    on(transport).find(asked, "cus_1")
    span = transport.sent[0]["parameters"]
    made = (asked.created_at + late).timestamp()
    assert int(span["created[gte]"]) <= made <= int(span["created[lte]"])


class Missing(Recorder):
    """Refuse everything: Stripe has no such object."""

    def request(self, *asked: Any, **options: Any) -> tuple[str, int, Mapping[str, str]]:
        super().request(*asked, **options)
        error = {"type": "invalid_request_error", "code": "resource_missing", "message": "No such customer: 'cus_1'"}
        return json.dumps({"error": error}), 400, {}


def test_a_customer_that_is_no_more_has_no_payment_intent_to_look_at() -> None:
    stripes = on(Missing())
    assert stripes.find(payment("pay_1"), "cus_1") is None
    assert stripes.find_started(payment("pay_1"), "cus_1") is None
    assert stripes.others(payment("pay_1"), "cus_1") == ()


PAYOUT = {
    "id": "po_2",
    "object": "payout",
    "amount": 15_000,
    "arrival_date": 1,
    "automatic": True,
    "created": 1,
    "reconciliation_status": "completed",
    "status": "paid",
}


def line(kind: str, net: int, source: Any) -> dict[str, Any]:
    usual = {"object": "balance_transaction", "created": 1, "currency": "cad", "fee": 0}
    return {**usual, "id": f"txn_{net}", "type": kind, "amount": net, "net": net, "source": source}


@pytest.mark.parametrize("kind", ["payout_failure", "payout_cancel"])
def test_a_payout_counts_what_an_earlier_one_that_failed_gave_back(kind: str) -> None:
    """Not what itself took, or gave back when it failed."""
    before = {**PAYOUT, "id": "po_1", "status": "failed"}
    lines = [line("charge", 5_000, charge()), line(kind, 10_000, before), line("payout", -15_000, PAYOUT)]

    class Reading(Recorder):
        def response(self, call: str) -> Any:
            return PAYOUT if call == "GET /v1/payouts/po_2" else {**EMPTY, "data": lines}

    client = FixedClient(new_client("sk_test_1", Reading()))
    read = StripeStatements(client, "test").payout("acct_main", "po_2")
    assert read is not None and (read.amount, read.transactions_net) == (15_000, 15_000)


def test_payouts_that_the_bank_sent_back_are_read_with_what_they_had_paid() -> None:
    """However long ago they were made, up to a month: a bank may take days, and the status was `paid` until then."""
    failed = {**PAYOUT, "id": "po_1", "status": "failed", "reconciliation_status": "completed"}

    class Reading(Recorder):
        def response(self, call: str) -> Any:
            asked = self.sent[-1]["parameters"]
            if call == "GET /v1/payouts" and asked.get("status") == "failed":
                return {**EMPTY, "data": [failed, {**failed, "id": "po_manual", "automatic": False}]}
            if call == "GET /v1/balance_transactions" and asked.get("payout") == "po_1":
                return {**EMPTY, "data": [line("charge", 5_000, charge()), line("payout", -5_000, failed)]}
            return RESPONSES.get(call, EMPTY)

    transport, until = Reading(), FakeClock().now()
    client = FixedClient(new_client("sk_test_1", transport))
    read = StripeStatements(client, "test").statement(until, until, [], platform_payouts=True)
    (payout,) = read.returned
    assert (payout.id, read.payouts, payout.arrived_on) == ("po_1", (), None)
    assert [each.payment_id for each in payout.payments] == ["pay_1"]
    (asked,) = (each["parameters"] for each in transport.sent if each["parameters"].get("status") == "failed")
    assert int(asked["created[gte]"]) == int((until - timedelta(days=30)).timestamp())


@pytest.mark.parametrize(("expires", "cards"), [((1, 2030), 1), ((2, 2030), 2), ((1, 2031), 2)])
def test_a_renewed_card_is_another_card_and_a_repeated_one_is_not(expires: tuple[int, int], cards: int) -> None:
    month, year = expires
    other = {**METHOD, "id": "pm_2", "card": {**CARD, "exp_month": month, "exp_year": year}}
    assert len(on(Paged([other, METHOD])).cards("cus_1")) == cards


def test_a_card_in_a_wallet_is_another_way_to_pay_than_the_card() -> None:
    """Google Pay may hand over the card's own number."""
    in_wallet = {**METHOD, "id": "pm_2", "card": {**CARD, "wallet": {"type": "google_pay"}}}
    found = on(Paged([in_wallet, METHOD])).cards("cus_1")
    assert [one.card.wallet for one in found] == ["google_pay", None]


def test_why_a_refund_failed_is_kept() -> None:
    said = read({**REFUND, "status": "failed", "failure_reason": "expired_or_canceled_card"}, "refund.failed")
    assert isinstance(said, RefundReport) and said.failure == "expired_or_canceled_card"


@pytest.mark.parametrize("livemode", [True, False])
@pytest.mark.parametrize(
    ("about", "kind"),
    [
        (DISPUTE, "charge.dispute.created"),
        (DISPUTE, "charge.dispute.funds_withdrawn"),
        (WARNING, "radar.early_fraud_warning.created"),
        (intent(), "payment_intent.succeeded"),
    ],
)
def test_an_event_and_its_object_are_of_one_mode(about: dict[str, Any], kind: str, livemode: bool) -> None:
    assert read({**about, "livemode": livemode}, kind, livemode=livemode) is not None
    with pytest.raises(Invalid):
        read({**about, "livemode": not livemode}, kind, livemode=livemode)


class AccountWith(Recorder):
    """Return an account with these settings."""

    def __init__(self, settings: dict[str, Any] | None) -> None:
        super().__init__()
        self.settings = settings

    def response(self, call: str) -> Any:
        return account_json(settings=self.settings)


@pytest.mark.parametrize(
    ("prefix", "descriptor", "known"),
    [
        ("MAPLE", "MAPLE CLINIC TORONTO", ("MAPLE", "MAPLE CLINIC TORONTO")),
        (None, "MAPLE CLINIC TORONTO", ("MAPLE CLIN", "MAPLE CLINIC TORONTO")),
        (None, None, (None, None)),
    ],
)
def test_an_accounts_words_on_card_statements_are_read(
    prefix: str | None, descriptor: str | None, known: tuple[str | None, str | None]
) -> None:
    settings = {
        "card_payments": {"statement_descriptor_prefix": prefix},
        "payments": {"statement_descriptor": descriptor},
    }
    told = on(AccountWith(settings)).account(account())
    assert (told.statement_prefix, told.statement_descriptor) == known
    assert on(AccountWith(None)).account(account()).statement_prefix is None
