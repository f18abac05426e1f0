"""Each adapter is given the settings of its own, and no use case lacks a collaborator."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from dataclasses import fields, is_dataclass, replace
from functools import partial
from types import FunctionType, MethodType
from typing import Any

import pytest
from botocore.stub import Stubber

from chalicelib import config
from chalicelib.aws.stripe_keys import FixedKeys
from chalicelib.bootstrap import Adapters, Services, compose, connect
from chalicelib.bootstrap.checks import deployment_checks
from chalicelib.config import Settings, StripeKeys
from chalicelib.dynamodb.tables import CREDIT_INDEXES, ClinicItem, CreditItem, CreditKeys
from chalicelib.services.clock import SystemClock
from chalicelib.stripe_gateway.client import RotatingClient
from tests.fakes.clinics import FakeClinics
from tests.fakes.examples import maple
from tests.fakes.settings import ENVIRONMENT
from tests.fakes.small import NOON, FakeClock
from tests.receipt_pdf.examples import a_receipt

SETTINGS = config.read(
    {
        **ENVIRONMENT,
        "DEPLOYMENT": "maple-prod",
        "AWS_REGION": "ca-west-1",
        "EVENT_BUS": "a-bus",
        "STRIPE_API_URL": "http://127.0.0.1:9",
        "WEBHOOKS_TO_LOOPBACK": "1",
    }
)
OTHERWISE = {
    **ENVIRONMENT,
    "NOTICE_SENDER": "",
    "PROOF_KEY": "keys/proof.pem",
    "STRIPE_SECRET_ARN": "arn:aws:secretsmanager:ca-central-1:000000000000:secret:stripe",
    "STRIPE_PUBLISHABLE_KEY": "pk_live_x",
}
RECEIPTS, SQS = ("test-receipts", "s3 in ca-west-1"), "sqs in ca-west-1, once"
STRIPE = ("sk_test_x", "whsec_test", "http://127.0.0.1:9")
DOCTOR = {
    *(*STRIPE, "pk_test_x", "test", "any client in ca-west-1, once"),
    *("maple-prod", "test-credit", "test-clinics", "test-receipts", *CREDIT_INDEXES),
}
USED: Mapping[str, Set[object]] = {
    "ledger": set(),
    "clinics": set(),
    "stripe": {*STRIPE, "maple-prod"},
    "stripe_keys": {"sk_test_x", "whsec_test"},
    "receipts": set(RECEIPTS),
    "documents": set(RECEIPTS),
    "clinic_ledger": set(),
    "report_days": set(),
    "report_files": set(RECEIPTS),
    "movements": {*STRIPE, "maple-prod"},
    "event_endpoints": {*STRIPE, "maple-prod"},
    "cursors": set(),
    "messages": {"https://sqs.example/test-work", "https://sqs.example/test-top-ups", SQS},
    "statements": {*STRIPE, "maple-prod"},
    "proofs": {"test-proofs", "s3 in ca-west-1"},
    "signer": {"arn:aws:kms:us-east-1:000000000000:key/proofs", "kms in ca-west-1, once"},
    "rate_limits": set(),
    "render": {"maple-prod"},
    "events": set(),
    "deliveries": {"https://sqs.example/000000000000/test-deliveries.fifo", SQS},
    "webhooks": set(),
    "webhook_secrets": {b"a key of webhooks for tests"},
    "public_documents": set(),
    "event_bus": {"a-bus", "account-credit.maple-prod", "events in ca-west-1, once"},
    "metrics": {"maple-prod"},
    "clock": set(),
    "checks": DOCTOR,
    "mailer": {"notices@credit.example", "maple-prod-notices", "sesv2 in ca-west-1, once"},
}


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made up, so that none are looked for."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")


@pytest.fixture
def adapters() -> Adapters:
    return connect(SETTINGS)


def used(value: Any, seen: set[int]) -> Iterator[object]:
    """The texts, clients and methods that an adapter was given, however deep."""
    if id(value) in seen:
        return
    seen.add(id(value))
    match value:
        case str() | bytes():
            yield value
        case Mapping():
            yield from (fact for each in value.values() for fact in used(each, seen))
        case tuple() | list():
            yield from (fact for each in value for fact in used(each, seen))
        case MethodType() if is_ours(value.__self__) and type(value.__self__).__name__ == "DynamoLedger":
            yield f"{type(value.__self__).__name__}.{value.__name__}"
        case MethodType():
            yield from used(value.__self__, seen)
        case FunctionType():
            yield from (fact for cell in value.__closure__ or () for fact in used(cell.cell_contents, seen))
        case _ if isinstance(making := getattr(value, "__wrapped__", None), partial):
            yield f"{made_by(making)}, once"
        case _ if hasattr(value, "meta"):
            yield f"{value.meta.service_model.service_name} in {value.meta.region_name}"
        case _ if is_ours(value):
            yield from (fact for each in attributes(value).values() for fact in used(each, seen))


def made_by(making: partial[Any]) -> str:
    """The client that is made at its first use: those of one service are made, as that opens no connection."""
    if making.func.__name__ == "client_of":
        return f"any client in {making.args[0]}"
    meta = making().meta
    return f"{meta.service_model.service_name} in {meta.region_name}"


def is_ours(value: object) -> bool:
    return type(value).__module__.startswith("chalicelib")


def attributes(value: object) -> Mapping[str, object]:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return vars(value) if hasattr(value, "__dict__") else {}


def test_each_adapter_has_the_settings_of_its_own_and_no_others(adapters: Adapters) -> None:
    found = {field.name: set(used(getattr(adapters, field.name), set())) for field in fields(adapters)}
    assert found == USED


def test_the_tables_are_those_of_the_settings_in_their_region(adapters: Adapters) -> None:
    found = [(model.Meta.table_name, model.Meta.region) for model in (CreditKeys, CreditItem, ClinicItem)]
    assert found == [("test-credit", "ca-west-1"), ("test-credit", "ca-west-1"), ("test-clinics", "ca-west-1")]


def test_only_a_deployment_that_may_calls_this_machine(adapters: Adapters) -> None:
    elsewhere = connect(replace(SETTINGS, webhooks_to_loopback=False))
    for name in ("webhooks", "public_documents"):
        assert (getattr(adapters, name).allow_loopback, getattr(elsewhere, name).allow_loopback) == (True, False)


def test_the_clock_is_the_machine_s_unless_another_is_given(adapters: Adapters) -> None:
    assert isinstance(adapters.clock, SystemClock)
    given = FakeClock()
    assert connect(SETTINGS, given).clock is given


def test_what_is_not_set_is_not_there_and_keys_come_from_where_they_are_named() -> None:
    found = connect(config.read(OTHERWISE))
    assert (found.mailer, found.event_bus) == (None, None)
    assert set(used(found.stripe_keys, set())) == {OTHERWISE["STRIPE_SECRET_ARN"], "secretsmanager in ca-central-1"}
    assert str(attributes(found.signer)["_path"]) == "keys/proof.pem"
    at_stripe = attributes(found.checks["Stripe's keys"].__self__)  # type: ignore[attr-defined]
    assert (at_stripe["mode"], at_stripe["publishable_key"]) == ("live", "pk_live_x")


def collaborators(value: object, path: str, seen: set[int]) -> Iterator[tuple[str, object]]:
    """Each collaborator of each use case, however deep; what it keeps for itself begins with an underscore."""
    if id(value) in seen or not is_ours(value) or not is_dataclass(value) or isinstance(value, Settings):
        return
    seen.add(id(value))
    public = {name: held for name, held in attributes(value).items() if not name.startswith("_")}
    for name, held in public.items():
        yield f"{path}.{name}", held
        yield from collaborators(held, f"{path}.{name}", seen)


def test_no_use_case_lacks_a_collaborator(adapters: Adapters) -> None:
    services = compose(adapters, SETTINGS)
    missing = [path for path, held in collaborators(services, "services", set()) if held is None]
    assert missing == []
    assert {field.name for field in fields(Services)} <= set(vars(services))


@pytest.mark.parametrize("is_there", [True, False])
def test_events_are_queued_only_for_the_bus_and_the_notices_that_there_are(adapters: Adapters, is_there: bool) -> None:
    given = adapters if is_there else replace(adapters, mailer=None, event_bus=None)
    sending = compose(given, SETTINGS).publish_changes.send_events
    assert (sending.has_bus, sending.has_notices) == (is_there, is_there)


def test_the_doctor_looks_at_each_part_by_its_name(adapters: Adapters) -> None:
    assert set(compose(adapters, SETTINGS).examine_deployment.checks) == {
        "Stripe's keys",
        "Stripe's API version",
        "Stripe's endpoints",
        "the domains of wallets",
        "the tables",
        "the streams",
        "the bucket",
        "the alarms",
        "the clock",
        "primary accounts",
        "the read-only switch",
    }


def test_wallets_are_checked_for_the_pages_their_framing_portals_and_each_clinic_s() -> None:
    settings = replace(SETTINGS, frame_ancestors="https://portal.example https:")
    clinics, at_stripe = FakeClinics(), RotatingClient(lambda: "sk_test_x", settings.stripe_api_url)
    clinics.provision(replace(maple(), profile=replace(maple().profile, frame_origins=("https://ehr.example",))))
    keys = FixedKeys(StripeKeys("sk_test_x", ("whsec_test",)))
    checks: Mapping[str, Any] = deployment_checks(settings, at_stripe, keys, clinics)
    stacks = Stubber(checks["the tables"].__self__.client("cloudformation"))
    output = {"OutputKey": "SiteUrl", "OutputValue": "https://credit.example"}
    stack = {"StackName": "x", "CreationTime": NOON, "StackStatus": "x", "Outputs": [output]}
    stacks.add_response("describe_stacks", {"Stacks": [stack]}, {"StackName": "maple-prod-site"})
    with stacks:
        found = list(checks["the domains of wallets"].origins())
    assert found == ["https://credit.example", "https://portal.example", "https://ehr.example"]


def test_live_payments_are_told_from_test_ones_by_the_keys(adapters: Adapters) -> None:
    for settings in (SETTINGS, replace(SETTINGS, stripe_publishable_key="pk_live_x")):
        found = dict(collaborators(compose(adapters, settings), "services", set()))
        modes = {path: held for path, held in found.items() if path.endswith(".livemode")}
        assert set(modes.values()) == {settings.livemode} and len(modes) >= 4


def test_a_receipt_with_lost_letters_is_drawn_and_counted_for_the_operator(
    adapters: Adapters, capsys: pytest.CaptureFixture[str]
) -> None:
    assert adapters.render(a_receipt()).startswith(b"%PDF") and not capsys.readouterr().out
    assert adapters.render(a_receipt(patient_name="བསྟན་འཛིན་")).startswith(b"%PDF")
    (line,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (line["ReceiptsWithLostLetters"], line["deployment"]) == ([1.0], "maple-prod")
