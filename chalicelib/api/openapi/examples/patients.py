"""Examples of a patient's credit, top-ups, cards, documents and data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from chalicelib.api.openapi.examples.values import (
    ANA,
    CLINIC,
    FIFTY,
    IDS,
    LATER,
    MAIN,
    NOTHING,
    ONE_MINUTE,
    PAID,
    RECEIPT,
    SAM,
    THIRTY,
    TWENTY,
    VISA,
)
from chalicelib.api.schemas import cards, credit, documents, merges, notices, patients, receipts, top_ups
from chalicelib.credit.email_address import Undeliverable
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import PaymentStatus
from chalicelib.credit.records import RefundStatus

_TOP_UP: dict[str, Any] = {
    "id": IDS["id"],
    "amount": FIFTY,
    "location": MAIN,
    "created_at": PAID,
    "last_error": None,
    "refunded": NOTHING,
    "disputed": NOTHING,
}
_ENTRY = credit.EntryLine(
    PAID, EntryKind.TOP_UP, 5_000, IDS["id"], ANA, 5_000, credit.EntryReference("payment", IDS["id"], None)
)
_OFFER = credit.TopUpOffer(
    enabled=True,
    reason=None,
    currency="cad",
    minimum=500,
    maximum=100_000,
    suggested=[2_500, 5_000, 10_000],
    locations=[MAIN],
    stripe_publishable_key="pk_test_x",
    card_notice="This card will be stored on file.",
    balance_room=495_000,
    refund_policy="Unused credit is refunded to the card on request.",
    statement_descriptor="MAPLE* MAIN ST",
    terms_version=3,
)

EXAMPLES: Sequence[msgspec.Struct] = (
    top_ups.TopUpCreate(5_000, "loc_main"),
    merges.PatientMergeCreate("pat_ana_2", "pat_ana", "Registered twice"),
    cards.CardOnFile("pm_1Q2w3E4r5T", "visa", "4242", 12, 2030, None),
    top_ups.TopUp(**_TOP_UP, status=PaymentStatus.SUCCEEDED, card=VISA, succeeded_at=PAID, receipt=RECEIPT),
    top_ups.TopUpDetail(
        **_TOP_UP,
        status=PaymentStatus.SUCCEEDED,
        card=VISA,
        succeeded_at=PAID,
        receipt=RECEIPT,
        refunds=[top_ups.TopUpRefund("ref_x2", TWENTY, RefundStatus.PENDING, LATER, None)],
    ),
    top_ups.StartedTopUp(
        **_TOP_UP,
        status=PaymentStatus.PENDING,
        card=None,
        succeeded_at=None,
        receipt=None,
        client_secret="pi_3Q_secret_9x",
    ),
    credit.PatientCreditView(CLINIC, FIFTY, _OFFER, True),
    receipts.ReceiptReady("7J5YC-W2M3X", ONE_MINUTE, ONE_MINUTE + "?inline", LATER),
    receipts.ReceiptPreparing(),
    documents.DocumentReady(ONE_MINUTE, ONE_MINUTE + "?inline", LATER),
    documents.DocumentPreparing(),
    notices.NoticesPut("ana@example.com", True, True, False),
    notices.UndeliverableAddress(Undeliverable.BOUNCED, LATER),
    notices.Notices("ana@example.com", True, True, False, None),
    patients.PatientPut("Ana Núñez", "ana@example.com", "en"),
    patients.ListedPatient("pat_ana", "Ana Núñez", FIFTY, 1, PAID),
    patients.Patient(
        "pat_ana", "Ana Núñez", "ana@example.com", "en", FIFTY, [credit.LocationCredit(MAIN, FIFTY)], 1, [], None
    ),
    credit.ProcessingTopUp("pay_2", THIRTY, MAIN, PAID),
    credit.StaffCreditView(
        FIFTY, [credit.LocationCredit(MAIN, FIFTY)], 1, [credit.ProcessingTopUp("pay_2", THIRTY, MAIN, PAID)]
    ),
    merges.PatientMerge("mrg_7j5ycw2m3xkqv4hd6ra2bt5ezu", "pat_ana_2", "pat_ana", "Registered twice", LATER, SAM),
    credit.CreditHistory([_ENTRY], None, FIFTY),
)
