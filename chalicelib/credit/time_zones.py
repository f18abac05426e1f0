"""Time zones from the pinned `tzdata` package alone, so that every machine gives a payment the same date and time.

By itself, zoneinfo prefers the machine's copy, which is as old as the machine.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo, reset_tzpath

UNSET = "Factory"
"""In the database for machines whose zone was never set (its file `factory`): no browser can show a time in it."""

reset_tzpath(to=())
ZoneInfo.clear_cache()


def time_zone(name: str) -> ZoneInfo:
    """The zone with this IANA name. Raises KeyError, ValueError or OSError if there is none."""
    return ZoneInfo(name)


def is_time_zone(name: str) -> bool:
    """Whether it is the IANA name of a place's time, as browsers know it."""
    if name == UNSET:
        return False
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
