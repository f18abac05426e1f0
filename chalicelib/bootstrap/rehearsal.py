"""The composition of a rehearsal: the use cases on stand-ins for DynamoDB and Stripe. See ADR 0067."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.aws.stripe_keys import FixedKeys
from chalicelib.bootstrap.adapters import Adapters
from chalicelib.bootstrap.services import Services, compose
from chalicelib.config import Settings, StripeKeys
from chalicelib.credit.billing_settings import BillingSettings
from chalicelib.credit.clinic import Clinic, ClinicProfile, Location, PaymentsAccount
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.payment import LocationSnapshot, Payment
from chalicelib.dynamodb.rehearsal import in_place_of_dynamodb
from chalicelib.stripe_gateway.gateway import StripePayments
from chalicelib.stripe_gateway.rehearsal import client_in_place_of_stripe, paid_event, signature

PATIENT = PatientKey("clinic_rehearsal", "pat_rehearsal")
LOCATION = LocationSnapshot("loc_rehearsal", "Rehearsal")
ACCOUNT, CUSTOMER, CURRENCY, AMOUNT = "acct_rehearsal", "cus_rehearsal", "cad", 5_000
KEYS = StripeKeys("sk_test_rehearsal", ("whsec_rehearsal",))


class Uncounted:
    """Metrics of which none is counted. See services.ports.Metrics."""

    def count(self, name: str, value: int = 1) -> None:
        """Nothing happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """Services that reach no one, what a patient's top-up names, and Stripe's signed event of one that was paid."""

    services: Services
    location_id: str = LOCATION.id
    amount: int = AMOUNT
    event: bytes
    signature: str


@contextmanager
def rehearsal(adapters: Adapters, settings: Settings) -> Iterator[Rehearsal]:
    """Services of which this thread's calls reach no one, while it lasts. They share no cache with others."""
    now, deployment, livemode = adapters.clock.now(), settings.deployment, settings.livemode
    payment = _top_up(now)
    event = paid_event(payment, deployment, livemode=livemode)
    stripe = client_in_place_of_stripe(KEYS.secret_key, payment, deployment, livemode=livemode)
    replaced = replace(
        adapters,
        stripe=StripePayments(stripe, deployment, adapters.clock),
        stripe_keys=FixedKeys(KEYS),
        metrics=Uncounted(),
    )
    credit = PatientCredit(patient=PATIENT, balance=AMOUNT, seq=1, customer_id=CUSTOMER)
    with in_place_of_dynamodb(_clinic(now), credit, payment):
        services = compose(replaced, settings)
        yield Rehearsal(services=services, event=event, signature=signature(event, KEYS.webhook_secrets[0], now))


def _clinic(now: datetime) -> Clinic:
    return Clinic(
        profile=ClinicProfile(
            id=PATIENT.clinic_id,
            name="Rehearsal",
            address=("Rehearsal",),
            country="CA",
            currency=CURRENCY,
            time_zone="America/Toronto",
            language="en",
        ),
        settings=BillingSettings(account_credit_enabled=True, primary_account_id=ACCOUNT),
        accounts=(
            PaymentsAccount(
                id=ACCOUNT,
                name="Rehearsal",
                country="CA",
                currency=CURRENCY,
                charges_enabled=True,
                payouts_enabled=True,
                as_of=now,
            ),
        ),
        locations=(Location(LOCATION.id, LOCATION.name, True),),
    )


def _top_up(now: datetime) -> Payment:
    """A top-up that waits for its payment."""
    return Payment(
        id="pay_rehearsal",
        patient=PATIENT,
        amount=AMOUNT,
        currency=CURRENCY,
        location=LOCATION,
        account_id=ACCOUNT,
        patient_name="Rehearsal",
        language="en",
        request_hash="0" * 32,
        created_at=now,
        next_check_at=now,
        customer_id=CUSTOMER,
        payment_intent_id="pi_rehearsal",
        client_secret="pi_rehearsal_secret",  # noqa: S106  Of no PaymentIntent.
    )
