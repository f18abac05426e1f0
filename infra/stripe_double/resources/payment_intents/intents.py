"""PaymentIntents: https://docs.stripe.com/api/payment_intents. Confirming one is in confirmation.py."""

from infra.stripe_double.core.currency import check_amount, check_currency
from infra.stripe_double.core.errors import StripeError, invalid
from infra.stripe_double.core.ids import new_id, token
from infra.stripe_double.core.metadata import merged
from infra.stripe_double.core.types import Json, Params
from infra.stripe_double.resources.accounts import check_destination, check_on_behalf_of
from infra.stripe_double.resources.application_fees import check_fee
from infra.stripe_double.resources.events import emit
from infra.stripe_double.resources.payment_intents import confirmation
from infra.stripe_double.resources.payment_intents.confirmation import pick_method
from infra.stripe_double.storage.listing import page
from infra.stripe_double.storage.session import Session

_PLAIN = ("description", "receipt_email", "setup_future_usage", "statement_descriptor", "statement_descriptor_suffix")
_CANCELABLE = ("requires_payment_method", "requires_confirmation", "requires_action", "processing")
_CHANGEABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
_NULL = (
    "amount_capturable", "application", "application_fee_amount", "canceled_at", "cancellation_reason", "customer",
    "customer_account", "excluded_payment_method_types", "last_payment_error", "latest_charge", "next_action",
    "on_behalf_of", "payment_method", "payment_method_configuration_details", "payment_record", "processing",
    "review", "shipping", "transfer_data", "transfer_group", *_PLAIN,
)  # fmt: skip


def create(session: Session, params: Params) -> Json:
    """Create a PaymentIntent, and confirm it when asked to."""
    currency = check_currency(params["currency"])
    check_amount(params["amount"], currency)
    _check_parties(session, params)
    intent = _new(session, params, currency)
    session.add(intent)
    if params.get("payment_method"):
        intent = pick_method(session, intent, params)
    emit(session, "payment_intent.created", intent)
    return confirmation.confirm_intent(session, intent, params) if params.get("confirm") else intent


def _check_parties(session: Session, params: Params) -> None:
    if params.get("customer"):
        session.get("customer", params["customer"], "customer", status=400)
    data = params.get("transfer_data")
    if data:
        check_destination(session, data["destination"], "transfer_data[destination]")
        if data.get("amount", 0) > params["amount"]:
            raise invalid("The transfer_data[amount] must be at most the amount.", "transfer_data[amount]")
    check_fee(params)
    check_suffix(params.get("statement_descriptor_suffix"))
    if params.get("on_behalf_of"):
        check_on_behalf_of(session, params["on_behalf_of"])


def check_suffix(suffix: str | None) -> None:
    """Raise for a suffix that no card statement shows (https://docs.stripe.com/get-started/account/statement-descriptors)."""
    if not suffix:
        return
    if any(sign in suffix for sign in "<>\\'\"*"):
        raise invalid(
            "The statement descriptor suffix must not contain < > \\ ' \" or *.", "statement_descriptor_suffix"
        )
    if not any(sign.isascii() and sign.isalpha() for sign in suffix):
        raise invalid(
            "The statement descriptor suffix must contain at least one letter.", "statement_descriptor_suffix"
        )


