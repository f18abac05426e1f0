"""Imports whose process is killed at any call: each is finished or undone, whole, and the same request completes it."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from infra.devstack.stack import Stack
from tests.figures import Figure
from tests.journeys.calls import Json
from tests.journeys.people import Clinic, run_module
from tests.processes.patient import Known

pytestmark = pytest.mark.timeout(2_400)
LINES = 250
DEATHS = (1, 5, *range(8, 33, 3), 45, 59)
"""The call at which each import's process dies. Four calls in a row leave an import staged: every third meets one."""
IMPORTS = len(DEATHS)
SEED = 20_261_128
ABANDONED_BY = "0.2"
"""Hours until an import that was not committed is undone."""
HEADER = "patient_id,name,amount,location_id,as_of,reference"
FILE = "\n".join(
    [HEADER, *(f"p-{number},Person {number},{number + 1}.00,loc_main,2026-01-31,Old" for number in range(LINES))]
)
POSTING, REPEATED = "posting", 20
WHOLE = [100 * (number + 1) for number in range(LINES)]


def task(stack: Stack, clinic_id: str) -> Json:
    token = stack.token("system", clinic=clinic_id)
    path = "/v1/clinic/imports/opening-balances"
    return {"name": clinic_id, "key": "import-1", "token": token, "path": path, "file": FILE}


def states(stack: Stack, clinics: list[str]) -> dict[str, Json]:
    found: dict[str, Json] = json.loads(
        run_module(stack, "tests.processes.imported", str(LINES), *clinics).splitlines()[-1]
    )
    return found


def assert_whole_or_absent(state: Json) -> None:
    assert (state["under_way"], state["staged"]) == (None, 0)
    assert state["balances"] in (WHOLE, [0] * LINES)
    assert set(state["entries"]) == ({1} if state["balances"] == WHOLE else {0})


def completed(known: Known, folder: Path, own: list[list[Json]]) -> list[Any]:
    """The replies to the same requests, repeated while one posts: on a busy machine it has no time for all lines."""
    for attempt in range(REPEATED):
        again = known.crowd(folder / f"again_{attempt}", shared=[], own=own, seed=SEED)
        replies = [reply for process in again["told"] for reply in process["responses"].values()]
        if all(body.get("status") != POSTING for _, body in replies):
            break
    return replies


def test_killed_imports_are_finished_or_undone_and_the_same_request_completes_them(
    stack: Stack, clinic: Clinic, tmp_path: Path, figure: Figure
) -> None:
    clinics = [f"clinic_{secrets.token_hex(4)}" for _ in range(IMPORTS)]
    run_module(stack, "tests.journeys.provision", *clinics)
    known = Known(clinic, clinic.patient(), [])
    own = [[task(stack, each)] for each in clinics]
    deadly = known.crowd(tmp_path / "deadly", shared=[], own=own, seed=SEED, deadly=DEATHS)
    assert deadly["failed"] == 0 and deadly["killed"] >= IMPORTS // 2, "too few were killed to show anything"
    before = Counter(str(state["under_way"]) for state in states(stack, clinics).values())
    assert {"staged", "committed"} <= set(before), f"{before}: no import died before, or none after its commit"

    run_module(stack, "tests.journeys.sweep", ABANDONED_BY)
    for state in states(stack, clinics).values():
        assert_whole_or_absent(state)

    replies = completed(known, tmp_path, own)
    assert [status for status, _ in replies] == [201] * IMPORTS
    assert {(body["accepted"] + body["already_there"], body["status"]) for _, body in replies} == {(LINES, "posted")}
    for state in states(stack, clinics).values():
        assert (state["balances"], state["named"], set(state["entries"])) == (WHOLE, LINES, {1})
    figure(f"{deadly['killed']} of {IMPORTS} imports of {LINES} lines killed; left behind: {dict(before)}")


def test_the_same_file_from_four_processes_at_once_is_imported_once(
    stack: Stack, clinic: Clinic, tmp_path: Path, figure: Figure
) -> None:
    known = Known(clinic, clinic.patient(), [])
    own = [[task(stack, clinic.id) | {"name": f"import_{number}", "key": f"key-{number % 2}"}] for number in range(4)]
    crowd = known.crowd(tmp_path / "crowd", shared=[], own=own, seed=SEED)
    assert (crowd["killed"], crowd["failed"]) == (0, 0)
    replies = [reply for process in crowd["told"] for reply in process["responses"].values()]
    assert [status for status, _ in replies] == [201] * 4
    accepted = Counter(body["accepted"] for _, body in replies)
    assert accepted == {LINES: 2, 0: 2}, "the two requests of one key are answered the same"
    if any(body["status"] == POSTING for _, body in replies):
        run_module(stack, "tests.journeys.sweep", ABANDONED_BY)
    state = states(stack, [clinic.id])[clinic.id]
    assert_whole_or_absent(state)
    assert state["balances"] == WHOLE
    asked = sum((Counter(process["counts"]) for process in crowd["told"]), Counter[str]())
    figure(f"4 processes import {LINES} lines: {dict(asked)}")
