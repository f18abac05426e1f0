"""The stack as the other tests use it: parts can fail and come back, and what was on its way arrives."""

from __future__ import annotations

import gzip
import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import requests

from infra.devstack import aws
from infra.devstack.settings import REGION
from infra.devstack.stack import Stack
from infra.ops.operate.move import Move
from tests.deploy import items_of_today

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TableDescriptionTypeDef

TIMEOUT_S = 120
PATIENCE_S = 120.0


@pytest.fixture
def values(stack: Stack) -> dict[str, str]:
    return stack.environment


def credit_table(stack: Stack) -> TableDescriptionTypeDef:
    return aws.tables(stack.settings).describe_table(TableName=stack.environment["CREDIT_TABLE"])["Table"]


def test_the_tables_here_are_the_tables_of_production(stack: Stack) -> None:
    table = credit_table(stack)
    assert table["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert "LocalSecondaryIndexes" not in table
    assert {index["IndexName"] for index in table["GlobalSecondaryIndexes"]} == {"by-clinic", "to-do"}


def test_a_table_made_from_an_export_has_every_item_index_and_a_stream(stack: Stack) -> None:
    """The emulator's export writes no data; its import reads what AWS's export would have written."""
    client, in_use = aws.tables(stack.settings), stack.environment["CREDIT_TABLE"]
    items = sorted(items_of_today.written(items_of_today.credit_table()), key=str)
    lines = "".join(json.dumps({"Item": item}) + "\n" for item in items)
    s3: Any = boto3.client("s3", **aws.client_settings(stack.settings))
    s3.create_bucket(Bucket="moving", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket="moving", Key="AWSDynamoDB/01/data/a.json.gz", Body=gzip.compress(lines.encode()))
    move = Move(client, lambda said: None, poll_s=0.1)
    assert move.export(in_use, "moving", datetime.now(UTC)).startswith("s3://moving/AWSDynamoDB/")
    assert move.bring_in(in_use, "s3://moving/AWSDynamoDB/01/data/", "moved-credit")
    made = client.describe_table(TableName="moved-credit")["Table"]
    assert {index["IndexName"] for index in made["GlobalSecondaryIndexes"]} == {"by-clinic", "to-do"}
    assert made["DeletionProtectionEnabled"]
    assert sorted(client.scan(TableName="moved-credit", ConsistentRead=True)["Items"], key=str) == items


def test_deploying_the_template_again_changes_nothing(stack: Stack) -> None:
    before = credit_table(stack)["TableArn"]
    assert aws.deploy(stack.settings).credit_table == stack.environment["CREDIT_TABLE"]
    assert credit_table(stack)["TableArn"] == before


def test_a_browser_that_keeps_its_connection_waits_for_no_acknowledgement(values: dict[str, str]) -> None:
    """An answer sent in two pieces would take 40 ms each time, however idle the machine."""

    def took_s(session: requests.Session) -> float:
        begun = time.perf_counter()
        assert session.get(f"{values['API_URL']}/v1/health", timeout=TIMEOUT_S).status_code == 200
        return time.perf_counter() - begun

    with requests.Session() as session:
        took_s(session)
        assert any(took_s(session) < 0.035 for _ in range(400)), "not even once, on a busy machine"


def test_the_api_can_stop_and_come_back(stack: Stack, values: dict[str, str]) -> None:
    stack.stop_component("app")
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{values['API_URL']}/v1/health", timeout=TIMEOUT_S)
    stack.start_component("app")
    assert requests.get(f"{values['API_URL']}/v1/health", timeout=TIMEOUT_S).json() == {"status": "ok"}


def test_a_receipt_is_made_though_the_stream_was_down_when_the_patient_paid(
    stack: Stack, values: dict[str, str]
) -> None:
    stack.stop_component("stream")
    who = {"Authorization": f"Bearer {stack.token('patient', clinic='clinic_demo', patient='pat_stream')}"}
    top_up = pay_in(values, who)
    stack.start_component("stream")
    receipt = wait_for_receipt(f"{values['API_URL']}/v1/me/top-ups/{top_up}/receipt", who)
    assert requests.get(receipt["url"], timeout=TIMEOUT_S).content.startswith(b"%PDF-")


def pay_in(values: dict[str, str], who: dict[str, str]) -> str:
    """A top-up that succeeded; returns its id."""
    top_ups = f"{values['API_URL']}/v1/me/top-ups"
    started = requests.post(
        top_ups,
        json={"amount": 2_500, "location_id": "loc_north"},
        headers=who | {"Idempotency-Key": "one"},
        timeout=TIMEOUT_S,
    ).json()
    requests.post(
        f"{values['STRIPE_API_URL']}/v1/payment_intents/{started['client_secret'].partition('_secret')[0]}/confirm",
        data={"payment_method": "pm_card_visa", "return_url": values["API_URL"]},
        headers={"Authorization": f"Bearer {values['STRIPE_SECRET_KEY']}"},
        timeout=TIMEOUT_S,
    ).raise_for_status()
    settled = requests.post(f"{top_ups}/{started['id']}/settle", headers=who, timeout=TIMEOUT_S).json()
    assert settled["status"] == "succeeded"
    top_up: str = settled["id"]
    return top_up


def wait_for_receipt(url: str, who: dict[str, str]) -> dict[str, str]:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        answer = requests.get(url, headers=who, timeout=TIMEOUT_S)
        if answer.status_code == 200:
            ready: dict[str, str] = answer.json()
            return ready
        time.sleep(0.1)
    raise AssertionError(f"no receipt after {PATIENCE_S} s: {answer.status_code} {answer.text}")
