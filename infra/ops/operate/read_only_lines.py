"""The read-only switch as an operator sees and sets it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime

from chalicelib.credit.read_only import ReadOnly
from chalicelib.services.ports import ReadOnlyStore
from infra.ops.operate.quarantine_lines import TIME

WITHIN = "Running functions follow within 5 seconds."


def switched(store: ReadOnlyStore, given: argparse.Namespace, by: str) -> Iterator[str]:
    """Set the switch as it was asked for, and yield its lines: `act` is `on`, `off` or `show`."""
    if given.act == "on":
        clinics = frozenset(given.clinic)
        store.save_read_only(ReadOnly(since=datetime.now(UTC), by=by, reason=given.reason, clinic_ids=clinics))
    elif given.act == "off":
        store.save_read_only(None)
    yield from _shown(store.read_only())
    if given.act != "show":
        yield WITHIN


def _shown(switch: ReadOnly | None) -> Iterator[str]:
    if switch is None:
        yield "Read-only is off: everything may be written."
        return
    of = "the whole stage" if switch.is_whole_stage else ", ".join(sorted(switch.clinic_ids))
    yield f"Read-only: {of}, since {switch.since:{TIME}} by {switch.by}"
    yield f"  {switch.reason}"
