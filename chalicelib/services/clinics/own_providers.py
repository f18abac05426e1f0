"""Whether any clinic has an identity provider of its own, as requests ask for it: read again after some seconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.services.ports import Clock, IdentityProviders

LIFE = timedelta(seconds=10)
"""The first provider of a deployment's clinics takes effect within this time."""


@dataclass(slots=True, kw_only=True)
class OwnProviders:
    """One read spares those of each clinic, in a deployment without any: a patient's first request waits for each."""

    store: IdentityProviders
    clock: Clock
    _read: tuple[datetime, bool] | None = field(default=None, init=False)
    """The moment of asking, with the answer: one value, since a warm-up may end beside a request."""

    def exist(self) -> bool:
        """Whether there were any at most some seconds ago. Raises Unavailable when it can't be read."""
        now, read = self.clock.now(), self._read
        if read is None or (not read[1] and now - read[0] >= LIFE):
            read = self._read = now, self.store.has_own_providers()
        return read[1]
