"""Calls to Stripe that move money back: refunds, and the clinic's transfer after a dispute.

Each looks for what it made before, because Stripe may forget an idempotency key after 24 hours.
"""

from __future__ import annotations

from stripe import V1Services
from stripe.params import RefundCreateParams, TransferCreateParams

from chalicelib.credit.errors import Unavailable
from chalicelib.credit.identity import derived_id
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Dispute, Refund
from chalicelib.credit.stripe_report import RefundReport
from chalicelib.stripe_gateway import objects
from chalicelib.stripe_gateway.client import ClientProvider
from chalicelib.stripe_gateway.errors import read_object, translate_errors
from chalicelib.stripe_gateway.refund_and_dispute_reports import refund_in, refund_metadata, refund_report

MOST = 100


class RefundsAndTransfers:
    """See services.ports.Refunds and services.ports.Transfers."""

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
        if payment.account_id:
            params["reverse_transfer"] = True
        key = derived_id("refund", self._deployment, refund.id)
        with translate_errors():
            made = self._stripe.refunds.create(params, {"idempotency_key": key})
        return self._report(read_object(made, objects.Refund), payment)

    def find_refund(self, payment: Payment, refund: Refund) -> RefundReport | None:
        with translate_errors():
            found = self._stripe.refunds.list({"payment_intent": payment.payment_intent_id or "", "limit": MOST})
            refunds = [read_object(one, objects.Refund) for one in found.auto_paging_iter()]
        ours = (one for one in refunds if (one.metadata or {}).get("refund_id") == refund.id)
        made = next(ours, None)
        return self._report(made, payment) if made else None

    def _report(self, refund: objects.Refund, payment: Payment) -> RefundReport:
        ours = refund_in(refund, self._deployment)
        if ours is None:
            raise Unavailable("Stripe answered with a refund that isn't ours.")
        return refund_report(refund, *ours, livemode=self._clients.current().livemode)

    def reverse_transfer(self, payment: Payment, dispute: Dispute) -> None:
        transfer_id = self._transfer(payment)
        if transfer_id is None or self._reversal(transfer_id, dispute):
            return
        amount = min(dispute.amount, self._left(transfer_id))
        if amount == 0:
            return
        with translate_errors():
            self._stripe.transfers.reversals.create(
                transfer_id,
                {"amount": amount, "metadata": {"deployment": self._deployment, "dispute_id": dispute.id}},
                {"idempotency_key": self._reversal_key(dispute)},
            )

    def _reversal_key(self, dispute: Dispute) -> str:
        """Stripe repeats a refusal under the same key for a day, so after each refusal the key is another."""
        again = (str(dispute.refusals),) if dispute.refusals else ()
        return derived_id("reversal", self._deployment, dispute.id, *again)

    def return_transfer(self, payment: Payment, dispute: Dispute) -> None:
        transfer_id = self._transfer(payment)
        taken = self._reversal(transfer_id, dispute) if transfer_id else None
        if taken is None or payment.account_id is None:
            return
        group = f"dispute_{dispute.id}"
        params: TransferCreateParams = {
            "amount": taken.amount,
            "currency": payment.currency,
            "destination": payment.account_id,
            "transfer_group": group,
            "metadata": {"deployment": self._deployment, "dispute_id": dispute.id},
        }
        key = derived_id("return", self._deployment, dispute.id)
        with translate_errors():
            if not self._stripe.transfers.list({"transfer_group": group, "limit": 1}).data:
                self._stripe.transfers.create(params, {"idempotency_key": key})

    def _transfer(self, payment: Payment) -> str | None:
        """The transfer that paid the clinic's account when the card was charged."""
        if payment.charge_id is None:
            raise Unavailable("This payment's charge is not known yet.")
        with translate_errors():
            charge = read_object(self._stripe.charges.retrieve(payment.charge_id), objects.Charge)
        return charge.transfer

    def _left(self, transfer_id: str) -> int:
        """Return the part of a transfer that is still the account's: refunds took their part of it."""
        with translate_errors():
            transfer = read_object(self._stripe.transfers.retrieve(transfer_id), objects.Transfer)
        return transfer.amount - transfer.amount_reversed

    def _reversal(self, transfer_id: str, dispute: Dispute) -> objects.TransferReversal | None:
        with translate_errors():
            found = self._stripe.transfers.reversals.list(transfer_id, {"limit": MOST})
            made = [read_object(one, objects.TransferReversal) for one in found.auto_paging_iter()]
        return next((one for one in made if (one.metadata or {}).get("dispute_id") == dispute.id), None)
