"""Starting a top-up: written before Stripe is asked, and one PaymentIntent for its whole life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.credit.clinic import Clinic
from chalicelib.credit.errors import (
    BalanceMaximumExceeded,
    Conflict,
    CustomerDeleted,
    IdempotencyKeyReused,
    Invalid,
    NotAllowed,
    StripeFailed,
    TooMany,
    TopUpsUnavailable,
)
from chalicelib.credit.fees import FeeBearer
from chalicelib.credit.forgotten import unforgotten
from chalicelib.credit.identity import PatientKey, derived_id, request_hash
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.payment import LocationSnapshot, Payment, PaymentStatus
from chalicelib.credit.schedule import ASK_WITHIN, FIRST_CHECK_AFTER
from chalicelib.services.patients.save_person import RememberName
from chalicelib.services.ports import (
    ClinicReader,
    Clock,
    CreditReader,
    PaymentIntents,
    PaymentStore,
    PeopleReader,
    StartCounter,
    StoredCredit,
)
from chalicelib.services.retry import retry_on_conflict
from chalicelib.services.top_ups.ensure_customer import EnsureCustomer
from chalicelib.services.top_ups.limit_balance import STILL_OPEN, LimitBalance
from chalicelib.services.top_ups.limit_starts import LimitStarts
from chalicelib.services.top_ups.limit_stripe_calls import LimitStripeCalls
from chalicelib.services.top_ups.rate_limiter import RateLimiter, RequestSource
from chalicelib.services.top_ups.switch_account import SwitchAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUpRequest:
    """A patient's request. `amount` is minor units of the clinic's currency; the name is for the receipt alone.

    `address` is a fingerprint of the client's address. `terms_version` is the version of the settings whose words the
    patient was shown; None for today's.
    """

    patient: PatientKey
    patient_name: str
    amount: int
    location_id: str
    idempotency_key: str
    language: str | None
    address: str | None = None
    terms_version: int | None = None

    @property
    def payment_id(self) -> str:
        return derived_id("pay", self.patient.clinic_id, self.patient.patient_id, self.idempotency_key)

    @property
    def hash(self) -> str:
        return request_hash(self.amount, self.location_id)

    @property
    def source(self) -> RequestSource:
        return RequestSource(self.patient.clinic_id, self.address)


class StartLedger(CreditReader, StoredCredit, PaymentStore, PeopleReader, StartCounter, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTopUp:
    clinics: ClinicReader
    ledger: StartLedger
    stripe: PaymentIntents
    ensure_customer: EnsureCustomer
    rate_limiter: RateLimiter
    limit_starts: LimitStarts
    limit_balance: LimitBalance
    remember_name: RememberName
    switch_account: SwitchAccount
    limit_stripe_calls: LimitStripeCalls
    clock: Clock

    def __call__(self, request: TopUpRequest) -> Payment:
        """Return a payment whose PaymentIntent the browser can confirm; the same one for a repeated request.

        Raises Invalid, NotFound, NotAllowed or TooMany before anything is written, and IdempotencyKeyReused. After
        Unavailable, the same request resumes where this one stopped.
        """
        return retry_on_conflict(lambda: self._start(request), self.clock)

    def _start(self, request: TopUpRequest) -> Payment:
        payment, credit, person = self.ledger.payment_credit_and_person(request.patient, request.payment_id)
        clinic, is_trusted = None, credit.has_paid
        if payment is None or payment.payment_intent_id is None:
            unforgotten(credit)
        if payment is None:
            is_trusted = self.rate_limiter.check(request.source, has_paid=credit.has_paid) and is_trusted
            payment, clinic = self._write(request, credit)
        if payment.request_hash != request.hash:
            raise IdempotencyKeyReused
        payment = self.switch_account(payment)
        if payment.payment_intent_id:
            return payment
        if not payment.is_open or self.clock.now() - payment.created_at > ASK_WITHIN:
            raise NotAllowed("This top-up was never started and is closed. Start a new one.", code="top_up_closed")
        if clinic is None:
            # A request that is repeated is no other start to be counted, and asks Stripe all the same.
            self.limit_stripe_calls(payment.patient)
        try:
            recent = self.ledger.starts_since(payment.patient, self.clock.now() - STILL_OPEN)
            self.limit_balance(payment, credit.balance, recent=recent, clinic=clinic)
            self.limit_starts(payment, request.source, recent=recent, is_trusted=is_trusted, has_paid=credit.has_paid)
        except (TooMany, BalanceMaximumExceeded, Conflict):
            if clinic:
                self.ledger.discard(payment)
            raise
        self.remember_name(payment.patient, request.patient_name, person)
        return self._with_intent(payment, credit)

    def _write(self, request: TopUpRequest, credit: PatientCredit) -> tuple[Payment, Clinic | None]:
        """The stored payment, and its clinic if this call wrote it. Raises Conflict when no payment is stored."""
        clinic = self.clinics.get(request.patient.clinic_id)
        _check(request, clinic, credit)
        payment = _new_payment(request, clinic, credit.customer_id, self.clock.now())
        if self.ledger.add(payment):
            return payment, clinic
        stored = self.ledger.payment(request.patient, payment.id)
        if stored is None:
            raise Conflict
        return stored, None

    def _with_intent(self, payment: Payment, credit: PatientCredit) -> Payment:
        customer_id = payment.customer_id or self._customer(payment, credit)
        payment = self._under(customer_id, payment)
        try:
            intent = self.stripe.start(payment, customer_id)
        except CustomerDeleted:
            replaced = self.ensure_customer.replace(payment.holders[0], customer_id)
            payment = self._under(replaced, payment)
            intent = self.stripe.start(payment, replaced)
        except StripeFailed as failure:
            made = self.stripe.find_started(payment, customer_id)
            if made is None:
                self._pass_by(failure, payment)
                raise
            intent = made
        started = payment.changed(payment_intent_id=intent.payment_intent_id, client_secret=intent.client_secret)
        self.ledger.save(started)
        return started

    def _under(self, customer_id: str, payment: Payment) -> Payment:
        """Store the customer before Stripe is asked: its answer may be lost, and a merge replace the patient's."""
        if payment.customer_id == customer_id:
            return payment
        kept = payment.changed(customer_id=customer_id)
        self.ledger.save(kept)
        return kept

    def _customer(self, payment: Payment, credit: PatientCredit) -> str:
        """The customer of the patient who started it, before a merge and after: under another, Stripe makes another."""
        first = payment.holders[0]
        known = credit if credit.patient == first else self.ledger.stored_credit(first)
        return known.customer_id or self.ensure_customer(first)

    def _pass_by(self, failure: StripeFailed, payment: Payment) -> None:
        """Give the next request another key, if no request under this one can make a PaymentIntent any more.

        After a failure that Stripe does not keep one could: of a request with the same key that is still in flight.
        """
        if failure.is_kept:
            self.ledger.save(payment.changed(intent_attempt=payment.intent_attempt + 1))


