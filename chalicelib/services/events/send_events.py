"""Sending published events: each is queued for each of its destinations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from chalicelib.credit.errors import Conflict
from chalicelib.credit.events import Event, Subject
from chalicelib.credit.notice import TOPICS
from chalicelib.credit.webhooks import BUS, NOTICES, Delivery, WebhookEndpoint
from chalicelib.services.events.publish_events import EventStores, Published
from chalicelib.services.ports import Clock
from chalicelib.services.ports.events import DeliveryQueue, Outbox
from chalicelib.services.retry import retry_on_conflict

MOST_SENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SendEvents:
    store: EventStores
    queue: DeliveryQueue
    clock: Clock
    has_bus: bool
    has_notices: bool = False

    def __call__(self, published: Iterable[Published]) -> None:
        """Queue what is unsent of these outboxes, and note that it is.

        A call that dies in between is repeated, and queues it again. Raises Conflict, Unavailable.
        """
        waiting = {each.outbox.subject: each for each in published if each.outbox.unsent}
        endpoints = {name: self.store.endpoints(name) for name in {subject.clinic_id for subject in waiting}}
        deliveries: list[Delivery] = []
        for subject, each in waiting.items():
            deliveries += self._deliveries(self._unsent(each), endpoints[subject.clinic_id])
        self.queue.send(deliveries)
        for each in waiting.values():
            self._note(each.outbox)

    def _unsent(self, published: Published) -> Sequence[Event]:
        """The oldest unsent events: those that an earlier call left behind are read."""
        known = {event.position: event for event in published.fresh}
        clinic_id, positions = published.outbox.subject.clinic_id, published.outbox.unsent[:MOST_SENT]
        found = (known.get(each) or self.store.event(clinic_id, each) for each in positions)
        return [event for event in found if event]

    def _deliveries(self, events: Sequence[Event], endpoints: Sequence[WebhookEndpoint]) -> Sequence[Delivery]:
        return [
            *(Delivery(BUS, event) for event in events if self.has_bus),
            *(Delivery(NOTICES, event) for event in events if self.has_notices and event.type in TOPICS),
            *(
                Delivery(endpoint.id, event, endpoint.queue_number)
                for event in events
                for endpoint in endpoints
                if endpoint.takes(event)
            ),
        ]

    def _note(self, seen: Outbox) -> None:
        sent = frozenset(seen.unsent[:MOST_SENT])
        try:
            self.store.save_outbox(_without(seen, sent))
        except Conflict:
            retry_on_conflict(lambda: self._note_again(seen.subject, sent), self.clock)

    def _note_again(self, subject: Subject, sent: frozenset[int]) -> None:
        """The same on an outbox that another call has changed."""
        outbox = self.store.outbox(subject)
        if sent & set(outbox.unsent):
            self.store.save_outbox(_without(outbox, sent))


def _without(outbox: Outbox, sent: frozenset[int]) -> Outbox:
    left = tuple(each for each in outbox.unsent if each not in sent)
    return replace(outbox, unsent=left, version=outbox.version + 1)
