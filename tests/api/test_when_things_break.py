"""When something breaks: people are told what to do, and neither they nor the log see what they must not."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any, cast

import pytest

from chalicelib.api.core.routing import Route
from chalicelib.aws.telemetry import logger
from chalicelib.credit.errors import Conflict, NotAllowed, Unavailable
from chalicelib.services.ports import Stripe
from tests.api.api import API, Api
from tests.api.test_roles import called
from tests.fakes.faults import Plan, When
from tests.fakes.log_capture import LogCapture

SECRETS = ("Ana", "Núñez", "4242", "Bearer", "eyJ", "sk_test", "pat_ana")
READING = [route for route in API if route.roles is not None]


class Broken:
    """A port of which every call raises."""

    def __init__(self, fault: Exception) -> None:
        self._fault = fault

    def __getattr__(self, name: str) -> Any:
        def call(*_: object, **__: object) -> None:
            raise self._fault

        return call


def broken(api: Api, fault: Exception) -> Api:
    """The API on ports of which every call raises `fault`."""
    ports = dict.fromkeys(("ledger", "clinics", "payments", "receipts"), Broken(fault))
    return api.on(replace(api.world.open, **cast(dict[str, Any], ports)).services)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []

    inner = logging.getLogger(logger.name)
    monkeypatch.setattr(inner, "handlers", [LogCapture(lines)])
    inner.setLevel(logging.INFO)
    return lines


@pytest.mark.parametrize("route", READING, ids=lambda route: f"{route.method} {route.path}")
def test_an_unforeseen_fault_is_a_problem_without_details(api: Api, log: list[str], route: Route) -> None:
    reply = called(
        broken(api, KeyError("Ana Núñez 4242 sk_test_x")).as_(sorted(route.roles or ())[0]), route, patient_id="pat_ana"
    )
    assert (reply.status, reply.json["code"]) == (500, "internal_error")
    assert reply.headers["content-type"] == "application/problem+json"
    assert not any(secret in reply.body for secret in (*SECRETS, "KeyError", "Traceback"))
    assert any("KeyError" in line for line in log)
    assert not any(secret in line for line in log for secret in SECRETS)


@pytest.mark.parametrize("route", READING, ids=lambda route: f"{route.method} {route.path}")
@pytest.mark.parametrize("fault", [Unavailable(), Conflict()])
def test_a_part_that_does_not_answer_is_a_503_that_says_when_to_come_again(
    api: Api, route: Route, fault: Unavailable
) -> None:
    reply = called(broken(api, fault).as_(sorted(route.roles or ())[0]), route)
    assert (reply.status, reply.json["code"]) == (503, "temporarily_unavailable")
    assert int(reply.headers["retry-after"]) > 0


def test_what_stripe_refuses_is_no_500(api: Api) -> None:
    refusing = cast(Stripe, Broken(NotAllowed("Stripe refused this.", code="refused_by_stripe")))
    failing = api.on(replace(api.world.open, payments=refusing).services)
    reply = failing.as_().post("/v1/me/top-ups", {"amount": 5_000, "location_id": "loc_main"}, idempotency_key="k")
    assert (reply.status, reply.json["code"]) == (409, "refused_by_stripe")


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(8))
def test_a_top_up_that_broke_anywhere_is_answered_when_it_is_sent_again(api: Api, at: int, when: When) -> None:
    guarded = api.world.guarded(Plan(at, when))
    faulty = api.on(replace(guarded, receipts=api.world.receipts, attempts=api.world.attempts).services)
    body = {"amount": 5_000, "location_id": "loc_main"}
    replies = [faulty.as_().post("/v1/me/top-ups", body, idempotency_key="k") for _ in range(3)]
    assert [reply.status for reply in replies] == [503, 201, 201]
    assert replies[1].body == replies[2].body and len(api.world.stripe.intents) == 1


def test_a_refused_request_leaves_no_name_or_token_in_the_log(api: Api, log: list[str]) -> None:
    api.as_().get("/v1/me/top-ups/pay_nobodys")
    api.with_token("eyJhbGciOi.eyJzdWIi.c2ln").get("/v1/me/credit")
    assert len(log) == 2 and not any(secret in line for line in log for secret in SECRETS)
