"""Dates and times as readers of English and of Canadian French write them."""

from __future__ import annotations

from datetime import date, datetime

from chalicelib.credit.money import NO_BREAK_SPACE

MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "fr-CA": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
}

FRENCH_ZONES = {
    "NST": "HNT",
    "NDT": "HAT",
    "AST": "HNA",
    "ADT": "HAA",
    "EST": "HNE",
    "EDT": "HAE",
    "CST": "HNC",
    "CDT": "HAC",
    "MST": "HNR",
    "MDT": "HAR",
    "PST": "HNP",
    "PDT": "HAP",
    "AKST": "HNAK",
    "AKDT": "HAAK",
    "HST": "HNHA",
    "HDT": "HAHA",
}
"""North America's zones in French: heure normale, heure avancée (National Research Council Canada)."""


OWN_LETTERS = {
    **dict.fromkeys(("America/Vancouver", "Canada/Pacific"), ("PST", "PDT")),
    **dict.fromkeys(("America/Edmonton", "America/Yellowknife", "Canada/Mountain"), ("MST", "MDT")),
}
"""Zones that changed their offset and kept their name: tzdata 2026f gives them the letters of the zone next to them,
which their people do not use. Where the letters are not the zone's own, the distance from UTC is exact."""


def format_date(at: date, language: str) -> str:
    """`November 1, 2026`, `1er novembre 2026`: no break between the day and its month."""
    month = MONTHS[language][at.month - 1]
    if language == "fr-CA":
        return f"{'1er' if at.day == 1 else at.day}{NO_BREAK_SPACE}{month} {at.year}"
    return f"{month}{NO_BREAK_SPACE}{at.day}, {at.year}"


def format_time(at: datetime, language: str) -> str:
    """`4:05 PM EST`, `16 h 05 HNE` (the Office québécois de la langue française's way)."""
    zone = _zone(at, language)
    if language == "fr-CA":
        return NO_BREAK_SPACE.join((str(at.hour), "h", f"{at.minute:02d}", zone))
    return NO_BREAK_SPACE.join((f"{at.hour % 12 or 12}:{at.minute:02d}", "AM" if at.hour < 12 else "PM", zone))


def _zone(at: datetime, language: str) -> str:
    """The zone's letters; where it has none (`-03`), or those of another zone, its distance from UTC."""
    name = at.tzname() or "UTC"
    if not name.isalpha() or name not in OWN_LETTERS.get(getattr(at.tzinfo, "key", ""), (name,)):
        digits = f"{at:%z}"
        return f"UTC{digits[0].replace('-', '−')}{digits[1:3]}:{digits[3:5]}"
    return FRENCH_ZONES.get(name, name) if language == "fr-CA" else name
