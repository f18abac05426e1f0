"""Clients of AWS with this service's limits. Making one opens no connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from chalicelib.aws.delivery_queue import Queue
from chalicelib.aws.event_bus import Bus
from chalicelib.aws.foreign_responses import refuse_foreign_responses
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
    client: S3Client = client_of(region, "s3", LIMITS.merge(signing))
    return client


def secrets_client(region: str) -> Secrets:
    client: Secrets = client_of(region, "secretsmanager")
    return with_certificates(client)


def mail_client(region: str) -> MailClient:
    """SES, asked once: it has no idempotency key, and a second request may be a second mail."""
    once = Config(connect_timeout=1, read_timeout=4, retries={"total_max_attempts": 1, "mode": "standard"})
    client: MailClient = client_of(region, "sesv2", once)
    return client


def kms_client(region: str) -> SigningKeys:
    client: SigningKeys = client_of(region, "kms")
    return client


def sqs_client(region: str) -> Queue:
    client: Queue = client_of(region, "sqs")
    return client


def events_client(region: str) -> Bus:
    client: Bus = client_of(region, "events")
    return client


def client_of(region: str, service: str, config: Config = LIMITS) -> Any:
    """A client of any service. Those without a function of their own are asked by the doctor alone."""
    client: Any = boto3.client(service, region_name=region, config=config)  # type: ignore[call-overload]
    refuse_foreign_responses(client.meta.events)
    return client


def operators_session(region: str) -> boto3.Session:
    """The session of an operator's command, with botocore's own limits."""
    session = boto3.Session(region_name=region)
    refuse_foreign_responses(session.events)
    return session
