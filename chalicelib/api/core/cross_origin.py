"""Cross-origin requests: a clinic's own portal may call `/v1/me/*` from its origins, and no other page may.

Fetch, 3.2 (fetch.spec.whatwg.org/#http-cors-protocol). No cookies are used, so none are allowed, and no wildcard is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.api.core.http_request import HttpRequest
from chalicelib.credit.errors import CreditError
from chalicelib.credit.origins import ORIGIN
from chalicelib.services.ports import ClinicReader

PREFLIGHT_SECONDS = 7_200
"""Chromium keeps no preflight longer."""
ALLOWED_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match"
EXPOSED_HEADERS = "ETag, RateLimit, RateLimit-Policy, Retry-After"
VARIES: Mapping[str, str] = {"Vary": "Origin"}


@dataclass(frozen=True, slots=True)
class CrossOrigin:
    clinics: ClinicReader

    def headers(self, http: HttpRequest, clinic_id: str | None) -> Mapping[str, str]:
        """Headers that let the clinic's portal read a response; without a clinic (a 401), any clinic's portal.

        A store that fails grants nothing: what was done stays done, and the portal asks again with the same key.
        """
        origin = _foreign_origin(http)
        try:
            if not origin or not self._is_portal(origin, clinic_id):
                return VARIES
        except CreditError:
            return VARIES
        return {**VARIES, "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": EXPOSED_HEADERS}

    def preflight(self, http: HttpRequest, methods: str) -> Mapping[str, str]:
        """Headers that allow the request that a browser announces. Empty for a page that is no clinic's portal.

        A preflight has no token, so the origin may be any clinic's: the response to the request itself is checked.
        """
        origin = _foreign_origin(http)
        if not origin or not self.clinics.is_portal_origin(origin):
            return {}
        return {
            **VARIES,
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": ALLOWED_HEADERS,
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        }

    def _is_portal(self, origin: str, clinic_id: str | None) -> bool:
        if clinic_id is None:
            return self.clinics.is_portal_origin(origin)
        return origin in self.clinics.profile(clinic_id).portal_origins


def _foreign_origin(http: HttpRequest) -> str:
    """The Origin of a page that isn't ours, or "": a POST of our own page also names its origin."""
    origin = http.header("origin")
    same = http.header("sec-fetch-site") == "same-origin" or http.base_url.startswith(f"{origin}/")
    return origin if ORIGIN.fullmatch(origin) and not same and http.base_url != origin else ""
