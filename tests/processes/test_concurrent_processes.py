"""Real processes on one patient at once, killed or not: every payment credited once, nothing lost, nothing twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from infra.devstack.stack import Stack
from tests.figures import Figure
from tests.journeys.calls import Json
from tests.journeys.people import Clinic, run_module
from tests.processes.patient import Known, known_to_stripe

pytestmark = pytest.mark.timeout(2_400)
PROCESSES = 8
SEED = 20_261_123
SOON = "0.2"
CALLS_TO_LIVE = (60, 120, 600)
"""Each process of a round dies at a random call up to this one; of the last round some live to the end."""


def shared_acts(known: Known) -> list[Json]:
    """Requests that all processes send under the same keys."""
    applications = [known.act(f"apply_{number}", 100 + number, "applications", number) for number in range(1, 7)]
    refunds = [known.act(f"refund_{number}", 50 + number, "refunds", number) for number in (13, 14, 15, 16)]
    return applications + refunds


def own_acts(known: Known) -> list[list[Json]]:
    """Requests that each process sends alone."""
    return [
        [
            *(known.act(f"oldest_{one}_{number}", 150 + number, "applications") for number in range(3)),
            known.act(f"own_refund_{one}", 30 + one, "refunds", 18 + one % 2),
        ]
        for one in range(PROCESSES)
    ]


def assert_exact(known: Known, ledger: Json) -> None:
    """Each payment credited once; the balance to the cent; our refunds and Stripe's are the same ones."""
    assert ledger["disagreements"] == []
    assert Counter(ledger["top_ups"]) == Counter(str(top_up["id"]) for top_up in known.top_ups)
    live = {key: amount for key, (amount, status, _) in ledger["refunds"].items() if status != "failed"}
    applied = sum(ledger["applications"].values())
    assert ledger["disputed"] == known.lost
    assert ledger["balance"] == known.paid - known.lost - applied - sum(live.values())
    ours = {stripe_id: amount for amount, status, stripe_id in ledger["refunds"].values() if status != "failed"}
    assert ours == known.refunds_at_stripe()


def assert_kept(told: list[Json], ledger: Json) -> None:
    """Everything that got a 201 is in the ledger, and one key gave one resource."""
    said: dict[str, set[str]] = {}
    for process in told:
        for name, (status, answer) in process["responses"].items():
            if status == 201:
                said.setdefault(name, set()).update(_ids(answer))
    for name, ids in said.items():
        kind = "refunds" if "refund" in name else "applications"
        assert ids <= set(ledger[kind]), f"{name} got a 201 and is not in the ledger"
        assert "oldest" in name or len(ids) == 1, f"{name} was answered with {ids}"


def _ids(answer: Json) -> set[str]:
    return {one["id"] for one in answer["applications"]} if "applications" in answer else {answer["id"]}


def delivered(told: list[Json]) -> Counter[str]:
    return sum((Counter(process["counts"]) for process in told), Counter())


def test_eight_processes_that_deliver_the_same_200_events_and_spend_credit_it_once(
    clinic: Clinic, tmp_path: Path, figure: Figure
) -> None:
    known = known_to_stripe(clinic, 80)
    assert len(known.events) == 200
    crowd = known.crowd(
        tmp_path / "crowd", shared=known.deliveries() + shared_acts(known), own=own_acts(known), seed=SEED
    )
    assert (crowd["killed"], crowd["failed"], len(crowd["told"])) == (0, 0, PROCESSES)
    responses = delivered(crowd["told"])
    assert not {status for status in responses if status.startswith("5") and status != "503"}, responses
    for process in crowd["told"]:
        assert process["left"] == []
        assert {process["responses"][event["id"]][0] for event in known.events} == {200}
    ledger = known.ledger()
    assert_exact(known, ledger)
    assert_kept(crowd["told"], ledger)
    assert len(ledger["applications"]) >= 6 and len(ledger["refunds"]) >= 12
    figure(f"{PROCESSES} processes, {sum(responses.values())} requests: {dict(responses)}")


def test_processes_killed_at_any_call_lose_and_double_nothing(
    stack: Stack, clinic: Clinic, tmp_path: Path, figure: Figure
) -> None:
    known, killed, told = known_to_stripe(clinic, 40), 0, list[Json]()
    assert len(known.events) == 100
    for number, deadly in enumerate(CALLS_TO_LIVE):
        crowd = known.crowd(
            tmp_path / f"crowd_{number}",
            shared=known.deliveries() + shared_acts(known),
            own=own_acts(known),
            seed=SEED + number,
            deadly=deadly,
        )
        killed, told = killed + crowd["killed"], told + crowd["told"]
        assert crowd["failed"] == 0
    assert killed >= 2 * PROCESSES, "too few were killed to show anything"
    again = known.crowd(tmp_path / "again", shared=known.deliveries(), own=[[]], seed=SEED)
    assert again["told"][0]["left"] == []
    assert {status for status, _ in again["told"][0]["responses"].values()} == {200}
    for _ in range(2):
        run_module(stack, "tests.journeys.sweep", SOON)
    ledger = known.ledger()
    assert "pending" not in {status for _, status, _ in ledger["refunds"].values()}
    assert_exact(known, ledger)
    assert_kept([*told, *again["told"]], ledger)
    figure(f"{killed} killed, {sum(delivered([*told, *again['told']]).values())} responses of those that survived")
