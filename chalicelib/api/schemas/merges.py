from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.api.schemas.common import Actor, SystemId, Timestamp
from chalicelib.credit.text import LONGEST_REASON


class PatientMergeCreate(msgspec.Struct, forbid_unknown_fields=True):
    """Two patients that are one person: everything of `from` becomes `into`'s."""

    merged: SystemId = msgspec.field(name="from")
    into: SystemId
    reason: Annotated[str, Meta(min_length=1, max_length=LONGEST_REASON)]


class PatientMerge(msgspec.Struct):
    """A merge. Credit that is not `into`'s yet becomes it within minutes."""

    id: str
    merged: str = msgspec.field(name="from")
    into: str
    reason: str
    at: Timestamp
    by: Actor
