"""The real service on simulated infrastructure: its stores, its gateway, its webhook, its jobs."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast
from unittest.mock import patch

from botocore.session import Session, get_session
from chalice.app import Request
from pynamodb.connection import Connection
from pynamodb.models import Model
from stripe import _util

from chalicelib import config
from chalicelib.api.core.http_request import HttpRequest
from chalicelib.api.core.parameters import SignedBody
from chalicelib.api.core.request import PublicRequest
from chalicelib.api.endpoints.stripe_webhook import stripe_event
from chalicelib.aws.document_files import S3Documents
from chalicelib.aws.receipt_files import S3Receipts
from chalicelib.aws.report_files import S3ReportFiles
from chalicelib.aws.stripe_keys import FixedKeys
from chalicelib.bootstrap import Adapters, compose
from chalicelib.credit.document import Document
from chalicelib.credit.rate_limits import Tally
from chalicelib.credit.receipt import Receipt
from chalicelib.dynamodb.clinic_ledger import DynamoClinicLedger
from chalicelib.dynamodb.clinics import DynamoClinics
from chalicelib.dynamodb.cursors import DynamoCursors
from chalicelib.dynamodb.events import DynamoEvents
from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.dynamodb.report_days import DynamoReportDays
from chalicelib.dynamodb.tables import CreditItem, CreditKeys, use_tables
from chalicelib.jobs.receipts import on_credit_change
from chalicelib.services.due_work.work_off import WorkReport
from chalicelib.stripe_gateway.client import FixedClient, new_client
from chalicelib.stripe_gateway.gateway import StripePayments
from chalicelib.stripe_gateway.movements import StripeMovements
from chalicelib.stripe_gateway.statements import StripeStatements
from chalicelib.webhooks.secrets import DerivedSecrets
from tests.fakes.events import FakeDeliveries, FakeWebhooks
from tests.fakes.messages import FakeMessages
from tests.fakes.proofs import FakeProofs, FakeSigner
from tests.fakes.small import FakeEventEndpoints, FakePublicDocuments
from tests.simulation.dynamo.client import SimulatedClient
from tests.simulation.dynamo.database import Database
from tests.simulation.dynamo.table import Index, Table
from tests.simulation.scheduler import Scheduler
from tests.simulation.storage import SimulatedS3
from tests.simulation.stripe.transport import SimulatedTransport
from tests.simulation.stripe.world import Json, StripeWorld
from tests.simulation.virtual_time import VirtualClock

DEPLOYMENT = "simulated"
SECRET = "whsec_simulated"
KEY = "sk_test_simulated"
CREDIT, CLINICS = "credit", "clinics"
ENVIRONMENT = {
    "DEPLOYMENT": DEPLOYMENT,
    "AWS_REGION": "us-east-1",
    "CREDIT_TABLE": CREDIT,
    "CLINICS_TABLE": CLINICS,
    "RECEIPTS_BUCKET": "receipts",
    "PROOFS_BUCKET": "proofs",
    "WORK_QUEUE": "work",
    "TOP_UP_QUEUE": "top-ups",
    "PROOF_KEY": "arn:aws:kms:us-east-1:000000000000:key/proofs",
    "DELIVERY_QUEUE": "https://sqs.simulated/deliveries.fifo",
    "WEBHOOK_KEY": "a key of the simulation",
    "STRIPE_SECRET_KEY": KEY,
    "STRIPE_WEBHOOK_SECRET": SECRET,
    "STRIPE_PUBLISHABLE_KEY": "pk_test_simulated",
    "TOKEN_ISSUER": "https://identity.simulated",
    "TOKEN_AUDIENCE": "credit",
    "TOKEN_JWKS_URL": "https://identity.simulated/jwks",
}


def tables() -> dict[str, Table]:
    """The tables as the models describe them; a test compares those with the storage template."""
    indexes = {}
    for found in CreditKeys._indexes.values():
        attributes = found.Meta.attributes.values()
        hash_key = found._hash_key_attribute()
        range_key = next(attribute for attribute in attributes if attribute.is_range_key)
        projects = frozenset(found.Meta.projection.non_key_attributes or ())
        name = found.Meta.index_name
        indexes[name] = Index(name, hash_key.attr_name, range_key.attr_name, projects)
    return {CREDIT: Table(CREDIT, indexes), CLINICS: Table(CLINICS)}


class NoLimits:
    """See services.ports.RateLimitStore: the simulated patients are many, and none tests cards."""

    def counted(self, keys: Sequence[str], hour: datetime) -> Mapping[str, Tally]:
        return {}

    def count(self, key: str, hour: datetime, more: Tally) -> Tally:
        return Tally()


class Counted(Counter[str]):
    """See services.ports.Metrics."""

    def count(self, name: str, value: int = 1) -> None:
        self[name] += value


def _render(receipt: Document) -> bytes:
    assert isinstance(receipt, Receipt), "no statement is requested here"
    mark = "DUPLICATE " if receipt.duplicate else ""
    means = receipt.card.last4 if receipt.card else receipt.tender
    paid = f"{receipt.amount} {receipt.currency} {means} {receipt.paid_at:%Y-%m-%dT%H:%M}"
    return f"{mark}{receipt.number} {paid}".encode()


@dataclass
class Service:
    """The service as its callers reach it. Every call of it to the outside goes through `scheduler`."""

    scheduler: Scheduler
    database: Database
    stripe_world: StripeWorld
    s3: SimulatedS3
    counters: Counted
    bears_dispute_fees: bool = False

    def __post_init__(self) -> None:
        self.clock = VirtualClock(self.scheduler.time, self.scheduler.sleep)
        self.client = SimulatedClient(self.database, self.scheduler)
        self.ledger, self.clinics = DynamoLedger(), DynamoClinics()
        self.receipts = S3Receipts("receipts", cast(Any, self.s3))
        transport = SimulatedTransport(self.stripe_world, self.scheduler)
        client = FixedClient(new_client(KEY, transport))
        self.payments = StripePayments(client, DEPLOYMENT, self.clock)
        self.proofs = FakeProofs()
        settings = config.read(ENVIRONMENT)
        assert settings.stripe_keys is not None, "given in the environment"
        adapters = Adapters(
            ledger=self.ledger,
            clinics=self.clinics,
            stripe=self.payments,
            stripe_keys=FixedKeys(settings.stripe_keys),
            receipts=self.receipts,
            documents=S3Documents("receipts", cast(Any, self.s3)),
            clinic_ledger=DynamoClinicLedger(),
            report_days=DynamoReportDays(),
            report_files=S3ReportFiles("reports", cast(Any, self.s3)),
            movements=StripeMovements(client, DEPLOYMENT),
            event_endpoints=FakeEventEndpoints(),
            cursors=DynamoCursors(),
            messages=FakeMessages(),
            statements=StripeStatements(client, DEPLOYMENT),
            proofs=self.proofs,
            signer=FakeSigner(),
            rate_limits=NoLimits(),
            render=_render,
            events=DynamoEvents(self.clock),
            deliveries=FakeDeliveries(self.clock),
            webhooks=FakeWebhooks(),
            webhook_secrets=DerivedSecrets(settings.webhook_key),
            public_documents=FakePublicDocuments(),
            event_bus=None,
            metrics=self.counters,
            clock=self.clock,
            checks={},
        )
        self.services = compose(adapters, settings)

    def sweep(self) -> WorkReport:
        self.services.refresh_accounts()
        return self.services.sweep()

    def take_event(self, event: Json) -> None:
        """Stripe posts an event, signed. Raises whatever is not a 2xx."""
        body, now = json.dumps(event).encode(), int(time.time())
        digest = hmac.new(SECRET.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
        http = HttpRequest(_request(body.decode(), f"t={now},v1={digest}"), {})
        stripe_event(PublicRequest(http), SignedBody.of(http), self.services)

    def take_changes(self, records: list[dict[str, Any]]) -> None:
        """The table's stream delivers a batch. Raises: deliver it again."""
        on_credit_change(list(records), self.services)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """While this lasts, the stores are this service's."""
        client = self.client
        with ExitStack() as stack:
            stack.enter_context(patch.object(Connection, "client", property(lambda _: client)))
            stack.enter_context(patch.object(Connection, "session", property(lambda _: _session())))
            stack.enter_context(patch.object(_util, "logfmt", _unread))
            forget_connections(CreditItem)
            use_tables(CREDIT, CLINICS, "us-east-1")
            yield


def _unread(props: Mapping[str, object]) -> str:
    """The SDK renders four lines per request for a log that is off."""
    return "not rendered"


@cache
def _session() -> Session:
    """One for all services, which only read from it what they call themselves: to make one takes 20 ms."""
    return get_session()


def _request(body: str, signature: str) -> Request:
    """As API Gateway hands it to Chalice."""
    event = {
        "headers": {"stripe-signature": signature},
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "requestContext": {"httpMethod": "POST", "resourcePath": "/v1/stripe/events"},
        "stageVariables": None,
        "body": body,
        "isBase64Encoded": False,
    }
    return Request(event)


def forget_connections(model: type[Model]) -> None:
    """Another test of this process may have used these models on other tables. Its subclasses inherit from it again."""
    model._connection = None
    for kind in model.__subclasses__():
        forget_connections(kind)
        del kind._connection
