"""The sandbox: a clinic with something on every page, made once however often it is asked for."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from infra.devstack.sandbox.cedar import CEDAR
from infra.devstack.sandbox.stories import STORIES
from infra.devstack.stack import Stack
from tests.journeys.people import run_module

STATUSES = {"won", "lost", "needs_response", "warning_needs_response"}


@pytest.fixture(scope="module")
def made(stack: Stack) -> str:
    return run_module(stack, "infra.local", "sandbox")


def _get(stack: Stack, path: str) -> Any:
    headers = {"Authorization": f"Bearer {stack.token('full_access', clinic=CEDAR.id)}"}
    answer = requests.get(f"{stack.environment['API_URL']}/v1/clinic/{path}", headers=headers, timeout=30)
    answer.raise_for_status()
    return answer.json()


def test_a_sandbox_is_made_once(stack: Stack, made: str) -> None:
    assert made.count("made  ") == len(STORIES)
    before = _get(stack, "payments?limit=100")["items"]
    again = run_module(stack, "infra.local", "sandbox")
    assert again.count("there ") == len(STORIES)
    assert len(_get(stack, "payments?limit=100")["items"]) == len(before)


def test_a_sandbox_shows_every_source_and_dispute(stack: Stack, made: str) -> None:
    assert made
    payments = _get(stack, "payments?limit=100")["items"]
    sources = {payment["source"] for payment in payments}
    assert sources == {"card_online", "recorded", "memo", "opening_balance", "transfer"}
    assert {dispute["status"] for dispute in _get(stack, "disputes?limit=100")["items"]} >= STATUSES


def test_a_sandbox_has_unapplied_credit_of_every_age(stack: Stack, made: str) -> None:
    assert made
    totals = _get(stack, "reports/unapplied-credit")["totals"]
    assert all(age["unapplied"]["amount"] > 0 for age in totals["by_age"])
