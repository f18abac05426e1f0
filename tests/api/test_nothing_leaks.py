"""Secrets of receipts and payments are in the responses to those who may have them, and in no log."""

from __future__ import annotations

import logging
from datetime import datetime

import pytest

from chalicelib.aws.telemetry import logger
from chalicelib.services.receipts.link_receipt import VALID_S
from tests.api.api import API, Api
from tests.api.authorization_matrix import Whose, ids_by_whose
from tests.api.test_roles import called
from tests.fakes.small import NOON

NUMBERS = {"created", "msecs", "relativeCreated", "thread", "process", "lineno"}
"""Logging's own clocks and counters, in which the last four digits of any card come up now and then."""


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every line that any logger writes at any level, with all its fields."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told = {name: value for name, value in vars(record).items() if name not in NUMBERS}
            lines.append(f"{record.getMessage()} {told}")

    for name in (logger.name, ""):
        monkeypatch.setattr(logging.getLogger(name), "handlers", [Keep()])
        monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)
    return lines


def test_a_receipt_link_expires_within_a_minute_and_is_not_logged(
    api: Api, log: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    paid = api.world.paid()
    api.world.services.issue_receipt(paid)
    receipt = api.as_().get(f"/v1/me/top-ups/{paid.id}/receipt").json
    life = datetime.fromisoformat(receipt["expires_at"]) - NOON
    assert 0 < life.total_seconds() <= VALID_S <= 60 and f"X-Amz-Expires={VALID_S}" in receipt["url"]
    said = "".join(log) + "".join(capfd.readouterr())
    assert receipt["url"] not in said and "X-Amz" not in said


def test_a_client_secret_is_not_logged(api: Api, log: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    body = {"amount": 5_000, "location_id": "loc_main"}
    secret = api.as_().post("/v1/me/top-ups", body, idempotency_key="key-1").json["client_secret"]
    assert secret and secret not in "".join(log) + "".join(capfd.readouterr())


def test_a_client_secret_is_returned_only_when_the_top_up_starts(api: Api) -> None:
    paid = api.world.paid()
    assert paid.client_secret
    for route in API:
        for role in route.roles or ():
            reply = called(api.as_(role), route, id=paid.id, patient_id="pat_ana")
            assert paid.client_secret not in reply.body, route.path


def test_names_cards_and_tokens_are_not_logged(api: Api, log: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    own = ids_by_whose(api.world)[Whose.OWN]
    for route in API:
        for role in sorted(route.roles or ()):
            called(api.as_(role), route, **own)
        called(api.with_token("eyJhbGciOi.eyJzdWIi.c2ln"), route, **own)
    said = "".join(log) + "".join(capfd.readouterr())
    assert said and not [each for each in ("Ana", "Núñez", "4242", "eyJ", "Bearer", "_secret_") if each in said]
