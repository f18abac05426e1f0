"""The credit table's stream, fed to `app.on_credit_change` as Lambda's event source mapping does.

Asked to stop, it first reads the stream to its end, so that nothing is left in the emulator's memory.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3

from chalicelib.aws.errors import AWS_FAULTS
from infra.client_types import DynamoDBStreamsClient
from infra.devstack.lambdas.context import Context
from infra.devstack.lambdas.delivery import Delivery, Function
from infra.devstack.lambdas.graceful_shutdown import GracefulShutdown
from infra.devstack.lambdas.records import to_lambda_record
from infra.devstack.lambdas.stream_checkpoint import StreamCheckpoint
from infra.devstack.lambdas.writes import Writes

log = logging.getLogger("infra.devstack.lambdas.stream")

IDLE_S = 0.2
"""Seconds until a stream is looked at again after nothing was on it; later, if nothing is written then."""
AFTER_FAULT_S = 1.0
LAST_READS_S = 5.0


class Reader:
    """A reader of one stream from its beginning into the checkpoint, which skips what it has."""

    def __init__(self, client: DynamoDBStreamsClient, stream_arn: str, checkpoint: StreamCheckpoint) -> None:
        self._client = client
        self._arn = stream_arn
        self._checkpoint = checkpoint
        self._iterators: dict[str, str] = {}

    def read(self) -> int:
        """Read new records of every shard and return how many there were. Raises botocore's errors."""
        return sum(self._read(shard) for shard in self._shards())

    def forget_place(self) -> None:
        """Start from the beginning next time: iterators expire after fifteen minutes, and with the emulator."""
        self._iterators.clear()

    def _shards(self) -> Iterator[str]:
        if not self._iterators:
            for shard in self._client.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"]:
                self._iterators[shard["ShardId"]] = self._client.get_shard_iterator(
                    StreamArn=self._arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
                )["ShardIterator"]
        yield from list(self._iterators)

    def _read(self, shard: str) -> int:
        answer = self._client.get_records(ShardIterator=self._iterators[shard])
        records = answer["Records"]
        self._checkpoint.take(to_lambda_record(record, self._arn) for record in records)
        self._iterators[shard] = answer["NextShardIterator"]
        return len(records)


def run(reader: Reader, delivery: Delivery, writes: Writes, shutdown: GracefulShutdown, idle_s: float) -> None:
    """Read and deliver until asked to stop. Errors of the emulator are retried."""
    while not shutdown.asked:
        try:
            busy = reader.read() + delivery.deliver_due()
        except AWS_FAULTS as error:
            log.warning("the stream could not be read: %s", error)
            reader.forget_place()
            shutdown.wait(AFTER_FAULT_S)
            continue
        if not busy:
            shutdown.wait(idle_s)
            if not delivery.has_failed_records():
                writes.wait_for_next()


def read_to_the_end(reader: Reader) -> None:
    """Read the rest of the stream, for a bounded time."""
    deadline = time.monotonic() + LAST_READS_S
    try:
        while reader.read() and time.monotonic() < deadline:
            pass
    except AWS_FAULTS as error:
        log.warning("the end of the stream could not be read: %s", error)


def run_stream(function: Function, stream_arn: str, checkpoint_path: Path) -> None:
    """Run until SIGTERM."""
    log.setLevel(logging.INFO)
    shutdown = GracefulShutdown()
    print("ready", flush=True)
    follow(function, "on_credit_change", stream_arn, checkpoint_path, shutdown)


def follow(
    function: Function,
    name: str,
    stream_arn: str,
    checkpoint_path: Path,
    shutdown: GracefulShutdown,
    idle_s: float = IDLE_S,
) -> None:
    """Feed one stream to a function until asked to stop, looking at it at most each `idle_s` while nothing comes."""

    def context() -> Any:
        return Context(name)

    checkpoint = StreamCheckpoint(checkpoint_path)
    reader = Reader(boto3.client("dynamodbstreams"), stream_arn, checkpoint)
    run(reader, Delivery(checkpoint, function, context), Writes(shutdown), shutdown, idle_s)
    read_to_the_end(reader)
    log.info("stopped; %d records wait for the next start", checkpoint.waiting())
