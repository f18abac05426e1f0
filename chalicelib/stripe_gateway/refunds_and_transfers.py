"""Calls to Stripe that move money back: refunds, disputes, and transfers between the platform and a clinic's account.

Each looks for what was made before, because Stripe may forget an idempotency key after 24 hours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stripe import V1Services
from stripe.params import RefundCreateParams, TransferCreateParams

from chalicelib.credit.errors import RefusedByStripe, Unavailable
from chalicelib.credit.identity import derived_id
from chalicelib.credit.payment import Payment
from chalicelib.credit.position import HeldTransfer, Holdings, Move
from chalicelib.credit.records import Refund
from chalicelib.credit.stripe_report import DisputeFacts, PaymentRef, RefundReport
from chalicelib.stripe_gateway import objects
from chalicelib.stripe_gateway.client import ClientProvider
from chalicelib.stripe_gateway.errors import MISSING, read_object, translate_errors
from chalicelib.stripe_gateway.payment_reports import metadata_of
from chalicelib.stripe_gateway.refund_and_dispute_reports import (
    dispute_facts,
    refund_in,
    refund_metadata,
    refund_report,
)

MOST = 100


class RefundsAndTransfers:
    """See services.ports.Refunds, services.ports.Disputes and services.ports.Transfers."""

    def __init__(self, clients: ClientProvider, deployment: str) -> None:
        self._clients = clients
        self._deployment = deployment

    @property
    def _stripe(self) -> V1Services:
        return self._clients.current().v1

    def refund(self, payment: Payment, refund: Refund) -> RefundReport:
        params: RefundCreateParams = {
            "payment_intent": payment.payment_intent_id or "",
            "amount": refund.amount,
            "reason": "requested_by_customer",
            "metadata": refund_metadata(payment, refund, self._deployment),
        }
        if payment.account_id and refund.reverse_transfer:
            params["reverse_transfer"] = True
        again = (str(refund.attempt),) if refund.attempt else ()
        key = derived_id("refund", self._deployment, refund.id, *again)
        with translate_errors():
            made = self._stripe.refunds.create(params, {"idempotency_key": key})
        return self._report(read_object(made, objects.Refund), payment)

    def find_refund(self, payment: Payment, refund: Refund) -> RefundReport | None:
        found = (one for one in self._refunds(payment) if _is(one, refund))
        made = next(found, None)
        return self._report(made, payment) if made else None

    def refunds_of(self, payment: Payment) -> Sequence[RefundReport]:
        return [self._report(one, payment) for one in self._refunds(payment)]

    def _refunds(self, payment: Payment) -> Sequence[objects.Refund]:
        with translate_errors():
            found = self._stripe.refunds.list({"payment_intent": payment.payment_intent_id or "", "limit": MOST})
            return [read_object(one, objects.Refund) for one in found.auto_paging_iter()]

    def _report(self, refund: objects.Refund, payment: Payment) -> RefundReport:
        """One without this service's metadata was made in the dashboard, and is of the payment all the same."""
        ours, livemode = refund_in(refund, self._deployment), self._clients.current().livemode
        if ours is None:
            return refund_report(refund, PaymentRef(payment.patient, payment.id), None, livemode=livemode)
        return refund_report(refund, *ours, livemode=livemode)

    def dispute(self, dispute_id: str) -> DisputeFacts | None:
        try:
            with translate_errors():
                found = self._stripe.disputes.retrieve(dispute_id)
        except RefusedByStripe as refusal:
            if refusal.reason == MISSING:
                return None
            raise
        return dispute_facts(read_object(found, objects.Dispute))

    def holdings(self, payment: Payment, dispute_ids: Sequence[str] = ()) -> Holdings:
        """Transfers of the charge's own group, and of the groups of disputes, which an earlier version used."""
        charge = self._charge(payment)
        if payment.account_id is None:
            return Holdings((), charge.amount_refunded)
        groups = [_group(payment, charge), *(f"dispute_{dispute_id}" for dispute_id in dispute_ids)]
        found = {transfer.id: transfer for group in groups for transfer in self._transfers(group)}
        if charge.transfer and charge.transfer not in found:
            with translate_errors():
                original = self._stripe.transfers.retrieve(charge.transfer)
            found[charge.transfer] = read_object(original, objects.Transfer)
        ours = [transfer for transfer in reversed(found.values()) if transfer.destination == payment.account_id]
        ours.sort(key=lambda transfer: (transfer.id != charge.transfer, transfer.created))  # Stripe lists newest first.
        held = tuple(HeldTransfer(each.id, each.amount, each.amount_reversed) for each in ours)
        return Holdings(held, charge.amount_refunded)

    def move(self, payment: Payment, move: Move) -> None:
        key, metadata = derived_id("move", self._deployment, *move.key), metadata_of(payment, self._deployment)
        if move.transfer_id:
            with translate_errors():
                self._stripe.transfers.reversals.create(
                    move.transfer_id, {"amount": move.amount, "metadata": metadata}, {"idempotency_key": key}
                )
            return
        params: TransferCreateParams = {
            "amount": move.amount,
            "currency": payment.currency,
            "destination": payment.account_id or "",
            "transfer_group": _group(payment, self._charge(payment)),
            "metadata": metadata,
        }
        with translate_errors():
            self._stripe.transfers.create(params, {"idempotency_key": key})

    def _charge(self, payment: Payment) -> objects.TransferredCharge:
        if payment.charge_id is None:
            raise Unavailable("This payment's charge is not known yet.")
        with translate_errors():
            return read_object(self._stripe.charges.retrieve(payment.charge_id), objects.TransferredCharge)

    def _transfers(self, group: str) -> Iterator[objects.Transfer]:
        with translate_errors():
            found = self._stripe.transfers.list({"transfer_group": group, "limit": MOST})
            made = [read_object(one, objects.Transfer) for one in found.auto_paging_iter()]
        return iter(made)


def _is(made: objects.Refund, refund: Refund) -> bool:
    return made.id == refund.stripe_refund_id or (made.metadata or {}).get("refund_id") == refund.id


def _group(payment: Payment, charge: objects.TransferredCharge) -> str:
    """Stripe groups the transfers of a destination charge (docs.stripe.com/connect/destination-charges)."""
    return charge.transfer_group or f"payment_{payment.id}"
