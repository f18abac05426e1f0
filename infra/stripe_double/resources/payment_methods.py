"""PaymentMethods, which here are cards: https://docs.stripe.com/api/payment_methods."""

import hashlib

from infra.stripe_double.cards.catalogue import CARDS, Card, by_number, by_payment_method
from infra.stripe_double.cards.declines import DECLINES
from infra.stripe_double.cards.entry import typed_card
from infra.stripe_double.core.errors import StripeError, invalid, missing
from infra.stripe_double.core.ids import new_id
from infra.stripe_double.core.metadata import merged
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import (
    ADDRESS,
    INTEGER,
    METADATA,
    PAGE,
    STRING,
    Group,
    Required,
    Table,
    Text,
)  # fmt: skip
from infra.stripe_double.core.types import Json, Params
from infra.stripe_double.resources.events import emit, emit_update
from infra.stripe_double.resources.payment_method_domains import WALLETS
from infra.stripe_double.storage.listing import page
from infra.stripe_double.storage.session import Session

NO_ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
BILLING = Group({"address": ADDRESS, "email": STRING, "name": STRING, "phone": STRING})
CARD = Group({"number": STRING, "exp_month": INTEGER, "exp_year": INTEGER, "cvc": STRING, "token": STRING})
"""A typed card, or the token that Stripe.js got for the card in a wallet."""
_TEST_EXPIRY: Json = {"exp_month": 12, "exp_year": 2034}
REDISPLAY = Text(("always", "limited", "unspecified"))
TYPED: Table = {
    "type": Required(Text(("card",))),
    "card": CARD,
    "billing_details": BILLING,
    "metadata": METADATA,
    "allow_redisplay": REDISPLAY,
}


def create(session: Session, params: Params) -> Json:
    """Make a card of a typed number, unattached; only a browser may send one."""
    if "card" not in params:
        raise invalid("Missing required param: card.", "card", "parameter_missing")
    if not session.by_browser:
        raise StripeError(
            402,
            "Sending credit card numbers directly to the Stripe API is generally unsafe. To continue processing use "
            "Stripe.js, the Stripe mobile bindings, or Stripe Elements.",
        )
    wallet = wallet_of(params["card"])
    if wallet:
        return add_card(session, CARDS["pm_card_visa"], _TEST_EXPIRY, with_cvc=False, params=params, wallet=wallet)
    card, expiry = typed_card(params["card"])
    return add_card(session, card, expiry, "cvc" in params["card"], params)


def wallet_of(entry: Params) -> str | None:
    """Return the wallet behind a token, such as `tok_apple_pay`; None for a typed card, an error for another token."""
    token = entry.get("token")
    wallet = next((each for each in WALLETS if token == f"tok_{each}"), None)
    if token and wallet is None:
        raise missing("token", token, "card[token]", status=400)
    return wallet


def add_card(
    session: Session, card: Card, expiry: Json, with_cvc: bool, params: Params, wallet: str | None = None
) -> Json:
    """Store a card; its number stays hidden and decides how the card behaves."""
    billing = params.get("billing_details", {})
    body: Json = {
        "id": new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": params.get("allow_redisplay", "unspecified"),
        "billing_details": {
            "address": NO_ADDRESS | billing.get("address", {}),
            **{name: billing.get(name) or None for name in ("email", "name", "phone", "tax_id")},
        },
        "card": _face(card, expiry, with_cvc) | (_in_wallet(card, wallet) if wallet else {}),
        "created": session.now(),
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": merged({}, params),
        "type": "card",
    }
    return session.add(body, {"number": card.number, "state": "fresh"})


def _face(card: Card, expiry: Json, with_cvc: bool) -> Json:
    passed = "fail" if card.declines_with == "incorrect_cvc" else "pass"
    return {
        "brand": card.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": passed if with_cvc else None,
        },
        "country": card.country,
        "display_brand": card.brand if card.brand != "amex" else "american_express",
        "fingerprint": hashlib.sha256(card.number.encode()).hexdigest()[:16],
        "funding": card.funding,
        "generated_from": None,
        "last4": card.number[-4:],
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
        **expiry,
    }


def _in_wallet(card: Card, wallet: str) -> Json:
    """A device has a number of its own for the card, so its fingerprint is another one."""
    fingerprint = hashlib.sha256(f"{wallet} {card.number}".encode()).hexdigest()[:16]
    return {"wallet": {"type": wallet, "dynamic_last4": card.number[-4:], wallet: {}}, "fingerprint": fingerprint}


def resolve(session: Session, identifier: str, param: str, status: int = 404) -> Json:
    """Return a PaymentMethod; a test one such as `pm_card_visa` makes a new card each time it is named."""
    card = by_payment_method(identifier)
    if card is None:
        return session.get("payment_method", identifier, param, status)
    return add_card(session, card, _TEST_EXPIRY, with_cvc=True, params={})


