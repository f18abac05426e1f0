"""Every request to AWS but for the tables', with all its parameters: what is stored, sent, signed and asked for."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.aws.delivery_queue import SqsDeliveries, group_of
from chalicelib.aws.event_bus import EventBridgeBus
from chalicelib.aws.mail import SesMailer
from chalicelib.aws.proof_signing import KmsSigner
from chalicelib.aws.stripe_keys import SecretsManagerKeys
from chalicelib.aws.work_messages import SqsWorkMessages
from chalicelib.config import StripeKeys
from chalicelib.credit.webhooks import Delivery
from chalicelib.services.ports import DueItem, Mail, WorkItem
from tests.aws.requests import requests
from tests.fakes.events import paid_event
from tests.fakes.examples import ANA
from tests.fakes.small import NOON

EVENT = paid_event(7, seq=3)


def test_a_delivery_is_queued_in_the_group_of_its_subject_and_destination() -> None:
    delivery = Delivery("we_1", EVENT, 2)
    _, asked = requests(lambda sqs: SqsDeliveries("queue", lambda: sqs).send([delivery]))
    message = {
        "destination": "we_1",
        "queue_number": 2,
        "id": EVENT.id,
        "type": "payment.succeeded",
        "clinic_id": "clinic_demo",
        "patient_id": "pat_ana",
        "seq": 3,
        "occurred_at": "2026-11-23T12:00:00+00:00",
        "data": {"payment_id": "pay_1"},
    }
    ((operation, given),) = asked
    (entry,) = given["Entries"]
    assert (operation, given["QueueUrl"], entry["Id"]) == ("send_message_batch", "queue", "0")
    assert json.loads(entry["MessageBody"]) == message
    assert entry["MessageDeduplicationId"] == f"{EVENT.id}-we_1-2"
    named = "we_1\0clinic_demo\0pat_ana\0pat_ana"
    assert entry["MessageGroupId"] == group_of(delivery) == hashlib.sha256(named.encode()).hexdigest()


def test_an_event_of_a_clinic_has_the_clinics_group() -> None:
    of_clinic = replace(EVENT, patient_id=None)
    named = "we_1\0clinic_demo\0\0None"
    assert group_of(Delivery("we_1", of_clinic)) == hashlib.sha256(named.encode()).hexdigest()


@pytest.mark.parametrize(
    ("pause", "seconds"),
    [
        (timedelta(0), 1),
        (timedelta(seconds=1.9), 1),
        (timedelta(seconds=90), 90),
        (timedelta(hours=11), 39_600),
        (timedelta(days=1), 39_600),
    ],
)
def test_a_pause_is_told_in_whole_seconds_that_sqs_takes(pause: timedelta, seconds: int) -> None:
    _, asked = requests(lambda sqs: SqsDeliveries("queue", lambda: sqs).postpone("receipt", pause))
    asks = {"QueueUrl": "queue", "ReceiptHandle": "receipt", "VisibilityTimeout": seconds}
    assert asked == [("change_message_visibility", asks)]


def test_messages_go_to_their_own_queue_ten_per_call() -> None:
    top_ups = [DueItem(WorkItem(ANA, f"pay_{number}"), NOON + timedelta(seconds=5)) for number in range(11)]
    refund = DueItem(WorkItem(ANA, "pay_1", "ref_1"), NOON)
    _, asked = requests(lambda sqs: SqsWorkMessages("work", "top-ups", lambda: sqs).send([*top_ups, refund], NOON))
    assert [(given["QueueUrl"], len(given["Entries"])) for _, given in asked] == [
        ("work", 1),
        ("top-ups", 10),
        ("top-ups", 1),
    ]
    last = {"clinic": "clinic_demo", "patient": "pat_ana", "payment": "pay_10"}
    assert asked[2][1]["Entries"] == [{"Id": "0", "MessageBody": json.dumps(last), "DelaySeconds": 5}]
    assert [entry["Id"] for entry in asked[1][1]["Entries"]] == [str(number) for number in range(10)]


def test_nothing_is_asked_where_there_is_nothing_to_send() -> None:
    _, asked = requests(lambda sqs: SqsDeliveries("queue", lambda: sqs).send([]))
    assert asked == []
    _, asked = requests(lambda sqs: SqsWorkMessages("work", "top-ups", lambda: sqs).send([], NOON))
    assert asked == []


def test_an_event_on_the_bus_names_its_bus_deployment_kind_and_time() -> None:
    _, asked = requests(lambda bus: EventBridgeBus("maple-bus", "maple", lambda: bus).put(EVENT))
    ((operation, given),) = asked
    (entry,) = given["Entries"]
    assert operation == "put_events"
    assert {name: value for name, value in entry.items() if name != "Detail"} == {
        "EventBusName": "maple-bus",
        "Source": "account-credit.maple",
        "DetailType": "payment.succeeded",
        "Time": NOON,
    }
    detail = json.loads(entry["Detail"])
    assert (detail["clinic_id"], detail["id"], detail["type"]) == ("clinic_demo", EVENT.id, "payment.succeeded")


def test_a_mail_names_its_sender_and_its_headers() -> None:
    mail = Mail(to="ana@example.com", subject="S", text="T", headers={"List-Unsubscribe": "<u>"}, tags={"clinic": "c"})
    _, asked = requests(lambda ses: SesMailer(lambda: ses, "notices@credit.example", "set").send(mail))
    content = {
        "Subject": {"Data": "S", "Charset": "UTF-8"},
        "Body": {"Text": {"Data": "T", "Charset": "UTF-8"}},
        "Headers": [{"Name": "List-Unsubscribe", "Value": "<u>"}],
    }
    asks = {
        "FromEmailAddress": "notices@credit.example",
        "Destination": {"ToAddresses": ["ana@example.com"]},
        "Content": {"Simple": content},
        "EmailTags": [{"Name": "clinic", "Value": "Yw"}],
        "ConfigurationSetName": "set",
    }
    assert asked == [("send_email", asks)]


def test_kms_signs_the_digest_of_a_proof_with_the_deployments_key() -> None:
    signature, asked = requests(
        lambda kms: KmsSigner("arn:key", lambda: kms).sign(b"proof"), sign={"Signature": bytearray(b"signed")}
    )
    asks = {
        "KeyId": "arn:key",
        "Message": hashlib.sha256(b"proof").digest(),
        "MessageType": "DIGEST",
        "SigningAlgorithm": "ECDSA_SHA_256",
    }
    assert signature == b"signed" and asked == [("sign", asks)]


def test_stripes_keys_are_read_from_the_secret_of_the_deployment() -> None:
    held = {"secret_key": "sk_test_1", "webhook_secrets": ["whsec_1"], "endpoints": ["we_1", "we_2"]}
    keys, asked = requests(
        lambda secrets: SecretsManagerKeys("arn:secret", secrets).current(),
        get_secret_value={"SecretString": json.dumps(held)},
    )
    assert keys == StripeKeys("sk_test_1", ("whsec_1",), ("we_1", "we_2"))
    assert asked == [("get_secret_value", {"SecretId": "arn:secret"})]
