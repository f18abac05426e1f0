from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.credit.text import LONGEST_LOCATION_NAME


class LocationUpdate(msgspec.Struct, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_LOCATION_NAME)]
    active: bool


class Location(msgspec.Struct):
    id: str
    name: str
    active: bool
