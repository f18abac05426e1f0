"""Everybody who may settle one payment, at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tests.simulation.day import Day
from tests.simulation.flows import paid, settle
from tests.simulation.interleavings import Deeds, Prepare
from tests.simulation.virtual_time import MINUTE_S

WEBHOOK_1, WEBHOOK_2, SETTLE, SWEEP = "webhook 1", "webhook 2", "settle", "sweep"
EVERYBODY = (WEBHOOK_1, WEBHOOK_2, SETTLE, SWEEP)


def racing(*names: str) -> Prepare:
    """One payment that Stripe was paid for, old enough for the sweep; Stripe's two events of it, /settle, the sweep."""
    return partial(_prepare, names=names)


def _prepare(day: Day, names: tuple[str, ...]) -> Deeds:
    payment_id = paid(day)
    day.scheduler.time.seconds += 6 * MINUTE_S
    charge, intent = day.stripe.events
    deeds: dict[str, Callable[[], object]] = {
        WEBHOOK_1: partial(day.service.take_event, charge),
        WEBHOOK_2: partial(day.service.take_event, intent),
        SETTLE: partial(settle, day, payment_id),
        SWEEP: day.service.sweep,
    }
    return {name: deeds[name] for name in names}
