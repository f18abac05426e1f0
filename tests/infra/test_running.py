"""Two stacks must never write one state, and forgetting the state must remove nothing else."""

from __future__ import annotations

import stat
from pathlib import Path
from unittest import mock

import pytest

from infra.devstack.aws import DeployFailed, require_todays_tables
from infra.devstack.supervision import state_lock
from infra.devstack.supervision.state_lock import AlreadyRunning, Claim, NotRunning


def test_a_second_stack_on_the_same_state_is_refused(tmp_path: Path) -> None:
    claim = Claim(tmp_path)
    with pytest.raises(AlreadyRunning, match="already runs on"):
        Claim(tmp_path)
    claim.release()
    Claim(tmp_path).release()


def test_a_running_state_cannot_be_forgotten(tmp_path: Path) -> None:
    claim = Claim(tmp_path)
    with pytest.raises(AlreadyRunning):
        state_lock.reset(tmp_path)
    claim.release()


def test_forgetting_removes_what_the_stack_made_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "aws").mkdir()
    (tmp_path / "aws" / "dynamodb.json").touch()
    (tmp_path / "events").mkdir()
    (tmp_path / "webhook-key").touch()
    (tmp_path / "somebodys.txt").touch()
    state_lock.reset(tmp_path)
    assert not [name for name in ("aws", "events", "webhook-key") if (tmp_path / name).exists()]
    assert (tmp_path / "somebodys.txt").exists()


def test_what_is_printed_belongs_to_a_stack_that_runs(tmp_path: Path) -> None:
    with pytest.raises(NotRunning, match="make run"):
        state_lock.values(tmp_path)
    claim = Claim(tmp_path)
    with pytest.raises(NotRunning, match="still starting"):
        state_lock.values(tmp_path)
    claim.publish({"API_URL": "http://127.0.0.1:8000"})
    assert state_lock.values(tmp_path) == {"API_URL": "http://127.0.0.1:8000"}
    assert stat.S_IMODE((tmp_path / "running.json").stat().st_mode) == 0o600
    claim.release()
    with pytest.raises(NotRunning):
        state_lock.values(tmp_path)


def test_values_of_a_stack_that_was_killed_are_not_taken_for_a_running_ones(tmp_path: Path) -> None:
    (tmp_path / "running.json").write_text("{}")
    with pytest.raises(NotRunning):
        state_lock.values(tmp_path)


def test_a_state_of_older_tables_is_refused_with_the_way_to_start_afresh() -> None:
    client = mock.Mock()
    client.describe_table.return_value = {"Table": {"LocalSecondaryIndexes": [{"IndexName": "by-created"}]}}
    with pytest.raises(DeployFailed, match="make reset"):
        require_todays_tables(client)
    client.describe_table.return_value = {"Table": {}}
    require_todays_tables(client)
