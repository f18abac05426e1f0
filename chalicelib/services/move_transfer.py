"""Moving the clinic's transfer after a dispute: reversed when it is withdrawn, returned when it is won."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.errors import NotAllowed
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Dispute, Transfer
from chalicelib.credit.schedule import TRANSFER_RETRY_AFTER
from chalicelib.services.ports import Clock, Metrics, RecordStore, Transfers
from chalicelib.services.retry import retry_on_conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveTransfer:
    ledger: RecordStore
    stripe: Transfers
    clock: Clock
    metrics: Metrics

    def __call__(self, payment: Payment, dispute: Dispute) -> None:
        """Reverse or return the transfer that a dispute left due. Repeatable.

        The clinic's balance may be too small for a reversal: then it stays due, and the operator is alerted.
        """
        try:
            match dispute.transfer:
                case Transfer.REVERSAL_DUE:
                    self.stripe.reverse_transfer(payment, dispute)
                case Transfer.RETURN_DUE:
                    self.stripe.return_transfer(payment, dispute)
        except NotAllowed:
            self.metrics.count("DisputeTransfersStuck")
            again_at = self.clock.now() + TRANSFER_RETRY_AFTER
            self.ledger.save_record(dispute.changed(next_check_at=again_at, refusals=dispute.refusals + 1))
            return
        retry_on_conflict(lambda: self._record(dispute), self.clock)

    def _record(self, moved: Dispute) -> None:
        """Record the move on the dispute as stored now: it may have been won during its reversal."""
        dispute = self.ledger.record(moved.patient, moved.payment_id, moved.id)
        if not isinstance(dispute, Dispute):
            return
        now, reversed_now = self.clock.now(), moved.transfer is Transfer.REVERSAL_DUE
        return_due = reversed_now and dispute.reinstated_at is not None
        self.ledger.save_record(
            dispute.changed(
                transfer=Transfer.RETURN_DUE if return_due else Transfer.SETTLED,
                reversed_at=now if reversed_now else dispute.reversed_at,
                next_check_at=now if return_due else None,
            )
        )
