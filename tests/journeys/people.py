"""A clinic of its own for each test, its patients and its staff, as the API knows them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import requests

from infra.devstack.stack import Stack
from infra.devstack.supervision import process
from tests.journeys.calls import Json, Principal, json_of
from tests.journeys.double import Double
from tests.journeys.provision import main_account, north_account
from tests.polling import until

CARD = "pm_card_visa"
SUBPROCESS_PATIENCE_S = 300.0


def run_module(stack: Stack, module: str, *arguments: str, patience_s: float = SUBPROCESS_PATIENCE_S) -> str:
    """Run one of the tests' programs with the service's environment; return its output."""
    done = process.run_module(module, *arguments, environment=stack.environment, patience_s=patience_s)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass(frozen=True, slots=True)
class Patient(Principal):
    """A patient in the portal, and in front of Stripe's form."""

    id: str
    double: Double

    def ask_top_up(self, amount: object = 5_000, key: str | None = None, **more: object) -> requests.Response:
        """POST /v1/me/top-ups; each with a key of its own unless one is given."""
        body = {"amount": amount, "location_id": "loc_main"} | more
        return self.call("POST", "me/top-ups", body, Idempotency_Key=key or secrets.token_hex(16))

    def start(self, amount: int = 5_000, **more: object) -> Json:
        return json_of(self.ask_top_up(amount, **more), 201)  # type: ignore[arg-type]

    def pay(self, amount: int = 5_000, card: str = CARD, **more: object) -> Json:
        """A whole top-up, confirmed with a card and credited."""
        top_up = self.start(amount, **more)
        assert self.double.confirm(top_up, payment_method=card)["status"] == "succeeded"
        return self.wait_for(top_up, "succeeded")

    def top_up(self, top_up: Json) -> Json:
        return self.get(f"me/top-ups/{top_up['id']}")

    def wait_for(self, top_up: Json, status: str) -> Json:
        """Return the top-up once it has this status, by webhook or sweep."""
        until(lambda: self.top_up(top_up)["status"] == status)
        return self.top_up(top_up)

    def settle(self, top_up: Json) -> Json:
        """POST .../settle: the page that comes back from paying asks so."""
        return json_of(self.call("POST", f"me/top-ups/{top_up['id']}/settle"))

    @property
    def available(self) -> int:
        """The available credit, in cents."""
        return int(self.get("me/credit")["available"]["amount"])

    @property
    def entries(self) -> list[int]:
        """The amounts of the ledger's entries, newest first."""
        return [entry["amount"] for entry in self.items("me/credit/history")]

    @property
    def cards(self) -> list[Json]:
        return self.items("me/cards")


@dataclass(frozen=True, slots=True)
class Staff(Principal):
    """A user with full access at the clinic."""

    def change_settings(self, **changes: object) -> Json:
        """PATCH billing settings with the ETag just read."""
        seen = self.call("GET", "clinic/billing-settings").headers["ETag"]
        return json_of(self.call("PATCH", "clinic/billing-settings", changes, If_Match=seen))

    def make_primary(self, account: str) -> Json:
        return json_of(self.call("POST", f"clinic/payment-accounts/{account}/make-primary"))

    def payment(self, patient: Patient, top_up: Json) -> Json:
        return self.get(f"clinic/patients/{patient.id}/payments/{top_up['id']}")


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic with two payments accounts that are eligible, and two locations."""

    id: str
    stack: Stack
    double: Double

    @property
    def main(self) -> str:
        """The account that is primary at first."""
        return main_account(self.id)

    @property
    def north(self) -> str:
        return north_account(self.id)

    def opened(self) -> Clinic:
        """The same clinic once Stripe knows its accounts."""
        for account in (self.main, self.north):
            self.double.controls.post("/accounts", id=account, country="CA", default_currency="cad")
        return self

    def patient(self, name: str = "Ana Núñez") -> Patient:
        """A new patient."""
        patient = f"pat_{secrets.token_hex(6)}"
        token = self.stack.token("patient", clinic=self.id, patient=patient, name=name)
        return Patient(self.stack.environment["API_URL"], token, patient, self.double)

    def staff(self, role: str = "full_access") -> Staff:
        return Staff(self.stack.environment["API_URL"], self.stack.token(role, clinic=self.id))
