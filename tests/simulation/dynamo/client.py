"""A stand-in for botocore's client: three tries per call, each a step of the simulation, each may fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from chalicelib.aws.limits import RETRIES
from tests.simulation.dynamo.database import Database
from tests.simulation.dynamo.errors import NO_REASON, Reason, canceled, client_error
from tests.simulation.dynamo.footprint import footprint
from tests.simulation.dynamo.values import Item
from tests.simulation.faults import Fault
from tests.simulation.scheduler import Scheduler

ANY = (Fault.LOST, Fault.UNANSWERED, Fault.THROTTLED, Fault.BROKEN, Fault.BROKEN_AFTER)
URL = "https://dynamodb.simulated"
Asked = Mapping[str, Any]


class _TransientError(Exception):
    """Botocore would try again; `shown` is what it raises when it gives up."""

    def __init__(self, shown: Exception) -> None:
        super().__init__(str(shown))
        self.shown = shown


class _PartlyDoneError(Exception):
    """Some keys of a batch were read, the others are to be asked for again."""

    def __init__(self, asked: Asked, number: int) -> None:
        super().__init__()
        ((table, wanted),) = asked["RequestItems"].items()
        keys = sorted(wanted["Keys"], key=str, reverse=bool(number % 2))
        self.now, self.later = ({"RequestItems": {table: {**wanted, "Keys": part}}} for part in (keys[:1], keys[1:]))


@dataclass
class SimulatedClient:
    """The seam: `_make_api_call` is all that pynamodb asks of a client."""

    database: Database
    scheduler: Scheduler
    _number: int = 0

    def begin_as(self, other: SimulatedClient) -> None:
        """Go on where another stands: from all that its database holds, and from its count."""
        self.database.begin_as(other.database)
        self._number = other._number

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _make_api_call(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        if operation == "TransactWriteItems":
            asked = {"ClientRequestToken": f"token-{self._next()}", **asked}
        for tried in range(RETRIES + 1):
            try:
                return self._once(operation, asked)
            except _TransientError as fault:
                if tried == RETRIES:
                    raise fault.shown from None
        raise AssertionError("unreachable")

    def _once(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        call = footprint(operation, asked)
        try:
            return self.scheduler.call(
                call,
                lambda: self.database.call(operation, asked),
                self._possible(operation, asked),
                lambda fault: _refusal(fault, operation, asked, self._next()),
            )
        except _PartlyDoneError as partly:
            return {**self.database.call(operation, partly.now), "UnprocessedKeys": partly.later["RequestItems"]}

    def _possible(self, operation: str, asked: Asked) -> Sequence[Fault]:
        """Only who writes to an item that is there can meet a transaction on it. A batch of reads is no snapshot."""
        if operation == "BatchGetItem" and all(len(wanted["Keys"]) > 1 for wanted in asked["RequestItems"].values()):
            return (*ANY, Fault.UNPROCESSED)
        there = operation == "TransactWriteItems" or (operation.endswith("teItem") and self._is_there(asked))
        return (*ANY, Fault.CONFLICT) if there or (operation == "PutItem" and self._is_there(asked)) else ANY

    def _is_there(self, asked: Asked) -> bool:
        key: Item = asked.get("Key") or asked["Item"]
        return self.database.tables[asked["TableName"]].get((key["pk"]["S"], key["sk"]["S"])) is not None


def _refusal(fault: Fault, operation: str, asked: Asked, number: int) -> Exception:
    match fault:
        case Fault.UNPROCESSED:
            return _PartlyDoneError(asked, number)
        case Fault.LOST:
            return _TransientError(ConnectTimeoutError(endpoint_url=URL))
        case Fault.UNANSWERED:
            return _TransientError(ReadTimeoutError(endpoint_url=URL))
        case Fault.BROKEN | Fault.BROKEN_AFTER:
            return _TransientError(client_error(operation, "InternalServerError", "The request failed"))
        case Fault.THROTTLED if operation != "TransactWriteItems":
            return _TransientError(client_error(operation, "ThrottlingException", "Rate exceeded"))
        case Fault.CONFLICT if operation != "TransactWriteItems":
            message = "Transaction is ongoing for the item"
            return client_error(operation, "TransactionConflictException", message)
    return _one_of_them(fault, len(asked["TransactItems"]), number)


def _one_of_them(fault: Fault, actions: int, number: int) -> ClientError:
    """A transaction of which one action was throttled, or met another transaction."""
    busy = ("ThrottlingError", "ProvisionedThroughputExceeded")[number % 2]
    code = "TransactionConflict" if fault is Fault.CONFLICT else busy
    reasons: list[Reason] = [NO_REASON] * actions
    reasons[number % actions] = (code, str(fault), None)
    return canceled(reasons)
