"""Random operations on a few items, as pynamodb writes them: what three implementations of DynamoDB must agree on."""

from __future__ import annotations

from random import Random
from typing import Any

Operation = tuple[str, dict[str, Any]]
PKS, SKS = ("clinic#ana", "clinic#ben"), ("credit", "payment#1", "payment#2", "entry#000000000001")
MOMENTS = tuple(f"2026-11-23T12:00:0{second}.000Z" for second in range(4))
PUT_ONLY = "attribute_not_exists (#0)"


def operations(random: Random, table: str, number: int) -> list[Operation]:
    """A sequence of them, the same for the same random."""
    makers = (_put, _put, _update, _update, _delete, _get, _batch, _query, _query_index, _transact, _transact, _again)
    done: list[Operation] = []
    while len(done) < number:
        maker = random.choice(makers)
        done.append(random.choice(done) if maker is _again and done else maker(random, table))
    return done


def _again(random: Random, table: str) -> Operation:
    return _put(random, table)


def _key(random: Random) -> dict[str, Any]:
    return {"pk": {"S": random.choice(PKS)}, "sk": {"S": random.choice(SKS)}}


def _item(random: Random) -> dict[str, Any]:
    item = {**_key(random), "version": {"N": str(random.randrange(3))}, "kind": {"S": "payment"}}
    if random.random() < 0.7:
        item |= {"clinic": {"S": random.choice("01")}, "clinic_order": {"S": random.choice(MOMENTS)}}
    if random.random() < 0.5:
        item |= {"todo_shard": {"S": random.choice("01")}, "todo_at": {"S": random.choice(MOMENTS)}}
    if random.random() < 0.3:
        item["lines"] = {"NS": ["1", "2"]}
    return item


def _condition(random: Random) -> dict[str, Any]:
    version = {":0": {"N": str(random.randrange(3))}}
    return random.choice(
        (
            {},
            {"ConditionExpression": PUT_ONLY, "ExpressionAttributeNames": {"#0": "pk"}},
            {
                "ConditionExpression": "#0 = :0",
                "ExpressionAttributeNames": {"#0": "version"},
                "ExpressionAttributeValues": version,
            },
            {
                "ConditionExpression": "(attribute_not_exists (#0) OR #1 <= :0)",
                "ExpressionAttributeNames": {"#0": "pk", "#1": "version"},
                "ExpressionAttributeValues": version,
            },
        )
    )


def _put(random: Random, table: str) -> Operation:
    return "PutItem", {"TableName": table, "Item": _item(random), **_condition(random)}


def _delete(random: Random, table: str) -> Operation:
    return "DeleteItem", {"TableName": table, "Key": _key(random), **_condition(random)}


def _update(random: Random, table: str) -> Operation:
    return "UpdateItem", {"TableName": table, "Key": _key(random), "ReturnValues": "ALL_NEW", **_change(random)}


def _change(random: Random) -> dict[str, Any]:
    """As the ledger counts: ADD to the balance, SET the rest, keep the first customer, if no one counted meanwhile."""
    asked: dict[str, Any] = {
        "UpdateExpression": "SET #1 = :1, #2 = if_not_exists (#2, :2) ADD #3 :3",
        "ExpressionAttributeNames": {"#1": "seq", "#2": "customer", "#3": "balance"},
        "ExpressionAttributeValues": {
            ":1": {"N": str(random.randrange(3))},
            ":2": {"S": f"cus_{random.randrange(9)}"},
            ":3": {"N": str(random.randrange(-50, 50))},
        },
    }
    if random.random() < 0.6:
        asked["ConditionExpression"] = "(attribute_not_exists (#0) OR #0 = :0)"
        asked["ExpressionAttributeNames"]["#0"] = "seq"
        asked["ExpressionAttributeValues"][":0"] = {"N": str(random.randrange(3))}
    return asked


def _get(random: Random, table: str) -> Operation:
    return "GetItem", {"TableName": table, "Key": _key(random), "ConsistentRead": True}


def _batch(random: Random, table: str) -> Operation:
    keys = [{"pk": {"S": random.choice(PKS)}, "sk": {"S": sk}} for sk in random.sample(SKS, 2)]
    return "BatchGetItem", {"RequestItems": {table: {"Keys": keys, "ConsistentRead": True}}}


def _query(random: Random, table: str) -> Operation:
    return "Query", {
        "TableName": table,
        "KeyConditionExpression": random.choice(("(#0 = :0 AND begins_with (#1, :1))", "(#0 = :0 AND #1 >= :1)")),
        "FilterExpression": "#2 IN (:2, :3)",
        "ScanIndexForward": random.random() < 0.5,
        "ConsistentRead": True,
        "ExpressionAttributeNames": {"#0": "pk", "#1": "sk", "#2": "kind"},
        "ExpressionAttributeValues": {
            ":0": {"S": random.choice(PKS)},
            ":1": {"S": random.choice(("entry#", "payment#"))},
            ":2": {"S": "payment"},
            ":3": {"S": "entry"},
        },
    }


def _query_index(random: Random, table: str) -> Operation:
    index, hash_key, range_key = random.choice(
        (("by-clinic", "clinic", "clinic_order"), ("to-do", "todo_shard", "todo_at"))
    )
    low, high = sorted(random.choices(MOMENTS, k=2))
    return "Query", {
        "TableName": table,
        "IndexName": index,
        "KeyConditionExpression": "(#0 = :0 AND #1 BETWEEN :1 AND :2)",
        "ScanIndexForward": random.random() < 0.5,
        "ExpressionAttributeNames": {"#0": hash_key, "#1": range_key},
        "ExpressionAttributeValues": {":0": {"S": random.choice("01")}, ":1": {"S": low}, ":2": {"S": high}},
    }


def _transact(random: Random, table: str) -> Operation:
    verbs = [random.choice(("Put", "Update", "Delete")) for _ in range(random.choice((1, 2, 3)))]
    makers = {"Put": _put, "Update": _update, "Delete": _delete}
    actions = []
    for verb in verbs:
        _, asked = makers[verb](random, table)
        asked.pop("ReturnValues", None)
        actions.append({verb: asked})
    asked = {"TransactItems": actions}
    if random.random() < 0.4:
        asked["ClientRequestToken"] = f"{table}-token-{random.randrange(4)}"
    return "TransactWriteItems", asked
