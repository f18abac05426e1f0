"""The template deployed with the code is valid, limited, private and monitored, and has no personal data."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import cfnlint.api
import pytest
from chalice.app import Chalice

from chalicelib.api.core.problem_codes import CODES
from chalicelib.credit.document import KEPT
from chalicelib.credit.payment import PaymentStatus
from infra.devstack.settings import ROOT
from infra.ops.deploy.releases import identified
from infra.ops.deploy.rollout import FROM_STORAGE
from infra.ops.deploy.stage import FOLDER, NoSuchStage, read_stage
from infra.packaging.cloudformation import read
from infra.packaging.sam import write_template
from infra.packaging.target import on_lambda
from tests.fakes.faults import When
from tests.fakes.world import World
from tests.infra.sam_translator import translated
from tests.services.actions import FailOn, withdrawn

GATEWAY_LIMIT_S = 29
MOST_FILTERS = 5
"""Per event source mapping (docs.aws.amazon.com/lambda, event filtering)."""
PERSONAL = ("identity", "sourceIp", "userAgent", "authorizer", "$context.path", "querystring", "header", "principal")
HANDBOOK = (ROOT / "docs/operating/README.md").read_text()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The output of `chalice package` with the merge template."""
    return write_template(ROOT, tmp_path_factory.mktemp("template") / "work", on_lambda())


@pytest.fixture(scope="module")
def plain(template: dict[str, Any]) -> dict[str, Any]:
    """The template as the SAM transform makes it."""
    return translated(template)


