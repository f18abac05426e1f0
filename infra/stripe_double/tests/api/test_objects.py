"""Every object, event and accepted request of the double is one that Stripe's own OpenAPI document describes."""

from collections.abc import Iterator
from typing import Any

import pytest
import stripe
from stripe._v1_services import V1Services

from infra.stripe_double.api.catalogue import OPERATIONS
from infra.stripe_double.testing import Running, running_double
from infra.stripe_double.tests.support import browser_calls, spec
from infra.stripe_double.tests.support.spec_validating_client import client

Json = dict[str, Any]
EVENT_TYPES = {
    "account.application.deauthorized",
    "account.updated",
    "application_fee.created",
    "application_fee.refunded",
    "capability.updated",
    "charge.dispute.closed",
    "charge.dispute.created",
    "charge.dispute.funds_reinstated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.updated",
    "charge.failed",
    "charge.pending",
    "charge.refund.updated",
    "charge.refunded",
    "charge.succeeded",
    "charge.updated",
    "customer.created",
    "customer.deleted",
    "customer.updated",
    "payment_intent.canceled",
    "payment_intent.created",
    "payment_intent.payment_failed",
    "payment_intent.processing",
    "payment_intent.requires_action",
    "payment_intent.succeeded",
    "payment_method.attached",
    "payment_method.detached",
    "payment_method.updated",
    "payout.created",
    "payout.paid",
    "payout.reconciliation_completed",
    "radar.early_fraud_warning.created",
    "radar.early_fraud_warning.updated",
    "refund.created",
    "refund.failed",
    "refund.updated",
    "transfer.created",
    "transfer.reversed",
    "transfer.updated",
}
"""Every type that the double emits."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A double that everything has happened in, through the judged SDK."""
    with running_double(tmp_path_factory.mktemp("lived"), 0, "--async-delay", "-1") as double:
        api = client(double).v1
        double.controls.post("/accounts", id="acct_main", country="CA", default_currency="cad")
        customers(api)
        paid_and_refunded(api, double)
        disputed(api, double)
        from_the_browser(api, double)
        around_it(api)
        domains(api)
        paid_out(api, double)
        fees_and_accounts(api, double)
        yield double


def customers(api: V1Services) -> None:
    customer = api.customers.create({"email": "ana@example.test", "metadata": {"patient_id": "pat_1"}})
    api.customers.update(customer.id, {"description": "known since today", "metadata": {"patient_id": ""}})
    card = api.payment_methods.attach("pm_card_mastercard", {"customer": customer.id})
    api.payment_methods.update(card.id, {"metadata": {"a": "b"}, "card": {"exp_month": 11, "exp_year": 2035}})
    api.customers.payment_methods.retrieve(customer.id, card.id)
    api.customers.payment_methods.list(customer.id, {"type": "card"})
    api.payment_methods.list({"customer": customer.id, "expand": ["data.customer"]})
    api.payment_methods.detach(card.id)
    api.payment_methods.retrieve(card.id)
    api.customers.list({"limit": 1})
    api.customers.retrieve(customer.id)
    api.customers.delete(customer.id)
    api.customers.retrieve(customer.id)


def top_up(api: V1Services, **more: Any) -> stripe.PaymentIntent:
    customer = api.customers.create({"payment_method": "pm_card_visa"})
    params: Json = {
        "amount": 5000,
        "currency": "cad",
        "customer": customer.id,
        "allowed_payment_method_types": ["card"],
        "setup_future_usage": "on_session",
        "transfer_data": {"destination": "acct_main"},
        "on_behalf_of": "acct_main",
        "metadata": {"payment_id": "pay_1"},
        "description": "Account credit",
    }
    return api.payment_intents.create(params | more)  # type: ignore[arg-type]


def paid(api: V1Services, card: str = "pm_card_visa", **more: Any) -> stripe.PaymentIntent:
    return api.payment_intents.confirm(top_up(api, **more).id, {"payment_method": card})


