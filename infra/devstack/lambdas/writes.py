"""Waiting for the next write to the emulator's tables."""

from __future__ import annotations

import os
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from infra.devstack.announced import AFTER, HELD_S, WRITES
from infra.devstack.lambdas.graceful_shutdown import GracefulShutdown

LONGEST_S = 5.0
"""The emulator removes what has expired without being asked to."""


class Writes:
    """The number of writes that one reader of a stream has seen."""

    def __init__(self, shutdown: GracefulShutdown) -> None:
        emulator = urlsplit(os.environ["AWS_ENDPOINT_URL"])
        self._connection = HTTPConnection(emulator.hostname or "", emulator.port, timeout=10 * HELD_S)
        self._shutdown = shutdown
        self._seen = ""

    def wait_for_next(self) -> None:
        """Return once something was written since the last return, or after LONGEST_S, or when asked to stop."""
        ends = time.monotonic() + LONGEST_S
        while not self._shutdown.asked and time.monotonic() < ends:
            before, self._seen = self._seen, self._number()
            if self._seen != before:
                return

    def _number(self) -> str:
        """Return the number of writes; another one if the emulator has gone or this is to stop."""
        try:
            self._connection.request("GET", f"{WRITES}?{AFTER}{self._seen}")
            if self._shutdown.wait(10 * HELD_S, self._connection.sock):
                return self._connection.getresponse().read().decode()
        except (OSError, HTTPException):
            pass
        self._connection.close()
        return "unknown"
