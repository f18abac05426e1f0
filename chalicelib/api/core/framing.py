"""Framing: a clinic's pages work inside that clinic's own portals, and inside no other clinic's."""

from __future__ import annotations

from chalicelib.api.core.http_request import HttpRequest
from chalicelib.api.core.problems import Forbidden
from chalicelib.api.core.recent import Recent
from chalicelib.credit.errors import NotFound
from chalicelib.services.ports import ClinicReader

HEADER = "embedding-origin"
"""The origin that gave our page its token, as the browser told the page. The page sends it with each request."""


class Framing:
    """The origins that may frame a clinic's pages: those that the clinic's record names, or else the deployment's.

    One header of a static page can't name thousands of portals, so `frame-ancestors` alone lets each named portal frame
    every clinic; and `is_open` where it is `https:`. Then a clinic that names no origin is framed by none.
    """

    def __init__(self, clinics: ClinicReader, *, is_open: bool) -> None:
        self._clinics, self._is_open = clinics, is_open
        self._origins = Recent(self._read)

    def require_own(self, http: HttpRequest, clinic_id: str | None) -> None:
        """Raises Forbidden for a request of a framed page about a clinic that the framing page isn't of."""
        origin = http.header(HEADER)
        if not origin or clinic_id is None:
            return
        own = self._origins.get(clinic_id)
        if origin not in own and (own or self._is_open):
            raise Forbidden("The page that frames this one is not one of the clinic's portals.")

    def _read(self, clinic_id: str) -> tuple[str, ...]:
        try:
            return self._clinics.profile(clinic_id).frame_origins
        except NotFound:
            return ()
