"""Messages to the workers, in two queues of SQS: thousands of abandoned top-ups delay no refund."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from chalicelib.aws.errors import translate_aws_errors
from chalicelib.credit.errors import Unavailable
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.schedule import SOON
from chalicelib.services.ports import DueItem, WorkItem

MOST_PER_CALL = 10
"""SQS's limit."""


class Queues(Protocol):
    """SQS, as far as it is used here."""

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]: ...


class SqsWorkMessages:
    """See services.ports.WorkMessages. The client is made with the first message: most functions send none."""

    def __init__(self, work_queue: str, top_up_queue: str, connect: Callable[[], Queues]) -> None:
        self._addresses = {False: work_queue, True: top_up_queue}
        self._connect = connect

    @cached_property
    def _client(self) -> Queues:
        return self._connect()

    def send(self, items: Sequence[DueItem], now: datetime) -> None:
        for can_wait, address in self._addresses.items():
            waiting = deque(_entry(each, now) for each in items if each.item.can_wait is can_wait)
            while waiting:
                self._send(address, [waiting.popleft() for _ in range(min(MOST_PER_CALL, len(waiting)))])

    def _send(self, address: str, entries: Sequence[dict[str, Any]]) -> None:
        numbered = [{"Id": str(number), **entry} for number, entry in enumerate(entries)]
        with translate_aws_errors():
            refused = self._client.send_message_batch(QueueUrl=address, Entries=numbered).get("Failed")
        if refused:
            raise Unavailable


def _entry(due: DueItem, now: datetime) -> dict[str, Any]:
    """Rounded up to whole seconds: a message before its time would find nothing to do."""
    left_s = min(max((due.due_at - now).total_seconds(), 0), SOON.total_seconds())
    return {"MessageBody": message_of(due.item), "DelaySeconds": int(-(-left_s // 1))}


def message_of(item: WorkItem) -> str:
    """Return the body that names a work item: ids alone."""
    named = {"clinic": item.patient.clinic_id, "patient": item.patient.patient_id, "payment": item.payment_id}
    more = {"record": item.record_id, "invoice": item.invoice_id, "merge": item.is_merge}
    more |= {"notice": item.notice_id, "document": item.document_id}
    return json.dumps(named | {name: value for name, value in more.items() if value})


def item_of(body: str) -> WorkItem:
    """Return the work item that a message names."""
    named = json.loads(body)
    patient = PatientKey(named["clinic"], named["patient"])
    return WorkItem(
        patient,
        named["payment"],
        record_id=named.get("record"),
        invoice_id=named.get("invoice"),
        is_merge="merge" in named,
        notice_id=named.get("notice"),
        document_id=named.get("document"),
    )
