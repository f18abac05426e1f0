"""Receipt files in S3."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.aws.errors import translate_aws_errors
from chalicelib.aws.limits import CONNECT_TIMEOUT_S, READ_TIMEOUT_S, RETRIES

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from chalicelib.credit.payment import Payment


def receipt_key(payment: Payment, *, duplicate: bool) -> str:
    """Built only from ids of ours: no name, no card, nothing that a caller chose."""
    patient = payment.patient
    copy = "-duplicate" if duplicate else ""
    return f"receipts/{patient.clinic_id}/{patient.patient_id}/{payment.id}{copy}.pdf"


def _prefix(payment: Payment) -> str:
    """What both files of a payment begin with; another payment's may, too."""
    return receipt_key(payment, duplicate=False).removesuffix(".pdf")


class S3Receipts:
    """See services.ports.Receipts."""

    def __init__(self, bucket: str, region: str) -> None:
        self._bucket = bucket
        self._region = region

    @cached_property
    def _s3(self) -> S3Client:
        import boto3
        from botocore.config import Config

        limits = Config(
            connect_timeout=CONNECT_TIMEOUT_S,
            read_timeout=READ_TIMEOUT_S,
            retries={"total_max_attempts": RETRIES + 1, "mode": "standard"},
            signature_version="s3v4",
            s3={"addressing_style": "path"},
        )
        return boto3.client("s3", region_name=self._region, config=limits)

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

    def link(self, payment: Payment, *, duplicate: bool, valid_s: int) -> str:
        assert payment.receipt is not None, "only of a receipt that was issued"
        target = {
            "Bucket": self._bucket,
            "Key": receipt_key(payment, duplicate=duplicate),
            "ResponseContentDisposition": f'attachment; filename="receipt-{payment.receipt.number}.pdf"',
        }
        with translate_aws_errors():
            return self._s3.generate_presigned_url("get_object", Params=target, ExpiresIn=valid_s)
