"""Stripe's HTTP API, as much of it as the gateway calls. An unknown path or parameter is refused."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from tests.simulation.stripe import money_back
from tests.simulation.stripe.world import OPEN, Json, RefusedError, StripeWorld

Params = Mapping[str, Any]
INTENT = {"amount", "currency", "customer", "allowed_payment_method_types", "setup_future_usage", "description"} | {
    "metadata",
    "on_behalf_of",
    "transfer_data",
}


def serve(world: StripeWorld, method: str, path: str, params: Params) -> Json:
    """Answers one request. Raises RefusedError."""
    match method, path.removeprefix("/v1/").split("/"):
        case "post", ["customers"]:
            return world.add("cus", "customer", metadata=params["metadata"])
        case "post", ["payment_intents"]:
            return _create_intent(world, params)
        case "get", ["payment_intents"]:
            return _intents(world, params)
        case "get", ["payment_intents", intent_id]:
            return _expanded(world, world.get(intent_id), params)
        case "post", ["payment_intents", intent_id, "cancel"]:
            return _cancel(world, intent_id, params)
        case "get", ["charges", charge_id]:
            return copy.deepcopy(world.get(charge_id))
        case "get", ["accounts", account_id]:
            return copy.deepcopy(world.get(account_id))
    return _money(world, method, path, params)


def _money(world: StripeWorld, method: str, path: str, params: Params) -> Json:
    match method, path.removeprefix("/v1/").split("/"):
        case "post", ["refunds"]:
            reverse = params.get("reverse_transfer") == "true"
            amount, metadata = int(params["amount"]), params["metadata"]
            return money_back.refund(world, params["payment_intent"], amount, metadata, reverse=reverse)
        case "get", ["refunds"]:
            return _listed(world.all("refund", payment_intent=params["payment_intent"]), params)
        case "post", ["transfers", transfer_id, "reversals"]:
            return world.reverse(transfer_id, int(params["amount"]), params["metadata"])
        case "get", ["transfers", transfer_id, "reversals"]:
            return _listed(world.all("transfer_reversal", transfer=transfer_id), params)
        case "get", ["transfers", transfer_id]:
            return copy.deepcopy(world.get(transfer_id))
        case "get", ["transfers", transfer_id]:
            return copy.deepcopy(world.get(transfer_id))
        case "post", ["transfers"]:
            to, group = params["destination"], params["transfer_group"]
            return world.transfer(int(params["amount"]), to, params["currency"], group, params["metadata"])
        case "get", ["transfers"]:
            return _listed(world.all("transfer", transfer_group=params["transfer_group"]), params)
    raise NotImplementedError(f"{method} {path}")


def _create_intent(world: StripeWorld, params: Params) -> Json:
    if not set(params) <= INTENT:
        raise NotImplementedError(f"PaymentIntent with {sorted(params)}")
    world.get(params["customer"])
    made = world.add(
        "pi",
        "payment_intent",
        amount=int(params["amount"]),
        amount_received=0,
        currency=params["currency"],
        customer=params["customer"],
        livemode=world.livemode,
        status="requires_payment_method",
        metadata=params["metadata"],
        transfer_data=params.get("transfer_data"),
        latest_charge=None,
        last_payment_error=None,
    )
    made["client_secret"] = f"{made['id']}_secret"
    return made


def _cancel(world: StripeWorld, intent_id: str, params: Params) -> Json:
    intent = world.get(intent_id)
    if intent["status"] not in OPEN:
        raise RefusedError(f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}.")
    intent["status"] = "canceled"
    world.emit("payment_intent.canceled", intent)
    return _expanded(world, intent, params)


def _intents(world: StripeWorld, params: Params) -> Json:
    since, until = int(params["created"]["gte"]), int(params["created"]["lte"])
    found = world.all("payment_intent", customer=params["customer"])
    within = (intent for intent in found if since <= intent["created"] <= until)
    inner = {"expand": [name.removeprefix("data.") for name in params.get("expand", [])]}
    return _listed((_expanded(world, intent, inner) for intent in within), params)


def _listed(found: Iterator[Json], params: Params) -> Json:
    limit = int(params["limit"])
    data = list(islice(found, limit + 1))
    return {"object": "list", "url": "/v1/list", "has_more": len(data) > limit, "data": copy.deepcopy(data[:limit])}


def _expanded(world: StripeWorld, intent: Json, params: Params) -> Json:
    shown = copy.deepcopy(intent)
    if "latest_charge" in params.get("expand", []) and shown["latest_charge"]:
        shown["latest_charge"] = copy.deepcopy(world.get(shown["latest_charge"]))
    return shown


Serve = Callable[[StripeWorld, str, str, Params], Json]