def _new(session: Session, params: Params, currency: str) -> Json:
    identifier = new_id("pi")
    automatic = params.get("automatic_payment_methods")
    if automatic is None and "allowed_payment_method_types" not in params:
        automatic = {"enabled": True}
    return dict.fromkeys(_NULL) | {
        "id": identifier,
        "object": "payment_intent",
        "allowed_payment_method_types": params.get("allowed_payment_method_types") or None,
        "amount": params["amount"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application_fee_amount": params.get("application_fee_amount"),
        "automatic_payment_methods": {"allow_redirects": "always"} | automatic if automatic else None,
        "capture_method": params.get("capture_method", "automatic_async"),
        "client_secret": f"{identifier}_secret_{token()}",
        "confirmation_method": "automatic",
        "created": session.now(),
        "currency": currency,
        "customer": params.get("customer") or None,
        "livemode": False,
        "metadata": merged({}, params),
        "on_behalf_of": params.get("on_behalf_of") or None,
        "payment_method_options": {
            "card": {
                "installments": None,
                "mandate_options": None,
                "network": None,
                "request_three_d_secure": "automatic",
            }
        },
        "payment_method_types": params.get("allowed_payment_method_types") or ["card"],
        "shipping": params.get("shipping"),
        "status": "requires_payment_method",
        "transfer_data": params.get("transfer_data") or None,
        "transfer_group": params.get("transfer_group") or None,
        **{name: params[name] or None for name in _PLAIN if name in params},
    }


def retrieve(session: Session, params: Params, identifier: str) -> Json:
    """Return a PaymentIntent; the browser must know its client secret."""
    intent = session.get("payment_intent", identifier, "intent")
    check_secret(session, intent, params)
    return intent


def check_secret(session: Session, intent: Json, params: Params) -> None:
    """Raise unless the caller may see this PaymentIntent."""
    given = params.get("client_secret")
    if given is None and session.by_browser:
        raise invalid("Missing required param: client_secret.", "client_secret", "parameter_missing")
    if given is not None and given != intent["client_secret"]:
        raise invalid(
            "The client_secret provided does not match the client_secret associated with the PaymentIntent.",
            "client_secret",
            "payment_intent_invalid_parameter",
        )


def update(session: Session, params: Params, identifier: str) -> Json:
    """Change a PaymentIntent that hasn't been paid."""
    intent = session.get("payment_intent", identifier, "intent")
    if intent["status"] not in _CHANGEABLE and set(params) - {"metadata", "description", "expand"}:
        raise unexpected_state(intent, "update", _CHANGEABLE)
    currency = check_currency(params["currency"] if "currency" in params else intent["currency"])
    amount = check_amount(params["amount"] if "amount" in params else intent["amount"], currency)
    if params.get("customer"):
        session.get("customer", params["customer"], "customer", status=400)
    intent |= {name: params[name] or None for name in (*_PLAIN, "customer") if name in params}
    intent |= {"amount": amount, "currency": currency}
    intent["metadata"] = merged(intent["metadata"], params)
    session.save(intent)
    return pick_method(session, intent, params) if params.get("payment_method") else intent


def confirm(session: Session, params: Params, identifier: str) -> Json:
    """Try to take the money: 402 when the card is declined, `requires_action` when its bank asks for 3-D Secure."""
    intent = session.get("payment_intent", identifier, "intent")
    check_secret(session, intent, params)
    if intent["status"] == "succeeded":
        raise StripeError(
            400,
            "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.",
            code="payment_intent_unexpected_state",
            extra={"payment_intent": intent},
        )
    if intent["status"] not in _CHANGEABLE:
        raise unexpected_state(intent, "confirm", ("requires_confirmation", "requires_action"))
    return confirmation.confirm_intent(session, intent, params)


def cancel(session: Session, params: Params, identifier: str) -> Json:
    """Give up a PaymentIntent that hasn't been paid."""
    intent = session.get("payment_intent", identifier, "intent")
    if intent["status"] not in _CANCELABLE:
        raise unexpected_state(intent, "cancel", (*_CANCELABLE[:1], "requires_capture", *_CANCELABLE[1:]))
    intent |= {
        "status": "canceled",
        "canceled_at": session.now(),
        "cancellation_reason": params.get("cancellation_reason"),
        "next_action": None,
        "processing": None,
    }
    emit(session, "payment_intent.canceled", session.save(intent))
    return intent


def unexpected_state(intent: Json, verb: str, allowed: tuple[str, ...]) -> StripeError:
    """The PaymentIntent is past the point where this could be done to it."""
    done = {"cancel": "canceled", "confirm": "confirmed", "update": "updated"}[verb]
    return StripeError(
        400,
        f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}. Only a PaymentIntent "
        f"with one of the following statuses may be {done}: {', '.join(allowed)}.",
        code="payment_intent_unexpected_state",
        extra={"payment_intent": intent},
    )


def list_all(session: Session, params: Params) -> Json:
    """Return PaymentIntents, newest first."""
    return page(session, "payment_intent", params, "/v1/payment_intents", customer=params.get("customer"))
