"""Refunds: https://docs.stripe.com/api/refunds. A refund that failed gives its amount back to the charge."""

from infra.stripe_double.cards.catalogue import by_number
from infra.stripe_double.core.currency import money
from infra.stripe_double.core.errors import invalid
from infra.stripe_double.core.ids import new_id, token
from infra.stripe_double.core.metadata import merged
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import AMOUNT, BOOLEAN, METADATA, STRING, Table, Text
from infra.stripe_double.core.types import Json, Params
from infra.stripe_double.resources.application_fees import return_fee
from infra.stripe_double.resources.balance import book
from infra.stripe_double.resources.disputes.dispute_life import refuses_refund
from infra.stripe_double.resources.disputes.fraud_warnings import resolve_warnings
from infra.stripe_double.resources.events import emit, emit_update
from infra.stripe_double.resources.transfers import reverse
from infra.stripe_double.storage.jobs import schedule, unschedule
from infra.stripe_double.storage.listing import LISTED, page
from infra.stripe_double.storage.rules import take_rule
from infra.stripe_double.storage.session import Session


def create(session: Session, params: Params) -> Json:
    """Give back all or part of a charge; raises for more than is left, and for a disputed charge."""
    charge = _charge(session, params)
    left = charge["amount"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    _check(session, charge, amount, left)
    refund = session.add(_new(session, charge, amount, params))
    if params.get("reverse_transfer"):
        _reverse_transfer(session, charge, refund)
    if params.get("refund_application_fee"):
        return_fee(session, charge, amount)
    booked = book(session, "refund", refund, -amount, description="REFUND FOR CHARGE")
    refund["balance_transaction"] = booked["id"]
    session.save(refund)
    before = dict(charge)
    _count(session, charge, amount)
    if charge["refunded"]:
        resolve_warnings(session, charge)
    _announce(session, refund, charge, before)
    return refund


def _charge(session: Session, params: Params) -> Json:
    if bool(params.get("charge")) == bool(params.get("payment_intent")):
        raise invalid("One of the following params should be provided: payment_intent or charge.", "charge")
    if params.get("charge"):
        return session.get("charge", params["charge"], "charge")
    intent = session.get("payment_intent", params["payment_intent"], "payment_intent")
    if intent["status"] != "succeeded":
        raise invalid(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.", "payment_intent"
        )
    return session.get("charge", intent["latest_charge"], "charge")


def _check(session: Session, charge: Json, amount: int, left: int) -> None:
    if charge["status"] != "succeeded":
        raise invalid(f"Charge {charge['id']} was not successful; there is nothing to refund.", "charge")
    if refuses_refund(session, charge, amount):
        raise invalid(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.", "charge", "charge_disputed"
        )
    if left == 0:
        raise invalid(f"Charge {charge['id']} has already been refunded.", "charge", "charge_already_refunded")
    if amount > left:
        currency = charge["currency"]
        raise invalid(
            f"Refund amount ({money(amount, currency)}) is greater than unrefunded amount on charge "
            f"({money(left, currency)})",
            "amount",
        )


def _new(session: Session, charge: Json, amount: int, params: Params) -> Json:
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": session.now(),
        "currency": charge["currency"],
        "customer": charge["customer"],
        "customer_account": None,
        "destination_details": {
            "card": {"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund"},
            "type": "card",
        },
        "metadata": merged({}, params),
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def _reverse_transfer(session: Session, charge: Json, refund: Json) -> None:
    """Take the connected account's share back in proportion."""
    if not charge.get("transfer"):
        raise invalid(
            f"Cannot reverse transfer on charge {charge['id']} because it does not have an associated transfer.",
            "reverse_transfer",
        )
    transfer = session.get("transfer", charge["transfer"], "transfer")
    share = refund["amount"] * transfer["amount"] // charge["amount"]
    reversal = reverse(session, transfer, share, {}, refund["id"])
    refund["transfer_reversal"] = reversal["id"]


def _count(session: Session, charge: Json, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    session.save(charge)


def _announce(session: Session, refund: Json, charge: Json, before: Json) -> None:
    behavior, ends = _behavior(session, charge)
    if behavior == "pending":
        refund |= {"status": "pending", "pending_reason": "processing"}
        session.save(refund)
    emit(session, "refund.created", refund)
    emit_update(session, "charge.refunded", charge, before)
    if behavior == "pending" and ends:
        schedule(session, refund["id"], "succeeded")
    if behavior == "fails":
        schedule(session, refund["id"], "failed")


def _behavior(session: Session, charge: Json) -> tuple[str, bool]:
    """Return how the charge's next refund ends, and whether a pending one does so by itself."""
    rule = take_rule(session.store, "refund", charge["id"])
    if rule is not None:
        return rule["action"], not rule["until_ended"]
    number = session.hidden(charge["payment_method"])["number"]
    card = by_number(number)
    return (card.refund if card else "succeeds"), True


def finish(session: Session, refund: Json, status: str, reason: str = "lost_or_stolen_card") -> Json:
    """Bring a refund to `succeeded` or `failed`, some time later; raises when it has failed already."""
    if refund["status"] not in ("pending", "succeeded"):
        raise invalid(f"Refund {refund['id']} is {refund['status']} and stays so.", "id")
    unschedule(session, refund["id"])
    before, refund = refund, refund | {"status": status}
    refund.pop("pending_reason", None)
    if status == "failed":
        _give_back(session, refund, reason)
    elif status == "succeeded":
        card = {"reference": token(23), "reference_status": "available"}
        refund["destination_details"] = {
            "card": before["destination_details"]["card"] | card, "type": "card"
        }  # fmt: skip
    session.save(refund)
    emit_update(session, "refund.updated", refund, before)
    emit_update(session, "charge.refund.updated", refund, before)
    if status == "failed":
        emit_update(session, "refund.failed", refund, before)
    return refund


def _give_back(session: Session, refund: Json, reason: str) -> None:
    charge = session.get("charge", refund["charge"], "charge")
    _count(session, charge, -refund["amount"])
    booked = book(session, "refund_failure", refund, refund["amount"], description="REFUND FAILURE")
    refund |= {"failure_reason": reason, "failure_balance_transaction": booked["id"]}


def retrieve(session: Session, _params: Params, identifier: str) -> Json:
    """Return one refund."""
    return session.get("refund", identifier, "id")


def update(session: Session, params: Params, identifier: str) -> Json:
    """Change a refund's metadata."""
    before = session.get("refund", identifier, "id")
    after = before | {"metadata": merged(before["metadata"], params)}
    emit_update(session, "refund.updated", session.save(after), before)
    return after


def list_all(session: Session, params: Params) -> Json:
    """Return refunds, newest first."""
    filters = {name: params.get(name) for name in ("charge", "payment_intent")}
    return page(session, "refund", params, "/v1/refunds", **filters)


_NEW: Table = {
    "amount": AMOUNT,
    "charge": STRING,
    "metadata": METADATA,
    "payment_intent": STRING,
    "reason": Text(("duplicate", "fraudulent", "requested_by_customer")),
    "refund_application_fee": BOOLEAN,
    "reverse_transfer": BOOLEAN,
}
OPERATIONS = (
    Operation("refunds.create", "POST", "/v1/refunds", create, _NEW),
    Operation("refunds.list", "GET", "/v1/refunds", list_all, {**LISTED, "charge": STRING, "payment_intent": STRING}),
    Operation("refunds.retrieve", "GET", "/v1/refunds/{id}", retrieve),
    Operation("refunds.update", "POST", "/v1/refunds/{id}", update, {"metadata": METADATA}),
)
