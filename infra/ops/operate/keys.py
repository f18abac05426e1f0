"""The secret with Stripe's keys, as the functions read it and as operators change it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import stripe
from botocore.exceptions import ClientError

from chalicelib.stripe_gateway.checks import is_secret_key


@dataclass(frozen=True, slots=True)
class KeptSecret:
    """`endpoints` maps each endpoint at Stripe to its webhook secret; of it, the functions read the ids."""

    secret_key: str
    webhook_secrets: tuple[str, ...]
    endpoints: dict[str, str] = field(default_factory=dict)

    def with_endpoint(self, endpoint: str, secret: str) -> KeptSecret:
        return replace(
            self,
            webhook_secrets=tuple(dict.fromkeys((secret, *self.webhook_secrets))),
            endpoints={**self.endpoints, endpoint: secret},
        )

    def without_endpoints(self, gone: set[str]) -> KeptSecret:
        """Return the secret without these endpoints and without secrets of no endpoint."""
        left = {endpoint: secret for endpoint, secret in self.endpoints.items() if endpoint not in gone}
        return replace(self, webhook_secrets=tuple(dict.fromkeys(left.values())), endpoints=left)


class KeyRefused(Exception):
    """The key must not replace the one in use; the message states why."""


def require_usable(key: str, mode: str, client: Callable[[str], stripe.StripeClient]) -> None:
    """Raise KeyRefused unless `key` is a secret or restricted key of `mode` that Stripe accepts, asked once."""
    if not is_secret_key(key, mode):
        raise KeyRefused(
            f"This stage is in {mode} mode: its key starts with sk_{mode}_ or rk_{mode}_. Nothing changed."
        )
    try:
        client(key).v1.accounts.retrieve_current()
    except stripe.PermissionError:
        # A restricted key that may not read the account is one of Stripe's all the same.
        return
    except stripe.AuthenticationError:
        raise KeyRefused("Stripe does not accept this key. Nothing changed.") from None
    except stripe.StripeError as error:
        raise KeyRefused(f"Stripe could not check the key ({type(error).__name__}). Nothing changed.") from None


def read(client: Any, name: str) -> KeptSecret | None:
    """Return the secret, or None if there is none."""
    try:
        held = json.loads(client.get_secret_value(SecretId=name)["SecretString"])
    except ClientError as fault:
        if fault.response["Error"]["Code"] == "ResourceNotFoundException":
            return None
        raise
    return KeptSecret(held["secret_key"], tuple(held["webhook_secrets"]), held.get("endpoints", {}))


def write(client: Any, name: str, secret: KeptSecret) -> None:
    """Write the secret or a new version of it; functions use it within five minutes."""
    text = json.dumps(
        {
            "secret_key": secret.secret_key,
            "webhook_secrets": list(secret.webhook_secrets),
            "endpoints": secret.endpoints,
        }
    )
    try:
        client.create_secret(Name=name, SecretString=text)
    except ClientError as fault:
        if fault.response["Error"]["Code"] != "ResourceExistsException":
            raise
        client.put_secret_value(SecretId=name, SecretString=text)


def new(secret_key: str) -> KeptSecret:
    """Return a secret for a stage without endpoints: its first webhook secret is random, so no event passes."""
    return KeptSecret(secret_key, (f"whsec_{secrets.token_urlsafe(32)}",))
