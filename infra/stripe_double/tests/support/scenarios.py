"""The situations that most of these tests begin with."""

import json
from typing import Any

import stripe
from stripe._v1_services import V1Services


def new_intent(api: V1Services, key: str | None = None, **more: Any) -> stripe.PaymentIntent:
    """Create a PaymentIntent of 50.00 for a new customer, as our service does."""
    customer = more.pop("customer", None) or api.customers.create().id
    params = {
        "amount": 5000,
        "currency": "cad",
        "customer": customer,
        "allowed_payment_method_types": ["card"],
        "setup_future_usage": "on_session",
        "transfer_data": {"destination": "acct_main"},
        "on_behalf_of": "acct_main",
        "metadata": {"payment_id": "pay_1"},
    } | more
    given = {name: value for name, value in params.items() if value is not None}
    options: stripe.RequestOptions = {"idempotency_key": key} if key else {}
    return api.payment_intents.create(given, options)  # type: ignore[arg-type]


def paid(api: V1Services, card: str = "pm_card_visa", **more: Any) -> stripe.PaymentIntent:
    """Return a PaymentIntent that was paid with a test card."""
    return api.payment_intents.confirm(new_intent(api, **more).id, {"payment_method": card})


def charge_of(api: V1Services, intent: stripe.PaymentIntent) -> stripe.Charge:
    """Return the charge that paid a PaymentIntent."""
    return api.charges.retrieve(str(intent.latest_charge))


def error_code(error: stripe.StripeError) -> str | None:
    """Return the code in an answer; the SDK passes it on for some of its exceptions only."""
    answer: dict[str, Any] = json.loads(str(error.http_body))
    code: str | None = answer["error"].get("code")
    return code


def event_types(api: V1Services, about: str) -> list[str]:
    """Return the types of the events about an object, oldest first."""
    found = api.events.list({"limit": 30}).data
    return [event.type for event in reversed(found) if event.data.object["id"] == about]
