from __future__ import annotations

from typing import Literal

import msgspec

from chalicelib.api.schemas.common import Timestamp


class ReceiptState(msgspec.Struct):
    number: str | None
    status: Literal["ready", "preparing"]


class ReceiptReady(msgspec.Struct, tag_field="status", tag="ready"):
    """A receipt to download from `url`, or to show and print from `print_url`. Both work until `expires_at`."""

    number: str
    url: str
    print_url: str
    expires_at: Timestamp


class ReceiptPreparing(msgspec.Struct, tag_field="status", tag="preparing"):
    """A receipt that is not ready yet. Retry in a moment."""
