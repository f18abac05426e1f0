"""Settlement after the bank's response. Order: `charge.succeeded`, `payment_intent.succeeded`, then the rest."""

from infra.stripe_double.cards.catalogue import Card
from infra.stripe_double.cards.declines import DECLINES, Decline
from infra.stripe_double.core.errors import StripeError
from infra.stripe_double.core.types import Json
from infra.stripe_double.resources.application_fees import take_fee
from infra.stripe_double.resources.balance import book, card_fee
from infra.stripe_double.resources.charges import approved, new_charge, refused
from infra.stripe_double.resources.disputes.dispute_life import dispute_for_card
from infra.stripe_double.resources.events import emit, emit_update
from infra.stripe_double.resources.payment_methods import behavior, put_on_file
from infra.stripe_double.resources.transfers import transfer_of_charge
from infra.stripe_double.storage.jobs import schedule
from infra.stripe_double.storage.rules import take_rule
from infra.stripe_double.storage.session import Session


def charge_card(session: Session, intent: Json, method: Json, card: Card, authenticated: bool = False) -> Json:
    """Ask the card's bank; returns the PaymentIntent, or raises `card_error` (402) after recording the decline."""
    if card.declines_with is not None:
        raise fail_intent(session, intent, method, DECLINES[card.declines_with], card.risk)
    if rule := take_rule(session.store, "processing", intent["id"]):
        begun = _begin_processing(session, intent, method, card, authenticated)
        if not rule.get("until_ended"):
            schedule(session, intent["id"], "succeeded")
        return begun
    charge = new_charge(session, intent, method, approved(card.risk), authenticated)
    return _succeed(session, intent, method, charge)


def _begin_processing(session: Session, intent: Json, method: Json, card: Card, authenticated: bool) -> Json:
    charge = new_charge(session, intent, method, approved(card.risk, "pending"), authenticated)
    intent |= {"status": "processing", "latest_charge": charge["id"], "next_action": None, "last_payment_error": None}
    session.save(intent)
    emit(session, "charge.pending", charge)
    emit(session, "payment_intent.processing", intent)
    return intent


def finish_processing(session: Session, intent: Json, succeeded: bool) -> Json:
    """End a PaymentIntent's `processing`, one way or the other."""
    charge = session.get("charge", intent["latest_charge"], "charge")
    method = session.get("payment_method", intent["payment_method"], "payment_method")
    if succeeded:
        paid = {"status": "succeeded", "paid": True, "captured": True, "amount_captured": charge["amount"]}
        return _succeed(session, intent, method, charge | paid)
    fail_intent(session, intent, method, DECLINES["generic_decline"])
    return session.get("payment_intent", intent["id"], "intent")


def _succeed(session: Session, intent: Json, method: Json, charge: Json) -> Json:
    _keep_card(session, intent, method)
    intent |= {
        "amount_received": intent["amount"],
        "last_payment_error": None,
        "latest_charge": charge["id"],
        "next_action": None,
        "status": "succeeded",
    }
    if intent["transfer_data"]:
        intent["transfer_group"] = charge["transfer_group"] = intent["transfer_group"] or f"group_{intent['id']}"
    session.save(intent)
    if intent["capture_method"] == "automatic":
        _move_money(session, charge)
    emit(session, "charge.succeeded", session.save(charge))
    emit(session, "payment_intent.succeeded", intent)
    if intent["capture_method"] != "automatic":
        before = dict(charge)
        _move_money(session, charge)
        emit_update(session, "charge.updated", session.save(charge), before)
    dispute_for_card(session, charge, behavior(session, method["id"]))
    return intent


def _keep_card(session: Session, intent: Json, method: Json) -> None:
    if method["customer"] is not None:
        return
    if intent["setup_future_usage"] and intent["customer"]:
        put_on_file(session, method, intent["customer"])
    else:
        session.hide(method["id"], state="spent")


def _move_money(session: Session, charge: Json) -> None:
    fee, pending = card_fee(charge["amount"]), not behavior(session, charge["payment_method"]).bypasses_pending
    booked = book(session, "charge", charge, charge["amount"], fee, charge["description"], pending=pending)
    charge["balance_transaction"] = booked["id"]
    if charge["transfer_data"]:
        transfer = transfer_of_charge(session, charge)
        charge["transfer"] = transfer["id"]
        if charge["application_fee_amount"]:
            charge["application_fee"] = take_fee(session, charge, transfer)


def fail_intent(
    session: Session, intent: Json, method: Json, why: Decline | StripeError, risk: str = "normal"
) -> StripeError:
    """Record a failed attempt and return the error to raise; the PaymentIntent waits for another card."""
    error = _declined(session, intent, method, why, risk) if isinstance(why, Decline) else why
    intent |= {
        "last_payment_error": error.error | {"payment_method": method},
        "next_action": None,
        "payment_method": None,
        "status": "requires_payment_method",
    }
    session.save(intent)
    emit(session, "payment_intent.payment_failed", intent)
    error.error = error.error | {"payment_intent": intent, "payment_method": method}
    return error


def _declined(session: Session, intent: Json, method: Json, decline: Decline, risk: str) -> StripeError:
    charge = new_charge(session, intent, method, refused(decline, risk), authenticated=False)
    intent["latest_charge"] = charge["id"]
    emit(session, "charge.failed", charge)
    extra = {"charge": charge["id"], "decline_code": decline.decline_code, "advice_code": decline.advice}
    return StripeError(402, decline.message, kind="card_error", code=decline.code, extra=extra, keeps_changes=True)
