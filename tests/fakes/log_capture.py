"""The log as lines with all their fields."""

from __future__ import annotations

import logging

MACHINE_NUMBERS = {"created", "msecs", "relativeCreated", "thread", "process", "lineno"}
"""Logging's own clocks and counters, in which the last four digits of any card come up now and then."""


class LogCapture(logging.Handler):
    """Keep every record in `lines`, without the numbers of the machine."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        fields = {name: value for name, value in vars(record).items() if name not in MACHINE_NUMBERS}
        self._lines.append(f"{record.getMessage()} {fields}")
