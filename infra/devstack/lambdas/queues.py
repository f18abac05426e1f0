"""The queues of due work, fed to `app.on_due_work` as Lambda's event source mappings do."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.devstack.lambdas.context import Context
from infra.devstack.lambdas.delivery import Function

log = logging.getLogger("infra.devstack.lambdas.queues")

BATCH_SIZE = 10


class Queues:
    """Messages are deleted once the function has returned; those of a failed call are delivered again later."""

    def __init__(self, function: Function, addresses: Sequence[str]) -> None:
        self._function = function
        self._addresses = addresses
        self._client: Any = boto3.client("sqs")

    def deliver(self) -> None:
        """Deliver one batch of each queue. Errors of the emulator and of the function are logged."""
        for address in self._addresses:
            try:
                self._deliver(address)
            except (BotoCoreError, ClientError) as error:
                log.warning("the queue could not be read: %s", error)
            except Exception:
                log.exception("on_due_work failed; its messages are delivered again")

    def _deliver(self, address: str) -> None:
        found = self._client.receive_message(QueueUrl=address, MaxNumberOfMessages=BATCH_SIZE).get("Messages", [])
        if not found:
            return
        records = [{"messageId": each["MessageId"], "body": each["Body"], "eventSource": "aws:sqs"} for each in found]
        self._function({"Records": records}, Context("on_due_work"))
        done = [{"Id": each["MessageId"], "ReceiptHandle": each["ReceiptHandle"]} for each in found]
        self._client.delete_message_batch(QueueUrl=address, Entries=done)
