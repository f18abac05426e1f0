"""A clinic's list of disputes: keys from the clinic's index, then the disputes and their payments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from chalicelib.credit.payment import Payment
from chalicelib.dynamodb.credit_items import partition, payment_sk
from chalicelib.dynamodb.merges import MovedItem
from chalicelib.dynamodb.payment_items import PaymentItem
from chalicelib.dynamodb.reading import find
from chalicelib.dynamodb.record_items import CLOSED, OPEN, DisputeItem, disputes_of
from chalicelib.dynamodb.tables import CreditItem, CreditKeys
from chalicelib.services.pagination import DisputedPayment, Page, PageRequest

END = "~"


def of_clinic(clinic_id: str, page: PageRequest, *, open_only: bool) -> Page[DisputedPayment]:
    rows = _open(clinic_id, page) if open_only else chain(_open(clinic_id, page), _closed(clinic_id, page))
    found = list(islice(rows, page.limit + 1))
    shown = found[: page.limit]
    more = str(shown[-1].clinic_order) if len(found) > page.limit else None
    disputes = ((item, payment) for item, payment in with_payments(shown) if isinstance(item, DisputeItem))
    return Page(tuple(DisputedPayment(item.to_record(), payment) for item, payment in disputes), more)


def _open(clinic_id: str, page: PageRequest) -> Iterator[CreditKeys]:
    """Open disputes after the cursor; none once the cursor is among the closed ones."""
    after = page.cursor or OPEN
    if not after.startswith(OPEN):
        return
    yield from _rows(clinic_id, page, after, OPEN + END, forward=True)


def _closed(clinic_id: str, page: PageRequest) -> Iterator[CreditKeys]:
    before = page.cursor if page.cursor and page.cursor.startswith(CLOSED) else CLOSED + END
    yield from _rows(clinic_id, page, CLOSED, before, forward=False)


def _rows(clinic_id: str, page: PageRequest, first: str, last: str, *, forward: bool) -> Iterator[CreditKeys]:
    """The keys between the two, the cursor's own left out."""
    if first > last:
        return
    between = CreditKeys.clinic_order.between(first, last)
    rows = CreditKeys.by_clinic.query(disputes_of(clinic_id), between, scan_index_forward=forward, limit=page.limit + 2)
    yield from (row for row in rows if str(row.clinic_order) != page.cursor)


def with_payments(rows: Sequence[CreditKeys]) -> Iterator[tuple[CreditItem, Payment]]:
    """The items of these keys that are there, each with its payment, in their order."""
    keys = [(row.pk, row.sk) for row in rows]
    payments = [(pk, _payment_key(sk)) for pk, sk in keys]
    found = {(item.pk, item.sk): item for item in CreditItem.batch_get([*keys, *payments], consistent_read=True)}
    for key, of in zip(keys, payments, strict=True):
        item, payment = found.get(key), found.get(of)
        while isinstance(payment, MovedItem):
            payment = find(CreditItem, partition(payment.to), payment.sk)
        if item and isinstance(payment, PaymentItem):
            yield item, payment.to_payment()


def _payment_key(sk: str) -> str:
    return payment_sk(sk.split("#")[1])