@pytest.fixture(scope="module")
def resources(template: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"]
    return found


def of_type(resources: dict[str, Any], kind: str) -> dict[str, Any]:
    return {name: each["Properties"] for name, each in resources.items() if each["Type"] == kind}


def test_a_file_reaches_the_function_as_bytes_and_responses_stay_text(resources: dict[str, Any]) -> None:
    """Otherwise API Gateway replaces what is not UTF-8, or Chalice wants bytes of every CSV response."""
    (api,) = of_type(resources, "AWS::Serverless::Api").values()
    in_definition = api["DefinitionBody"]["x-amazon-apigateway-binary-media-types"]
    assert api["BinaryMediaTypes"] == in_definition == ["text/csv"]
    assert "text/csv" not in Chalice("any").api.binary_types


@pytest.mark.slow
def test_cloudformation_would_take_the_templates(
    template: dict[str, Any], plain: dict[str, Any], tmp_path: Path
) -> None:
    """As it is written, and as the SAM transform makes it."""
    kinds = {each["Type"] for each in plain["Resources"].values()}
    assert "AWS::Lambda::EventSourceMapping" in kinds and not any(kind.startswith("AWS::Serverless") for kind in kinds)
    roles = read(ROOT / "infra" / "templates" / "roles.yaml")
    written = {"service.json": template, "plain.json": plain, "roles.json": roles}
    for name, content in written.items():
        (tmp_path / name).write_text(json.dumps(content))
    by_hand = (ROOT / "infra" / "templates" / f"{name}.yaml" for name in ("account", "mail", "backup", "backup-copies"))
    for path in (*(tmp_path / name for name in written), *by_hand):
        assert [str(match) for match in cfnlint.api.lint_file(path)] == []


@pytest.mark.slow
def test_the_gateway_calls_the_alias_and_a_deploy_moves_it_bit_by_bit(plain: dict[str, Any]) -> None:
    """A path that names the function itself would move to a new version all at once."""
    resources = plain["Resources"]
    alias = {"Ref": "APIHandlerAliaslive"}
    for path in resources["RestAPI"]["Properties"]["Body"]["paths"].values():
        for method in path.values():
            text, named = method["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"]
            assert "functions/${Handler}/invocations" in text and named == {"Handler": alias}
    assert resources["APIHandlerInvokePermission"]["Properties"]["FunctionName"] == alias
    assert "CodeDeployLambdaAliasUpdate" in resources["APIHandlerAliaslive"]["UpdatePolicy"]


@pytest.mark.slow
def test_the_api_gets_a_version_when_only_a_parameter_changes(template: dict[str, Any]) -> None:
    """Such as its table, after a restore: the alias would stay at the version that has the old one."""
    versions = set()
    for table in ("credit", "credit-restored", "credit"):
        parameters = identified("https://packages/service.json", {"CreditTable": table})
        resources = translated(template, parameters)["Resources"]
        versions |= {name for name, each in resources.items() if each["Type"] == "AWS::Lambda::Version"}
    assert len(versions) == 2


def test_snapshots_are_taken_of_published_versions_only_if_a_stage_asks(template: dict[str, Any]) -> None:
    """A Python that Lambda takes none of has no trace of it: CloudFormation would refuse it under any condition."""
    written = read(ROOT / "infra" / "templates" / "service.yaml")
    asked = {"Fn::If": ["StartsFromSnapshots", {"ApplyOn": "PublishedVersions"}, {"Ref": "AWS::NoValue"}]}
    assert written["Resources"]["APIHandler"]["Properties"]["SnapStart"] == asked
    assert written["Parameters"]["SnapStart"]["Default"] == "None"
    assert [name for name, each in written["Resources"].items() if "SnapStart" in each.get("Properties", {})] == [
        "APIHandler"
    ]
    assert ("SnapStart" in json.dumps(template)) == (sys.version_info >= (3, 12))


def test_only_the_api_warms_up_and_a_snapshot_after_its_restore(template: dict[str, Any]) -> None:
    """No one waits for jobs. What a snapshot held would be as old as the deploy."""
    written = read(ROOT / "infra" / "templates" / "service.yaml")
    functions = {name: json.dumps(each) for name, each in written["Resources"].items() if "WARM_UP" in json.dumps(each)}
    assert list(functions) == ["APIHandler"] and "WARM_UP" not in json.dumps(written["Globals"])
    packaged = template["Resources"]["APIHandler"]["Properties"]["Environment"]["Variables"]["WARM_UP"]
    if sys.version_info >= (3, 12):
        assert packaged == {"Fn::If": ["StartsFromSnapshots", "restore", "init"]}
    else:
        assert packaged == "init"


def test_no_placeholder_is_deployed(template: dict[str, Any]) -> None:
    assert "placeholder" not in json.dumps(template)


def test_a_function_behind_the_gateway_ends_before_the_gateway_gives_up(resources: dict[str, Any]) -> None:
    assert resources["APIHandler"]["Properties"]["Timeout"] < GATEWAY_LIMIT_S


def test_one_sweep_ends_before_the_next_begins(resources: dict[str, Any]) -> None:
    (event,) = resources["OnSchedule"]["Properties"]["Events"].values()
    minutes = int(re.search(r"rate\((\d+) minutes\)", event["Properties"]["Schedule"])[1])  # type: ignore[index]
    assert resources["OnSchedule"]["Properties"]["Timeout"] < minutes * 60


def test_only_functions_that_render_receipts_carry_the_layer(resources: dict[str, Any]) -> None:
    functions = of_type(resources, "AWS::Serverless::Function")
    assert {name for name, each in functions.items() if each.get("Layers")} == {
        "OnCreditChange",
        "OnDueWork",
        "OnSchedule",
    }


def test_every_function_has_a_role_of_its_own_and_traces(resources: dict[str, Any]) -> None:
    functions = of_type(resources, "AWS::Serverless::Function")
    roles = [each["Role"]["Fn::GetAtt"][0] for each in functions.values()]
    assert len(set(roles)) == len(functions) == 9
    assert {each["Tracing"] for each in functions.values()} == {"Active"}
    assert {tuple(each["Architectures"]) for each in functions.values()} == {("arm64",)}


def test_a_change_that_cannot_be_followed_neither_blocks_the_others_nor_gets_lost(resources: dict[str, Any]) -> None:
    (event,) = resources["OnCreditChange"]["Properties"]["Events"].values()
    wanted = event["Properties"]
    assert wanted["Stream"] == {"Ref": "CreditTableStreamArn"} and wanted["StartingPosition"] == "TRIM_HORIZON"
    assert wanted["BisectBatchOnFunctionError"] and 0 < wanted["MaximumRetryAttempts"] <= 10
    assert wanted["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["FailedChanges", "Arn"]}
    assert "FunctionResponseTypes" not in wanted, "the code takes a batch as a whole"


def test_the_filter_lets_through_whatever_calls_for_work(resources: dict[str, Any]) -> None:
    (event,) = resources["OnCreditChange"]["Properties"]["Events"].values()
    patterns = [json.loads(one["Pattern"]) for one in event["Properties"]["FilterCriteria"]["Filters"]]
    changed = {"eventName": ["MODIFY", "REMOVE"], "dynamodb": {"OldImage": {"kind": {"S": ["entry"]}}}}
    assert patterns.pop() == changed and len(patterns) < MOST_FILTERS
    images = [
        {field: each["S"] for field, each in pattern["dynamodb"]["NewImage"].items() if "S" in each}
        for pattern in patterns
    ]
    assert images[0] == {"kind": ["payment"], "status": [str(PaymentStatus.SUCCEEDED)]}
    assert images[1:] == [{"todo_at": [{"exists": True}]}]


def test_the_access_log_holds_no_personal_data(resources: dict[str, Any]) -> None:
    text = resources["RestAPI"]["Properties"]["AccessLogSetting"]["Format"]
    assert not [word for word in PERSONAL if word in text.replace("$context.resourcePath", "")]
    assert set(json.loads(text)) >= {"requestId", "route", "status", "ms"}


def test_bodies_and_headers_are_not_logged_and_floods_are_throttled(resources: dict[str, Any]) -> None:
    for settings in resources["RestAPI"]["Properties"]["MethodSettings"]:
        assert settings["DataTraceEnabled"] is False and settings["LoggingLevel"] == "OFF"
        assert settings["ThrottlingRateLimit"] and settings["ThrottlingBurstLimit"]


def test_stripes_events_have_a_throttle_of_their_own(resources: dict[str, Any]) -> None:
    everyone, events = resources["RestAPI"]["Properties"]["MethodSettings"]
    assert (everyone["HttpMethod"], everyone["ResourcePath"]) == ("*", "/*")
    assert (events["HttpMethod"], events["ResourcePath"].replace("~1", "/")) == ("POST", "//v1/stripe/events")
    assert events["ThrottlingRateLimit"] == {"Ref": "EventsPerSecond"} != everyone["ThrottlingRateLimit"]


def test_the_apis_own_address_takes_tls_1_2_and_better(resources: dict[str, Any]) -> None:
    api = resources["RestAPI"]["Properties"]
    assert (api["SecurityPolicy"], api["EndpointAccessMode"]) == ("SecurityPolicy_TLS13_1_2_2021_06", "BASIC")


def test_logs_outlive_the_stack(resources: dict[str, Any]) -> None:
    groups = [each for each in resources.values() if each["Type"] == "AWS::Logs::LogGroup"]
    kept = {(each["DeletionPolicy"], each["UpdateReplacePolicy"]) for each in groups}
    assert kept == {("RetainExceptOnCreate", "Retain")}


def test_the_gateways_own_responses_are_problems_with_known_codes(resources: dict[str, Any]) -> None:
    responses = resources["RestAPI"]["Properties"]["GatewayResponses"]
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "MISSING_AUTHENTICATION_TOKEN", "THROTTLED", "REQUEST_TOO_LARGE"} <= set(
        responses
    )
    for name, answer in responses.items():
        body = json.loads(
            answer["ResponseTemplates"]["application/json"].replace("$context.error.messageString", '"x"')
        )
        assert answer["ResponseParameters"]["Headers"]["Content-Type"] == "'application/problem+json'", name
        assert answer["ResponseParameters"]["Headers"]["Access-Control-Allow-Origin"] == "method.request.header.Origin"
        assert body["type"] == "about:blank" and body["code"] in CODES and body["title"] and body["detail"], name
        assert body.get("status") == answer.get("StatusCode"), name


def test_every_log_ends_some_day(resources: dict[str, Any]) -> None:
    groups = of_type(resources, "AWS::Logs::LogGroup")
    assert len(groups) == 10 and all(each["RetentionInDays"] == {"Ref": "LogRetentionDays"} for each in groups.values())


def test_every_alarm_notifies_and_has_a_section_in_the_handbook(resources: dict[str, Any]) -> None:
    anchors = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in HANDBOOK.splitlines()
        if line.startswith("#")
    }
    for name, alarm in of_type(resources, "AWS::CloudWatch::Alarm").items():
        link = re.search(r"docs/operating/README\.md#([a-z0-9-]+)$", alarm["AlarmDescription"])
        assert alarm["AlarmActions"] == [{"Ref": "Alarms"}], name
        assert link and link[1] in anchors, f"{name}: docs/operating/README.md has no section {link and link[1]}"


