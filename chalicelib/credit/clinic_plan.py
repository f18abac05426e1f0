"""A clinic as its operator describes it: in a file, a line of a CSV file or a request. Checked to the last field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from chalicelib.credit.clinic import NORTH_AMERICA, ClinicProfile
from chalicelib.credit.errors import FieldError, Invalid
from chalicelib.credit.fees import BASIS_POINTS
from chalicelib.credit.identity import is_opaque_id
from chalicelib.credit.identity_provider import provider_faults
from chalicelib.credit.origins import ORIGIN, URL, as_browsers_write
from chalicelib.credit.text import LONGEST_LOCATION_NAME, require_text
from chalicelib.credit.time_zones import is_time_zone

CURRENCIES = {"CA": {"cad", "usd"}, "US": {"usd"}}
"""The currencies that Stripe settles in, by country (docs.stripe.com/payouts/multicurrency-settlement)."""
LANGUAGES = ("en", "fr-CA")
COLOR = re.compile(r"#[0-9a-fA-F]{6}")
LONGEST_NAME = 120
MOST_LINES = 6
LARGEST_FIXED_FEE = 1_000
MOST_ORIGINS = 10
MOST_COLORS = 10
LONGEST_LOGO = 1_000
MOST_PLACES = 40
"""Locations, and accounts: a clinic's profile and the owners of its accounts are written in one transaction."""


@dataclass(frozen=True, slots=True)
class NamedId:
    """A location, or a payments account of which Stripe knows all else."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicPlan:
    """A clinic to add, or the profile, locations and accounts that a clinic should have."""

    profile: ClinicProfile
    locations: tuple[NamedId, ...]
    accounts: tuple[NamedId, ...]

    def is_profile_of(self, stored: ClinicProfile) -> bool:
        """Whether the stored profile is the one that is described; when it was closed is no part of a description."""
        return self.profile == replace(stored, closed=None)

    def check(self) -> None:
        """Raises Invalid, naming each field that is wrong and what would be right."""
        errors = tuple(plan_faults(self))
        if errors:
            raise Invalid("Some fields of the clinic are invalid.", errors=errors)


def plan_faults(plan: ClinicPlan) -> Iterator[FieldError]:
    """Each field that is wrong, and what would be right."""
    yield from _place_of_business_faults(plan.profile)
    yield from _look_faults(plan.profile)
    yield from _fee_faults(plan.profile)
    yield from _portal_faults(plan.profile)
    if not is_opaque_id(plan.profile.id):
        yield FieldError("id", "must be 1 to 64 letters, digits and underscores")
    yield from _named_faults("locations", plan.locations)
    yield from _named_faults("accounts", plan.accounts)


def _place_of_business_faults(profile: ClinicProfile) -> Iterator[FieldError]:
    if profile.country not in NORTH_AMERICA:
        sentence = f"must be {' or '.join(sorted(NORTH_AMERICA))}: account credit is for North America"
        yield FieldError("country", sentence)
    elif profile.currency not in CURRENCIES[profile.country]:
        known = " or ".join(sorted(CURRENCIES[profile.country]))
        yield FieldError("currency", f"must be {known} in {profile.country}, in lower case")
    if not is_time_zone(profile.time_zone):
        yield FieldError("time_zone", "must be an IANA name, America/Toronto")
    if profile.language not in LANGUAGES:
        yield FieldError("language", f"must be {' or '.join(LANGUAGES)}")
    yield from _text_faults("name", profile.name, LONGEST_NAME)
    if not 0 < len(profile.address) <= MOST_LINES:
        yield FieldError("address", f"must be 1 to {MOST_LINES} lines, none of them empty")
    for line in profile.address:
        yield from _text_faults("address", line, LONGEST_NAME)


def _look_faults(profile: ClinicProfile) -> Iterator[FieldError]:
    if len(profile.colours) > MOST_COLORS or not all(COLOR.fullmatch(colour) for colour in profile.colours):
        yield FieldError("colours", f"must be at most {MOST_COLORS}, each #rrggbb")
    if profile.logo is not None and not _is_logo(profile.logo):
        sentence = f"must be an https address without spaces or quotes, of at most {LONGEST_LOGO} characters"
        yield FieldError("logo", sentence)


def _fee_faults(profile: ClinicProfile) -> Iterator[FieldError]:
    if not 0 <= profile.application_fee_basis_points < BASIS_POINTS:
        yield FieldError("application_fee_basis_points", f"must be 0 to {BASIS_POINTS - 1}: hundredths of a percent")
    if not 0 <= profile.application_fee_fixed <= LARGEST_FIXED_FEE:
        yield FieldError("application_fee_fixed", f"must be 0 to {LARGEST_FIXED_FEE}: minor units")


def _portal_faults(profile: ClinicProfile) -> Iterator[FieldError]:
    for name in ("portal_origins", "frame_origins"):
        origins = getattr(profile, name)
        if len(origins) > MOST_ORIGINS or len(set(origins)) < len(origins) or not all(map(_is_portal, origins)):
            example = "https://portal.example: no path, in lower case, each once"
            yield FieldError(name, f"must be at most {MOST_ORIGINS} origins, {example}")
        elif any(as_browsers_write(origin) != origin for origin in origins):
            yield FieldError(name, "must be as browsers write them, without :443")
    if profile.identity_provider:
        yield from provider_faults(profile.identity_provider)


def _is_logo(address: str) -> bool:
    return len(address) <= LONGEST_LOGO and address.startswith("https://") and URL.fullmatch(address) is not None


def _is_portal(origin: str) -> bool:
    return origin.startswith("https://") and ORIGIN.fullmatch(origin) is not None


def _text_faults(field: str, text: str, longest: int) -> Iterator[FieldError]:
    """The fault that the API would find in such a text."""
    try:
        require_text(field, text, longest)
    except Invalid as fault:
        yield from fault.errors


def _named_faults(kind: str, places: tuple[NamedId, ...]) -> Iterator[FieldError]:
    ids = [place.id for place in places]
    for place in places:
        yield from _text_faults(f"{kind}: name", place.name, LONGEST_LOCATION_NAME)
    if not places:
        yield FieldError(kind, "must not be empty")
    if len(places) > MOST_PLACES:
        yield FieldError(kind, f"must be at most {MOST_PLACES}")
    if not all(is_opaque_id(each) for each in ids):
        yield FieldError(f"{kind}: each id", "must be 1 to 64 letters, digits and underscores")
    if len(set(ids)) != len(ids):
        yield FieldError(f"{kind}: each id", "must be there once")
