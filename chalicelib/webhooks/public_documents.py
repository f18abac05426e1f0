"""Documents at addresses that clinics give: the keys of their identity providers."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from http import HTTPStatus

from chalicelib.credit.errors import Invalid
from chalicelib.webhooks.checked_http import CheckedHttp

AGENT = "account-credit/1"
HEADERS = (("user-agent", AGENT), ("accept", "application/json"))
TOTAL_S = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicDocuments(CheckedHttp):
    """See services.ports.identity.Documents."""

    total_s: float = TOTAL_S

    def read(self, url: str) -> bytes:
        try:
            status, body = self._send("GET", url, HEADERS)
        except (Invalid, http.client.HTTPException, ValueError) as fault:
            raise OSError(f"{type(fault).__name__} at the identity provider's address") from fault
        if status != HTTPStatus.OK:
            raise OSError(f"the identity provider's address returned {status}")
        return body
