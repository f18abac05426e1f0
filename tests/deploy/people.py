"""The people of the rehearsal: the roles of infra/templates/roles.yaml, enforced by the emulator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import boto3

from infra.ops.deploy.stacks import Stacks
from infra.ops.deploy.stage import Stage
from tests.deploy.emulated import roles_for_the_emulator

CUSTODIAN = ("export-clinic", "forget", "publish-events", "report-days")
"""Commands of `operate` that the custodian's role is for; all others of the rehearsal are an operator's."""

AwsCall = tuple[str, str, Mapping[str, Any]]
"""Service, operation and parameters, as boto3 has them."""


@dataclass
class People:
    """`keys` are each role's credentials, and `deployed` has what a deployer's commands asked of AWS."""

    keys: dict[str, dict[str, str]] = field(default_factory=dict)
    deployed: list[AwsCall] = field(default_factory=list)

    def take_roles(self, session: boto3.Session, stage: Stage) -> None:
        """Deploy the roles as the account's administrator, then take those of operators."""
        stacks = Stacks(session.client("cloudformation"), lambda said: None, poll_s=0.05)
        outputs = stacks.deploy(
            stage.roles_stack, {"TemplateBody": roles_for_the_emulator()}, {"Deployment": stage.deployment}
        )
        sts: Any = session.client("sts")
        for name in ("operator", "custodian", "examiner"):
            arn = outputs[f"{name.title()}Arn"]
            taken = sts.assume_role(RoleArn=arn, RoleSessionName=name)["Credentials"]
            self.keys[name] = {
                "AWS_ACCESS_KEY_ID": taken["AccessKeyId"],
                "AWS_SECRET_ACCESS_KEY": taken["SecretAccessKey"],
                "AWS_SESSION_TOKEN": taken["SessionToken"],
            }

    def credentials_for(self, module: str, *arguments: str) -> dict[str, str]:
        """The environment in which the command runs as the role that it is for."""
        if module.endswith("doctor"):
            return self.keys["examiner"]
        return self.keys["custodian" if arguments and arguments[0] in CUSTODIAN else "operator"]

    def recorded(self, session: boto3.Session) -> boto3.Session:
        """A session that keeps what is asked of AWS. The emulator's buckets refuse all roles, without TLS."""
        return Recorded(session, self.deployed)


class Recorded(boto3.Session):
    """A session whose clients record each call."""

    def __init__(self, session: boto3.Session, calls: list[AwsCall]) -> None:
        super().__init__(region_name=session.region_name)
        self._inner, self._calls = session, calls

    def client(self, name: str, **given: Any) -> Any:  # type: ignore[override]
        client: Any = self._inner.client(name, **given)  # type: ignore[call-overload]

        def keep(params: Mapping[str, Any], model: Any, **_: object) -> None:
            self._calls.append((name, model.name, dict(params)))

        client.meta.events.register(f"provide-client-params.{name}", keep)
        return client
