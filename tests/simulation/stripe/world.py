"""Stripe in memory: its objects as JSON, what payers, banks and Stripe itself do with them, and the events of it."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.stripe.balances import PLATFORM, book, card_fee
from tests.simulation.virtual_time import VirtualTime

Json = dict[str, Any]
Answer = tuple[str, int, Mapping[str, str]]
CARD = {"brand": "visa", "last4": "4242"}
OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
SHORT = "Insufficient funds in Stripe account. Use the /v1/balance endpoint to view your Stripe balance."


class RefusedError(Exception):
    """Stripe's answer 4xx."""

    def __init__(self, message: str, code: str | None = None, status: int = 400, param: str | None = None) -> None:
        super().__init__(message)
        error = {"type": "invalid_request_error", "message": message, "code": code, "param": param}
        self.status, self.body = status, {"error": error}


@dataclass
class StripeWorld:
    """Everything at Stripe. `events` are in the order in which Stripe made them.

    `short` are the accounts ("" is the platform) whose balance is too small for a transfer or a reversal. The next POST
    to a path of `breaking` does nothing and is answered by a 500 that Stripe keeps under the request's key; one to a
    path of `failing` by a 500 that it does not keep. `asked` counts the requests by method and path.
    `kept` are the responses under idempotency keys, each with its time and its request.
    """

    time: VirtualTime
    objects: dict[str, Json] = field(default_factory=dict)
    events: list[Json] = field(default_factory=list)
    livemode: bool = False
    platform_account: str = "acct_platform"
    short: set[str] = field(default_factory=set)
    breaking: list[str] = field(default_factory=list)
    failing: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    kept: dict[str, tuple[float, str, Answer]] = field(default_factory=dict)
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

    def emit(self, kind: str, about: Json, *, account: str | None = None, livemode: bool | None = None) -> Json:
        """An event with its object as it is now. `account` is the connected account that it happened on."""
        self._numbers["evt"] = self._numbers.get("evt", 0) + 1
        event = {
            "id": f"evt_{self._numbers['evt']}",
            "object": "event",
            "type": kind,
            "created": self.time.unix,
            "livemode": self.livemode if livemode is None else livemode,
            "data": {"object": copy.deepcopy(about)},
        }
        event |= {"account": account} if account else {}
        self.events.append(event)
        return event

    # What payers do.

    def pay(self, intent_id: str) -> None:
        """The payer confirms with a good card; None if it cannot be confirmed any more."""
        intent = self.get(intent_id)
        if intent["status"] not in (*OPEN, "processing"):
            return
        charge = self._charge(intent)
        intent.update(status="succeeded", amount_received=intent["amount"], latest_charge=charge["id"])
        intent["last_payment_error"] = None
        self.emit("charge.succeeded", charge)
        self.emit("payment_intent.succeeded", intent)
        fee = card_fee(charge["amount"])
        charge["balance_transaction"] = book(self, PLATFORM, "charge", charge, charge["amount"], fee)["id"]
        self._destination(charge)

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
        return self.add(
            "ch",
            "charge",
            amount=intent["amount"],
            amount_captured=intent["amount"],
            amount_refunded=0,
            application_fee_amount=intent.get("application_fee_amount"),
            application_fee=None,
            balance_transaction=None,
            currency=intent["currency"],
            customer=intent.get("customer"),
            description=intent.get("description"),
            disputed=False,
            refunded=False,
            livemode=self.livemode,
            status="succeeded",
            paid=True,
            captured=True,
            metadata=dict(intent["metadata"]),
            on_behalf_of=intent.get("on_behalf_of"),
            payment_intent=intent["id"],
            transfer=None,
            transfer_data=intent["transfer_data"],
            transfer_group=intent["transfer_group"] or (f"group_{intent['id']}" if intent["transfer_data"] else None),
            payment_method_details={"card": dict(CARD)},
        )

    def _destination(self, charge: Json) -> None:
        """A destination charge is transferred whole; the platform's application fee comes back out of it."""
        if not charge["transfer_data"]:
            return
        destination, fee = charge["transfer_data"]["destination"], charge["application_fee_amount"] or 0
        transfer = self._transfer(
            charge["amount"], destination, charge["currency"], charge["transfer_group"], {}, charge["id"], fee
        )
        charge["transfer"] = transfer["id"]
        if fee:
            fields = {"amount": fee, "amount_refunded": 0, "currency": charge["currency"], "charge": charge["id"]}
            taken = self.add("fee", "application_fee", account_id=destination, **fields)
            charge["application_fee"] = taken["id"]
            book(self, PLATFORM, "application_fee", taken, fee)
        self.emit("charge.updated", charge)

    # Money that moves between the platform and a clinic's account.

    def transfer(self, amount: int, destination: str, currency: str, group: str, metadata: dict[str, str]) -> Json:
        """Raises RefusedError: the platform's balance is too small, or the account can't take transfers."""
        self.check_account(destination, "transfers", "destination")
        if PLATFORM in self.short:
            raise RefusedError(SHORT, "balance_insufficient")
        return self._transfer(amount, destination, currency, group, metadata, None, 0)

    def _transfer(
        self,
        amount: int,
        destination: str,
        currency: str,
        group: str,
        metadata: dict[str, str],
        charge: str | None,
        fee: int,
    ) -> Json:
        made = self.add(
            "tr",
            "transfer",
            amount=amount,
            amount_reversed=0,
            reversed=False,
            currency=currency,
            destination=destination,
            source_transaction=charge,
            transfer_group=group,
            metadata=metadata,
        )
        book(self, PLATFORM, "transfer", made, -amount)
        there = self.add(
            "py", "charge", amount=amount, currency=currency, source_transfer=made["id"], account=destination
        )
        made["destination_payment"] = there["id"]
        book(self, destination, "payment", there, amount, fee)
        return made

    def reverse(self, transfer_id: str, amount: int, metadata: dict[str, str], *, refund: str | None = None) -> Json:
        """Raises RefusedError: nothing so large is left of the transfer, or in the account.

        A refund's own reversal may take an account below zero.
        """
        transfer = self.get(transfer_id)
        left = transfer["amount"] - transfer["amount_reversed"]
        if left == 0:
            raise RefusedError(f"The transfer {transfer_id} is already fully reversed.")
        if amount > left:
            raise RefusedError(f"Reversal amount ({amount}) is greater than unreversed amount on transfer ({left})")
        if transfer["destination"] in self.short and refund is None:
            raise RefusedError(SHORT, "balance_insufficient")
        transfer["amount_reversed"] += amount
        transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
        fields = {"amount": amount, "currency": transfer["currency"], "transfer": transfer_id, "metadata": metadata}
        made = self.add("trr", "transfer_reversal", source_refund=refund, **fields)
        book(self, PLATFORM, "transfer_refund", made, amount)
        charge = {"charge": transfer["destination_payment"], "account": transfer["destination"]}
        back = self.add("pyr", "refund_of_payment", amount=amount, currency=transfer["currency"], **charge)
        made["destination_payment_refund"] = back["id"]
        book(self, transfer["destination"], "payment_refund", back, -amount)
        return made

    # Accounts. One that isn't among `objects` is taken for a healthy one.

    def check_account(self, account_id: str, capability: str, param: str) -> None:
        """Raises RefusedError unless the account may do this."""
        account = self.objects.get(account_id)
        if account is None:
            return
        if account.get("deauthorized"):
            raise RefusedError(f"No such destination: '{account_id}'", "resource_missing", param=param)
        if account.get("capabilities", {}).get(capability, "active") != "active":
            raise RefusedError(
                f"Your destination account needs to have the following capability enabled: {capability}",
                "insufficient_capabilities_for_transfer",
                param=param,
            )
