"""The clinic's side of a payment: what its payments account should hold after refunds and disputes. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.credit.payment import Payment, Source
from chalicelib.credit.records import BorneFee, Dispute, Position, Record, Refund, RefundElsewhere


def expected(payment: Payment, records: Iterable[Record]) -> int:
    """Return what the account should hold of the payment, after the platform's fee, in minor units."""
    known = tuple(records)
    return _left(payment, known) - fees_borne(payment, known) - payment.application_fee


def fees_borne(payment: Payment, records: Iterable[Record]) -> int:
    """Return what the clinic bears of the fees of the payment's disputes, in minor units.

    A reversal can't take more than was transferred, so a fee is borne only out of what is left.
    """
    known = tuple(records)
    fees = sum(record.fee for record in known if isinstance(record, Dispute)) if payment.bears_dispute_fees else 0
    return min(fees, _left(payment, known))


def _left(payment: Payment, records: Iterable[Record]) -> int:
    """The part that neither refunds nor disputes took."""
    known = tuple(records)
    refunds = (each for each in known if isinstance(each, Refund | RefundElsewhere) and each.is_made)
    disputes = (each for each in known if isinstance(each, Dispute))
    taken = sum(each.taken + each.taken_elsewhere for each in disputes)
    return max(payment.amount - sum(each.amount for each in refunds) - taken, 0)


def position_of(payment: Payment, records: Iterable[Record]) -> Position:
    """The stored position; for a payment of which nothing moved yet, version 0 with all of it where it should be."""
    found = next((record for record in records if isinstance(record, Position)), None)
    whole = payment.amount - payment.application_fee
    return found or Position(
        patient=payment.patient,
        payment_id=payment.id,
        expected=whole,
        confirmed=whole,
        original_left=payment.amount,
        since=payment.succeeded_at or payment.created_at,
    )


def position_due(
    payment: Payment, records: Iterable[Record], at: datetime, *, in_any_case: bool = False
) -> Position | None:
    """The position to store with a change after which the account should hold something else, or None.

    `in_any_case` is for a change that may have moved money on the account although it should hold the same.
    """
    if payment.account_id is None or payment.source is not Source.CARD_ONLINE:
        return None
    known = tuple(records)
    position, wanted = position_of(payment, known), expected(payment, known)
    more = fees_borne(payment, known) - position.fees_borne
    if position.expected == wanted and not more and not in_any_case:
        return None
    fees = (*position.fees, BorneFee(more, at)) if more else position.fees
    return position.changed(expected=wanted, fees=fees, since=at, next_check_at=at)


def refunded_elsewhere(payment: Payment, records: Iterable[Record], refund: Refund, at: datetime) -> tuple[Record, ...]:
    """Return what to store for the payment that the card paid, after a refund of credit transferred from it."""
    known = tuple(records)
    stored = next((each for each in known if isinstance(each, RefundElsewhere) and each.id == refund.id), None)
    if refund.is_made == (stored is not None and stored.is_made):
        return ()
    made = RefundElsewhere(
        id=refund.id,
        patient=stored.patient if stored else payment.patient,
        payment_id=payment.id,
        amount=refund.amount,
        currency=refund.currency,
        is_made=refund.is_made,
        at=at,
        version=stored.version + 1 if stored else 1,
    )
    position = position_due(payment, replaced(known, made), at)
    return (made, position) if position else (made,)


def original_can_bear(payment: Payment, records: Iterable[Record], amount: int) -> bool:
    """Whether the payment's own transfer holds `amount`, after what is still to be taken from it."""
    position = position_of(payment, records)
    outstanding = max(position.confirmed - position.expected, 0)
    return position.original_left - outstanding >= amount


def replaced(records: Iterable[Record], *changed: Record) -> tuple[Record, ...]:
    """The records with the changed ones in their new state."""
    return (*(record for record in records if record.id not in {each.id for each in changed}), *changed)


def confirmed(position: Position, *, holds: int, original_left: int) -> Position:
    """The position after Stripe confirmed that the account holds what it should."""
    return replace(
        position.changed(confirmed=holds, original_left=original_left),
        expected=holds,
        refusals=0,
        last_refusal=None,
        asked_at=None,
        next_check_at=None,
    )


@dataclass(frozen=True, slots=True)
class HeldTransfer:
    """One transfer from the platform to the clinic's account, and how much of it was reversed. Minor units."""

    id: str
    amount: int
    reversed: int

    @property
    def left(self) -> int:
        return self.amount - self.reversed


@dataclass(frozen=True, slots=True)
class Holdings:
    """A payment's transfers at Stripe, the original first, and what its charge refunded. Minor units."""

    transfers: tuple[HeldTransfer, ...]
    refunded: int

    @property
    def held(self) -> int:
        return sum(transfer.left for transfer in self.transfers)

    @property
    def original_left(self) -> int:
        return self.transfers[0].left if self.transfers else 0

    @property
    def state(self) -> tuple[str, ...]:
        """Another after each move: transfers are only added, and reversals only grow."""
        given = sum(transfer.amount for transfer in self.transfers)
        return str(len(self.transfers)), str(given), str(given - self.held)


@dataclass(frozen=True, slots=True)
class Move:
    """One request to Stripe: a reversal of `transfer_id`, or a transfer to the clinic's account.

    The same state at Stripe has the same `key`, so that two movers, or one that lost an answer, move once.
    """

    amount: int
    transfer_id: str | None
    key: tuple[str, ...]


def next_move(payment: Payment, wanted: int, attempts: int, holdings: Holdings) -> Move | None:
    """Return the next move that brings the account to `wanted`, or None when it is there.

    Reversals take from the newest transfer first, and never more than is left of it.
    """
    difference = wanted + payment.application_fee - holdings.held
    key = (payment.id, *holdings.state, str(attempts))
    if difference > 0:
        return Move(difference, None, key)
    newest = next((transfer for transfer in reversed(holdings.transfers) if transfer.left), None)
    if difference == 0 or newest is None:
        return None
    return Move(min(-difference, newest.left), newest.id, key)
