"""Items are read and written as pynamodb does it, only faster."""

from __future__ import annotations

import json

import pytest
from pynamodb.attributes import AttributeContainer
from pynamodb.exceptions import AttributeDeserializationError, AttributeNullError
from pynamodb.models import Model

from chalicelib.dynamodb.credit_items import CREDIT_SK, CreditBalanceItem
from chalicelib.dynamodb.payment_items import PaymentItem
from chalicelib.dynamodb.record_items import RefundItem
from chalicelib.dynamodb.stored import Stored, Values
from chalicelib.dynamodb.tables import CreditItem
from tests.dynamodb.full_tables import HELD, SETTLED, more_items

ITEMS = [
    *more_items(),
    *(PaymentItem.from_domain(payment) for payment in (HELD, SETTLED)),
    CreditBalanceItem("clinic_demo#pat_ana", CREDIT_SK, balance=5_000, by_location={"loc_main": 5_000}),
]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: type(item).__name__)
def test_an_item_is_written_and_read_as_pynamodb_does_it(item: Stored) -> None:
    written = AttributeContainer._container_serialize(item)
    assert item._container_serialize() == written
    assert list(item._container_serialize()) == list(written), "in the same order"
    assert _values(type(item)._instantiate(written)) == _values(_by_pynamodb(type(item), written)) != {}


def _by_pynamodb(model: type[Stored], written: Values) -> Model:
    found: Model = AttributeContainer._instantiate.__func__(model, written)  # type: ignore[attr-defined]
    return found


def _values(item: Model) -> dict[str, object]:
    maps = {name: value.as_dict() for name, value in item.attribute_values.items() if hasattr(value, "as_dict")}
    return {**item.attribute_values, **maps}


def test_an_item_with_attributes_that_its_model_lacks_or_that_are_null_is_read() -> None:
    stored: Values = {"pk": {"S": "p"}, "sk": {"S": CREDIT_SK}, "of_later": {"S": "x"}, "balance": {"NULL": True}}
    found = CreditBalanceItem.from_raw_data(stored)
    assert (found.pk, found.balance, "of_later" in found.attribute_values) == ("p", 0, False)


def test_what_pynamodb_refuses_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing specified does not exist"):
        CreditItem("p", "s", nothing=1)
    with pytest.raises(ValueError, match="Cannot instantiate a PaymentItem"):
        PaymentItem.from_raw_data(RefundItem("p", "s")._container_serialize(null_check=False))
    with pytest.raises(AttributeNullError, match="amount"):
        PaymentItem("p", "s")._container_serialize()
    with pytest.raises(AttributeDeserializationError, match="balance"):
        CreditBalanceItem.from_raw_data({"balance": {"S": "5"}})


@pytest.mark.parametrize("text", ["0", "5", "-5", "1.5", "1e3"])
def test_numbers_are_read_and_written_as_json(text: str) -> None:
    found = CreditBalanceItem.from_raw_data({"pk": {"S": "p"}, "sk": {"S": CREDIT_SK}, "balance": {"N": text}})
    assert found.balance == json.loads(text)
    assert found.serialize()["balance"] == {"N": json.dumps(found.balance)}
