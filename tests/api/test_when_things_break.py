"""Faults: callers learn what to do, and neither they nor the log see secrets or personal data."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.api.core.routing import Route
from chalicelib.aws.telemetry import logger
from chalicelib.credit.errors import Conflict, NotAllowed, Unavailable
from tests.api.api import API, Api
from tests.api.test_roles import called
from tests.fakes.faults import FaultPlan, When

SECRETS = ("Ana", "Núñez", "4242", "Bearer", "eyJ", "sk_test", "pat_ana")
OF_THE_MACHINE = {"created", "msecs", "relativeCreated", "thread", "process"}
"""Numbers of a log record in which a card's last digits could be found by chance."""
WITH_ROLES = [route for route in API if route.roles is not None]


class Broken:
    """An adapter of which every call raises."""

    def __init__(self, fault: Exception) -> None:
        self._fault = fault

    def __getattr__(self, name: str) -> Any:
        def call(*_: object, **__: object) -> None:
            raise self._fault

        return call


def broken(api: Api, fault: Exception) -> Api:
    """The API on adapters that all raise `fault`."""
    adapter: Any = Broken(fault)
    access = replace(
        api.world.open,
        ledger=adapter,
        clinics=adapter,
        payments=adapter,
        receipts=adapter,
        proofs=adapter,
        events=adapter,
    )
    return api.on(access.services)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            facts = {name: value for name, value in record.__dict__.items() if name not in OF_THE_MACHINE}
            lines.append(f"{record.getMessage()} {facts}")

    handler = Keep()
    inner = logging.getLogger(logger.name)
    monkeypatch.setattr(inner, "handlers", [handler])
    inner.setLevel(logging.INFO)
    return lines


@pytest.mark.parametrize("route", WITH_ROLES, ids=lambda route: f"{route.method} {route.path}")
def test_an_unexpected_fault_returns_500_without_details(api: Api, log: list[str], route: Route) -> None:
    failing = broken(api, KeyError("Ana Núñez 4242 sk_test_x"))
    reply = called(failing.as_(sorted(route.roles or ())[0]), route, patient_id="pat_ana")
    assert (reply.status, reply.json["code"]) == (500, "internal_error")
    assert reply.headers["content-type"] == "application/problem+json"
    assert not any(secret in reply.body for secret in (*SECRETS, "KeyError", "Traceback"))
    assert any("KeyError" in line for line in log)
    assert not any(secret in line for line in log for secret in SECRETS)


@pytest.mark.parametrize("route", WITH_ROLES, ids=lambda route: f"{route.method} {route.path}")
@pytest.mark.parametrize("fault", [Unavailable(), Conflict()])
def test_an_unavailable_dependency_returns_503_with_retry_after(api: Api, route: Route, fault: Unavailable) -> None:
    reply = called(broken(api, fault).as_(sorted(route.roles or ())[0]), route)
    assert (reply.status, reply.json["code"]) == (503, "temporarily_unavailable")
    assert int(reply.headers["retry-after"]) > 0


def test_a_refusal_by_stripe_returns_409(api: Api) -> None:
    refusing: Any = Broken(NotAllowed("Stripe refused this.", code="refused_by_stripe"))
    patient = api.on(replace(api.world.open, payments=refusing).services).as_()
    reply = patient.post("/v1/me/top-ups", {"amount": 5_000, "location_id": "loc_main"}, idempotency_key="k")
    assert (reply.status, reply.json["code"]) == (409, "refused_by_stripe")


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(8))
def test_a_top_up_that_failed_at_any_call_succeeds_when_retried(api: Api, at: int, when: When) -> None:
    patient = api.on(api.world.guarded(FaultPlan(at, when)).services).as_()
    body = {"amount": 5_000, "location_id": "loc_main"}
    replies = [patient.post("/v1/me/top-ups", body, idempotency_key="k") for _ in range(3)]
    assert [reply.status for reply in replies] == [503, 201, 201]
    assert replies[1].body == replies[2].body and len(api.world.stripe.intents) == 1


def test_a_refused_request_logs_no_name_and_no_token(api: Api, log: list[str]) -> None:
    api.as_().get("/v1/me/top-ups/pay_missing")
    api.with_token("eyJhbGciOi.eyJzdWIi.c2ln").get("/v1/me/credit")
    assert len(log) == 2 and not any(secret in line for line in log for secret in SECRETS)
