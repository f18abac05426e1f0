"""Proofs in S3: each object is written once, and the bucket's Object Lock keeps anyone from changing it after that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from chalicelib.aws.errors import translate_aws_errors
from chalicelib.credit.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client  # Stubs: not installed where the functions run.

ALREADY_THERE = "PreconditionFailed"
MISSING = "NoSuchKey"


def proof_key(clinic_id: str, day: date) -> str:
    return f"{_prefix(clinic_id)}{day.isoformat()}.json"


def _prefix(clinic_id: str) -> str:
    return f"proofs/{clinic_id}/"


class S3Proofs:
    """See services.ports.proofs.ProofStore."""

    def __init__(self, bucket: str, s3: S3Client) -> None:
        self._bucket = bucket
        self._s3 = s3

    def keep(self, clinic_id: str, day: date, content: bytes) -> bool:
        try:
            with translate_aws_errors():
                self._s3.put_object(
                    Bucket=self._bucket,
                    Key=proof_key(clinic_id, day),
                    Body=content,
                    IfNoneMatch="*",
                    ContentType="application/json",
                    ServerSideEncryption="AES256",
                    CacheControl="private, no-store",
                )
        except Unavailable as fault:
            if _code(fault) == ALREADY_THERE:
                return False
            raise
        return True

    def read(self, clinic_id: str, day: date) -> bytes | None:
        try:
            with translate_aws_errors():
                found = self._s3.get_object(Bucket=self._bucket, Key=proof_key(clinic_id, day))
                return found["Body"].read()
        except Unavailable as fault:
            if _code(fault) == MISSING:
                return None
            raise

    def dates(self, clinic_id: str) -> Sequence[date]:
        prefix = _prefix(clinic_id)
        with translate_aws_errors():
            pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
            keys = [each["Key"] for page in pages for each in page.get("Contents", [])]
        named = (key.removeprefix(prefix).removesuffix(".json") for key in keys)
        return sorted((date.fromisoformat(name) for name in named), reverse=True)

    def link(self, clinic_id: str, day: date, *, valid_s: int) -> str:
        target = {
            "Bucket": self._bucket,
            "Key": proof_key(clinic_id, day),
            "ResponseContentDisposition": f'attachment; filename="proof-{clinic_id}-{day.isoformat()}.json"',
        }
        with translate_aws_errors():
            return self._s3.generate_presigned_url("get_object", Params=target, ExpiresIn=valid_s)


def _code(fault: Unavailable) -> str:
    """AWS's own code of a fault that was translated, or an empty string."""
    cause = fault.__cause__
    return cause.response["Error"]["Code"] if isinstance(cause, ClientError) else ""
