"""Proof that the ledger and Stripe agree on a clinic's money: every movement of one is matched with the other's. Pure.

The method is a bank reconciliation: what moved since the last proof on either side, plus what was open then, is matched
movement by movement. What does not match stays open and is carried into the next proof, until it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from chalicelib.credit.ledger import Entry, EntryKind
from chalicelib.credit.payment import Payment, Source
from chalicelib.credit.records import BorneFee
from chalicelib.credit.stripe_report import PaymentRef

SETTLING = timedelta(hours=3)
"""How long one side may be ahead of the other before it is a difference: webhooks take seconds, a sweep minutes."""
LATE_AFTER = timedelta(hours=6)
"""From then on a movement that both sides have is reported, once, as recorded late."""
MOVED_AT_STRIPE = frozenset(
    {EntryKind.REFUNDED, EntryKind.REFUND_FAILED, EntryKind.DISPUTED, EntryKind.DISPUTE_WON},
)
"""Entries of money that moved at Stripe after the payment itself; the payment holds when it arrived."""


class Side(StrEnum):
    """The place where money moved: between the card and Stripe, or on the clinic's payments account."""

    CARD = "card"
    ACCOUNT = "account"


class DifferenceKind(StrEnum):
    """How the two sides disagree."""

    STRIPE_ONLY = "stripe_only"
    OURS_ONLY = "ours_only"
    AMOUNT = "amount"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject that moved: on the card's side a charge, refund or dispute; on the account's side all of one payment.

    `source` is Stripe's id of it or, where there is none, an id of this service.
    """

    side: Side
    source: str
    payment_id: str | None
    account_id: str | None
    currency: str

    @property
    def key(self) -> tuple[Side, str, str]:
        return self.side, self.source, self.currency


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement as one side recorded it. `amount` is signed minor units: what arrived is positive."""

    subject: Subject
    amount: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """One side's record of a subject: the sum in minor units, and when its first and last movement were."""

    amount: int
    first_at: datetime
    last_at: datetime

    def plus(self, amount: int, at: datetime) -> Recorded:
        return Recorded(self.amount + amount, min(self.first_at, at), max(self.last_at, at))


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A subject on which the two sides do not agree yet. A side without a movement of it is None."""

    subject: Subject
    ours: Recorded | None = None
    stripe: Recorded | None = None

    @property
    def amount(self) -> int:
        """Stripe's sum less this service's, in minor units."""
        return (self.stripe.amount if self.stripe else 0) - (self.ours.amount if self.ours else 0)

    @property
    def since(self) -> datetime:
        return min(side.first_at for side in (self.ours, self.stripe) if side)

    @property
    def last_at(self) -> datetime:
        return max(side.last_at for side in (self.ours, self.stripe) if side)

    @property
    def is_late(self) -> bool:
        """Whether one side recorded it long after the other."""
        if self.ours is None or self.stripe is None:
            return False
        return abs(self.ours.last_at - self.stripe.last_at) > LATE_AFTER


@dataclass(frozen=True, slots=True)
class Difference:
    """A disagreement that lasted longer than settling takes. `amount` is Stripe's less this service's, minor units.

    `late` is the exception: both sides agree on `amount` by now.
    """

    kind: DifferenceKind
    side: Side
    source: str
    account_id: str | None
    payment_id: str | None
    amount: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Payout:
    """A payout of an account and the balance transactions that it consists of at Stripe.

    `amount` and `transactions_net` are minor units; `is_complete` is whether Stripe has assigned all of them.
    `arrived_on` is None until the money is at the bank. `payments` are those that it consists of. `account_id` is None
    for the platform's own account, whose payouts are of all clinics.
    """

    id: str
    account_id: str | None
    amount: int
    transactions_net: int
    is_complete: bool
    at: datetime
    arrived_on: date | None = None
    payments: tuple[PaymentRef, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether Stripe has told all of it."""
        return self.is_complete and self.arrived_on is not None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The findings of a night's comparison, and the open items for the next one."""

    differences: tuple[Difference, ...]
    open_items: tuple[OpenItem, ...]


