"""A clinic as its operator describes it: a JSON file, checked to the last field before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from chalicelib.credit.clinic import NORTH_AMERICA
from chalicelib.credit.errors import Invalid
from chalicelib.credit.fees import BASIS_POINTS, FeeBearer
from chalicelib.credit.identity import is_opaque_id
from chalicelib.credit.origins import ORIGIN
from chalicelib.credit.text import LONGEST_LOCATION_NAME, require_text
from chalicelib.credit.time_zones import is_time_zone
from infra.ops.text_file import Unreadable, read_text

CURRENCIES = {"CA": {"cad", "usd"}, "US": {"usd"}}
"""The currencies that Stripe settles in, by country (docs.stripe.com/payouts/multicurrency-settlement)."""
LANGUAGES = ("en", "fr-CA")
COLOR = re.compile(r"#[0-9a-fA-F]{6}")
LONGEST_NAME = 120
MOST_LINES = 6
LARGEST_FIXED_FEE = 1_000
MOST_ORIGINS = 10


class Place(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    name: str


class ClinicFile(msgspec.Struct, forbid_unknown_fields=True):
    """See docs in docs/operating/README.md. Accounts are named by id alone: the rest is read from Stripe."""

    id: str
    name: str
    address: list[str]
    country: str
    currency: str
    time_zone: str
    language: str
    locations: list[Place]
    accounts: list[Place]
    logo: str | None = None
    colours: list[str] = []
    application_fee_basis_points: int = 0
    application_fee_fixed: int = 0
    dispute_fees_borne_by: FeeBearer = FeeBearer.PLATFORM
    portal_origins: list[str] = []


class NotAClinic(Exception):
    """An invalid clinic file; the message names every invalid field."""


def read_clinic(path: Path) -> ClinicFile:
    """Return the checked clinic. Raises NotAClinic, naming each fault."""
    try:
        clinic = msgspec.json.decode(read_text(path), type=ClinicFile)
    except Unreadable as error:
        raise NotAClinic(str(error)) from None
    except msgspec.DecodeError as error:
        raise NotAClinic(f"{path.name}: {error}") from None
    faults = list(_faults(clinic))
    if faults:
        raise NotAClinic("\n".join(f"{path.name}: {fault}" for fault in faults))
    return clinic


def _faults(clinic: ClinicFile) -> Iterator[str]:
    if clinic.country not in NORTH_AMERICA:
        yield f"country must be {' or '.join(sorted(NORTH_AMERICA))}: account credit is for North America"
    elif clinic.currency not in CURRENCIES[clinic.country]:
        yield f"currency must be {' or '.join(sorted(CURRENCIES[clinic.country]))} in {clinic.country}, in lower case"
    if not is_time_zone(clinic.time_zone):
        yield "time_zone must be an IANA name, America/Toronto"
    if clinic.language not in LANGUAGES:
        yield f"language must be {' or '.join(LANGUAGES)}"
    yield from _text_fault("name", clinic.name, LONGEST_NAME)
    if not 0 < len(clinic.address) <= MOST_LINES:
        yield f"address must be 1 to {MOST_LINES} lines, none of them empty"
    for line in clinic.address:
        yield from _text_fault("address", line, LONGEST_NAME)
    if not all(COLOR.fullmatch(colour) for colour in clinic.colours):
        yield "colours must each be #rrggbb"
    if clinic.logo is not None and not clinic.logo.startswith("https://"):
        yield "logo must be an https address"
    if not 0 <= clinic.application_fee_basis_points < BASIS_POINTS:
        yield f"application_fee_basis_points must be 0 to {BASIS_POINTS - 1}: hundredths of a percent"
    if not 0 <= clinic.application_fee_fixed <= LARGEST_FIXED_FEE:
        yield f"application_fee_fixed must be 0 to {LARGEST_FIXED_FEE}: minor units"
    if len(clinic.portal_origins) > MOST_ORIGINS or not all(map(_is_portal, clinic.portal_origins)):
        yield f"portal_origins must be at most {MOST_ORIGINS} origins, https://portal.example: no path, in lower case"
    yield from _id_faults(clinic)


def _is_portal(origin: str) -> bool:
    return origin.startswith("https://") and ORIGIN.fullmatch(origin) is not None


def _text_fault(field: str, text: str, longest: int) -> Iterator[str]:
    """The fault that the API would find in such a text."""
    try:
        require_text(field, text, longest)
    except Invalid as fault:
        yield f"{field} {fault.errors[0].message}"


def _id_faults(clinic: ClinicFile) -> Iterator[str]:
    if not is_opaque_id(clinic.id):
        yield "id must be 1 to 64 letters, digits and underscores"
    for kind, places in (("locations", clinic.locations), ("accounts", clinic.accounts)):
        ids = [place.id for place in places]
        for place in places:
            yield from _text_fault(f"{kind}: name", place.name, LONGEST_LOCATION_NAME)
        if not places:
            yield f"{kind} must not be empty"
        if not all(is_opaque_id(each) for each in ids):
            yield f"{kind}: each id must be 1 to 64 letters, digits and underscores"
        if len(set(ids)) != len(ids):
            yield f"{kind}: each id must be there once"
