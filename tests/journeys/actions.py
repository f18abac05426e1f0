"""Staff's actions over HTTP: applying, unapplying and refunding one patient's credit, and Stripe's disputes of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import requests

from tests.journeys.calls import Json
from tests.journeys.double import intent_of
from tests.journeys.people import CARD, Patient, Staff
from tests.polling import until


@dataclass(frozen=True, slots=True)
class StaffActions:
    """Staff with one patient's file open."""

    staff: Staff
    patient: Patient

    @property
    def path(self) -> str:
        return f"clinic/patients/{self.patient.id}"

    def pays(self, amount: int = 5_000, card: str = CARD) -> Json:
        """Top up with a card; return the top-up with its client secret."""
        top_up = self.patient.start(amount)
        assert self.patient.double.confirm(top_up, payment_method=card)["status"] == "succeeded"
        self.patient.wait_for(top_up, "succeeded")
        return top_up

    def ask(self, path: str, body: Json, key: str | None = None) -> requests.Response:
        return self.staff.call("POST", f"{self.path}/{path}", body, Idempotency_Key=key or secrets.token_hex(16))

    def apply(self, top_up: Json, amount: int, invoice: str = "inv_1", key: str | None = None) -> requests.Response:
        return self.ask(f"payments/{top_up['id']}/applications", {"invoice_id": invoice, "amount": amount}, key)

    def apply_oldest(self, amount: int, invoice: str = "inv_1", key: str | None = None) -> requests.Response:
        return self.ask("applications", {"invoice_id": invoice, "amount": amount}, key)

    def unapply(self, application: Json) -> requests.Response:
        at = f"{self.path}/payments/{application['payment_id']}/applications/{application['id']}"
        return self.staff.call("DELETE", at)

    def refund(self, top_up: Json, amount: int, key: str | None = None) -> requests.Response:
        return self.ask(f"payments/{top_up['id']}/refunds", {"amount": amount, "reason": "asked in person"}, key)

    def payment(self, top_up: Json) -> Json:
        return self.staff.get(f"{self.path}/payments/{top_up['id']}")

    def amounts(self, top_up: Json) -> tuple[int, int, int, int]:
        """Applied, refunded, disputed, unapplied; together they are the payment's amount."""
        payment = self.payment(top_up)
        parts = [payment[name]["amount"] for name in ("applied", "refunded", "disputed", "unapplied")]
        assert sum(parts) == payment["amount"]["amount"], payment
        return parts[0], parts[1], parts[2], parts[3]

    def history(self, query: str = "") -> Json:
        return self.staff.get(f"{self.path}/credit/history{query}")

    def story(self) -> list[tuple[str, int, int]]:
        """Kind, amount and balance after it of every line, oldest first; checks that they add up."""
        lines = [(one["kind"], one["amount"], one["balance_after"]) for one in self.history("?limit=100")["items"]]
        lines.reverse()
        balance = 0
        for _, amount, after in lines:
            balance += amount
            assert after == balance
        assert balance == self.available
        return lines

    @property
    def available(self) -> int:
        """Return the credit that staff see on the profile; the patient sees the same."""
        seen = int(self.staff.get(f"{self.path}/credit")["available"]["amount"])
        assert seen == self.patient.available
        return seen

    def comes_to(self, amount: int) -> None:
        """Wait until this is what is available, for patient and staff alike."""
        until(lambda: self.patient.available == amount)
        assert self.available == amount

    def dispute_of(self, top_up: Json) -> Json:
        """Return the dispute of a payment once it is recorded."""
        return until(lambda: (self.payment(top_up)["disputes"] or [None])[0])

    def disputed(self, top_up: Json, *, inquiry: bool = False) -> Json:
        """The cardholder's bank opens a dispute."""
        self.patient.double.controls.post("/disputes", payment_intent=intent_of(top_up), inquiry=inquiry)
        return self.dispute_of(top_up)

    def decided(self, dispute: Json, status: str) -> None:
        """Let Stripe report how a dispute ended."""
        self.patient.double.controls.post(f"/disputes/{dispute['id']}/outcome", status=status)
        self.patient.double.controls.settle()

    def transfer_of(self, top_up: Json) -> Json:
        """Return the transfer to the clinic's payments account for a payment."""
        double = self.patient.double
        charge = double.read(f"payment_intents/{intent_of(top_up)}")["latest_charge"]
        return double.read(f"transfers/{double.read(f'charges/{charge}')['transfer']}")

    def returned_for(self, top_up: Json) -> int:
        """Return what was transferred to the clinic again, after a won dispute or a failed refund."""
        first = self.transfer_of(top_up)
        found = self.patient.double.read(f"transfers?transfer_group={first['transfer_group']}")["data"]
        return sum(transfer["amount"] for transfer in found if transfer["id"] != first["id"])
