"""The simulated DynamoDB responds as others do, on the same random operations."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from infra.devstack.stack import Stack
from tests.contracts.ports.storage import REGION, TABLE_PROPERTIES, resources
from tests.simulation.agreement import Call, said
from tests.simulation.dynamo.database import Database
from tests.simulation.dynamo.table import Table
from tests.simulation.random_operations import operations
from tests.simulation.service import CREDIT, tables

SEQUENCES, LENGTH = 12, 80


def simulated(name: str) -> Database:
    indexes = tables()[CREDIT].indexes
    return Database({name: Table(name, indexes)})


def _client(**where: Any) -> Any:
    return boto3.client("dynamodb", region_name=REGION, aws_access_key_id="k", aws_secret_access_key="s", **where)


def _call_of(client: Any) -> Call:
    """Botocore writes a token of its own into what it is given: it gets a copy."""
    return lambda operation, asked: client._make_api_call(operation, copy.deepcopy(asked))


def _make_table(client: Any, name: str) -> None:
    properties = resources()["CreditTable"]["Properties"]
    client.create_table(TableName=name, **{key: properties[key] for key in TABLE_PROPERTIES})


def _agree(seed: int, client: Any, *, tokens: bool) -> None:
    name = f"agreement-{seed}"
    _make_table(client, name)
    ours, theirs = simulated(name).call, _call_of(client)
    for number, (operation, asked) in enumerate(operations(Random(seed), name, LENGTH)):
        if not tokens:
            asked.pop("ClientRequestToken", None)
        mine, other = said(ours, operation, asked), said(theirs, operation, asked)
        assert mine == other, f"sequence {seed}, operation {number}: {operation} {asked}"


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_the_simulated_dynamodb_agrees_with_moto(seed: int) -> None:
    """Moto ignores ClientRequestToken, so it is not given any."""
    with mock_aws():
        _agree(seed, _client(), tokens=False)


def test_the_simulated_dynamodb_agrees_with_ministack(stack: Stack) -> None:
    client = _client(endpoint_url=stack.environment["AWS_ENDPOINT_URL"])
    for seed in range(SEQUENCES):
        _agree(seed, client, tokens=True)


def test_a_request_token_is_honoured_for_ten_minutes() -> None:
    now = [0.0]
    database = Database(simulated("t").tables, now=lambda: now[0])
    add = {"TableName": "t", "Key": {"pk": {"S": "p"}, "sk": {"S": "s"}}, "UpdateExpression": "ADD #0 :0"}
    add |= {"ExpressionAttributeNames": {"#0": "balance"}, "ExpressionAttributeValues": {":0": {"N": "5"}}}
    asked = {"TransactItems": [{"Update": add}], "ClientRequestToken": "one"}
    for now[0], balance in ((0.0, "5"), (599.0, "5"), (601.0, "10")):
        database.call("TransactWriteItems", asked)
        item = database.tables["t"].get(("p", "s"))
        assert item is not None and item["balance"] == {"N": balance}
    other = {**asked, "TransactItems": [{"Delete": {"TableName": "t", "Key": add["Key"]}}]}
    with pytest.raises(ClientError, match="IdempotentParameterMismatch"):
        database.call("TransactWriteItems", other)


def test_a_transaction_is_refused_when_it_is_too_large_or_meets_itself() -> None:
    database = simulated("t")
    puts = [{"Put": {"TableName": "t", "Item": {"pk": {"S": "p"}, "sk": {"S": str(n)}}}} for n in range(101)]
    for actions in (puts, [puts[0], puts[0]], []):
        with pytest.raises(ClientError, match="ValidationException"):
            database.call("TransactWriteItems", {"TransactItems": actions})
    database.call("TransactWriteItems", {"TransactItems": puts[:100]})


def test_an_index_shows_no_attribute_that_it_does_not_hold_and_filters_by_none() -> None:
    database = simulated("t")
    item = {"pk": {"S": "p"}, "sk": {"S": "s"}, "todo_shard": {"S": "0"}, "todo_at": {"S": "1"}, "kind": {"S": "x"}}
    database.call("PutItem", {"TableName": "t", "Item": item})
    asked: dict[str, Any] = {
        "TableName": "t",
        "IndexName": "to-do",
        "KeyConditionExpression": "#0 = :0",
        "ExpressionAttributeNames": {"#0": "todo_shard"},
        "ExpressionAttributeValues": {":0": {"S": "0"}},
    }
    (shown,) = database.call("Query", asked)["Items"]
    assert "kind" not in shown
    asked |= {"FilterExpression": "#1 = :1"}
    asked["ExpressionAttributeNames"] |= {"#1": "kind"}
    asked["ExpressionAttributeValues"] |= {":1": {"S": "x"}}
    assert database.call("Query", asked)["Count"] == 0


@pytest.mark.parametrize("expression", ["size (#0) > :0", "#0 <> :0", "#0.#1 = :0", "contains (#0, :0)"])
def test_the_simulation_refuses_expressions_it_does_not_know(expression: str) -> None:
    asked = {
        "TableName": "t",
        "Key": {"pk": {"S": "p"}, "sk": {"S": "s"}},
        "ConditionExpression": expression,
        "ExpressionAttributeNames": {"#0": "a", "#1": "b"},
        "ExpressionAttributeValues": {":0": {"N": "1"}},
    }
    with pytest.raises(NotImplementedError):
        simulated("t").call("DeleteItem", asked)
