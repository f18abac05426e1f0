"""Stripe twice: our fake, and our adapter on the double. What payers and the network do, in the same words for both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

from chalicelib.credit.clinic import PaymentsAccount
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.services.ports import Stripe
from infra.stripe_double.testing import Settings
from tests.contracts.ports.stripe_in_process import URL, InProcess
from tests.fakes.faults import FaultPlan, When
from tests.fakes.payments import FakePayments

EDITED: tuple[dict[str, str], ...] = ({"metadata": ""}, {"metadata[payment_id]": "pay_another"})
"""Edits of metadata in Stripe's dashboard: all of it removed, and another payment named."""


class Bench(Protocol):
    @property
    def payments(self) -> Stripe: ...

    def pay(self, payment_intent_id: str) -> None:
        """The payer confirms with a card that works."""

    def decline(self, payment_intent_id: str) -> None:
        """The payer confirms with a card that the bank declines."""

    def lose(self, when: When) -> None:
        """The next request, or its answer, gets lost."""

    def made(self) -> int:
        """How many PaymentIntents there are."""

    def has_account(self, account: PaymentsAccount) -> None:
        """Stripe knows this connected account."""

    def warn(self, of: Payment) -> str:
        """The card's issuer reports the charge as likely fraud; return the warning's id."""

    def forget_keys(self) -> None:
        """Stripe forgets every idempotency key, as it may after 24 hours."""

    def refunded(self, of: Payment) -> int:
        """Return the part of a payment that is back on the card, or on its way."""


def started(bench: Bench, of: Payment) -> str:
    return bench.payments.start(of, bench.payments.create_customer(of.patient)).payment_intent_id


def charged(bench: Bench, of: Payment) -> Payment:
    """The payment once a card paid it, as our row knows it then."""
    intent = started(bench, of)
    bench.pay(intent)
    charge = bench.payments.outcome(intent).charge_id
    return replace(of, payment_intent_id=intent, charge_id=charge, status=PaymentStatus.SUCCEEDED)


class FakeBench:
    def __init__(self) -> None:
        self.fake = FakePayments()
        self.plan = FaultPlan()

    @property
    def payments(self) -> Stripe:
        return self.plan.guard(self.fake)

    def pay(self, payment_intent_id: str) -> None:
        self.fake.pay(payment_intent_id)

    def decline(self, payment_intent_id: str) -> None:
        self.fake.decline(payment_intent_id)

    def lose(self, when: When) -> None:
        self.plan = FaultPlan(0, when)

    def made(self) -> int:
        return len(self.fake.intents)

    def has_account(self, account: PaymentsAccount) -> None:
        self.fake.accounts[account.id] = account

    def warn(self, of: Payment) -> str:
        return self.fake.warn(of.payment_intent_id or "").warning_id

    def forget_keys(self) -> None:
        """The fake keeps what it made by its subject, not by a key."""

    def refunded(self, of: Payment) -> int:
        made = self.fake.refunds.values()
        return sum(refund.amount for refund in made if refund.payment_intent_id == of.payment_intent_id)


class DoubleBench:
    def __init__(self, payments: Stripe, transport: InProcess) -> None:
        self.payments, self.transport = payments, transport

    def pay(self, payment_intent_id: str) -> None:
        assert self._confirm(payment_intent_id, "pm_card_visa") == 200

    def decline(self, payment_intent_id: str) -> None:
        assert self._confirm(payment_intent_id, "pm_card_chargeDeclined") == 402

    def lose(self, when: When) -> None:
        self.transport.lose = when

    def edit_metadata(self, of: Payment, edited: dict[str, str]) -> None:
        """In the dashboard, of the PaymentIntent and of its charge."""
        for path in (f"/v1/payment_intents/{of.payment_intent_id}", f"/v1/charges/{of.charge_id}"):
            assert self.ask("POST", path, **edited).status_code == 200

    def made(self) -> int:
        return len(self.ask("GET", "/v1/payment_intents?limit=100").json()["data"])

    def has_account(self, account: PaymentsAccount) -> None:
        answer = self.transport.double.post(
            f"{URL}/_double/accounts",
            json={
                "id": account.id,
                "country": account.country,
                "default_currency": account.currency,
                "charges_enabled": account.charges_enabled,
                "payouts_enabled": account.payouts_enabled,
            },
        )
        assert answer.status_code == 200, answer.text

    def warn(self, of: Payment) -> str:
        self.control("/fraud_warnings", payment_intent=of.payment_intent_id)
        path = f"/v1/radar/early_fraud_warnings?payment_intent={of.payment_intent_id}"
        return str(self.ask("GET", path).json()["data"][0]["id"])

    def forget_keys(self) -> None:
        assert self.transport.double.delete(f"{URL}/_double/idempotency_keys").status_code == 200

    def refunded(self, of: Payment) -> int:
        made = self.ask("GET", f"/v1/refunds?payment_intent={of.payment_intent_id}&limit=100").json()["data"]
        return sum(refund["amount"] for refund in made)

    def control(self, path: str, **given: Any) -> None:
        """Use one of the double's test controls."""
        answer = self.transport.double.post(f"{URL}/_double{path}", json=given)
        assert answer.status_code == 200, answer.text

    def ask(self, method: str, path: str, **params: str) -> Any:
        """Stripe's API as its dashboard would use it."""
        key = {"Authorization": f"Bearer {Settings.secret_key}"}
        return self.transport.double.request(method, f"{URL}{path}", headers=key, data=params)

    def _confirm(self, payment_intent_id: str, method: str) -> int:
        answer = self.ask("POST", f"/v1/payment_intents/{payment_intent_id}/confirm", payment_method=method)
        return int(answer.status_code)
