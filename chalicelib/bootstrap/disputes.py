"""The composition of disputes."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.bootstrap.adapters import Adapters
from chalicelib.bootstrap.refunds import RefundServices
from chalicelib.bootstrap.shared import Shared
from chalicelib.config import Settings
from chalicelib.services.disputes.record_dispute import RecordDispute
from chalicelib.services.payments.record_fraud_warning import RecordFraudWarning
from chalicelib.services.payments.release_hold import ReleaseHold


@dataclass(frozen=True, kw_only=True)
class DisputeServices:
    """Disputes, and the warnings before them."""

    record_dispute: RecordDispute
    record_fraud_warning: RecordFraudWarning
    release_hold: ReleaseHold


def dispute_services(
    adapters: Adapters, shared: Shared, refunds: RefundServices, settings: Settings
) -> DisputeServices:
    return DisputeServices(
        record_dispute=shared.record_dispute,
        record_fraud_warning=RecordFraudWarning(
            ledger=adapters.ledger,
            clinics=adapters.clinics,
            stripe=adapters.stripe,
            refund_payment=refunds.refund_payment,
            quarantine=shared.quarantine,
            clock=adapters.clock,
            metrics=adapters.metrics,
            livemode=settings.livemode,
        ),
        release_hold=ReleaseHold(ledger=adapters.ledger, clock=adapters.clock),
    )
