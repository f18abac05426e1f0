"""Operations are used once at INIT without a connection, and the first request composes no operation anew."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.config import Config

from chalicelib.aws.first_use import use_once
from chalicelib.dynamodb.first_use import LARGEST_TRANSACTION, transactions, uses

ALL = [*uses("credit"), *transactions("credit")]
ACCESS = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}


def client(**access: str) -> Any:
    once = Config(retries={"total_max_attempts": 1})
    made: Any = boto3.Session().client("dynamodb", config=once, **access)  # type: ignore[call-overload]
    return made


def test_nothing_is_sent_and_later_calls_are() -> None:
    """Sockets are blocked here: a call that were sent would be refused."""
    made, heard = client(**ACCESS), list[str]()
    made.meta.events.register("after-call.dynamodb", lambda model, **_: heard.append(model.name))
    use_once(made, ALL)
    each = ["GetItem", "Query", "BatchGetItem", "PutItem", "UpdateItem"]
    assert heard == [*each, *["TransactWriteItems"] * LARGEST_TRANSACTION]
    with pytest.raises(Exception, match="socket"):
        made.get_item(TableName="credit", Key={"pk": {"S": "a"}, "sk": {"S": "b"}})


def test_without_credentials_no_call_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    made, heard = client(region_name="us-east-1"), list[str]()
    made.meta.events.register("before-call.dynamodb", lambda model, **_: heard.append(model.name))
    use_once(made, ALL)
    assert heard == []


def test_each_of_them_names_the_table_that_it_is_of() -> None:
    actions = [action for use in ALL for each in use.given.get("TransactItems", ()) for action in each.values()]
    named = [each["TableName"] for each in actions]
    named += [use.given["TableName"] for use in ALL if not use.operation.startswith(("batch", "transact"))]
    named += [name for use in ALL for name in use.given.get("RequestItems", ())]
    assert set(named) == {"credit"} and len(named) == 5 + sum(range(1, LARGEST_TRANSACTION + 1))


def test_no_write_of_them_could_succeed() -> None:
    writes = [use.given for use in ALL if use.operation.startswith(("put", "update"))]
    actions = [action for use in ALL for action in use.given.get("TransactItems", ())]
    writes += [written for action in actions for written in action.values()]
    assert len(writes) == 2 + sum(range(1, LARGEST_TRANSACTION + 1))
    assert {(each["ConditionExpression"], each["ExpressionAttributeNames"]["#0"]) for each in writes} == {
        ("attribute_exists(#0) AND attribute_not_exists(#0)", "pk")
    }


def test_a_response_is_read_as_one_of_dynamodb_s() -> None:
    made, read = client(**ACCESS), list[dict[str, Any]]()
    made.meta.events.register("after-call.dynamodb", lambda parsed, **_: read.append(parsed))
    use_once(made, ALL)
    item = {"pk": {"S": "-"}, "sk": {"S": "-"}, "a": {"N": "0"}, "b": {"BOOL": True}}
    found = (read[0]["Item"], read[1]["Items"][0], read[2]["Responses"]["credit"][0])
    assert all(each.items() >= item.items() for each in found)
    assert all("ConsumedCapacity" in each for each in read)
