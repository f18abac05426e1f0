"""Queues, fed to functions as Lambda's event source mappings do."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, Protocol

from chalicelib.aws.errors import AWS_FAULTS
from infra.devstack.lambdas.context import Context
from infra.devstack.lambdas.delivery import Function
from infra.devstack.lambdas.graceful_shutdown import GracefulShutdown

log = logging.getLogger("infra.devstack.lambdas.queues")

AFTER_FAULT_S = 1.0
LONG_POLL_S = 1
"""The time that the emulator keeps a request for messages: asking it again and again would keep a core busy."""


class SQSClient(Protocol):
    """As much of SQS's client as this needs."""

    def receive_message(
        self, *, QueueUrl: str, MaxNumberOfMessages: int, AttributeNames: list[str], WaitTimeSeconds: int
    ) -> Any: ...

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> Any: ...


class QueueReader:
    """Receives batches and deletes what the function, called by `name`, does not report as failed.

    Of several threads one waits for messages at a time, and the others for their turn.
    """

    def __init__(self, client: SQSClient, url: str, function: Function, name: str, batch_size: int) -> None:
        self._client = client
        self._url = url
        self._function = function
        self._name = name
        self._batch_size = batch_size
        self._asking = threading.Lock()

    def deliver(self, wait_s: int = 0, is_over: Callable[[], bool] = lambda: False) -> int | None:
        """Deliver one batch and return its size, or None if the emulator failed. Faults are logged.

        `wait_s` is how long it waits for a first message, unless `is_over` when its turn comes.
        """
        try:
            return self._deliver(wait_s, is_over)
        except AWS_FAULTS as error:
            log.warning("the queue of %s could not be read: %s", self._name, error)
            return None

    def _deliver(self, wait_s: int, is_over: Callable[[], bool]) -> int:
        with self._asking:
            if is_over():
                return 0
            received = self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=self._batch_size,
                AttributeNames=["All"],
                WaitTimeSeconds=wait_s,
            ).get("Messages", [])
        if not received:
            return 0
        failed = self._call([_record(message) for message in received])
        for message in received:
            if message["MessageId"] not in failed:
                self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return len(received)

    def _call(self, records: list[dict[str, Any]]) -> set[str]:
        """Call the function and return the ids of messages that failed: those it reports, or all if it raises."""
        try:
            answer = self._function({"Records": records}, Context(self._name))
        except Exception:
            log.exception("%s failed; its messages are visible again after the queue's timeout", self._name)
            return {record["messageId"] for record in records}
        return {failure["itemIdentifier"] for failure in answer.get("batchItemFailures", ())}


def run_queue(reader: QueueReader, shutdown: GracefulShutdown) -> None:
    """Deliver until asked to stop. Errors of the emulator are retried."""
    while not shutdown.asked:
        if reader.deliver(LONG_POLL_S, lambda: shutdown.asked) is None:
            shutdown.wait(AFTER_FAULT_S)


def _record(message: Any) -> dict[str, Any]:
    """Convert boto3's form of a message to Lambda's."""
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": {},
        "eventSource": "aws:sqs",
    }
