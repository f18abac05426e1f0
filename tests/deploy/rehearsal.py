"""A deploy rehearsed on one machine: the packaged service on the emulator, with permissions enforced as AWS does."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import requests

from chalicelib.dynamodb.tables import ClinicItem
from infra.devstack import aws, components, double
from infra.devstack.identity.keys import KeyFile
from infra.devstack.identity.tokens import Claims, sign
from infra.devstack.settings import AUDIENCE, CLIENT_ID, HOST, REGION, ROOT, Settings
from infra.devstack.supervision.process import Component, Process, own_environment, run_module
from infra.ops.deploy.rollout import Rollout
from infra.ops.deploy.stage import Stage
from infra.ops.operate.environment import StageEnvironment
from infra.packaging.package import Package
from tests.deploy.emulated import for_the_emulator
from tests.deploy.people import People
from tests.journeys.calls import Json, Principal
from tests.journeys.double import Double
from tests.journeys.people import Patient
from tests.polling import COLD_WITHIN_S, until_cold

DEPLOYMENT = "rehearsal"
NOTICE_DOMAIN = "credit.example"
COMMAND_PATIENCE_S = 300.0
CANARY_NAME = "Zebulon Quackenbush-Ωmega"
A_TICK = {
    "version": "0",
    "id": "tick",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "detail": {},
    "account": "000000000000",
    "time": "2026-11-23T12:00:00Z",
    "region": REGION,
    "resources": [],
}
# The emulator's own switches: roles are enforced, and calls are written down as CloudTrail would.
STRICT = {"AUTH": "true", "CLOUDTRAIL_RECORDING": "1", "LAMBDA_STRICT": "0"}


class Here(boto3.Session):
    """AWS as the emulator is."""

    def __init__(self, url: str) -> None:
        super().__init__(aws.KEY, aws.KEY, region_name=REGION)
        self._url = url

    def client(self, name: str, **given: Any) -> Any:  # type: ignore[override]
        return super().client(name, endpoint_url=self._url, **given)  # type: ignore[call-overload]


@dataclass
class Rehearsal:
    """The emulator, the identity provider and the double, and what is deployed to them."""

    settings: Settings
    processes: dict[str, Process] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    restored: dict[str, str] = field(default_factory=dict)
    people: People = field(default_factory=People)
    package: Package | None = None

    def start(self) -> None:
        emulator = components.emulator(self.settings)
        self._launch(replace(emulator, environment={**emulator.environment, **STRICT}))
        self._launch(components.identity(self.settings))
        self.people.take_roles(self.session, self.stage)

    def stop(self) -> None:
        for process in self.processes.values():
            process.stop()

    def deploy(self, package: Package) -> None:
        self.package = package
        emulated = for_the_emulator(package, self.settings.state, self.stage.parameters)
        self.outputs = self._rollout.everything(emulated, throwaway=True)
        self.warm_up()

    def roll_back(self) -> None:
        """Go back to the release before, as the operator's command does."""
        self.outputs = self._rollout.roll_back()
        self.warm_up()

    @property
    def _rollout(self) -> Rollout:
        """The addresses are AWS's own names, which lead nowhere here: `warm_up` asks at the emulator's."""
        session = self.people.recorded(self.session)
        return Rollout(session, self.stage, self.steps.append, poll_s=0.2, ask=lambda url: 200)

    def warm_up(self) -> None:
        """The first request and the first event start a function: on a busy machine for longer than callers wait."""
        assert requests.get(f"{self.api_url}/v1/health", timeout=COLD_WITHIN_S).status_code == 200
        forged = {"Stripe-Signature": "t=1,v1=00"}
        told = requests.post(f"{self.api_url}/v1/stripe/events", data=b"{}", headers=forged, timeout=COLD_WITHIN_S)
        assert told.status_code == 400 and told.json()["code"] == "invalid_signature"

    def speak_plainly(self) -> None:
        """The emulator speaks no TLS, on which the buckets insist (its roles are refused): not here, then.

        Nor does it know the condition key of conditional writes, and takes each for an unconditional one.
        """
        s3 = self.client("s3")
        for output in ("ReceiptsBucket", "ProofsBucket"):
            bucket = self.deployed.storage[output]
            policy = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])
            policy["Statement"] = [each for each in policy["Statement"] if each["Sid"] != "WrittenOnce"]
            for statement in policy["Statement"]:
                if statement["Sid"] == "OnlyOverTls":
                    statement["Condition"]["NotIpAddress"] = {"aws:SourceIp": f"{HOST}/32"}
            s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))

    def back_up_tables(self) -> None:
        """The emulator's CloudFormation leaves a table's point-in-time recovery off; the template asks for it."""
        tables = self.client("dynamodb")
        for name in ("credit", "clinics"):
            tables.update_continuous_backups(
                TableName=f"{DEPLOYMENT}-{name}", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
            )

    def start_stripe(self) -> None:
        """The double, with the demo's accounts and no webhook endpoint: operators make those."""
        part = double.component(self.settings)
        where = part.command.index("--webhook-url")
        self._launch(replace(part, command=part.command[:where]))
        double.connect(self.settings)

    def stage_file(self) -> Path:
        """The stage as a file, for the operators' commands."""
        path, stage = self.settings.state / "rehearsal.json", self.stage
        held = {"region": stage.region, "deployment": stage.deployment, "mode": stage.mode, "api_url": stage.api_url}
        path.write_text(json.dumps(held | {"parameters": stage.parameters}))
        return path

    def run(self, module: str, *arguments: str, said: str = "", status: int = 0) -> str:
        """Run an operator's command in its own process, by the role that it is for, and return its output."""
        argv = [str(self.stage_file()), *arguments]
        access = self._access(module, *arguments)
        return _printed(run_module(module, *argv, environment=access, patience_s=COMMAND_PATIENCE_S, said=said), status)

    def run_alone(self, module: str, *arguments: str, said: str = "", status: int = 0) -> str:
        """The same in a process that starts as an operator's does: it has imported nothing before."""
        done = subprocess.run(
            [sys.executable, "-m", module, str(self.stage_file()), *arguments],
            check=False,
            cwd=ROOT,
            env=own_environment() | self._access(module, *arguments),
            input=said,
            capture_output=True,
            text=True,
            timeout=COMMAND_PATIENCE_S,
        )
        return _printed(done, status)

    def _access(self, module: str, *arguments: str) -> dict[str, str]:
        return aws.access(self.settings) | self.people.credentials_for(module, *arguments)

    def _launch(self, part: Component) -> None:
        self.processes[part.name] = Process(part, components.logs(self.settings))
        self.processes[part.name].wait_until_ready()

    @property
    def stage(self) -> Stage:
        issuer, stripe = self.settings.issuer, self.settings.stripe_url
        parameters = {
            "StripePublishableKey": double.PUBLISHABLE_KEY,
            "StripeApiUrl": stripe,
            "StripeJsUrl": f"{stripe}/v3/",
            "TokenIssuer": issuer,
            "TokenAudience": AUDIENCE,
            "TokenJwksUrl": f"{issuer}/jwks.json",
            "OidcClientId": CLIENT_ID,
            "OidcAuthorizeUrl": f"{issuer}/authorize",
            "OidcTokenUrl": f"{issuer}/token",
            "AlarmEmail": "on-call@example.com",
            "NoticeSender": f"notices@{NOTICE_DOMAIN}",
            "PagesUrl": f"https://{NOTICE_DOMAIN}",
        }
        api_url = self.api_url if self.outputs else None
        return Stage(REGION, DEPLOYMENT, "test", parameters | self.restored, api_url)

    @cached_property
    def session(self) -> boto3.Session:
        """One for all clients: each session reads the descriptions of AWS's services anew."""
        return Here(self.settings.aws_url)

    def client(self, name: str) -> Any:
        session: Any = self.session
        return session.client(name)

    @property
    def api_url(self) -> str:
        return f"http://{HOST}:{self.settings.ports.aws}/restapis/{self.outputs['RestAPIId']}/api/_user_request_"

    @property
    def deployed(self) -> StageEnvironment:
        """The deployment as operators reach it."""
        return StageEnvironment(self.session, self.stage)

    def token(self, role: str, patient: str | None = None, clinic: str = "clinic_demo") -> str:
        claims = Claims.made_up(role, clinic, patient, CANARY_NAME if patient else None)
        return sign(claims, KeyFile(self.settings.state).signing(), issuer=self.settings.issuer, audience=AUDIENCE)

    def caller(self, role: str) -> Principal:
        return Principal(self.api_url, self.token(role))

    def patient(self, patient: str) -> Patient:
        return Patient(self.api_url, self.token("patient", patient), patient, self.double)

    def pay(self, patient: Patient, amount: int) -> Json:
        """A whole top-up, credited by the webhook. Cold functions on a busy machine take their time."""
        top_up = patient.start(amount)
        assert self.double.confirm(top_up, payment_method="pm_card_visa")["status"] == "succeeded"
        until_cold(lambda: patient.top_up(top_up)["status"] == "succeeded")
        return top_up

    @property
    def double(self) -> Double:
        """Stripe as a browser sees it."""
        return Double(
            url=self.settings.stripe_url,
            secret_key=double.SECRET_KEY,
            publishable_key=double.PUBLISHABLE_KEY,
            webhook=f"{self.api_url}/v1/stripe/events",
            webhook_secret="",
        )

    def function(self, name: str) -> Any:
        """Return Lambda's description of a function."""
        return self.client("lambda").get_function_configuration(FunctionName=f"{DEPLOYMENT}-{name}")

    def invoke(self, name: str, event: Any = None) -> Any:
        """Run a function as its schedule would and return what it returned."""
        sent = json.dumps(event or A_TICK)
        answer = self.client("lambda").invoke(FunctionName=f"{DEPLOYMENT}-{name}", Payload=sent)
        returned = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, returned
        return returned

    def deploy_again(self) -> None:
        """The package that was deployed last, with the stage's parameters as they are now."""
        assert self.package is not None, "it was deployed before"
        self.deploy(self.package)

    def logged(self) -> str:
        """Every line in every log group of the deployment."""
        logs = self.client("logs")
        groups = [each["logGroupName"] for each in logs.describe_log_groups()["logGroups"]]
        pages = (
            page for group in groups for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group)
        )
        return "\n".join(event["message"] for page in pages for event in page["events"])

    def sent_to_stripe(self) -> str:
        """Every call that the double got of the service, with its parameters."""
        return json.dumps([call for call in self.double.controls.calls() if call.get("key_kind") != "publishable"])

    def fetch(self, url: str) -> bytes:
        """Return the file behind a signed address, as a browser downloads it."""
        answer = requests.get(url, timeout=120)
        assert answer.status_code == 200, answer.text
        return answer.content

    def make_due(self, patient: str, payment: str) -> None:
        """As if the minutes had passed after which the sweep asks about a top-up."""
        self.client("dynamodb").update_item(
            TableName=self.deployed.storage["CreditTable"],
            Key={"pk": {"S": f"clinic_demo#{patient}"}, "sk": {"S": f"payment#{payment}"}},
            UpdateExpression="SET todo_at = :past",
            ExpressionAttributeValues={":past": {"S": "2020-01-01T00:00:00.000Z"}},
        )

    def notices(self, patient: str) -> list[Any]:
        """The notices of a patient, as the table has them."""
        found = self.client("dynamodb").query(
            TableName=self.deployed.storage["CreditTable"],
            KeyConditionExpression="pk = :pk AND begins_with(sk, :notice)",
            ExpressionAttributeValues={":pk": {"S": f"clinic_demo#{patient}"}, ":notice": {"S": "notice#"}},
        )
        return list(found["Items"])

    def let_workers_work(self, enabled: bool) -> None:
        """Let messages reach the workers, or keep them in the queues."""
        functions = self.client("lambda")
        for each in functions.list_event_source_mappings(FunctionName=f"{DEPLOYMENT}-due-work")["EventSourceMappings"]:
            functions.update_event_source_mapping(UUID=each["UUID"], Enabled=enabled)

    def put_clinic_item(self, item: ClinicItem) -> None:
        """Write what an endpoint would not."""
        self.client("dynamodb").put_item(TableName=self.deployed.storage["ClinicsTable"], Item=item.serialize())

    def changed(self, package: Package) -> Package:
        """The same code in another zip."""
        path = self.settings.state / "functions.zip"
        path.write_bytes(package.functions.path.read_bytes())
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("deployed-again.txt", "")
        return replace(package, functions=replace(package.functions, path=path))


def _printed(done: subprocess.CompletedProcess[str], status: int) -> str:
    """The output of a command that ended with `status`."""
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout
