from __future__ import annotations

from chalicelib.api.core.responses import Accepted, Ok
from chalicelib.api.schemas.receipts import ReceiptPreparing, ReceiptReady
from chalicelib.services.receipts.link_receipt import ReceiptLink


def receipt(link: ReceiptLink | None) -> Ok[ReceiptReady] | Accepted[ReceiptPreparing]:
    """200 with a link that works for a minute, or 202 while the receipt is being prepared."""
    if link is None:
        return Accepted(ReceiptPreparing())
    return Ok(ReceiptReady(link.number, link.url, link.print_url, link.expires_at))
