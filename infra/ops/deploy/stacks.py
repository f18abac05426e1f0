"""CloudFormation stacks, created or changed through a change set, and waited for."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from infra.client_types import CloudFormationClient

CAPABILITIES = ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
PATIENCE_S = 1800.0
NOTHING_TO_DO = ("didn't contain changes", "No updates are to be performed")
GONE = ("REVIEW_IN_PROGRESS", "DELETE_COMPLETE")
NEVER_CAME_UP = ("ROLLBACK_COMPLETE", "CREATE_FAILED")
"""A first deploy failed and took back what it made. Such a stack takes no change: it can only be deleted."""
STUCK = {
    "ROLLBACK_FAILED": "its first deploy failed and could not be taken back. Delete it in CloudFormation's console",
    "DELETE_FAILED": "it could not be deleted. Delete it in CloudFormation's console",
    "UPDATE_ROLLBACK_FAILED": "the change before could not be taken back."
    " Run aws cloudformation continue-update-rollback --stack-name {name}",
    "UPDATE_FAILED": "the change before failed halfway. Run aws cloudformation rollback-stack --stack-name {name}",
    "IMPORT_ROLLBACK_FAILED": "an import could not be taken back. See the stack in CloudFormation's console",
}
"""The states that no command may leave by itself: each has resources whose loss a person must judge."""


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

        May be repeated after a failure at any step. Raises NotDeployed; the stack is then as it was before.
        """
        exists = self._made_ready(name)
        change = f"change-{time.time_ns()}"
        asked: dict[str, Any] = {
            "StackName": name,
            "ChangeSetName": change,
            "ChangeSetType": "UPDATE" if exists else "CREATE",
            "Capabilities": CAPABILITIES,
            # What a deleted stack left behind under a fixed name comes back into the new one.
            "ImportExistingResources": True,
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
        if stack["StackStatus"] in GONE + NEVER_CAME_UP:
            return None
        return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}

    def protect(self, name: str) -> None:
        """Make CloudFormation refuse to delete the stack."""
        self.client.update_termination_protection(StackName=name, EnableTerminationProtection=True)

    def _made_ready(self, name: str) -> bool:
        """Return whether the stack exists, once it can be changed. Raises NotDeployed where a person must look."""
        status = self._settled(name)
        if status in STUCK:
            raise NotDeployed(f"{name} is {status}: {STUCK[status].format(name=name)}, then deploy again.")
        if status in NEVER_CAME_UP:
            self.report(f"{name}: its first deploy failed; it is deleted and made again")
            self.client.delete_stack(StackName=name)
            status = self._settled(name)
            if status is not None and status not in GONE:
                raise NotDeployed(
                    f"{name} is {status}: it could not be deleted. Its events in CloudFormation tell why."
                )
        return status is not None and status not in GONE

    def _settled(self, name: str) -> str | None:
        """Return the stack's status, or None if there is none, once no one changes it. Raises NotDeployed."""
        deadline = time.monotonic() + PATIENCE_S
        told = False
        while time.monotonic() < deadline:
            status = self._status(name)
            if status is None or status in GONE or not status.endswith("_IN_PROGRESS"):
                return status
            if not told:
                self.report(f"{name}: waiting, it is {status}")
            told = True
            time.sleep(self.poll_s)
        raise NotDeployed(f"{name} is still being changed after {PATIENCE_S:.0f} s. Deploy again once that is done.")

    def _status(self, name: str) -> str | None:
        try:
            return str(self.client.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])
        except ClientError as fault:
            if "does not exist" in str(fault):
                return None
            raise

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
