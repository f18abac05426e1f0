"""The secret with Stripe's keys, as the functions read it and as operators change it."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field, replace
from typing import Any

from botocore.exceptions import ClientError


@dataclass(frozen=True, slots=True)
class KeptSecret:
    """`endpoints` says which webhook secret is of which endpoint at Stripe; the functions need no such thing."""

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
        """Also without secrets that belong to no endpoint any more."""
        left = {endpoint: secret for endpoint, secret in self.endpoints.items() if endpoint not in gone}
        return replace(self, webhook_secrets=tuple(dict.fromkeys(left.values())), endpoints=left)


def read(client: Any, name: str) -> KeptSecret | None:
    """The secret; nothing when there is none."""
    try:
        held = json.loads(client.get_secret_value(SecretId=name)["SecretString"])
    except ClientError as fault:
        if fault.response["Error"]["Code"] == "ResourceNotFoundException":
            return None
        raise
    return KeptSecret(held["secret_key"], tuple(held["webhook_secrets"]), held.get("endpoints", {}))


def write(client: Any, name: str, secret: KeptSecret) -> None:
    """Makes the secret, or a new version of it; functions follow within five minutes."""
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
    """Before Stripe has an endpoint nothing may be taken for genuine, so the first webhook secret is nobody's."""
    return KeptSecret(secret_key, (f"whsec_{secrets.token_urlsafe(32)}",))
