"""DynamoDB in memory that returns nothing new to a read without ConsistentRead: as old as a read may ever be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from pynamodb.connection import Connection

from chalicelib.dynamodb.tables import ClinicItem, CreditItem, use_tables
from tests.simulation.dynamo.database import Database
from tests.simulation.dynamo.errors import client_error
from tests.simulation.service import CLINICS, CREDIT, forget_connections, tables

SINCE_EVER_S = 1e9


@dataclass
class StaleClient:
    """A client for pynamodb, in place of botocore's. Reads that do not ask for consistency see the empty tables.

    Once, after so many writes of one item, the next meets a transaction that is amid its item.
    """

    database: Database
    meets_another_writer_after: int | None = None

    def _make_api_call(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        if operation == "PutItem" and self.meets_another_writer_after is not None:
            self.meets_another_writer_after -= 1
            if self.meets_another_writer_after < 0:
                self.meets_another_writer_after = None
                raise client_error(operation, "TransactionConflictException", "another writer")
        return self.database.call(operation, asked)


@contextmanager
def stale_storage() -> Iterator[StaleClient]:
    client = StaleClient(Database(tables(), stale_s=SINCE_EVER_S))
    with patch.object(Connection, "client", property(lambda _: client)):
        forget()
        use_tables(CREDIT, CLINICS, "us-east-1")
        yield client
    forget()


def forget() -> None:
    for model in (CreditItem, ClinicItem):
        forget_connections(model)
