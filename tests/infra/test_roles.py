"""Deployers and operators can do that and no more: not read the ledger, not make an administrator, not hide an act."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.dynamodb.credit_items import entries_partition, partition
from infra.devstack.settings import ROOT
from infra.ops.deploy.rollout import TEMPLATES
from infra.packaging.cloudformation import read
from tests.fakes.examples import ANA
from tests.infra.cloudformation_calls import NAMED_AS, NEEDED, ROLE
from tests.infra.policies import (
    ACCOUNT,
    NAMES,
    NOTHING,
    REGION,
    THROUGH_CLOUDFORMATION,
    Context,
    Policy,
    listed,
    resolved,
    roles,
)

BOUNDARY: Context = {**THROUGH_CLOUDFORMATION, "iam:PermissionsBoundary": [NAMES["Boundary"]]}
TO_LAMBDA: Context = {**THROUGH_CLOUDFORMATION, "iam:PassedToService": ["lambda.amazonaws.com"]}
TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table"
STACK = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack"
LONGEST_MANAGED, LONGEST_INLINE, LONGEST_TEMPLATE = 6_144, 10_240, 51_200
"""Characters of a policy without white space, and of a template in a request (IAM and CloudFormation quotas)."""
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
PEOPLE = ("Deployer", "Operator", "Custodian", "Examiner")
OF_AN_ADMINISTRATOR = {"storage.yaml", "mail.yaml", "backup.yaml", "backup-copies.yaml", "account.yaml", "roles.yaml"}
"""Templates whose changes are an administrator's: of what holds data, and what is verified once."""
NO_ONES = (
    *("CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicy", "DeleteRolePermissionsBoundary"),
    *("CreateUser", "CreateAccessKey"),
)
"""Calls of IAM by which a role would get past its boundary."""
HOLDS_DATA = {"AWS::S3::Bucket", "AWS::S3::BucketPolicy"}
"""As well, where another template has one."""
OF_NO_RESOURCE = {
    "backup:DescribeRestoreJob",
    "cloudwatch:DescribeAlarms",
    "lambda:GetAccountSettings",
    "lambda:ListEventSourceMappings",
    "logs:DescribeLogGroups",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
}
"""Actions for which AWS names no resource (service authorization reference)."""
HERE = f"{REGION}:{ACCOUNT}"
STORED = {
    **NAMES,
    "CreditTable": "prod-credit",
    "ClinicsTable": "prod-clinics",
    "CreditTableStreamArn": f"{TABLE}/prod-credit/stream/1",
    "ClinicsTableStreamArn": f"{TABLE}/prod-clinics/stream/1",
    "ReceiptsBucket": f"prod-receipts-{ACCOUNT}-{REGION}",
    "ProofsBucket": f"prod-proofs-{ACCOUNT}-{REGION}",
    "WorkQueueArn": f"arn:aws:sqs:{HERE}:prod-work",
    "TopUpQueueArn": f"arn:aws:sqs:{HERE}:prod-top-ups",
    "DeliveriesArn": f"arn:aws:sqs:{HERE}:prod-deliveries.fifo",
    "FailedChanges.Arn": f"arn:aws:sqs:{HERE}:prod-failed-changes",
    "StripeSecretArn": f"arn:aws:secretsmanager:{HERE}:secret:prod/stripe-AbCdEf",
    "ProofKeyArn": f"arn:aws:kms:{HERE}:key/1",
    "EventBus": "partners",
    "NoticeIdentity": "credit.example",
}
"""Parameters of the service's template, as a deploy gives them."""


@pytest.fixture(scope="module")
def policies() -> dict[str, Policy]:
    return roles()


def changed_by_a_release() -> set[str]:
    """The types of resources that deployers change; what the transform makes of functions is in `NEEDED` as well."""
    found = {
        each["Type"]
        for path in TEMPLATES.glob("*.yaml")
        if path.name not in OF_AN_ADMINISTRATOR | {"checkov.yaml"}
        for each in read(path)["Resources"].values()
        if "Type" in each
    }
    return {kind for kind in found if not kind.startswith("AWS::Serverless")} - HOLDS_DATA


def test_a_deployer_has_what_cloudformation_needs_for_every_resource_of_a_release(policies: dict[str, Policy]) -> None:
    assert changed_by_a_release() <= set(NEEDED)
    context = {**BOUNDARY, **TO_LAMBDA, "lambda:FunctionArn": [NAMED_AS["lambda"][0]]}
    for kind, services in NEEDED.items():
        for service, names in services.items():
            for name in names.split():
                action = f"{service}:{name}"
                where = [arn for arn in NAMED_AS[service] if policies["Deployer"].allows(action, arn, context)]
                assert where, f"{kind} needs {action}"


