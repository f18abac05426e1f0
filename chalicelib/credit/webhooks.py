"""Endpoints of other software that events are sent to: their state, their secrets, when to try again. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.credit.events import Event, EventType
from chalicelib.credit.identity import Actor

MOST_ENDPOINTS = 10
"""Of one clinic: every event is queued once for each of them."""
TRIED_FOR = timedelta(days=3)
SECRET_OVERLAP = timedelta(hours=24)
"""How long the previous secret signs as well, after a new one was made."""
BACKOFF_S = (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400)
"""The pause after each failure; the last one repeats."""

BUS, NOTICES = "bus", "notices"
"""Destinations that are no endpoints: the EventBridge bus, and e-mail to patients and clinics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpoint:
    """An endpoint. It is sent events of `types` while it is not `disabled_at`.

    `secret_number` counts its secrets; the one before signs until `previous_until`. `failures` were in a row since
    `failing_since`, and nothing is sent before `next_attempt_at`. `queue_number` counts how often it was resent.
    """

    id: str
    clinic_id: str
    url: str
    types: tuple[EventType, ...]
    created_at: datetime
    created_by: Actor
    secret_number: int = 1
    previous_until: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    next_attempt_at: datetime | None = None
    disabled_at: datetime | None = None
    queue_number: int = 1
    version: int = 1

    @property
    def is_enabled(self) -> bool:
        return self.disabled_at is None

    @property
    def was_given_up(self) -> bool:
        """Whether it was disabled because it failed, not because someone switched it off."""
        return not self.is_enabled and self.failing_since is not None

    def takes(self, event: Event) -> bool:
        return self.is_enabled and event.type in self.types

    def changed(self, **changes: object) -> WebhookEndpoint:
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]

    def with_new_secret(self, at: datetime) -> WebhookEndpoint:
        return self.changed(secret_number=self.secret_number + 1, previous_until=at + SECRET_OVERLAP)

    def secret_numbers(self, at: datetime) -> tuple[int, ...]:
        """The secrets that sign now, the newest first."""
        if self.previous_until and at < self.previous_until:
            return (self.secret_number, self.secret_number - 1)
        return (self.secret_number,)

    def failed(self, at: datetime, *, gone: bool = False) -> WebhookEndpoint:
        """The endpoint after one more failure: it is disabled after three days of them, or when it is `gone`.

        It pauses for less than the event that failed, so that another event is next: one that an endpoint never takes
        must not be the only one that it is tried with.
        """
        since = self.failing_since or at
        is_over = gone or at - since >= TRIED_FOR
        return self.changed(
            failures=self.failures + 1,
            failing_since=since,
            next_attempt_at=at + pause_after(self.failures) if self.failures else None,
            disabled_at=at if is_over else None,
        )

    def succeeded(self) -> WebhookEndpoint:
        """The same endpoint if nothing had failed."""
        if not self.failures:
            return self
        return self.changed(failures=0, failing_since=None, next_attempt_at=None)

    def switched_off(self, at: datetime) -> WebhookEndpoint:
        """The endpoint as someone switched it off."""
        return self.changed(disabled_at=at, failures=0, failing_since=None, next_attempt_at=None)

    def enabled(self) -> WebhookEndpoint:
        """The endpoint switched on again, for a queue of its own."""
        return self.changed(
            disabled_at=None, failures=0, failing_since=None, next_attempt_at=None, queue_number=self.queue_number + 1
        )


def pause_after(failures: int) -> timedelta:
    """The time to wait after so many failures, from 1."""
    return timedelta(seconds=BACKOFF_S[min(failures, len(BACKOFF_S)) - 1])


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event on its way to one destination: an endpoint's id, `bus` or `notices`."""

    destination: str
    event: Event
    queue_number: int = 1


class AttemptStatus(StrEnum):
    """The result of one attempt. `GIVEN_UP`: the event was tried for three days."""

    DELIVERED = "delivered"
    FAILED = "failed"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt to deliver an event. `http_status` is None when there was no answer; `error` is then the reason."""

    event_id: str
    type: EventType
    at: datetime
    number: int
    status: AttemptStatus
    http_status: int | None = None
    error: str | None = None
    duration_ms: int = 0
    next_attempt_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An endpoint's answer: its HTTP status, or the reason why there was none."""

    http_status: int | None
    error: str | None
    duration_ms: int

    @property
    def is_success(self) -> bool:
        return self.http_status is not None and 200 <= self.http_status < 300

    @property
    def is_gone(self) -> bool:
        """Whether the endpoint asked for no more (410, as Standard Webhooks has it)."""
        return self.http_status == 410
