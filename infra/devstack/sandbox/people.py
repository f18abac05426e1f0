"""The sandbox's people as clients of the service: a patient, the clinic's staff and system, and a card's bank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from infra.devstack.double import Controls
from infra.devstack.identity.keys import Key
from infra.devstack.identity.tokens import Claims, sign
from infra.devstack.sandbox.cedar import CEDAR
from infra.devstack.settings import AUDIENCE

TIMEOUT_S = 30.0
OFFICE = Claims("usr_robin", CEDAR.id, "full_access", "Robin Hale")
VISA, REFUSES_REFUNDS = "pm_card_visa", "pm_card_refundFail"


@dataclass(frozen=True, slots=True)
class Service:
    """The running service, asked with tokens of the local provider. `environment` is what `infra.local env` prints."""

    environment: Mapping[str, str]
    key: Key

    def ask(self, claims: Claims, method: str, path: str, body: Any = None, key: str = "") -> Any:
        """The JSON of the answer. Raises requests.HTTPError with the problem's own words."""
        token = sign(claims, self.key, issuer=self.environment["TOKEN_ISSUER"], audience=AUDIENCE)
        headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": f"sandbox-{key}"} if key else {})
        url = f"{self.environment['API_URL']}/v1/{path}"
        answer = requests.request(method, url, headers=headers, json=body, timeout=TIMEOUT_S)
        if not answer.ok:
            raise requests.HTTPError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    @property
    def bank(self) -> Controls:
        return Controls(self.environment["STRIPE_API_URL"])

    def stripe(self, path: str, **form: str) -> Any:
        """A POST to the double's own API, as Stripe.js sends it."""
        headers = {"Authorization": f"Bearer {self.environment['STRIPE_SECRET_KEY']}"}
        url = f"{self.environment['STRIPE_API_URL']}/v1/{path}"
        return requests.post(url, headers=headers, data=form, timeout=TIMEOUT_S).json()


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient, what they do in the portal, and what staff do for them. Amounts are minor units."""

    service: Service
    id: str

    @property
    def is_new(self) -> bool:
        """Whether nothing was paid or recorded for them yet: a story is told once."""
        return not self._staff("GET", "payments?limit=1")["items"]

    def start(self, amount: int, location: str = "loc_water") -> tuple[str, str]:
        """The ids of a top-up and its PaymentIntent, which is not paid."""
        body = {"amount": amount, "location_id": location}
        started = self._portal("POST", "top-ups", body, f"{self.id}-{amount}")
        return str(started["id"]), str(started["client_secret"].split("_secret_")[0])

    def pay(self, amount: int, card: str = VISA, location: str = "loc_water") -> tuple[str, str]:
        """The ids of a paid top-up and its PaymentIntent."""
        top_up, intent = self.start(amount, location)
        self.service.stripe(f"payment_intents/{intent}/confirm", payment_method=card)
        self._portal("POST", f"top-ups/{top_up}/settle")
        return top_up, intent

    def invoice(self, number: str, amount: int, *, revision: int = 1, status: str = "open", day: str) -> None:
        body = {"number": number, "amount": amount, "location_id": "loc_water", "issued_on": day}
        body |= {"revision": revision, "status": status, "label": "Physiotherapy"}
        self._staff("PUT", f"invoices/{number}", body)

    def record(self, **given: Any) -> str:
        """The id of a payment that staff recorded."""
        body = {"location_id": "loc_water"} | given
        return str(self._staff("POST", "payments", body, f"{self.id}-{given['source']}-{given['amount']}")["id"])

    def apply(self, payment: str, amount: int, invoice: str) -> None:
        self._act(payment, "applications", {"invoice_id": invoice, "amount": amount})

    def refund(self, payment: str, amount: int, **outside: Any) -> None:
        self._act(payment, "refunds", {"amount": amount, "reason": "Moving away"} | outside)

    def void(self, payment: str) -> None:
        self._act(payment, "void", {"reason": "Recorded for the wrong patient"})

    def transfer(self, payment: str, to: str, amount: int) -> None:
        self._act(payment, "transfers", {"to_patient_id": to, "amount": amount, "reason": "Family account"})

    def _act(self, payment: str, what: str, body: Any) -> None:
        self._staff("POST", f"payments/{payment}/{what}", body, f"{payment}-{what}")

    def _portal(self, method: str, path: str, body: Any = None, key: str = "") -> Any:
        claims = Claims(self.id, CEDAR.id, "patient", CEDAR.directory[self.id], self.id)
        return self.service.ask(claims, method, f"me/{path}", body, key)

    def _staff(self, method: str, path: str, body: Any = None, key: str = "") -> Any:
        return self.service.ask(OFFICE, method, f"clinic/patients/{self.id}/{path}", body, key)