def retrieve(session: Session, _params: Params, identifier: str) -> Json:
    """Return a card."""
    return resolve(session, identifier, "payment_method")


def update(session: Session, params: Params, identifier: str) -> Json:
    """Change what may change of a card that is on file."""
    before = session.get("payment_method", identifier, "payment_method")
    if before["customer"] is None:
        raise invalid("You must save this PaymentMethod to a customer before you can update it.", "payment_method")
    after = before | {"metadata": merged(before["metadata"], params)}
    after["card"] = before["card"] | params.get("card", {})
    after["billing_details"] = before["billing_details"] | params.get("billing_details", {})
    after["allow_redisplay"] = params.get("allow_redisplay", before["allow_redisplay"])
    emit_update(session, "payment_method.updated", session.save(after), before)
    return after


def attach(session: Session, params: Params, identifier: str) -> Json:
    """Put a card on file for a customer; a card that declines may be refused here already."""
    customer = session.get("customer", params["customer"], "customer", status=400)
    method = resolve(session, identifier, "payment_method")
    if method["customer"] is not None:
        raise invalid(
            "The payment method you provided has already been attached to a customer.",
            "payment_method",
            "payment_method_unexpected_state",
        )
    refuse_used(session, method)
    _decline_when_saved(session, method)
    return put_on_file(session, method, customer["id"])


def put_on_file(session: Session, method: Json, customer: str) -> Json:
    """Attach without asking the bank again."""
    method["customer"] = customer
    emit(session, "payment_method.attached", session.save(method))
    return method


def refuse_used(session: Session, method: Json) -> None:
    """A card that paid without being on file, or that was taken off file, can never be used again."""
    if session.hidden(method["id"])["state"] == "spent" and method["customer"] is None:
        raise invalid(
            "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared "
            "with a connected account without Customer attachment, or was detached from a Customer. It may not be used "
            "again. To use a PaymentMethod multiple times, you must attach it to a Customer first.",
            "payment_method",
        )


def _decline_when_saved(session: Session, method: Json) -> None:
    card = behavior(session, method["id"])
    if card.declines_with is None or not card.declines_when_attached:
        return
    decline = DECLINES[card.declines_with]
    extra = {"decline_code": decline.decline_code}
    raise StripeError(402, decline.message, kind="card_error", code=decline.code, extra=extra)


def behavior(session: Session, identifier: str) -> Card:
    """Return the test card behind a PaymentMethod."""
    card = by_number(session.hidden(identifier)["number"])
    if card is None:
        raise LookupError(f"{identifier} has no test card behind it")
    return card


def detach(session: Session, _params: Params, identifier: str) -> Json:
    """Remove a card from file permanently."""
    method = session.get("payment_method", identifier, "payment_method")
    if method["customer"] is None:
        raise invalid(
            "The payment method you provided is not attached to a customer so detachment is impossible.",
            "payment_method",
            "payment_method_unexpected_state",
        )
    return release(session, method)


def release(session: Session, method: Json) -> Json:
    """Detach a card that is known to be on file."""
    before, after = method, method | {"customer": None}
    session.hide(method["id"], state="spent")
    emit_update(session, "payment_method.detached", session.save(after), before)
    return after


def list_all(session: Session, params: Params) -> Json:
    """Return the cards of one customer; without a customer, none that a platform may see."""
    if not params.get("customer"):
        return list_of_customer(session, params, "", "/v1/payment_methods")
    session.get("customer", params["customer"], "customer", status=400)
    return list_of_customer(session, params, params["customer"], "/v1/payment_methods")


def list_of_customer(session: Session, params: Params, customer: str, url: str) -> Json:
    """Return a page of one customer's cards."""
    return page(session, "payment_method", params, url, customer=customer, type=params.get("type") or None)


OPERATIONS = (
    Operation("payment_methods.create", "POST", "/v1/payment_methods", create, TYPED, browser=True),
    Operation(
        "payment_methods.list", "GET", "/v1/payment_methods", list_all, {**PAGE, "customer": STRING, "type": STRING}
    ),
    Operation("payment_methods.retrieve", "GET", "/v1/payment_methods/{id}", retrieve),
    Operation(
        "payment_methods.update",
        "POST",
        "/v1/payment_methods/{id}",
        update,
        {
            "metadata": METADATA,
            "billing_details": BILLING,
            "allow_redisplay": REDISPLAY,
            "card": Group({"exp_month": INTEGER, "exp_year": INTEGER}),
        },
    ),
    Operation(
        "payment_methods.attach",
        "POST",
        "/v1/payment_methods/{id}/attach",
        attach,
        {"customer": Required(STRING)},
    ),
    Operation("payment_methods.detach", "POST", "/v1/payment_methods/{id}/detach", detach),
)
