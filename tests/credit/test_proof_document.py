"""A proof's file: the same bytes for the same proof, every fact under its name, and read as it was written."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from chalicelib.credit.proof import Difference, DifferenceKind, OpenItem, Recorded, Side, Subject
from chalicelib.credit.proof_document import Proof, ProvenAccount, canonical, read_proof

FIRST, SECOND, THIRD, FOURTH = (datetime(2026, 11, day, 3, 4, 5, 6_000, UTC) for day in (20, 21, 22, 23))
PROOF = Proof(
    deployment="prod",
    clinic_id="clinic_demo",
    date=date(2026, 11, 23),
    currency="cad",
    since=THIRD,
    until=FOURTH,
    liability=1,
    booked=2,
    at_stripe=3,
    fees=4,
    transactions=5,
    accounts=(ProvenAccount("acct_1", 6, 7, 8), ProvenAccount("acct_2", 9, 10, 11, readable=False)),
    differences=(
        Difference(
            kind=DifferenceKind.LATE,
            side=Side.ACCOUNT,
            source="ch_1",
            account_id="acct_1",
            payment_id="pay_1",
            amount=12,
            since=FIRST,
        ),
    ),
    open_items=(
        OpenItem(
            Subject(Side.CARD, "re_1", "pay_2", "acct_2", "usd"),
            ours=Recorded(13, FIRST, SECOND),
            stripe=None,
        ),
        OpenItem(Subject(Side.ACCOUNT, "ch_2", None, None, "cad"), ours=None, stripe=Recorded(14, SECOND, THIRD)),
    ),
    open_payouts=("acct_1/po_1", "acct_2/po_2"),
    previous="0" * 64,
)
DATA = {
    "version": 1,
    "deployment": "prod",
    "clinic_id": "clinic_demo",
    "date": "2026-11-23",
    "currency": "cad",
    "since": "2026-11-22T03:04:05.006Z",
    "until": "2026-11-23T03:04:05.006Z",
    "liability": 1,
    "booked": 2,
    "at_stripe": 3,
    "fees": 4,
    "transactions": 5,
    "accounts": [
        {"account_id": "acct_1", "moved": 6, "transactions": 7, "payouts": 8, "readable": True},
        {"account_id": "acct_2", "moved": 9, "transactions": 10, "payouts": 11, "readable": False},
    ],
    "differences": [
        {
            "kind": "late",
            "side": "account",
            "source": "ch_1",
            "account_id": "acct_1",
            "payment_id": "pay_1",
            "amount": 12,
            "since": "2026-11-20T03:04:05.006Z",
        }
    ],
    "open_items": [
        {
            "side": "card",
            "source": "re_1",
            "payment_id": "pay_2",
            "account_id": "acct_2",
            "currency": "usd",
            "ours": {"amount": 13, "first_at": "2026-11-20T03:04:05.006Z", "last_at": "2026-11-21T03:04:05.006Z"},
            "stripe": None,
        },
        {
            "side": "account",
            "source": "ch_2",
            "payment_id": None,
            "account_id": None,
            "currency": "cad",
            "ours": None,
            "stripe": {"amount": 14, "first_at": "2026-11-21T03:04:05.006Z", "last_at": "2026-11-22T03:04:05.006Z"},
        },
    ],
    "open_payouts": ["acct_1/po_1", "acct_2/po_2"],
    "previous": "0" * 64,
}


def test_each_fact_is_under_its_name() -> None:
    assert json.loads(PROOF.unsigned()) == DATA


def test_the_signed_file_is_what_was_signed_with_the_signature() -> None:
    signed = json.loads(PROOF.signed("key_1", b"\x00\xff"))
    assert signed == {**DATA, "signature": {"algorithm": "ECDSA_SHA_256", "key_id": "key_1", "value": "AP8="}}


@pytest.mark.parametrize("proof", [PROOF, replace(PROOF, since=None, previous=None, open_items=(), accounts=())])
def test_a_file_is_read_as_it_was_written(proof: Proof) -> None:
    content = proof.signed("key_1", b"signature")
    stored = read_proof(content)
    assert stored.proof == proof and stored.proof.signed("key_1", b"signature") == content
    assert base64.b64decode(stored.signature) == b"signature"
    assert stored.sha256 == hashlib.sha256(content).hexdigest()


def test_a_time_of_another_zone_is_the_same_moment() -> None:
    elsewhere = FOURTH.astimezone(timezone(timedelta(hours=-5)))
    assert replace(PROOF, until=elsewhere).unsigned() == PROOF.unsigned()


def test_there_is_one_way_to_write_data() -> None:
    assert canonical({"b": 1, "a": ["é", None]}) == b'{"a":["\\u00e9",null],"b":1}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": float("nan")})
