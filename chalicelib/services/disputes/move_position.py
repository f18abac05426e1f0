"""Moving a payment's position: the one place from which money goes between the platform and a clinic's account."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from chalicelib.credit.errors import RefusedByStripe, StripeFailed
from chalicelib.credit.payment import Payment
from chalicelib.credit.position import Holdings, Move, confirmed, expected, next_move, position_of
from chalicelib.credit.records import Dispute, Position, Record, Refund, RefundElsewhere
from chalicelib.credit.schedule import MOVE_LANDS_WITHIN, SHORTEST_WAIT, TRANSFER_RETRY_AFTER
from chalicelib.services.ports import Clock, CreditReader, Metrics, RecordStore, Refunds, Transfers
from chalicelib.services.refunds.record_refund import RecordRefund
from chalicelib.services.retry import retry_on_conflict

MOST_MOVES = 10


class PositionLedger(CreditReader, RecordStore, Protocol): ...


class PositionStripe(Refunds, Transfers, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePosition:
    ledger: PositionLedger
    stripe: PositionStripe
    record_refund: RecordRefund
    clock: Clock
    metrics: Metrics

    def __call__(self, payment: Payment) -> None:
        """Bring the clinic's account to what it should hold of the payment. Repeatable.

        A balance that is too short leaves it due, and the operator is alerted. Raises Unavailable: it stays due.
        """
        for _ in range(MOST_MOVES):
            if retry_on_conflict(lambda: self._step(payment), self.clock):
                return

    def _step(self, payment: Payment) -> bool:
        """Look at Stripe and make one move; return whether that is all for now."""
        records = self.ledger.records_of(payment)
        position = position_of(payment, records)
        if position.next_check_at is None or self._is_asked(position):
            return True
        if any(isinstance(each, Refund) and each.is_under_way for each in records):
            return self._postpone(position)  # It may reverse the transfer while this looks.
        holdings = self.stripe.holdings(payment, [each.id for each in records if isinstance(each, Dispute)])
        if holdings.refunded != _refunded(records) and self._record_refunds(payment, records):
            return False
        wanted = expected(payment, records)
        move = next_move(payment, wanted, position.attempts, holdings)
        if move is None:
            return self._confirm(payment, position, holdings)
        return self._move(payment, position, move)

    def _move(self, payment: Payment, position: Position, move: Move) -> bool:
        """Stripe repeats a refusal and a 5xx under the same key for a day: after either the key is another.

        What is about to be asked is stored first: another mover would confirm what this move is about to change.
        """
        position = position.changed(asked_at=self.clock.now())
        self.ledger.save_record(position)
        position = replace(position, asked_at=None)
        try:
            self.stripe.move(payment, move)
        except RefusedByStripe as refusal:
            self.metrics.count("TransfersRefused")
            self.ledger.save_record(
                position.changed(
                    attempts=position.attempts + 1,
                    refusals=position.refusals + 1,
                    last_refusal=refusal.reason or "refused_by_stripe",
                    next_check_at=self.clock.now() + TRANSFER_RETRY_AFTER,
                )
            )
            return True
        except StripeFailed:
            return self._postpone(position, attempts=position.attempts + 1)
        self.metrics.count("TransfersMoved")
        self.ledger.save_record(position.changed())
        return False

    def _is_asked(self, position: Position) -> bool:
        """Whether a move may still land, of a mover that works or that died. The position stays due."""
        return position.asked_at is not None and self.clock.now() < position.asked_at + MOVE_LANDS_WITHIN

    def _confirm(self, payment: Payment, position: Position, holdings: Holdings) -> bool:
        holds = holdings.held - payment.application_fee
        self.ledger.save_record(confirmed(position, holds=holds, original_left=holdings.original_left))
        return True

    def _postpone(self, position: Position, **changes: object) -> bool:
        later = self.clock.now() + SHORTEST_WAIT
        self.ledger.save_record(position.changed(next_check_at=later, **changes))
        return True

    def _record_refunds(self, payment: Payment, records: tuple[Record, ...]) -> bool:
        """Record what Stripe refunded and this service has not heard of; return whether anything changed."""
        for report in self.stripe.refunds_of(payment):
            self.record_refund(report, report_id=f"asked_{report.stripe_refund_id}")
        return self.ledger.records_of(payment) != records


def _refunded(records: tuple[Record, ...]) -> int:
    return sum(each.amount for each in records if isinstance(each, Refund | RefundElsewhere) and each.is_made)
