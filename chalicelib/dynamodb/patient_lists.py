"""Lists of one patient's payments. They are read consistently: limits and the order of applying rely on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Payment, PaymentStatus, Source
from chalicelib.dynamodb.created_items import CREATED
from chalicelib.dynamodb.credit_items import (
    CREDIT_SK,
    CreditBalanceItem,
    partition,
    payment_key,
    payment_sk,
    unapplied_keys,
)
from chalicelib.dynamodb.ledger_lists import Keyed, keys_of, page_of, payments_at
from chalicelib.dynamodb.payment_items import PaymentItem
from chalicelib.dynamodb.reading import find
from chalicelib.dynamodb.tables import CreditKeys
from chalicelib.dynamodb.timestamps import to_iso
from chalicelib.services.pagination import Page, PageRequest, PaymentScope

END = "~"


def of_patient(patient: PatientKey, page: PageRequest, which: PaymentScope) -> Page[Payment]:
    if which is PaymentScope.UNAPPLIED:
        before = page.cursor or END
        unapplied = (keyed for keyed in reversed(_unapplied(patient)) if keyed[0] < before)
        return page_of(unapplied, page, lambda _, payment: payment.unapplied > 0)
    return page_of(_created(patient, page), page, lambda place, payment: _is_in(payment, place, which))


def starts_since(patient: PatientKey, since: datetime) -> int:
    between = CreditKeys.sk.between(f"{CREATED}{to_iso(since)}", f"{CREATED}{END}")
    return CreditKeys.count(partition(patient), between, consistent_read=True)


def oldest_unapplied(patient: PatientKey, page: PageRequest) -> Page[Payment]:
    keys = [keyed for keyed in _unapplied(patient) if keyed[0] > (page.cursor or "")]
    shown = keys[: page.limit]
    more = shown[-1][0] if len(keys) > page.limit else None
    return Page(tuple(payment for _, payment in payments_at(shown)), more)


def _created(patient: PatientKey, page: PageRequest) -> Iterator[Keyed]:
    pk = partition(patient)
    keys = keys_of(CreditKeys, pk, CreditKeys.sk, page, prefix=CREATED, consistent=True)
    return (_at(pk, place) for place, _ in keys)


def _is_in(payment: Payment, place: str, which: PaymentScope) -> bool:
    if place != payment_key(payment.created_at, payment.id):
        return False
    match which:
        case PaymentScope.TOP_UPS:
            return payment.source is Source.CARD_ONLINE
        case PaymentScope.PROCESSING:
            return payment.status is PaymentStatus.PROCESSING
        case PaymentScope.PAID:
            return payment.status is PaymentStatus.SUCCEEDED
    return True


def _unapplied(patient: PatientKey) -> list[Keyed]:
    """The unapplied payments, the oldest first: as the balance lists them, or from all payments where it lacks some."""
    pk = partition(patient)
    item = find(CreditBalanceItem, pk, CREDIT_SK)
    if item is None:
        return []
    credit = item.to_credit()
    if len(credit.unapplied) == credit.payments_unapplied:
        return [_at(pk, key) for key in unapplied_keys(credit)]
    return sorted(_at(pk, key) for key in _all_unapplied(pk))


def _all_unapplied(pk: str) -> Iterator[str]:
    for item in PaymentItem.query(pk, PaymentItem.sk.startswith(payment_sk("")), consistent_read=True):
        payment = item.to_payment()
        if payment.unapplied > 0:
            yield payment_key(payment.succeeded_at or payment.created_at, payment.id)


def _at(pk: str, key: str) -> Keyed:
    return key, (pk, payment_sk(key.split("#", 1)[1]))
