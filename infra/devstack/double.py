"""The Stripe double as a component of the stack, or the developer's own Stripe test account in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

from infra.devstack import demo
from infra.devstack.settings import Settings
from infra.devstack.supervision.http_probe import responds
from infra.devstack.supervision.process import MODULE, Component

SECRET_KEY = "sk_test_local"
PUBLISHABLE_KEY = "pk_test_local"
WEBHOOK_SECRET = "whsec_local"
TIMEOUT_S = 10.0


def component(settings: Settings) -> Component:
    """Return the double: it sends every event to the API, connected accounts' included, and retries until accepted."""
    return Component(
        name="stripe",
        title="The Stripe double",
        command=(
            *(*MODULE, "infra.stripe_double"),
            *("--port", str(settings.ports.stripe), "--state", str(settings.state / "stripe")),
            *("--secret-key", SECRET_KEY, "--publishable-key", PUBLISHABLE_KEY),
            *("--webhook-url", f"{settings.api_url}/v1/stripe/events", "--webhook-secret", WEBHOOK_SECRET),
        ),
        is_ready=lambda: responds(f"{settings.stripe_url}/_double/state"),
    )


def connect(settings: Settings) -> dict[str, str]:
    """Return the service's settings for Stripe; with the double, also create the demo accounts there."""
    if settings.stripe:
        return {
            "STRIPE_SECRET_KEY": settings.stripe.secret,
            "STRIPE_PUBLISHABLE_KEY": settings.stripe.publishable,
            "STRIPE_WEBHOOK_SECRET": settings.stripe.webhook_secret,
        }
    controls = Controls(settings.stripe_url)
    for clinic in demo.CLINICS:
        for account in clinic.accounts:
            controls.add_account(account)
    return {
        "STRIPE_API_URL": settings.stripe_url,
        "STRIPE_SECRET_KEY": SECRET_KEY,
        "STRIPE_PUBLISHABLE_KEY": PUBLISHABLE_KEY,
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "STRIPE_JS_URL": f"{settings.stripe_url}/v3/",
    }


@dataclass(frozen=True, slots=True)
class Controls:
    """A client of the double's test controls: see infra/stripe_double/README.md."""

    url: str

    def add_account(self, account: demo.Account) -> None:
        """Create a connected account unless it exists: then it stays as it was switched."""
        known = requests.get(
            f"{self.url}/v1/accounts/{account.id}", headers={"Authorization": f"Bearer {SECRET_KEY}"}, timeout=TIMEOUT_S
        )
        if known.status_code == 200:
            return
        self.post(
            "accounts",
            id=account.id,
            name=account.name,
            country=account.country,
            default_currency=account.currency,
            charges_enabled=account.enabled,
            payouts_enabled=account.enabled,
            statement_descriptor_prefix=account.statement_prefix,
        )

    def post(self, path: str, **given: Any) -> Any:
        """Use a test control; raises requests.HTTPError when the double refuses."""
        answer = requests.post(f"{self.url}/_double/{path}", json=given, timeout=TIMEOUT_S)
        answer.raise_for_status()
        return answer.json()

    def get(self, path: str, **query: str) -> Any:
        """Read one of the double's records."""
        answer = requests.get(f"{self.url}/_double/{path}", params=query, timeout=TIMEOUT_S)
        answer.raise_for_status()
        return answer.json()
