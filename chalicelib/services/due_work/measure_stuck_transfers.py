"""Measuring how many transfers are stuck."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.services.ports import Metrics, StuckPositions


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureStuckTransfers:
    ledger: StuckPositions
    metrics: Metrics

    def __call__(self) -> int:
        """Publish and return the number of transfers that Stripe refused and that are due still.

        It is a gauge, as an alarm on each refusal would be off between two attempts. Raises Unavailable.
        """
        number = self.ledger.stuck_positions_count()
        self.metrics.count("TransfersStuck", number)
        return number
