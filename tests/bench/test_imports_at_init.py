"""INIT runs with a full processor, a request with part of one: what requests need is imported at INIT."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bench import stub_servers
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
    """Names of modules: there at INIT, and added by the first request, with their files."""

    at_init: set[str]
    added: dict[str, str]


@pytest.fixture(scope="module")
def stubs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StubServers]:
    with stub_servers.running(tmp_path_factory.mktemp("stubs")) as running:
        yield running


def imported(stubs: StubServers, name: str) -> Imported:
    script, folders = HERE / "measured" / "modules.py", [str(ROOT), VENDORS]
    command = [sys.executable, *ISOLATED, str(script), str(stubs.request(name)), *folders]
    done = subprocess.run(command, check=False, env=stubs.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    return Imported(set(found["at_init"]), found["added"])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_first_request_imports_nothing_but_the_standard_library(stubs: StubServers, name: str) -> None:
    added = imported(stubs, name).added
    late = {each for each, file in added.items() if file.startswith((str(ROOT / "chalicelib"), VENDORS))}
    assert late <= IN_THE_CALL


@pytest.mark.parametrize("name", ROUTES)
def test_the_api_never_imports_what_only_receipts_need(stubs: StubServers, name: str) -> None:
    found = imported(stubs, name)
    assert (found.at_init | set(found.added)) & RECEIPTS_ONLY == set()
