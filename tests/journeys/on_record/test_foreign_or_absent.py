"""Foreign and absent resources cost the same: the same calls to AWS, and no difference in time."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from itertools import dropwhile

import pytest

from tests.figures import Figure
from tests.journeys.calls import Principal, send
from tests.journeys.double import Double
from tests.journeys.one_top_up import quietly
from tests.journeys.people import Clinic
from tests.journeys.recorder import OnRecord, Recorded

PAIRS = 30
LEAST_EACH_WAY = 4
"""Of 30 pairs, those in which each one must be the slower. Noise alone stays below it once in 100,000 runs."""


LIMITED = "DELETE me/cards/{}"
"""Not timed: a patient may look for a card thirty times per minute, since each look costs a call of Stripe."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A route, and two paths that must be indistinguishable: to a foreign resource, and to an absent one."""

    name: str
    caller: Principal
    method: str
    theirs: str
    absent: str

    def ask(self, path: str) -> float:
        """Seconds until the 404."""
        url, headers = f"{self.caller.api}/v1/{path}", {"Authorization": f"Bearer {self.caller.token}"}
        begun = time.perf_counter()
        assert send(self.method, url, headers=headers).status_code == 404
        return time.perf_counter() - begun


@pytest.fixture(scope="module")
def secrets(on_record: OnRecord) -> list[Secret]:
    double = Double.of(on_record.stack.environment)
    for name in ("events", "schedule"):
        on_record.stack.stop_component(name)
    clinic, other = (Clinic(name, on_record.stack, double) for name in ("clinic_demo", "clinic_other"))
    owner, stranger, staff, spy = clinic.patient(), clinic.patient(), clinic.staff(), other.staff()
    mine, _ = (quietly(double, on_record.recorder, someone.pay)["id"] for someone in (owner, stranger))
    card = owner.cards[0]["id"]
    patient = {stranger: stranger.id, staff: stranger.id, spy: owner.id}

    def secret(caller: Principal, method: str, pattern: str, theirs: str, absent: str) -> Secret:
        paths = (pattern.format(each, patient=patient[caller]) for each in (theirs, absent))
        return Secret(f"{method} {pattern}", caller, method, *paths)

    return [
        secret(stranger, "GET", "me/top-ups/{}", mine, "pay_absent"),
        secret(stranger, "POST", "me/top-ups/{}/settle", mine, "pay_absent"),
        secret(stranger, "GET", "me/top-ups/{}/receipt", mine, "pay_absent"),
        secret(stranger, "DELETE", "me/cards/{}", card, "pm_absent"),
        secret(spy, "GET", "clinic/patients/{}/credit", owner.id, "pat_absent"),
        secret(spy, "GET", "clinic/patients/{}/payments", owner.id, "pat_absent"),
        secret(spy, "GET", "clinic/patients/{patient}/payments/{}", mine, "pay_absent"),
        secret(staff, "GET", "clinic/patients/{patient}/payments/{}", mine, "pay_absent"),
        secret(staff, "DELETE", "clinic/patients/{patient}/payments/{}/applications/app_1", mine, "pay_absent"),
    ]


def test_foreign_and_absent_resources_cost_the_same_calls(on_record: OnRecord, secrets: list[Secret]) -> None:
    recorder = on_record.recorder
    for secret in secrets:
        made: list[list[tuple[str, str, float]]] = []
        for path in (secret.theirs, secret.absent):
            recorder.forget()
            secret.ask(path)
            costs = [_cost(call) for call in recorder.calls]
            made.append(list(dropwhile(_is_kept_in_mind, costs)))
        assert made[0] and made[0] == made[1], secret.name


def test_response_time_does_not_reveal_foreign_resources(secrets: list[Secret], figure: Figure) -> None:
    for secret in (each for each in secrets if each.name != LIMITED):
        theirs, absent, slower, faster = list[float](), list[float](), 0, 0
        while len(theirs) < PAIRS and min(slower, faster) < LEAST_EACH_WAY:  # Later pairs can't change the verdict.
            for path in _in_turn(secret, len(theirs)):
                (theirs if path == secret.theirs else absent).append(secret.ask(path))
            slower = sum(one > other for one, other in zip(theirs, absent, strict=True))
            faster = len(theirs) - slower
        ratio = statistics.median(theirs) / statistics.median(absent)
        figure(f"not yours / absent, {secret.name}: {ratio:.2f} in time, slower in {slower} of {len(theirs)} pairs")
        assert min(slower, faster) >= LEAST_EACH_WAY, secret.name


def _in_turn(secret: Secret, pair: int) -> tuple[str, str]:
    return (secret.theirs, secret.absent) if pair % 2 else (secret.absent, secret.theirs)


def _cost(call: Recorded) -> tuple[str, str, float]:
    return call.operation, call.about, call.units


def _is_kept_in_mind(cost: tuple[str, str, float]) -> bool:
    """Whether it is a read that a process makes now and then, for any request, before it looks for a resource."""
    return cost[:2] in {("GetItem", "profile"), ("GetItem", "read_only"), ("GetItem", "own_providers")}
