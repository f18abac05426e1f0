"""The composition of receipts, statements and refund receipts."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.bootstrap.adapters import Adapters
from chalicelib.bootstrap.shared import Shared
from chalicelib.services.documents.issue_document import IssueDocument
from chalicelib.services.documents.link_document import LinkDocument
from chalicelib.services.documents.link_refund_receipt import LinkRefundReceipt
from chalicelib.services.documents.link_statement import LinkStatement
from chalicelib.services.payments.read_history import ReadHistory
from chalicelib.services.receipts.issue_receipt import IssueReceipt
from chalicelib.services.receipts.link_receipt import LinkDuplicate, LinkReceipt


@dataclass(frozen=True, kw_only=True)
class ReceiptServices:
    """Receipts, statements and refund receipts, and links to them."""

    issue_receipt: IssueReceipt
    link_receipt: LinkReceipt
    link_duplicate: LinkDuplicate
    issue_document: IssueDocument
    link_statement: LinkStatement
    link_refund_receipt: LinkRefundReceipt


def receipt_services(adapters: Adapters, shared: Shared) -> ReceiptServices:
    ledger, clinics, receipts, clock = adapters.ledger, adapters.clinics, adapters.receipts, adapters.clock
    link_document = LinkDocument(store=ledger, files=adapters.documents, clock=clock, read_only=shared.read_only)
    return ReceiptServices(
        issue_receipt=IssueReceipt(
            ledger=ledger,
            clinics=clinics,
            stripe=adapters.stripe,
            receipts=receipts,
            render=adapters.render,
            settle_payment=shared.settle_payment,
            clock=clock,
        ),
        link_receipt=LinkReceipt(ledger=ledger, receipts=receipts, clock=clock),
        link_duplicate=LinkDuplicate(ledger=ledger, receipts=receipts, clock=clock, read_only=shared.read_only),
        issue_document=IssueDocument(
            ledger=ledger, clinics=clinics, files=adapters.documents, render=adapters.render, clock=clock
        ),
        link_statement=LinkStatement(
            ledger=ledger,
            clinics=clinics,
            read_history=ReadHistory(ledger=ledger),
            link_document=link_document,
            clock=clock,
        ),
        link_refund_receipt=LinkRefundReceipt(ledger=ledger, clinics=clinics, link_document=link_document, clock=clock),
    )
