"""While a stand-in responds, nothing of its thread is sent, and all of the others' is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
from botocore.config import Config

from chalicelib.aws.stand_in import StandIn

ACCESS = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
KEY = {"pk": {"S": "a"}, "sk": {"S": "b"}}
ITEM = b'{"Item": {"pk": {"S": "a"}}}'


@pytest.fixture
def client() -> Any:
    once = Config(retries={"total_max_attempts": 1})
    made: Any = boto3.Session().client("dynamodb", config=once, **ACCESS)  # type: ignore[call-overload]
    return made


def read(client: Any) -> Any:
    return client.get_item(TableName="credit", Key=KEY).get("Item")


def test_it_responds_while_it_is_there_and_no_longer(client: Any) -> None:
    aws = StandIn(client)
    with aws.responding(lambda request: ITEM if "credit" in str(request.body) else b"{}"):
        assert read(client) == {"pk": {"S": "a"}}
    with pytest.raises(Exception, match="socket"):
        read(client)


def test_calls_of_other_threads_are_sent(client: Any) -> None:
    """Requests may be served beside a rehearsal that takes longer than INIT waits for it."""
    aws = StandIn(client)
    with aws.responding(lambda _: ITEM), ThreadPoolExecutor(1) as other:
        with pytest.raises(Exception, match="socket"):
            other.submit(read, client).result()
        assert read(client)


def test_a_failure_ends_it(client: Any) -> None:
    aws = StandIn(client)
    with pytest.raises(ZeroDivisionError), aws.responding(lambda _: ITEM):
        raise ZeroDivisionError
    with pytest.raises(Exception, match="socket"):
        read(client)
