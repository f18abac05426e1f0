"""CloudFormation as a deployer meets it: stacks in any state, which move on each time they are looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from botocore.exceptions import ClientError

from infra.client_types import CloudFormationClient

TAKES_CHANGES = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"}
MOVES_ON = {
    "CREATE_IN_PROGRESS": "CREATE_COMPLETE",
    "UPDATE_IN_PROGRESS": "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_IN_PROGRESS": "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": "UPDATE_ROLLBACK_COMPLETE",
    "ROLLBACK_IN_PROGRESS": "ROLLBACK_COMPLETE",
    "DELETE_IN_PROGRESS": None,
}
"""None: the stack is gone."""


@dataclass
class CloudFormation:
    """`stacks` by name and status. The next `fails` changes end as failed ones do."""

    stacks: dict[str, str] = field(default_factory=dict)
    fails: int = 0
    outputs: dict[str, str] = field(default_factory=dict)
    called: list[str] = field(default_factory=list)
    given: dict[str, dict[str, str]] = field(default_factory=dict)
    protected: set[str] = field(default_factory=set)
    before: Callable[[str], None] = lambda operation: None

    @property
    def client(self) -> CloudFormationClient:
        return cast("CloudFormationClient", self)

    def describe_stacks(self, StackName: str) -> dict[str, Any]:
        self.before("DescribeStacks")
        status = self.stacks.get(StackName)
        if status is None:
            raise refused("DescribeStacks", "ValidationError", f"Stack with id {StackName} does not exist")
        outputs = [{"OutputKey": key, "OutputValue": value} for key, value in self.outputs.items()]
        self._move_on(StackName)
        return {"Stacks": [{"StackStatus": status, "Outputs": outputs}]}

    def create_change_set(self, **asked: Any) -> None:
        self.before("CreateChangeSet")
        name, kind = asked["StackName"], asked["ChangeSetType"]
        status = self.stacks.get(name)
        if (kind == "UPDATE") != (status in TAKES_CHANGES):
            raise refused("CreateChangeSet", "ValidationError", f"Stack:{name} is in {status} state.")
        self.called.append(f"{kind} {name}")
        self.given[name] = {each["ParameterKey"]: each["ParameterValue"] for each in asked["Parameters"]}
        if kind == "CREATE":
            self.stacks[name] = "REVIEW_IN_PROGRESS"

    def describe_change_set(self, StackName: str, ChangeSetName: str) -> dict[str, Any]:
        return {"Status": "CREATE_COMPLETE", "Changes": []}

    def execute_change_set(self, StackName: str, ChangeSetName: str) -> None:
        self.before("ExecuteChangeSet")
        creates = self.stacks[StackName] == "REVIEW_IN_PROGRESS"
        failed, self.fails = self.fails > 0, max(self.fails - 1, 0)
        self.stacks[StackName] = {
            (True, False): "CREATE_IN_PROGRESS",
            (True, True): "ROLLBACK_IN_PROGRESS",
            (False, False): "UPDATE_IN_PROGRESS",
            (False, True): "UPDATE_ROLLBACK_IN_PROGRESS",
        }[creates, failed]

    def delete_stack(self, StackName: str) -> None:
        self.before("DeleteStack")
        self.called.append(f"DELETE {StackName}")
        self.stacks[StackName] = "DELETE_IN_PROGRESS"

    def update_termination_protection(self, StackName: str, EnableTerminationProtection: bool) -> None:
        self.before("UpdateTerminationProtection")
        if EnableTerminationProtection:
            self.protected.add(StackName)

    def describe_stack_events(self, StackName: str) -> dict[str, Any]:
        reason = {"LogicalResourceId": "Table", "ResourceStatus": "CREATE_FAILED", "ResourceStatusReason": "no room"}
        return {"StackEvents": [reason]}

    def _move_on(self, name: str) -> None:
        after = MOVES_ON.get(self.stacks[name], self.stacks[name])
        if after is None:
            del self.stacks[name]
        else:
            self.stacks[name] = after


def refused(operation: str, code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)
