"""Refunds and disputes at Stripe."""

from __future__ import annotations

from typing import Any

from tests.simulation.stripe.world import Json, RefusedError, StripeWorld

INQUIRY = "warning_needs_response"


def refund(world: StripeWorld, intent_id: str, amount: int, metadata: dict[str, str], *, reverse: bool) -> Json:
    """Gives money back; refused for more than is left and while the charge is disputed."""
    intent = world.get(intent_id)
    if intent["status"] != "succeeded":
        raise RefusedError("This PaymentIntent does not have a successful charge to refund.")
    charge = world.get(intent["latest_charge"])
    if any(dispute["status"] not in ("won", "warning_closed", INQUIRY) for dispute in _disputes(world, intent_id)):
        raise RefusedError(f"Charge {charge['id']} has been charged back; cannot issue a refund.", "charge_disputed")
    if amount > charge["amount"] - charge["amount_refunded"]:
        raise RefusedError("Refund amount is greater than unrefunded amount on charge")
    if reverse and charge["transfer"]:
        world.reverse(charge["transfer"], amount, {})
    charge["amount_refunded"] += amount
    fields: dict[str, Any] = {"amount": amount, "currency": charge["currency"], "metadata": metadata}
    made = world.add("re", "refund", status="pending", payment_intent=intent_id, failure_reason=None, **fields)
    world.emit("refund.created", made)
    return made


def finish_refund(world: StripeWorld, made: Json, status: str) -> None:
    """The bank has taken the refund, or (even later) sent it back."""
    if made["status"] == "failed" or made["status"] == status:
        return
    made["status"] = status
    if status == "failed":
        made["failure_reason"] = "lost_or_stolen_card"
        world.get(world.get(made["payment_intent"])["latest_charge"])["amount_refunded"] -= made["amount"]
    world.emit("refund.updated", made)
    if status == "failed":
        world.emit("refund.failed", made)


def dispute(world: StripeWorld, intent_id: str, *, inquiry: bool) -> Json | None:
    """The cardholder disputes what wasn't refunded; an inquiry takes nothing yet."""
    intent = world.get(intent_id)
    charge = world.get(intent["latest_charge"]) if intent["status"] == "succeeded" else None
    left = charge["amount"] - charge["amount_refunded"] if charge else 0
    if left <= 0 or any(_disputes(world, intent_id)):
        return None
    opened = world.add(
        "du",
        "dispute",
        amount=left,
        currency=intent["currency"],
        livemode=world.livemode,
        status=INQUIRY if inquiry else "needs_response",
        reason="fraudulent",
        payment_intent=intent_id,
        taken=False,
    )
    world.emit("charge.dispute.created", opened)
    if not inquiry:
        _withdraw(world, opened)
    return opened


def escalate(world: StripeWorld, opened: Json) -> None:
    """The inquiry becomes a dispute, and the money goes."""
    if opened["status"] == INQUIRY:
        opened["status"] = "needs_response"
        world.emit("charge.dispute.updated", opened)
        _withdraw(world, opened)


def decide(world: StripeWorld, opened: Json, status: str) -> None:
    """The dispute is `won` or `lost`; an inquiry is closed."""
    if opened["status"] in ("won", "lost", "warning_closed"):
        return
    opened["status"] = status if opened["taken"] else "warning_closed"
    world.emit("charge.dispute.closed", opened)
    if opened["status"] == "won":
        world.emit("charge.dispute.funds_reinstated", opened)


def _withdraw(world: StripeWorld, opened: Json) -> None:
    opened["taken"] = True
    world.emit("charge.dispute.funds_withdrawn", opened)


def _disputes(world: StripeWorld, intent_id: str) -> list[Json]:
    return list(world.all("dispute", payment_intent=intent_id))
