"""All use cases, in one value."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.bootstrap.adapters import Adapters, connect
from chalicelib.bootstrap.clinics import ClinicServices, clinic_services
from chalicelib.bootstrap.disputes import DisputeServices, dispute_services
from chalicelib.bootstrap.due_work import SweepServices, sweep_services
from chalicelib.bootstrap.events import EventServices, event_services, stripe_event_handler
from chalicelib.bootstrap.imports import ImportServices, import_services
from chalicelib.bootstrap.invoices import InvoiceServices, invoice_services
from chalicelib.bootstrap.notices import NoticeServices, notice_services
from chalicelib.bootstrap.payments import PaymentServices, payment_services
from chalicelib.bootstrap.proofs import ProofServices, proof_services
from chalicelib.bootstrap.readers import Readers, readers
from chalicelib.bootstrap.receipts import ReceiptServices, receipt_services
from chalicelib.bootstrap.refunds import RefundServices, refund_services
from chalicelib.bootstrap.shared import shared_services
from chalicelib.config import Settings
from chalicelib.services.due_work.handle_stripe_event import HandleStripeEvent


@dataclass(frozen=True, kw_only=True)
class Services(
    Readers,
    PaymentServices,
    ImportServices,
    InvoiceServices,
    RefundServices,
    DisputeServices,
    ClinicServices,
    ReceiptServices,
    NoticeServices,
    SweepServices,
    ProofServices,
    EventServices,
):
    """The use cases, and the readers that endpoints need."""

    handle_stripe_event: HandleStripeEvent


def build(settings: Settings) -> Services:
    """All of the service, for `settings`. Opens no connection."""
    return compose(connect(settings), settings)


def compose(adapters: Adapters, settings: Settings) -> Services:
    """The use cases on `adapters`."""
    shared = shared_services(adapters, settings)
    refunds = refund_services(adapters, shared)
    disputes = dispute_services(adapters, shared, refunds, settings)
    clinics, receipts = clinic_services(adapters, shared, settings), receipt_services(adapters, shared)
    proofs = proof_services(adapters, settings)
    notices = notice_services(adapters, clinics, settings)
    groups = (
        readers(adapters, settings),
        payment_services(adapters, shared),
        import_services(adapters, shared),
        invoice_services(adapters, shared),
        refunds,
        disputes,
        clinics,
        receipts,
        notices,
        sweep_services(adapters, shared, receipts, disputes, notices),
        proofs,
        event_services(adapters, notices),
    )
    used = {name: service for group in groups for name, service in vars(group).items()}
    return Services(
        **used, handle_stripe_event=stripe_event_handler(adapters, shared, disputes, clinics, proofs, settings)
    )
