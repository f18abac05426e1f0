"""A PaymentIntent goes through the states that Stripe documents, and never pays twice."""

import urllib.request
from typing import Any

import pytest
import stripe
from stripe._v1_services import V1Services

from infra.stripe_double.testing import Controls, Running
from infra.stripe_double.tests.support import browser_calls
from infra.stripe_double.tests.support.scenarios import charge_of, event_types, new_intent, paid


def test_a_payment_carries_what_settling_it_needs(api: V1Services) -> None:
    intent = paid(api)
    charge = charge_of(api, intent)
    assert (intent.status, intent.amount_received, charge.amount) == ("succeeded", 5000, 5000)
    assert charge.metadata["payment_id"] == "pay_1" and charge.payment_intent == intent.id
    assert charge.transfer_data is not None and charge.transfer_data.destination == "acct_main"
    assert charge.on_behalf_of == "acct_main" and charge.livemode is False
    details = charge.payment_method_details
    assert details is not None and details.card is not None
    assert (details.card.brand, details.card.last4) == ("visa", "4242")


def test_charge_succeeded_precedes_payment_intent_succeeded(api: V1Services) -> None:
    intent = paid(api)
    told = [event.data.object["id"] for event in api.events.list({"limit": 100}).data if "succeeded" in event.type]
    assert told.index(intent.id) < told.index(str(intent.latest_charge)), "newest first"


def test_the_clinics_account_receives_the_money_and_the_platform_pays_the_fee(api: V1Services) -> None:
    intent = paid(api)
    found = api.payment_intents.retrieve(
        intent.id, {"expand": ["latest_charge.balance_transaction", "latest_charge.transfer.destination_payment"]}
    ).to_dict()
    transfer = found["latest_charge"]["transfer"]
    assert (transfer["amount"], transfer["destination"]) == (5000, "acct_main")
    assert transfer["destination_payment"]["source_transfer"] == transfer["id"]
    assert found["latest_charge"]["balance_transaction"]["fee"] == 175
    theirs = api.balance_transactions.list({}, {"stripe_account": "acct_main"}).data[0]
    assert (theirs.net, theirs.type) == (5000, "payment")


def test_a_new_card_is_on_file_after_paying_and_not_after_a_decline(api: V1Services) -> None:
    customer = api.customers.create().id
    with pytest.raises(stripe.CardError):
        paid(api, "pm_card_visa_chargeDeclined", customer=customer)
    assert api.customers.payment_methods.list(customer).data == []
    paid(api, "pm_card_mastercard", customer=customer)
    assert [card.card.last4 for card in api.customers.payment_methods.list(customer).data if card.card] == ["4444"]


def test_a_card_that_was_not_to_be_kept_is_not_on_file_and_cannot_be_used_again(
    api: V1Services, double: Running
) -> None:
    customer = api.customers.create().id
    _, method = browser_calls.post(double, "/v1/payment_methods", **browser_calls.card_fields("4242424242424242", "{}"))
    paid(api, method["id"], customer=customer, setup_future_usage=None)
    assert api.customers.payment_methods.list(customer).data == []
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        paid(api, method["id"], customer=customer)


def test_another_patients_card_cannot_pay(api: V1Services) -> None:
    card = api.payment_methods.attach("pm_card_visa", {"customer": api.customers.create().id})
    intent = new_intent(api)
    with pytest.raises(stripe.InvalidRequestError, match="does not have a payment method"):
        api.payment_intents.confirm(intent.id, {"payment_method": card.id})
    assert api.payment_intents.retrieve(intent.id).status == "requires_payment_method"


def test_a_card_taken_off_file_cannot_pay_or_come_back(api: V1Services) -> None:
    customer = api.customers.create().id
    card = api.payment_methods.attach("pm_card_visa", {"customer": customer})
    assert api.payment_methods.detach(card.id).customer is None
    with pytest.raises(stripe.InvalidRequestError):
        paid(api, card.id, customer=customer)
    with pytest.raises(stripe.InvalidRequestError):
        api.payment_methods.detach(card.id)


def test_a_paid_payment_intent_cannot_be_paid_or_canceled_again(api: V1Services, controls: Controls) -> None:
    intent = paid(api)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    assert refused.value.code == "payment_intent_unexpected_state"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.payment_intents.cancel(intent.id)
    assert refused.value.code == "payment_intent_unexpected_state"
    assert len(api.charges.list({"payment_intent": intent.id}).data) == 1


def test_a_declined_payment_intent_takes_the_next_card(api: V1Services) -> None:
    intent = new_intent(api)
    with pytest.raises(stripe.CardError) as refused:
        api.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa_chargeDeclinedInsufficientFunds"})
    error = refused.value.error
    assert error is not None and (refused.value.code, error.decline_code) == ("card_declined", "insufficient_funds")
    waiting = api.payment_intents.retrieve(intent.id)
    assert waiting.status == "requires_payment_method" and waiting.last_payment_error is not None
    assert api.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"}).status == "succeeded"
    assert event_types(api, intent.id) == [
        "payment_intent.created",
        "payment_intent.payment_failed",
        "payment_intent.succeeded",
    ]
    assert [charge.status for charge in api.charges.list({"payment_intent": intent.id})] == ["succeeded", "failed"]


