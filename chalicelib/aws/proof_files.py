"""Proofs in S3: each object is written once, and the bucket's Object Lock keeps anyone from changing it after that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from chalicelib.aws.errors import code_of
from chalicelib.aws.private_files import PrivateFiles
from chalicelib.credit.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client  # Stubs: not installed where the functions run.

ALREADY_THERE = "PreconditionFailed"


def proof_key(clinic_id: str, day: date) -> str:
    return f"{_prefix(clinic_id)}{day.isoformat()}.json"


def _prefix(clinic_id: str) -> str:
    return f"proofs/{clinic_id}/"


class S3Proofs:
    """See services.ports.proofs.ProofStore."""

    def __init__(self, bucket: str, s3: S3Client) -> None:
        self._files = PrivateFiles(bucket, s3)

    def keep(self, clinic_id: str, day: date, content: bytes) -> bool:
        try:
            self._files.keep(proof_key(clinic_id, day), content, "application/json", IfNoneMatch="*")
        except Unavailable as fault:
            if code_of(fault) == ALREADY_THERE:
                return False
            raise
        return True

    def read(self, clinic_id: str, day: date) -> bytes | None:
        return self._files.read(proof_key(clinic_id, day))

    def dates(self, clinic_id: str) -> Sequence[date]:
        prefix = _prefix(clinic_id)
        named = (key.removeprefix(prefix).removesuffix(".json") for key in self._files.keys(prefix))
        return sorted((date.fromisoformat(name) for name in named), reverse=True)

    def link(self, clinic_id: str, day: date, *, valid_s: int) -> str:
        name = f"proof-{clinic_id}-{day.isoformat()}.json"
        return self._files.link(proof_key(clinic_id, day), name, valid_s=valid_s)
