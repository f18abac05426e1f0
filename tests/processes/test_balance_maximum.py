"""Real processes that start top-ups of one patient at once: together they stay within the largest balance, exactly."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.figures import Figure
from tests.journeys.calls import Json
from tests.journeys.people import Clinic
from tests.processes.patient import Known

pytestmark = pytest.mark.timeout(2_400)
PROCESSES = 8
LARGEST, BALANCE = 100_000, 500_000
SEED = 20_261_127


def starts(number: int) -> list[Json]:
    body = {"amount": LARGEST, "location_id": "loc_main"}
    return [{"name": f"start_{number}", "key": f"start-{number}", "path": "/v1/me/top-ups", "body": body}]


def test_eight_starts_at_once_make_no_more_than_there_is_room_for(
    clinic: Clinic, tmp_path: Path, figure: Figure
) -> None:
    patient = clinic.patient()
    own = [starts(number) for number in range(PROCESSES)]
    crowd = Known(clinic, patient, []).crowd(tmp_path / "crowd", shared=[], own=own, seed=SEED, token=patient.token)
    assert (crowd["killed"], crowd["failed"], len(crowd["told"])) == (0, 0, PROCESSES)
    replies = [reply for process in crowd["told"] for reply in process["responses"].values()]
    assert Counter(status for status, _ in replies) == {201: BALANCE // LARGEST, 409: PROCESSES - BALANCE // LARGEST}
    assert {body["code"] for status, body in replies if status == 409} == {"balance_maximum_exceeded"}
    open_now = [top_up for top_up in patient.items("me/top-ups") if top_up["status"] == "pending"]
    assert sum(top_up["amount"]["amount"] for top_up in open_now) == BALANCE
    asked = sum((Counter(process["counts"]) for process in crowd["told"]), Counter[str]())
    figure(f"{PROCESSES} processes start {LARGEST} each under a maximum of {BALANCE}: {dict(asked)}")
