"""Calls to Stripe. Each that makes something carries an idempotency key that its subject always has."""

from __future__ import annotations

from datetime import timedelta

import stripe
from stripe.params import PaymentIntentCreateParams, PaymentIntentListParams

from chalicelib.credit.clinic import PaymentsAccount
from chalicelib.credit.errors import CustomerDeleted, NotAllowed, RefusedByStripe, StripeFailed, Unavailable
from chalicelib.credit.identity import PatientKey, derived_id
from chalicelib.credit.payment import Payment
from chalicelib.credit.stripe_report import FraudWarningFacts, PaymentRef, PaymentReport
from chalicelib.services.ports import CardOnFile, Clock, StartedIntent
from chalicelib.stripe_gateway.accounts import described, onboarding_link, own_account_id
from chalicelib.stripe_gateway.cards import cards_on_file, remove_card
from chalicelib.stripe_gateway.client import ClientProvider
from chalicelib.stripe_gateway.errors import MISSING, is_missing, read_object, translate_errors
from chalicelib.stripe_gateway.fraud_warnings import fraud_warning
from chalicelib.stripe_gateway.objects import PaymentIntent
from chalicelib.stripe_gateway.payment_reports import (
    group_of,
    is_of_attempt,
    metadata_of,
    metadata_of_intent,
    ref_of,
    report_of_intent,
)
from chalicelib.stripe_gateway.refunds_and_transfers import RefundsAndTransfers

DESCRIPTION = "Account credit"
CHARGE = "latest_charge.balance_transaction"
"""Expands the charge and, in it, what Stripe's fee is read from."""
FINAL = ("succeeded", "canceled")
SEARCH_SPAN = timedelta(hours=25)


