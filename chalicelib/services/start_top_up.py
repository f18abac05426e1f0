"""Starting a top-up: written before Stripe is asked, one PaymentIntent for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.credit.errors import (
    FieldError,
    IdempotencyKeyReused,
    Invalid,
    NotAllowed,
    NotFound,
    TooMany,
    TopUpsUnavailable,
)
from chalicelib.credit.identity import PatientKey, derived_id, request_hash
from chalicelib.credit.payment import LocationSnapshot, Payment, PaymentStatus
from chalicelib.credit.rate_limits import DAY, HOUR, OPEN_AT_ONCE, STARTS_PER_HOUR, UNCOUNTED_STARTS, exceeds_limit
from chalicelib.services.ports import Clinics, Clock, Ledger, PageRequest, Payments, PaymentScope
from chalicelib.services.retry import retry_on_conflict

if TYPE_CHECKING:
    from chalicelib.credit.clinic import Clinic
    from chalicelib.credit.ledger import PatientCredit
    from chalicelib.services.rate_limiter import RateLimiter

AN_HOUR_S = 3600
FIRST_CHECK_AFTER = timedelta(minutes=5)
ASK_WITHIN = timedelta(hours=23)
"""Stripe may forget an idempotency key after 24 h: the same request would then make a second PaymentIntent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUpRequest:
    """What a patient asks for. `amount` is minor units of the clinic's currency; the name is for the receipt alone.

    `address` is a fingerprint of where the request came from.
    """

    patient: PatientKey
    patient_name: str
    amount: int
    location_id: str
    idempotency_key: str
    language: str | None
    address: str | None = None

    @property
    def payment_id(self) -> str:
        return derived_id("pay", self.patient.clinic_id, self.patient.patient_id, self.idempotency_key)

    @property
    def hash(self) -> str:
        return request_hash(self.amount, self.location_id)


def start_top_up(
    request: TopUpRequest,
    *,
    clinics: Clinics,
    ledger: Ledger,
    payments: Payments,
    clock: Clock,
    watch: RateLimiter | None = None,
) -> Payment:
    """Answers a payment whose PaymentIntent the browser can confirm; the same one however often it is asked.

    Raises Invalid, NotFound, NotAllowed or TooMany before anything is written, and IdempotencyKeyReused. When it
    raises Unavailable, the same request resumes where this one stopped. `watch` limits clinic and address, too.
    """
    return retry_on_conflict(lambda: _start(request, clinics, ledger, payments, clock, watch), clock)


def _start(
    request: TopUpRequest, clinics: Clinics, ledger: Ledger, payments: Payments, clock: Clock, watch: RateLimiter | None
) -> Payment:
    payment, credit = ledger.payment_with_credit(request.patient, request.payment_id)
    is_new, is_trusted = False, credit.has_paid
    if payment is None:
        is_trusted = (watch is None or watch.check()) and is_trusted
        payment, is_new = _written(request, clinics.get(request.patient.clinic_id), credit, ledger, clock.now())
    if payment.request_hash != request.hash:
        raise IdempotencyKeyReused
    if payment.payment_intent_id:
        return payment
    if not payment.is_open or clock.now() - payment.created_at > ASK_WITHIN:
        raise NotAllowed("This top-up was never started and is closed. Start a new one.", code="top_up_closed")
    limits = _Limits(payment, ledger, clock.now(), watch, is_trusted)
    try:
        limits.check()
    except TooMany:
        if is_new:
            ledger.discard(payment)
        raise
    return _with_intent(payment, credit, ledger, payments)


def _written(
    request: TopUpRequest, clinic: Clinic, credit: PatientCredit, ledger: Ledger, now: datetime
) -> tuple[Payment, bool]:
    """The payment's row, and whether it was written here and now."""
    _check(request, clinic, credit)
    payment = _new_payment(request, clinic, now)
    if ledger.add(payment):
        return payment, True
    return ledger.payment(request.patient, payment.id) or payment, False


