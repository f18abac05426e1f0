"""Confirming a PaymentIntent: which card, does its bank want 3-D Secure, and then the bank's answer."""

from infra.stripe_double.cards.catalogue import Card
from infra.stripe_double.cards.declines import Decline
from infra.stripe_double.core.errors import StripeError, invalid
from infra.stripe_double.core.ids import new_id, token
from infra.stripe_double.core.types import Json, Params
from infra.stripe_double.resources import payment_methods
from infra.stripe_double.resources.accounts import check_destination, check_on_behalf_of
from infra.stripe_double.resources.events import emit
from infra.stripe_double.resources.payment_intents.settlement import charge_card, fail_intent
from infra.stripe_double.resources.payment_methods import behavior, refuse_used, resolve
from infra.stripe_double.storage.session import Session

_AUTHENTICATION = Decline(
    "authentication_required",
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
)
_REFUSED = "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new " \
           "PaymentMethod to attempt to fulfill this PaymentIntent again."  # fmt: skip


def confirm_intent(session: Session, intent: Json, params: Params) -> Json:
    """Pay with the card given, or with the one the PaymentIntent already names."""
    if params.get("setup_future_usage"):
        intent["setup_future_usage"] = params["setup_future_usage"]
    if params.get("payment_method") or params.get("payment_method_data"):
        intent = pick_method(session, intent, params)
    if intent["payment_method"] is None:
        raise StripeError(
            400,
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the "
            "PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a "
            "payment method or ConfirmationToken.",
            code="payment_intent_unexpected_state",
            extra={"payment_intent": intent},
        )
    _check_accounts(session, intent)
    method = session.get("payment_method", intent["payment_method"], "payment_method")
    card = behavior(session, method["id"])
    if _wants_challenge(session, card, method):
        return _challenge(session, intent, method, params)
    return charge_card(session, intent, method, card)


def _check_accounts(session: Session, intent: Json) -> None:
    if intent["transfer_data"]:
        check_destination(session, intent["transfer_data"]["destination"], "transfer_data[destination]")
    if intent["on_behalf_of"]:
        check_on_behalf_of(session, intent["on_behalf_of"])


def pick_method(session: Session, intent: Json, params: Params) -> Json:
    """Put a card on the PaymentIntent; raises when it is another customer's or used up."""
    if params.get("payment_method_data"):
        method = payment_methods.create(session, params["payment_method_data"])
    else:
        method = resolve(session, params["payment_method"], "payment_method", status=400)
    _check_owner(session, intent, method)
    intent |= {"payment_method": method["id"], "status": "requires_confirmation", "next_action": None}
    return session.save(intent)


def _check_owner(session: Session, intent: Json, method: Json) -> None:
    refuse_used(session, method)
    owner = method["customer"]
    if owner is None or owner == intent["customer"]:
        return
    if intent["customer"] is None:
        raise invalid(
            f"The PaymentMethod {method['id']} belongs to a Customer {owner}. Please include the Customer in the "
            "`customer` parameter on the PaymentIntent.",
            "payment_method",
        )
    raise invalid(
        f"The customer {intent['customer']} does not have a payment method with the ID {method['id']}. The payment "
        "method must be attached to the customer.",
        "payment_method",
        "resource_missing",
    )


def _wants_challenge(session: Session, card: Card, method: Json) -> bool:
    if card.challenge == "unless_set_up":
        return not session.hidden(method["id"]).get("authenticated", False)
    return card.challenge == "always"


def _challenge(session: Session, intent: Json, method: Json, params: Params) -> Json:
    if params.get("off_session") or params.get("error_on_requires_action"):
        raise fail_intent(session, intent, method, _AUTHENTICATION)
    ticket = token(32)
    session.hide(intent["id"], challenge=ticket)
    intent |= {"status": "requires_action", "next_action": _next_action(session, ticket, params)}
    emit(session, "payment_intent.requires_action", session.save(intent))
    return intent


def _next_action(session: Session, ticket: str, params: Params) -> Json:
    url = f"{session.base_url}/v3/challenge/{ticket}"
    if params.get("return_url") and not params.get("use_stripe_sdk"):
        return {"type": "redirect_to_url", "redirect_to_url": {"url": url, "return_url": params["return_url"]}}
    sdk = {"type": "three_d_secure_redirect", "stripe_js": url, "source": new_id("payatt")}
    return {"type": "use_stripe_sdk", "use_stripe_sdk": sdk}


def answer_challenge(session: Session, intent: Json, passed: bool) -> Json:
    """Finish 3-D Secure as the cardholder did; a decline that follows is on the PaymentIntent and isn't raised."""
    method = session.get("payment_method", intent["payment_method"], "payment_method")
    session.hide(intent["id"], challenge=None)
    if not passed:
        refusal = StripeError(400, _REFUSED, code="payment_intent_authentication_failure")
        fail_intent(session, intent, method, refusal)
        return session.get("payment_intent", intent["id"], "intent")
    session.hide(method["id"], authenticated=True)
    try:
        return charge_card(session, intent, method, behavior(session, method["id"]), authenticated=True)
    except StripeError:
        return session.get("payment_intent", intent["id"], "intent")