def test_the_handbook_counts_the_alarms_that_are_paid_for(resources: dict[str, Any]) -> None:
    assert f"Fixed: {len(of_type(resources, 'AWS::CloudWatch::Alarm'))} alarms," in HANDBOOK


@pytest.mark.parametrize(
    "metric",
    [
        "ReportsInQuarantine",
        "TransfersStuck",
        "DisputesOpened",
        "WorkFailed",
        "WorkDiscrepancies",
        "AccountsUnread",
    ],
)
def test_an_alarm_uses_a_metric_that_the_code_counts(metric: str, resources: dict[str, Any]) -> None:
    alarms = of_type(resources, "AWS::CloudWatch::Alarm").values()
    assert metric in [each.get("MetricName") for each in alarms] and metric in counted_when_things_go_wrong()


def counted_when_things_go_wrong() -> set[str]:
    """The metrics of a report that contradicts, a transfer that is stuck, an account unread and a failing sweep."""
    world = World()
    paid = world.paid()
    lie = replace(world.stripe.outcome(str(paid.payment_intent_id)), currency="usd")
    world.services.settle_payment(lie, report_id="evt_lie")
    world.stripe.account_is_empty = True
    withdrawn(world.open, paid)
    world.services.sweep()
    world.services.measure_quarantine()
    world.services.measure_stuck_transfers()
    world.guarded(FailOn("account", When.BEFORE)).services.refresh_accounts()
    world.clock.sleep(24 * 3600)
    world.started()
    world.clock.sleep(3600)
    world.guarded(FailOn("outcome", When.BEFORE)).services.sweep()
    return set(world.counters.counts)


