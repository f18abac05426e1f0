"""Recording credit that did not come through Stripe: money that staff took, goodwill, an opening balance. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from chalicelib.credit.clinic import Clinic, Location
from chalicelib.credit.errors import FieldError, Invalid, NotAllowed
from chalicelib.credit.identity import Actor, PatientKey, derived_id, request_hash
from chalicelib.credit.ledger import MemoReservation, PatientCredit, Posting, post
from chalicelib.credit.payment import LocationSnapshot, Payment, PaymentStatus, Source, Tender
from chalicelib.credit.schedule import FIRST_CHECK_AFTER
from chalicelib.credit.sources import has_receipt, rules_of
from chalicelib.credit.time_zones import time_zone

EARLIEST_DAY = date(1990, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRequest:
    """A staff request. `amount` is minor units; `received_on` is a day of the clinic's, today unless given."""

    patient: PatientKey
    source: Source
    amount: int
    location_id: str
    actor: Actor
    idempotency_key: str
    tender: Tender | None = None
    received_on: date | None = None
    reference: str | None = None
    reason: str | None = None

    @property
    def payment_id(self) -> str:
        return derived_id("pay", self.patient.clinic_id, self.patient.patient_id, "recorded", self.idempotency_key)

    @property
    def hash(self) -> str:
        what = (self.source, self.amount, self.location_id, self.tender)
        return request_hash(*what, self.received_on, self.reference, self.reason)


def new_payment(request: RecordRequest, clinic: Clinic, at: datetime) -> Payment:
    """The payment of a request.

    Raises Invalid for a day that cannot be, NotFound for the location, NotAllowed for a closed clinic or location.
    """
    location = clinic.open_location(request.location_id)
    today = clinics_day(clinic, at)
    require_day(request, today)
    return _payment(request, location, clinic, at, today)


def accepted_payment(request: RecordRequest, clinic: Clinic, at: datetime) -> Payment:
    """The payment of a request that was accepted earlier: its location may have been closed since."""
    found = clinic.location(request.location_id)
    location = found or Location(request.location_id, request.location_id, active=False)
    return _payment(request, location, clinic, at, clinics_day(clinic, at))


def clinics_day(clinic: Clinic, at: datetime) -> date:
    """The day in the clinic's time zone."""
    return at.astimezone(time_zone(clinic.profile.time_zone)).date()


def require_day(request: RecordRequest, today: date) -> None:
    """Raises Invalid for a day that cannot be."""
    if request.received_on and not EARLIEST_DAY <= request.received_on <= today:
        field = "as_of" if request.source is Source.OPENING_BALANCE else "received_on"
        raise Invalid.field(field, f"must be from {EARLIEST_DAY} to today, {today}")


def _payment(request: RecordRequest, location: Location, clinic: Clinic, at: datetime, today: date) -> Payment:
    payment = Payment(
        id=request.payment_id,
        patient=request.patient,
        amount=request.amount,
        currency=clinic.profile.currency,
        location=LocationSnapshot(location.id, location.name),
        account_id=None,
        patient_name="",
        language=clinic.profile.language,
        request_hash=request.hash,
        created_at=at,
        status=PaymentStatus.SUCCEEDED,
        succeeded_at=at,
        source=request.source,
        collected_by=request.actor,
        tender=request.tender,
        received_on=request.received_on or today,
        reference=request.reference,
        reason=request.reason,
    )
    return replace(payment, next_check_at=at + FIRST_CHECK_AFTER if has_receipt(payment) else None)


def record(credit: PatientCredit, payment: Payment) -> Posting:
    """Post a new payment's whole amount."""
    assert payment.succeeded_at is not None, "recorded payments are successful from the start"
    return post(
        credit,
        replace(payment, status=PaymentStatus.PENDING),
        payment,
        kind=rules_of(payment).entry_kind,
        actor=payment.collected_by,
        at=payment.succeeded_at,
        tender=payment.tender,
    )


def as_recorded(payment: Payment) -> Payment:
    """The payment as it was recorded, whatever became of it since: the response that a repeated request gets again."""
    return replace(
        payment,
        version=1,
        applied=0,
        refunded=0,
        disputed=0,
        transferred=0,
        voided=0,
        receipt=None,
        void_reason=None,
        next_check_at=None,
        entry_numbers=payment.entry_numbers[:1],
    )


def reserve_memo(payment: Payment, clinic: Clinic, given_today: int) -> MemoReservation:
    """The part of the day's memos that this one takes. Raises NotAllowed for more than the clinic's settings allow."""
    settings, day = clinic.settings, payment.received_on
    assert day is not None, "a memo is of a day"
    most = min(settings.memo_maximum, settings.memo_daily_maximum - given_today)
    if payment.amount > most:
        error = FieldError("amount", f"must be at most {max(most, 0)} today, by the clinic's limits on memos")
        raise NotAllowed(f"amount: {error.message}", code="memo_limit_exceeded", errors=(error,))
    return MemoReservation(payment.patient.clinic_id, day, payment.amount, settings.memo_daily_maximum)
