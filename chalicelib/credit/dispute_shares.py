"""A dispute of a payment whose credit went to other patients: it takes the credit where it is now. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.credit.decisions import PostEntries, SaveRecord
from chalicelib.credit.identity import STRIPE, PatientKey
from chalicelib.credit.ledger import EntryKind, PatientCredit, Posting, post
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Dispute, Record


@dataclass(frozen=True, slots=True)
class Holder:
    """One payment that holds credit of the disputed charge, with its patient's credit and its records."""

    payment: Payment
    credit: PatientCredit
    records: tuple[Record, ...]

    def share(self, dispute_id: str) -> Dispute | None:
        """Its part of the dispute, as far as Stripe has reported it."""
        found = (each for each in self.records if isinstance(each, Dispute) and each.id == dispute_id)
        return next(found, None)

    def at_risk(self, dispute_id: str) -> int:
        """The part of it that this dispute can take: what is not refunded, transferred, or taken by another dispute."""
        known, payment = self.share(dispute_id), self.payment
        others = payment.disputed - (known.taken if known else 0)
        return max(payment.amount - payment.refunded - payment.voided - payment.transferred - others, 0)

    def unspent(self, dispute_id: str) -> int:
        return max(self.at_risk(dispute_id) - self.payment.applied, 0)


def shares(dispute_id: str, total: int, holders: Sequence[Holder]) -> tuple[int, ...]:
    """Divide what a dispute takes: unspent credit first, in the order of the holders, then what each spent."""
    taken = [0] * len(holders)
    for limit in (Holder.unspent, Holder.at_risk):
        for number, holder in enumerate(holders):
            more = min(limit(holder, dispute_id) - taken[number], total)
            taken[number] += more
            total -= more
    return tuple(taken)


def follow(
    decision: PostEntries | SaveRecord, dispute: Dispute, taken: Iterable[tuple[Holder, int]], at: datetime
) -> PostEntries | SaveRecord:
    """The decision for the disputed payment, and in the same posting what the dispute takes of each other holder."""
    posting = decision.posting if isinstance(decision, PostEntries) else None
    records: tuple[Record, ...] = () if posting else (decision.record, *decision.also)  # type: ignore[union-attr]
    credits = {credit.patient: credit for credit in posting.credits} if posting else dict[PatientKey, PatientCredit]()
    for share, line in _lines(dispute, taken, credits, at):
        if line is None:
            records = (*records, share)
            continue
        posting = posting.then(line) if posting else line
        credits |= {credit.patient: credit for credit in line.credits}
    if posting is None:
        return SaveRecord(records[0], records[1:], decision.warnings)
    return PostEntries(posting.recording(*records), decision.warnings)


def _lines(
    dispute: Dispute,
    taken: Iterable[tuple[Holder, int]],
    credits: dict[PatientKey, PatientCredit],
    at: datetime,
) -> Iterator[tuple[Dispute, Posting | None]]:
    """Yield each holder's changed share, with the posting that it makes if its amount changes."""
    for holder, amount in taken:
        known, payment = holder.share(dispute.id), holder.payment
        share = _share(known, dispute, payment, amount, at)
        if (known is None and not amount) or known == replace(share, version=known.version if known else 0):
            continue
        more = amount - (known.taken if known else 0)
        if not more:
            yield share, None
            continue
        after = payment.changed(disputed=payment.disputed + more)
        kind = EntryKind.DISPUTED if more > 0 else EntryKind.DISPUTE_WON
        credit = credits.get(payment.patient, holder.credit)
        yield share, post(credit, payment, after, kind=kind, actor=STRIPE, at=at, reference=dispute.id).recording(share)


def _share(known: Dispute | None, dispute: Dispute, payment: Payment, amount: int, at: datetime) -> Dispute:
    withdrawn_at, reinstated_at = (known.withdrawn_at, known.reinstated_at) if known else (None, None)
    return replace(
        dispute,
        patient=known.patient if known else payment.patient,
        payment_id=payment.id,
        taken=amount,
        taken_elsewhere=0,
        fee=0,
        share_of=dispute.payment_id,
        next_check_at=None,
        withdrawn_at=(withdrawn_at or at) if amount else withdrawn_at,
        reinstated_at=None if amount else (reinstated_at or at),
        version=(known.version if known else 0) + 1,
    )
