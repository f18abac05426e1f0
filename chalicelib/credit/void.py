"""Voiding credit that was recorded by mistake: both lines stay. Pure: it decides, use cases write."""

from __future__ import annotations

from datetime import datetime

from chalicelib.credit.errors import NotAllowed
from chalicelib.credit.identity import Actor
from chalicelib.credit.ledger import EntryKind, PatientCredit, Posting, post
from chalicelib.credit.payment import Payment
from chalicelib.credit.sources import rules_of


def void(credit: PatientCredit, payment: Payment, *, reason: str, actor: Actor, at: datetime) -> Posting:
    """Take all of the payment's credit away. Raises NotAllowed for Stripe's money and for what is partly used."""
    if not rules_of(payment).voidable:
        raise NotAllowed("This payment can't be voided. Refund it instead.", code="not_voidable")
    if payment.voided:
        raise NotAllowed("This payment is void already.", code="not_voidable")
    if payment.unapplied != payment.amount:
        raise NotAllowed(
            "Part of this payment is used. Unapply it first; what was refunded or transferred stays.",
            code="not_voidable",
        )
    after = payment.changed(voided=payment.amount, void_reason=reason, next_check_at=None)
    return post(credit, payment, after, kind=EntryKind.VOIDED, actor=actor, at=at)
