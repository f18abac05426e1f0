from __future__ import annotations

from chalicelib.api.core.responses import Accepted, Ok
from chalicelib.api.schemas.documents import DocumentPreparing, DocumentReady
from chalicelib.api.schemas.receipts import ReceiptPreparing, ReceiptReady
from chalicelib.services.documents.link_document import DocumentLink
from chalicelib.services.documents.link_refund_receipt import RefundReceiptLink


def document(link: DocumentLink | None) -> Ok[DocumentReady] | Accepted[DocumentPreparing]:
    """200 with a link that works for a minute, or 202 while the document is being drawn."""
    if link is None:
        return Accepted(DocumentPreparing())
    return Ok(DocumentReady(link.url, link.print_url, link.expires_at))


def refund_receipt(link: RefundReceiptLink) -> Ok[ReceiptReady] | Accepted[ReceiptPreparing]:
    if link.document is None:
        return Accepted(ReceiptPreparing())
    return Ok(ReceiptReady(link.number, link.document.url, link.document.print_url, link.document.expires_at))
