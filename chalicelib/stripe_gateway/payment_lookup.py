"""Whose payment a Stripe object belongs to: by its group, by its metadata, or by the object it came from."""

from __future__ import annotations

from collections.abc import Callable

import stripe
from stripe import V1Services

from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.stripe_gateway.errors import is_missing, read_object, translate_errors
from chalicelib.stripe_gateway.payment_reports import ref_of
from chalicelib.stripe_gateway.statement_objects import Source

GROUP = "group_"
"""Stripe groups a destination charge's transfers under this and the PaymentIntent's id, where that has no group of
its own (docs.stripe.com/connect), as those that an earlier version made."""


class PaymentLookup:
    """A lookup that keeps each response, so that a statement's related lines cost one request or none."""

    def __init__(self, v1: V1Services, deployment: str, description: str) -> None:
        self._v1 = v1
        self._deployment = deployment
        self._description = description
        self._known: dict[str, PaymentRef | None] = {}

    def on_platform(self, source: Source) -> PaymentRef | None:
        """The payment of an object of the platform; None if it belongs to another product. Raises Unavailable."""
        found = self._by_pointer(source) or self._by_origin(source)
        for id_ in (source.id, source.destination_payment, source.destination_payment_refund):
            if id_:
                self._known[id_] = found
        return found

    def on_account(self, source: Source, account_id: str) -> PaymentRef | None:
        """The payment of a connected account's object, by way of the platform's transfer that made it."""
        if source.id in self._known:
            return self._known[source.id]
        if source.object == "charge":
            return self._remember(source.id, lambda: self._of_transfer(source.source_transfer))
        if source.object == "refund" and source.charge:
            return self._remember(source.id, lambda: self._of_account_charge(source.charge or "", account_id))
        return None

    def _by_pointer(self, source: Source) -> PaymentRef | None:
        return ref_of(source.transfer_group, source.metadata, self._deployment)

    def _by_origin(self, source: Source) -> PaymentRef | None:
        match source.object:
            case "charge" if source.description == self._description:
                return self._of_intent(source.payment_intent)
            case "refund" | "dispute" if not (source.metadata or {}).get("deployment"):
                known = self._known.get(source.charge or "")
                return known or self._of_intent(source.payment_intent)
            case "transfer":
                known = self._known.get(source.source_transaction or "")
                return known or self._of_group(source.transfer_group)
            case "transfer_reversal":
                return self._of_transfer(source.transfer)
        return None

    def _of_transfer(self, transfer_id: str | None) -> PaymentRef | None:
        if not transfer_id:
            return None
        return self._remember(transfer_id, lambda: self._retrieved(lambda: self._v1.transfers.retrieve(transfer_id)))

    def _of_account_charge(self, charge_id: str, account_id: str) -> PaymentRef | None:
        if charge_id in self._known:
            return self._known[charge_id]
        options: stripe.RequestOptions = {"stripe_account": account_id}
        found = self._source(lambda: self._v1.charges.retrieve(charge_id, options=options))
        return self._of_transfer(found.source_transfer) if found else None

    def _of_group(self, group: str | None) -> PaymentRef | None:
        intent = (group or "").removeprefix(GROUP)
        return self._of_intent(intent) if intent.startswith("pi_") else None

    def _of_intent(self, intent_id: str | None) -> PaymentRef | None:
        if not intent_id:
            return None

        def find() -> PaymentRef | None:
            found = self._source(lambda: self._v1.payment_intents.retrieve(intent_id))
            return self._by_pointer(found) if found else None

        return self._remember(intent_id, find)

    def _retrieved(self, retrieve: Callable[[], stripe.StripeObject]) -> PaymentRef | None:
        found = self._source(retrieve)
        return self.on_platform(found) if found else None

    def _source(self, retrieve: Callable[[], stripe.StripeObject]) -> Source | None:
        """The object, or None if this key can't see it."""
        with translate_errors():
            try:
                return read_object(retrieve(), Source)
            except stripe.InvalidRequestError as fault:
                if is_missing(fault):
                    return None
                raise

    def _remember(self, id_: str, find: Callable[[], PaymentRef | None]) -> PaymentRef | None:
        if id_ not in self._known:
            self._known[id_] = find()
        return self._known[id_]
