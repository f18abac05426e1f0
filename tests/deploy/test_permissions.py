"""Each function may do what it does and nothing else: judged by the calls that the deployed functions make."""

from __future__ import annotations

import pytest

from tests.deploy.permissions import BY_AWS_ITSELF, FUNCTIONS, Call, allowed, covers, is_for_faults, made
from tests.deploy.rehearsal import Rehearsal
from tests.deploy.smoke_top_up import spend_a_day

UNNAMEABLE = {
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "lambda:ListEventSourceMappings",
    "cloudwatch:DescribeAlarms",
}
"""Of these AWS names no resource (service authorization reference, X-Ray and Lambda), or the emulator knows none."""


@pytest.fixture(scope="module")
def calls(rehearsal: Rehearsal) -> dict[str, set[Call]]:
    """Each function's calls in a clinic's day. Roles are enforced, so a permission that is missing breaks the day."""
    spend_a_day(rehearsal)
    return {name: made(rehearsal, name) for name in FUNCTIONS}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_lacks_a_permission_for_a_call_it_makes(
    name: str, calls: dict[str, set[Call]], rehearsal: Rehearsal
) -> None:
    permissions = allowed(rehearsal, name)
    assert calls[name], "it was called"
    assert [call for call in calls[name] if not any(covers(each, call) for each in permissions)] == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_that_is_taken_over_can_do_more_than_its_work(
    name: str, calls: dict[str, set[Call]], rehearsal: Rehearsal
) -> None:
    """A permission that no call used is one too many; those that AWS itself uses are named with their reason."""
    ours = [each for each in allowed(rehearsal, name) if each[0] not in BY_AWS_ITSELF]
    ours = [each for each in ours if not is_for_faults(name, each)]
    assert sorted(each for each in ours if not any(covers(each, call) for call in calls[name])) == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_permission_names_its_action_and_its_resource(name: str, rehearsal: Rehearsal) -> None:
    permissions = allowed(rehearsal, name)
    assert not [action for action, _ in permissions if "*" in action]
    assert {action for action, resource in permissions if resource == "*"} <= UNNAMEABLE