def test_a_deployer_has_nothing_that_no_resource_needs(policies: dict[str, Policy]) -> None:
    needed = {
        f"{service}:{name}" for each in NEEDED.values() for service, names in each.items() for name in names.split()
    }
    granted = policies["Deploying"].actions | policies["DeployingFunctions"].actions
    assert granted - needed == {"secretsmanager:GetSecretValue"}, "for references to secrets in templates"


def test_a_deployer_changes_what_is_deployed_through_cloudformation_alone(policies: dict[str, Policy]) -> None:
    for name in ("Deploying", "DeployingFunctions"):
        for statement in policies[name].statements:
            through = statement["Condition"]["ForAnyValue:StringEquals"]
            assert through == {"aws:CalledVia": "cloudformation.amazonaws.com"}
    assert not policies["Deployer"].allows("lambda:UpdateFunctionCode", NAMED_AS["lambda"][0])


@pytest.mark.parametrize("context", [NOTHING, BOUNDARY, {**BOUNDARY, **TO_LAMBDA}])
def test_a_deployer_cannot_read_change_or_delete_what_holds_data(policies: dict[str, Policy], context: Context) -> None:
    refused = {
        f"{TABLE}/prod-credit": "GetItem Query Scan PutItem UpdateItem DeleteItem DeleteTable UpdateTable"
        " UpdateContinuousBackups ExportTableToPointInTime RestoreTableToPointInTime",
    }
    for arn, names in refused.items():
        assert not [name for name in names.split() if policies["Deployer"].allows(f"dynamodb:{name}", arn, context)]
    for bucket in ("receipts", "proofs"):
        arn = f"arn:aws:s3:::prod-{bucket}-{ACCOUNT}-{REGION}"
        for action in ("GetObject", "PutObject", "DeleteObject", "DeleteBucket", "PutBucketPolicy", "ListBucket"):
            assert not policies["Deployer"].allows(f"s3:{action}", arn, context)
            assert not policies["Deployer"].allows(f"s3:{action}", f"{arn}/receipts/1.pdf", context)
    stripe = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:prod/stripe-AbCdEf"
    assert not policies["Deployer"].allows("secretsmanager:GetSecretValue", stripe, context)
    assert not any(action.startswith(("kms:", "dynamodb:", "backup:")) for action in policies["Deployer"].actions)


def test_a_deployer_cannot_make_an_administrator(policies: dict[str, Policy]) -> None:
    """Roles get the boundary or are not made, and neither it nor any other role is within reach."""
    deployer = policies["Deployer"]
    assert deployer.allows("iam:PutRolePolicy", ROLE, BOUNDARY)
    assert not deployer.allows("iam:CreateRole", ROLE, THROUGH_CLOUDFORMATION)
    for action in ("CreateRole", "PutRolePolicy", "AttachRolePolicy", "PutRolePermissionsBoundary"):
        other = {**THROUGH_CLOUDFORMATION, "iam:PermissionsBoundary": [f"arn:aws:iam::{ACCOUNT}:policy/other"]}
        assert not deployer.allows(f"iam:{action}", ROLE, other)
        assert not deployer.allows(f"iam:{action}", f"arn:aws:iam::{ACCOUNT}:role/prod-operator", BOUNDARY)
        assert not deployer.allows(f"iam:{action}", ROLE, {"iam:PermissionsBoundary": [NAMES["Boundary"]]})
    assert not deployer.allows("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/Admin", TO_LAMBDA)
    to_ec2: Context = {**THROUGH_CLOUDFORMATION, "iam:PassedToService": ["ec2.amazonaws.com"]}
    assert not deployer.allows("iam:PassRole", ROLE, to_ec2)
    for name in PEOPLE:
        assert not [action for action in NO_ONES if policies[name].allows_anywhere(f"iam:{action}")]
        assert not policies[name].allows_anywhere("sts:AssumeRole")
        assert not policies[name].allows("cloudformation:CreateChangeSet", f"{STACK}/prod-roles/1")


def test_a_deployer_reaches_its_own_deployments_stacks_alone(policies: dict[str, Policy]) -> None:
    deployer = policies["Deployer"]
    for stack, reached in {
        "prod-service": True,
        "prod-site": True,
        "other-service": False,
        "prod-eu-service": False,
    }.items():
        assert deployer.allows("cloudformation:ExecuteChangeSet", f"{STACK}/{stack}/1") is reached
    assert not deployer.allows_anywhere("cloudformation:DeleteStack")


def test_a_function_cannot_be_given_more_than_the_boundary(policies: dict[str, Policy]) -> None:
    """It is no narrower than what the functions have, and has nothing by which a role gets more."""
    lacking = [
        (path.name, action, resource)
        for path in sorted((ROOT / ".chalice").glob("policy-*.json"))
        for action, resource in _granted(json.loads(path.read_text()))
        if not policies["Boundary"].allows(action, resource)
    ]
    assert lacking == []
    assert not any(action.startswith(("iam:", "sts:")) or "*" in action for action in policies["Boundary"].actions)


