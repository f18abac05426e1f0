"""A deploy rehearsed on one machine: the packaged service on the emulator, with permissions enforced as AWS does."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import boto3
import requests

from infra.build.package import Package
from infra.deploy.rollout import Rollout
from infra.deploy.stage import Stage
from infra.local import aws, double, parts
from infra.local.identity.keys import KeyFile
from infra.local.identity.tokens import Claims, sign
from infra.local.process import Part, Process
from infra.local.settings import AUDIENCE, CLIENT_ID, HOST, REGION, Settings

DEPLOYMENT = "rehearsal"
WEBHOOK_SECRETS = ["whsec_rehearsal", "whsec_older"]
PATIENCE_S = 40.0
# The emulator's own switches: roles are enforced, and calls are written down as CloudTrail would.
STRICT = {"AUTH": "true", "CLOUDTRAIL_RECORDING": "1", "LAMBDA_STRICT": "0"}


@dataclass
class Rehearsal:
    """The emulator, the identity provider and the double, and what is deployed to them."""

    settings: Settings
    processes: dict[str, Process] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)

    def start(self) -> None:
        emulator = parts.emulator(self.settings)
        self._launch(replace(emulator, environment={**emulator.environment, **STRICT}))
        self._launch(parts.identity(self.settings))

    def stop(self) -> None:
        for process in self.processes.values():
            process.stop()

    def keep_stripe_keys(self) -> None:
        """As `python -m infra.operate stripe-keys` does."""
        held = {"secret_key": double.SECRET_KEY, "webhook_secrets": WEBHOOK_SECRETS}
        self.client("secretsmanager").create_secret(Name=self.stage.stripe_secret, SecretString=json.dumps(held))

    def deploy(self, package: Package) -> None:
        rollout = Rollout(self.session, self.stage, self.steps.append, poll_s=0.2)
        self.outputs = rollout.everything(package, throwaway=True)

    def start_stripe(self) -> None:
        """The double, told where the API is; its clinics' accounts are the demo's."""
        part = double.part(self.settings)
        command = list(part.command)
        command[command.index("--webhook-url") + 1] = f"{self.api_url}/v1/stripe/events"
        command[command.index("--webhook-secret") + 1] = WEBHOOK_SECRETS[0]
        self._launch(replace(part, command=tuple(command)))
        double.connect(self.settings)

    def _launch(self, part: Part) -> None:
        self.processes[part.name] = Process(part, parts.logs(self.settings))
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
        }
        return Stage(REGION, DEPLOYMENT, parameters)

    @property
    def session(self) -> boto3.Session:
        session = boto3.Session(aws.KEY, aws.KEY, region_name=REGION)
        endpoint = self.settings.aws_url
        plain = session.client

        def client(name: str, **given: Any) -> Any:
            return plain(name, endpoint_url=endpoint, **given)

        session.client = client
        return session

    def client(self, name: str) -> Any:
        return self.session.client(name)

    @property
    def api_url(self) -> str:
        return f"http://{HOST}:{self.settings.ports.aws}/restapis/{self.outputs['RestAPIId']}/api/_user_request_"

    def token(self, role: str, patient: str | None = None) -> str:
        claims = Claims.made_up(role, "clinic_demo", patient, "Ana Núñez" if patient else None)
        return sign(claims, KeyFile(self.settings.state).signing(), issuer=self.settings.issuer, audience=AUDIENCE)

    def ask(self, method: str, path: str, role: str | None = "patient", **given: Any) -> requests.Response:
        patient = "pat_ana" if role == "patient" else None
        headers = {"Authorization": f"Bearer {self.token(role, patient)}"} if role else {}
        headers |= given.pop("headers", {})
        return requests.request(method, self.api_url + path, headers=headers, timeout=60, **given)


def wait_for(what: Callable[[], Any], patience_s: float = PATIENCE_S) -> Any:
    """The first true answer; the last one when time is up."""
    deadline = time.monotonic() + patience_s
    while not (found := what()) and time.monotonic() < deadline:
        time.sleep(0.3)
    return found


def settings_in(folder: Path, ports: Any) -> Settings:
    return Settings(state=folder, ports=ports)