def test_the_dashboard_is_json_that_cloudwatch_reads(resources: dict[str, Any]) -> None:
    body = json.loads(resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])
    assert all(widget["properties"]["metrics"] for widget in body["widgets"])


def test_an_example_stage_fits_the_template(template: dict[str, Any]) -> None:
    parameters = read_stage("example").parameters
    given = {"Deployment", "StripeSecretArn", *FROM_STORAGE}
    needed = {name for name, each in template["Parameters"].items() if "Default" not in each} - given
    assert needed <= set(parameters) <= set(template["Parameters"])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"mode": "live"}, "not a pk_live_ key"),
        ({"mode": "both"}, "mode is live or test"),
        ({"deployment": "Prod!"}, "lower-case letters"),
        ({"secret": "x"}, "nothing else"),
        ({"parameters": {"StripePublishableKey": "pk_test_1", "Key": "sk_live_123"}}, "Secrets go to Secrets Manager"),
    ],
)
def test_a_stage_that_would_deploy_the_wrong_thing_is_refused(
    change: dict[str, Any], expected: str, tmp_path: Path
) -> None:
    held = json.loads((FOLDER / "example.json").read_text()) | change
    (tmp_path / "wrong.json").write_text(json.dumps(held))
    with pytest.raises(NoSuchStage, match=expected):
        read_stage("wrong", tmp_path)


def test_receipts_are_kept_for_ever_and_mistakes_for_a_year() -> None:
    """No rule expires what is current: tax law asks for receipts for years, and a patient for longer."""
    bucket = read(ROOT / "infra" / "templates" / "storage.yaml")["Resources"]["ReceiptsBucket"]["Properties"]
    rules = bucket["LifecycleConfiguration"]["Rules"]
    expiring = [rule for rule in rules if "ExpirationInDays" in rule or "ExpirationDate" in rule]
    assert [rule["Prefix"] for rule in expiring] == ["documents/"], "only what can be drawn again"
    assert expiring[0]["ExpirationInDays"] > KEPT.days
    assert rules[0]["NoncurrentVersionExpiration"]["NoncurrentDays"] >= 365