def _granted(document: Any) -> Iterator[tuple[str, str]]:
    for statement in document["Statement"]:
        if statement["Effect"] != "Allow":
            continue
        for action in statement["Action"]:
            yield from ((action, resource) for resource in listed(resolved(statement["Resource"], STORED)))


def test_every_role_of_the_service_gets_the_boundary() -> None:
    resources = read(TEMPLATES / "service.yaml")["Resources"]
    bounded = {name for name, each in resources.items() if "PermissionsBoundary" in each.get("Properties", {})}
    functions = json.loads((ROOT / ".chalice" / "config.json").read_text())["stages"]["aws"]["lambda_functions"]
    assert bounded == {f"{name.title().replace('_', '')}Role" for name in functions} | {"CanaryRole"}
    assert resources["APIHandler"]["Properties"]["DeploymentPreference"]["Role"] == {
        "Fn::GetAtt": ["CanaryRole", "Arn"]
    }


def test_an_operator_lists_no_patients_and_changes_nothing_of_the_ledger(policies: dict[str, Policy]) -> None:
    operator, table = policies["Operator"], f"{TABLE}/prod-credit"
    patient: Context = {"dynamodb:LeadingKeys": ["clinic_maple#pat_ana"]}
    report: Context = {"dynamodb:LeadingKeys": ["parked#evt_1"]}
    for action in ("GetItem", "PutItem"):
        assert operator.allows(f"dynamodb:{action}", table, report)
        assert not operator.allows(f"dynamodb:{action}", table, patient)
    for action in ("Query", "Scan", "UpdateItem", "DeleteItem", "BatchWriteItem", "ExportTableToPointInTime"):
        assert not operator.allows(f"dynamodb:{action}", table, report)
    for index, key, listing in (
        ("by-clinic", "#quarantine", True),
        ("to-do", "stuck", True),
        ("by-clinic", "clinic_maple", False),
        ("by-clinic", "clinic_maple#names#A", False),
    ):
        of: Context = {"dynamodb:LeadingKeys": [key]}
        assert operator.allows("dynamodb:Query", f"{table}/index/{index}", of) is listing
    assert not [action for action in operator.actions if action.startswith("s3:")]


@pytest.mark.parametrize("name", PEOPLE)
def test_the_record_of_acts_is_never_changed_or_removed(name: str, policies: dict[str, Policy]) -> None:
    act: Context = {"dynamodb:LeadingKeys": ["acts#clinic_maple"]}
    for action in CHANGES:
        assert not policies[name].allows(f"dynamodb:{action}", f"{TABLE}/prod-clinics", act)


@pytest.mark.parametrize("path", sorted((ROOT / ".chalice").glob("policy-*.json")), ids=lambda path: path.stem)
def test_no_function_changes_or_removes_an_act_and_the_api_alone_adds_one(path: Path) -> None:
    """Operators add them by the API of their own. What is no act of the clinics table is as it was."""
    function = Policy(resolved(json.loads(path.read_text())["Statement"], STORED))
    clinics, act = f"{TABLE}/prod-clinics", {"dynamodb:LeadingKeys": ["acts#clinic_maple"]}
    assert not [each for each in ("UpdateItem", "DeleteItem") if function.allows(f"dynamodb:{each}", clinics, act)]
    assert function.allows("dynamodb:PutItem", clinics, act) is (path.stem == "policy-api")
    other = {"dynamodb:LeadingKeys": ["clinic_maple"]}
    for action in function.actions:
        assert function.allows(action, clinics, other) == function.allows(action, clinics)


ENTRY: Context = {"dynamodb:LeadingKeys": [entries_partition(ANA)]}
POSTED: Context = {**ENTRY, "dynamodb:EnclosingOperation": ["TransactWriteItems"]}
CHANGES = ("UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLUpdate", "PartiQLDelete")
ADDITIONS = ("PutItem", "PartiQLInsert")
POSTING = {"policy-api", "policy-credit-change", "policy-due-work", "policy-schedule"}


@pytest.mark.parametrize("name", PEOPLE)
def test_no_role_of_people_writes_an_entry_of_the_ledger(name: str, policies: dict[str, Policy]) -> None:
    for table in ("prod-credit", "prod-credit-202611232130"):
        for action in (*CHANGES, *ADDITIONS):
            for context in (ENTRY, POSTED, {"dynamodb:LeadingKeys": [partition(ANA), entries_partition(ANA)]}):
                assert not policies[name].allows(f"dynamodb:{action}", f"{TABLE}/{table}", context)


