"""Receipt files in S3: encrypted, in no cache, downloaded under the receipt's number."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from chalicelib.aws.clients import s3_client
from chalicelib.aws.receipt_files import S3Receipts, receipt_key
from chalicelib.credit.payment import IssuedReceipt
from tests.contracts.ports.storage import BUCKET, REGION, storage
from tests.fakes.examples import payment
from tests.fakes.small import NOON

ISSUED = payment(receipt=IssuedReceipt(number="ABCDE-FGHIJ", issued_at=NOON))


@pytest.fixture
def bucket() -> Iterator[S3Receipts]:
    with storage():
        yield S3Receipts(BUCKET, s3_client(REGION))


def test_a_stored_receipt_is_an_encrypted_pdf_that_no_cache_keeps(bucket: S3Receipts) -> None:
    bucket.keep(ISSUED, b"pdf", duplicate=False)
    kept = boto3.client("s3", region_name=REGION).get_object(Bucket=BUCKET, Key=receipt_key(ISSUED, duplicate=False))
    assert (kept["ContentType"], kept["ServerSideEncryption"]) == ("application/pdf", "AES256")
    assert "no-store" in kept["CacheControl"]


def test_the_address_downloads_the_file_under_the_receipts_number(bucket: S3Receipts) -> None:
    query = parse_qs(urlsplit(bucket.link(ISSUED, duplicate=False, valid_s=60)).query)
    assert query["response-content-disposition"] == ['attachment; filename="receipt-ABCDE-FGHIJ.pdf"']
    assert "X-Amz-Signature" in query
