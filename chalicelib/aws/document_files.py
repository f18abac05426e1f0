"""Files of statements and refund receipts in S3. The bucket deletes them by itself: each can be drawn again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.aws.errors import translate_aws_errors
from chalicelib.aws.receipt_files import disposition
from chalicelib.credit.document import DocumentFormat, DocumentRequest
from chalicelib.credit.identity import PatientKey

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client  # Stubs: not installed where the functions run.

MEDIA_TYPES = {DocumentFormat.PDF: "application/pdf", DocumentFormat.CSV: "text/csv; charset=utf-8; header=present"}


def document_key(request: DocumentRequest) -> str:
    """Built only from the service's own ids: no name, no number, nothing that a caller chose."""
    return f"{_prefix(request.patient)}{request.id}.{request.format}"


def _prefix(patient: PatientKey) -> str:
    return f"documents/{patient.clinic_id}/{patient.patient_id}/"


class S3Documents:
    """See services.ports.DocumentFiles."""

    def __init__(self, bucket: str, s3: S3Client) -> None:
        self._bucket = bucket
        self._s3 = s3

    def keep(self, request: DocumentRequest, content: bytes) -> None:
        with translate_aws_errors():
            self._s3.put_object(
                Bucket=self._bucket,
                Key=document_key(request),
                Body=content,
                ContentType=MEDIA_TYPES[request.format],
                ServerSideEncryption="AES256",
                CacheControl="private, no-store",
            )

    def link(self, request: DocumentRequest, *, valid_s: int, inline: bool = False) -> str:
        target = {
            "Bucket": self._bucket,
            "Key": document_key(request),
            "ResponseContentDisposition": disposition(request.file_name, inline=inline),
        }
        with translate_aws_errors():
            return self._s3.generate_presigned_url("get_object", Params=target, ExpiresIn=valid_s)

    def remove(self, request: DocumentRequest) -> None:
        self._delete(document_key(request))

    def forget(self, patient: PatientKey) -> int:
        return self._delete(_prefix(patient))

    def _delete(self, prefix: str) -> int:
        keys = set[str]()
        with translate_aws_errors():
            pages = self._s3.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=prefix)
            for page in pages:
                for each in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
                    self._s3.delete_object(Bucket=self._bucket, Key=each["Key"], VersionId=each["VersionId"])
                    keys.add(each["Key"])
        return len(keys)
