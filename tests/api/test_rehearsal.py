"""A process rehearses what people wait for: it reaches no one, leaves nothing behind, and takes any settings."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from botocore.model import OperationModel

from chalicelib import config
from chalicelib.api.rehearsal import BEARER, TIMES, NotRehearsed, rehearse
from chalicelib.aws.stand_in import StandIn
from chalicelib.aws.telemetry import logger
from chalicelib.bootstrap import Adapters, compose, connect
from chalicelib.config import Settings
from chalicelib.credit.errors import NotFound
from chalicelib.credit.identity import PatientKey
from chalicelib.dynamodb.tables import connection
from tests.api.api import Api, served
from tests.fakes.faults import FaultPlan
from tests.fakes.log_capture import LogCapture
from tests.fakes.settings import ENVIRONMENT
from tests.fakes.world import World

ELSEWHERE = {
    "STRIPE_PUBLISHABLE_KEY": "pk_live_x",
    "STRIPE_SECRET_KEY": "sk_live_x",
    "TOKEN_USE": "access",
    "TOKEN_ROLES": "full_access=admins",
    "TOKEN_CLAIM_AUDIENCE": "client_id",
    "TOKEN_CLAIM_CLINIC": "https://portal.example/clinic",
    "TOKEN_OPERATOR_AUDIENCE": "operators",
    "FRAME_ANCESTORS": "https:",
    "ORIGIN_SECRET": "shared with the distribution",
}
BALANCE_READS = ["GetItem", "Query", "GetItem"]
"""The clinic's identity provider, the clinic, and the patient's credit."""


@pytest.fixture(scope="module", params=[{}, ELSEWHERE], ids=["usual settings", "others"])
def settings(request: pytest.FixtureRequest) -> Settings:
    return config.read({**ENVIRONMENT, **request.param})


@pytest.fixture(scope="module")
def adapters(settings: Settings) -> Iterator[Adapters]:
    """With made-up credentials, so that none are looked for."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "none")
        yield connect(settings)


@pytest.fixture
def operations(adapters: Adapters) -> Iterator[list[str]]:
    """DynamoDB's, as they are asked for."""
    asked: list[str] = []

    def note(model: OperationModel, **_: object) -> None:
        asked.append(model.name)

    events = connection().client.meta.events
    events.register("before-call.dynamodb", note)
    yield asked
    events.unregister("before-call.dynamodb", note)


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """The log's."""
    found: list[str] = []
    handler, inner = LogCapture(found), logging.getLogger(logger.name)
    inner.addHandler(handler)
    yield found
    inner.removeHandler(handler)


def test_it_goes_down_to_the_stores_and_sends_nothing(
    adapters: Adapters, settings: Settings, operations: list[str]
) -> None:
    """Sockets are blocked here: a call that were sent would be refused, and the request that made it."""
    rehearse(adapters, settings)
    assert operations[:3] == BALANCE_READS
    assert Counter(operations)["TransactWriteItems"] >= 2 * TIMES, "of starts, and of payments that were settled"
    assert "BatchGetItem" in operations


def test_it_writes_no_line_and_counts_no_metric(
    adapters: Adapters, settings: Settings, lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    rehearse(adapters, settings)
    assert (lines, capsys.readouterr().out) == ([], "")


def test_nothing_of_it_is_remembered(adapters: Adapters, settings: Settings, operations: list[str]) -> None:
    """A real request asks for what the rehearsal seemed to know."""
    services = compose(adapters, settings)
    rehearse(adapters, settings)
    operations.clear()
    with StandIn(connection().client).responding(lambda _: b'{"Items": [], "Count": 0, "ScannedCount": 0}'):
        assert services.read_only.current() is None
        with pytest.raises(NotFound):
            services.clinics.get("clinic_rehearsal")
        assert services.credit.credit(PatientKey("clinic_rehearsal", "pat_rehearsal")).balance == 0
    assert operations == ["GetItem", "Query", "GetItem"]
    assert services.stripe_keys.current() == settings.stripe_keys


def test_the_environment_stays_as_it_was(adapters: Adapters, settings: Settings) -> None:
    """Chalice adds itself to what boto3 tells of this process at each call, and each app would add it again."""
    before = dict(os.environ)
    rehearse(adapters, settings)
    served(World().services)
    assert dict(os.environ) == before


def test_its_token_is_good_for_no_deployment() -> None:
    world = World()
    refused = Api(world, served(world.services)).with_token(BEARER).get("/v1/me/credit")
    assert (refused.status, refused.json["code"]) == (401, "invalid_token")


def test_a_request_that_is_refused_ends_it(adapters: Adapters, settings: Settings) -> None:
    unreachable = FaultPlan(at=0).guard(adapters.clinics)
    with pytest.raises(NotRehearsed, match="/v1/me/credit: 503"):
        rehearse(replace(adapters, clinics=unreachable), settings)
