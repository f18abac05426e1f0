"""Every client of AWS gives up while the function still has time to tell so, and asks the region that it was given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.aws import clients
from chalicelib.aws.limits import CONNECT_TIMEOUT_S, READ_TIMEOUT_S, RETRIES

REGION = "ca-west-1"
LIMITED: list[tuple[Callable[[str], Any], str]] = [
    (clients.s3_client, "s3"),
    (clients.secrets_client, "secretsmanager"),
    (clients.kms_client, "kms"),
    (clients.sqs_client, "sqs"),
    (clients.events_client, "events"),
    *((lambda region, of=of: clients.client_of(region, of), of) for of in ("dynamodb", "cloudwatch")),
]


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made up, so that none are looked for."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")


@pytest.mark.parametrize(("make", "service"), LIMITED, ids=lambda value: value if isinstance(value, str) else "")
def test_a_client_has_the_service_s_limits(make: Callable[[str], Any], service: str) -> None:
    meta = make(REGION).meta
    assert (meta.service_model.service_name, meta.region_name) == (service, REGION)
    assert (meta.config.connect_timeout, meta.config.read_timeout) == (CONNECT_TIMEOUT_S, READ_TIMEOUT_S)
    assert meta.config.retries == {"total_max_attempts": RETRIES + 1, "mode": "standard"}


def test_mail_is_asked_for_once() -> None:
    """A second request may be a second mail."""
    client: Any = clients.mail_client(REGION)
    meta = client.meta
    assert (meta.service_model.service_name, meta.region_name) == ("sesv2", REGION)
    assert (meta.config.connect_timeout, meta.config.read_timeout) == (1, 4)
    assert meta.config.retries == {"total_max_attempts": 1, "mode": "standard"}


def test_links_to_files_are_signed_for_the_region_s_own_address() -> None:
    config: Any = clients.s3_client(REGION).meta.config
    assert (config.signature_version, config.s3["addressing_style"]) == ("s3v4", "path")
