"""The environment that a stage's functions have, for operators' commands that run the service's own code."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3
import stripe

from chalicelib import config
from chalicelib.bootstrap import Services, build
from chalicelib.stripe_gateway.transport import Transport
from infra.client_types import DynamoDBClient
from infra.ops.deploy.stacks import Stacks
from infra.ops.deploy.stage import Stage
from infra.ops.operate import keys

FROM_STORAGE = {
    "CREDIT_TABLE": "CreditTable",
    "CLINICS_TABLE": "ClinicsTable",
    "RECEIPTS_BUCKET": "ReceiptsBucket",
    "PROOFS_BUCKET": "ProofsBucket",
    "WORK_QUEUE": "WorkQueue",
    "TOP_UP_QUEUE": "TopUpQueue",
    "PROOF_KEY": "ProofKeyArn",
    "DELIVERY_QUEUE": "DeliveriesUrl",
}
FROM_PARAMETERS = {
    "STRIPE_PUBLISHABLE_KEY": "StripePublishableKey",
    "STRIPE_API_URL": "StripeApiUrl",
    "NOTICE_SENDER": "NoticeSender",
    "PAGES_URL": "PagesUrl",
    "TOKEN_ISSUER": "TokenIssuer",
    "TOKEN_AUDIENCE": "TokenAudience",
    "TOKEN_JWKS_URL": "TokenJwksUrl",
}


class NotThere(Exception):
    """A resource that the command needs is not deployed yet; the message has what to do."""


@dataclass(frozen=True, slots=True)
class StageEnvironment:
    """One deployment as an operator reaches it."""

    session: boto3.Session
    stage: Stage

    @property
    def storage(self) -> dict[str, str]:
        """Return the storage stack's outputs, overridden by the stage's parameters. Raises NotThere."""
        return {**self._outputs(self.stage.storage_stack), **self.stage.parameters}

    @property
    def service(self) -> dict[str, str]:
        """Return the service stack's outputs. Raises NotThere."""
        return self._outputs(self.stage.service_stack)

    @property
    def webhook_url(self) -> str:
        """Return the address that Stripe sends events to. Raises NotThere."""
        return (self.stage.api_url or self.service["EndpointURL"]).rstrip("/") + "/v1/stripe/events"

    @property
    def site_url(self) -> str:
        """Return the address of the pages. Raises NotThere."""
        return self._outputs(self.stage.site_stack)["SiteUrl"]

    @property
    def secrets(self) -> Any:
        """Return Secrets Manager."""
        return self.session.client("secretsmanager")

    @property
    def tables(self) -> DynamoDBClient:
        return self.session.client("dynamodb")

    @property
    def operator(self) -> str:
        """Return who runs this command, as AWS knows them."""
        return str(self.session.client("sts").get_caller_identity()["Arn"])

    @property
    def secret(self) -> keys.KeptSecret:
        """Return Stripe's keys. Raises NotThere."""
        held = keys.read(self.secrets, self.stage.stripe_secret)
        if held is None:
            raise NotThere(
                f"There is no secret {self.stage.stripe_secret}: python -m infra.ops.operate STAGE stripe-keys"
            )
        return held

    def keep(self, secret: keys.KeptSecret) -> None:
        """Store Stripe's keys."""
        keys.write(self.secrets, self.stage.stripe_secret, secret)

    def stripe_with(self, key: str) -> stripe.StripeClient:
        """Return Stripe with a key that isn't stored yet."""
        api = self.stage.parameters.get("StripeApiUrl")
        return stripe.StripeClient(key, http_client=Transport(), base_addresses={"api": api} if api else None)

    @property
    def stripe(self) -> stripe.StripeClient:
        """Return Stripe with this deployment's key. Raises NotThere."""
        return self.stripe_with(self.secret.secret_key)

    def environment(self) -> dict[str, str]:
        """Return what chalicelib.config reads. Raises NotThere."""
        storage, parameters = self.storage, self.stage.parameters
        return {
            "DEPLOYMENT": self.stage.deployment,
            "AWS_REGION": self.stage.region,
            "AWS_DEFAULT_REGION": self.stage.region,
            "STRIPE_SECRET_ARN": self.stage.stripe_secret,
            "WEBHOOK_KEY": str(self.secrets.get_secret_value(SecretId=storage["WebhookKeyArn"])["SecretString"]),
            **{name: storage[output] for name, output in FROM_STORAGE.items()},
            **{name: parameters[each] for name, each in FROM_PARAMETERS.items() if parameters.get(each)},
        }

    def _outputs(self, stack: str) -> dict[str, str]:
        found = Stacks(self.session.client("cloudformation")).outputs(stack)
        if found is None:
            raise NotThere(f"There is no stack {stack} in {self.stage.region}: make deploy STAGE=...")
        return found


def enter(environment: Mapping[str, str]) -> Services:
    """Make this process part of that deployment, and return its services."""
    os.environ.update(environment)
    return build(config.read(os.environ))
