"""Disputes by numbers: credit goes and returns by what Stripe took less what it gave back so far. Pure: it decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from chalicelib.credit.decisions import NoChange, PostEntries, Quarantine, SaveRecord
from chalicelib.credit.identity import STRIPE
from chalicelib.credit.ledger import EntryKind, PatientCredit, Posting, post
from chalicelib.credit.payment import Payment
from chalicelib.credit.position import position_due, replaced
from chalicelib.credit.records import Dispute, DisputeStatus, Misfit, Record
from chalicelib.credit.schedule import DISPUTE_CHECK_AFTER
from chalicelib.credit.stripe_report import DisputeReport

GIVEN_BACK = frozenset({DisputeStatus.WON, DisputeStatus.WARNING_CLOSED})
ALL_BACK_PERCENT = 80
"""The part of what was taken that is all of it at another day's exchange rate: no rate moves by more meanwhile."""


def record(
    records: Iterable[Record],
    payment: Payment,
    credit: PatientCredit,
    report: DisputeReport,
    *,
    livemode: bool,
    at: datetime,
    taken_elsewhere: int = 0,
) -> PostEntries | SaveRecord | Quarantine | NoChange:
    """Decide the effect of a dispute as Stripe has it now, whatever was known of it.

    `records` are those of the payment, read before Stripe was asked. `taken_elsewhere` is what it takes from others.
    """
    known = tuple(records)
    mismatches = _mismatches(payment, report, livemode=livemode)
    if mismatches:
        return Quarantine(mismatches)
    before = next((each for each in known if isinstance(each, Dispute) and each.id == report.dispute_id), None)
    if before and report.transactions < before.transactions:
        return NoChange()
    dispute = _described(before or _opened(payment, report), payment, report, at)
    dispute = replace(dispute, taken_elsewhere=taken_elsewhere)
    decision = _posted(credit, payment, replaced(known, dispute), at, dispute)
    if isinstance(decision, SaveRecord) and not decision.also and _is_same(before, dispute, at):
        return NoChange()
    is_new = dispute.misfit is not None and (before is None or before.misfit is not dispute.misfit)
    return replace(decision, warnings=(f"dispute_does_not_fit:{dispute.misfit}",)) if is_new else decision


def share_out(
    credit: PatientCredit, payment: Payment, records: Iterable[Record], at: datetime
) -> tuple[Posting | None, tuple[Record, ...]]:
    """Return the posting of what disputes take more or less after another change of the payment, and its records.

    `credit` and `payment` are those after that change.
    """
    known = tuple(records)
    changed = tuple(_shares(payment, known, at))
    return _entries(credit, payment, payment, known, changed, at), replaced(known, *changed)


def _posted(
    credit: PatientCredit, payment: Payment, known: tuple[Record, ...], at: datetime, dispute: Dispute
) -> PostEntries | SaveRecord:
    shared = tuple(_shares(payment, known, at, described=dispute.id))
    moved = {each.id: each for each in (dispute, *shared)}
    after = replaced(known, *moved.values())
    posting = _entries(credit, payment, payment.changed(), known, shared, at)
    position = position_due(payment, after, at)
    saved: tuple[Record, ...] = (*moved.values(), *((position,) if position else ()))
    if posting is None:
        return SaveRecord(saved[0], saved[1:])
    return PostEntries(replace(posting, records=saved))


def _entries(
    credit: PatientCredit,
    before: Payment,
    after: Payment,
    known: tuple[Record, ...],
    changed: tuple[Dispute, ...],
    at: datetime,
) -> Posting | None:
    """One line per dispute whose share changed; what returns comes first. `after` is the version to write."""
    taken = {each.id: each.taken for each in known if isinstance(each, Dispute)}
    posting: Posting | None = None
    for each in sorted(changed, key=lambda dispute: dispute.taken - taken[dispute.id]):
        more = each.taken - taken[each.id]
        moved = replace(after, disputed=after.disputed + more)
        kind = EntryKind.DISPUTED if more > 0 else EntryKind.DISPUTE_WON
        left = posting.credit if posting else credit
        line = post(left, before, moved, kind=kind, actor=STRIPE, at=at, reference=each.id).recording(each)
        posting = posting.then(line) if posting else line
        before = after = posting.payments[0]
    return posting


