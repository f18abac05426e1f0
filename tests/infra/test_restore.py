"""A table brought back is what the table in use is: DynamoDB's restore leaves out its stream, expiry and protection."""

from __future__ import annotations

from typing import Any, cast

import pytest

from infra.client_types import DynamoDBClient
from infra.ops.operate.restore import Restore


class Tables:
    """DynamoDB with one table, whose tallies expire or don't."""

    def __init__(self, expiry: dict[str, str]) -> None:
        self.expiry = expiry
        self.changed: list[dict[str, Any]] = []

    def restore_table_to_point_in_time(self, **asked: Any) -> None:
        self.restored = asked

    def describe_table(self, TableName: str) -> dict[str, Any]:
        return {"Table": {"TableStatus": "ACTIVE"}}

    def update_table(self, **asked: Any) -> None:
        self.changed.append(asked)

    def describe_time_to_live(self, TableName: str) -> dict[str, Any]:
        return {"TimeToLiveDescription": self.expiry}

    def update_time_to_live(self, **asked: Any) -> None:
        self.changed.append(asked)

    def update_continuous_backups(self, **asked: Any) -> None:
        self.changed.append(asked)


@pytest.mark.parametrize(
    ("expiry", "kept"),
    [
        ({"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}, [{"Enabled": True, "AttributeName": "expires"}]),
        ({"TimeToLiveStatus": "DISABLED"}, []),
    ],
)
def test_tallies_expire_in_the_restored_table_as_in_the_table_in_use(
    expiry: dict[str, str], kept: list[dict[str, Any]]
) -> None:
    tables = Tables(expiry)
    Restore(cast("DynamoDBClient", tables), lambda said: None).bring_back("clinics", None, "clinics-restored")
    found = [each for each in tables.changed if "TimeToLiveSpecification" in each]
    assert [each["TimeToLiveSpecification"] for each in found] == kept
    assert {each["TableName"] for each in tables.changed} == {"clinics-restored"}
