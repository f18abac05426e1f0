"""Stripe in memory: its objects as JSON, what payers, banks and Stripe itself do with them, and the events of it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.virtual_time import VirtualTime

Json = dict[str, Any]
CARD = {"brand": "visa", "last4": "4242"}
OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")


class RefusedError(Exception):
    """Stripe's answer 4xx."""

    def __init__(self, message: str, code: str | None = None, status: int = 400) -> None:
        super().__init__(message)
        error = {"type": "invalid_request_error", "message": message, "code": code}
        self.status, self.body = status, {"error": error}


@dataclass
class StripeWorld:
    """Everything at Stripe. `events` are in the order in which Stripe made them."""

    time: VirtualTime
    objects: dict[str, Json] = field(default_factory=dict)
    events: list[Json] = field(default_factory=list)
    livemode: bool = False
    _numbers: dict[str, int] = field(default_factory=dict)

    def add(self, prefix: str, kind: str, **fields: Any) -> Json:
        """A new object."""
        self._numbers[prefix] = self._numbers.get(prefix, 0) + 1
        made = {"id": f"{prefix}_{self._numbers[prefix]}", "object": kind, "created": self.time.unix, **fields}
        self.objects[made["id"]] = made
        return made

    def get(self, identifier: str) -> Json:
        if identifier not in self.objects:
            raise RefusedError(f"No such object: '{identifier}'", "resource_missing", 404)
        return self.objects[identifier]

    def all(self, kind: str, **wanted: Any) -> Iterator[Json]:
        """Objects of a kind with these fields, newest first, as Stripe lists them."""
        for found in reversed(self.objects.values()):
            if found["object"] == kind and all(found.get(name) == value for name, value in wanted.items()):
                yield found

    def emit(self, kind: str, about: Json) -> Json:
        """An event with its object as it is now."""
        self._numbers["evt"] = self._numbers.get("evt", 0) + 1
        event = {
            "id": f"evt_{self._numbers['evt']}",
            "object": "event",
            "type": kind,
            "created": self.time.unix,
            "livemode": self.livemode,
            "data": {"object": copy.deepcopy(about)},
        }
        self.events.append(event)
        return event

    # What payers do.

    def pay(self, intent_id: str) -> None:
        """The payer confirms with a good card; nothing when it cannot be confirmed any more."""
        intent = self.get(intent_id)
        if intent["status"] not in (*OPEN, "processing"):
            return
        charge = self._charge(intent)
        intent.update(status="succeeded", amount_received=intent["amount"], latest_charge=charge["id"])
        intent["last_payment_error"] = None
        self.emit("charge.succeeded", charge)
        self.emit("payment_intent.succeeded", intent)

    def decline(self, intent_id: str) -> None:
        intent = self.get(intent_id)
        if intent["status"] in OPEN:
            error = {"code": "card_declined", "decline_code": "generic_decline", "message": "Your card was declined."}
            intent.update(status="requires_payment_method", last_payment_error=error)
            self.emit("payment_intent.payment_failed", intent)

    def process(self, intent_id: str) -> None:
        """The bank takes its time."""
        intent = self.get(intent_id)
        if intent["status"] in OPEN:
            intent["status"] = "processing"
            self.emit("payment_intent.processing", intent)

    def _charge(self, intent: Json) -> Json:
        charge = self.add(
            "ch",
            "charge",
            amount=intent["amount"],
            amount_captured=intent["amount"],
            amount_refunded=0,
            currency=intent["currency"],
            livemode=self.livemode,
            paid=True,
            captured=True,
            metadata=dict(intent["metadata"]),
            payment_intent=intent["id"],
            transfer=None,
            transfer_data=intent["transfer_data"],
            payment_method_details={"card": dict(CARD)},
        )
        if intent["transfer_data"]:
            destination = intent["transfer_data"]["destination"]
            transfer = self.transfer(intent["amount"], destination, intent["currency"], "charge", {})
            charge["transfer"] = transfer["id"]
        return charge

    # Money that moves between the platform and a clinic's account.

    def transfer(self, amount: int, destination: str, currency: str, group: str, metadata: dict[str, str]) -> Json:
        return self.add(
            "tr",
            "transfer",
            amount=amount,
            amount_reversed=0,
            currency=currency,
            destination=destination,
            transfer_group=group,
            metadata=metadata,
        )

    def reverse(self, transfer_id: str, amount: int, metadata: dict[str, str]) -> Json:
        transfer = self.get(transfer_id)
        if amount > transfer["amount"] - transfer["amount_reversed"]:
            raise RefusedError("The reversal is larger than what is left of the transfer")
        transfer["amount_reversed"] += amount
        fields = {"amount": amount, "transfer": transfer_id, "metadata": metadata}
        return self.add("trr", "transfer_reversal", **fields)
