"""Stripe's keys on AWS: rotated without a deploy, asked for seldom, and never empty."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.aws.stripe_keys import LIFE_S, RENEW_EVERY_S, FixedKeys, SecretsManagerKeys
from chalicelib.config import Misconfigured, StripeKeys, read
from chalicelib.credit.errors import Unavailable

FIRST = {"secret_key": "sk_test_1", "webhook_secrets": ["whsec_1"]}
SECOND = {"secret_key": "sk_test_2", "webhook_secrets": ["whsec_2", "whsec_1"]}
ENVIRONMENT = {
    **dict.fromkeys(
        ("DEPLOYMENT", "AWS_REGION", "CREDIT_TABLE", "CLINICS_TABLE", "RECEIPTS_BUCKET", "PROOFS_BUCKET", "PROOF_KEY"),
        "x",
    ),
    **dict.fromkeys(("WORK_QUEUE", "TOP_UP_QUEUE", "DELIVERY_QUEUE", "WEBHOOK_KEY"), "x"),
    **dict.fromkeys(("TOKEN_ISSUER", "TOKEN_AUDIENCE"), "x"),
    "TOKEN_JWKS_URL": "https://id.example/keys",
    "STRIPE_PUBLISHABLE_KEY": "pk_live_1",
}


@dataclass
class Vault:
    """Secrets Manager, as much as is asked of it."""

    holds: Any = field(default_factory=lambda: dict(FIRST))
    asked: int = 0
    is_down: bool = False

    def get_secret_value(self, *, SecretId: str) -> dict[str, str]:
        self.asked += 1
        if self.is_down:
            raise ClientError({"Error": {"Code": "InternalServiceError"}}, "GetSecretValue")
        return {"SecretString": self.holds if isinstance(self.holds, str) else json.dumps(self.holds)}


@dataclass
class Hour:
    """Seconds that pass when they are told to."""

    passed: float = 1_000.0

    def __call__(self) -> float:
        return self.passed


def kept_in(vault: Vault, hour: Hour) -> SecretsManagerKeys:
    return SecretsManagerKeys("arn:secret", vault, hour)


def test_a_thousand_requests_ask_for_the_keys_once() -> None:
    vault, hour = Vault(), Hour()
    keys = kept_in(vault, hour)
    assert {keys.current() for _ in range(1_000)} == {StripeKeys("sk_test_1", ("whsec_1",))}
    assert vault.asked == 1


def test_keys_are_as_old_as_the_request_for_them() -> None:
    """Lambda freezes a process between invocations, and so between the request and the response."""
    vault, hour = Vault(), Hour()

    class Frozen:
        def get_secret_value(self, *, SecretId: str) -> dict[str, str]:
            found = vault.get_secret_value(SecretId=SecretId)
            hour.passed += LIFE_S + 1
            return found

    keys = SecretsManagerKeys("arn:secret", Frozen(), hour)
    keys.current()
    vault.holds = SECOND
    assert keys.current().secret_key == "sk_test_2"


def test_a_rotated_key_is_in_use_after_minutes_without_a_deploy() -> None:
    vault, hour = Vault(), Hour()
    keys = kept_in(vault, hour)
    keys.current()
    vault.holds = SECOND
    hour.passed += LIFE_S + 1
    assert keys.current() == StripeKeys("sk_test_2", ("whsec_2", "whsec_1"))


def test_an_event_signed_with_a_new_secret_is_taken_at_once() -> None:
    vault, hour = Vault(), Hour()
    keys = kept_in(vault, hour)
    keys.current()
    vault.holds = SECOND
    hour.passed += RENEW_EVERY_S
    refresh = keys.refresh()
    assert refresh and "whsec_2" in refresh.webhook_secrets


def test_forged_events_do_not_flood_secrets_manager() -> None:
    vault, hour = Vault(), Hour()
    keys = kept_in(vault, hour)
    for _ in range(600):
        hour.passed += 0.1
        assert keys.refresh() is None
    assert vault.asked <= 1 + 60 / RENEW_EVERY_S


def test_an_outage_of_secrets_manager_stops_no_function_that_runs() -> None:
    vault, hour = Vault(), Hour()
    keys = kept_in(vault, hour)
    known = keys.current()
    vault.is_down = True
    hour.passed += LIFE_S + 1
    assert keys.current() == known and keys.refresh() is None


def test_a_function_without_keys_returns_a_retryable_error() -> None:
    vault, hour = Vault(is_down=True), Hour()
    keys = kept_in(vault, hour)
    with pytest.raises(Unavailable):
        keys.current()
    vault.is_down = False
    assert keys.current().secret_key == "sk_test_1"


INCOMPLETE = "The secret must hold secret_key and webhook_secrets."
FORGEABLE = "The secret holds an empty key or no webhook secret. Anyone could forge events then."


@pytest.mark.parametrize(
    ("held", "message"),
    [
        ("", INCOMPLETE),
        ("[]", INCOMPLETE),
        ("not json", INCOMPLETE),
        ({"secret_key": "", "webhook_secrets": ["w"]}, FORGEABLE),
        ({"secret_key": "s", "webhook_secrets": []}, FORGEABLE),
        ({"secret_key": "s", "webhook_secrets": ["w", ""]}, FORGEABLE),
        ({"secret_key": "s", "webhook_secrets": 1}, INCOMPLETE),
        ({"secret_key": "s"}, INCOMPLETE),
    ],
)
def test_a_secret_with_which_anyone_could_forge_events_is_refused(held: Any, message: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        kept_in(Vault(holds=held), Hour()).current()
    assert str(refused.value) == message and "sk_" not in message


def test_a_secret_of_no_text_is_refused() -> None:
    class Binary(Vault):
        def get_secret_value(self, *, SecretId: str) -> dict[str, str]:
            return {}

    with pytest.raises(Misconfigured, match="must hold secret_key"):
        kept_in(Binary(), Hour()).current()


def test_the_ids_of_stripes_endpoints_are_kept_beside_the_keys() -> None:
    keys = kept_in(Vault(holds=FIRST | {"endpoints": ["we_1", 2]}), Hour()).current()
    assert keys == StripeKeys("sk_test_1", ("whsec_1",), ("we_1", "2"))


@pytest.mark.parametrize(("passed_s", "asked"), [(LIFE_S, 1), (LIFE_S + 1, 2)])
def test_keys_are_asked_for_again_once_their_time_is_over(passed_s: float, asked: int) -> None:
    vault, hour = Vault(), Hour()
    keys = kept_in(vault, hour)
    keys.current()
    hour.passed += passed_s
    keys.current()
    assert vault.asked == asked


def test_an_outage_of_secrets_manager_is_not_asked_about_at_every_request() -> None:
    vault, hour = Vault(), Hour()
    keys = kept_in(vault, hour)
    known = keys.current()
    vault.is_down = True
    hour.passed += LIFE_S + 1
    assert {keys.current() for _ in range(100)} == {known} and vault.asked == 2


def test_keys_from_the_environment_stay_as_they_are() -> None:
    keys = FixedKeys(StripeKeys("sk_test_1", ("whsec_1",)))
    assert keys.current() == StripeKeys("sk_test_1", ("whsec_1",)) and keys.refresh() is None


def test_the_environment_needs_no_keys_where_a_secret_has_them() -> None:
    settings = read(ENVIRONMENT | {"STRIPE_SECRET_ARN": "arn:secret"})
    assert settings.stripe_keys is None and settings.livemode
    with pytest.raises(Misconfigured, match="STRIPE_SECRET_KEY"):
        read(ENVIRONMENT)
