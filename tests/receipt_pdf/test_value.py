"""A receipt that would say something false is not made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from chalicelib.credit.payment import Card
from chalicelib.credit.receipt import ReceiptError
from tests.receipt_pdf.examples import a_receipt


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "  "),
        ("amount", 0),
        ("amount", -5000),
        ("amount", True),
        ("amount", 50.0),
        ("currency", "CAD"),
        ("currency", "eur"),
        ("paid_at", datetime(2026, 11, 23)),  # noqa: DTZ001
        ("time_zone", "Toronto"),
        ("time_zone", ""),
        ("time_zone", "../../etc/passwd"),
        ("language", "fr"),
    ],
)
def test_a_receipt_refuses_inconsistent_values(field: str, value: Any) -> None:
    with pytest.raises(ReceiptError, match=field) as refused:
        a_receipt(**{field: value})
    assert refused.value.field == field
    assert refused.value.value == value


@pytest.mark.parametrize("last4", ["", "424", "42424", "٤٢٤٢", "4242424242424242"])
def test_no_more_of_a_card_than_its_last_four_digits_is_ever_printed(last4: str) -> None:
    with pytest.raises(ReceiptError, match="last4"):
        a_receipt(card=Card("visa", last4))
