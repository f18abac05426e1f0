"""Data that must outlive a deploy is kept, encrypted and private, whatever someone edits in the template."""

from __future__ import annotations

from typing import Any

import cfnlint.api
import cfnlint.decode.cfn_yaml
import pytest

from infra.devstack.aws import TEMPLATE

RESOURCES: dict[str, Any] = cfnlint.decode.cfn_yaml.load(str(TEMPLATE))["Resources"]
KEPT = {
    name: resource
    for name, resource in RESOURCES.items()
    if resource["Type"] in {"AWS::DynamoDB::Table", "AWS::S3::Bucket"}
}
TABLES = {name: each["Properties"] for name, each in KEPT.items() if each["Type"] == "AWS::DynamoDB::Table"}
BUCKET = RESOURCES["ReceiptsBucket"]["Properties"]


def test_cloudformation_would_take_the_template() -> None:
    assert [str(match) for match in cfnlint.api.lint_file(TEMPLATE)] == []


@pytest.mark.parametrize("name", KEPT)
def test_deleting_the_stack_loses_no_money_and_no_receipt(name: str) -> None:
    assert (KEPT[name]["DeletionPolicy"], KEPT[name]["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_cannot_be_deleted_by_accident_and_can_be_brought_back(name: str) -> None:
    table = TABLES[name]
    assert table["DeletionProtectionEnabled"] == {"Ref": "DeletionProtection"}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["BillingMode"] == "PAY_PER_REQUEST"


def test_deletion_protection_is_on_by_default() -> None:
    parameters = cfnlint.decode.cfn_yaml.load(str(TEMPLATE))["Parameters"]
    assert parameters["DeletionProtection"]["Default"] == "true"


def test_the_receipts_function_sees_what_a_change_was_and_what_it_became() -> None:
    assert TABLES["CreditTable"]["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}


def test_the_indexes_that_the_lists_read_are_there_and_hold_keys_only() -> None:
    table = TABLES["CreditTable"]
    indexes = {
        index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]]
        for index in table["GlobalSecondaryIndexes"]
        if index["Projection"] == {"ProjectionType": "KEYS_ONLY"}
    }
    assert indexes == {
        "by-clinic": ["clinic", "clinic_order"],
        "to-do": ["todo_shard", "todo_at"],
    }


def test_the_tables_can_be_imported_elsewhere_which_takes_no_local_indexes() -> None:
    assert not any("LocalSecondaryIndexes" in table for table in TABLES.values())


def test_receipts_are_private_encrypted_and_versioned() -> None:
    assert set(BUCKET["PublicAccessBlockConfiguration"].values()) == {True}
    (rule,) = BUCKET["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert BUCKET["VersioningConfiguration"] == {"Status": "Enabled"}
    assert BUCKET["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}


def test_a_proof_is_locked_written_once_and_never_hidden() -> None:
    proofs = RESOURCES["ProofsBucket"]["Properties"]
    retention = proofs["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert proofs["ObjectLockEnabled"] and proofs["VersioningConfiguration"] == {"Status": "Enabled"}
    assert retention["Mode"] == {"Fn::If": ["IsKept", "COMPLIANCE", "GOVERNANCE"]}
    assert set(proofs["PublicAccessBlockConfiguration"].values()) == {True}
    denied = {one["Sid"]: one for one in RESOURCES["ProofsBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]}
    assert denied["WrittenOnce"]["Condition"] == {"Null": {"s3:if-none-match": "true"}}
    assert denied["NeverHidden"]["Action"] == "s3:DeleteObject"
    assert {one["Effect"] for one in denied.values()} == {"Deny"}


def test_the_key_of_the_proofs_signs_and_outlives_the_stack() -> None:
    key = RESOURCES["ProofKey"]
    assert (key["Properties"]["KeySpec"], key["Properties"]["KeyUsage"]) == ("ECC_NIST_P256", "SIGN_VERIFY")
    assert (key["DeletionPolicy"], key["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")


def test_receipts_travel_over_tls_only() -> None:
    (statement,) = RESOURCES["ReceiptsBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert len(statement["Resource"]) == 2


def test_deliveries_keep_their_order_for_each_patient() -> None:
    queue = next(
        each["Properties"]
        for each in RESOURCES.values()
        if each["Type"] == "AWS::SQS::Queue" and each["Properties"].get("DeduplicationScope")
    )
    assert (queue["FifoQueue"], queue["FifoThroughputLimit"]) == (True, "perMessageGroupId")


def test_what_was_overwritten_is_kept_for_a_year_and_no_longer() -> None:
    rules = {rule["Id"]: rule for rule in BUCKET["LifecycleConfiguration"]["Rules"]}
    overwritten = rules["overwritten"]
    assert overwritten["Status"] == "Enabled" and "Prefix" not in overwritten
    assert overwritten["NoncurrentVersionExpiration"] == {"NoncurrentDays": 365}


def test_queues_keep_messages_until_someone_can_have_looked() -> None:
    """Fourteen days, the longest that SQS allows, where a person must act; four where a sweep makes them anew."""
    queues = (each["Properties"] for each in RESOURCES.values() if each["Type"] == "AWS::SQS::Queue")
    days = {each["QueueName"]["Fn::Sub"].partition("-")[2]: each["MessageRetentionPeriod"] / 86_400 for each in queues}
    assert days == {"deliveries.fifo": 14, "failed-deliveries.fifo": 14, "failed-work": 14, "work": 4, "top-ups": 4}


def test_only_what_names_its_own_end_expires() -> None:
    assert TABLES["CreditTable"]["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}
