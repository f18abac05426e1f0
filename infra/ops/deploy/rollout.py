"""A deploy in order: the account, the storage, the mail, the packages, the service, the site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from infra.ops.deploy.artifacts import publish
from infra.ops.deploy.smoke import require_response, status_of
from infra.ops.deploy.stacks import NotDeployed, Stacks
from infra.ops.deploy.stage import Stage
from infra.packaging.package import Package
from infra.site.build import site as bundle
from infra.site.stage_settings import header_parameters, settings_of
from infra.site.upload import upload

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
ACCOUNT_STACK = "account-credit-account"
FROM_STORAGE = (
    "CreditTable",
    "CreditTableStreamArn",
    "ClinicsTable",
    "ClinicsTableStreamArn",
    "DeliveriesUrl",
    "DeliveriesArn",
    "WebhookKeyArn",
    "ReceiptsBucket",
    "ProofsBucket",
    "ProofKeyArn",
    "OriginSecretArn",
    "WorkQueue",
    "WorkQueueArn",
    "TopUpQueue",
    "TopUpQueueArn",
)


@dataclass(frozen=True, slots=True)
class Rollout:
    """A deploy to the account and endpoint that `session` reaches."""

    session: boto3.Session
    stage: Stage
    report: Callable[[str], None] = print
    poll_s: float = 3.0
    ask: Callable[[str], int] = status_of

    def everything(self, package: Package, *, throwaway: bool = False) -> dict[str, str]:
        """Deploy everything and return the service's outputs. Tables of a `throwaway` may be deleted.

        Raises NotDeployed.
        """
        bucket = self.account()["Packages"]
        storage = self.storage(throwaway=throwaway)
        self.mail()
        service = self.service(package, bucket, storage)
        self._require_responses(service["EndpointURL"].rstrip("/"), "/v1/health")
        site = self.site(storage, service)
        self._require_responses(f"https://{site['DistributionDomain']}", "/v1/health", "/account", "/clinic")
        return service | site

    def _require_responses(self, address: str, *paths: str) -> None:
        for path in paths:
            self.report(f"Asking for {address}{path}")
            require_response(f"{address}{path}", self.ask, self.poll_s)

    def account(self) -> dict[str, str]:
        """Deploy what an account needs once per region."""
        body = (TEMPLATES / "account.yaml").read_text()
        return self._stacks.deploy(ACCOUNT_STACK, {"TemplateBody": body}, {"GatewayMayLog": self._gateway_may_log()})

    def storage(self, *, throwaway: bool = False) -> dict[str, str]:
        """Deploy the tables and the bucket."""
        name, template = self.stage.storage_stack, {"TemplateBody": (TEMPLATES / "storage.yaml").read_text()}
        unprotected = {"Deployment": self.stage.deployment, "DeletionProtection": "false"}
        if not throwaway and self._stacks.outputs(name) is not None:
            return self._keep(name, template, unprotected | {"DeletionProtection": "true"})
        # A first deploy that fails takes back what it made, and a protected table can't be taken back.
        outputs = self._stacks.deploy(name, template, unprotected)
        return outputs if throwaway else self._keep(name, template, unprotected | {"DeletionProtection": "true"})

    def _keep(self, name: str, template: dict[str, str], parameters: dict[str, str]) -> dict[str, str]:
        outputs = self._stacks.deploy(name, template, parameters)
        self._stacks.protect(name)
        return outputs

    def mail(self) -> None:
        """Deploy what notices are sent by, if the stage has a sender, and report the records that its DNS needs."""
        domain = self.stage.notice_domain
        if domain is None:
            return
        body = (TEMPLATES / "mail.yaml").read_text()
        parameters = {"Deployment": self.stage.deployment, "Domain": domain}
        outputs = self._stacks.deploy(self.stage.mail_stack, {"TemplateBody": body}, parameters)
        for name in ("Dkim1", "Dkim2", "Dkim3"):
            self.report(f"DNS of {domain}: {outputs[name]}")

    def service(self, package: Package, bucket: str, storage: dict[str, str]) -> dict[str, str]:
        """Deploy the functions and the API on that storage."""
        parameters = self._parameters(storage)
        self.report("Sending the packages")
        template = publish(package, self.session.client("s3"), bucket)
        return self._stacks.deploy(self.stage.service_stack, {"TemplateURL": template}, parameters)

    def site(self, storage: dict[str, str], service: dict[str, str]) -> dict[str, str]:
        """Deploy the distribution in front of pages and API, and upload the pages."""
        settings = settings_of(self._parameters(storage), self.stage.region)
        parameters = {
            "Deployment": self.stage.deployment,
            "ApiDomain": service["ApiDomain"],
            "OriginSecretArn": storage["OriginSecretArn"],
            **header_parameters(settings),
            **self.stage.site,
        }
        body = (TEMPLATES / "site.yaml").read_text()
        outputs = self._stacks.deploy(self.stage.site_stack, {"TemplateBody": body}, parameters)
        self.report("Sending the pages")
        upload(self.session.client("s3"), outputs["SiteBucket"], bundle(), settings, datetime.now(UTC))
        return outputs

    def _parameters(self, storage: dict[str, str]) -> dict[str, str]:
        return {
            "Deployment": self.stage.deployment,
            "StripeSecretArn": self._stripe_secret(),
            "ConcurrencyAlarmAt": self._concurrency_alarm_at(),
            **{name: storage[name] for name in FROM_STORAGE},
            **({"NoticeIdentity": self.stage.notice_domain} if self.stage.notice_domain else {}),
            **self.stage.parameters,
        }

    @property
    def _stacks(self) -> Stacks:
        return Stacks(self.session.client("cloudformation"), self.report, self.poll_s)

    def _stripe_secret(self) -> str:
        client: Any = self.session.client("secretsmanager")
        try:
            return str(client.describe_secret(SecretId=self.stage.stripe_secret)["ARN"])
        except ClientError:
            raise NotDeployed(
                f"There is no secret {self.stage.stripe_secret} in {self.stage.region}. Make it first:"
                " python -m infra.ops.operate stripe-keys STAGE"
            ) from None

    def _concurrency_alarm_at(self) -> str:
        """Return four fifths of what all functions of the account may have at once: 10 in a new one, else 1,000."""
        client: Any = self.session.client("lambda")
        return str(int(client.get_account_settings()["AccountLimit"]["ConcurrentExecutions"]) * 4 // 5)

    def _gateway_may_log(self) -> str:
        """Return "false" if another team has set the account's log role, which stays theirs at every deploy."""
        client: Any = self.session.client("apigateway")
        role = str(client.get_account().get("cloudwatchRoleArn") or "")
        return "true" if not role or f":role/{ACCOUNT_STACK}-" in role else "false"
