"""The queue of deliveries, fed to `app.on_delivery` as Lambda's event source mapping does."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from infra.devstack.lambdas.delivery import Function
from infra.devstack.lambdas.graceful_shutdown import GracefulShutdown

log = logging.getLogger("infra.devstack.lambdas.deliveries")

BATCH_SIZE = 5
IDLE_S = 0.1
AFTER_FAULT_S = 1.0


class SQSClient(Protocol):
    """As much of SQS's client as this needs."""

    def receive_message(self, *, QueueUrl: str, MaxNumberOfMessages: int, AttributeNames: list[str]) -> Any: ...

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> Any: ...


class QueueReader:
    """Receives batches and deletes what the function does not report as failed."""

    def __init__(self, client: SQSClient, url: str, function: Function, context: Callable[[], Any]) -> None:
        self._client = client
        self._url = url
        self._function = function
        self._context = context

    def deliver(self) -> int:
        """Deliver one batch and return its size. Raises botocore's errors; what the function raises is logged."""
        received = self._client.receive_message(
            QueueUrl=self._url, MaxNumberOfMessages=BATCH_SIZE, AttributeNames=["All"]
        ).get("Messages", [])
        if not received:
            return 0
        failed = self._call([_record(message) for message in received])
        for message in received:
            if message["MessageId"] not in failed:
                self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return len(received)

    def _call(self, records: list[dict[str, Any]]) -> set[str]:
        try:
            answer = self._function({"Records": records}, self._context())
        except Exception:
            log.exception("%d deliveries failed; they are visible again after the queue's timeout", len(records))
            return {record["messageId"] for record in records}
        return {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}


def run_queue(reader: QueueReader, shutdown: GracefulShutdown) -> None:
    """Deliver until asked to stop. Errors of the emulator are retried."""
    while not shutdown.asked:
        try:
            busy = reader.deliver()
        except (BotoCoreError, ClientError) as error:
            log.warning("the queue could not be read: %s", error)
            shutdown.wait(AFTER_FAULT_S)
            continue
        if not busy:
            shutdown.wait(IDLE_S)


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
