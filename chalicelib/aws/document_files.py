"""Files of statements and refund receipts in S3. The bucket deletes them by itself: each can be drawn again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.aws.private_files import PrivateFiles
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
        self._files = PrivateFiles(bucket, s3)

    def keep(self, request: DocumentRequest, content: bytes) -> None:
        self._files.keep(document_key(request), content, MEDIA_TYPES[request.format])

    def link(self, request: DocumentRequest, *, valid_s: int, inline: bool = False) -> str:
        return self._files.link(document_key(request), request.file_name, valid_s=valid_s, inline=inline)

    def remove(self, request: DocumentRequest) -> None:
        self._files.erase(document_key(request))

    def forget(self, patient: PatientKey) -> int:
        return self._files.erase(_prefix(patient))
