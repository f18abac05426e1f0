"""Lines of unapplied credit in S3: one compressed file per clinic and day, 4 MB for 100,000 lines."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from chalicelib.aws.private_files import PrivateFiles
from chalicelib.credit.payment import LocationSnapshot, Source
from chalicelib.credit.reports import UnappliedLine

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client  # Stubs: not installed where the functions run.

FAST = 1
"""The level of compression: higher ones take four times as long for a tenth of the size."""


class _Line(msgspec.Struct, array_like=True, gc=False):
    patient_id: str
    payment_id: str
    received_on: date
    location: int
    account: int
    source: Source
    amount: int
    applied: int
    refunded: int
    disputed: int
    transferred: int
    unapplied: int


class _File(msgspec.Struct, array_like=True):
    """Values that lines have in common are written once, and named by their place."""

    locations: list[tuple[str, str]]
    accounts: list[str | None]
    lines: list[_Line]


_decoder = msgspec.json.Decoder(_File)


def report_key(clinic_id: str, day: date) -> str:
    return f"reports/{clinic_id}/{day.isoformat()}.json.gz"


class S3ReportFiles:
    """See services.ports.reports.ReportFiles."""

    def __init__(self, bucket: str, s3: S3Client) -> None:
        self._files = PrivateFiles(bucket, s3)

    def keep_lines(self, clinic_id: str, day: date, lines: Sequence[UnappliedLine]) -> None:
        self._files.keep(report_key(clinic_id, day), encode(lines), "application/json", ContentEncoding="gzip")

    def lines(self, clinic_id: str, day: date) -> Sequence[UnappliedLine] | None:
        found = self._files.read(report_key(clinic_id, day))
        return None if found is None else decode(found)


def encode(lines: Sequence[UnappliedLine]) -> bytes:
    locations = {each: at for at, each in enumerate(dict.fromkeys(line.location for line in lines))}
    accounts = {each: at for at, each in enumerate(dict.fromkeys(line.account_id for line in lines))}
    content = _File(
        [(each.id, each.name) for each in locations],
        list(accounts),
        [_line(line, locations[line.location], accounts[line.account_id]) for line in lines],
    )
    return gzip.compress(msgspec.json.encode(content), FAST, mtime=0)


def _line(line: UnappliedLine, location: int, account: int) -> _Line:
    return _Line(
        line.patient_id,
        line.payment_id,
        line.received_on,
        location,
        account,
        line.source,
        line.amount,
        line.applied,
        line.refunded,
        line.disputed,
        line.transferred,
        line.unapplied,
    )


def decode(content: bytes) -> list[UnappliedLine]:
    found = _decoder.decode(gzip.decompress(content))
    locations = [LocationSnapshot(id_, name) for id_, name in found.locations]
    return [
        UnappliedLine(
            patient_id=line.patient_id,
            payment_id=line.payment_id,
            received_on=line.received_on,
            location=locations[line.location],
            account_id=found.accounts[line.account],
            source=line.source,
            amount=line.amount,
            applied=line.applied,
            refunded=line.refunded,
            disputed=line.disputed,
            transferred=line.transferred,
            unapplied=line.unapplied,
        )
        for line in found.lines
    ]
