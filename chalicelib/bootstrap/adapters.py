"""The adapters to AWS and Stripe: one implementation per outside system."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from chalicelib.aws.clients import events_client, kms_client, mail_client, s3_client, secrets_client, sqs_client
from chalicelib.aws.delivery_queue import SqsDeliveries
from chalicelib.aws.document_files import S3Documents
from chalicelib.aws.event_bus import EventBridgeBus
from chalicelib.aws.first_use import Use, use_once
from chalicelib.aws.mail import SesMailer
from chalicelib.aws.proof_files import S3Proofs
from chalicelib.aws.proof_signing import KeyFileSigner, KmsSigner
from chalicelib.aws.receipt_files import S3Receipts
from chalicelib.aws.report_files import S3ReportFiles
from chalicelib.aws.stripe_keys import FixedKeys, SecretsManagerKeys, StripeKeyProvider
from chalicelib.aws.telemetry import CloudWatchMetrics
from chalicelib.aws.work_messages import SqsWorkMessages
from chalicelib.bootstrap.checks import deployment_checks
from chalicelib.config import Settings
from chalicelib.credit.document import Document
from chalicelib.dynamodb.clinic_ledger import DynamoClinicLedger
from chalicelib.dynamodb.clinics import DynamoClinics
from chalicelib.dynamodb.cursors import DynamoCursors
from chalicelib.dynamodb.events import DynamoEvents
from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.dynamodb.rate_limits import DynamoRateLimits
from chalicelib.dynamodb.report_days import DynamoReportDays
from chalicelib.dynamodb.tables import open_tables
from chalicelib.services.clock import SystemClock
from chalicelib.services.events.publish_events import EventStores
from chalicelib.services.ports import (
    Clinics,
    Clock,
    Cursors,
    DocumentFiles,
    Documents,
    EventEndpoints,
    Ledger,
    Mailer,
    Metrics,
    Movements,
    RateLimitStore,
    Receipts,
    Render,
    Stripe,
    WorkMessages,
)
from chalicelib.services.ports.checks import Check
from chalicelib.services.ports.events import DeliveryQueue, EventBus, Webhooks, WebhookSecrets
from chalicelib.services.ports.proofs import ClinicLedger, ProofStore, Signer, Statements
from chalicelib.services.ports.reports import ReportDays, ReportFiles
from chalicelib.stripe_gateway.client import RotatingClient
from chalicelib.stripe_gateway.event_endpoints import StripeEventEndpoints
from chalicelib.stripe_gateway.gateway import StripePayments
from chalicelib.stripe_gateway.movements import StripeMovements
from chalicelib.stripe_gateway.statements import StripeStatements
from chalicelib.webhooks.caller import WebhookCaller
from chalicelib.webhooks.public_documents import PublicDocuments
from chalicelib.webhooks.secrets import DerivedSecrets

Client = TypeVar("Client")


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapters:
    """One implementation per outside system. Tests give fakes."""

    ledger: Ledger
    clinics: Clinics
    stripe: Stripe
    stripe_keys: StripeKeyProvider
    receipts: Receipts
    documents: DocumentFiles
    clinic_ledger: ClinicLedger
    report_days: ReportDays
    report_files: ReportFiles
    movements: Movements
    event_endpoints: EventEndpoints
    cursors: Cursors
    messages: WorkMessages
    statements: Statements
    proofs: ProofStore
    signer: Signer
    rate_limits: RateLimitStore
    render: Render
    events: EventStores
    deliveries: DeliveryQueue
    webhooks: Webhooks
    webhook_secrets: WebhookSecrets
    public_documents: Documents
    event_bus: EventBus | None
    metrics: Metrics
    clock: Clock
    checks: Mapping[str, Check]
    mailer: Mailer | None = None


def connect(settings: Settings, clock: Clock | None = None) -> Adapters:
    """The adapters to AWS and Stripe, with their clients. Opens no connection."""
    open_tables(settings.credit_table, settings.clinics_table, settings.region)
    used, keys, metrics = clock or SystemClock(), _stripe_keys(settings), CloudWatchMetrics(settings.deployment)
    clients = RotatingClient(lambda: keys.current().secret_key, settings.stripe_api_url)
    s3, sqs = s3_client(settings.region), _at_first_use(sqs_client, settings)
    ledger, clinics = DynamoLedger(), DynamoClinics()
    return Adapters(
        ledger=ledger,
        clinics=clinics,
        stripe=StripePayments(clients, settings.deployment, used),
        stripe_keys=keys,
        receipts=S3Receipts(settings.receipts_bucket, s3),
        documents=S3Documents(settings.receipts_bucket, s3),
        clinic_ledger=DynamoClinicLedger(),
        report_days=DynamoReportDays(),
        report_files=S3ReportFiles(settings.receipts_bucket, s3),
        movements=StripeMovements(clients, settings.deployment),
        event_endpoints=StripeEventEndpoints(clients, settings.deployment),
        cursors=DynamoCursors(),
        messages=SqsWorkMessages(settings.work_queue, settings.top_up_queue, sqs),
        statements=StripeStatements(clients, settings.deployment),
        proofs=S3Proofs(settings.proofs_bucket, s3),
        signer=_signer(settings),
        rate_limits=DynamoRateLimits(),
        render=_render(metrics),
        events=DynamoEvents(used),
        deliveries=SqsDeliveries(settings.delivery_queue, sqs),
        webhooks=WebhookCaller(allow_loopback=settings.webhooks_to_loopback),
        webhook_secrets=DerivedSecrets(settings.webhook_key),
        public_documents=PublicDocuments(allow_loopback=settings.webhooks_to_loopback),
        event_bus=_event_bus(settings),
        metrics=metrics,
        clock=used,
        checks=deployment_checks(settings, clients, keys, clinics),
        mailer=_mailer(settings),
    )


def _mailer(settings: Settings) -> Mailer | None:
    if settings.notice_sender is None:
        return None
    return SesMailer(_at_first_use(mail_client, settings), settings.notice_sender, settings.notice_configuration_set)


def _stripe_keys(settings: Settings) -> StripeKeyProvider:
    if settings.stripe_keys:
        return FixedKeys(settings.stripe_keys)
    client, arn = secrets_client(settings.region), settings.stripe_secret_arn or ""
    use_once(client, [Use(operation="get_secret_value", given={"SecretId": arn}, response={"SecretString": "{}"})])
    return SecretsManagerKeys(arn, client)


def _signer(settings: Settings) -> Signer:
    if settings.proof_key.startswith("arn:"):
        return KmsSigner(settings.proof_key, _at_first_use(kms_client, settings))
    return KeyFileSigner(Path(settings.proof_key))


def _event_bus(settings: Settings) -> EventBus | None:
    if settings.event_bus is None:
        return None
    return EventBridgeBus(settings.event_bus, settings.deployment, _at_first_use(events_client, settings))


def _at_first_use(make: Callable[[str], Client], settings: Settings) -> Callable[[], Client]:
    """Make a client at its first use, once: most functions never use it."""
    return cache(partial(make, settings.region))


def _render(metrics: Metrics) -> Render:
    def rendered(document: Document) -> bytes:
        from chalicelib.receipt_pdf import render  # noqa: PLC0415  Typst is in the layer of the functions that render.

        return render(document, lambda: metrics.count("ReceiptsWithLostLetters"))

    return rendered
