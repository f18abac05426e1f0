"""The promises of the receipts' store: one file per receipt, under opaque ids, for a minute, as a download."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from chalicelib.aws.receipt_files import receipt_key
from chalicelib.credit.payment import IssuedReceipt, Payment
from chalicelib.services.ports import Receipts
from tests.contracts.ports.storage import BUCKET, REGION
from tests.fakes.examples import payment
from tests.fakes.small import NOON, FakeReceipts

ISSUED = payment(
    patient_name="../../Ana <script>",
    receipt=IssuedReceipt(number="ABCDE-FGHIJ", issued_at=NOON),
)


def stored(receipts: Receipts, of: Payment, *, duplicate: bool) -> bytes:
    if isinstance(receipts, FakeReceipts):
        return receipts.download(receipts.link(of, duplicate=duplicate, valid_s=60))
    key = receipt_key(of, duplicate=duplicate)
    return boto3.client("s3", region_name=REGION).get_object(Bucket=BUCKET, Key=key)["Body"].read()


def test_the_receipt_and_its_copy_are_two_files(receipts: Receipts) -> None:
    receipts.keep(ISSUED, b"original", duplicate=False)
    receipts.keep(ISSUED, b"copy", duplicate=True)
    assert stored(receipts, ISSUED, duplicate=False) == b"original"
    assert stored(receipts, ISSUED, duplicate=True) == b"copy"


def test_keeping_it_again_replaces_it(receipts: Receipts) -> None:
    for pdf in (b"first", b"second"):
        receipts.keep(ISSUED, pdf, duplicate=False)
    assert stored(receipts, ISSUED, duplicate=False) == b"second"


@pytest.mark.parametrize("duplicate", [True, False])
def test_the_address_names_the_ids_and_how_long_it_is_good(receipts: Receipts, duplicate: bool) -> None:
    link = receipts.link(ISSUED, duplicate=duplicate, valid_s=60)
    path = urlsplit(link).path
    assert path.endswith(f"clinic_demo/pat_ana/pay_1{'-duplicate' if duplicate else ''}.pdf")
    assert parse_qs(urlsplit(link).query)["X-Amz-Expires"] == ["60"]
    assert "script" not in link


def test_keys_are_made_of_ids_alone() -> None:
    assert receipt_key(ISSUED, duplicate=False) == "receipts/clinic_demo/pat_ana/pay_1.pdf"
    assert receipt_key(ISSUED, duplicate=True) == "receipts/clinic_demo/pat_ana/pay_1-duplicate.pdf"


def test_erasing_a_receipt_deletes_all_its_versions_and_no_other(receipts: Receipts, kind: str) -> None:
    other = payment("pay_10", receipt=ISSUED.receipt)
    if kind == "real":
        bucket = boto3.resource("s3", region_name=REGION).Bucket(BUCKET)
        bucket.Versioning().enable()
    for pdf in (b"first", b"second"):
        receipts.keep(ISSUED, pdf, duplicate=False)
    receipts.keep(ISSUED, b"copy", duplicate=True)
    receipts.keep(other, b"other", duplicate=False)
    assert (receipts.forget(ISSUED), receipts.forget(ISSUED)) == (2, 0)
    if kind == "real":
        listed = boto3.client("s3", region_name=REGION).list_object_versions(Bucket=BUCKET)
        assert {each["Key"] for each in listed["Versions"]} >= {receipt_key(other, duplicate=False)}
        assert not [each for each in listed["Versions"] if each["Key"].startswith(receipt_key(ISSUED, duplicate=False))]
    assert stored(receipts, other, duplicate=False) == b"other"
