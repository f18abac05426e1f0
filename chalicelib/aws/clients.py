"""Clients of AWS with this service's limits. Making one opens no connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from chalicelib.aws.delivery_queue import Queue
from chalicelib.aws.event_bus import Bus
from chalicelib.aws.limits import CONNECT_TIMEOUT_S, READ_TIMEOUT_S, RETRIES
from chalicelib.aws.mail import MailClient
from chalicelib.aws.proof_signing import SigningKeys
from chalicelib.aws.stripe_keys import Secrets
from chalicelib.aws.tls import with_certificates

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client  # Stubs: not installed where the functions run.

LIMITS = Config(
    connect_timeout=CONNECT_TIMEOUT_S,
    read_timeout=READ_TIMEOUT_S,
    retries={"total_max_attempts": RETRIES + 1, "mode": "standard"},
)


def s3_client(region: str) -> S3Client:
    signing = Config(signature_version="s3v4", s3={"addressing_style": "path"})
    return boto3.client("s3", region_name=region, config=LIMITS.merge(signing))


def secrets_client(region: str) -> Secrets:
    client: Secrets = boto3.client("secretsmanager", region_name=region, config=LIMITS)
    return with_certificates(client)


def mail_client(region: str) -> MailClient:
    """SES, asked once: it has no idempotency key, and a second request may be a second mail."""
    once = Config(connect_timeout=1, read_timeout=4, retries={"total_max_attempts": 1, "mode": "standard"})
    client: MailClient = boto3.client("sesv2", region_name=region, config=once)
    return client


def kms_client(region: str) -> SigningKeys:
    client: SigningKeys = boto3.client("kms", region_name=region, config=LIMITS)
    return client


def sqs_client(region: str) -> Queue:
    client: Queue = boto3.client("sqs", region_name=region, config=LIMITS)
    return client


def events_client(region: str) -> Bus:
    client: Bus = boto3.client("events", region_name=region, config=LIMITS)
    return client


def client_of(region: str, service: str) -> Any:
    """A client of a service that only the doctor asks."""
    return boto3.client(service, region_name=region, config=LIMITS)  # type: ignore[call-overload]
