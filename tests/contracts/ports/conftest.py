"""One suite a port: each test runs on the fake and on the real adapter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import pytest_socket

from chalicelib.aws.clients import s3_client
from chalicelib.aws.document_files import S3Documents
from chalicelib.aws.receipt_files import S3Receipts
from chalicelib.credit.identity import derived_id
from chalicelib.credit.payment import Payment
from chalicelib.dynamodb.clinics import DynamoClinics
from chalicelib.dynamodb.events import DynamoEvents
from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.dynamodb.rate_limits import DynamoRateLimits
from chalicelib.services.events.publish_events import EventStores
from chalicelib.services.ports import Clinics, DocumentFiles, Ledger, RateLimitStore, Receipts
from tests.contracts.ports.storage import BUCKET, REGION, empty, storage
from tests.contracts.ports.stripe_benches import Bench, DoubleBench, FakeBench
from tests.contracts.ports.stripe_in_process import stripe_in_process
from tests.fakes.attempts import FakeAttempts
from tests.fakes.clinics import FakeClinics
from tests.fakes.documents import FakeDocumentFiles
from tests.fakes.events import FakeEvents
from tests.fakes.examples import account, payment
from tests.fakes.ledger import FakeLedger
from tests.fakes.small import FakeClock, FakeReceipts


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("slow") is None:
        pytest_socket.disable_socket(allow_unix_socket=True)


@pytest.fixture(scope="module", params=["fake", "real"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def made_tables(kind: str) -> Iterator[None]:
    """Tables for a whole file of tests: making them takes longer than most tests."""
    if kind == "fake":
        yield
        return
    with storage():
        yield


@pytest.fixture
def tables(kind: str, made_tables: None) -> None:
    """The same tables, emptied."""
    if kind == "real":
        empty()


@pytest.fixture
def ledger(kind: str, tables: None) -> Ledger:
    return FakeLedger() if kind == "fake" else DynamoLedger()


@pytest.fixture
def clinics(kind: str, tables: None) -> Clinics:
    return FakeClinics() if kind == "fake" else DynamoClinics()


@pytest.fixture
def events(kind: str, tables: None) -> EventStores:
    clock = FakeClock()
    return FakeEvents(clock) if kind == "fake" else DynamoEvents(clock)


@pytest.fixture
def attempts(kind: str, tables: None) -> RateLimitStore:
    return FakeAttempts() if kind == "fake" else DynamoRateLimits()


@pytest.fixture
def receipts(kind: str, tables: None) -> Receipts:
    return FakeReceipts() if kind == "fake" else S3Receipts(BUCKET, s3_client(REGION))


@pytest.fixture
def documents(kind: str, tables: None) -> DocumentFiles:
    return FakeDocumentFiles() if kind == "fake" else S3Documents(BUCKET, s3_client(REGION))


@pytest.fixture(scope="module")
def bench(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    if kind == "fake":
        made: Bench = FakeBench()
        made.has_account(account())
        yield made
        return
    with stripe_in_process(tmp_path_factory.mktemp("stripe"), FakeClock()) as (payments, transport):
        made = DoubleBench(payments, transport)
        made.has_account(account())
        yield made


@pytest.fixture
def fresh(request: pytest.FixtureRequest) -> Payment:
    """A payment of the test's own, started now by the machine's clock, as Stripe's double sees it."""
    now = datetime.now(UTC).replace(microsecond=0)
    return payment(derived_id("pay", request.node.name), created_at=now)
