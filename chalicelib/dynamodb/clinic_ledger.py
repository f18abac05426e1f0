"""A clinic's ledger by time, for proof and reports: keys from the clinic's index, then the items themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import TypeVar

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Entry
from chalicelib.credit.payment import Payment
from chalicelib.credit.proof import MOVED_AT_STRIPE
from chalicelib.credit.records import BorneFee, Position
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.dynamodb.credit_items import FEE_ORDER, entries_partition, entry_sk, partition, payment_sk
from chalicelib.dynamodb.entry_items import CREDIT_ORDER, ENTRY_ORDER, EntryItem
from chalicelib.dynamodb.errors import translate_errors
from chalicelib.dynamodb.ledger_lists import entries_of
from chalicelib.dynamodb.merges import MovedItem
from chalicelib.dynamodb.payment_items import PaymentItem
from chalicelib.dynamodb.position_items import PositionItem
from chalicelib.dynamodb.tables import CreditItem, CreditKeys
from chalicelib.dynamodb.timestamps import to_iso
from chalicelib.services.pagination import Page, PageRequest

UNAPPLIED, SETTLED = "unapplied#", "settled#"
FIRST, LAST = "0", "~"
Key = tuple[str, str]
OfPayment = TypeVar("OfPayment", Entry, Position)
T = TypeVar("T")
BATCH = 100
"""DynamoDB's limit of BatchGetItem. pynamodb keeps it too, but reads its keys in no order."""
KEYS_AT_ONCE = 1_000
"""A page of a report shows no more than that."""


class DynamoClinicLedger:
    """See services.ports.proofs.ClinicLedger."""

    def payments_paid(self, clinic_id: str, since: datetime | None, until: datetime) -> Iterator[Payment]:
        return _payments(_keys_paid(clinic_id, since, until))

    def entries_at_stripe(
        self, clinic_id: str, since: datetime | None, until: datetime
    ) -> Iterator[tuple[Entry, Payment]]:
        if since is None:
            yield from self._all_entries(clinic_id, until)
            return
        yield from with_payments(_entries(_keys(clinic_id, ENTRY_ORDER, since, until)))

    def fees_borne(self, clinic_id: str, since: datetime | None, until: datetime) -> Iterator[tuple[BorneFee, Payment]]:
        """A position is listed by its last change, which may be after `until`: those before are read from it."""
        for position, payment in with_payments(_positions(_keys(clinic_id, FEE_ORDER, since, None))):
            for fee in position.fees:
                if (since is None or fee.at >= since) and fee.at < until:
                    yield fee, payment

    def entries_since(self, clinic_id: str, since: datetime) -> Iterator[tuple[Entry, Payment]]:
        """Those of arrivals by way of their payments; one behind a later entry is in the list itself as well."""
        keys = dict[Key, None]()
        for order in (ENTRY_ORDER, CREDIT_ORDER):
            keys |= dict.fromkeys(_keys(clinic_id, order, since, None))
        keys |= dict.fromkeys(_arrivals(_payments(_keys_paid(clinic_id, since, None))))
        return with_payments(_entries(keys))

    def payments_unapplied(self, clinic_id: str) -> Iterator[Payment]:
        return (each for each in _payments(_keys(clinic_id, UNAPPLIED, None, None)) if each.unapplied)

    def _all_entries(self, clinic_id: str, until: datetime) -> Iterator[tuple[Entry, Payment]]:
        """For a first proof, by way of the payments: entries older than the proofs are in no index."""
        for payment in self.payments_paid(clinic_id, None, until):
            with translate_errors():
                entries = entries_of(payment) if len(payment.entry_numbers) > 1 or payment.earlier else ()
            for entry in entries:
                if entry.kind in MOVED_AT_STRIPE and entry.at < until:
                    yield entry, payment

    def payment(self, patient: PatientKey, payment_id: str) -> Payment | None:
        key = partition(patient), payment_sk(payment_id)
        return _followed([key]).get(key)

    def payments(self, refs: Sequence[PaymentRef]) -> Sequence[Payment]:
        keys = [(partition(ref.patient), payment_sk(ref.payment_id)) for ref in refs]
        found = _followed(keys)
        return [found[key] for key in keys]

    def payments_recorded(
        self,
        clinic_id: str,
        since: datetime,
        until: datetime,
        page: PageRequest,
        takes: Callable[[Payment], bool],
    ) -> Page[Payment]:
        after, last = page.cursor or to_iso(since), to_iso(until)
        states = (_ordered(clinic_id, state, after, last) for state in (UNAPPLIED, SETTLED))
        found: dict[str, Payment] = {}
        for batch in batched(merge(*states)):
            payments = _followed(key for _, key in batch)
            found |= {order: payments[key] for order, key in batch if takes(payments[key])}
            if len(found) > page.limit:
                break
        shown = list(found)[: page.limit]
        return Page(tuple(found[order] for order in shown), shown[-1] if len(found) > page.limit else None)

    def liability(self, clinic_id: str) -> int:
        return sum(max(payment.unapplied, 0) for payment in _payments(_keys(clinic_id, UNAPPLIED, None, None)))


