"""Requests to Stripe. A response that is not Stripe's, such as a proxy's page, is a failed connection."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import stripe

SUCCESS = range(200, 300)
FOREIGN = "That response is not from Stripe, or not whole (status {})."


class Transport(stripe.RequestsClient):
    """The SDK's own transport, which keeps back what the SDK can't read: of a list it makes an AttributeError."""

    def request(  # type: ignore[override]  # The SDK's own RequestsClient differs from its base class in the same way.
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Raises APIConnectionError. Repeating the request is safe: what writes has an idempotency key."""
        content, status, received = super().request(method, url, headers, post_data)
        if status not in SUCCESS:
            return (content if _is_error(content) else b""), status, received
        text = content.strip()
        if not (text.startswith(b"{") and text.endswith(b"}")):
            raise stripe.APIConnectionError(FOREIGN.format(status), should_retry=True)  # type: ignore[no-untyped-call]
        return content, status, received


def _is_error(content: bytes) -> bool:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(body, dict) and isinstance(body.get("error"), dict)
