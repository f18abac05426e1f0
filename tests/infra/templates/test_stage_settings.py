"""The values of a stage that sets nothing, and those that it may set, as decided apart from the templates."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.templates.templates import RESOURCES, TEMPLATES, attribute, properties, ref, sub

DEPLOYMENT = {"Type": "String", "AllowedPattern": "^[a-z][a-z0-9-]{1,25}$"}
NO_CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/none"
SWITCH = {"AllowedValues": ["true", "false"]}
DEFAULTS: dict[str, dict[str, Any]] = {
    "account": {"GatewayMayLog": "true"},
    "backup": {"Hourly": "cron(15 * * * ? *)", "Daily": "cron(45 9 * * ? *)", "DailyKeptDays": 35},
    "backup-copies": {},
    "mail": {},
    "service": {
        "StripeApiUrl": "",
        "StripeJsUrl": "https://js.stripe.com/v3/",
        "TokenOperatorAudience": "",
        "TokenClaimAudience": "aud",
        "TokenUse": "",
        "TokenRoles": "",
        "TokenClaimClinic": "clinic",
        "TokenClaimRole": "role",
        "TokenClaimPatient": "patient",
        "TokenClaimName": "name",
        "OidcLogoutUrl": "",
        "FrameAncestors": "'none'",
        "LogoOrigins": "",
        "NoticeSender": "",
        "NoticeIdentity": "none.invalid",
        "PagesUrl": "",
        "EventBus": "",
        "AlarmEmail": "",
        "ApiAddress": "",
        "Boundary": "",
        "Configuration": "",
        "Traffic": "Canary10Percent5Minutes",
        "SnapStart": "None",
        "LogRetentionDays": 90,
        "RequestsPerSecond": 100,
        "RequestsAtOnce": 200,
        "EventsPerSecond": 100,
        "EventsAtOnce": 500,
        "WorkersForMoney": 2,
        "WorkersForTopUps": 2,
        "ConcurrencyAlarmAt": 8,
    },
    "site": {"DomainName": "", "CertificateArn": NO_CERTIFICATE},
    "storage": {"DeletionProtection": "true", "ProofRetentionDays": 2557},
}
LIMITS: dict[str, dict[str, dict[str, Any]]] = {
    "account": {"GatewayMayLog": SWITCH},
    "backup": {
        "CopyVaultArn": {"AllowedPattern": "^arn:[a-z-]+:backup:[a-z0-9-]+:[0-9]{12}:backup-vault:.+$"},
        "DailyKeptDays": {"MinValue": 8, "MaxValue": 400},
    },
    "backup-copies": {"SourceAccount": {"AllowedPattern": "^[0-9]{12}$"}},
    "mail": {},
    "service": {
        "StripePublishableKey": {"AllowedPattern": "^pk_(test|live)_.+$"},
        "Traffic": {
            "AllowedValues": [
                "Canary10Percent5Minutes",
                "Canary10Percent15Minutes",
                "Linear10PercentEvery1Minute",
                "AllAtOnce",
            ]
        },
        "SnapStart": {"AllowedValues": ["None", "PublishedVersions"]},
        "LogRetentionDays": {"AllowedValues": [7, 14, 30, 60, 90, 180, 365, 731]},
        "RequestsPerSecond": {"MinValue": 1},
        "RequestsAtOnce": {"MinValue": 1},
        "EventsPerSecond": {"MinValue": 1},
        "EventsAtOnce": {"MinValue": 1},
        "WorkersForMoney": {"MinValue": 2},
        "WorkersForTopUps": {"MinValue": 2},
    },
    "site": {},
    "storage": {"DeletionProtection": SWITCH, "ProofRetentionDays": {"MinValue": 1}},
}
"""Beside the deployment's own name, which is the same everywhere."""
LIMITED_BY = ("AllowedPattern", "AllowedValues", "MinValue", "MaxValue", "MinLength", "MaxLength")


def is_not(parameter: str, value: str) -> dict[str, Any]:
    return {"Fn::Not": [{"Fn::Equals": [ref(parameter), value]}]}


CONDITIONS: dict[str, dict[str, Any]] = {
    "account": {"LetGatewayLog": {"Fn::Equals": [ref("GatewayMayLog"), "true"]}},
    "backup": {},
    "backup-copies": {},
    "mail": {},
    "service": {
        "StartsFromSnapshots": {"Fn::Equals": [ref("SnapStart"), "PublishedVersions"]},
        "IsBounded": is_not("Boundary", ""),
        "HasApiAddress": is_not("ApiAddress", ""),
        "TellsSomebody": is_not("AlarmEmail", ""),
    },
    "site": {"HasDomain": is_not("DomainName", "")},
    "storage": {"IsKept": {"Fn::Equals": [ref("DeletionProtection"), "true"]}},
}
ONLY_IF = {
    "account.GatewayAccount": "LetGatewayLog",
    "account.GatewayLogs": "LetGatewayLog",
    "service.AlarmsByMail": "TellsSomebody",
}


def secret(parameter: str) -> dict[str, str]:
    return sub(f"{{{{resolve:secretsmanager:${{{parameter}}}:SecretString}}}}")


