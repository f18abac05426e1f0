"""Time zones from the pinned `tzdata` package alone, so that every machine gives a payment the same date and time.

By itself, zoneinfo prefers the machine's copy, which is as old as the machine.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo, reset_tzpath

reset_tzpath(to=())
ZoneInfo.clear_cache()


def time_zone(name: str) -> ZoneInfo:
    """The zone with this IANA name. Raises KeyError, ValueError or OSError if there is none."""
    return ZoneInfo(name)


def is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
