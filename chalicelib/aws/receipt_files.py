"""Receipt files in S3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.aws.private_files import PrivateFiles
from chalicelib.credit.payment import Payment

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client  # Stubs: not installed where the functions run.


def receipt_key(payment: Payment, *, duplicate: bool) -> str:
    """Built only from the service's own ids: no name, no card, nothing that a caller chose."""
    patient = payment.holders[0]
    copy = "-duplicate" if duplicate else ""
    return f"receipts/{patient.clinic_id}/{patient.patient_id}/{payment.id}{copy}.pdf"


def _prefix(payment: Payment) -> str:
    """The prefix of both files of a payment, and perhaps of another payment's."""
    return receipt_key(payment, duplicate=False).removesuffix(".pdf")


class S3Receipts:
    """See services.ports.Receipts."""

    def __init__(self, bucket: str, s3: S3Client) -> None:
        self._files = PrivateFiles(bucket, s3)

    def keep(self, payment: Payment, pdf: bytes, *, duplicate: bool) -> None:
        self._files.keep(receipt_key(payment, duplicate=duplicate), pdf, "application/pdf")

    def forget(self, payment: Payment) -> int:
        keys = {receipt_key(payment, duplicate=duplicate) for duplicate in (False, True)}
        return self._files.erase(_prefix(payment), only=keys)

    def link(self, payment: Payment, *, duplicate: bool, valid_s: int, inline: bool = False) -> str:
        assert payment.receipt is not None, "only of a receipt that was issued"
        key, name = receipt_key(payment, duplicate=duplicate), f"receipt-{payment.receipt.number}.pdf"
        return self._files.link(key, name, valid_s=valid_s, inline=inline)
