"""The doctor's checks of AWS find each fault alone, name what fixes it, and are silent about what is right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from chalicelib.aws.checks import AwsChecks
from chalicelib.credit.errors import Unavailable
from chalicelib.services.ports.checks import Finding
from tests.aws.deployed import (
    AWS_SECONDS,
    BLOCKED,
    SILENT,
    STACK,
    SUBSCRIBED,
    alarm,
    backups,
    checks,
    error,
    mappings,
    subscribers,
    table,
    without,
)

MAKE_STORAGE = "make deploy STAGE=... (infra/templates/storage.yaml has what it must be)"


MAKE = "make deploy STAGE=..."


Check = Callable[[AwsChecks], Iterable[Finding]]


CHECKS: Mapping[str, Check] = {
    "tables": AwsChecks.tables,
    "streams": AwsChecks.streams,
    "bucket": AwsChecks.bucket,
    "alarms": AwsChecks.alarms_of_the_stack,
    "clock": lambda of: of.clock(lambda: AWS_SECONDS),
}


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_found_where_all_is_right(check: str) -> None:
    assert list(CHECKS[check](checks())) == []


@dataclass(frozen=True)
class Fault:
    """A fault: its check, what AWS responds then, and what is found."""

    check: str
    responses: Mapping[str, Any]
    found: list[tuple[str, str]] = field(default_factory=list)


CREDIT, CLINICS = "dynamodb describe_table TableName=maple-credit", "dynamodb describe_table TableName=maple-clinics"


RECOVERY = "dynamodb describe_continuous_backups TableName=maple-clinics"


READS = "lambda list_event_source_mappings FunctionName=maple-credit-change"


BLOCK = "s3 get_public_access_block Bucket=maple-receipts"


ENCRYPTION, POLICY = "s3 get_bucket_encryption Bucket=maple-receipts", "s3 get_bucket_policy Bucket=maple-receipts"


VERSIONS = "s3 get_bucket_versioning Bucket=maple-receipts"


NO_RECOVERY = (
    "maple-clinics cannot be brought back to a point in time.",
    "aws dynamodb update-continuous-backups --table-name maple-clinics"
    " --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true",
)


NO_KEY = ("maple-credit is not encrypted with a key of KMS.", MAKE_STORAGE)


NO_BY_CLINIC = ("maple-credit lacks the index by_clinic, or it is being built.", MAKE_STORAGE)


NO_WORK = ("maple-credit lacks the index work, or it is being built.", MAKE_STORAGE)


PUBLIC = ("maple-receipts may be made public.", MAKE_STORAGE)


NO_ENCRYPTION = ("maple-receipts does not encrypt by default.", MAKE_STORAGE)


NO_TLS = ("maple-receipts responds without TLS.", MAKE_STORAGE)


NO_VERSIONS = (
    "maple-receipts keeps no versions: what is overwritten or deleted is gone.",
    "aws s3api put-bucket-versioning --bucket maple-receipts --versioning-configuration Status=Enabled",
)


NO_STREAM = ("maple-clinics has no stream of new and old images: nothing follows a change.", MAKE_STORAGE)


NOT_READ = ("maple-credit-change does not read the stream of maple-credit.", MAKE)


NO_ACTION = ("The alarm maple-late has no action.", "aws cloudwatch enable-alarm-actions --alarm-names maple-late")


NO_SUBSCRIBER = ("The alarms have no confirmed subscriber.", "Set AlarmEmail, deploy, follow the mail's link")


FAULTS: Mapping[str, Fault] = {
    "a table that is gone": Fault(
        "tables",
        {CLINICS: error("ResourceNotFoundException")},
        [("There is no table maple-clinics.", f"python -m infra.ops.operate STAGE restore, or {MAKE_STORAGE}")],
    ),
    "the table with indexes is gone": Fault(
        "tables",
        {CREDIT: error("ResourceNotFoundException")},
        [
            ("There is no table maple-credit.", f"python -m infra.ops.operate STAGE restore, or {MAKE_STORAGE}"),
            NO_BY_CLINIC,
            NO_WORK,
        ],
    ),
    "a table that can be deleted": Fault(
        "tables",
        {CREDIT: table("credit", DeletionProtectionEnabled=False)},
        [
            (
                "maple-credit can be deleted.",
                "aws dynamodb update-table --table-name maple-credit --deletion-protection-enabled",
            )
        ],
    ),
    "backups that are off": Fault("tables", {RECOVERY: backups("DISABLED")}, [NO_RECOVERY]),
    "backups that were never on": Fault("tables", {RECOVERY: {"ContinuousBackupsDescription": {}}}, [NO_RECOVERY]),
    "a key that is off": Fault("tables", {CREDIT: table("credit", SSEDescription={"Status": "DISABLED"})}, [NO_KEY]),
    "a table without a key": Fault("tables", {CREDIT: without(table("credit"), "SSEDescription")}, [NO_KEY]),
    "a table without indexes": Fault(
        "tables", {CREDIT: without(table("credit"), "GlobalSecondaryIndexes")}, [NO_BY_CLINIC, NO_WORK]
    ),
    "an index that is being built": Fault(
        "tables",
        {
            CREDIT: table(
                "credit",
                GlobalSecondaryIndexes=[{"IndexName": "work"}, {"IndexName": "by_clinic", "IndexStatus": "CREATING"}],
            )
        },
        [NO_BY_CLINIC],
    ),
    "a stream of keys alone": Fault(
        "streams", {CLINICS: table("clinics", StreamSpecification={"StreamViewType": "KEYS_ONLY"})}, [NO_STREAM]
    ),
    "a table without a stream": Fault(
        "streams", {CLINICS: without(table("clinics"), "StreamSpecification")}, [NO_STREAM]
    ),
    "no stream of one table and no reader of the other": Fault(
        "streams",
        {
            CREDIT: table("credit", StreamSpecification={}),
            "lambda list_event_source_mappings FunctionName=maple-events": mappings(),
        },
        [
            ("maple-credit has no stream of new and old images: nothing follows a change.", MAKE_STORAGE),
            ("maple-events does not read the stream of maple-clinics.", MAKE),
        ],
    ),
    "no table to stream": Fault("streams", {CLINICS: error("ResourceNotFoundException")}, [NO_STREAM]),
    "a stream that no function reads": Fault("streams", {READS: mappings()}, [NOT_READ]),
    "a function that reads another stream": Fault("streams", {READS: mappings(("clinics", "Enabled"))}, [NOT_READ]),
    "a reader that is off": Fault(
        "streams",
        {READS: mappings(("credit", "Disabled"))},
        [
            (
                "maple-credit-change no longer reads the stream of maple-credit: it is Disabled.",
                "aws lambda update-event-source-mapping --uuid uuid-Disabled --enabled",
            )
        ],
    ),
    "a bucket without a block": Fault("bucket", {BLOCK: error("NoSuchPublicAccessBlockConfiguration")}, [PUBLIC]),
    "a block that is off in part": Fault(
        "bucket", {BLOCK: {"PublicAccessBlockConfiguration": BLOCKED | {"BlockPublicPolicy": False}}}, [PUBLIC]
    ),
    "a block that lacks a part": Fault(
        "bucket", {BLOCK: {"PublicAccessBlockConfiguration": dict(list(BLOCKED.items())[:3])}}, [PUBLIC]
    ),
    "a bucket without encryption": Fault(
        "bucket", {ENCRYPTION: error("ServerSideEncryptionConfigurationNotFoundError")}, [NO_ENCRYPTION]
    ),
    "encryption without a rule": Fault(
        "bucket", {ENCRYPTION: {"ServerSideEncryptionConfiguration": {"Rules": []}}}, [NO_ENCRYPTION]
    ),
    "versions that are suspended": Fault("bucket", {VERSIONS: {"Status": "Suspended"}}, [NO_VERSIONS]),
    "versions that were never on": Fault("bucket", {VERSIONS: {}}, [NO_VERSIONS]),
    "a bucket without a policy": Fault("bucket", {POLICY: error("NoSuchBucketPolicy")}, [NO_TLS]),
    "a policy that allows plain HTTP": Fault("bucket", {POLICY: {"Policy": '{"Statement": []}'}}, [NO_TLS]),
    "alarms that are missing": Fault(
        "alarms",
        {SILENT: [{"MetricAlarms": []}]},
        [("There is no alarm maple-late.", MAKE), ("There is no alarm maple-stuck.", MAKE)],
    ),
    "an alarm that is off": Fault(
        "alarms", {SILENT: [{"MetricAlarms": [alarm("maple-late", enabled=False), alarm("maple-stuck")]}]}, [NO_ACTION]
    ),
    "an alarm without an action": Fault(
        "alarms", {SILENT: [{"MetricAlarms": [alarm("maple-late", actions=()), alarm("maple-stuck")]}]}, [NO_ACTION]
    ),
    "a subscriber who has not confirmed": Fault(
        "alarms", {SUBSCRIBED: subscribers("PendingConfirmation")}, [NO_SUBSCRIBER]
    ),
    "no subscriber": Fault("alarms", {SUBSCRIBED: subscribers()}, [NO_SUBSCRIBER]),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found_alone_with_what_fixes_it(name: str) -> None:
    fault = FAULTS[name]
    assert [(each.what, each.fix) for each in CHECKS[fault.check](checks(fault.responses))] == fault.found


@pytest.mark.parametrize("state", ["Enabled", "Enabling", "Creating", "Updating"])
def test_a_reader_that_is_on_or_about_to_be_is_right(state: str) -> None:
    assert list(checks({READS: mappings(("credit", state))}).streams()) == []


@pytest.mark.parametrize(
    ("check", "call"),
    [
        ("tables", CREDIT),
        ("tables", RECOVERY),
        ("streams", CLINICS),
        ("streams", READS),
        *(("bucket", call) for call in (BLOCK, VERSIONS, POLICY, ENCRYPTION)),
        ("alarms", SILENT),
        ("alarms", SUBSCRIBED),
        ("alarms", STACK),
        ("clock", CREDIT),
    ],
)
def test_aws_that_refuses_a_check_is_unavailable_and_no_finding(check: str, call: str) -> None:
    findings = CHECKS[check](checks({call: error("AccessDenied")}))
    with pytest.raises(Unavailable):
        list(findings)


@pytest.mark.parametrize(("apart", "found"), [(-30, []), (30, []), (31, ["+31"]), (-31, ["-31"]), (90.4, ["+90"])])
def test_a_clock_that_is_over_half_a_minute_off_is_found(apart: float, found: list[str]) -> None:
    said = [
        Finding(f"This machine's clock and AWS's are {each} s apart.", "timedatectl set-ntp true") for each in found
    ]
    assert list(checks().clock(lambda: AWS_SECONDS + apart)) == said


def test_a_response_without_a_time_tells_nothing_of_the_clock() -> None:
    response = table("credit") | {"ResponseMetadata": {"HTTPHeaders": {}}}
    assert list(checks({CREDIT: response}).clock(lambda: 0)) == []


def test_the_address_for_stripe_is_the_stack_s_output() -> None:
    assert checks().webhook_url() == "https://api.example/stripe"
    assert checks().site_url() == "https://credit.example"
    with pytest.raises(Unavailable):
        checks({"cloudformation describe_stacks StackName=maple-service": error("ValidationError")}).webhook_url()
