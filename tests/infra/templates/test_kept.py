"""Things that no deploy, mistake or end of a stack may take away, as decided apart from the templates."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.templates.templates import RESOURCES, of_type, properties, ref, sub

LOGS = ("Access", "Api", "CreditChange", "Deliveries", "Doctor", "DueWork", "Events", "MailEvent", "Night", "Schedule")
KEPT = {
    "account.Packages",
    "backup.Key",
    "backup.Vault",
    "backup-copies.Key",
    "backup-copies.Vault",
    "mail.Identity",
    "site.Files",
    "storage.ClinicsTable",
    "storage.CreditTable",
    "storage.Deliveries",
    "storage.FailedDeliveries",
    "storage.ProofKey",
    "storage.ProofsBucket",
    "storage.ReceiptsBucket",
    "storage.WebhookKey",
    *(f"service.{each}Logs" for each in LOGS),
}
PRIVATE = dict.fromkeys(("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True)
BUCKETS: dict[str, tuple[dict[str, str] | None, dict[str, dict[str, Any]]]] = {
    "account.Packages": (
        sub("account-credit-packages-${AWS::AccountId}-${AWS::Region}"),
        {"overwritten": {"old": 30}, "broken-uploads": {"broken": 7}},
    ),
    "site.Files": (None, {"overwritten": {"old": 30}, "broken-uploads": {"broken": 7}}),
    "storage.ProofsBucket": (sub("${Deployment}-proofs-${AWS::AccountId}-${AWS::Region}"), {}),
    "storage.ReceiptsBucket": (
        sub("${Deployment}-receipts-${AWS::AccountId}-${AWS::Region}"),
        {
            "overwritten": {"old": 365},
            "documents": {"under": "documents/", "current": 8, "old": 1},
            "broken-uploads": {"broken": 7},
        },
    ),
}
"""Names, and days after which something ends: what is current, what was overwritten, what was never uploaded whole."""
TABLES: dict[str, dict[str, Any]] = {
    "storage.ClinicsTable": {"key": ("pk", "sk"), "indexes": {}},
    "storage.CreditTable": {
        "key": ("pk", "sk"),
        "indexes": {
            "by-clinic": ("clinic", "clinic_order"),
            "to-do": ("todo_shard", "todo_at"),
        },
    },
}
SIGNS = {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"}
ENCRYPTS = {"EnableKeyRotation": True}
KEYS = {"storage.ProofKey": SIGNS, "backup.Key": ENCRYPTS, "backup-copies.Key": ENCRYPTS}
SECRETS = {"storage.OriginSecret": 48, "storage.WebhookKey": 64}


def test_what_outlives_its_stack_is_this_and_nothing_else() -> None:
    found = {
        name: (each.get("DeletionPolicy"), each.get("UpdateReplacePolicy"))
        for name, each in RESOURCES.items()
        if "DeletionPolicy" in each or "UpdateReplacePolicy" in each
    }
    assert found == dict.fromkeys(KEPT, ("RetainExceptOnCreate", "Retain"))


@pytest.mark.parametrize("name", of_type("S3::Bucket"))
def test_a_bucket_is_private_encrypted_versioned_and_owned_by_the_account(name: str) -> None:
    bucket = properties(name)
    assert bucket["PublicAccessBlockConfiguration"] == PRIVATE
    assert bucket["BucketEncryption"] == {
        "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
    }
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}


def test_a_bucket_ends_these_objects_after_so_many_days_and_no_others() -> None:
    found = {
        name: (each.get("BucketName"), dict(map(ending, rules(each)))) for name, each in of_type("S3::Bucket").items()
    }
    assert found == BUCKETS


def rules(bucket: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bucket.get("LifecycleConfiguration", {}).get("Rules", [])
    return found


def ending(rule: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The rule by its name, in the table's words. What the table has no word for stays as it is."""
    told = dict(rule)
    assert told.pop("Status") == "Enabled", rule
    words = {
        "under": told.pop("Prefix", None),
        "current": told.pop("ExpirationInDays", None),
        "old": told.pop("NoncurrentVersionExpiration", {}).get("NoncurrentDays"),
        "broken": told.pop("AbortIncompleteMultipartUpload", {}).get("DaysAfterInitiation"),
    }
    return told.pop("Id"), told | {word: value for word, value in words.items() if value is not None}


