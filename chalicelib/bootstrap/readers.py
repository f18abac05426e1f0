"""The ports that endpoints read from."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.aws.stripe_keys import StripeKeyProvider
from chalicelib.bootstrap.adapters import Adapters
from chalicelib.config import Settings
from chalicelib.services.events.publish_events import EventStores
from chalicelib.services.ports import (
    Accounts,
    Cards,
    Clinics,
    Clock,
    CreditReader,
    DisputeLists,
    Documents,
    EntryReader,
    InvoiceStore,
    PaymentIntents,
    PaymentLists,
    People,
    QuarantineStore,
    RecordStore,
    StuckPositions,
)
from chalicelib.services.ports.proofs import ProofStore


@dataclass(frozen=True, kw_only=True)
class Readers:
    """The ports that endpoints read from."""

    settings: Settings
    clock: Clock
    clinics: Clinics
    credit: CreditReader
    payment_lists: PaymentLists
    dispute_lists: DisputeLists
    entries: EntryReader
    records: RecordStore
    invoices: InvoiceStore
    people: People
    quarantine: QuarantineStore
    stuck_positions: StuckPositions
    cards: Cards
    accounts: Accounts
    payment_intents: PaymentIntents
    stripe_keys: StripeKeyProvider
    proofs: ProofStore
    events: EventStores
    public_documents: Documents


def readers(adapters: Adapters, settings: Settings) -> Readers:
    ledger, stripe = adapters.ledger, adapters.stripe
    return Readers(
        settings=settings,
        clock=adapters.clock,
        clinics=adapters.clinics,
        credit=ledger,
        payment_lists=ledger,
        dispute_lists=ledger,
        entries=ledger,
        records=ledger,
        invoices=ledger,
        people=ledger,
        quarantine=ledger,
        stuck_positions=ledger,
        cards=stripe,
        accounts=stripe,
        payment_intents=stripe,
        stripe_keys=adapters.stripe_keys,
        proofs=adapters.proofs,
        events=adapters.events,
        public_documents=adapters.public_documents,
    )
