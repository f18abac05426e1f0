from __future__ import annotations

import msgspec

from chalicelib.api.schemas.common import Timestamp


class DocumentReady(msgspec.Struct, tag_field="status", tag="ready"):
    """A document to download from `url`, or to show and print from `print_url`. Both work until `expires_at`."""

    url: str
    print_url: str
    expires_at: Timestamp


class DocumentPreparing(msgspec.Struct, tag_field="status", tag="preparing"):
    """A document that is not ready yet. Retry in a moment."""
