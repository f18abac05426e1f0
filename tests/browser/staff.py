"""Acts of staff without the page, so that a test starts in the middle of a story."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from infra.devstack.identity.keys import KeyFile
from infra.devstack.identity.tokens import Claims, sign
from infra.devstack.settings import AUDIENCE
from infra.devstack.stack import Stack
from tests.browser.patient import CLINIC
from tests.browser.plain_http import request

EVENTS_S = 90
COLLEAGUE = "usr_oli"


@dataclass(frozen=True, slots=True)
class Staff:
    """A colleague with full access, over the API."""

    stack: Stack
    clinic: str = CLINIC

    def apply(self, patient: str, payment: str, amount: int, invoice: str) -> str:
        body = {"invoice_id": invoice, "amount": amount}
        return str(self._ask("POST", f"patients/{patient}/payments/{payment}/applications", body)["id"])

    def send_invoice(self, patient: str, invoice_id: str, **changes: Any) -> dict[str, Any]:
        """The clinic's system sends an invoice of 120 dollars."""
        usual = {
            "number": invoice_id,
            "amount": 12_000,
            "location_id": "loc_main",
            "issued_on": "2026-11-20",
            "revision": 1,
            "status": "open",
        }
        found: dict[str, Any] = self._ask("PUT", f"patients/{patient}/invoices/{invoice_id}", {**usual, **changes})
        return found

    def put_patient(self, patient: str, name: str) -> None:
        """The clinic's system makes the patient known."""
        self._ask("PUT", f"patients/{patient}", {"name": name, "email": None, "language": None})

    def record(self, patient: str, amount: int, **changes: Any) -> str:
        """Record cash, or what `changes` say; return the payment's id."""
        usual = {"source": "recorded", "amount": amount, "location_id": "loc_main", "tender": "cash"}
        return str(self._ask("POST", f"patients/{patient}/payments", {**usual, **changes})["id"])

    def transfer(self, patient: str, payment: str, to: str, amount: int) -> str:
        """Return the id of the other patient's new payment."""
        body = {"to_patient_id": to, "amount": amount, "reason": "Family account"}
        return str(self._ask("POST", f"patients/{patient}/payments/{payment}/transfers", body)["to_payment_id"])

    def void(self, patient: str, payment: str) -> None:
        self._ask("POST", f"patients/{patient}/payments/{payment}/void", {"reason": "Recorded by mistake"})

    def unapply(self, patient: str, payment: str, application: str) -> None:
        self._ask("DELETE", f"patients/{patient}/payments/{payment}/applications/{application}")

    def refund(self, patient: str, payment: str, amount: int, reason: str) -> None:
        self._ask("POST", f"patients/{patient}/payments/{payment}/refunds", {"amount": amount, "reason": reason})

    def payment(self, patient: str, payment: str) -> dict[str, Any]:
        found: dict[str, Any] = self._ask("GET", f"patients/{patient}/payments/{payment}")
        return found

    def payment_when(self, patient: str, payment: str, holds: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """The payment as soon as something holds of it: Stripe's events and receipts take a moment."""
        end = time.monotonic() + EVENTS_S
        while not holds(found := self.payment(patient, payment)):
            assert time.monotonic() < end, found
            time.sleep(0.1)
        return found

    @property
    def settings(self) -> dict[str, Any]:
        found: dict[str, Any] = self._ask("GET", "billing-settings")
        return found

    @property
    def primary(self) -> str:
        """The id of the primary account."""
        return str(self.settings["primary_account_id"])

    def make_primary(self, account: str) -> None:
        self._ask("POST", f"payment-accounts/{account}/make-primary")

    def change(self, **changes: Any) -> None:
        """Change billing settings, whatever they are."""
        url = f"{self._url}/billing-settings"
        headers = self._headers
        headers["If-Match"] = request("GET", url, headers=headers).headers["ETag"]
        request("PATCH", url, headers=headers, json=changes)

    @contextmanager
    def restored(self) -> Iterator[None]:
        """Put the settings back as they were, for the tests that follow."""
        before = self.settings
        limits = ("top_up_minimum", "top_up_maximum", "suggested_amounts", "balance_maximum")
        names = ("account_credit_enabled", *limits, "refund_policy", "statement_name")
        try:
            yield
        finally:
            self.make_primary(before["primary_account_id"])
            self.change(**{name: before[name] for name in names})

    @property
    def _url(self) -> str:
        return f"{self.stack.environment['API_URL']}/v1/clinic"

    @property
    def _headers(self) -> dict[str, str]:
        claims = Claims(COLLEAGUE, self.clinic, "full_access", "Oli Berg")
        settings = self.stack.settings
        token = sign(claims, KeyFile(settings.state).signing(), issuer=settings.issuer, audience=AUDIENCE)
        return {"Authorization": f"Bearer {token}", "Idempotency-Key": secrets.token_hex(8)}

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        return request(method, f"{self._url}/{path}", headers=self._headers, json=body).json()
