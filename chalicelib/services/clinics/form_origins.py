"""The origins at which the payment form is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chalicelib.credit.origins import ORIGIN
from chalicelib.services.ports import ClinicReader


def framing_portals(framers: str) -> tuple[str, ...]:
    """Return those of FRAME_ANCESTORS that are one portal's: neither 'none' nor a pattern."""
    return tuple(filter(ORIGIN.fullmatch, framers.split()))


def every_form_origin(site_url: str, framing: Iterable[str], clinics: ClinicReader) -> Iterator[str]:
    """Yield those of the pages, of the portals that frame them, and of the clinics."""
    yield site_url
    yield from framing
    yield from form_origins(clinics)


def form_origins(clinics: ClinicReader) -> Iterator[str]:
    """Yield those of each clinic's own portals, and of the portals that frame its pages, clinic by clinic."""
    for clinic_id in clinics.clinic_ids():
        profile = clinics.profile(clinic_id)
        yield from profile.portal_origins
        yield from profile.frame_origins
