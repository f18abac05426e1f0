"""The read-only switch, as requests and jobs ask for it: read again after some seconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.credit.read_only import NotWritable, ReadOnly
from chalicelib.services.ports import Clock, ReadOnlyStore
from chalicelib.services.ports.checks import Finding

LIFE = timedelta(seconds=5)
"""A write may still be accepted for so long after the switch was set."""


@dataclass(slots=True, kw_only=True)
class ReadOnlySwitch:
    store: ReadOnlyStore
    clock: Clock
    _read: tuple[datetime, ReadOnly | None] | None = field(default=None, init=False)
    """The moment of asking, with the switch at that time: one value, since a warm-up may end beside a request."""

    def current(self) -> ReadOnly | None:
        """The switch as it was at most some seconds ago. Raises Unavailable when it can't be read."""
        now, read = self.clock.now(), self._read
        if read is None or now - read[0] >= LIFE:
            read = self._read = now, self.store.read_only()
        return read[1]

    def covers(self, clinic_id: str | None) -> bool:
        """Whether requests of the clinic may not write now."""
        known = self.current()
        return known is not None and known.covers(clinic_id)

    def require_writable(self, clinic_id: str | None) -> None:
        """Raises NotWritable in a read-only stage, or for a request of a clinic that is; Unavailable."""
        if self.covers(clinic_id):
            raise NotWritable

    def pauses_jobs(self) -> bool:
        """Whether due work waits. Of a single clinic it doesn't: what Stripe reports is recorded all the same."""
        known = self.current()
        return known is not None and known.is_whole_stage

    def check(self) -> Iterator[Finding]:
        """The doctor's check that no one forgot the switch."""
        known = self.current()
        if known is not None:
            of = "The stage" if known.is_whole_stage else ", ".join(sorted(known.clinic_ids))
            yield Finding(
                f"{of} is read-only since {known.since:%Y-%m-%d %H:%M UTC}: {known.reason}",
                "python -m infra.ops.operate STAGE read-only off",
            )
