"""CloudFormation stacks, created or changed through a change set, and waited for."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from infra.client_types import CloudFormationClient

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
PATIENCE_S = 1800.0
NOTHING_TO_DO = ("didn't contain changes", "No updates are to be performed")
GONE = "REVIEW_IN_PROGRESS"


class NotDeployed(Exception):
    """A stack that did not reach its template; the message ends with CloudFormation's reasons."""


@dataclass(frozen=True, slots=True)
class Stacks:
    """The stacks of one account and region."""

    client: CloudFormationClient
    report: Callable[[str], None] = print
    poll_s: float = 3.0

    def deploy(self, name: str, template: Mapping[str, str], parameters: Mapping[str, str]) -> dict[str, str]:
        """Create or update the stack from `template` (`TemplateBody` or `TemplateURL`) and return its outputs.

        Raises NotDeployed; the stack is then as it was before.
        """
        exists = self.outputs(name) is not None
        change = f"change-{time.time_ns()}"
        asked: dict[str, Any] = {
            "StackName": name,
            "ChangeSetName": change,
            "ChangeSetType": "UPDATE" if exists else "CREATE",
            "Capabilities": CAPABILITIES,
            "Parameters": [{"ParameterKey": key, "ParameterValue": parameters[key]} for key in sorted(parameters)],
            **template,
        }
        self.client.create_change_set(**asked)
        if self._wait_for_change_set(name, change):
            self.client.execute_change_set(StackName=name, ChangeSetName=change)
            self._wait_for_stack(name)
        outputs = self.outputs(name)
        assert outputs is not None, "it was deployed a moment ago"
        return outputs

    def outputs(self, name: str) -> dict[str, str] | None:
        """Return the stack's outputs, or None if there is no stack."""
        try:
            stack = self.client.describe_stacks(StackName=name)["Stacks"][0]
        except ClientError as fault:
            if "does not exist" in str(fault):
                return None
            raise
        if stack["StackStatus"] == GONE:
            return None
        return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}

    def _wait_for_change_set(self, name: str, change: str) -> bool:
        """Return whether there is anything to change."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            found = self.client.describe_change_set(StackName=name, ChangeSetName=change)
            status, reason = found["Status"], found.get("StatusReason", "")
            if status == "CREATE_COMPLETE":
                self._tell(name, found["Changes"])
                return True
            if status == "FAILED" and any(sign in reason for sign in NOTHING_TO_DO):
                self.report(f"{name}: nothing to change")
                self.client.delete_change_set(StackName=name, ChangeSetName=change)
                return False
            if status == "FAILED":
                raise NotDeployed(f"CloudFormation would not change {name}: {reason}")
            time.sleep(self.poll_s)
        raise NotDeployed(f"{name}: CloudFormation did not compute the changes within {PATIENCE_S:.0f} s")

    def _tell(self, name: str, changes: list[Any]) -> None:
        for change in (each["ResourceChange"] for each in changes):
            replaced = " (REPLACED)" if change.get("Replacement") == "True" else ""
            self.report(f"{name}: {change['Action'].lower()} {change['LogicalResourceId']}{replaced}")

    def _wait_for_stack(self, name: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            status = self.client.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
            if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
                return
            if not status.endswith("_IN_PROGRESS"):
                raise NotDeployed(f"{name} is {status}:\n" + "\n".join(self._reasons(name)))
            time.sleep(self.poll_s)
        raise NotDeployed(f"{name} was not done within {PATIENCE_S:.0f} s")

    def _reasons(self, name: str) -> list[str]:
        events = self.client.describe_stack_events(StackName=name)["StackEvents"]
        failed = [event for event in events if event.get("ResourceStatus", "").endswith("_FAILED")]
        return [f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '?')}" for event in failed[:10]]
