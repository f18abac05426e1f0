"""A stand-in for DynamoDB that has one clinic, a patient and a top-up, and keeps nothing. See ADR 0067."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from botocore.awsrequest import AWSPreparedRequest

from chalicelib.aws.stand_in import StandIn
from chalicelib.credit.clinic import Clinic
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.payment import Payment
from chalicelib.dynamodb.clinic_items import AccountItem, LocationItem, ProfileItem
from chalicelib.dynamodb.credit_items import CREDIT_SK, CreditBalanceItem, partition
from chalicelib.dynamodb.payment_items import PaymentItem
from chalicelib.dynamodb.settings_items import SettingsItem
from chalicelib.dynamodb.tables import connection

Item = dict[str, Any]


@contextmanager
def in_place_of_dynamodb(clinic: Clinic, credit: PatientCredit, payment: Payment) -> Iterator[None]:
    """Respond to this thread's calls in place of DynamoDB: nothing is sent, and what is written is not kept."""
    name = clinic.profile.id
    models = [
        *(AccountItem.from_domain(name, account) for account in clinic.accounts),
        *(LocationItem.from_domain(name, location) for location in clinic.locations),
        ProfileItem.from_domain(clinic.profile),
        SettingsItem.from_domain(name, clinic.settings),
        _balance(credit),
        PaymentItem.from_domain(payment),
    ]
    items = [model.serialize() for model in models]
    with StandIn(connection().client).responding(partial(_response, items)):
        yield


def _balance(credit: PatientCredit) -> CreditBalanceItem:
    item = CreditBalanceItem(partition(credit.patient), CREDIT_SK, balance=credit.balance, seq=credit.seq)
    item.customer_id = credit.customer_id
    return item


def _response(items: Sequence[Item], request: AWSPreparedRequest) -> bytes:
    target, body = request.headers["X-Amz-Target"], request.body
    assert isinstance(target, bytes) and isinstance(body, bytes), "so botocore writes them"
    return json.dumps(_result(target.decode().partition(".")[2], json.loads(body), items)).encode()


def _result(operation: str, asked: Any, items: Sequence[Item]) -> dict[str, Any]:
    match operation:
        case "GetItem":
            return {"Item": item} if (item := next(_at(asked["Key"], items), None)) else {}
        case "BatchGetItem":
            wanted = asked["RequestItems"].items()
            found = {table: [item for key in of["Keys"] for item in _at(key, items)] for table, of in wanted}
            return {"Responses": found, "UnprocessedKeys": {}}
        case "Query":
            listed = _of_clinic(asked, items)
            return {"Items": listed, "Count": len(listed), "ScannedCount": len(listed)}
    return {}


def _at(key: Item, items: Sequence[Item]) -> Iterator[Item]:
    return (item for item in items if all(item[name] == value for name, value in key.items()))


def _of_clinic(asked: Any, items: Sequence[Item]) -> list[Item]:
    """The clinic's items; there are no entries, and no other top-ups."""
    wanted = asked.get("ExpressionAttributeValues", {}).values()
    return [item for item in items if item["pk"] in wanted and "#" not in item["pk"]["S"]]
