"""A table comes back from a copy in another account: each call is one that AWS's own model accepts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import boto3
import pytest
from botocore.stub import Stubber

from infra.devstack.settings import ROOT
from infra.ops.deploy.rollout import Rollout
from infra.ops.deploy.stage import FOLDER, NoSuchStage, read_stage
from infra.ops.operate.restore import NotRestored
from infra.ops.operate.restore_copy import RestoreCopy
from infra.packaging.cloudformation import read
from tests.infra.cloudformation import CloudFormation
from tests.infra.test_deploy_states import Session
from tests.infra.test_moving import described, expect_equipment

COPY = "arn:aws:backup:ca-west-1:444455556666:recovery-point:1"
ROLE = "arn:aws:iam::444455556666:role/restores"
VAULT = "arn:aws:backup:ca-west-1:444455556666:backup-vault:example-copies"
KEPT = {"originalTableName": "demo-credit", "targetTableName": "demo-credit", "encryptionType": "Default"}


def client(name: str) -> tuple[Any, Stubber]:
    made: Any = boto3.client(  # type: ignore[call-overload]
        name, region_name="ca-west-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    stub = Stubber(made)
    stub.activate()
    return made, stub


def expect_job(stub: Stubber, **ends: str) -> None:
    named = {"BackupVaultName": "demo-copies", "RecoveryPointArn": COPY}
    stub.add_response("get_recovery_point_restore_metadata", {"RestoreMetadata": KEPT}, named)
    wanted = {"RecoveryPointArn": COPY, "IamRoleArn": ROLE, "ResourceType": "DynamoDB"}
    metadata = {**KEPT, "targetTableName": "other-credit"}
    stub.add_response("start_restore_job", {"RestoreJobId": "job"}, {**wanted, "Metadata": metadata})
    for found in ({"Status": "PENDING"}, {"Status": "RUNNING"}, ends):
        stub.add_response("describe_restore_job", found, {"RestoreJobId": "job"})


def test_a_table_is_made_of_a_copy_encrypted_and_equipped_as_the_one_in_use() -> None:
    (backups, at_backup), (tables, at_tables) = client("backup"), client("dynamodb")
    expect_job(at_backup, Status="COMPLETED")
    encrypted = {"TableName": "other-credit", "SSESpecification": {"Enabled": True}}
    at_tables.add_response("update_table", {}, encrypted)
    at_tables.add_response("describe_table", described(), {"TableName": "other-credit"})
    expect_equipment(at_tables)
    restore = RestoreCopy(backups, tables, lambda said: None, poll_s=0.0)
    assert restore.bring_back("demo-copies", COPY, ROLE, "demo-credit", "other-credit")
    at_backup.assert_no_pending_responses()
    at_tables.assert_no_pending_responses()


def test_a_restore_that_aws_gives_up_is_named_with_its_reason() -> None:
    (backups, at_backup), (tables, _) = client("backup"), client("dynamodb")
    expect_job(at_backup, Status="FAILED", StatusMessage="Access denied to the key.")
    restore = RestoreCopy(backups, tables, lambda said: None, poll_s=0.0)
    with pytest.raises(NotRestored, match=r"job is FAILED: Access denied to the key\."):
        restore.bring_back("demo-copies", COPY, ROLE, "demo-credit", "other-credit")


def test_a_stage_that_names_a_vault_backs_up_the_tables_that_are_in_use(tmp_path: Path) -> None:
    held = json.loads((FOLDER / "example.json").read_text())
    held["parameters"]["CreditTable"] = "example-credit-restored"
    (tmp_path / "kept.json").write_text(json.dumps(held | {"backup": {"CopyVaultArn": VAULT, "DailyKeptDays": 90}}))
    aws = CloudFormation()
    session = cast("boto3.Session", Session(aws))
    storage = {"CreditTable": "example-credit", "ClinicsTable": "example-clinics", "ProofsBucket": "proofs"}
    Rollout(session, read_stage("kept", tmp_path), lambda said: None, poll_s=0).backup(storage)
    given = {"Deployment": "example", "CopyVaultArn": VAULT, "DailyKeptDays": "90"}
    tables = {"CreditTable": "example-credit-restored", "ClinicsTable": "example-clinics", "ProofsBucket": "proofs"}
    assert aws.given["example-backup"] == given | tables
    Rollout(session, read_stage("example"), lambda said: None, poll_s=0).backup(storage)
    assert aws.called == ["CREATE example-backup"]


@pytest.mark.parametrize("backup", [{}, {"DailyKeptDays": 90}, {"CopyVaultArn": VAULT, "Weekly": "x"}])
def test_a_stage_with_half_a_backup_is_refused(backup: dict[str, Any], tmp_path: Path) -> None:
    held = json.loads((FOLDER / "example.json").read_text()) | {"backup": backup}
    (tmp_path / "half.json").write_text(json.dumps(held))
    with pytest.raises(NoSuchStage, match="backup holds CopyVaultArn"):
        read_stage("half", tmp_path)


def resources(name: str) -> dict[str, Any]:
    found: dict[str, Any] = read(ROOT / "infra" / "templates" / f"{name}.yaml")["Resources"]
    return found


def test_both_vaults_are_locked_outlive_their_stack_and_have_a_key_of_their_own() -> None:
    for name in ("backup", "backup-copies"):
        vault, key = resources(name)["Vault"], resources(name)["Key"]
        assert vault["Properties"]["LockConfiguration"]["ChangeableForDays"] >= 3
        assert vault["Properties"]["EncryptionKeyArn"] == {"Fn::GetAtt": ["Key", "Arn"]}
        assert vault["DeletionPolicy"] == key["DeletionPolicy"] == "RetainExceptOnCreate"


def test_the_stages_account_may_write_copies_and_not_read_or_delete_them() -> None:
    made = resources("backup-copies")
    (statement,) = made["Vault"]["Properties"]["AccessPolicy"]["Statement"]
    assert statement["Action"] == "backup:CopyIntoBackupVault"
    of_stage = made["Key"]["Properties"]["KeyPolicy"]["Statement"][1]
    assert "kms:Decrypt" not in of_stage["Action"]


def test_every_rule_copies_each_hour_or_each_day() -> None:
    made = resources("backup")
    plans = (made["HourlyPlan"], made["DailyPlan"])
    rules = [rule for plan in plans for rule in plan["Properties"]["BackupPlan"]["BackupPlanRule"]]
    copies = [rule["CopyActions"][0]["DestinationBackupVaultArn"] for rule in rules]
    assert copies == [{"Ref": "CopyVaultArn"}] * 2


def test_a_failed_job_is_told_of_everything_that_is_backed_up() -> None:
    made = resources("backup")
    selections = ("HourlySelection", "DailySelection", "ProofsSelection")
    backed_up = [arn for each in selections for arn in made[each]["Properties"]["BackupSelection"]["Resources"]]
    told = made["Failures"]["Properties"]["EventPattern"]["detail"]["resourceArn"]
    assert all(arn in told for arn in backed_up) and all(arn in backed_up for arn in told)
