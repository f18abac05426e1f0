"""Stripe's HTTP API, as much of it as the gateway calls. An unknown path or parameter is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.simulation.stripe import balances, money_back
from tests.simulation.stripe.lists import expanded, listed, within
from tests.simulation.stripe.world import OPEN, Json, RefusedError, StripeWorld

Params = Mapping[str, Any]
INTENT = {"amount", "currency", "customer", "allowed_payment_method_types", "setup_future_usage", "description"} | {
    "metadata",
    "on_behalf_of",
    "transfer_data",
    "transfer_group",
    "application_fee_amount",
    "statement_descriptor_suffix",
}
RETRIEVED = {
    "payment_intents": "payment_intent",
    "charges": "charge",
    "customers": "customer",
    "refunds": "refund",
    "disputes": "dispute",
    "transfers": "transfer",
    "balance_transactions": "balance_transaction",
    "application_fees": "application_fee",
    "payouts": "payout",
}
LISTED = {
    "refunds": ("refund", ("charge", "payment_intent")),
    "radar/early_fraud_warnings": ("radar.early_fraud_warning", ("charge", "payment_intent")),
    "disputes": ("dispute", ("charge", "payment_intent")),
    "transfers": ("transfer", ("transfer_group", "destination")),
    "balance_transactions": ("balance_transaction", ("type", "source", "payout", "currency")),
    "application_fees": ("application_fee", ("charge",)),
    "payouts": ("payout", ("status",)),
    "payment_intents": ("payment_intent", ("customer",)),
    "charges": ("charge", ("payment_intent", "customer", "transfer_group")),
}


def serve(world: StripeWorld, method: str, path: str, params: Params, account: str = "") -> Json:
    """Answer one request; `account` is the connected account that it is made for. Raises RefusedError."""
    parts = path.removeprefix("/v1/").split("/")
    match method, parts:
        case "get", ["account"]:
            return _account(world, account or world.platform_account)
        case "get", ["balance"]:
            return _balance(world, account)
        case "get", ["accounts", account_id]:
            return _account(world, account_id)
        case "get", ["radar", "early_fraud_warnings", *rest]:
            return _warnings(world, rest, params)
        case "get", ["customers", customer_id, "payment_methods"]:
            _customer(world, customer_id)
            return listed(world, (), params)
        case "get", ["transfers", transfer_id, "reversals"]:
            return listed(world, world.all("transfer_reversal", transfer=transfer_id), params)
        case "get", [name, identifier] if name in RETRIEVED:
            return expanded(world, _found(world, identifier, account), params)
        case "get", [name] if name in LISTED:
            return _list(world, name, params, account)
    return _made(world, method, parts, params)


def _made(world: StripeWorld, method: str, parts: list[str], params: Params) -> Json:
    match method, parts:
        case "post", ["customers"]:
            return world.add("cus", "customer", metadata=params["metadata"])
        case "post", ["payment_intents"]:
            return expanded(world, _create_intent(world, params), params)
        case "post", ["payment_intents", intent_id, "cancel"]:
            return _cancel(world, intent_id, params)
        case "post", ["refunds"]:
            reverse = params.get("reverse_transfer") == "true"
            amount, metadata = int(params["amount"]), params["metadata"]
            made = money_back.refund(world, params["payment_intent"], amount, metadata, reverse=reverse)
            return expanded(world, made, params)
        case "post", ["transfers", transfer_id, "reversals"]:
            return world.reverse(transfer_id, int(params["amount"]), params.get("metadata", {}))
        case "post", ["transfers"]:
            return _transfer(world, params)
        case "post", ["account_links"]:
            return {
                "object": "account_link",
                "url": "https://connect.stripe.simulated/s",
                "expires_at": world.time.unix,
            }
    raise NotImplementedError(f"{method} {'/'.join(parts)}")


def _found(world: StripeWorld, identifier: str, account: str) -> Json:
    """An object of the account's. What names no account is the platform's."""
    found = world.get(identifier)
    if found.get("account", "") != account:
        raise RefusedError(f"No such object: '{identifier}'", "resource_missing", 404)
    return found


def _list(world: StripeWorld, name: str, params: Params, account: str) -> Json:
    kind, filters = LISTED[name]
    wanted = {field: params[field] for field in filters if field in params}
    known = {*filters, "created", "limit", "starting_after", "expand"}
    if not set(params) <= known:
        raise NotImplementedError(f"list of {name} with {sorted(set(params) - known)}")
    found = (one for one in world.all(kind, **wanted) if one.get("account", "") == account)
    return listed(world, within(found, params), params)


def _account(world: StripeWorld, account_id: str) -> Json:
    account = world.get(account_id)
    if account.get("deauthorized"):
        message = f"The provided key does not have access to account '{account_id}' (or that account does not exist)."
        raise RefusedError(message, "account_invalid", 403)
    return account


def _balance(world: StripeWorld, account: str) -> Json:
    """The balance of an account; in the simulation all of it is available unless the account is short."""
    has = 0 if account in world.short else balances.balance(world, account)
    amounts = [{"amount": has, "currency": "cad"}]
    return {"object": "balance", "livemode": world.livemode, "available": amounts, "pending": []}


def _warnings(world: StripeWorld, rest: list[str], params: Params) -> Json:
    if rest:
        return expanded(world, world.get(rest[0]), params)
    return _list(world, "radar/early_fraud_warnings", params, "")


def _create_intent(world: StripeWorld, params: Params) -> Json:
    if not set(params) <= INTENT | {"expand"}:
        raise NotImplementedError(f"PaymentIntent with {sorted(params)}")
    _customer(world, params["customer"])
    destination = (params.get("transfer_data") or {}).get("destination")
    if destination:
        world.check_account(destination, "transfers", "transfer_data[destination]")
    if params.get("on_behalf_of"):
        world.check_account(params["on_behalf_of"], "card_payments", "on_behalf_of")
    made = world.add(
        "pi",
        "payment_intent",
        amount=int(params["amount"]),
        amount_received=0,
        application_fee_amount=int(params["application_fee_amount"]) if "application_fee_amount" in params else None,
        currency=params["currency"],
        customer=params["customer"],
        description=params.get("description"),
        livemode=world.livemode,
        status="requires_payment_method",
        metadata=params["metadata"],
        made_with=dict(params["metadata"]),
        on_behalf_of=params.get("on_behalf_of"),
        transfer_data=params.get("transfer_data"),
        transfer_group=params.get("transfer_group"),
        latest_charge=None,
        last_payment_error=None,
    )
    made["client_secret"] = f"{made['id']}_secret"
    return made


def _customer(world: StripeWorld, customer_id: str) -> None:
    """Raises RefusedError for one that was deleted."""
    if world.objects.get(customer_id, {"deleted": True}).get("deleted"):
        raise RefusedError(f"No such customer: '{customer_id}'", "resource_missing", param="customer")


def _cancel(world: StripeWorld, intent_id: str, params: Params) -> Json:
    intent = world.get(intent_id)
    if intent["status"] not in OPEN:
        raise RefusedError(f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}.")
    intent["status"] = "canceled"
    world.emit("payment_intent.canceled", intent)
    return expanded(world, intent, params)


def _transfer(world: StripeWorld, params: Params) -> Json:
    to, group = params["destination"], params.get("transfer_group", "")
    return world.transfer(int(params["amount"]), to, params["currency"], group, params.get("metadata", {}))


Serve = Callable[[StripeWorld, str, str, Params], Json]
