from __future__ import annotations

from chalicelib.api.schemas import locations as wire
from chalicelib.credit.clinic import Location


def location(found: Location) -> wire.Location:
    return wire.Location(found.id, found.name, found.active)
