"""Generated requests, valid and invalid: the running service never fails and never returns what it did not promise.

Schemathesis makes requests that the document allows and that it forbids, for every operation, follows the links between
them, and holds each response to the document, once per role.
"""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.devstack.settings import ROOT
from infra.devstack.stack import Stack
from tests.client.transport import CheckedClient
from tests.figures import Figure
from tests.journeys.double import Double
from tests.stacks import bare_stack

pytestmark = pytest.mark.slow
SETTINGS = Path(__file__).with_name("schemathesis.toml")
EXAMPLES = 5
"""Per operation and phase. A count, so that a busy machine takes longer and tests the same."""
TIMEOUT_S = 850.0
CASES = re.compile(r"^\s+(\d+) generated", re.MULTILINE)
TESTED = re.compile(r"^\s+Tested: (\d+)", re.MULTILINE)
PHASES = "examples,coverage,fuzzing,stateful"
TABLES = {"HYPOTHESIS_STORAGE_DIRECTORY": str(ROOT / ".hypothesis")}
"""A folder for hypothesis's tables of Unicode and of encodings, which take seconds to make; it keeps no examples."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The demo clinic on a stack of its own, since its locations get new names, where a patient paid once."""
    with bare_stack(tmp_path_factory.mktemp("stack")) as stack:
        _pay(stack)
        yield stack


def _pay(stack: Stack) -> None:
    """So that there is something to find."""
    client = CheckedClient(
        stack.environment["API_URL"], stack.token("patient", clinic="clinic_demo", patient="pat_ana")
    )
    top_up = client.start_my_top_up({"amount": 5_000, "location_id": "loc_main"}, idempotency_key=secrets.token_hex(8))
    double = Double.of(stack.environment)
    double.confirm(dict(top_up), payment_method="pm_card_visa")
    assert client.settle_my_top_up(top_up["id"])["status"] == "succeeded"


@pytest.mark.parametrize("role", ["patient", "staff", "full_access"])
def test_no_generated_request_breaks_the_contract(demo: Stack, role: str, tmp_path: Path, figure: Figure) -> None:
    patient = "pat_ana" if role == "patient" else None
    token = demo.token(role, clinic="clinic_demo", patient=patient)
    said = _schemathesis(demo.environment["API_URL"], token, tmp_path)
    figure(f"schemathesis as {role}: {_number(TESTED, said)} operations, {_number(CASES, said)} cases")
    assert _number(TESTED, said) >= 25 and _number(CASES, said) >= 500


def _schemathesis(api: str, token: str, folder: Path) -> str:
    """Return the output; fail with it if a check failed."""
    command = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"]
    options = ["--config-file", str(SETTINGS), "run", f"{api}/v1/openapi.json", "--no-color", "--checks", "all"]
    options += ["-H", f"Authorization: Bearer {token}", "--phases", PHASES, "-n", str(EXAMPLES)]
    options += ["--warnings", "off", "--request-timeout", "120", "--generation-database", "none"]
    done = subprocess.run(
        [*command, *options],
        check=False,
        cwd=folder,
        env={"PATH": "", "NO_PROXY": "*", "no_proxy": "*", "PYTHONPATH": str(ROOT), **TABLES},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
    )
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
    return done.stdout


def _number(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    assert found, text[-3_000:]
    return int(found[1])
