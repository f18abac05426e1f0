"""A patient as the API knows them: what they have, and what Stripe charged them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any

from infra.devstack.stack import Stack
from tests.browser.plain_http import request

CLINIC = "clinic_demo"


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient no one has met before, so that tests share a stack and never a patient."""

    stack: Stack
    id: str
    name: str
    token: str

    @classmethod
    def new(cls, stack: Stack, name: str = "Ana Núñez", clinic: str = CLINIC) -> Patient:
        patient = f"pat_{secrets.token_hex(6)}"
        return cls(stack, patient, name, stack.token("patient", clinic=clinic, patient=patient, name=name))

    def known_as(self, patient: str) -> Patient:
        """The same person under the id that another system made."""
        token = self.stack.token("patient", clinic=CLINIC, patient=patient, name=self.name)
        return replace(self, id=patient, token=token)

    def get(self, path: str) -> Any:
        return self._api("GET", path)

    @property
    def available(self) -> int:
        """The available credit, in cents."""
        return int(self.get("me/credit")["available"]["amount"])

    @property
    def top_ups(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("me/top-ups?limit=100")["items"]
        return found

    @property
    def cards(self) -> list[str]:
        """The last four digits of each card on file."""
        return [card["last4"] for card in self.get("me/cards")["items"]]

    @property
    def charged(self) -> list[int]:
        """The charges at Stripe, in cents."""
        charges = self._stripe("GET", "charges?limit=100")["data"]
        mine = [charge for charge in charges if charge["metadata"].get("patient_id") == self.id]
        return [charge["amount"] for charge in mine if charge["paid"]]

    def pay(self, amount: int, payment_method: str = "pm_card_visa", location: str = "loc_main") -> str:
        """Top up without the page, which also puts the card on file; return the top-up's id."""
        started = self._api("POST", "me/top-ups", {"amount": amount, "location_id": location})
        intent = started["client_secret"].split("_secret_")[0]
        self._stripe("POST", f"payment_intents/{intent}/confirm", {"payment_method": payment_method})
        return str(self._api("POST", f"me/top-ups/{started['id']}/settle")["id"])

    def pay_slowly(self, amount: int) -> str:
        """Top up so that the bank is still processing it; return the id of Stripe's PaymentIntent."""
        started = self._api("POST", "me/top-ups", {"amount": amount, "location_id": "loc_main"})
        intent = str(started["client_secret"].split("_secret_")[0])
        self.at_bank("processing_rules", payment_intent=intent, until_ended=True)
        self._stripe("POST", f"payment_intents/{intent}/confirm", {"payment_method": "pm_card_visa"})
        self._api("POST", f"me/top-ups/{started['id']}/settle")
        return intent

    def at_bank(self, path: str, **given: str | bool) -> None:
        """Use one of the double's test controls."""
        url = f"{self.stack.environment['STRIPE_API_URL']}/_double/{path}"
        request("POST", url, json=given)

    def pays_at_the_bank(self) -> None:
        """Stripe gets its money for the top-up that is open, and our page hears nothing of it."""
        self._stripe("POST", f"payment_intents/{self._intent()}/confirm", {"payment_method": "pm_card_visa"})

    def disputes_the_payment(self) -> None:
        """The patient's bank takes the money of the one payment back."""
        self.at_bank("disputes", payment_intent=self._intent())

    def _intent(self) -> str:
        found = self._stripe("GET", "payment_intents?limit=100")["data"]
        [mine] = [str(each["id"]) for each in found if each["metadata"].get("patient_id") == self.id]
        return mine

    def register_domains(self, *names: str, enabled: bool = True) -> None:
        """Let Stripe's form offer wallets on these domains, or no longer."""
        for name in names:
            domain = self._stripe("POST", "payment_method_domains", {"domain_name": name})["id"]
            self._stripe("POST", f"payment_method_domains/{domain}", {"enabled": str(enabled).lower()})

    def _api(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": secrets.token_hex(8)}
        url = f"{self.stack.environment['API_URL']}/v1/{path}"
        return request(method, url, headers=headers, json=body).json()

    def _stripe(self, method: str, path: str, form: dict[str, str] | None = None) -> Any:
        environment = self.stack.environment
        headers = {"Authorization": f"Bearer {environment['STRIPE_SECRET_KEY']}"}
        url = f"{environment['STRIPE_API_URL']}/v1/{path}"
        return request(method, url, headers=headers, data=form).json()
