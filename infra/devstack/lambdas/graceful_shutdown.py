"""Graceful shutdown: SIGTERM or SIGINT sets a flag and ends every wait."""

from __future__ import annotations

import os
import signal
from multiprocessing.connection import wait
from socket import socket


class GracefulShutdown:
    """A flag that SIGTERM and SIGINT set. Create it in the main thread."""

    def __init__(self) -> None:
        self.asked = False
        # A signal may come while a lock is held; a byte in a pipe wakes every thread, and stays there.
        self._bell, self._button = os.pipe()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self._ask())

    def wait(self, seconds: float, until: socket | None = None) -> bool:
        """Sleep, but no longer than until asked to stop, or until something can be read; return whether it can."""
        ready = wait([self._bell, until] if until else [self._bell], seconds)
        return until in ready

    def _ask(self) -> None:
        self.asked = True
        os.write(self._button, b".")
