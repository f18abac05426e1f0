from __future__ import annotations

from chalicelib.api.schemas import proofs as wire
from chalicelib.api.schemas.common import Money
from chalicelib.credit.proof import Difference
from chalicelib.services.reports.read_proofs import LinkedProof


def proof(linked: LinkedProof) -> wire.Proof:
    found = linked.stored.proof
    return wire.Proof(
        date=found.date,
        until=found.until,
        liability=Money(found.liability, found.currency),
        booked=Money(found.booked, found.currency),
        at_stripe=Money(found.at_stripe, found.currency),
        transactions=found.transactions,
        differences=[difference(each, found.currency) for each in found.differences],
        previous=found.previous,
        signature=linked.stored.signature,
        url=linked.url,
    )


def difference(found: Difference, currency: str) -> wire.ProofDifference:
    return wire.ProofDifference(
        kind=found.kind,
        side=found.side,
        source=found.source,
        account_id=found.account_id,
        payment_id=found.payment_id,
        amount=Money(found.amount, currency),
        since=found.since,
    )
