"""A deploy in order: the account, the storage, the mail, the packages, the service, the site."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from infra.ops.deploy.artifacts import publish
from infra.ops.deploy.releases import CONFIGURATION, Release, Releases, identified
from infra.ops.deploy.smoke import require_response, status_of
from infra.ops.deploy.stacks import NotDeployed, Stacks
from infra.ops.deploy.stage import Stage
from infra.ops.deploy.versions import prune
from infra.packaging.cloudformation import read
from infra.packaging.package import Package
from infra.packaging.target import FIRST_SNAPSHOTS, running_python, version_of
from infra.site.build import site as bundle
from infra.site.stage_settings import header_parameters, settings_of
from infra.site.upload import FORM, documents_of, missing, serve, upload

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
ACCOUNT_STACK = "account-credit-account"
SNAPSHOTS = "PublishedVersions"
BOUNDARY = "Boundary"
AT_ONCE = {"Traffic": "AllAtOnce"}
"""Going back does not wait for a tenth of the requests to succeed."""
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
        self.require_snapshots()
        bucket = self.account()["Packages"]
        storage = self.storage(throwaway=throwaway)
        self.mail()
        release, releases = self._release(package, bucket, storage), self._releases(bucket)
        releases.keep(release, responded=False)
        service = self._deploy_service(release)
        self.backup(storage)
        site = self.site(release, storage, service)
        self._require_pages(site)
        releases.keep(release, responded=True)
        self.prune()
        return service | site

    def roll_back(self) -> dict[str, str]:
        """Deploy the release before the latest again, and return the service's outputs. Tables stay as they are.

        Raises NotDeployed.
        """
        bucket = self._outputs(ACCOUNT_STACK)["Packages"]
        releases, s3 = self._releases(bucket), self.session.client("s3")
        before = releases.before_the_latest()
        if before is None:
            raise NotDeployed("There is no release before the latest that responded: nothing to go back to.")
        site = self._outputs(self.stage.site_stack)
        if missing(s3, site["SiteBucket"], before.assets):
            raise NotDeployed("The files of its pages are gone after 30 days. Check out its commit and deploy that.")
        self.report(f"Going back to the release of {before.at}")
        now = datetime.now(UTC)
        release = replace(before, at=now.strftime(FORM), parameters=self._parameters_of(before))
        releases.keep(release, responded=False)
        service = self._deploy_service(release)
        serve(s3, site["SiteBucket"], release.documents, release.assets, now)
        self._require_pages(site)
        releases.keep(release, responded=True)
        return service | site

    def _parameters_of(self, before: Release) -> dict[str, str]:
        """Return the release's own parameters, with the tables and buckets that are in use now."""
        now = {**self._outputs(self.stage.storage_stack), **self.stage.parameters}
        parameters = {
            **before.parameters,
            **{name: now[name] for name in FROM_STORAGE if name in before.parameters},
            **({BOUNDARY: self._boundary()} if BOUNDARY in before.parameters else {}),
            **AT_ONCE,
        }
        return identified(before.template, parameters) if CONFIGURATION in parameters else parameters

    def _release(self, package: Package, bucket: str, storage: dict[str, str]) -> Release:
        parameters = self._parameters(storage)
        self.report("Sending the packages")
        template = publish(package, self.session.client("s3"), bucket)
        documents = documents_of(bundle(), settings_of(parameters, self.stage.region))
        return Release(
            at=datetime.now(UTC).strftime(FORM),
            template=template,
            parameters=identified(template, parameters),
            documents=documents,
            assets=sorted(bundle().assets),
        )

    def _deploy_service(self, release: Release) -> dict[str, str]:
        service = self._stacks.deploy(self.stage.service_stack, {"TemplateURL": release.template}, release.parameters)
        self._require_responses(service["EndpointURL"].rstrip("/"), "/v1/health")
        return service

    def _require_pages(self, site: dict[str, str]) -> None:
        self._require_responses(f"https://{site['DistributionDomain']}", "/v1/health", "/account", "/clinic")

    def _outputs(self, stack: str) -> dict[str, str]:
        outputs = self._stacks.outputs(stack)
        if outputs is None:
            raise NotDeployed(f"There is no stack {stack}: nothing was deployed yet.")
        return outputs

    def _releases(self, bucket: str) -> Releases:
        return Releases(self.session.client("s3"), bucket, self.stage.deployment)

    def _require_responses(self, address: str, *paths: str) -> None:
        for path in paths:
            self.report(f"Asking for {address}{path}")
            require_response(f"{address}{path}", self.ask, self.poll_s)

    def account(self) -> dict[str, str]:
        """Deploy what an account needs once per region."""
        body = (TEMPLATES / "account.yaml").read_text()
        return self._stacks.deploy(ACCOUNT_STACK, {"TemplateBody": body}, {"GatewayMayLog": self._gateway_may_log()})

    def roles(self) -> dict[str, str]:
        """Deploy the roles of those who deploy and operate this deployment, with an administrator's credentials."""
        # CloudFormation reads no YAML with aliases.
        body = json.dumps(read(TEMPLATES / "roles.yaml"))
        return self._stacks.deploy(
            self.stage.roles_stack, {"TemplateBody": body}, {"Deployment": self.stage.deployment}
        )

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
        self._stacks.deploy(self.stage.mail_stack, {"TemplateBody": body}, parameters)
        ses: Any = self.session.client("sesv2")
        for token in ses.get_email_identity(EmailIdentity=domain)["DkimAttributes"].get("Tokens", ()):
            self.report(f"DNS of {domain}: {token}._domainkey.{domain} CNAME {token}.dkim.amazonses.com")

    def prune(self) -> None:
        """Remove old versions of the API's function. A fault is told and no more: the next deploy prunes again."""
        functions: Any = self.session.client("lambda")
        try:
            old = prune(functions, f"{self.stage.deployment}-api")
        except ClientError as fault:
            self.report(f"Old versions of the API's function stay for now: {fault.response['Error'].get('Code')}")
            return
        if old:
            self.report(f"Removed {len(old)} old versions of the API's function, up to {old[0]}")

    def backup(self, storage: dict[str, str]) -> None:
        """Deploy the backups in another account, if the stage names a vault there, of the tables that are in use."""
        if not self.stage.backup:
            return
        in_use = {**storage, **self.stage.parameters}
        parameters = {
            "Deployment": self.stage.deployment,
            **{name: in_use[name] for name in ("CreditTable", "ClinicsTable", "ProofsBucket")},
            **self.stage.backup,
        }
        body = (TEMPLATES / "backup.yaml").read_text()
        self._stacks.deploy(self.stage.backup_stack, {"TemplateBody": body}, parameters)

    def site(self, release: Release, storage: dict[str, str], service: dict[str, str]) -> dict[str, str]:
        """Deploy the distribution in front of pages and API, and upload the pages."""
        settings = settings_of(release.parameters, self.stage.region)
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

    def require_snapshots(self) -> None:
        """Raises NotDeployed for a stage that wants snapshots of a Python that Lambda takes none of."""
        if self.stage.parameters.get("SnapStart") == SNAPSHOTS and version_of(running_python()) < FIRST_SNAPSHOTS:
            raise NotDeployed(
                f"Lambda starts no Python {running_python()} from a snapshot: take SnapStart out of the stage's"
                " parameters, or package with Python 3.12 or later."
            )

    def _parameters(self, storage: dict[str, str]) -> dict[str, str]:
        return {
            "Deployment": self.stage.deployment,
            "StripeSecretArn": self._stripe_secret(),
            "ConcurrencyAlarmAt": self._concurrency_alarm_at(),
            "ApiAddress": (self.stage.api_url or "").rstrip("/"),
            BOUNDARY: self._boundary(),
            **{name: storage[name] for name in FROM_STORAGE},
            **({"NoticeIdentity": self.stage.notice_domain} if self.stage.notice_domain else {}),
            **self.stage.parameters,
        }

    def _boundary(self) -> str:
        """Return the boundary of the service's roles, or "" for a deployment whose roles were not made."""
        return (self._stacks.outputs(self.stage.roles_stack) or {}).get(BOUNDARY, "")

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
