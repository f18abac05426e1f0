"""One double for all of these tests, and Stripe's own SDK pointed at it."""

from collections.abc import Iterator

import pytest
from stripe._v1_services import V1Services

from infra.stripe_double.testing import Controls, Running, running_double
from infra.stripe_double.tests.support.listener import Listener, listening
from infra.stripe_double.tests.support.spec_validating_client import client


@pytest.fixture(scope="session")
def double(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One double for all of these tests: pending work ends by a test control only, and retries are quick."""
    options = ("--async-delay", "-1", "--webhook-backoff", "0.05", "--webhook-attempts", "6")
    with running_double(tmp_path_factory.mktemp("stripe"), 0, *options) as running:
        controls = running.controls
        controls.post("/accounts", id="acct_main", country="CA", default_currency="cad")
        controls.post("/accounts", id="acct_closed", charges_enabled=False, payouts_enabled=False)
        yield running


@pytest.fixture
def controls(double: Running) -> Iterator[Controls]:
    """The test controls; every rule that a test leaves is deleted."""
    yield double.controls
    double.controls.delete("/rules")


@pytest.fixture
def api(double: Running) -> V1Services:
    """Stripe's SDK, validated, without retries of its own."""
    return client(double).v1


@pytest.fixture
def listener() -> Iterator[Listener]:
    """An HTTP server that takes webhooks."""
    with listening() as found:
        yield found
