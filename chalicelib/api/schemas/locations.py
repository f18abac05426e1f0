from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta


class LocationUpdate(msgspec.Struct, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=100)]
    active: bool


class Location(msgspec.Struct):
    id: str
    name: str
    active: bool
