"""Receipt files in S3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.aws.errors import translate_aws_errors
from chalicelib.credit.payment import Payment

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client  # Stubs: not installed where the functions run.


def receipt_key(payment: Payment, *, duplicate: bool) -> str:
    """Built only from the service's own ids: no name, no card, nothing that a caller chose."""
    patient = payment.holders[0]
    copy = "-duplicate" if duplicate else ""
    return f"receipts/{patient.clinic_id}/{patient.patient_id}/{payment.id}{copy}.pdf"


def disposition(name: str, *, inline: bool) -> str:
    """The header by which a browser saves the file under `name`, or shows it (RFC 6266)."""
    return f'{"inline" if inline else "attachment"}; filename="{name}"'


def _prefix(payment: Payment) -> str:
    """The prefix of both files of a payment, and perhaps of another payment's."""
    return receipt_key(payment, duplicate=False).removesuffix(".pdf")


class S3Receipts:
    """See services.ports.Receipts."""

    def __init__(self, bucket: str, s3: S3Client) -> None:
        self._bucket = bucket
        self._s3 = s3

    def keep(self, payment: Payment, pdf: bytes, *, duplicate: bool) -> None:
        with translate_aws_errors():
            self._s3.put_object(
                Bucket=self._bucket,
                Key=receipt_key(payment, duplicate=duplicate),
                Body=pdf,
                ContentType="application/pdf",
                ServerSideEncryption="AES256",
                CacheControl="private, no-store",
            )

    def forget(self, payment: Payment) -> int:
        keys = {receipt_key(payment, duplicate=duplicate) for duplicate in (False, True)}
        with translate_aws_errors():
            found = self._s3.list_object_versions(Bucket=self._bucket, Prefix=_prefix(payment))
            marked = [*found.get("Versions", []), *found.get("DeleteMarkers", [])]
            gone = [each for each in marked if each["Key"] in keys]
            for each in gone:
                self._s3.delete_object(Bucket=self._bucket, Key=each["Key"], VersionId=each["VersionId"])
        return len({each["Key"] for each in gone})

    def link(self, payment: Payment, *, duplicate: bool, valid_s: int, inline: bool = False) -> str:
        assert payment.receipt is not None, "only of a receipt that was issued"
        target = {
            "Bucket": self._bucket,
            "Key": receipt_key(payment, duplicate=duplicate),
            "ResponseContentDisposition": disposition(f"receipt-{payment.receipt.number}.pdf", inline=inline),
        }
        with translate_aws_errors():
            return self._s3.generate_presigned_url("get_object", Params=target, ExpiresIn=valid_s)
