"""Every change of the ledger must reach the receipts function: over restarts, failures and poisoned records."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from infra.devstack.lambdas.delivery import BATCH_SIZE, LONGEST_PAUSE_S, Delivery
from infra.devstack.lambdas.records import to_lambda_record
from infra.devstack.lambdas.stream_checkpoint import StreamCheckpoint

ARN = "arn:aws:dynamodb:ca-central-1:000000000000:table/local-credit/stream/2026"


def record(number: int) -> dict[str, Any]:
    return {"eventName": "INSERT", "dynamodb": {"SequenceNumber": f"{number:030d}", "Keys": {"pk": {"S": str(number)}}}}


class Function:
    """Remember what it was given; fails on the records it is told to fail on."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.batches = 0
        self.poisoned: set[int] = set()
        self.reports_failures = False

    def __call__(self, event: dict[str, Any], context: Any) -> Any:
        self.batches += 1
        numbers = [int(entry["dynamodb"]["SequenceNumber"]) for entry in event["Records"]]
        bad = self.poisoned.intersection(numbers)
        if bad and not self.reports_failures:
            raise RuntimeError(f"cannot deal with {bad}")
        self.seen += [number for number in numbers if number not in bad]
        return {"batchItemFailures": [{"itemIdentifier": f"{number:030d}"} for number in bad]} if bad else None


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "stream" / "checkpoint.sqlite3"


@pytest.fixture
def checkpoint(path: Path) -> Iterator[StreamCheckpoint]:
    checkpoint = StreamCheckpoint(path)
    yield checkpoint
    checkpoint.close()


def deliver_all(checkpoint: StreamCheckpoint, function: Function, clock: Clock) -> None:
    delivery = Delivery(checkpoint, function, lambda: None, clock)
    while delivery.deliver_due():
        pass


def test_a_change_that_was_read_but_not_dealt_with_survives_a_restart(path: Path, checkpoint: StreamCheckpoint) -> None:
    checkpoint.take([record(1), record(2)])
    checkpoint.close()
    again, function = StreamCheckpoint(path), Function()
    deliver_all(again, function, Clock())
    assert function.seen == [1, 2]
    assert again.waiting() == 0
    again.close()


def test_a_delivered_change_is_not_repeated_when_the_stream_is_read_anew(
    path: Path, checkpoint: StreamCheckpoint
) -> None:
    function = Function()
    checkpoint.take([record(1), record(2)])
    deliver_all(checkpoint, function, Clock())
    assert checkpoint.take([record(1), record(2), record(3)]) == 1
    deliver_all(checkpoint, function, Clock())
    assert function.seen == [1, 2, 3]


def test_one_change_that_always_fails_holds_up_no_receipt(checkpoint: StreamCheckpoint) -> None:
    function, clock = Function(), Clock()
    function.poisoned = {2}
    checkpoint.take([record(1), record(2), record(3)])
    deliver_all(checkpoint, function, clock)
    assert function.seen == [1, 3]
    assert checkpoint.waiting() == 1


def test_a_change_that_failed_is_tried_again_later_and_never_given_up(checkpoint: StreamCheckpoint) -> None:
    function, clock = Function(), Clock()
    function.poisoned = {1}
    checkpoint.take([record(1)])
    for _ in range(50):
        deliver_all(checkpoint, function, clock)
        clock.now += LONGEST_PAUSE_S
    assert function.batches == 50
    function.poisoned.clear()
    deliver_all(checkpoint, function, clock)
    assert function.seen == [1]


def test_a_failing_change_waits_before_it_is_tried_again(checkpoint: StreamCheckpoint) -> None:
    function, clock = Function(), Clock()
    function.poisoned = {1}
    checkpoint.take([record(1)])
    deliver_all(checkpoint, function, clock)
    deliver_all(checkpoint, function, clock)
    assert function.batches == 1


def test_only_the_items_that_the_function_reports_as_failed_come_again(checkpoint: StreamCheckpoint) -> None:
    function, clock = Function(), Clock()
    function.poisoned, function.reports_failures = {2}, True
    checkpoint.take([record(1), record(2), record(3)])
    deliver_all(checkpoint, function, clock)
    function.poisoned.clear()
    clock.now += LONGEST_PAUSE_S
    deliver_all(checkpoint, function, clock)
    assert function.seen == [1, 3, 2]


def test_no_batch_is_larger_than_lambda_would_make_it(checkpoint: StreamCheckpoint) -> None:
    function = Function()
    checkpoint.take(record(number) for number in range(1, 2 * BATCH_SIZE + 2))
    deliver_all(checkpoint, function, Clock())
    assert function.batches == 3
    assert function.seen == list(range(1, 2 * BATCH_SIZE + 2))


def test_a_record_reaches_the_function_as_lambda_would_pass_it_on() -> None:
    changed_at = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    given = to_lambda_record(
        {
            "eventName": "MODIFY",
            "dynamodb": {
                "ApproximateCreationDateTime": changed_at,
                "SequenceNumber": "1",
                "NewImage": {
                    "b": {"B": b"\x00\xff"},
                    "n": {"N": "12"},
                    "l": {"L": [{"B": b"x"}]},
                    "bool": {"BOOL": True},
                },
            },
        },
        ARN,
    )
    change = json.loads(json.dumps(given))["dynamodb"]
    assert change["ApproximateCreationDateTime"] == changed_at.timestamp()
    assert base64.b64decode(change["NewImage"]["b"]["B"]) == b"\x00\xff"
    assert change["NewImage"]["l"] == {"L": [{"B": base64.b64encode(b"x").decode()}]}
    assert change["NewImage"]["bool"] == {"BOOL": True}
    assert (given["eventSource"], given["eventSourceARN"]) == ("aws:dynamodb", ARN)