def paid_and_refunded(api: V1Services, double: Running) -> None:
    whole = "latest_charge.transfer.destination_payment.balance_transaction"
    intent = paid(api)
    api.payment_intents.retrieve(intent.id, {"expand": [whole, "latest_charge.refunds", "payment_method"]})
    part = api.refunds.create({"payment_intent": intent.id, "amount": 2000, "reverse_transfer": True})
    api.refunds.retrieve(part.id, {"expand": ["transfer_reversal.destination_payment_refund", "charge"]})
    api.refunds.update(part.id, {"metadata": {"why": "asked"}})
    api.refunds.create({"payment_intent": intent.id, "reverse_transfer": True, "reason": "requested_by_customer"})
    for card, outcome in (("pm_card_refundFail", "failed"), ("pm_card_pendingRefund", "succeeded")):
        refund = api.refunds.create({"payment_intent": paid(api, card).id})
        double.controls.post(f"/refunds/{refund.id}/outcome", status=outcome)
        api.refunds.retrieve(refund.id, {"expand": ["balance_transaction", "failure_balance_transaction"]})
    api.refunds.list({"payment_intent": intent.id})
    double.controls.post("/processing_rules")
    double.controls.post(f"/payment_intents/{paid(api).id}/outcome", status="succeeded")
    paid(api, capture_method="automatic")


def disputed(api: V1Services, double: Running) -> None:
    for evidence in ("winning_evidence", "losing_evidence"):
        paid(api, "pm_card_createDispute")
        dispute = api.disputes.list({"limit": 1}).data[0]
        api.disputes.update(dispute.id, {"evidence": {"uncategorized_text": evidence}, "submit": True})
    paid(api, "pm_card_createDisputeInquiry")
    inquiry = api.disputes.list({"limit": 1}).data[0]
    double.controls.post(f"/disputes/{inquiry.id}/outcome", status="needs_response")
    api.disputes.close(inquiry.id)
    api.disputes.retrieve(inquiry.id, {"expand": ["charge", "payment_intent"]})
    warned = paid(api, "pm_card_createIssuerFraudRecord")
    warning = api.radar.early_fraud_warnings.list({"payment_intent": warned.id}).data[0]
    api.refunds.create({"payment_intent": warned.id})
    api.radar.early_fraud_warnings.retrieve(warning.id, {"expand": ["charge"]})


def from_the_browser(api: V1Services, double: Running) -> None:
    for number, outcome in (("4000000000003220", "complete"), ("4000000000003220", "fail"), ("4000000000000002", "")):
        intent = top_up(api)
        fields = browser_calls.card_fields(number) | {"client_secret": str(intent.client_secret)}
        path = f"/v1/payment_intents/{intent.id}"
        _, answer = browser_calls.post(double, f"{path}/confirm", use_stripe_sdk="true", **fields)
        assert spec.object_fault(answer) is None
        if outcome:
            browser_calls.answer_challenge(answer, outcome)
        _, seen = browser_calls.get(double, f"{path}?client_secret={intent.client_secret}")
        assert spec.object_fault(seen) is None
    fields = browser_calls.card_fields("5555555555554444", "{}")
    _, method = browser_calls.post(double, "/v1/payment_methods", **fields)
    assert spec.object_fault(method) is None
    for wallet in ("apple_pay", "google_pay"):
        intent = top_up(api)
        fields = browser_calls.wallet_fields(wallet) | {"client_secret": str(intent.client_secret)}
        browser_calls.post(double, f"/v1/payment_intents/{intent.id}/confirm", **fields)
        api.payment_intents.retrieve(intent.id, {"expand": ["latest_charge", "payment_method"]})


def around_it(api: V1Services) -> None:
    intent = top_up(api)
    api.payment_intents.update(intent.id, {"metadata": {"a": "b"}, "amount": 6000})
    api.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned"})
    api.payment_intents.list({"limit": 3, "expand": ["data.latest_charge"]})
    charge = api.charges.list({"limit": 100, "expand": ["data.customer"]}).data[-1]
    api.charges.update(charge.id, {"metadata": {"a": "b"}})
    api.charges.retrieve(charge.id, {"expand": ["balance_transaction.source"]})
    booked = api.balance_transactions.list({"limit": 100, "expand": ["data.source"]}).data[0]
    api.balance_transactions.retrieve(booked.id)
    moved = api.transfers.create({"amount": 100, "currency": "cad", "destination": "acct_main"})
    back = api.transfers.reversals.create(moved.id, {"amount": 40})
    api.transfers.reversals.retrieve(moved.id, back.id, {"expand": ["transfer"]})
    api.transfers.reversals.list(moved.id)
    api.transfers.retrieve(moved.id)
    api.transfers.list({"destination": "acct_main"})
    account = api.accounts.create(
        {"country": "US", "type": "express", "capabilities": {"transfers": {"requested": True}}}
    )
    api.accounts.update(account.id, {"metadata": {"clinic": "c"}})
    api.accounts.retrieve(account.id)
    api.accounts.retrieve_current()
    api.accounts.list()
    event = api.events.list({"types": ["charge.*", "refund.created"], "created": {"gte": 1}}).data[0]
    api.events.retrieve(event.id)
    endpoint = api.webhook_endpoints.create({"url": "http://127.0.0.1:9/", "enabled_events": ["charge.succeeded"]})
    api.webhook_endpoints.update(endpoint.id, {"disabled": True})
    api.webhook_endpoints.retrieve(endpoint.id)
    api.webhook_endpoints.list()
    api.webhook_endpoints.delete(endpoint.id)


