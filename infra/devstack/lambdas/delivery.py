"""Delivery of pending records as Lambda's event source mapping does it: in batches, retried until they succeed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from infra.devstack.lambdas.stream_checkpoint import PendingRecord, StreamCheckpoint

log = logging.getLogger(__name__)

BATCH_SIZE = 100
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0

Function = Callable[[dict[str, Any], Any], Any]


class Delivery:
    """One function's deliveries. A failing record backs off exponentially and holds no other record up."""

    def __init__(
        self,
        checkpoint: StreamCheckpoint,
        function: Function,
        context: Callable[[], Any],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._checkpoint = checkpoint
        self._function = function
        self._context = context
        self._now = now

    def deliver_due(self) -> int:
        """Deliver one batch of due records; return its size."""
        batch = self._checkpoint.due(self._now(), BATCH_SIZE)
        if batch:
            self._offer(batch)
        return len(batch)

    def has_failed_records(self) -> bool:
        """Return whether records wait for their next attempt."""
        return self._checkpoint.waiting() > 0

    def _offer(self, batch: Sequence[PendingRecord]) -> None:
        """Deliver the batch whole; if that fails, each record alone, as a bisecting event source mapping would."""
        try:
            failed = self._call(batch)
        except Exception as error:  # noqa: BLE001 - any fault of the function
            if len(batch) == 1:
                self._postpone(batch[0], error)
                return
            for waiting in batch:
                self._offer([waiting])
            return
        for waiting in batch:
            if waiting.sequence in failed:
                self._postpone(waiting, RuntimeError("reported as a failed item"))
        self._checkpoint.done(waiting.sequence for waiting in batch if waiting.sequence not in failed)

    def _call(self, batch: Sequence[PendingRecord]) -> set[str]:
        """Call the function; return the sequence numbers that it reports as failed (ReportBatchItemFailures)."""
        answer = self._function({"Records": [waiting.body for waiting in batch]}, self._context())
        failures = answer.get("batchItemFailures", []) if isinstance(answer, dict) else []
        return {failure["itemIdentifier"] for failure in failures}

    def _postpone(self, waiting: PendingRecord, error: Exception) -> None:
        pause = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(waiting.attempts, 10))
        log.error(
            "record %s failed %d times; again in %.1f s",
            waiting.sequence,
            waiting.attempts + 1,
            pause,
            exc_info=error,
        )
        self._checkpoint.postpone(waiting.sequence, self._now() + pause)
