"""The sources of credit: what differs between them, as data (product description, "Where credit comes from")."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import Payment, PaymentStatus, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRules:
    """The rules of one source. `entry_kind` is the kind of the entry that credits it.

    `is_takings` is whether it counts as money that the clinic took. A payment is refunded to its card, outside Stripe,
    or not at all.
    """

    entry_kind: EntryKind
    has_receipt: bool = False
    is_takings: bool = False
    refundable_to_card: bool = False
    refundable_outside: bool = False
    voidable: bool = True


RULES: dict[Source, SourceRules] = {
    Source.CARD_ONLINE: SourceRules(
        entry_kind=EntryKind.TOP_UP,
        has_receipt=True,
        is_takings=True,
        refundable_to_card=True,
        refundable_outside=True,
        voidable=False,
    ),
    Source.RECORDED: SourceRules(
        entry_kind=EntryKind.RECORDED, has_receipt=True, is_takings=True, refundable_outside=True
    ),
    Source.MEMO: SourceRules(entry_kind=EntryKind.MEMO),
    Source.OPENING_BALANCE: SourceRules(entry_kind=EntryKind.OPENING_BALANCE, refundable_outside=True),
    Source.TRANSFER: SourceRules(entry_kind=EntryKind.TRANSFERRED, voidable=False),
}


def rules_of(payment: Payment) -> SourceRules:
    return RULES[payment.source]


def first_rules_of(payment: Payment) -> SourceRules:
    """The rules of the source that a transferred payment had first."""
    return RULES[payment.origin.source if payment.origin else payment.source]


def has_receipt(payment: Payment) -> bool:
    """Whether there is, or will be, a receipt: money arrived, is not void, and the patient's data was not erased."""
    if payment.status is not PaymentStatus.SUCCEEDED or payment.voided:
        return False
    return rules_of(payment).has_receipt and payment.erased_at is None
