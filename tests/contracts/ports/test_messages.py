"""The promises of the workers' messages: one per work item, delivered when it is due, money apart from top-ups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from unittest import mock

import boto3
import pytest
from moto import mock_aws

from chalicelib.aws.work_messages import SqsWorkMessages, item_of, message_of
from chalicelib.credit.errors import Unavailable
from chalicelib.services.ports import DueItem, WorkItem
from tests.contracts.ports.storage import REGION
from tests.fakes.examples import ANA
from tests.fakes.messages import FakeMessages
from tests.fakes.small import NOON

EVERY_KIND = (
    WorkItem(ANA, "pay_1"),
    WorkItem(ANA, "pay_1", "ref_1"),
    WorkItem.of_invoice(ANA, "inv 1/é"),
    WorkItem.of_merge(ANA),
    WorkItem.of_erasure(ANA),
    WorkItem.of_notice(ANA, "ntc_1"),
    WorkItem.of_document(ANA, "doc_1"),
)


class Sqs:
    """Two queues of SQS in memory."""

    def __init__(self) -> None:
        self.client: Any = boto3.client("sqs", region_name=REGION)
        self.work, self.top_ups = (self.client.create_queue(QueueName=name)["QueueUrl"] for name in ("work", "top-ups"))
        self.messages = SqsWorkMessages(self.work, self.top_ups, lambda: self.client)

    def received(self, queue: str) -> list[WorkItem]:
        found: list[WorkItem] = []
        while got := self.client.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", []):
            found += [item for each in got if (item := item_of(each["Body"]))]
        return found


@pytest.fixture
def sqs() -> Iterator[Sqs]:
    access = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    with mock.patch.dict("os.environ", access), mock_aws():
        yield Sqs()


def test_every_kind_of_work_item_arrives_as_it_was_sent(sqs: Sqs) -> None:
    sqs.messages.send([DueItem(item, NOON) for item in EVERY_KIND], NOON)
    assert set(sqs.received(sqs.top_ups)) == {EVERY_KIND[0], *EVERY_KIND[-2:]}
    assert set(sqs.received(sqs.work)) == set(EVERY_KIND[1:-2])


def test_a_fake_delivers_the_same_items_when_they_are_due() -> None:
    fake = FakeMessages()
    fake.send([DueItem(item, NOON + timedelta(minutes=number)) for number, item in enumerate(EVERY_KIND)], NOON)
    assert fake.taken(NOON + timedelta(minutes=1)) == list(EVERY_KIND[:2]) and len(fake.waiting) == len(EVERY_KIND) - 2


def test_more_than_a_call_takes_arrives_whole(sqs: Sqs) -> None:
    sqs.messages.send([DueItem(WorkItem(ANA, f"pay_{number}"), NOON) for number in range(25)], NOON)
    assert len(sqs.received(sqs.top_ups)) == 25


class Calls:
    """SQS that keeps what it is asked, and refuses entries if it is told to."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.entries: list[Mapping[str, Any]] = []
        self._refuses = refuses

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        self.entries += Entries
        return {"Failed": [{"Id": "0"}]} if self._refuses else {}


@pytest.mark.parametrize(("due_in_s", "delay"), [(-60, 0), (0, 0), (0.2, 1), (300, 300), (899.5, 900), (3600, 900)])
def test_a_message_is_never_delivered_before_its_item_is_due(due_in_s: float, delay: int) -> None:
    calls = Calls()
    SqsWorkMessages("w", "t", lambda: calls).send([DueItem(EVERY_KIND[0], NOON + timedelta(seconds=due_in_s))], NOON)
    assert [entry["DelaySeconds"] for entry in calls.entries] == [delay]


def test_an_entry_that_sqs_refuses_is_sent_again_by_its_caller() -> None:
    with pytest.raises(Unavailable):
        SqsWorkMessages("w", "t", lambda: Calls(refuses=True)).send([DueItem(EVERY_KIND[0], NOON)], NOON)


def test_a_message_names_ids_alone() -> None:
    assert message_of(EVERY_KIND[1]) == (
        '{"clinic": "clinic_demo", "patient": "pat_ana", "payment": "pay_1", "record": "ref_1"}'
    )
