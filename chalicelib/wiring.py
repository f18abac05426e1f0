"""The one place that builds things. Each is built when first needed, so that a route pays only for what it uses."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from chalicelib import config
from chalicelib.services.clock import SystemClock
from chalicelib.services.issue_receipt import ReceiptDesk
from chalicelib.services.ports import Clinics, Counters, Ledger, Payments, Receipts
from chalicelib.services.settle_payment import Books

if TYPE_CHECKING:
    from chalicelib.credit.receipt import Receipt

clock = SystemClock()


@cache
def _tables() -> None:
    from chalicelib.stores.tables import use_tables

    settings = config.load()
    use_tables(settings.credit_table, settings.clinics_table, settings.region)


@cache
def ledger() -> Ledger:
    from chalicelib.stores.ledger import DynamoLedger

    _tables()
    return DynamoLedger()


@cache
def clinics() -> Clinics:
    from chalicelib.stores.clinics import DynamoClinics

    _tables()
    return DynamoClinics()


@cache
def payments() -> Payments:
    from chalicelib.payments.gateway import StripePayments

    settings = config.load()
    return StripePayments(settings.stripe_secret_key, settings.deployment, clock, settings.stripe_api_url)


@cache
def receipts() -> Receipts:
    from chalicelib.stores.receipts import S3Receipts

    settings = config.load()
    return S3Receipts(settings.receipts_bucket, settings.region)


@cache
def counters() -> Counters:
    from chalicelib.telemetry import MetricCounters

    return MetricCounters(config.load().deployment)


@cache
def books() -> Books:
    return Books(ledger=ledger(), clock=clock, counters=counters(), livemode=config.load().livemode)


def _render(receipt: Receipt) -> bytes:
    from chalicelib.receipts import render

    return render(receipt)


@cache
def receipt_desk() -> ReceiptDesk:
    return ReceiptDesk(books=books(), clinics=clinics(), payments=payments(), receipts=receipts(), render=_render)
