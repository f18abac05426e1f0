"""Graceful shutdown: SIGTERM or SIGINT sets a flag and ends every wait."""

from __future__ import annotations

import signal
import threading


class GracefulShutdown:
    """A flag that SIGTERM and SIGINT set. Create it in the main thread."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self._asked.set())

    @property
    def asked(self) -> bool:
        return self._asked.is_set()

    def wait(self, seconds: float) -> None:
        """Sleep, but no longer than until asked to stop."""
        self._asked.wait(seconds)
