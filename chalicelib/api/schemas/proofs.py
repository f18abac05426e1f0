from __future__ import annotations

import datetime

import msgspec

from chalicelib.api.schemas.common import Money, Timestamp
from chalicelib.credit.proof import DifferenceKind, Side


class ProofDifference(msgspec.Struct):
    """A disagreement between the ledger and Stripe, on the card's side or on a payments account.

    `amount` is Stripe's less the ledger's and may be negative. `source` is the refund's or dispute's id, Stripe's id of
    a payout, or the payment's own id.
    """

    kind: DifferenceKind
    side: Side
    source: str
    account_id: str | None
    payment_id: str | None
    amount: Money
    since: Timestamp


class Proof(msgspec.Struct):
    """One night's comparison of the ledger with Stripe.

    `liability` is the sum of unapplied amounts; `booked` is what the ledger has received and kept, and `at_stripe` what
    Stripe has. `previous` is the SHA-256 of the proof before, `signature` is ECDSA (P-256, SHA-256) in base 64, and
    `url` downloads the signed file and works for a minute.
    """

    date: datetime.date
    until: Timestamp
    liability: Money
    booked: Money
    at_stripe: Money
    transactions: int
    differences: list[ProofDifference]
    previous: str | None
    signature: str
    url: str