NAMED_OTHERWISE = {
    "DELIVERY_QUEUE": ref("DeliveriesUrl"),
    "PROOF_KEY": ref("ProofKeyArn"),
    "WEBHOOK_KEY": secret("WebhookKeyArn"),
    "ORIGIN_SECRET": secret("OriginSecretArn"),
    "POWERTOOLS_LOG_LEVEL": "INFO",
}
"""Settings that are no parameter of their own name."""
API = "${RestAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
OUTPUTS: dict[str, dict[str, Any]] = {
    "account": {"Packages": ref("Packages")},
    "backup": {"Vault": ref("Vault")},
    "backup-copies": {"VaultArn": attribute("Vault", "BackupVaultArn"), "RestoreRoleArn": attribute("RestoreRole")},
    "mail": {"ConfigurationSet": ref("Notices")},
    "service": {
        "WebhookUrl": {
            "Fn::If": [
                "HasApiAddress",
                sub("${ApiAddress}/v1/stripe/events"),
                sub(f"https://{API}/api/v1/stripe/events"),
            ]
        },
        "ApiDomain": sub(API),
        "FailedChangesUrl": ref("FailedChanges"),
        "AlarmsTopic": ref("Alarms"),
    },
    "site": {
        "SiteUrl": {"Fn::If": ["HasDomain", sub("https://${DomainName}"), sub("https://${Distribution.DomainName}")]},
        "SiteBucket": ref("Files"),
        "DistributionId": ref("Distribution"),
        "DistributionDomain": attribute("Distribution", "DomainName"),
    },
    "storage": {
        "CreditTable": ref("CreditTable"),
        "CreditTableArn": attribute("CreditTable"),
        "CreditTableStreamArn": attribute("CreditTable", "StreamArn"),
        "ClinicsTable": ref("ClinicsTable"),
        "ClinicsTableArn": attribute("ClinicsTable"),
        "ClinicsTableStreamArn": attribute("ClinicsTable", "StreamArn"),
        "DeliveriesUrl": ref("Deliveries"),
        "DeliveriesArn": attribute("Deliveries"),
        "WebhookKeyArn": ref("WebhookKey"),
        "ReceiptsBucket": ref("ReceiptsBucket"),
        "ReceiptsBucketArn": attribute("ReceiptsBucket"),
        "ProofsBucket": ref("ProofsBucket"),
        "OriginSecretArn": ref("OriginSecret"),
        "WorkQueue": ref("WorkQueue"),
        "WorkQueueArn": attribute("WorkQueue"),
        "TopUpQueue": ref("TopUpQueue"),
        "TopUpQueueArn": attribute("TopUpQueue"),
        "ProofKeyArn": attribute("ProofKey"),
    },
}
EXPORTED = {
    "CreditTable": "credit-table",
    "CreditTableArn": "credit-table-arn",
    "CreditTableStreamArn": "credit-table-stream-arn",
    "ClinicsTable": "clinics-table",
    "ClinicsTableArn": "clinics-table-arn",
    "ClinicsTableStreamArn": "clinics-table-stream-arn",
    "ReceiptsBucket": "receipts-bucket",
    "ReceiptsBucketArn": "receipts-bucket-arn",
    "ProofsBucket": "proofs-bucket",
    "ProofKeyArn": "proof-key-arn",
}
"""Names that other stacks of the account know the storage stack's outputs by, after the deployment's."""


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_stage_that_sets_nothing_has_these_values(name: str) -> None:
    parameters = TEMPLATES[name].get("Parameters", {})
    assert {of: each["Default"] for of, each in parameters.items() if "Default" in each} == DEFAULTS[name]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_stage_may_set_no_more_than_this(name: str) -> None:
    parameters = dict(TEMPLATES[name].get("Parameters", {}))
    deployment = parameters.pop("Deployment", DEPLOYMENT)
    assert {part: deployment[part] for part in DEPLOYMENT} == DEPLOYMENT
    found = {of: {part: each[part] for part in LIMITED_BY if part in each} for of, each in parameters.items()}
    assert {of: each for of, each in found.items() if each} == LIMITS[name]


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_depends_on_a_stages_settings_depends_on_them_so(name: str) -> None:
    assert TEMPLATES[name].get("Conditions", {}) == CONDITIONS[name]


def test_these_resources_are_made_for_some_stages_only() -> None:
    assert {name: each["Condition"] for name, each in RESOURCES.items() if "Condition" in each} == ONLY_IF


def test_each_setting_of_the_functions_is_the_parameter_of_its_name() -> None:
    found = TEMPLATES["service"]["Globals"]["Function"]["Environment"]["Variables"]
    parameters = {name.title().replace("_", ""): name for name in found if name not in NAMED_OTHERWISE}
    assert found == NAMED_OTHERWISE | {name: ref(parameter) for parameter, name in parameters.items()}
    assert set(parameters) <= set(TEMPLATES["service"]["Parameters"])


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_stack_tells_what_it_made(name: str) -> None:
    outputs = TEMPLATES[name].get("Outputs", {})
    assert {of: each["Value"] for of, each in outputs.items()} == OUTPUTS[name]
    exported = {of: each["Export"]["Name"]["Fn::Sub"] for of, each in outputs.items() if "Export" in each}
    assert exported == {of: "${Deployment}-" + words for of, words in EXPORTED.items() if name == "storage"}


def test_a_domain_without_its_certificate_is_refused() -> None:
    rule = TEMPLATES["site"]["Rules"]["DomainAndCertificate"]
    assert rule["RuleCondition"] == is_not("DomainName", "")
    assert [each["Assert"] for each in rule["Assertions"]] == [is_not("CertificateArn", NO_CERTIFICATE)]


def test_alarms_are_sent_by_mail_to_the_address_that_a_stage_sets() -> None:
    assert properties("service.AlarmsByMail") == {
        "TopicArn": ref("Alarms"),
        "Protocol": "email",
        "Endpoint": ref("AlarmEmail"),
    }
