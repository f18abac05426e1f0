"""Stripe from the outside: what a browser does there, the events it sends, and what went over the wire."""

from __future__ import annotations

import json
from dataclasses import dataclass

import requests

from infra.stripe_double.testing import Controls, signature
from tests.journeys.calls import Json, json_of, send


@dataclass(frozen=True, slots=True)
class Double:
    """The Stripe double of one stack. `webhook` is where the service takes events."""

    url: str
    secret_key: str
    publishable_key: str
    webhook: str
    webhook_secret: str

    @classmethod
    def of(cls, environment: dict[str, str]) -> Double:
        return cls(
            url=environment["STRIPE_API_URL"],
            secret_key=environment["STRIPE_SECRET_KEY"],
            publishable_key=environment["STRIPE_PUBLISHABLE_KEY"],
            webhook=f"{environment['API_URL']}/v1/stripe/events",
            webhook_secret=environment["STRIPE_WEBHOOK_SECRET"],
        )

    @property
    def controls(self) -> Controls:
        return Controls(self.url)

    def confirm(self, top_up: Json, **card: str) -> Json:
        """Confirm a top-up as Stripe.js does, with a card on file or a new one; return Stripe.js' response."""
        form = {"client_secret": top_up["client_secret"], **card}
        return self._as_browser("POST", f"payment_intents/{intent_of(top_up)}/confirm", form).json()  # type: ignore[no-any-return]

    def answer_challenge(self, confirmed: Json, outcome: str) -> None:
        """The cardholder at the bank's page: `complete` or `fail`."""
        page = confirmed["next_action"]["use_stripe_sdk"]["stripe_js"]
        json_of(send("POST", page, json={"outcome": outcome}))

    def read(self, path: str) -> Json:
        """GET of Stripe's API with the platform's own key."""
        return json_of(send("GET", f"{self.url}/v1/{path}", auth=(self.secret_key, "")))

    def charges_of(self, patient: str) -> list[Json]:
        """Return the charges of a patient."""
        charges = self.read("charges?limit=100")["data"]
        return [charge for charge in charges if charge["metadata"].get("patient_id") == patient and charge["paid"]]

    def intents_of(self, patient: str) -> list[Json]:
        intents = self.read("payment_intents?limit=100")["data"]
        return [intent for intent in intents if intent["metadata"].get("patient_id") == patient]

    def event(self, kind: str, top_up: Json) -> Json:
        """The one event of this type about a top-up, whether or not it was delivered."""
        events = self.read(f"events?limit=100&type={kind}")["data"]
        about = [event for event in events if event["data"]["object"]["metadata"].get("payment_id") == top_up["id"]]
        assert len(about) == 1, f"{len(about)} {kind} events"
        return about[0]  # type: ignore[no-any-return]

    def post(self, event: Json) -> requests.Response:
        """Send an event to the service, signed as Stripe signs."""
        payload = json.dumps(event).encode()
        headers = {"Stripe-Signature": signature(payload, self.webhook_secret), "Content-Type": "application/json"}
        return send("POST", self.webhook, data=payload, headers=headers)

    def lose_events(self, *kinds: str) -> None:
        """Every event of these types, or of all, gets lost until the test ends."""
        self.controls.post("/webhook_rules", action="drop", types=list(kinds) or ["*"], count=None)

    def disturb(self, action: str, *kinds: str, **more: object) -> None:
        """Delays, duplicates or reorders every event of these types until the test ends."""
        self.controls.post("/webhook_rules", action=action, types=list(kinds) or ["*"], count=None, **more)

    def break_calls(self, operation: str, count: int, *, of: str, **fault: object) -> None:
        """The next `count` calls of an operation that name `of` go wrong: see faults.py of the double.

        The stack has work of its own, whose calls would use some of the count up.
        """
        self.controls.post("/api_rules", operation=operation, count=count, of=of, **fault)

    def come_to_rest(self) -> None:
        """Return once no event is on its way."""
        self.controls.settle()

    def behave(self) -> None:
        """Forget everything that was to go wrong."""
        self.controls.delete("/rules")

    def _as_browser(self, method: str, path: str, form: dict[str, str]) -> requests.Response:
        return send(method, f"{self.url}/v1/{path}", auth=(self.publishable_key, ""), data=form)


def intent_of(top_up: Json) -> str:
    """The PaymentIntent that a client secret belongs to."""
    intent, _, _ = str(top_up["client_secret"]).partition("_secret_")
    return intent


def new_card(number: str) -> dict[str, str]:
    """A card as the Payment Element sends it."""
    return {
        "payment_method_data[type]": "card",
        "payment_method_data[card][number]": number,
        "payment_method_data[card][exp_month]": "12",
        "payment_method_data[card][exp_year]": "34",
        "payment_method_data[card][cvc]": "123",
    }
