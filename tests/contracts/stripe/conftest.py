"""One double for all of these tests, and Stripe's own SDK pointed at it."""

from collections.abc import Iterator

import pytest
from stripe._v1_services import V1Services

from infra.stripe_double.knob_client import Knobs
from infra.stripe_double.testing import Running, running_double
from tests.contracts.stripe.judge import client
from tests.contracts.stripe.listener import Listener, listening


@pytest.fixture(scope="session")
def double(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One double for all of these tests: what is pending ends when a knob says so, and retries are quick."""
    options = ("--async-delay", "-1", "--webhook-backoff", "0.05", "--webhook-attempts", "6")
    with running_double(tmp_path_factory.mktemp("stripe"), 0, *options) as running:
        knobs = running.knobs
        knobs.post("/accounts", id="acct_main", country="CA", default_currency="cad")
        knobs.post("/accounts", id="acct_closed", charges_enabled=False, payouts_enabled=False)
        yield running


@pytest.fixture
def knobs(double: Running) -> Iterator[Knobs]:
    """The knobs; every rule that a test leaves is taken back."""
    yield double.knobs
    double.knobs.delete("/rules")


@pytest.fixture
def api(double: Running) -> V1Services:
    """Stripe's SDK, judged, without retries of its own."""
    return client(double).v1


@pytest.fixture
def listener() -> Iterator[Listener]:
    """An HTTP server that takes webhooks."""
    with listening() as found:
        yield found
