"""What each route may import: a patient waits for all of it at a cold start, and it creeps back unseen."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench import stub_servers
from tests.bench.cpu import ISOLATED
from tests.bench.stub_servers import ROOT, Neighbours

HERE = Path(__file__).parent
BOTO3, POWERTOOLS, STRIPE, TOKENS = "boto3", "aws_lambda_powertools", "stripe", "jwt"
TYPST, PAGES = "typst", "chalicelib.api.site.assets"
REFUNDS, RECORDS = "chalicelib.services.refund_payment", "chalicelib.dynamodb.record_items"
SETTLING, STARTING = "chalicelib.services.settle_payment", "chalicelib.services.start_top_up"
NEVER = {BOTO3, TYPST, PAGES, "chalicelib.api.openapi.document", "pydantic"}
FORBIDDEN = {
    "GET /v1/me/credit": {STRIPE, POWERTOOLS, REFUNDS, RECORDS, SETTLING, STARTING, "chalicelib.credit.records"},
    "POST /v1/me/top-ups": {REFUNDS, RECORDS, SETTLING},
    "POST /v1/stripe/events": {TOKENS, REFUNDS, RECORDS, STARTING, "chalicelib.stripe_gateway.gateway"},
    "stream": {STRIPE, TOKENS, STARTING},
    "schedule": {STRIPE, TOKENS, STARTING},
}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighbours]:
    with stub_servers.running(tmp_path_factory.mktemp("scene")) as running:
        yield running


def imported(scene: Neighbours, name: str) -> set[str]:
    """The modules that are there once the invocation has been answered, by the whole of their names."""
    folders = [str(ROOT), sysconfig.get_path("purelib")]
    command = [sys.executable, *ISOLATED, str(HERE / "measured" / "modules.py"), str(scene.request(name)), *folders]
    done = subprocess.run(command, env=scene.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("name", FORBIDDEN)
def test_nobody_waits_for_what_the_route_does_not_use(scene: Neighbours, name: str) -> None:
    assert imported(scene, name) & (NEVER | FORBIDDEN[name]) == set()


def test_what_is_forbidden_is_there_to_be_imported() -> None:
    ours = {each for names in FORBIDDEN.values() for each in names if each.startswith("chalicelib")} | {PAGES}
    assert [name for name in ours if not (ROOT / (name.replace(".", "/") + ".py")).is_file()] == []
