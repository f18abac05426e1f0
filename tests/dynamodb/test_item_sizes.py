"""The size of a patient's records: DynamoDB charges a write by the kilobyte, a second kilobyte doubles every write."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.credit.identity import Actor, PatientKey, derived_id
from chalicelib.credit.ledger import Entry, EntryKind
from chalicelib.credit.payment import Card, IssuedReceipt, LocationSnapshot, PaymentStatus
from chalicelib.dynamodb.entry_items import EntryItem
from chalicelib.dynamodb.payment_items import PaymentItem, payment_in
from tests.fakes.examples import payment
from tests.fakes.small import NOON
from tests.figures import Figure

KILOBYTE = 1_024
CLINIC, PATIENT = derived_id("clinic", "a"), derived_id("pat", "a")
FULL = payment(
    derived_id("pay", "a"),
    patient=PatientKey(CLINIC, PATIENT),
    location=LocationSnapshot(derived_id("loc", "a"), "Centre-ville, 3e étage"),
    account_id="acct_1QabcdefGHIJKLmn",
    patient_name="Marie-Ève Tremblay-Núñez",
    amount=99_999_999,
    status=PaymentStatus.SUCCEEDED,
    version=12,
    payment_intent_id="pi_3QabcdefGHIJKLmnop012345",
    client_secret="pi_3QabcdefGHIJKLmnop012345_secret_abcdefghijklmnopqrstuvwxy",
    charge_id="ch_3QabcdefGHIJKLmnop012345",
    card=Card("mastercard", "4444"),
    succeeded_at=NOON + timedelta(minutes=1),
    applied=5_000,
    entry_numbers=tuple(range(1, 9)),
    receipt=IssuedReceipt(number="ABCDE-FGHIJ", issued_at=NOON),
    next_check_at=None,
)


def size(item: Any) -> int:
    """As DynamoDB counts it, nearly: names and values in UTF-8, numbers about half a byte a digit."""

    def of(value: Any) -> int:
        ((kind, held),) = value.items()
        if kind == "N":
            return len(held) // 2 + 2
        if kind == "NS":
            return sum(len(number) // 2 + 2 for number in held) + 3
        return len(json.dumps(held, ensure_ascii=False).encode()) if kind in "ML" else len(str(held).encode())

    return sum(len(name.encode()) + of(value) for name, value in item.serialize().items())


def test_a_full_payment_is_one_write_unit(figure: Figure) -> None:
    weight = size(PaymentItem.from_domain(FULL))
    figure(f"a full payment item: {weight} bytes")
    assert weight < KILOBYTE


def test_an_entry_is_one_write_unit() -> None:
    entry = Entry(
        patient=FULL.patient,
        seq=999_999_999_999,
        at=NOON,
        kind=EntryKind.DISPUTE_WON,
        amount=-99_999_999,
        balance_after=-999_999_990,
        payment_id=FULL.id,
        actor=Actor("staff", "auth0|0123456789abcdef0123456789"),
        reference="dp_1QabcdefGHIJKLmn",
    )
    assert size(EntryItem.from_domain(entry)) < KILOBYTE


def test_a_payment_in_the_stream_is_the_payment_that_was_written() -> None:
    image = PaymentItem.from_domain(FULL).serialize()
    assert payment_in(image) == FULL


@pytest.mark.parametrize("image", [None, {}, {"kind": {"S": "entry"}}, {"kind": {"S": "credit"}}])
def test_other_items_in_the_stream_are_no_payment(image: dict[str, Any] | None) -> None:
    assert payment_in(image) is None
