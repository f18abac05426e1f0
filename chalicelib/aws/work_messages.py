"""Messages to the workers, in two queues of SQS: thousands of abandoned top-ups delay no refund."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from chalicelib.aws.sqs import Sender, send_all
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.schedule import SOON
from chalicelib.services.ports import DueItem, WorkItem


class SqsWorkMessages:
    """See services.ports.WorkMessages."""

    def __init__(self, work_queue: str, top_up_queue: str, sqs: Callable[[], Sender]) -> None:
        """`sqs` makes the client when there is something to send: most functions send nothing."""
        self._addresses = {False: work_queue, True: top_up_queue}
        self._sqs = sqs

    def send(self, items: Sequence[DueItem], now: datetime) -> None:
        for can_wait, address in self._addresses.items():
            send_all(self._sqs, address, [_message(each, now) for each in items if each.item.can_wait is can_wait])


def _message(due: DueItem, now: datetime) -> dict[str, Any]:
    """Rounded up to whole seconds: a message before its time would find nothing to do."""
    left_s = min(max((due.due_at - now).total_seconds(), 0), SOON.total_seconds())
    return {"MessageBody": message_of(due.item), "DelaySeconds": int(-(-left_s // 1))}


def message_of(item: WorkItem) -> str:
    """Return the body that names a work item: ids alone."""
    named = {"clinic": item.patient.clinic_id, "patient": item.patient.patient_id, "payment": item.payment_id}
    more = {"record": item.record_id, "invoice": item.invoice_id, "merge": item.is_merge}
    more |= {"notice": item.notice_id, "document": item.document_id, "erasure": item.is_erasure}
    return json.dumps(named | {name: value for name, value in more.items() if value})


def item_of(body: str) -> WorkItem | None:
    """Return the work item that a message names; None if it is no message of this service."""
    try:
        named = json.loads(body)
        patient, payment_id = PatientKey(named["clinic"], named["patient"]), named["payment"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return WorkItem(
        patient,
        payment_id,
        record_id=named.get("record"),
        invoice_id=named.get("invoice"),
        is_merge="merge" in named,
        notice_id=named.get("notice"),
        document_id=named.get("document"),
        is_erasure="erasure" in named,
    )
