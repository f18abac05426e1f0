"""Publishing events: what was committed becomes numbered events, once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from chalicelib.credit.errors import NotFound
from chalicelib.credit.events import (
    KEPT_FOR,
    TYPE_OF_ENTRY,
    Event,
    EventType,
    Happening,
    Subject,
    dispute_opened,
    event_id,
    of_entry,
)
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Entry
from chalicelib.credit.records import Dispute
from chalicelib.services.pagination import all_items
from chalicelib.services.ports import Clock, CreditReader, EntryReader, RecordStore
from chalicelib.services.ports.events import EndpointStore, EventStore, Outbox
from chalicelib.services.retry import retry_on_conflict

MOST_AT_ONCE = 20
"""Three items per event and two more fit DynamoDB's 100 in one transaction."""


class EventLedger(CreditReader, EntryReader, RecordStore, Protocol): ...


class EventStores(EventStore, EndpointStore, Protocol): ...


@dataclass(frozen=True, slots=True)
class Published:
    """A subject's outbox, and those of its unsent events that were published just now."""

    outbox: Outbox
    fresh: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishEvents:
    ledger: EventLedger
    store: EventStore
    clock: Clock

    def __call__(
        self, subject: Subject, happened: Sequence[Happening] = (), last_entry: int | None = None
    ) -> Published:
        """Publish the subject's entries that are not published yet, and what `happened`.

        Entries are read from the ledger in its own order, so a repeated, late or lost call loses nothing and repeats
        nothing: a later call for the same patient publishes what an earlier one should have. Where `last_entry` is
        known, no entry after it is looked for. Raises Conflict, Unavailable.
        """
        fresh: list[Event] = []
        while True:
            done, is_more = retry_on_conflict(lambda: self._step(subject, happened, last_entry), self.clock)
            fresh += done.fresh
            if not is_more:
                return Published(done.outbox, tuple(fresh))

    def _step(self, subject: Subject, happened: Sequence[Happening], last_entry: int | None) -> tuple[Published, bool]:
        outbox = self.store.outbox(subject)
        entries = self._entries(outbox, last_entry)
        others = self._unpublished(subject, (*happened, *self._openings(entries)))
        new = _in_order([*self._of_entries(entries), *others])
        last = entries[-1].seq if entries else outbox.entries
        if not new and last == outbox.entries:
            return Published(outbox), False
        events = self._numbered(outbox, new)
        after = replace(
            outbox,
            entries=last,
            seq=outbox.seq + len(events),
            unsent=(*outbox.unsent, *(event.position for event in events)),
            version=outbox.version + 1,
        )
        self.store.publish(after, events, [each.key for each in others])
        return Published(after, tuple(events)), len(entries) == MOST_AT_ONCE

    def _entries(self, outbox: Outbox, last_entry: int | None) -> Sequence[Entry]:
        """The next entries after those that are published, oldest first."""
        if outbox.subject.patient_id is None:
            return ()
        patient = PatientKey(outbox.subject.clinic_id, outbox.subject.patient_id)
        first = outbox.entries if outbox.version else self._older_than_kept(patient)
        most = MOST_AT_ONCE if last_entry is None else min(MOST_AT_ONCE, last_entry - first)
        found: list[Entry] = []
        while len(found) < most:
            entry = self.ledger.entry(patient, first + len(found) + 1)
            if entry is None:
                break
            found.append(entry)
        return found

    def _older_than_kept(self, patient: PatientKey) -> int:
        """The number of the patient's newest entry that is too old to publish: before the first event, most may be."""
        since = self.clock.now() - KEPT_FOR
        entries = all_items(lambda page: self.ledger.entries(patient, page))
        return next((entry.seq for entry in entries if entry.at < since), 0)

    def _of_entries(self, entries: Sequence[Entry]) -> Iterator[Happening]:
        for entry in entries:
            payment = self.ledger.payment(entry.patient, entry.payment_id)
            if payment is None:
                raise NotFound("payment")
            happened = of_entry(entry, payment)
            if happened:
                yield happened

    def _openings(self, entries: Sequence[Entry]) -> Iterator[Happening]:
        """The openings of disputes that took money: an opening comes first, whichever change is delivered first."""
        for entry in entries:
            if TYPE_OF_ENTRY.get(entry.kind) is EventType.DISPUTE_FUNDS_WITHDRAWN and entry.reference:
                found = self.ledger.record(entry.patient, entry.payment_id, entry.reference)
                if isinstance(found, Dispute) and not found.share_of:
                    yield dispute_opened(found)

    def _unpublished(self, subject: Subject, happened: Sequence[Happening]) -> Sequence[Happening]:
        since = self.clock.now() - KEPT_FOR
        recent = {each.key: each for each in happened if each.occurred_at >= since}
        done = self.store.published(subject.clinic_id, tuple(recent)) if recent else frozenset()
        return tuple(each for key, each in recent.items() if key not in done)

    def _numbered(self, outbox: Outbox, happened: Sequence[Happening]) -> Sequence[Event]:
        subject = outbox.subject
        newest = self.store.newest(subject.clinic_id) if happened else 0
        return [
            Event(
                id=event_id(subject.clinic_id, newest + number),
                type=each.type,
                clinic_id=subject.clinic_id,
                patient_id=subject.patient_id,
                seq=outbox.seq + number,
                occurred_at=each.occurred_at,
                data=each.data,
            )
            for number, each in enumerate(happened, start=1)
        ]


def _in_order(happened: list[Happening]) -> list[Happening]:
    """By time; of one moment, openings of disputes first, then the ledger's lines in their order, then the rest."""
    return sorted(happened, key=lambda each: (each.occurred_at, each.type is not EventType.DISPUTE_OPENED))
