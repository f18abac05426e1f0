"""The queue of deliveries: SQS FIFO, one group for each destination and subject."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from chalicelib.aws.errors import translate_aws_errors
from chalicelib.aws.sqs import Sender, send_all
from chalicelib.credit.events import Event, EventType
from chalicelib.credit.webhooks import Delivery

LONGEST_PAUSE = timedelta(hours=11)
"""A message can stay invisible for twelve hours after it was received (API_ChangeMessageVisibility)."""


class Queue(Sender, Protocol):
    """As much of SQS's client as this needs."""

    def change_message_visibility(self, *, QueueUrl: str, ReceiptHandle: str, VisibilityTimeout: int) -> Any: ...


class SqsDeliveries:
    """See services.ports.events.DeliveryQueue."""

    def __init__(self, url: str, sqs: Callable[[], Queue]) -> None:
        """`sqs` makes the client when there is something to send: most requests send nothing."""
        self._url = url
        self._sqs = sqs

    def send(self, deliveries: Sequence[Delivery]) -> None:
        send_all(self._sqs, self._url, [_message(each) for each in deliveries])

    def postpone(self, receipt: str, pause: timedelta) -> None:
        seconds = max(1, int(min(pause, LONGEST_PAUSE).total_seconds()))
        with translate_aws_errors():
            self._sqs().change_message_visibility(QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=seconds)


def group_of(delivery: Delivery) -> str:
    """The message group: letters and digits, whatever a patient's id is made of."""
    subject = delivery.event.subject
    named = "\x00".join((delivery.destination, subject.clinic_id, subject.patient_id or "", str(subject.patient_id)))
    return hashlib.sha256(named.encode()).hexdigest()


def to_message(delivery: Delivery) -> str:
    event = delivery.event
    return json.dumps(
        {
            "destination": delivery.destination,
            "queue_number": delivery.queue_number,
            "id": event.id,
            "type": event.type,
            "clinic_id": event.clinic_id,
            "patient_id": event.patient_id,
            "seq": event.seq,
            "occurred_at": event.occurred_at.isoformat(),
            "data": event.data,
        }
    )


def from_message(text: str) -> Delivery:
    message = json.loads(text)
    event = Event(
        id=message["id"],
        type=EventType(message["type"]),
        clinic_id=message["clinic_id"],
        patient_id=message["patient_id"],
        seq=message["seq"],
        occurred_at=datetime.fromisoformat(message["occurred_at"]),
        data=message["data"],
    )
    return Delivery(message["destination"], event, message["queue_number"])


def _message(delivery: Delivery) -> Mapping[str, str]:
    return {
        "MessageBody": to_message(delivery),
        "MessageGroupId": group_of(delivery),
        "MessageDeduplicationId": f"{delivery.event.id}-{delivery.destination}-{delivery.queue_number}",
    }