def _check(request: TopUpRequest, clinic: Clinic, credit: PatientCredit) -> None:
    if clinic.unavailable_reason:
        raise TopUpsUnavailable(clinic.unavailable_reason)
    settings = clinic.settings
    low, high = settings.top_up_minimum, settings.top_up_maximum
    if not low <= request.amount <= high:
        raise Invalid.field("amount", f"must be between {low} and {high}", code="amount_out_of_range")
    clinic.open_location(request.location_id)
    room = clinic.room_for(credit.balance)
    if request.amount > room:
        raise BalanceMaximumExceeded(room)


def _new_payment(request: TopUpRequest, clinic: Clinic, customer_id: str | None, now: datetime) -> Payment:
    location, primary = clinic.location(request.location_id), clinic.primary
    assert location is not None and primary is not None, "checked before"
    return Payment(
        id=request.payment_id,
        patient=request.patient,
        amount=request.amount,
        currency=clinic.profile.currency,
        location=LocationSnapshot(location.id, location.name),
        account_id=primary.destination,
        application_fee=clinic.application_fee(request.amount, primary),
        bears_dispute_fees=clinic.profile.dispute_fees_borne_by is FeeBearer.CLINIC,
        patient_name=request.patient_name,
        language=request.language or clinic.profile.language,
        request_hash=request.hash,
        created_at=now,
        address=request.address,
        customer_id=customer_id,
        status=PaymentStatus.PENDING,
        next_check_at=now + FIRST_CHECK_AFTER,
        statement_suffix=clinic.statement_suffix,
        terms_version=min(request.terms_version or clinic.settings.version, clinic.settings.version),
    )
