"""Calls of webhook endpoints."""

from __future__ import annotations

import http.client
import ssl
import time
from dataclasses import dataclass

from chalicelib.credit.errors import Invalid
from chalicelib.credit.webhooks import Answer
from chalicelib.webhooks.checked_http import CheckedHttp, Headers

AGENT = "account-credit-webhooks/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookCaller(CheckedHttp):
    """See services.ports.events.Webhooks."""

    def call(self, url: str, body: bytes, headers: Headers) -> Answer:
        started = time.monotonic()
        fixed = (("user-agent", AGENT), ("content-type", "application/json"), ("content-length", str(len(body))))
        try:
            status, error = self._send("POST", url, (*fixed, *headers), body)[0], None
        except Invalid:
            status, error = None, "address_refused"
        except (OSError, http.client.HTTPException, ValueError) as fault:
            is_late = isinstance(fault, TimeoutError) or time.monotonic() - started >= self.total_s
            other = "tls_failed" if isinstance(fault, ssl.SSLError) else "connection_failed"
            status, error = None, "timeout" if is_late else other
        return Answer(status, error, int((time.monotonic() - started) * 1000))
