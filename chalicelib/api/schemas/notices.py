from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.api.schemas.common import Timestamp
from chalicelib.credit.email_address import LONGEST_ADDRESS, Undeliverable


class UndeliverableAddress(msgspec.Struct):
    """The reason why nothing is sent to an address: its mail bounced, or its reader reported a notice as spam."""

    reason: Undeliverable
    since: Timestamp


class NoticesPut(msgspec.Struct, forbid_unknown_fields=True):
    """The address for notices, or null for none, and whether each kind is sent."""

    email: Annotated[str, Meta(max_length=LONGEST_ADDRESS)] | None
    receipt: bool
    refund: bool
    credit_applied: bool


class Notices(msgspec.Struct):
    """The patient's choices. `undeliverable` is null while notices can be sent to `email`; storing another address, or
    null, clears it."""

    email: str | None
    receipt: bool
    refund: bool
    credit_applied: bool
    undeliverable: UndeliverableAddress | None
