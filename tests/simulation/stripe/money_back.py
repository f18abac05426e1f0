"""Refunds at Stripe: by the API, in the dashboard, and what becomes of them."""

from __future__ import annotations

from typing import Any

from tests.simulation.stripe.balances import PLATFORM, book
from tests.simulation.stripe.disputes import net_withdrawn, resolve_warnings
from tests.simulation.stripe.world import Json, RefusedError, StripeWorld

REFUNDABLE = ("won", "lost", "prevented", "warning_needs_response", "warning_under_review", "warning_closed")


def refund(world: StripeWorld, intent_id: str, amount: int, metadata: dict[str, str], *, reverse: bool) -> Json:
    """Give money back; refused for more than is left and while a dispute is live."""
    intent = world.get(intent_id)
    if intent["status"] != "succeeded":
        raise RefusedError("This PaymentIntent does not have a successful charge to refund.")
    charge = world.get(intent["latest_charge"])
    _check(world, charge, amount)
    made = _new(world, charge, amount, metadata)
    if reverse and charge["transfer"]:
        _reverse(world, charge, made)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    made["balance_transaction"] = book(world, PLATFORM, "refund", made, -amount)["id"]
    world.emit("refund.created", made)
    if charge["refunded"]:
        resolve_warnings(world, charge)
    return made


def _check(world: StripeWorld, charge: Json, amount: int) -> None:
    disputes = list(world.all("dispute", charge=charge["id"]))
    taken = sum(max(0, net_withdrawn(each)) for each in disputes)
    gone = charge["amount_refunded"] + taken
    if any(each["status"] not in REFUNDABLE for each in disputes) or (taken and amount > charge["amount"] - gone):
        raise RefusedError(f"Charge {charge['id']} has been charged back; cannot issue a refund.", "charge_disputed")
    if amount > charge["amount"] - charge["amount_refunded"]:
        raise RefusedError("Refund amount is greater than unrefunded amount on charge")


def _new(world: StripeWorld, charge: Json, amount: int, metadata: dict[str, str]) -> Json:
    fields: dict[str, Any] = {"amount": amount, "currency": charge["currency"], "metadata": dict(metadata)}
    return world.add(
        "re",
        "refund",
        status="pending",
        charge=charge["id"],
        payment_intent=charge["payment_intent"],
        failure_reason=None,
        failure_balance_transaction=None,
        transfer_reversal=None,
        source_transfer_reversal=None,
        **fields,
    )


def _reverse(world: StripeWorld, charge: Json, made: Json) -> None:
    """Refuse the whole refund where the transfer has too little left."""
    try:
        back = world.reverse(charge["transfer"], made["amount"], {}, refund=made["id"])
    except RefusedError:
        del world.objects[made["id"]]
        raise
    made["transfer_reversal"] = back["id"]


def finish_refund(world: StripeWorld, made: Json, status: str) -> None:
    """The bank has taken the refund, or (even later) sent it back. A failure leaves the transfer's reversal."""
    if made["status"] == "failed" or made["status"] == status:
        return
    made["status"] = status
    if status == "failed":
        made["failure_reason"] = "lost_or_stolen_card"
        charge = world.get(made["charge"])
        charge["amount_refunded"] -= made["amount"]
        charge["refunded"] = False
        failure = book(world, PLATFORM, "refund_failure", made, made["amount"])
        made["failure_balance_transaction"] = failure["id"]
    world.emit("refund.updated", made)
    if status == "failed":
        world.emit("refund.failed", made)
