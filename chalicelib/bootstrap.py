"""The one place that builds things. Each is built when first needed, so that a route pays only for what it uses."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from chalicelib import config
from chalicelib.services.clock import SystemClock

if TYPE_CHECKING:
    from chalicelib.aws.stripe_keys import StripeKeyProvider
    from chalicelib.credit.receipt import Receipt
    from chalicelib.services.issue_receipt import ReceiptDesk
    from chalicelib.services.ports import Clinics, Ledger, Metrics, Payments, RateLimitStore, Receipts
    from chalicelib.services.rate_limiter import RateLimiter
    from chalicelib.services.settle_payment import Books

clock = SystemClock()


@cache
def _tables() -> None:
    from chalicelib.dynamodb.tables import use_tables

    settings = config.load()
    use_tables(settings.credit_table, settings.clinics_table, settings.region)


@cache
def ledger() -> Ledger:
    from chalicelib.dynamodb.ledger import DynamoLedger

    _tables()
    return DynamoLedger()


@cache
def clinics() -> Clinics:
    from chalicelib.dynamodb.clinics import DynamoClinics

    _tables()
    return DynamoClinics()


@cache
def attempts() -> RateLimitStore:
    from chalicelib.dynamodb.rate_limits import DynamoRateLimits

    _tables()
    return DynamoRateLimits()


@cache
def stripe_keys() -> StripeKeyProvider:
    from chalicelib.aws.stripe_keys import FixedKeys, SecretsManagerKeys

    settings = config.load()
    if settings.stripe_keys:
        return FixedKeys(settings.stripe_keys)
    return SecretsManagerKeys(settings.stripe_secret_arn or "", settings.region)


def payments() -> Payments:
    """Asked for again by each request: the key may have been rotated since."""
    return _payments(stripe_keys().current().secret_key)


@lru_cache(maxsize=1)
def _payments(secret_key: str) -> Payments:
    from chalicelib.stripe_gateway.gateway import StripePayments

    settings = config.load()
    return StripePayments(secret_key, settings.deployment, clock, settings.stripe_api_url)


@cache
def receipts() -> Receipts:
    from chalicelib.aws.receipt_files import S3Receipts

    settings = config.load()
    return S3Receipts(settings.receipts_bucket, settings.region)


@cache
def counters() -> Metrics:
    from chalicelib.aws.telemetry import CloudWatchMetrics

    return CloudWatchMetrics(config.load().deployment)


@cache
def books() -> Books:
    from chalicelib.services.settle_payment import Books

    livemode = config.load().livemode
    return Books(ledger=ledger(), clock=clock, counters=counters(), livemode=livemode, attempts=attempts())


def watch(clinic_id: str, address: str | None) -> RateLimiter:
    from chalicelib.services.rate_limiter import RateLimiter

    return RateLimiter(attempts=attempts(), counters=counters(), clock=clock, clinic_id=clinic_id, address=address)


def _render(receipt: Receipt) -> bytes:
    from chalicelib.receipt_pdf import render

    return render(receipt)


def receipt_desk() -> ReceiptDesk:
    from chalicelib.services.issue_receipt import ReceiptDesk

    return ReceiptDesk(books=books(), clinics=clinics(), payments=payments, receipts=receipts(), render=_render)