@pytest.mark.parametrize("outcome", ["complete", "fail"])
def test_a_challenge_decides_whether_a_3d_secure_card_pays(api: V1Services, outcome: str) -> None:
    intent = new_intent(api)
    waiting = api.payment_intents.confirm(intent.id, {"payment_method": "pm_card_threeDSecure2Required"})
    assert waiting.status == "requires_action"
    browser_calls.answer_challenge(waiting.to_dict(), outcome)
    after = api.payment_intents.retrieve(intent.id)
    if outcome == "complete":
        assert after.status == "succeeded"
    else:
        assert after.last_payment_error is not None
        assert after.last_payment_error.code == "payment_intent_authentication_failure"
        assert api.charges.list({"payment_intent": intent.id}).data == []


def test_a_challenge_without_stripe_js_sends_the_patient_there_and_back(api: V1Services) -> None:
    params: Any = {"payment_method": "pm_card_threeDSecureRequired", "return_url": "http://127.0.0.1/back?a=b"}
    intent = api.payment_intents.confirm(new_intent(api).id, params)
    assert intent.next_action is not None and intent.next_action.redirect_to_url is not None
    with urllib.request.urlopen(str(intent.next_action.redirect_to_url.url), timeout=90) as page:
        assert b"test-source-authorize-3ds" in page.read()
    back = browser_calls.answer(str(intent.next_action.redirect_to_url.url), "complete")
    assert back["return_url"].startswith(f"http://127.0.0.1/back?a=b&payment_intent={intent.id}")
    assert api.payment_intents.retrieve(intent.id).status == "succeeded"


def test_a_3d_secure_card_on_file_asks_every_time(api: V1Services) -> None:
    customer = api.customers.create().id
    card = api.payment_methods.attach("pm_card_authenticationRequired", {"customer": customer})
    for _ in range(2):
        waiting = paid(api, card.id, customer=customer)
        assert waiting.status == "requires_action"
        browser_calls.answer_challenge(waiting.to_dict(), "complete")
        assert api.payment_intents.retrieve(waiting.id).status == "succeeded"


def test_a_payment_may_take_its_time(api: V1Services, controls: Controls) -> None:
    controls.post("/processing_rules", count=2)
    slow, failing = paid(api), paid(api)
    assert (slow.status, slow.amount_received) == ("processing", 0)
    controls.post(f"/payment_intents/{slow.id}/outcome", status="succeeded")
    controls.post(f"/payment_intents/{failing.id}/outcome", status="failed")
    assert api.payment_intents.retrieve(slow.id).amount_received == 5000
    assert api.payment_intents.retrieve(failing.id).status == "requires_payment_method"


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"amount": 49}, "amount_too_small"),
        ({"amount": 100_000_000}, "amount_too_large"),
        ({"amount": 0}, "parameter_invalid_integer"),
        ({"amount": -1}, "parameter_invalid_integer"),
        ({"amount": "5.5"}, "parameter_invalid_integer"),
        ({"amount": ""}, "parameter_invalid_empty"),
        ({"amount": None}, "parameter_missing"),
        ({"currency": "xyz"}, None),
        ({"customer": "cus_nobody"}, "resource_missing"),
        ({"transfer_data": {"destination": "acct_nobody"}}, "resource_missing"),
        ({"transfer_data": {"destination": "acct_closed"}}, "insufficient_capabilities_for_transfer"),
        ({"transfer_data": {"destination": "acct_main", "amount": 5001}}, None),
        ({"transfer_data": {"destination": "acct_main", "hue": "red"}}, "parameter_unknown"),
        ({"on_behalf_of": "acct_closed"}, None),
        ({"payment_method_types": ["card"]}, "parameter_unknown"),
        ({"metadata": {"k" * 41: "v"}}, None),
        ({"setup_future_usage": "always"}, None),
    ],
)
def test_a_payment_intent_that_stripe_would_refuse_is_refused(
    api: V1Services, params: dict[str, Any], code: str | None
) -> None:
    before = len(api.payment_intents.list({"limit": 100}).data)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        new_intent(api, **params)
    assert (refused.value.http_status, refused.value.code) == (400, code)
    assert len(api.payment_intents.list({"limit": 100}).data) == before


def test_a_payment_to_a_closed_account_charges_nothing(api: V1Services, controls: Controls) -> None:
    controls.post("/accounts", id="acct_closing")
    intent = new_intent(api, transfer_data={"destination": "acct_closing"}, on_behalf_of=None)
    controls.post("/accounts/acct_closing", charges_enabled=False)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    assert refused.value.code == "insufficient_capabilities_for_transfer"
    assert api.charges.list({"payment_intent": intent.id}).data == []


def test_deleted_customer_is_known_as_deleted_and_cannot_pay(api: V1Services) -> None:
    customer = api.customers.create().id
    api.customers.delete(customer)
    assert api.customers.retrieve(customer).deleted
    with pytest.raises(stripe.InvalidRequestError) as refused:
        new_intent(api, customer=customer)
    assert (refused.value.code, refused.value.param) == ("resource_missing", "customer")