class StripePayments(RefundsAndTransfers):
    """See services.ports.Stripe."""

    def __init__(self, clients: ClientProvider, deployment: str, clock: Clock) -> None:
        super().__init__(clients, deployment)
        self._clock = clock

    def create_customer(self, patient: PatientKey, *, in_place_of: str | None = None) -> str:
        ids = {"deployment": self._deployment, "clinic_id": patient.clinic_id, "patient_id": patient.patient_id}
        key = derived_id("customer", *ids.values(), *([in_place_of] if in_place_of else []))
        try:
            return self._new_customer(ids, key)
        except StripeFailed:  # Stripe keeps that under the key for a day; a second customer, if so, is never used.
            return self._new_customer(ids, derived_id(key, f"{self._clock.now():%Y-%m-%dT%H:%M}"))

    def _new_customer(self, ids: dict[str, str], key: str) -> str:
        with translate_errors():
            return self._stripe.customers.create({"metadata": ids}, {"idempotency_key": key}).id

    def start(self, payment: Payment, customer_id: str) -> StartedIntent:
        params = _intent_params(payment, customer_id, self._deployment)
        with translate_errors():
            try:
                made = self._stripe.payment_intents.create(params, {"idempotency_key": self._key(payment, customer_id)})
            except stripe.InvalidRequestError as fault:
                if is_missing(fault) and fault.param == "customer":
                    raise CustomerDeleted from fault
                raise
        return _started(read_object(made, PaymentIntent))

    def find(self, payment: Payment, customer_id: str) -> PaymentReport | None:
        found = self._find(payment, customer_id)
        return report_of_intent(found, self._deployment) if found else None

    def find_started(self, payment: Payment, customer_id: str) -> StartedIntent | None:
        found = self._find(payment, customer_id)
        return _started(found) if found else None

    def others(self, payment: Payment, customer_id: str) -> tuple[str, ...]:
        ours = metadata_of(payment, self._deployment).items()
        made = self._made_in_time(payment, customer_id)
        mine = (each for each in made if ours <= (each.metadata or {}).items() and each.status not in FINAL)
        return tuple(each.id for each in mine if each.id != payment.payment_intent_id)

    def _find(self, payment: Payment, customer_id: str) -> PaymentIntent | None:
        wanted = metadata_of_intent(payment, self._deployment)
        made = self._made_in_time(payment, customer_id)
        return next((intent for intent in made if is_of_attempt(intent.metadata, wanted)), None)

    def _made_in_time(self, payment: Payment, customer_id: str) -> list[PaymentIntent]:
        """The customer's PaymentIntents from the time in which one of the payment can have been made."""
        since, until = payment.created_at - timedelta(minutes=1), payment.created_at + SEARCH_SPAN
        wanted: PaymentIntentListParams = {
            "customer": customer_id,
            "created": {"gte": int(since.timestamp()), "lte": int(until.timestamp())},
            "limit": 100,
            "expand": [f"data.{CHARGE}"],
        }
        with translate_errors():
            try:
                found = self._stripe.payment_intents.list(wanted)
                return [read_object(intent, PaymentIntent) for intent in found.auto_paging_iter()]
            except stripe.InvalidRequestError as fault:
                if is_missing(fault):  # The customer was deleted: what it had can't be confirmed.
                    return []
                raise

    def outcome(self, payment_intent_id: str, of: Payment | None = None) -> PaymentReport:
        with translate_errors():
            found = self._stripe.payment_intents.retrieve(payment_intent_id, {"expand": [CHARGE]})
        return self._outcome(found, of)

    def cancel(self, payment_intent_id: str, of: Payment | None = None) -> PaymentReport:
        try:
            with translate_errors():
                canceled = self._stripe.payment_intents.cancel(
                    payment_intent_id, {"cancellation_reason": "abandoned", "expand": [CHARGE]}
                )
        except NotAllowed:  # It succeeded or was canceled in the meantime.
            return self.outcome(payment_intent_id, of)
        return self._outcome(canceled, of)

    def pointer(self, payment_intent_id: str) -> PaymentRef | None:
        try:
            with translate_errors():
                found = self._stripe.payment_intents.retrieve(payment_intent_id)
        except RefusedByStripe as refusal:
            if refusal.reason == MISSING:
                return None
            raise
        intent = read_object(found, PaymentIntent)
        return ref_of(intent.transfer_group, intent.metadata, self._deployment)

    def fraud_warning(self, warning_id: str) -> FraudWarningFacts:
        return fraud_warning(self._stripe, warning_id)

    def cards(self, customer_id: str) -> tuple[CardOnFile, ...]:
        return cards_on_file(self._stripe, customer_id)

    def remove_card(self, customer_id: str, card_id: str) -> bool:
        return remove_card(self._stripe, customer_id, card_id)

    def account(self, account: PaymentsAccount) -> PaymentsAccount:
        return described(self._stripe, account, as_of=self._clock.now())

    def own_account_id(self) -> str:
        return own_account_id(self._stripe)

    def onboarding_link(self, account: PaymentsAccount, back_to: str) -> str:
        return onboarding_link(self._stripe, account.id, back_to)

    def _key(self, payment: Payment, customer_id: str) -> str:
        """Another one for each attempt, as Stripe repeats a failure for a day, and for the customer in place of one."""
        attempt = [str(payment.intent_attempt)] if payment.intent_attempt else []
        return derived_id("intent", self._deployment, payment.id, customer_id, *attempt)

    def _outcome(self, found: stripe.PaymentIntent, of: Payment | None) -> PaymentReport:
        outcome = report_of_intent(read_object(found, PaymentIntent), self._deployment, of)
        if outcome is None:
            raise Unavailable("Stripe answered with a payment that isn't ours.")
        return outcome


def _started(intent: PaymentIntent) -> StartedIntent:
    return StartedIntent(payment_intent_id=intent.id, client_secret=intent.client_secret or "")


def _intent_params(payment: Payment, customer_id: str, deployment: str) -> PaymentIntentCreateParams:
    params: PaymentIntentCreateParams = {
        "amount": payment.amount,
        "currency": payment.currency,
        "customer": customer_id,
        "allowed_payment_method_types": ["card"],
        "setup_future_usage": "on_session",
        "description": DESCRIPTION,
        "metadata": metadata_of_intent(payment, deployment),
        "transfer_group": group_of(payment, deployment),
    }
    if payment.statement_suffix:
        params["statement_descriptor_suffix"] = payment.statement_suffix
    if payment.account_id:
        params["on_behalf_of"] = payment.account_id
        params["transfer_data"] = {"destination": payment.account_id}
        if payment.application_fee:
            params["application_fee_amount"] = payment.application_fee
    return params
