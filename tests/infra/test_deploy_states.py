"""A deploy may be repeated after a failure at any step, whatever state it left its stacks in."""

from __future__ import annotations

import json
import sys
from functools import reduce
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import boto3
import pytest
import stripe
from botocore.exceptions import ClientError, NoCredentialsError

from infra.devstack.settings import ROOT
from infra.ops.deploy.__main__ import AGAIN
from infra.ops.deploy.rollout import Rollout
from infra.ops.deploy.stacks import STUCK, NotDeployed, Stacks
from infra.ops.deploy.stage import FOLDER, NoSuchStage, read_stage
from infra.ops.refusal import refusal
from infra.packaging.cloudformation import read
from tests.infra.cloudformation import CloudFormation, refused

NAME = "example-storage"
LONGEST_REGION = 14
"""`ap-southeast-1`."""


def deployed(aws: CloudFormation, said: list[str] | None = None) -> dict[str, str]:
    said = [] if said is None else said
    return Stacks(aws.client, said.append, poll_s=0).deploy(NAME, {"TemplateBody": "{}"}, {"Deployment": "example"})


@pytest.mark.parametrize(
    ("state", "calls"),
    [
        (None, [f"CREATE {NAME}"]),
        ("REVIEW_IN_PROGRESS", [f"CREATE {NAME}"]),
        ("ROLLBACK_COMPLETE", [f"DELETE {NAME}", f"CREATE {NAME}"]),
        ("CREATE_FAILED", [f"DELETE {NAME}", f"CREATE {NAME}"]),
        ("ROLLBACK_IN_PROGRESS", [f"DELETE {NAME}", f"CREATE {NAME}"]),
        ("DELETE_IN_PROGRESS", [f"CREATE {NAME}"]),
        ("CREATE_IN_PROGRESS", [f"UPDATE {NAME}"]),
        ("UPDATE_IN_PROGRESS", [f"UPDATE {NAME}"]),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", [f"UPDATE {NAME}"]),
        ("UPDATE_ROLLBACK_IN_PROGRESS", [f"UPDATE {NAME}"]),
        ("UPDATE_ROLLBACK_COMPLETE", [f"UPDATE {NAME}"]),
        ("UPDATE_COMPLETE", [f"UPDATE {NAME}"]),
        ("CREATE_COMPLETE", [f"UPDATE {NAME}"]),
    ],
)
def test_a_deploy_goes_on_from_every_state_that_needs_no_decision(state: str | None, calls: list[str]) -> None:
    aws = CloudFormation({NAME: state} if state else {}, outputs={"Table": "t"})
    assert deployed(aws) == {"Table": "t"}
    assert aws.called == calls


@pytest.mark.parametrize("state", STUCK)
def test_a_state_that_needs_a_decision_is_told_with_what_to_do(state: str) -> None:
    aws = CloudFormation({NAME: state})
    with pytest.raises(NotDeployed, match=f"{NAME} is {state}: .*then deploy again"):
        deployed(aws)
    assert aws.called == []


@pytest.mark.parametrize("state", [None, "CREATE_COMPLETE"])
def test_a_deploy_that_failed_gives_reasons_and_the_next_one_succeeds(state: str | None) -> None:
    aws = CloudFormation({NAME: state} if state else {}, fails=1, outputs={"Table": "t"})
    with pytest.raises(NotDeployed, match="Table: no room"):
        deployed(aws)
    assert deployed(aws) == {"Table": "t"}


@pytest.mark.parametrize("step", ["CreateChangeSet", "ExecuteChangeSet", "DeleteStack", "DescribeStacks"])
def test_a_command_that_was_cut_off_at_a_step_is_repeated(step: str) -> None:
    def cut_off(operation: str) -> None:
        if operation == step:
            raise refused(operation, "AccessDenied", "no")

    aws = CloudFormation({NAME: "ROLLBACK_COMPLETE"}, outputs={"Table": "t"}, before=cut_off)
    with pytest.raises(ClientError):
        deployed(aws)
    aws.before = lambda operation: None
    assert deployed(aws) == {"Table": "t"}


class Session:
    """An account whose API Gateway has this role for its logs."""

    def __init__(self, aws: CloudFormation, log_role: str = "") -> None:
        self.aws, self.log_role = aws, log_role

    def client(self, name: str) -> Any:
        return self.aws if name == "cloudformation" else self

    def get_account(self) -> dict[str, str]:
        return {"cloudwatchRoleArn": self.log_role} if self.log_role else {}


