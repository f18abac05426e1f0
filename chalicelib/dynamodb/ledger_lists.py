"""Lists from the credit table: keys from an index, then the items themselves, so that a page costs what it shows."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import Index

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Entry
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Position, Record
from chalicelib.dynamodb.credit_items import (
    FIRST_SHARD,
    NOTICE_SHARD,
    STUCK_SHARD,
    WORK_QUEUE_SHARDS,
    entries_partition,
    entry_sk,
    partition,
    record_sk,
)
from chalicelib.dynamodb.entry_items import EntryItem
from chalicelib.dynamodb.payment_items import PaymentItem
from chalicelib.dynamodb.record_items import AnyRecordItem
from chalicelib.dynamodb.tables import CreditItem, CreditKeys
from chalicelib.dynamodb.timestamps import from_iso, to_iso, to_iso_or_none
from chalicelib.dynamodb.work_items import work_item_of
from chalicelib.services.pagination import DueItem, Page, PageRequest, PaymentFilter, WorkItem

Keyed = tuple[str, tuple[str, str]]
"""A place in a list, and the primary key of the item there."""
MOST_LOOKED_AT = 500
"""A filtered page looks at no more keys than this; the next page goes on from there."""
MOST_STUCK = 1_000
ENTRIES_START = "entry#"
ENTRIES_END = "entry#~"


def of_clinic(clinic_id: str, page: PageRequest, wanted: PaymentFilter) -> Page[Payment]:
    states = ("unapplied#",) if wanted.unapplied else ("unapplied#", "settled#")
    order, index = CreditKeys.clinic_order, CreditKeys.by_clinic
    since, until = to_iso_or_none(wanted.since), to_iso_or_none(wanted.until)
    streams = (
        keys_of(index, clinic_id, order, page, prefix=state, since=since or "0", until=until or "~") for state in states
    )
    newest_first = heapq.merge(*streams, key=lambda keyed: keyed[0], reverse=True)
    return page_of(newest_first, page, lambda _, payment: wanted.takes(payment))


def entries(patient: PatientKey, page: PageRequest, last: int | None) -> Page[Entry]:
    newest = entry_sk(last) if last is not None else ENTRIES_END
    before = min(page.cursor, ENTRIES_END) if page.cursor else ENTRIES_END
    if before <= ENTRIES_START or newest <= ENTRIES_START:
        return Page(())
    found = EntryItem.query(
        entries_partition(patient),
        EntryItem.sk.between(ENTRIES_START, min(before, newest)),
        scan_index_forward=False,
        consistent_read=True,
        limit=page.limit + 2,
    )
    items = [item for item in found if item.sk < before][: page.limit + 1]
    shown = items[: page.limit]
    return Page(tuple(item.to_entry() for item in shown), shown[-1].sk if len(items) > page.limit else None)


def entries_of(payment: Payment) -> tuple[Entry, ...]:
    found: list[Entry] = []
    for holder, numbers in payment.lines:
        keys = [(entries_partition(holder), entry_sk(seq)) for seq in numbers]
        items = EntryItem.batch_get(keys, consistent_read=True)
        found += sorted((item.to_entry() for item in items), key=lambda entry: entry.seq)
    return tuple(found)


def records_of(payment: Payment) -> tuple[Record, ...]:
    prefix = record_sk(payment.id, "")
    found = (
        item
        for holder in payment.holders
        for item in CreditItem.query(partition(holder), CreditItem.sk.startswith(prefix), consistent_read=True)
    )
    return tuple(item.to_record() for item in found if isinstance(item, AnyRecordItem))


LATER = {"payment": 1, "notice": 2, "document": 2}
"""The rank of work items by the first part of their key; all others come first."""


def due(now: datetime, limit: int) -> Sequence[WorkItem]:
    """Refunds, disputes and positions before top-ups, notices and documents last; of each, the longest due first."""
    rows = [row for shard in _shards() for row in _due_in(shard, now, limit)]
    rows.sort(key=lambda row: (LATER.get(row.sk.split("#")[0], 0), str(row.due_at)))
    return [work_item_of(row.pk, row.sk) for row in rows[:limit]]


def due_between(after: datetime, until: datetime, limit: int) -> Sequence[DueItem]:
    since = CreditKeys.due_at.between(to_iso(after), to_iso(until))
    rows = [row for shard in _shards() for row in CreditKeys.work_queue.query(shard, since, limit=limit)]
    found = [DueItem(work_item_of(row.pk, row.sk), from_iso(str(row.due_at))) for row in rows]
    later = (each for each in found if each.due_at > after)
    return sorted(later, key=lambda each: each.due_at)[:limit]


def oldest_due(now: datetime) -> datetime | None:
    found = [from_iso(str(row.due_at)) for shard in _shards() for row in _due_in(shard, now, 1)]
    return min(found, default=None)


def _shards() -> tuple[str, ...]:
    return (FIRST_SHARD, *map(str, range(WORK_QUEUE_SHARDS)), STUCK_SHARD, NOTICE_SHARD)


def stuck_count() -> int:
    return CreditKeys.work_queue.count(STUCK_SHARD, CreditKeys.due_at > "0", limit=MOST_STUCK)


def stuck_positions(limit: int) -> Sequence[Position]:
    rows = list(CreditKeys.work_queue.query(STUCK_SHARD, CreditKeys.due_at > "0", limit=limit))
    items = CreditItem.batch_get([(row.pk, row.sk) for row in rows], consistent_read=True)
    records = {(item.pk, item.sk): item.to_record() for item in items if isinstance(item, AnyRecordItem)}
    found = (records.get((row.pk, row.sk)) for row in rows)
    return [record for record in found if isinstance(record, Position) and record.is_stuck]


def _due_in(shard: str, now: datetime, limit: int) -> Iterator[CreditKeys]:
    return iter(CreditKeys.work_queue.query(shard, CreditKeys.due_at <= to_iso(now), limit=limit))


def keys_of(
    index: Index[CreditKeys] | type[CreditKeys],
    hash_key: str,
    sort: UnicodeAttribute,
    page: PageRequest,
    *,
    prefix: str = "",
    since: str = "0",
    until: str = "~",
    consistent: bool = False,
) -> Iterator[Keyed]:
    """Sort keys (without `prefix`) and keys of items, newest first, strictly after the page's cursor.

    More of them than a page looks at, the cursor's own included: only a list that ends may end here.
    """
    first, before = prefix + since, prefix + min(page.cursor or "~", until)
    if before <= first:
        return
    rows = index.query(
        hash_key,
        sort.between(first, before),
        consistent_read=consistent,
        scan_index_forward=False,
        limit=MOST_LOOKED_AT + page.limit + 2,
        page_size=page.limit + 2,
    )
    for row in rows:
        key = str(getattr(row, sort.attr_name))
        if key < before:
            yield key.removeprefix(prefix), (row.pk, row.sk)


def page_of(keys: Iterable[Keyed], page: PageRequest, wanted: Callable[[str, Payment], bool]) -> Page[Payment]:
    """Fill one page from the keys, dropping what isn't wanted: as many as it shows, then twice what it lacks."""
    shown: list[tuple[str, Payment]] = []
    rest, looked_at, size = iter(keys), 0, page.limit + 1
    while batch := list(islice(rest, min(size, MOST_LOOKED_AT - looked_at))):
        looked_at, last = looked_at + len(batch), batch[-1][0]
        shown += [(key, payment) for key, payment in payments_at(batch) if wanted(key, payment)]
        if len(shown) > page.limit:
            return Page(tuple(payment for _, payment in shown[: page.limit]), shown[page.limit - 1][0])
        if looked_at >= MOST_LOOKED_AT:
            return Page(tuple(payment for _, payment in shown), last)
        size = 2 * (page.limit + 1 - len(shown))
    return Page(tuple(payment for _, payment in shown))


def payments_at(batch: Sequence[Keyed]) -> Iterator[tuple[str, Payment]]:
    """The payments that are there, each with its place."""
    items = CreditItem.batch_get([key for _, key in batch], consistent_read=True)
    found = {(item.pk, item.sk): item.to_payment() for item in items if isinstance(item, PaymentItem)}
    return ((place, found[key]) for place, key in batch if key in found)
