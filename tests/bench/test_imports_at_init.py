"""INIT runs with a full processor, a request with part of one: what requests need is imported and asked for at INIT."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.bench import fixtures, stub_servers
from tests.bench.cold import FUNCTIONS
from tests.bench.cpu import ISOLATED
from tests.bench.stub_servers import ROOT, StubServers

HERE = Path(__file__).parent
VENDORS = sysconfig.get_path("purelib")
ROUTES = [name for name in FUNCTIONS if " /" in name]
RECEIPTS_ONLY = {"typst"}
"""84 MB with its fonts, in the layer of the functions that render receipts."""
IN_THE_CALL = {"stripe._telemetry_id", "stripe._webhook_endpoint_service"}
"""Stripe's SDK imports them while it makes a call, and has no public name that would do it before. The second is asked
for by the schedule alone, where no one waits.
"""


@dataclass(frozen=True, slots=True)
class Imported:
    """Names of modules: there at INIT, and added by the first request, with their files; and connections of both."""

    at_init: set[str]
    added: dict[str, str]
    connections: list[int]


@pytest.fixture(scope="module")
def stubs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StubServers]:
    with stub_servers.running(tmp_path_factory.mktemp("stubs")) as running:
        yield running


Import = Callable[[str, bool], Imported]


@pytest.fixture(scope="module")
def imported(stubs: StubServers) -> Import:
    """One process for each function, and one as on Lambda: it takes a second."""

    @cache
    def run(name: str, on_lambda: bool) -> Imported:
        script, folders = HERE / "measured" / "modules.py", [str(ROOT), VENDORS]
        command = [sys.executable, *ISOLATED, str(script), str(stubs.request(name)), *folders]
        environment = fixtures.as_on_lambda(stubs.environment) if on_lambda else stubs.environment
        done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        found = json.loads(done.stdout.splitlines()[-1])
        return Imported(set(found["at_init"]), found["added"], found["connections"])

    return run


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_first_request_imports_nothing_but_the_standard_library(imported: Import, name: str) -> None:
    added = imported(name, False).added
    late = {each for each, file in added.items() if file.startswith((str(ROOT / "chalicelib"), VENDORS))}
    assert late <= IN_THE_CALL


def test_init_opens_no_connection_unless_the_stage_is_set_to(imported: Import) -> None:
    """A package is built, tested and described on machines that have none."""
    assert imported("GET /v1/me/credit", False).connections[0] == 0


@pytest.mark.parametrize(("name", "of_the_first"), [("GET /v1/me/credit", 0), ("POST /v1/me/top-ups", 1)])
def test_on_lambda_the_first_request_opens_no_connection_but_stripe_s(
    imported: Import, name: str, of_the_first: int
) -> None:
    """INIT opened those of the identity provider, DynamoDB and Secrets Manager."""
    assert imported(name, True).connections == [3, of_the_first]


@pytest.mark.parametrize("name", ["GET /v1/me/credit", "POST /v1/me/top-ups"])
def test_on_lambda_the_first_request_imports_nothing_of_anyone_s(imported: Import, name: str) -> None:
    """INIT rehearsed it."""
    added = imported(name, True).added
    assert [each for each, file in added.items() if file.startswith((str(ROOT / "chalicelib"), VENDORS))] == []


@pytest.mark.parametrize("name", ROUTES)
def test_the_api_never_imports_what_only_receipts_need(imported: Import, name: str) -> None:
    found = imported(name, False)
    assert (found.at_init | set(found.added)) & RECEIPTS_ONLY == set()
