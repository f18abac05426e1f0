"""The deploy, rehearsed: what CloudFormation makes of the package serves a patient from top-up to receipt."""

from __future__ import annotations

import json
import re

import requests

from infra.packaging.package import Builder, Package
from tests.deploy.rehearsal import Rehearsal
from tests.journeys.calls import Json, json_of
from tests.polling import until_cold


def receipt_of(rehearsal: Rehearsal, patient: str, top_up: Json) -> Json | None:
    answer = rehearsal.patient(patient).call("GET", f"me/top-ups/{top_up['id']}/receipt")
    return json_of(answer) if answer.status_code == 200 else None


def test_a_patient_tops_up_and_gets_a_receipt_from_what_was_deployed(rehearsal: Rehearsal) -> None:
    mia = rehearsal.patient("pat_mia")
    top_up = rehearsal.pay(mia, 4_200)
    assert mia.available == 4_200
    receipt = until_cold(lambda: receipt_of(rehearsal, "pat_mia", top_up))
    pdf = requests.get(receipt["url"], timeout=120)
    assert pdf.status_code == 200 and pdf.content.startswith(b"%PDF-1.7")


def test_the_pages_are_in_the_sites_bucket_with_this_stages_configuration(rehearsal: Rehearsal) -> None:
    """The emulator has the distribution's configuration and serves nothing by it."""
    s3, bucket = rehearsal.client("s3"), rehearsal.outputs["SiteBucket"]
    page = s3.get_object(Bucket=bucket, Key="account")
    body = page["Body"].read().decode()
    assert page["ContentType"].startswith("text/html")
    assert f'"client_id": "{rehearsal.stage.parameters["OidcClientId"]}"' in body
    (script,) = re.findall(r'src="(web/[^"]+)"', body)
    assert "immutable" in s3.head_object(Bucket=bucket, Key=script)["CacheControl"]
    assert requests.get(f"{rehearsal.api_url}/account", timeout=120).status_code in (403, 404)


def test_the_api_believes_the_viewers_address_beside_the_secret_of_the_distribution(rehearsal: Rehearsal) -> None:
    secrets = rehearsal.client("secretsmanager")
    storage = rehearsal.deployed.storage
    held = secrets.get_secret_value(SecretId=storage["OriginSecretArn"])["SecretString"]
    assert rehearsal.function("api")["Environment"]["Variables"]["ORIGIN_SECRET"] == held and len(held) == 48


def test_only_the_tests_say_when_the_sweep_and_the_night_run(rehearsal: Rehearsal) -> None:
    """Otherwise a day that takes over five minutes here has its sweep do what the workers are to do."""
    rules = rehearsal.client("events").list_rules()["Rules"]
    by_the_clock = {rule["ScheduleExpression"]: rule["State"] for rule in rules if "ScheduleExpression" in rule}
    assert by_the_clock and set(by_the_clock.values()) == {"DISABLED"}, by_the_clock


def test_a_second_deploy_and_going_back_keep_every_payment(
    rehearsal: Rehearsal, builder: Builder, package: Package
) -> None:
    """The zip changes, the tables stay: the balance is the same and the new code serves it, then the old code again."""
    cho = rehearsal.patient("pat_cho")
    rehearsal.pay(cho, 2_500)
    before = rehearsal.function("api")["CodeSha256"]
    rehearsal.deploy(rehearsal.changed(package))
    assert rehearsal.function("api")["CodeSha256"] != before
    assert cho.available == 2_500
    rehearsal.roll_back()
    assert rehearsal.function("api")["CodeSha256"] == before and cho.available == 2_500
    assert not any("REPLACED" in step for step in rehearsal.steps)


def test_the_gateways_own_errors_are_readable_problems(rehearsal: Rehearsal) -> None:
    """The emulator does not read these responses from the API's body as API Gateway does, so they are added by hand."""
    assert rehearsal.package is not None
    template = json.loads(rehearsal.package.template.read_text())
    gateway, api = rehearsal.client("apigateway"), rehearsal.outputs["RestAPIId"]
    for kind, answer in template["Resources"]["RestAPI"]["Properties"]["GatewayResponses"].items():
        headers = answer["ResponseParameters"]["Headers"]
        status = {"statusCode": str(answer["StatusCode"])} if "StatusCode" in answer else {}
        gateway.put_gateway_response(
            restApiId=api,
            responseType=kind,
            responseParameters={f"gatewayresponse.header.{name}": value for name, value in headers.items()},
            responseTemplates=answer["ResponseTemplates"],
            **status,
        )
    gateway.create_deployment(restApiId=api, stageName="api")
    answer = requests.get(f"{rehearsal.api_url}/v1/nothing-here", timeout=120)
    assert answer.status_code == 404 and answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"