def _shares(
    payment: Payment, records: Iterable[Record], at: datetime, described: str | None = None
) -> Iterator[Dispute]:
    """Yield the disputes whose share changes: each takes what Stripe took, out of what refunds and older ones left.

    The `described` one is a version on from what is stored already.
    """
    left = max(payment.amount - payment.refunded - payment.voided - payment.transferred, 0)
    disputes = (each for each in records if isinstance(each, Dispute))
    for dispute in sorted(disputes, key=lambda each: (each.opened_at, each.id)):
        wanted = left if dispute.misfit else max(dispute.withdrawn - dispute.taken_elsewhere, 0)
        taken = min(wanted, left)
        left -= taken
        if taken != dispute.taken:
            yield _with_share(dispute if dispute.id == described else dispute.changed(), taken, at)


def _is_same(before: Dispute | None, after: Dispute, at: datetime) -> bool:
    """Whether nothing is to be written: what Stripe reports is known, and the next check is still to come."""
    if before is None or (before.next_check_at and before.next_check_at <= at):
        return False
    return replace(after, version=before.version, next_check_at=before.next_check_at) == before


def _with_share(dispute: Dispute, taken: int, at: datetime) -> Dispute:
    return replace(
        dispute,
        taken=taken,
        withdrawn_at=(dispute.withdrawn_at or at) if taken else dispute.withdrawn_at,
        reinstated_at=None if taken else at,
    )


def _opened(payment: Payment, report: DisputeReport) -> Dispute:
    return Dispute(
        id=report.dispute_id,
        patient=payment.patient,
        payment_id=payment.id,
        amount=report.amount,
        currency=payment.currency,
        reason=report.reason,
        status=report.status,
        opened_at=report.at,
    )


def _described(dispute: Dispute, payment: Payment, report: DisputeReport, at: datetime) -> Dispute:
    """The dispute as Stripe describes it now; its share is decided afterwards."""
    return dispute.changed(
        amount=report.amount,
        reason=report.reason,
        status=report.status,
        withdrawn=net_withdrawn(payment, report),
        reinstated=report.reinstated,
        fee=report.fee,
        transactions=report.transactions,
        misfit=misfit_of(payment, report),
        due_by=report.due_by,
        charge_id=report.charge_id,
        closed_at=(dispute.closed_at or at) if report.status.is_over else None,
        next_check_at=None if report.status.is_over else at + DISPUTE_CHECK_AFTER,
    )


def misfit_of(payment: Payment, report: DisputeReport) -> Misfit | None:
    """Another currency fits only once a dispute is over and gave everything back."""
    if not report.transactions:
        return None
    if _is_in_another_currency(payment, report):
        return None if _gave_all_back(report) else Misfit.CURRENCY
    if report.withdrawn < 0:
        return Misfit.NEGATIVE
    return Misfit.ABOVE_THE_PAYMENT if report.withdrawn > payment.amount else None


def net_withdrawn(payment: Payment, report: DisputeReport) -> int:
    """The part that Stripe took and did not give back, in minor units: an exchange rate is no loss of the patient's."""
    if _is_in_another_currency(payment, report) and _gave_all_back(report):
        return 0
    return max(report.withdrawn, 0)


def _is_in_another_currency(payment: Payment, report: DisputeReport) -> bool:
    return report.moved_currencies != {payment.currency}


def _gave_all_back(report: DisputeReport) -> bool:
    """Of a dispute in another currency: Stripe converts what returns at the rate of the day on which it does."""
    gross = report.withdrawn + report.reinstated
    return report.status in GIVEN_BACK and report.reinstated * 100 >= gross * ALL_BACK_PERCENT


def _mismatches(payment: Payment, report: DisputeReport, *, livemode: bool) -> tuple[str, ...]:
    checks = {
        "payment_intent": payment.payment_intent_id == report.payment_intent_id,
        "livemode": livemode == report.livemode,
    }
    return tuple(name for name, agrees in checks.items() if not agrees)
