"""The Stripe double as a part of the stack, or the developer's own Stripe test account in its place."""

from __future__ import annotations

import sys

from infra.local.http_probe import answers
from infra.local.process import Part
from infra.local.settings import Settings

SECRET_KEY = "sk_test_local"
PUBLISHABLE_KEY = "pk_test_local"
WEBHOOK_SECRET = "whsec_local"


def part(settings: Settings) -> Part:
    return Part(
        name="stripe",
        title="The Stripe double",
        command=(sys.executable, "-m", "infra.local.stripe_double", str(settings.ports.stripe)),
        is_ready=lambda: answers(f"{settings.stripe_url}/health"),
    )


def connect(settings: Settings) -> dict[str, str]:
    """What the service reads of Stripe; with the double, also makes the demo accounts there."""
    if settings.stripe:
        return {
            "STRIPE_SECRET_KEY": settings.stripe.secret,
            "STRIPE_PUBLISHABLE_KEY": settings.stripe.publishable,
            "STRIPE_WEBHOOK_SECRET": settings.stripe.webhook_secret,
        }
    return {
        "STRIPE_API_URL": settings.stripe_url,
        "STRIPE_SECRET_KEY": SECRET_KEY,
        "STRIPE_PUBLISHABLE_KEY": PUBLISHABLE_KEY,
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "STRIPE_JS_URL": f"{settings.stripe_url}/v3/",
    }
