"""Stripe's SDK, with every request and response validated against Stripe's own OpenAPI document."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import stripe

from infra.stripe_double.api.forms import parse
from infra.stripe_double.testing import Running
from infra.stripe_double.tests.support import spec


class SpecValidatingClient(stripe.RequestsClient):
    """The SDK's own HTTP client, which fails a test at the first thing that Stripe's document doesn't have."""

    def request(  # type: ignore[override]  # The SDK's own RequestsClient differs from its base class in the same way.
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Send a request; raises AssertionError when an accepted request, or any answer, breaks the contract."""
        answer, status, answered = super().request(method, url, headers, post_data)
        parts = urlsplit(url)
        if status < 400:
            sent = parse(parts.query if method.lower() != "post" else post_data or "")
            fault = spec.request_fault(method.upper(), parts.path, sent)
            assert fault is None, f"{method} {parts.path} was accepted: {fault}"
        fault = spec.object_fault(json.loads(answer))
        assert fault is None, f"{method} {parts.path} answered {status}: {fault}"
        return answer, status, answered


def client(double: Running, retries: int = 0) -> stripe.StripeClient:
    """Return the SDK as our service uses it, pointed at a double and validated; without retries unless asked."""
    return stripe.StripeClient(
        double.secret_key,
        base_addresses={"api": double.url},
        max_network_retries=retries,
        http_client=SpecValidatingClient(),
    )