def test_proofs_alone_are_locked_for_seven_years_or_a_day_in_a_rehearsal() -> None:
    locked = {name: each for name, each in of_type("S3::Bucket").items() if "ObjectLockConfiguration" in each}
    assert {name: (each["ObjectLockEnabled"], each["ObjectLockConfiguration"]) for name, each in locked.items()} == {
        "storage.ProofsBucket": (
            True,
            {
                "ObjectLockEnabled": "Enabled",
                "Rule": {
                    "DefaultRetention": {
                        "Mode": {"Fn::If": ["IsKept", "COMPLIANCE", "GOVERNANCE"]},
                        "Days": {"Fn::If": ["IsKept", ref("ProofRetentionDays"), 1]},
                    }
                },
            },
        )
    }


@pytest.mark.parametrize("name", of_type("DynamoDB::Table"))
def test_a_table_is_encrypted_protected_paid_by_request_and_can_go_back_in_time(name: str) -> None:
    table = properties(name)
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["DeletionProtectionEnabled"] == ref("DeletionProtection")
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}


def test_tables_have_these_keys_and_indexes_of_keys_alone() -> None:
    assert {name: shape(each) for name, each in of_type("DynamoDB::Table").items()} == TABLES


@pytest.mark.parametrize("name", of_type("DynamoDB::Table"))
def test_every_key_of_a_table_is_text(name: str) -> None:
    wanted = {part for key in (TABLES[name]["key"], *TABLES[name]["indexes"].values()) for part in key}
    found = {each["AttributeName"]: each["AttributeType"] for each in properties(name)["AttributeDefinitions"]}
    assert found == dict.fromkeys(wanted, "S")


def shape(table: dict[str, Any]) -> dict[str, Any]:
    indexes = table.get("GlobalSecondaryIndexes", [])
    assert all(each["Projection"] == {"ProjectionType": "KEYS_ONLY"} for each in indexes)
    return {"key": key_of(table), "indexes": {each["IndexName"]: key_of(each) for each in indexes}}


def key_of(described: dict[str, Any]) -> tuple[str, ...]:
    assert [each["KeyType"] for each in described["KeySchema"]] == ["HASH", "RANGE"]
    return tuple(each["AttributeName"] for each in described["KeySchema"])


def test_a_key_is_of_its_kind_and_is_gone_a_month_after_it_was_deleted() -> None:
    found = {name: dict(each) for name, each in of_type("KMS::Key").items()}
    for key in found.values():
        assert key.pop("PendingWindowInDays") == 30
        del key["Description"], key["KeyPolicy"]
    assert found == KEYS


def test_a_secret_is_made_of_so_many_letters_and_digits() -> None:
    found = {name: each["GenerateSecretString"] for name, each in of_type("SecretsManager::Secret").items()}
    assert found == {name: {"PasswordLength": length, "ExcludePunctuation": True} for name, length in SECRETS.items()}


def test_backups_can_neither_be_shortened_nor_deleted_once_three_days_have_passed() -> None:
    found = {name: each["LockConfiguration"] for name, each in of_type("Backup::BackupVault").items()}
    locked = {"MinRetentionDays": 1, "MaxRetentionDays": 400, "ChangeableForDays": 3}
    assert found == {"backup.Vault": locked, "backup-copies.Vault": locked}


def test_the_layer_of_an_old_release_goes_with_it() -> None:
    assert properties("service.ReceiptsLayer")["RetentionPolicy"] == "Delete"
