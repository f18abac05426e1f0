"""How notices travel, and what is backed up when and for how long: as decided apart from the templates."""

from __future__ import annotations

from typing import Any

from tests.infra.templates.templates import attribute, of_type, properties, ref, sub

TABLES_IN_USE = [
    sub("arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${CreditTable}"),
    sub("arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${ClinicsTable}"),
]
PROOFS = sub("arn:${AWS::Partition}:s3:::${ProofsBucket}")
MAIL: dict[str, dict[str, Any]] = {
    "mail.Identity": {
        "EmailIdentity": ref("Domain"),
        "DkimAttributes": {"SigningEnabled": True},
        "DkimSigningAttributes": {"NextSigningKeyLength": "RSA_2048_BIT"},
        "MailFromAttributes": {
            "MailFromDomain": sub("bounce.${Domain}"),
            "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
        },
        "FeedbackAttributes": {"EmailForwardingEnabled": False},
    },
    "mail.Notices": {
        "Name": sub("${Deployment}-notices"),
        "DeliveryOptions": {"TlsPolicy": "REQUIRE"},
        "ReputationOptions": {"ReputationMetricsEnabled": True},
        "SendingOptions": {"SendingEnabled": True},
        "SuppressionOptions": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
    },
    "mail.Reports": {
        "ConfigurationSetName": ref("Notices"),
        "EventDestination": {
            "Name": "reports",
            "Enabled": True,
            "MatchingEventTypes": ["send", "bounce", "complaint"],
            "EventBridgeDestination": {
                "EventBusArn": sub("arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default")
            },
        },
    },
}


def kept_for(days: Any) -> dict[str, Any]:
    return {
        "Lifecycle": {"DeleteAfterDays": days},
        "CopyActions": [
            {"DestinationBackupVaultArn": ref("CopyVaultArn"), "Lifecycle": {"DeleteAfterDays": days}},
        ],
    }


PLANS = {
    "hourly": {
        "RuleName": "hourly",
        "TargetBackupVault": ref("Vault"),
        "ScheduleExpression": ref("Hourly"),
        "StartWindowMinutes": 60,
        "CompletionWindowMinutes": 180,
        **kept_for(2),
    },
    "daily": {
        "RuleName": "daily",
        "TargetBackupVault": ref("Vault"),
        "ScheduleExpression": ref("Daily"),
        "StartWindowMinutes": 60,
        "CompletionWindowMinutes": 720,
        **kept_for(ref("DailyKeptDays")),
    },
}
SELECTIONS = {
    "backup.HourlySelection": ("HourlyPlan", "tables", TABLES_IN_USE),
    "backup.DailySelection": ("DailyPlan", "tables", TABLES_IN_USE),
    "backup.ProofsSelection": ("DailyPlan", "proofs", [PROOFS]),
}


def test_notices_are_signed_sent_over_tls_and_never_to_an_address_that_refused_them() -> None:
    assert {name: properties(name) for name in MAIL} == MAIL


def test_backups_are_made_and_copied_on_this_schedule_and_kept_for_so_long() -> None:
    found = {
        each["BackupPlan"]["BackupPlanName"]["Fn::Sub"].removeprefix("${Deployment}-"): each["BackupPlan"][
            "BackupPlanRule"
        ]
        for each in of_type("Backup::BackupPlan").values()
    }
    assert found == {name: [rule] for name, rule in PLANS.items()}


def test_tables_are_backed_up_hourly_and_daily_and_proofs_daily() -> None:
    found = {
        name: (
            each["BackupPlanId"]["Ref"],
            each["BackupSelection"]["SelectionName"],
            each["BackupSelection"]["Resources"],
        )
        for name, each in of_type("Backup::BackupSelection").items()
    }
    assert found == SELECTIONS
    roles = [each["BackupSelection"]["IamRoleArn"] for each in of_type("Backup::BackupSelection").values()]
    assert roles == [attribute("Role")] * 3


def test_a_backup_that_fails_in_any_way_is_told_to_those_who_get_the_alarms() -> None:
    failures = properties("backup.Failures")
    assert failures["EventPattern"] == {
        "source": ["aws.backup"],
        "detail-type": ["Backup Job State Change", "Copy Job State Change"],
        "detail": {"state": ["ABORTED", "EXPIRED", "FAILED"], "resourceArn": [*TABLES_IN_USE, PROOFS]},
    }
    topic = sub("arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${Deployment}-alarms")
    assert failures["Targets"] == [{"Id": "alarms", "Arn": topic}] and failures.get("State", "ENABLED") == "ENABLED"
    assert properties("service.Alarms")["TopicName"] == sub("${Deployment}-alarms")


def test_each_vault_is_encrypted_with_the_key_of_its_own_account() -> None:
    vaults = of_type("Backup::BackupVault").values()
    assert [each["EncryptionKeyArn"] for each in vaults] == [attribute("Key")] * 2
