"""Operations are used once at INIT without a connection, and the first request composes no operation anew."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.config import Config

from chalicelib.aws.first_use import use_once
from chalicelib.dynamodb.tables import _calls

ACCESS = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}


def client(**access: str) -> Any:
    once = Config(retries={"total_max_attempts": 1})
    made: Any = boto3.Session().client("dynamodb", config=once, **access)  # type: ignore[call-overload]
    return made


def test_nothing_is_sent_and_later_calls_are() -> None:
    """Sockets are blocked here: a call that were sent would be refused."""
    made, heard = client(**ACCESS), list[str]()
    made.meta.events.register("after-call.dynamodb", lambda model, **_: heard.append(model.name))
    use_once(made, _calls("credit"))
    assert heard == ["GetItem", "Query", "BatchGetItem", "PutItem", "UpdateItem", "TransactWriteItems"]
    with pytest.raises(Exception, match="socket"):
        made.get_item(TableName="credit", Key={"pk": {"S": "a"}, "sk": {"S": "b"}})


def test_without_credentials_no_call_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    made, heard = client(region_name="us-east-1"), list[str]()
    made.meta.events.register("before-call.dynamodb", lambda model, **_: heard.append(model.name))
    use_once(made, _calls("credit"))
    assert heard == []


def test_no_write_of_them_could_succeed() -> None:
    writes = [given for name, given in _calls("credit") if name.startswith(("put", "update"))]
    (transaction,) = [given["TransactItems"] for name, given in _calls("credit") if name == "transact_write_items"]
    conditions = {each["ConditionExpression"] for each in (*writes, transaction[0]["Put"])}
    assert conditions == {"attribute_exists(pk) AND attribute_not_exists(pk)"}