def _keys_paid(clinic_id: str, since: datetime | None, until: datetime | None) -> Iterable[Key]:
    """A payment may change from one state to the other while this reads, so the first state is read again."""
    keys: dict[Key, None] = {}
    for state in (UNAPPLIED, SETTLED, UNAPPLIED):
        keys |= dict.fromkeys(_keys(clinic_id, state, since, until))
    return keys


def _arrivals(payments: Iterable[Payment]) -> Iterator[Key]:
    """The keys of the payments' first entries."""
    lines = (payment.first_line for payment in payments)
    return ((entries_partition(line[0]), entry_sk(line[1])) for line in lines if line)


def _keys(clinic_id: str, state: str, since: datetime | None, until: datetime | None) -> Iterator[Key]:
    first = state + (to_iso(since) if since else FIRST)
    last = state + (to_iso(until) if until else LAST)
    with translate_errors():
        for row in CreditKeys.by_clinic.query(clinic_id, CreditKeys.clinic_order.between(first, last)):
            if str(row.clinic_order) < last:
                yield row.pk, row.sk


def _ordered(clinic_id: str, state: str, after: str, last: str) -> Iterator[tuple[str, Key]]:
    """Keys of payments in that state by the time they were recorded, strictly after a cursor; a time is before all."""
    order = CreditKeys.clinic_order
    with translate_errors():
        for row in CreditKeys.by_clinic.query(
            clinic_id, order.between(state + after, state + last), page_size=KEYS_AT_ONCE
        ):
            place = str(row.clinic_order).removeprefix(state)
            if after < place < last:
                yield place, (row.pk, row.sk)


def _payments(keys: Iterable[Key]) -> Iterator[Payment]:
    with translate_errors():
        for batch in batched(keys):
            items = CreditItem.batch_get(batch, consistent_read=True)
            yield from (item.to_payment() for item in items if isinstance(item, PaymentItem))


def _followed(keys: Iterable[Key]) -> dict[Key, Payment]:
    """The payments by the keys given, also those that a merge moved."""
    found: dict[Key, Payment] = {}
    places = {key: key for key in keys}
    while places:
        items: dict[Key, CreditItem] = {}
        with translate_errors():
            for batch in batched(dict.fromkeys(places.values())):
                items |= {(item.pk, item.sk): item for item in CreditItem.batch_get(batch, consistent_read=True)}
        moved = dict[Key, Key]()
        for key, place in places.items():
            item = items.get(place)
            if isinstance(item, PaymentItem):
                found[key] = item.to_payment()
            elif isinstance(item, MovedItem):
                moved[key] = partition(item.to), item.sk
        places = moved
    return found


def _entries(keys: Iterable[Key]) -> Iterator[Entry]:
    with translate_errors():
        for batch in batched(keys):
            yield from (item.to_entry() for item in EntryItem.batch_get(batch, consistent_read=True))


def _positions(keys: Iterable[Key]) -> Iterator[Position]:
    with translate_errors():
        for batch in batched(keys):
            yield from (item.to_record() for item in PositionItem.batch_get(batch, consistent_read=True))


def with_payments(found: Iterable[OfPayment]) -> Iterator[tuple[OfPayment, Payment]]:
    """Each with its payment as it is now, wherever merges moved it."""
    known = list(found)
    payments = _followed(_payment_key(each) for each in known)
    yield from ((each, payments[_payment_key(each)]) for each in known)


def _payment_key(of: Entry | Position) -> Key:
    return partition(of.patient), payment_sk(of.payment_id)


def batched(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
