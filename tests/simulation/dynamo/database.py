"""DynamoDB in memory: the operations that pynamodb calls, each atomic, with DynamoDB's own responses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests.simulation.dynamo.conditions import Scope, condition_of, holds
from tests.simulation.dynamo.errors import CONDITION_FAILED, NO_REASON, Reason, canceled, client_error, invalid
from tests.simulation.dynamo.table import Key, Table, key_of
from tests.simulation.dynamo.updates import updated
from tests.simulation.dynamo.values import Item, Value, copied, order

TOKEN_LIVES_S = 600.0
MOST_ACTIONS = 100
MOST_KEYS = 100
PAGE = 1_000
KNOWN = {
    "GetItem": {"Key", "ConsistentRead"},
    "PutItem": {"Item", "ConditionExpression", "ReturnValues"},
    "UpdateItem": {"Key", "UpdateExpression", "ConditionExpression", "ReturnValues"},
    "DeleteItem": {"Key", "ConditionExpression", "ReturnValues"},
    "Query": {"IndexName", "KeyConditionExpression", "FilterExpression", "ScanIndexForward", "Limit", "Select"}
    | {"ExclusiveStartKey", "ConsistentRead"},
}
ALWAYS = {"TableName", "ReturnConsumedCapacity", "ExpressionAttributeNames", "ExpressionAttributeValues"}
Asked = Mapping[str, Any]


@dataclass
class Database:
    """Tables by name. `now` is the clock of tokens and streams.

    `behind_s` is how far global indexes lag behind, and `stale_s` how old the state may be that a read without
    ConsistentRead returns: here it always is that old.
    """

    tables: Mapping[str, Table]
    now: Callable[[], float] = lambda: 0.0
    behind_s: float = 0.0
    stale_s: float = 0.0
    _tokens: dict[str, tuple[float, Any]] = field(default_factory=dict)

    def begin_as(self, other: Database) -> None:
        """Take over all that another holds. Items are replaced, never changed, so both may hold the same."""
        for name, table in self.tables.items():
            table.begin_as(other.tables[name])
        self._tokens |= other._tokens

    def kept(self) -> Callable[[], None]:
        """How to put back all that it holds now. Items and what is known of tokens are replaced, never changed."""
        tables, tokens = [table.kept() for table in self.tables.values()], dict(self._tokens)

        def put_back() -> None:
            for put_table_back in tables:
                put_table_back()
            self._tokens = dict(tokens)

        return put_back

    def call(self, operation: str, asked: Asked) -> dict[str, Any]:
        """Do one operation. Raises ClientError as DynamoDB does, NotImplementedError for what is unknown."""
        match operation:
            case "BatchGetItem":
                return self._batch_get(asked)
            case "TransactWriteItems":
                return self._transact(asked)
        if operation not in KNOWN or not set(asked) <= KNOWN[operation] | ALWAYS:
            raise NotImplementedError(f"{operation} with {sorted(set(asked))}")
        match operation:
            case "GetItem":
                found = self._read(self._table(asked), _key(asked["Key"]), asked)
                return {"Item": copied(found)} if found else {}
            case "Query":
                return self._query(asked)
        return self._write(operation, asked)

    def _table(self, asked: Asked) -> Table:
        name = asked["TableName"]
        if name not in self.tables:
            raise client_error("Call", "ResourceNotFoundException", f"Requested resource not found: Table: {name}")
        return self.tables[name]

    def _write(self, operation: str, asked: Asked) -> dict[str, Any]:
        table, (key, before, after) = self._table(asked), self._effect(operation, asked)
        if not self._allowed(asked, before):
            raise client_error(operation, "ConditionalCheckFailedException", CONDITION_FAILED)
        table.put(key, after, self.now())
        match asked.get("ReturnValues", "NONE"):
            case "NONE":
                return {}
            case "ALL_NEW":
                return {"Attributes": copied(after or {})}
        raise NotImplementedError(f"ReturnValues {asked['ReturnValues']}")

    def _effect(self, operation: str, asked: Asked) -> tuple[Key, Item | None, Item | None]:
        """The key that a write is about, the item there, and the item as it would be."""
        table = self._table(asked)
        if operation == "PutItem":
            item: Item = copied(asked["Item"])
            _check_item(item, table)
            return key_of(item), table.get(key_of(item)), item
        key = _key(asked["Key"])
        before = table.get(key)
        if operation == "DeleteItem":
            return key, before, None
        if operation != "UpdateItem":
            raise NotImplementedError(operation)
        fresh: Item = {"pk": {"S": key[0]}, "sk": {"S": key[1]}}
        after = updated(asked["UpdateExpression"], _scope(asked, before or fresh))
        _check_item(after, table)
        return key, before, after

    def _allowed(self, asked: Asked, before: Item | None) -> bool:
        expression = asked.get("ConditionExpression")
        return expression is None or holds(expression, _scope(asked, before or {}))

    def _batch_get(self, asked: Asked) -> dict[str, Any]:
        responses: dict[str, list[Item]] = {}
        for name, wanted in asked["RequestItems"].items():
            if not set(wanted) <= {"Keys", "ConsistentRead"}:
                raise NotImplementedError(f"BatchGetItem with {sorted(wanted)}")
            keys = [_key(key) for key in wanted["Keys"]]
            if len(keys) > MOST_KEYS:
                raise invalid("BatchGetItem", "Too many items requested for the BatchGetItem call")
            if len(set(keys)) != len(keys):
                raise invalid("BatchGetItem", "Provided list of item keys contains duplicates")
            table = self._table({"TableName": name})
            found = (self._read(table, key, wanted) for key in sorted(keys))
            responses[name] = [copied(item) for item in found if item]
        return {"Responses": responses, "UnprocessedKeys": {}}

    def _query(self, asked: Asked) -> dict[str, Any]:
        table = self._table(asked)
        index = table.indexes[asked["IndexName"]] if "IndexName" in asked else None
        if index and asked.get("ConsistentRead"):
            raise invalid("Query", "Consistent reads are not supported on global secondary indexes")
        hash_key = index.hash_key if index else "pk"
        pk = _hash_in(asked, hash_key)
        behind_s = self.behind_s if index else self._staleness(asked)
        rows = list(table.view(index, pk, behind_s, self.now()))
        if not asked.get("ScanIndexForward", True):
            rows.reverse()
        rows = _those(rows, asked["KeyConditionExpression"], asked)
        range_key = index.range_key if index else "sk"
        return self._page(asked, _after(rows, range_key, asked), range_key)

    def _staleness(self, asked: Asked) -> float:
        return 0.0 if asked.get("ConsistentRead") else self.stale_s

    def _read(self, table: Table, key: Key, asked: Asked) -> Item | None:
        stale_s = self._staleness(asked)
        return table.get_as_of(key, self.now() - stale_s) if stale_s else table.get(key)

    def _page(self, asked: Asked, rows: list[Item], range_key: str) -> dict[str, Any]:
        limit = min(asked.get("Limit", PAGE), PAGE)
        looked_at, more = rows[:limit], len(rows) > limit
        wanted = asked.get("FilterExpression")
        shown = looked_at if wanted is None else _those(looked_at, wanted, asked)
        answer: dict[str, Any] = {"Count": len(shown), "ScannedCount": len(looked_at)}
        if asked.get("Select") != "COUNT":
            answer["Items"] = [copied(row) for row in shown]
        if more:
            answer["LastEvaluatedKey"] = {name: looked_at[-1][name] for name in ("pk", "sk", range_key)}
        return answer

    def _transact(self, asked: Asked) -> dict[str, Any]:
        """All or nothing; the same token within ten minutes returns the same and does nothing."""
        if not set(asked) <= {"TransactItems", "ClientRequestToken", "ReturnConsumedCapacity"}:
            raise NotImplementedError(f"TransactWriteItems with {sorted(asked)}")
        token, actions = asked.get("ClientRequestToken"), asked["TransactItems"]
        done_at, done = self._tokens.get(token or "", (float("-inf"), None))
        if token and self.now() - done_at < TOKEN_LIVES_S:
            if done != actions:
                message = "Client request token is used with different parameters"
                raise client_error("TransactWriteItems", "IdempotentParameterMismatchException", message)
            return {}
        self._commit(actions)
        if token:
            self._tokens[token] = (self.now(), actions)
        return {}

    def _commit(self, actions: list[dict[str, Any]]) -> None:
        if not 0 < len(actions) <= MOST_ACTIONS:
            raise invalid("TransactWriteItems", f"Member must have length less than or equal to {MOST_ACTIONS}")
        effects = [(self._table(asked), *self._effect_in(verb, asked)) for verb, asked in map(_action, actions)]
        if len({(table.name, key) for table, key, _, _ in effects}) != len(effects):
            raise invalid("TransactWriteItems", "Transaction request cannot include multiple operations on one item")
        reasons = [self._reason(_action(action)[1], effect[2]) for action, effect in zip(actions, effects, strict=True)]
        if any(reason != NO_REASON for reason in reasons):
            raise canceled(reasons)
        for table, key, _, after in effects:
            table.put(key, after, self.now())

    def _effect_in(self, verb: str, asked: Asked) -> tuple[Key, Item | None, Item | None]:
        if verb == "ConditionCheck":
            before = self._table(asked).get(_key(asked["Key"]))
            return _key(asked["Key"]), before, before
        return self._effect(f"{verb}Item", asked)

    def _reason(self, asked: Asked, before: Item | None) -> Reason:
        if self._allowed(asked, before):
            return NO_REASON
        wants_old = asked.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
        return ("ConditionalCheckFailed", CONDITION_FAILED, copied(before) if wants_old and before else None)


def _action(action: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    ((verb, asked),) = action.items()
    if verb not in ("Put", "Update", "Delete", "ConditionCheck"):
        raise NotImplementedError(f"transaction action {verb}")
    return verb, asked


def _key(key: Item) -> Key:
    if set(key) != {"pk", "sk"}:
        raise invalid("Call", "The provided key element does not match the schema")
    return key_of(key)


def _scope(asked: Asked, item: Item) -> Scope:
    return Scope(item, _names(asked), _values(asked))


def _names(asked: Asked) -> Mapping[str, str]:
    return asked.get("ExpressionAttributeNames") or {}


def _values(asked: Asked) -> Mapping[str, Value]:
    return asked.get("ExpressionAttributeValues") or {}


def _those(rows: list[Item], expression: str, asked: Asked) -> list[Item]:
    """The items for which the expression is true."""
    condition, names, values = condition_of(expression), _names(asked), _values(asked)
    return [row for row in rows if condition(Scope(row, names, values))]


def _hash_in(asked: Asked, hash_key: str) -> str:
    """The hash key's value in a key condition; pynamodb always writes it first."""
    name, sign, value = _first(asked["KeyConditionExpression"])
    if asked["ExpressionAttributeNames"][name] != hash_key or sign != "=":
        raise invalid("Query", f"Query condition missed key schema element: {hash_key}")
    return str(asked["ExpressionAttributeValues"][value]["S"])


@cache
def _first(condition: str) -> tuple[str, str, str]:
    """The first comparison of a condition."""
    name, sign, value, *_ = condition.strip("( ").split()
    return name, sign, value.strip("()")


def _after(rows: list[Item], range_key: str, asked: Asked) -> list[Item]:
    """The items that follow the page before, whether or not its last item is still there."""
    start: Item | None = asked.get("ExclusiveStartKey")
    if start is None:
        return rows
    last, forward = _place(start, range_key), asked.get("ScanIndexForward", True)
    return [row for row in rows if (_place(row, range_key) > last) == forward and _place(row, range_key) != last]


def _place(item: Item, range_key: str) -> tuple[Any, Key]:
    return order(item[range_key]), key_of(item)


def _check_item(item: Item, table: Table) -> None:
    """Keys of the table and of its indexes are strings that aren't empty; sets are never empty."""
    for name, value in item.items():
        if name in table.keys and not value.get("S"):
            raise invalid("PutItem", f"One or more parameter values are not valid: {name}")
        if [] in value.values() and "L" not in value:
            raise invalid("PutItem", "One or more parameter values were invalid: An number set may not be empty")
