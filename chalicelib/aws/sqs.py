"""Sending to queues of SQS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from chalicelib.aws.errors import translate_aws_errors
from chalicelib.credit.errors import Unavailable

MOST_PER_CALL = 10
"""SQS's limit."""


class Sender(Protocol):
    """As much of SQS's client as sending needs."""

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]: ...


def send_all(sqs: Callable[[], Sender], address: str, messages: Sequence[Mapping[str, Any]]) -> None:
    """Send messages, each with its parameters but for the id in its batch. Raises Unavailable if one is refused."""
    for start in range(0, len(messages), MOST_PER_CALL):
        batch = messages[start : start + MOST_PER_CALL]
        entries = [{"Id": str(number), **message} for number, message in enumerate(batch)]
        with translate_aws_errors():
            answer = sqs().send_message_batch(QueueUrl=address, Entries=entries)
        if answer.get("Failed"):
            raise Unavailable
