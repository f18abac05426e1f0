"""Tallies of attempts: exact, an hour each, and gone by themselves."""

from __future__ import annotations

from datetime import timedelta

import boto3

from chalicelib.credit.rate_limits import Tally
from chalicelib.services.ports import RateLimitStore
from tests.contracts.ports.storage import CLINICS, REGION, resources
from tests.fakes.small import NOON

HERE, CLINIC = "address#a1", "clinic#clinic_demo"
START, DECLINE = Tally(starts=1), Tally(declines=1)


def test_each_attempt_gets_its_own_number(attempts: RateLimitStore) -> None:
    assert [attempts.count(HERE, NOON, START).starts for _ in range(5)] == [1, 2, 3, 4, 5]
    assert attempts.count(HERE, NOON, DECLINE) == Tally(starts=5, declines=1)


def test_counts_are_read_for_all_keys_in_one_call(attempts: RateLimitStore) -> None:
    attempts.count(HERE, NOON, START)
    attempts.count(CLINIC, NOON, DECLINE)
    assert attempts.counted((HERE, CLINIC, "address#never"), NOON) == {HERE: START, CLINIC: DECLINE}


def test_nothing_counted_is_nothing_found(attempts: RateLimitStore) -> None:
    assert attempts.counted((HERE, CLINIC), NOON) == {}


def test_another_hour_is_another_tally(attempts: RateLimitStore) -> None:
    later = NOON + timedelta(hours=1)
    attempts.count(HERE, NOON, START)
    assert attempts.counted((HERE,), later) == {}
    assert attempts.count(HERE, later, START) == START


def test_a_tally_expires_by_the_tables_ttl(kind: str, attempts: RateLimitStore) -> None:
    attempts.count(HERE, NOON, START)
    if kind == "real":
        [item] = boto3.client("dynamodb", region_name=REGION).scan(TableName=CLINICS)["Items"]
        attribute = resources()["ClinicsTable"]["Properties"]["TimeToLiveSpecification"]["AttributeName"]
        assert int(item[attribute]["N"]) == int((NOON + timedelta(hours=3)).timestamp())