def test_a_custodian_erases_what_is_no_entry(policies: dict[str, Policy]) -> None:
    for action in ("PutItem", "UpdateItem", "DeleteItem"):
        of: Context = {"dynamodb:LeadingKeys": [partition(ANA)]}
        assert policies["Custodian"].allows(f"dynamodb:{action}", f"{TABLE}/prod-credit", of)


@pytest.mark.parametrize("path", sorted((ROOT / ".chalice").glob("policy-*.json")), ids=lambda path: path.stem)
def test_no_function_changes_or_removes_an_entry_and_postings_alone_add_one(path: Path) -> None:
    """The permissions for all other items of the credit table are as they were."""
    function, credit = Policy(resolved(json.loads(path.read_text())["Statement"], STORED)), f"{TABLE}/prod-credit"
    for context in (ENTRY, POSTED):
        assert not [each for each in CHANGES if function.allows(f"dynamodb:{each}", credit, context)]
    assert not [each for each in ADDITIONS if function.allows(f"dynamodb:{each}", credit, ENTRY)]
    assert function.allows("dynamodb:PutItem", credit, POSTED) is (path.stem in POSTING)
    for action in function.actions:
        for context in ({}, {"dynamodb:EnclosingOperation": ["TransactWriteItems"]}):
            other = {**context, "dynamodb:LeadingKeys": [partition(ANA)]}
            assert function.allows(action, credit, other) == function.allows(action, credit)


def test_no_function_can_be_given_permission_to_change_an_entry_or_an_act(policies: dict[str, Policy]) -> None:
    """Whatever a deployer writes into its policy."""
    given = Policy([*policies["Boundary"].statements, EVERYTHING])
    act: Context = {"dynamodb:LeadingKeys": ["acts#clinic_maple"]}
    for table, context in (("prod-credit", ENTRY), ("prod-credit", POSTED), ("prod-clinics", act)):
        assert not [each for each in CHANGES if given.allows(f"dynamodb:{each}", f"{TABLE}/{table}", context)]
    assert not [each for each in ADDITIONS if given.allows(f"dynamodb:{each}", f"{TABLE}/prod-credit", ENTRY)]
    assert given.allows("dynamodb:PutItem", f"{TABLE}/prod-credit", POSTED)
    assert given.allows("dynamodb:PutItem", f"{TABLE}/prod-clinics", act)
    for action in (*CHANGES, *ADDITIONS):
        other = {"dynamodb:LeadingKeys": [partition(ANA)]}
        assert given.allows(f"dynamodb:{action}", f"{TABLE}/prod-credit", other)


def test_an_examiner_writes_nothing(policies: dict[str, Policy]) -> None:
    reading = ("Describe", "Get", "List", "Query", "Scan")
    assert [each for each in policies["Examiner"].actions if not each.split(":")[1].startswith(reading)] == []
    assert not policies["Examiner"].allows("dynamodb:GetItem", f"{TABLE}/prod-credit")


def test_no_role_names_whole_services_or_everything(policies: dict[str, Policy]) -> None:
    for name, policy in policies.items():
        assert not [action for action in policy.actions if "*" in action], name
        everything = {
            a for each in policy.statements if "*" in listed(each["Resource"]) for a in listed(each["Action"])
        }
        assert everything <= OF_NO_RESOURCE, name


def test_the_policies_fit_into_iam_and_the_template_into_a_request() -> None:
    template = read(TEMPLATES / "roles.yaml")
    longest = {**NAMES, "Deployment": "a" * 26, "AWS::Region": "ap-southeast-1"}
    for each in template["Resources"].values():
        properties = each["Properties"]
        inline = sum(_length(policy["PolicyDocument"], longest) for policy in properties.get("Policies", []))
        assert inline <= LONGEST_INLINE
        assert _length(properties.get("PolicyDocument"), longest) <= LONGEST_MANAGED
    assert len(json.dumps(template)) <= LONGEST_TEMPLATE


def _length(document: Any, names: dict[str, str]) -> int:
    return len(json.dumps(resolved(document, names), separators=(",", ":")))


def test_no_generated_name_of_a_role_is_shortened() -> None:
    """IAM takes 64 characters: the stack, the role's logical name, and thirteen that CloudFormation chooses."""
    pattern = read(TEMPLATES / "roles.yaml")["Parameters"]["Deployment"]["AllowedPattern"]
    assert re.fullmatch(pattern, "a" * 20) and not re.fullmatch(pattern, "a" * 21)
    roles = [name for name, each in read(TEMPLATES / "service.yaml")["Resources"].items() if name.endswith("Role")]
    assert max(len(f"{'a' * 20}-service-{name}-") + 13 for name in roles) <= 64