def domains(api: V1Services) -> None:
    domain = api.payment_method_domains.create({"domain_name": "credit.example"})
    api.payment_method_domains.create({"domain_name": "portal.invalid"})
    api.payment_method_domains.update(domain.id, {"enabled": False})
    api.payment_method_domains.validate(domain.id)
    api.payment_method_domains.retrieve(domain.id)
    api.payment_method_domains.list({"domain_name": "credit.example", "enabled": False})


def paid_out(api: V1Services, double: Running) -> None:
    api.balance.retrieve(None, {"stripe_account": "acct_main"})
    payout = double.controls.post("/payouts", account="acct_main", include_pending=True)
    api.payouts.list({"status": "paid"}, {"stripe_account": "acct_main"})
    api.payouts.retrieve(payout["id"], {"expand": ["balance_transaction"]}, {"stripe_account": "acct_main"})
    api.balance_transactions.list({"payout": payout["id"], "limit": 100}, {"stripe_account": "acct_main"})


def fees_and_accounts(api: V1Services, double: Running) -> None:
    intent = paid(api, application_fee_amount=320)
    fee = api.application_fees.list({"limit": 1, "expand": ["data.originating_transaction"]}).data[0]
    api.refunds.create({"payment_intent": intent.id, "reverse_transfer": True, "refund_application_fee": True})
    api.application_fees.retrieve(fee.id, {"expand": ["charge", "balance_transaction"]})
    double.controls.post("/accounts/acct_main", capabilities={"transfers": "pending"})
    api.accounts.capabilities.list("acct_main")
    api.accounts.capabilities.retrieve("acct_main", "transfers")
    api.account_links.create({"account": "acct_main", "type": "account_update", "return_url": "http://127.0.0.1/"})
    double.controls.post("/accounts/acct_main/deauthorize")
    double.controls.post("/accounts", id="acct_main")


def events(double: Running, **options: Any) -> list[stripe.Event]:
    return list(client(double).v1.events.list({"limit": 100}, options).auto_paging_iter())  # type: ignore[arg-type]


def test_every_kind_of_event_happened_and_each_is_one_of_stripes(lived: Running) -> None:
    found = events(lived) + events(lived, stripe_account="acct_main")
    assert {event.type for event in found} == EVENT_TYPES
    assert [fault for fault in (spec.object_fault(event.to_dict()) for event in found) if fault] == []


def test_every_operation_is_called_within_stripes_specification(lived: Running) -> None:
    calls = lived.controls.calls()
    assert {call["operation"] for call in calls} == {operation.name for operation in OPERATIONS}
    accepted = [call for call in calls if call["status"] == 200 and call["key_kind"] == "secret"]
    faults = [spec.request_fault(call["method"], call["path"], call["params"]) for call in accepted]
    assert [fault for fault in faults if fault] == []


def test_a_card_number_is_nowhere_in_what_the_double_keeps_of_a_request(lived: Running) -> None:
    confirmations = [
        call for call in lived.controls.calls("payment_intents.confirm") if call["key_kind"] == "publishable"
    ]
    typed = [call["params"]["payment_method_data"]["card"] for call in confirmations]
    assert {card["number"] for card in typed if "token" not in card} == {"[hidden]"}


def test_the_judge_sees_a_property_that_stripe_does_not_have(lived: Running) -> None:
    intent = client(lived).v1.payment_intents.list({"limit": 1}).data[0].to_dict()
    assert spec.object_fault(intent) is None
    assert "surprise" in str(spec.object_fault(intent | {"surprise": 1}))
    assert "amount" in str(spec.object_fault(intent | {"amount": "5000"}))


def test_the_judge_sees_a_parameter_that_stripe_does_not_have() -> None:
    sent = {"amount": "5000", "currency": "cad", "allowed_payment_method_types": ["card"]}
    assert spec.request_fault("POST", "/v1/payment_intents", sent) is None
    assert spec.request_fault("POST", "/v1/payment_intents", sent | {"payment_method_types": ["card"]}) is not None
    assert spec.request_fault("POST", "/v1/payment_intents", sent | {"amount": "5.5"}) is not None
