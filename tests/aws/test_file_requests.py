"""Every request to S3 with all its parameters: the files that are stored, linked, listed and deleted."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from chalicelib.aws.clients import s3_client
from chalicelib.aws.document_files import S3Documents
from chalicelib.aws.proof_files import S3Proofs
from chalicelib.aws.receipt_files import S3Receipts
from chalicelib.aws.report_files import S3ReportFiles
from chalicelib.credit.document import DocumentFormat, DocumentRequest, RefundRef, StatementSpan
from chalicelib.credit.errors import Unavailable
from chalicelib.credit.payment import IssuedReceipt, LocationSnapshot, Source
from chalicelib.credit.reports import UnappliedLine
from tests.aws.requests import BUCKET, Aws, Calls, requests
from tests.fakes.examples import ANA, payment
from tests.fakes.small import NOON

MONDAY = date(2026, 11, 23)


ISSUED = payment(receipt=IssuedReceipt(number="ABCDE-FGHIJ", issued_at=NOON))


STATEMENT = DocumentRequest(
    id="doc_1",
    patient=ANA,
    subject=StatementSpan(date(2026, 1, 1), MONDAY, 1, 2),
    format=DocumentFormat.CSV,
    language="en",
    next_check_at=NOON,
)


RECEIPT_OF_REFUND = replace(STATEMENT, subject=RefundRef("pay_1", "ref_1"), format=DocumentFormat.PDF)


LINE = UnappliedLine(
    patient_id="pat_ana",
    payment_id="pay_1",
    received_on=date(2026, 11, 22),
    location=LocationSnapshot("loc_main", "Main Street"),
    account_id="acct_main",
    source=Source.MEMO,
    amount=1,
    applied=2,
    refunded=3,
    disputed=4,
    transferred=5,
    unapplied=6,
)


PRIVATE = {"Bucket": BUCKET, "ServerSideEncryption": "AES256", "CacheControl": "private, no-store"}


RECEIPT, COPY = "receipts/clinic_demo/pat_ana/pay_1.pdf", "receipts/clinic_demo/pat_ana/pay_1-duplicate.pdf"


VERSIONS = [
    {"Versions": [{"Key": RECEIPT, "VersionId": "1"}, {"Key": COPY, "VersionId": "2"}]},
    {"Versions": [{"Key": RECEIPT + "0", "VersionId": "3"}], "DeleteMarkers": [{"Key": RECEIPT, "VersionId": "4"}]},
    {},
]


NO_SUCH_KEY = ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")


def stored(media_type: str, key: str, body: bytes, **more: str) -> Calls:
    return [("put_object", {**PRIVATE, "Key": key, "Body": body, "ContentType": media_type, **more})]


def test_a_receipt_is_stored_under_its_ids() -> None:
    for duplicate, key in ((False, RECEIPT), (True, COPY)):
        aws: Any = Aws()
        S3Receipts(BUCKET, aws).keep(ISSUED, b"pdf", duplicate=duplicate)
        assert aws.asked == stored("application/pdf", key, b"pdf")


def test_a_document_is_stored_as_what_it_is() -> None:
    _, asked = requests(lambda s3: S3Documents(BUCKET, s3).keep(STATEMENT, b"a,b"))
    csv = "text/csv; charset=utf-8; header=present"
    assert asked == stored(csv, "documents/clinic_demo/pat_ana/doc_1.csv", b"a,b")
    _, asked = requests(lambda s3: S3Documents(BUCKET, s3).keep(RECEIPT_OF_REFUND, b"pdf"))
    assert asked == stored("application/pdf", "documents/clinic_demo/pat_ana/doc_1.pdf", b"pdf")


def test_a_proof_is_stored_only_where_there_is_none() -> None:
    kept, asked = requests(lambda s3: S3Proofs(BUCKET, s3).keep("clinic_demo", MONDAY, b"{}"))
    key = "proofs/clinic_demo/2026-11-23.json"
    assert kept is True and asked == stored("application/json", key, b"{}", IfNoneMatch="*")


def test_the_lines_of_a_day_are_stored_compressed() -> None:
    _, asked = requests(lambda s3: S3ReportFiles(BUCKET, s3).keep_lines("clinic_demo", MONDAY, [LINE]))
    body = asked[0][1]["Body"]
    key = "reports/clinic_demo/2026-11-23.json.gz"
    assert asked == stored("application/json", key, body, ContentEncoding="gzip")
    lines = [["pat_ana", "pay_1", "2026-11-22", 0, 0, "memo", 1, 2, 3, 4, 5, 6]]
    assert json.loads(gzip.decompress(body)) == [[["loc_main", "Main Street"]], ["acct_main"], lines]
    assert body[4:8] == b"\0\0\0\0", "the same lines make the same file at any time"


def test_the_lines_of_a_day_are_read_back_with_every_field() -> None:
    _, asked = requests(lambda s3: S3ReportFiles(BUCKET, s3).keep_lines("clinic_demo", MONDAY, [LINE]))
    lines, read = requests(
        lambda s3: S3ReportFiles(BUCKET, s3).lines("clinic_demo", MONDAY),
        get_object={"Body": BytesIO(asked[0][1]["Body"])},
    )
    assert lines == [LINE]
    assert read == [("get_object", {"Bucket": BUCKET, "Key": "reports/clinic_demo/2026-11-23.json.gz"})]


def test_an_absent_file_is_none_and_any_other_fault_is_unavailable() -> None:
    found, _ = requests(lambda s3: S3Proofs(BUCKET, s3).read("clinic_demo", MONDAY), get_object=NO_SUCH_KEY)
    assert found is None
    for fault in (ClientError({"Error": {"Code": "AccessDenied"}}, "x"), EndpointConnectionError(endpoint_url="x")):
        with pytest.raises(Unavailable):
            requests(lambda s3: S3Proofs(BUCKET, s3).read("clinic_demo", MONDAY), get_object=fault)


def test_only_the_s3_fault_of_a_proof_that_exists_means_that_it_does() -> None:
    taken = ClientError({"Error": {"Code": "PreconditionFailed"}}, "PutObject")
    kept, _ = requests(lambda s3: S3Proofs(BUCKET, s3).keep("clinic_demo", MONDAY, b"{}"), put_object=taken)
    assert kept is False
    with pytest.raises(Unavailable):
        requests(lambda s3: S3Proofs(BUCKET, s3).keep("clinic_demo", MONDAY, b"{}"), put_object=NO_SUCH_KEY)


def test_the_dates_of_proofs_are_read_from_all_pages() -> None:
    key = "proofs/clinic_demo/2026-11-{}.json"
    dates, asked = requests(
        lambda s3: S3Proofs(BUCKET, s3).dates("clinic_demo"),
        list_objects_v2=[{"Contents": [{"Key": key.format(20)}]}, {"Contents": [{"Key": key.format(21)}]}, {}],
    )
    assert dates == [date(2026, 11, 21), date(2026, 11, 20)]
    assert asked == [("list_objects_v2", {"Bucket": BUCKET, "Prefix": "proofs/clinic_demo/"})]


def test_every_version_of_both_of_a_payments_receipts_is_deleted_and_no_other() -> None:
    deleted, asked = requests(lambda s3: S3Receipts(BUCKET, s3).forget(ISSUED), list_object_versions=VERSIONS)
    assert deleted == 2
    assert asked == [
        ("list_object_versions", {"Bucket": BUCKET, "Prefix": "receipts/clinic_demo/pat_ana/pay_1"}),
        *(
            ("delete_object", {"Bucket": BUCKET, "Key": key, "VersionId": version})
            for key, version in ((RECEIPT, "1"), (COPY, "2"), (RECEIPT, "4"))
        ),
    ]


def test_a_document_is_removed_alone_and_a_patients_all_together() -> None:
    _, asked = requests(lambda s3: S3Documents(BUCKET, s3).remove(STATEMENT))
    assert asked == [("list_object_versions", {"Bucket": BUCKET, "Prefix": "documents/clinic_demo/pat_ana/doc_1.csv"})]
    removed, asked = requests(lambda s3: S3Documents(BUCKET, s3).forget(ANA), list_object_versions=VERSIONS)
    assert removed == 3
    assert asked[0] == ("list_object_versions", {"Bucket": BUCKET, "Prefix": "documents/clinic_demo/pat_ana/"})


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    return s3_client("ca-central-1")


LINKS: list[tuple[Callable[[Any], str], str, str]] = [
    (
        lambda s3: S3Receipts(BUCKET, s3).link(ISSUED, duplicate=False, valid_s=45),
        RECEIPT,
        'attachment; filename="receipt-ABCDE-FGHIJ.pdf"',
    ),
    (
        lambda s3: S3Receipts(BUCKET, s3).link(ISSUED, duplicate=True, valid_s=45, inline=True),
        COPY,
        'inline; filename="receipt-ABCDE-FGHIJ.pdf"',
    ),
    (
        lambda s3: S3Documents(BUCKET, s3).link(STATEMENT, valid_s=45),
        "documents/clinic_demo/pat_ana/doc_1.csv",
        'attachment; filename="statement-2026-01-01-2026-11-23.csv"',
    ),
    (
        lambda s3: S3Documents(BUCKET, s3).link(STATEMENT, valid_s=45, inline=True),
        "documents/clinic_demo/pat_ana/doc_1.csv",
        'inline; filename="statement-2026-01-01-2026-11-23.csv"',
    ),
    (
        lambda s3: S3Proofs(BUCKET, s3).link("clinic_demo", MONDAY, valid_s=45),
        "proofs/clinic_demo/2026-11-23.json",
        'attachment; filename="proof-clinic_demo-2026-11-23.json"',
    ),
]


@pytest.mark.parametrize(("link", "key", "disposition"), LINKS)
def test_a_link_is_of_one_file_under_a_name_for_a_time(
    s3: Any, link: Callable[[Any], str], key: str, disposition: str
) -> None:
    made = urlsplit(link(s3))
    query = parse_qs(made.query)
    assert made.path == f"/{BUCKET}/{key}"
    assert query["response-content-disposition"] == [disposition] and query["X-Amz-Expires"] == ["45"]
