"""Deployers and operators can do what their commands do, and nothing that no command does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.dynamodb.quarantine import QuarantineItem
from infra.devstack import aws
from infra.devstack.settings import REGION
from infra.devstack.supervision.process import run_module
from tests.deploy.permissions import Call, allowed_to, covers, is_for_faults, made_with, settings_of_buckets
from tests.deploy.rehearsal import DEPLOYMENT, Rehearsal
from tests.fakes.examples import ANA
from tests.infra.policies import NAMES, NOTHING, Policy, roles
from tests.polling import until_cold

ACCOUNT = "000000000000"
ONBOARDED = (
    "id,name,address,country,currency,time_zone,language,locations,accounts,portal_origins\n"
    "clinic_birch,Birch Clinic,1 Elm Street;Toronto ON,CA,cad,America/Toronto,en,loc_main=Main,acct_birch=Birch,https://birch.example\n"
)
OPERATORS: tuple[tuple[str, ...], ...] = (
    ("onboard", "clinics.csv"),
    ("payment-domains",),
    ("quarantine", "list"),
    ("quarantine", "close", "evt_wrong", "--reason", "Refunded"),
    ("stuck-transfers",),
    ("close", "clinic_demo", "--reason", "leaves"),
    ("reopen", "clinic_demo", "--reason", "stays"),
    ("acts", "clinic_demo"),
    ("read-only", "on", "--clinic", "clinic_none", "--reason", "tried"),
    ("read-only", "off"),
    ("accounts", "clinic_demo"),
    ("proof-key",),
)
"""Those that a rehearsal's set-up doesn't run."""
CUSTODIANS: tuple[tuple[str, ...], ...] = (
    ("publish-events", "clinic_demo", "--since", "2026-01-01T00:00:00Z"),
    ("report-days", "clinic_demo", "--from", f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%d}"),
    ("export-clinic", "clinic_demo", "export"),
    ("forget", "clinic_demo", "pat_leo"),
    ("restore", "credit"),
    ("restore", "clinics"),
)
MOVED = (
    *("dynamodb:BatchWriteItem", "dynamodb:CreateTable", "dynamodb:DescribeContinuousBackups"),
    *("dynamodb:DescribeContributorInsights", "dynamodb:DescribeExport", "dynamodb:DescribeImport"),
    *("dynamodb:ExportTableToPointInTime", "dynamodb:ImportTable", "dynamodb:Scan", "dynamodb:UpdateTimeToLive"),
    *("backup:DescribeRestoreJob", "backup:GetRecoveryPointRestoreMetadata", "backup:StartRestoreJob", "iam:PassRole"),
    *("logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams"),
    *("logs:PutLogEvents", "logs:PutRetentionPolicy"),
    *("s3:AbortMultipartUpload", "s3:ListBucket", "s3:PutObjectAcl"),
)
"""For exports, imports, restores of copies and what AWS itself needs for a restore: tried against AWS's own models
(tests/infra), or as AWS documents them."""


@pytest.fixture(scope="module")
def people(rehearsal: Rehearsal) -> Rehearsal:
    """Every command was run, by the role that it is for. A permission that is missing breaks it."""
    leo = rehearsal.patient("pat_leo")
    paid = rehearsal.pay(leo, 1_500)
    until_cold(lambda: (leo.top_up(paid)["receipt"] or {}).get("status") == "ready")
    rehearsal.double.controls.post("/accounts", id="acct_birch")
    folder = rehearsal.settings.state
    (folder / "clinics.csv").write_text(ONBOARDED)
    wrong = QuarantineItem.from_domain("evt_wrong", PaymentRef(ANA, "pay_none"), {"amount": 1}, datetime.now(UTC))
    tables, table = rehearsal.client("dynamodb"), rehearsal.deployed.storage["CreditTable"]
    tables.put_item(TableName=table, Item=wrong.serialize())
    run_all(rehearsal, "operator", OPERATORS)
    run_all(rehearsal, "custodian", CUSTODIANS)
    if not made_with(rehearsal, rehearsal.people.keys["examiner"]["AWS_ACCESS_KEY_ID"]):
        rehearsal.run("infra.ops.doctor", status=1)
    return rehearsal


def run_all(rehearsal: Rehearsal, role: str, commands: Iterable[tuple[str, ...]]) -> None:
    """Run the commands in one process: each of its own would take a second to start."""
    done = run_module(
        "tests.deploy.every_command",
        str(rehearsal.stage_file()),
        environment=aws.access(rehearsal.settings) | rehearsal.people.keys[role],
        patience_s=120.0,
        said="\n".join(map(json.dumps, commands)),
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["operator", "custodian", "examiner"])
def test_no_role_of_operators_can_do_more_than_its_commands(name: str, people: Rehearsal) -> None:
    calls = made_with(people, people.people.keys[name]["AWS_ACCESS_KEY_ID"])
    assert calls, "its commands were run"
    if name == "examiner":
        calls = set(settings_of_buckets(calls))
    permissions = [each for each in allowed_to(people, f"{DEPLOYMENT}-{name}") if not is_for_faults(name, each)]
    unused = [each for each in permissions if not any(covers(each, call) for call in calls)]
    assert sorted(each for each in unused if name != "custodian" or each[0] not in MOVED) == []


STACK = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function"
Asked = Mapping[str, Any]


def _on_a_file(name: str, asked: Asked) -> Call:
    return S3.get(name, f"s3:{name}"), "arn:aws:s3:::" + "/".join(filter(None, [asked["Bucket"], asked.get("Key")]))


def _on_a_secret(name: str, asked: Asked) -> Call:
    return f"secretsmanager:{name}", f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{asked['SecretId']}-AbCdEf"


def _on_a_function(name: str, asked: Asked) -> Call:
    named = filter(None, [FUNCTION, asked.get("FunctionName"), asked.get("Qualifier")])
    return f"lambda:{name}", ":".join(named) if asked else "*"


ASKED: Mapping[str, Callable[[str, Asked], Call]] = {
    "cloudformation": lambda name, asked: (f"cloudformation:{name}", f"{STACK}/{asked['StackName']}/1"),
    "s3": _on_a_file,
    "secretsmanager": _on_a_secret,
    "lambda": _on_a_function,
    "apigateway": lambda name, asked: ("apigateway:GET", f"arn:aws:apigateway:{REGION}::/account"),
    "sesv2": lambda name, asked: (f"ses:{name}", f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/{asked['EmailIdentity']}"),
}
"""By boto3's client: the permission that an operation takes, and the resource that it is on."""
S3 = {"HeadObject": "s3:GetObject", "ListObjectsV2": "s3:ListBucket"}
SELDOM = {
    ("cloudformation:DescribeStackEvents", f"{STACK}/{DEPLOYMENT}-service/1"): "a change failed",
    ("cloudformation:UpdateTerminationProtection", f"{STACK}/{DEPLOYMENT}-storage/1"): "a deployment that is kept",
    ("lambda:DeleteFunction", f"{FUNCTION}:{DEPLOYMENT}-api:1"): "the sixth version",
    ("s3:DeleteObject", f"arn:aws:s3:::{DEPLOYMENT}-site-files-1/web/old.js"): "thirty days later",
    ("cloudformation:DeleteChangeSet", f"{STACK}/{DEPLOYMENT}-service/1"): "nothing changed",
    ("s3:ListBucket", f"arn:aws:s3:::account-credit-packages-{ACCOUNT}-{REGION}"): "going back",
    ("cloudformation:CreateChangeSet", f"arn:aws:cloudformation:{REGION}:aws:transform/Serverless-2016-10-31"): "SAM's",
}
"""A rehearsal's first deploy makes none of these calls. With the reason for each."""


@pytest.fixture(scope="module")
def deployed(rehearsal: Rehearsal) -> set[Call]:
    """The calls of a deploy and of going back."""
    return {ASKED[service](name, asked) for service, name, asked in rehearsal.people.deployed}


@pytest.fixture(scope="module")
def deployer() -> Policy:
    here = {**NAMES, "AWS::AccountId": ACCOUNT, "AWS::Region": REGION, "Deployment": DEPLOYMENT}
    return roles(here)["Deployer"]


def test_a_deployer_may_do_what_a_deploy_does(deployed: set[Call], deployer: Policy) -> None:
    assert deployed and [call for call in deployed if not deployer.allows(*call, NOTHING)] == []
    assert [call for call in SELDOM if not deployer.allows(*call, NOTHING)] == []


def test_a_deployer_may_do_nothing_else_by_itself(deployed: set[Call], deployer: Policy) -> None:
    directly = [each for each in deployer.statements if "Condition" not in each]
    calls = deployed | set(SELDOM)
    unused = [
        (statement["Sid"], action)
        for statement in directly
        for action in statement["Action"]
        if not any(Policy([{**statement, "Action": [action]}]).allows(*call) for call in calls)
    ]
    assert unused == []
