"""Every statement of every policy, as decided apart from the templates: who may do what to which resource."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.infra.templates.templates import RESOURCES, attribute, of_type, properties, ref, sub

ROOT_OF_ACCOUNT = {"AWS": sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")}
ROOT_OF_STAGE = {"AWS": sub("arn:${AWS::Partition}:iam::${SourceAccount}:root")}
ROOT_OF_COPIES = {
    "AWS": {
        "Fn::Sub": [
            "arn:${AWS::Partition}:iam::${Account}:root",
            {"Account": {"Fn::Select": [4, {"Fn::Split": [":", ref("CopyVaultArn")]}]}},
        ]
    }
}
OUR_DISTRIBUTION = {
    "StringEquals": {
        "aws:SourceArn": sub("arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}")
    }
}
CLOUDFRONT = {"Service": "cloudfront.amazonaws.com"}
ALARMS = sub("arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${Deployment}-alarms")

Statement = tuple[str, Any, Any, Any, Any]
"""Effect, principal, action, resource and condition."""


def only_over_tls(bucket: str) -> Statement:
    everything = [attribute(bucket), sub(f"${{{bucket}.Arn}}/*")]
    return "Deny", "*", "s3:*", everything, {"Bool": {"aws:SecureTransport": "false"}}


def taken_by(service: str) -> Statement:
    return "Allow", {"Service": service}, "sts:AssumeRole", None, None


EVERYTHING_BY_ROLES: Statement = ("Allow", ROOT_OF_ACCOUNT, "kms:*", "*", None)
STATEMENTS: dict[str, list[Statement]] = {
    "account.PackagesOnlyOverTls": [only_over_tls("Packages")],
    "account.GatewayLogs": [taken_by("apigateway.amazonaws.com")],
    "backup.Key": [
        EVERYTHING_BY_ROLES,
        (
            "Allow",
            ROOT_OF_COPIES,
            ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
            "*",
            None,
        ),
    ],
    "backup.Role": [taken_by("backup.amazonaws.com")],
    "backup.FailuresMayBeTold": [
        (
            "Allow",
            {"Service": ["cloudwatch.amazonaws.com", "events.amazonaws.com"]},
            "sns:Publish",
            ALARMS,
            {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}},
        )
    ],
    "backup-copies.Key": [
        EVERYTHING_BY_ROLES,
        (
            "Allow",
            ROOT_OF_STAGE,
            ["kms:CreateGrant", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
            "*",
            None,
        ),
    ],
    "backup-copies.Vault": [("Allow", ROOT_OF_STAGE, "backup:CopyIntoBackupVault", "*", None)],
    "backup-copies.RestoreRole": [taken_by("backup.amazonaws.com")],
    "service.CanaryRole": [taken_by("codedeploy.amazonaws.com")],
    "site.FilesPolicy": [
        ("Allow", CLOUDFRONT, "s3:GetObject", sub("${Files.Arn}/*"), OUR_DISTRIBUTION),
        ("Allow", CLOUDFRONT, "s3:ListBucket", attribute("Files"), OUR_DISTRIBUTION),
        only_over_tls("Files"),
    ],
    "storage.ReceiptsBucketPolicy": [only_over_tls("ReceiptsBucket")],
    "storage.ProofsBucketPolicy": [
        only_over_tls("ProofsBucket"),
        (
            "Deny",
            "*",
            "s3:PutObject",
            sub("${ProofsBucket.Arn}/proofs/*"),
            {"Null": {"s3:if-none-match": "true"}},
        ),
        ("Deny", "*", "s3:DeleteObject", sub("${ProofsBucket.Arn}/proofs/*"), None),
    ],
    "storage.ProofKey": [EVERYTHING_BY_ROLES],
}
"""By the resource that has the policy. The functions' own are in .chalice."""
MANAGED = {
    "account.GatewayLogs": ["service-role/AmazonAPIGatewayPushToCloudWatchLogs"],
    "backup.Role": ["service-role/AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForS3Backup"],
    "backup-copies.RestoreRole": [
        "service-role/AWSBackupServiceRolePolicyForRestores",
        "AWSBackupServiceRolePolicyForS3Restore",
    ],
    "service.CanaryRole": ["service-role/AWSCodeDeployRoleForLambda"],
}
POLICY_OF = {
    "storage.ReceiptsBucket": "storage.ReceiptsBucketPolicy",
    "storage.ProofsBucket": "storage.ProofsBucketPolicy",
    "site.Files": "site.FilesPolicy",
    "account.Packages": "account.PackagesOnlyOverTls",
}


def documents(value: Any) -> Iterator[dict[str, Any]]:
    """Every policy document in a resource, wherever it is."""
    if isinstance(value, dict):
        if "Statement" in value:
            yield value
        for each in value.values():
            yield from documents(each)
    elif isinstance(value, list):
        for each in value:
            yield from documents(each)


HAVE_ONE = {name: found for name, each in RESOURCES.items() if (found := list(documents(each)))}


def test_no_other_resource_has_a_policy() -> None:
    assert set(HAVE_ONE) == set(STATEMENTS)


@pytest.mark.parametrize("name", HAVE_ONE)
def test_a_policy_allows_and_denies_this_and_no_more(name: str) -> None:
    (document,) = HAVE_ONE[name]
    said = [
        tuple(each.get(part) for part in ("Effect", "Principal", "Action", "Resource", "Condition"))
        for each in document["Statement"]
    ]
    assert said == STATEMENTS[name] and document["Version"] == "2012-10-17"
    assert {word for each in document["Statement"] for word in each} <= {
        "Sid",
        "Effect",
        "Principal",
        "Action",
        "Resource",
        "Condition",
    }


def test_every_bucket_has_its_policy() -> None:
    found = {
        f"{name.partition('.')[0]}.{each['Bucket']['Ref']}": name for name, each in of_type("S3::BucketPolicy").items()
    }
    assert found == POLICY_OF and set(POLICY_OF) == set(of_type("S3::Bucket"))


def test_a_role_has_these_policies_of_aws() -> None:
    found = {name: each["ManagedPolicyArns"] for name, each in of_type("IAM::Role").items()}
    assert found == {
        name: [sub(f"arn:${{AWS::Partition}}:iam::aws:policy/{each}") for each in policies]
        for name, policies in MANAGED.items()
    }


def test_the_gateway_logs_by_that_role_where_it_has_no_other() -> None:
    account = RESOURCES["account.GatewayAccount"]
    assert account["Properties"] == {"CloudWatchRoleArn": attribute("GatewayLogs")}
    assert account["Condition"] == RESOURCES["account.GatewayLogs"]["Condition"] == "LetGatewayLog"


def test_what_failed_is_published_to_the_topic_of_alarms_alone() -> None:
    assert properties("backup.FailuresMayBeTold")["Topics"] == [ALARMS]
