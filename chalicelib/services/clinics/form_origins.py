"""The origins at which clinics show the payment form."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.services.ports import ClinicReader


def form_origins(clinics: ClinicReader) -> Iterator[str]:
    """Yield those of each clinic's own portals, and of the portals that frame its pages, clinic by clinic."""
    for clinic_id in clinics.clinic_ids():
        profile = clinics.profile(clinic_id)
        yield from profile.portal_origins
        yield from profile.frame_origins
