"""Tables and bucket in moto, from the same template that production is made of."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Literal
from unittest import mock

import boto3
import yaml
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from chalicelib.dynamodb.tables import use_tables

TEMPLATE = Path(__file__).parents[3] / "infra" / "templates" / "storage.yaml"
REGION: Literal["ca-central-1"] = "ca-central-1"
CREDIT, CLINICS, BUCKET = "test-credit", "test-clinics", "test-receipts"
TABLE_PROPERTIES = (
    "AttributeDefinitions",
    "KeySchema",
    "GlobalSecondaryIndexes",
    "BillingMode",
)


class Template(yaml.SafeLoader):
    """YAML with CloudFormation's short functions, which say nothing about keys and indexes."""


Template.add_multi_constructor("!", lambda loader, suffix, node: f"!{suffix}")


@cache
def resources() -> dict[str, Any]:
    """The template's resources, by logical id."""
    found: dict[str, Any] = yaml.load(TEMPLATE.read_text("utf-8"), Template)["Resources"]
    return found


@contextmanager
def storage() -> Iterator[None]:
    """An empty credit table, clinics table and bucket, which the stores use until the block ends."""
    environment = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    with mock.patch.dict(os.environ, environment), mock_aws():
        os.environ.pop("AWS_ENDPOINT_URL", None)
        _make()
        use_tables(CREDIT, CLINICS, REGION)
        yield


def _make() -> None:
    database = boto3.client("dynamodb", region_name=REGION)
    for logical_id, name in (("CreditTable", CREDIT), ("ClinicsTable", CLINICS)):
        wanted = resources()[logical_id]["Properties"]
        database.create_table(TableName=name, **{key: wanted[key] for key in TABLE_PROPERTIES if key in wanted})
    boto3.client("s3", region_name=REGION).create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
    )


def empty() -> None:
    """Take every item out of both tables, in moto itself: by requests it took longer than most tests."""
    for name in (CREDIT, CLINICS):
        dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].get_table(name).items.clear()