def compare(
    carried: Iterable[OpenItem], ours: Iterable[Movement], stripe: Iterable[Movement], *, until: datetime
) -> Comparison:
    """Match both sides' movements; each is given once, in any order, over all nights."""
    items = {item.subject.key: item for item in carried}
    for movement in ours:
        item = items.get(movement.subject.key) or OpenItem(movement.subject)
        items[movement.subject.key] = replace(item, ours=_plus(item.ours, movement))
    for movement in stripe:
        item = items.get(movement.subject.key) or OpenItem(movement.subject)
        items[movement.subject.key] = replace(item, stripe=_plus(item.stripe, movement))
    ordered = sorted(items.values(), key=lambda item: (item.since, item.subject.key))
    return Comparison(
        differences=tuple(_differences(ordered, until)),
        open_items=tuple(item for item in ordered if item.amount),
    )


def payout_differences(payouts: Iterable[Payout]) -> Iterator[Difference]:
    """Complete payouts whose balance transactions do not add up to what was paid out."""
    for payout in payouts:
        if payout.is_complete and payout.transactions_net != payout.amount:
            yield Difference(
                kind=DifferenceKind.AMOUNT,
                side=Side.ACCOUNT,
                source=payout.id,
                account_id=payout.account_id,
                payment_id=None,
                amount=payout.transactions_net - payout.amount,
                since=payout.at,
            )


def _plus(known: Recorded | None, movement: Movement) -> Recorded:
    at = movement.at
    return known.plus(movement.amount, at) if known else Recorded(movement.amount, at, at)


def _differences(items: Iterable[OpenItem], until: datetime) -> Iterator[Difference]:
    for item in items:
        if item.amount and item.last_at <= until - SETTLING:
            yield _difference(item, _kind(item), item.amount)
        elif not item.amount and item.is_late:
            assert item.stripe is not None, "late means that both sides have it"
            yield _difference(item, DifferenceKind.LATE, item.stripe.amount)


def _kind(item: OpenItem) -> DifferenceKind:
    if item.ours is None:
        return DifferenceKind.STRIPE_ONLY
    return DifferenceKind.OURS_ONLY if item.stripe is None else DifferenceKind.AMOUNT


def _difference(item: OpenItem, kind: DifferenceKind, amount: int) -> Difference:
    subject = item.subject
    return Difference(kind, subject.side, subject.source, subject.account_id, subject.payment_id, amount, item.since)


def movements_of_payment(payment: Payment) -> Iterator[Movement]:
    """Return the movements of a successful payment: to Stripe, and on to the clinic's account less the platform's fee.

    Cash, goodwill and credit from another patient never pass through Stripe.
    """
    if payment.source is not Source.CARD_ONLINE:
        return
    assert payment.succeeded_at is not None, "only of a payment that succeeded"
    on_account = payment.amount - payment.application_fee
    yield from _movements(payment, payment.id, payment.amount, on_account, payment.succeeded_at)


def movements_of_entry(entry: Entry, payment: Payment) -> Iterator[Movement]:
    """Return the movements of a refund or dispute entry. An entry that only moved credit moved no money at Stripe.

    Credit that came from another patient's payment goes back to the card that paid first.
    """
    if entry.kind in MOVED_AT_STRIPE and payment.payment_intent_id and entry.tender is None:
        assert entry.reference is not None, "these entries name their refund or dispute"
        yield from _movements(payment, entry.reference, entry.amount, entry.amount, entry.at)


def movements_of_fee(fee: BorneFee, payment: Payment) -> Iterator[Movement]:
    """Return the movement of a dispute's fee that the clinic bears: from its account to the platform's."""
    subject = Subject(Side.ACCOUNT, payment.id, payment.id, payment.account_id, payment.currency)
    yield Movement(subject, -fee.amount, fee.at)


def _movements(payment: Payment, source: str, on_card: int, on_account: int, at: datetime) -> Iterator[Movement]:
    paid = payment.origin.payment_id if payment.origin else payment.id
    yield Movement(Subject(Side.CARD, source, paid, payment.account_id, payment.currency), on_card, at)
    if payment.account_id:
        yield Movement(Subject(Side.ACCOUNT, paid, paid, payment.account_id, payment.currency), on_account, at)
