"""Disputes at Stripe. What they move stands in their balance transactions; their status is only a name."""

from __future__ import annotations

import copy
from typing import Any

from tests.simulation.stripe.balances import DISPUTE_FEE, PLATFORM, book
from tests.simulation.stripe.world import Json, StripeWorld

INQUIRY = "warning_needs_response"
CLOSED = ("won", "lost", "warning_closed", "prevented")
RESPOND_WITHIN_S = 9 * 24 * 3_600


def dispute(
    world: StripeWorld, intent_id: str, *, inquiry: bool, amount: int | None = None, again: bool = False
) -> Json | None:
    """The cardholder disputes `amount` (what wasn't refunded, unless given); an inquiry takes nothing yet.

    None when there is nothing to dispute. `again`: a charge may be disputed after an earlier dispute was closed.
    """
    intent = world.get(intent_id)
    charge = world.get(intent["latest_charge"]) if intent["status"] == "succeeded" else None
    earlier = list(world.all("dispute", payment_intent=intent_id))
    left = charge["amount"] - charge["amount_refunded"] if charge else 0
    wanted = left if amount is None else amount
    if charge is None or wanted <= 0 or (earlier and not again) or any(one["status"] not in CLOSED for one in earlier):
        return None
    return open_dispute(world, charge, wanted, INQUIRY if inquiry else "needs_response")


def open_dispute(world: StripeWorld, charge: Json, amount: int, status: str) -> Json:
    """A dispute of a charge; its money goes at once unless it is an inquiry."""
    opened = world.add(
        "du",
        "dispute",
        amount=amount,
        balance_transactions=[],
        charge=charge["id"],
        currency=charge["currency"],
        evidence_details={"due_by": world.time.unix + RESPOND_WITHIN_S, "has_evidence": False, "past_due": False},
        is_charge_refundable=status == INQUIRY,
        livemode=world.livemode,
        metadata={},
        payment_intent=charge["payment_intent"],
        reason="fraudulent",
        status=status,
    )
    charge["disputed"] = True
    resolve_warnings(world, charge)
    if status == INQUIRY:
        world.emit("charge.dispute.created", opened)
    else:
        _book(world, opened, -amount, DISPUTE_FEE)
        world.emit("charge.dispute.created", opened)
        world.emit("charge.dispute.funds_withdrawn", opened)
    return opened


def net_withdrawn(opened: Json) -> int:
    """The amount that the dispute took and did not give back so far."""
    return -sum(int(one["amount"]) for one in opened["balance_transactions"])


def escalate(world: StripeWorld, opened: Json, amount: int | None = None) -> None:
    """The inquiry becomes a dispute, perhaps of another amount, and the money goes."""
    if opened["status"] == INQUIRY:
        opened.update(status="needs_response", amount=amount or opened["amount"], is_charge_refundable=False)
        world.emit("charge.dispute.updated", opened)
        withdraw(world, opened)


def decide(world: StripeWorld, opened: Json, status: str, reinstated: int | None = None) -> None:
    """The dispute is `won` or `lost`; an inquiry is closed.

    `reinstated` is what comes back: all of it of a won dispute and nothing of a lost one, unless given.
    """
    if opened["status"] in CLOSED:
        return
    opened["status"] = status if opened["balance_transactions"] else "warning_closed"
    back = reinstated if reinstated is not None else net_withdrawn(opened) if status == "won" else 0
    if back:
        _book(world, opened, back, 0)
    world.emit("charge.dispute.closed", opened)
    if back:
        world.emit("charge.dispute.funds_reinstated", opened)


def overturn(world: StripeWorld, opened: Json) -> None:
    """A lost dispute is won after all, months later."""
    opened["status"] = "won"
    _book(world, opened, net_withdrawn(opened), 0)
    world.emit("charge.dispute.updated", opened)
    world.emit("charge.dispute.funds_reinstated", opened)


def prevent(world: StripeWorld, opened: Json) -> None:
    """Stripe resolved it before the bank took anything, or gave back what was taken."""
    opened["status"] = "prevented"
    back = net_withdrawn(opened)
    if back:
        _book(world, opened, back, 0)
    world.emit("charge.dispute.closed", opened)


def withdraw(world: StripeWorld, opened: Json, amount: int | None = None, fee: int = DISPUTE_FEE) -> None:
    """The money goes, for the first time or again."""
    _book(world, opened, -(amount or opened["amount"]), fee)
    world.emit("charge.dispute.funds_withdrawn", opened)


def reinstate(world: StripeWorld, opened: Json, amount: int | None = None, fee: int = 0) -> None:
    """The money comes back; a negative `fee` returns the dispute's fee."""
    _book(world, opened, net_withdrawn(opened) if amount is None else amount, fee)
    world.emit("charge.dispute.funds_reinstated", opened)


def _book(world: StripeWorld, opened: Json, amount: int, fee: int) -> None:
    made: dict[str, Any] = book(world, PLATFORM, "adjustment", opened, amount, fee)
    opened["balance_transactions"].append(copy.deepcopy(made))


def warn(world: StripeWorld, intent_id: str) -> Json:
    """The card's issuer reports the charge as likely fraud, before any dispute."""
    charge = world.get(world.get(intent_id)["latest_charge"])
    made = world.add(
        "issfr",
        "radar.early_fraud_warning",
        actionable=not charge["refunded"] and not charge["disputed"],
        charge=charge["id"],
        fraud_type="made_with_lost_card",
        livemode=world.livemode,
        payment_intent=intent_id,
    )
    world.emit("radar.early_fraud_warning.created", made)
    return made


def resolve_warnings(world: StripeWorld, charge: Json) -> None:
    """Nothing is left to do about a charge that was refunded in full or disputed."""
    for warning in world.all("radar.early_fraud_warning", charge=charge["id"], actionable=True):
        warning["actionable"] = False
        world.emit("radar.early_fraud_warning.updated", warning)
