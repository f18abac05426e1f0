"""Acts in Stripe's dashboard, by clinics at Stripe, and by Stripe itself: none of them passes through the service."""

from __future__ import annotations

from typing import Any

from tests.simulation.stripe.balances import book, transactions
from tests.simulation.stripe.world import Json, StripeWorld


def add_account(
    world: StripeWorld, account_id: str, country: str = "CA", currency: str = "cad", **changes: Any
) -> Json:
    """A connected account that can take charges."""
    made: Json = {
        "id": account_id,
        "object": "account",
        "created": world.time.unix,
        "country": country,
        "default_currency": currency,
        "charges_enabled": True,
        "payouts_enabled": True,
        "details_submitted": True,
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "requirements": {"currently_due": [], "past_due": [], "disabled_reason": None},
    } | changes
    world.objects[account_id] = made
    return made


def change_account(world: StripeWorld, account_id: str, **changes: Any) -> Json:
    """Stripe learns something about an account, and its Connect listeners hear of it."""
    world.objects[account_id].update(changes)
    return world.emit("account.updated", world.objects[account_id], account=account_id)


def set_capability(world: StripeWorld, account_id: str, name: str, status: str) -> Json:
    """`status` is active, inactive or pending; `charges_enabled` stays."""
    account = world.objects[account_id]
    account["capabilities"] = {**account["capabilities"], name: status}
    about = {"id": name, "object": "capability", "account": account_id, "status": status, "requested": True}
    world.emit("account.updated", account, account=account_id)
    return world.emit("capability.updated", about, account=account_id)


def deauthorize(world: StripeWorld, account_id: str) -> Json:
    """The clinic disconnects its account from the platform: the key can't see it any more."""
    world.objects[account_id]["deauthorized"] = True
    application = {"id": "ca_simulated", "object": "application", "name": "Account credit"}
    return world.emit("account.application.deauthorized", application, account=account_id)


def authorize(world: StripeWorld, account_id: str) -> None:
    """The clinic connects its account again. Stripe has no event of it."""
    world.objects[account_id].pop("deauthorized", None)


def delete_customer(world: StripeWorld, customer_id: str) -> None:
    """The platform's staff delete a customer."""
    world.objects[customer_id] = {"id": customer_id, "object": "customer", "deleted": True, "created": 0}
    world.emit("customer.deleted", world.objects[customer_id])


def edit_metadata(world: StripeWorld, intent_id: str, **metadata: str) -> None:
    """All metadata of a PaymentIntent and of its charge is replaced."""
    intent = world.get(intent_id)
    for one in (intent, world.objects.get(intent["latest_charge"] or "", {})):
        one["metadata"] = dict(metadata)


def pay_out(world: StripeWorld, account_id: str) -> Json | None:
    """Stripe pays out what of an account's balance is available by now; None when that is nothing."""
    now = world.time.unix
    due = [one for one in transactions(world, account_id, payout=None) if one["available_on"] <= now]
    total = sum(one["net"] for one in due)
    if total <= 0:
        return None
    fields = {"amount": total, "arrival_date": now, "status": "paid", "automatic": True, "account": account_id}
    made = world.add("po", "payout", currency=due[0]["currency"], reconciliation_status="completed", **fields)
    moved = book(world, account_id, "payout", made, -total)
    made["balance_transaction"] = moved["id"]
    for one in (*due, moved):
        one.update(payout=made["id"], status="available")
    world.emit("payout.paid", made, account=account_id)
    world.emit("payout.reconciliation_completed", made, account=account_id)
    return made
