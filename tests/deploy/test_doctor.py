"""The doctor: finds each fault that is put in on purpose, names what fixes it, and finds nothing else."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import pytest

from infra.ops.doctor import aws_checks, stripe_checks
from infra.ops.doctor.findings import Check
from infra.ops.operate import keys
from infra.ops.operate.environment import StageEnvironment
from infra.ops.operate.webhooks import Webhooks
from tests.deploy.rehearsal import DEPLOYMENT, Rehearsal

if TYPE_CHECKING:
    from stripe.params import WebhookEndpointUpdateParams

Fault = Callable[[Rehearsal], AbstractContextManager[None]]

EXPECTED_HERE = {
    f"{DEPLOYMENT}-credit can be deleted.",
    f"{DEPLOYMENT}-clinics can be deleted.",
}
"""The rehearsal is thrown away, so its tables are not protected: the doctor must say so."""


def found(check: Check, rehearsal: Rehearsal) -> set[str]:
    return {finding.what for finding in check(rehearsal.deployed)} - EXPECTED_HERE


@contextmanager
def no_backups(rehearsal: Rehearsal) -> Iterator[None]:
    tables, name = rehearsal.client("dynamodb"), f"{DEPLOYMENT}-credit"
    for enabled in (False, True):
        tables.update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": enabled}
        )
        if not enabled:
            yield


@contextmanager
def public_bucket(rehearsal: Rehearsal) -> Iterator[None]:
    s3, name = rehearsal.client("s3"), rehearsal.deployed.storage["ReceiptsBucket"]
    before = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
    s3.delete_public_access_block(Bucket=name)
    yield
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=before)


@contextmanager
def no_versions(rehearsal: Rehearsal) -> Iterator[None]:
    s3, name = rehearsal.client("s3"), rehearsal.deployed.storage["ReceiptsBucket"]
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Suspended"})
    yield
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})


@contextmanager
def silent_alarm(rehearsal: Rehearsal) -> Iterator[None]:
    cloudwatch = rehearsal.client("cloudwatch")
    cloudwatch.disable_alarm_actions(AlarmNames=[f"{DEPLOYMENT}-reports-parked"])
    yield
    cloudwatch.enable_alarm_actions(AlarmNames=[f"{DEPLOYMENT}-reports-parked"])


@contextmanager
def stream_not_read(rehearsal: Rehearsal) -> Iterator[None]:
    functions = rehearsal.client("lambda")
    (mapping,) = functions.list_event_source_mappings(FunctionName=f"{DEPLOYMENT}-credit-change")["EventSourceMappings"]
    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    yield
    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)


@contextmanager
def an_event_that_is_not_sent(rehearsal: Rehearsal) -> Iterator[None]:
    deployed = rehearsal.deployed
    one = next(each for each in _webhooks(deployed).all() if each.of == "platform")
    events = sorted(one.events - {"refund.failed"})
    changed = cast("WebhookEndpointUpdateParams", {"enabled_events": [*events, "invoice.paid"]})
    deployed.stripe.v1.webhook_endpoints.update(one.id, changed)
    yield
    _webhooks(deployed).fix(deployed.secret, deployed.keep)


@contextmanager
def a_disabled_endpoint(rehearsal: Rehearsal) -> Iterator[None]:
    deployed = rehearsal.deployed
    one = next(each for each in _webhooks(deployed).all() if each.of == "connected")
    deployed.stripe.v1.webhook_endpoints.update(one.id, {"disabled": True})
    yield
    _webhooks(deployed).fix(deployed.secret, deployed.keep)


@contextmanager
def a_live_key(rehearsal: Rehearsal) -> Iterator[None]:
    deployed = rehearsal.deployed
    before = deployed.secret
    deployed.keep(keys.KeptSecret("sk_live_" + "1" * 24, before.webhook_secrets, before.endpoints))
    yield
    deployed.keep(before)


@contextmanager
def forgotten_endpoints(rehearsal: Rehearsal) -> Iterator[None]:
    deployed = rehearsal.deployed
    before = deployed.secret
    deployed.keep(keys.KeptSecret(before.secret_key, before.webhook_secrets))
    yield
    deployed.keep(before)


def _webhooks(deployed: StageEnvironment) -> Webhooks:
    return Webhooks(deployed.stripe, deployed.stage.deployment, deployed.webhook_url, lambda said: None)


FAULTS: dict[str, tuple[Check, Fault, tuple[str, ...]]] = {
    "a table without backups": (aws_checks.tables, no_backups, ("cannot be brought back",)),
    "a bucket that may be public": (aws_checks.bucket, public_bucket, ("may be made public",)),
    "a bucket without versions": (aws_checks.bucket, no_versions, ("keeps no versions",)),
    "an alarm without an action": (aws_checks.alarms, silent_alarm, ("reports-parked has no action",)),
    "a stream that is not read": (aws_checks.streams, stream_not_read, ("reads the stream of",)),
    "events not sent, or not wanted": (
        stripe_checks.endpoints,
        an_event_that_is_not_sent,
        ("does not send refund.failed", "sends unhandled events: invoice.paid"),
    ),
    "an endpoint that is off": (stripe_checks.endpoints, a_disabled_endpoint, ("is disabled",)),
    "keys of the other mode": (stripe_checks.keys, a_live_key, ("its secret key is not", "does not accept the secret")),
    "secrets that no one knows": (
        stripe_checks.endpoints,
        forgotten_endpoints,
        ("no endpoint for the platform", "no endpoint for the connected", "isn't stored here", "isn't stored here"),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found_and_nothing_is_found_once_it_is_fixed(name: str, rehearsal: Rehearsal) -> None:
    check, fault, expected = FAULTS[name]
    before = found(check, rehearsal)
    with fault(rehearsal):
        findings = [one for one in check(rehearsal.deployed) if one.what not in before | EXPECTED_HERE]
    assert all(any(part in one.what for one in findings) for part in expected), findings
    assert len(findings) == len(expected) and all(one.fix for one in findings)
    assert found(check, rehearsal) == before


def test_a_clock_that_is_off_is_found(rehearsal: Rehearsal) -> None:
    assert list(aws_checks.clock(rehearsal.deployed)) == []
    (finding,) = aws_checks.clock(rehearsal.deployed, lambda: time.time() + 90)
    assert re.search(r"\+(8|9)\d s apart", finding.what)


def test_a_primary_account_that_stripe_disabled_is_found_by_the_command(rehearsal: Rehearsal) -> None:
    """The whole command: every check, the exit status, and what fixes it. The event about it gets lost."""
    clean = rehearsal.run_alone("infra.ops.doctor", status=1)
    assert "10 checks" in clean and "is not eligible" not in clean
    rehearsal.double.lose_events()
    rehearsal.double.controls.post("/accounts/acct_demo_main", charges_enabled=False, payouts_enabled=True)
    ill = rehearsal.run("infra.ops.doctor", status=1)
    rehearsal.double.behave()
    assert "Stripe and our record disagree on acct_demo_main" in ill and "not eligible (charges_disabled)" in ill
    assert "infra.ops.operate STAGE accounts clinic_demo" in ill
    rehearsal.run("infra.ops.operate", "accounts", "clinic_demo")
    assert "disagree" not in rehearsal.run("infra.ops.doctor", status=1)
    rehearsal.double.controls.post("/accounts/acct_demo_main", charges_enabled=True, payouts_enabled=True)
    rehearsal.run("infra.ops.operate", "accounts", "clinic_demo")


def test_a_domain_without_wallets_is_found_by_the_command_and_put_right(rehearsal: Rehearsal) -> None:
    domains = rehearsal.deployed.stripe.v1.payment_method_domains
    name = urlsplit(rehearsal.deployed.site_url).hostname or ""
    (domain,) = domains.list({"domain_name": name}).data
    domains.update(domain.id, {"enabled": False})
    ill = rehearsal.run("infra.ops.doctor", status=1)
    assert f"{name} at Stripe: it is disabled." in ill and "operate STAGE payment-domains" in ill
    assert f"{name}: Apple Pay active, Google Pay active" in rehearsal.run("infra.ops.operate", "payment-domains")
    assert domains.retrieve(domain.id).enabled


def test_no_finding_shows_a_secret(rehearsal: Rehearsal) -> None:
    said = rehearsal.run("infra.ops.doctor", status=1)
    held = rehearsal.deployed.secret
    assert not [secret for secret in (held.secret_key, *held.webhook_secrets) if secret in said]
