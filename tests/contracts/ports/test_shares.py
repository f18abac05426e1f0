"""The ledger keeps what transferred credit leaves behind: a dispute's shares, and refunds made elsewhere."""

from __future__ import annotations

from chalicelib.credit.payment import Tender
from chalicelib.credit.records import Dispute, DisputeStatus, OutsideRefund, Refund, RefundElsewhere, RefundStatus
from chalicelib.services.ports import Ledger, PageRequest
from tests.fakes.examples import ANA, SAM, payment
from tests.fakes.small import NOON


def test_a_share_of_a_dispute_reads_back_and_is_not_listed_as_a_dispute(ledger: Ledger) -> None:
    ledger.add(payment())
    share = Dispute(
        id="du_1",
        patient=ANA,
        payment_id="pay_1",
        amount=5_000,
        currency="cad",
        reason="fraudulent",
        status=DisputeStatus.NEEDS_RESPONSE,
        opened_at=NOON,
        taken=2_000,
        taken_elsewhere=100,
        share_of="pay_0",
        version=1,
    )
    ledger.save_record(share)
    assert ledger.record(ANA, "pay_1", "du_1") == share
    assert ledger.clinic_disputes(ANA.clinic_id, PageRequest(), open_only=False).items == ()


def test_refunds_elsewhere_and_outside_read_back_as_they_were_written(ledger: Ledger) -> None:
    ledger.add(payment())
    ids = {"patient": ANA, "payment_id": "pay_1", "currency": "cad"}
    elsewhere = RefundElsewhere(id="ref_1", amount=700, is_made=True, at=NOON, **ids)  # type: ignore[arg-type]
    outside = Refund(
        **ids,  # type: ignore[arg-type]
        id="ref_2",
        amount=300,
        reason="moved",
        request_hash="a1",
        requested_at=NOON,
        requested_by=SAM,
        status=RefundStatus.SUCCEEDED,
        settled_at=NOON,
        outside=OutsideRefund(Tender.CHEQUE, "1042"),
    )
    ledger.save_record(elsewhere, outside)
    assert ledger.record(ANA, "pay_1", "ref_1") == elsewhere
    assert ledger.record(ANA, "pay_1", "ref_2") == outside