@dataclass(frozen=True, slots=True)
class _Limits:
    """How often this patient, this clinic and this address may start.

    Checked after the write, so that of many at once at most the limit goes on, and whenever Stripe is to be asked: a
    row may be there because its own start was refused or broke before it was counted.
    """

    payment: Payment
    ledger: Ledger
    now: datetime
    watch: RateLimiter | None
    is_trusted: bool

    def check(self) -> None:
        """Raises TooMany. The first starts of a day of a patient who is trusted cost one read, and no write."""
        patient = self.payment.patient
        today = self.ledger.starts_since(patient, self.now - DAY)
        if today > UNCOUNTED_STARTS and self._exceeds_limit(patient, today):
            raise TooMany("You started many top-ups within an hour. Please try again later.", AN_HOUR_S)
        if self.watch and (today > UNCOUNTED_STARTS or not self.is_trusted):
            self.watch.count_start()

    def _exceeds_limit(self, patient: PatientKey, today: int) -> bool:
        if today > STARTS_PER_HOUR and self.ledger.starts_since(patient, self.now - HOUR) > STARTS_PER_HOUR:
            return True
        recent = self.ledger.payments(patient, PageRequest(OPEN_AT_ONCE + STARTS_PER_HOUR), PaymentScope.TOP_UPS)
        return exceeds_limit(recent.items, self.now)


def _check(request: TopUpRequest, clinic: Clinic, credit: PatientCredit) -> None:
    if clinic.unavailable_reason:
        raise TopUpsUnavailable(clinic.unavailable_reason)
    settings = clinic.settings
    low, high = settings.top_up_minimum, settings.top_up_maximum
    if not low <= request.amount <= high:
        raise Invalid.field("amount", f"must be between {low} and {high}", code="amount_out_of_range")
    _check_location(request.location_id, clinic)
    room = settings.balance_maximum - credit.balance
    if request.amount > room:
        error = FieldError("amount", f"must be at most {max(room, 0)}, or the balance exceeds what the clinic allows")
        raise NotAllowed(f"amount: {error.message}", code="balance_maximum_exceeded", errors=(error,))


def _check_location(location_id: str, clinic: Clinic) -> None:
    location = clinic.location(location_id)
    if location is None:
        raise NotFound("location", errors=(FieldError("location_id", "must be one of the clinic's locations"),))
    if not location.active:
        error = FieldError("location_id", "must be an active location")
        raise NotAllowed(f"location_id: {error.message}", code="location_inactive", errors=(error,))


def _new_payment(request: TopUpRequest, clinic: Clinic, now: datetime) -> Payment:
    location, primary = clinic.location(request.location_id), clinic.primary
    assert location is not None and primary is not None, "checked before"
    return Payment(
        id=request.payment_id,
        patient=request.patient,
        amount=request.amount,
        currency=clinic.profile.currency,
        location=LocationSnapshot(location.id, location.name),
        account_id=primary.destination,
        patient_name=request.patient_name,
        language=request.language or clinic.profile.language,
        request_hash=request.hash,
        created_at=now,
        address=request.address,
        status=PaymentStatus.PENDING,
        next_check_at=now + FIRST_CHECK_AFTER,
    )


def _with_intent(payment: Payment, credit: PatientCredit, ledger: Ledger, payments: Payments) -> Payment:
    customer_id = credit.customer_id or ensure_customer(payment.patient, ledger, payments)
    intent = payments.start(payment, customer_id)
    started = payment.changed(
        payment_intent_id=intent.payment_intent_id,
        client_secret=intent.client_secret,
    )
    ledger.save(started)
    return started


def ensure_customer(patient: PatientKey, ledger: Ledger, payments: Payments) -> str:
    """Makes the patient's Stripe customer, and keeps the first one if two were made at once."""
    return ledger.save_customer_if_absent(patient, payments.create_customer(patient))