def rollout(aws: CloudFormation, log_role: str = "") -> Rollout:
    session = cast("boto3.Session", Session(aws, log_role))
    return Rollout(session, read_stage("example"), lambda said: None, poll_s=0)


@pytest.mark.parametrize(
    ("role", "may_log"),
    [
        ("", "true"),
        ("arn:aws:iam::000000000000:role/account-credit-account-GatewayLogs-1ABC", "true"),
        ("arn:aws:iam::000000000000:role/other-team-logs", "false"),
    ],
)
@pytest.mark.parametrize("stacks", [{}, {"account-credit-account": "CREATE_COMPLETE"}])
def test_the_log_role_of_another_team_stays_theirs_at_every_deploy(
    stacks: dict[str, str], role: str, may_log: str
) -> None:
    aws = CloudFormation(dict(stacks))
    rollout(aws, role).account()
    assert aws.given["account-credit-account"] == {"GatewayMayLog": may_log}


def test_tables_are_protected_once_they_exist_so_a_failed_deploy_leaves_none() -> None:
    aws = CloudFormation()
    asked: list[str] = []
    aws.before = lambda operation: asked.append(aws.given.get(NAME, {}).get("DeletionProtection", ""))
    rollout(aws).storage()
    assert aws.called == [f"CREATE {NAME}", f"UPDATE {NAME}"]
    assert [each for each in dict.fromkeys(asked) if each] == ["false", "true"]
    assert aws.protected == {NAME}
    rollout(aws).storage()
    assert aws.called[2:] == [f"UPDATE {NAME}"] and aws.given[NAME]["DeletionProtection"] == "true"


def test_a_throwaway_is_neither_protected_nor_kept() -> None:
    aws = CloudFormation()
    rollout(aws).storage(throwaway=True)
    assert aws.given[NAME]["DeletionProtection"] == "false" and aws.protected == set()


def test_every_bucket_name_fits_the_longest_deployment_account_and_region() -> None:
    buckets = [
        each["Properties"]["BucketName"]["Fn::Sub"]
        for file in ("storage", "account", "site")
        for each in read(ROOT / "infra" / "templates" / f"{file}.yaml")["Resources"].values()
        if each["Type"] == "AWS::S3::Bucket" and "BucketName" in each["Properties"]
    ]
    longest = {"${Deployment}": 26, "${AWS::AccountId}": 12, "${AWS::Region}": LONGEST_REGION}
    for template in buckets:
        name = reduce(lambda made, part: made.replace(part[0], "x" * part[1]), longest.items(), template)
        assert len(name) <= 63, name


def test_a_deployment_name_that_is_too_long_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    held = json.loads((FOLDER / "example.json").read_text())
    (tmp_path / "long.json").write_text(json.dumps(held | {"deployment": "a" * 27}))
    with pytest.raises(NoSuchStage, match=r"2 to 26 .*\(27\).*bucket names"):
        read_stage("long", tmp_path)
    (tmp_path / "fits.json").write_text(json.dumps(held | {"deployment": "a" * 26}))
    assert len(read_stage("fits", tmp_path).deployment) == 26


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (refused("CreateChangeSet", "AccessDenied", "no"), "role lacks that permission"),
        (refused("PutObject", "ExpiredToken", "old"), "Sign in to AWS again"),
        (refused("PutObject", "SlowDown", "later"), "later Deploy again: it goes on where it stopped."),
        (
            stripe.APIConnectionError("no route"),  # type: ignore[no-untyped-call]
            "Stripe refused or did not answer (APIConnectionError): no route Deploy",
        ),
        (NoCredentialsError(), "Check the credentials"),
    ],
)
def test_what_aws_refuses_is_a_sentence_with_what_to_do(fault: Any, told: str) -> None:
    assert told in refusal(fault, AGAIN)


def test_a_python_that_takes_no_snapshots_is_refused_before_anything_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = json.loads((FOLDER / "example.json").read_text())
    held["parameters"]["SnapStart"] = "PublishedVersions"
    (tmp_path / "snapshots.json").write_text(json.dumps(held))
    aws = cast("boto3.Session", Session(CloudFormation()))
    deploy = Rollout(aws, read_stage("snapshots", tmp_path), lambda said: None)
    monkeypatch.setattr(sys, "version_info", SimpleNamespace(major=3, minor=11))
    with pytest.raises(NotDeployed, match=r"no Python 3\.11 from a snapshot"):
        deploy.require_snapshots()
    monkeypatch.setattr(sys, "version_info", SimpleNamespace(major=3, minor=12))
    deploy.require_snapshots()
