"""The integrating guide as a developer follows it: every block of code runs, in order, against the local stack."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from infra.devstack.stack import Stack
from infra.devstack.supervision.process import own_environment
from infra.stripe_double.testing import free_port
from tests.client.transport import CheckedClient
from tests.figures import Figure
from tests.journeys.double import Double
from tests.journeys.receiver import listening
from tests.polling import until

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "integrating" / "README.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ASSIGNED = re.compile(r"^([A-Z]+)=(?:\S+|\$\(.*\))$")
PYTHON = re.compile(r'"\$REPO/\.venv/bin/python"|\.?venv/bin/python')
SET_UP = re.compile("make run$|mkdir -p ~/ehr|python3 -m venv")
"""Steps done once: the test has a running stack, an empty folder and the client."""
PRELUDE = """set -eu
touch variables
. ./variables
curl() { command curl --silent --show-error --fail-with-body "$@"; echo; }"""
CARD = "pm_card_visa"
PATIENCE_S = 300
EXPECTED = "application.created INV-2001 {'amount': 2000, 'currency': 'cad'}"
SYSTEM = '-H "Authorization: Bearer $SYSTEM"'

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("curl"), reason="the guide's commands are curl's, and this machine has none"),
]


@dataclass
class Receiver:
    """The developer's own server, which keeps what it is sent."""

    port: int = 0
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def take(self, headers: Any, body: bytes) -> int:
        self.received.append(({name.lower(): value for name, value in headers.items()}, body))
        return 204


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    with listening(made.take) as made.port:
        yield made


class Shell:
    """A developer's shell: variables stay from one block to the next. A refused call fails the block."""

    def __init__(self, stack: Stack, folder: Path, port: int) -> None:
        self.stack, self.folder = stack, folder
        self._port, self._own_port = port, free_port()

    def here(self, text: str) -> str:
        """The text with this stack's addresses and this run's Python."""
        environment = self.stack.environment
        for written, meant in (
            ("http://127.0.0.1:8000", environment["API_URL"]),
            ("http://127.0.0.1:8001", environment["STRIPE_API_URL"]),
            ("http://127.0.0.1:8003/token", environment["OIDC_TOKEN_URL"]),
            ("127.0.0.1:9000", f"127.0.0.1:{self._port}"),
            ('"127.0.0.1", 9001', f'"127.0.0.1", {self._own_port}'),
            ("127.0.0.1:9001", f"127.0.0.1:{self._own_port}"),
        ):
            text = text.replace(written, meant)
        return PYTHON.sub(sys.executable, text)

    def save(self, block: str) -> None:
        """Save a program that begins with its name."""
        name = re.match(r"# (\w+\.py)\n", block)
        if name:
            (self.folder / name[1]).write_text(self.here(block), "utf-8")

    def run(self, block: str) -> str:
        lines = [line for line in self.here(block).splitlines() if not SET_UP.match(line)]
        names = [name for line in lines for name in ASSIGNED.findall(line)]
        kept = f"declare -p {' '.join(names)} >> variables" if names else ""
        done = subprocess.run(
            ["bash", "-c", "\n".join([PRELUDE, *lines, kept])],
            check=False,
            cwd=self.folder,
            env=own_environment() | self.stack.environment | {"PYTHONPATH": f"{ROOT}:{ROOT / 'clients/python/src'}"},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}{done.stderr}"
        return done.stdout


def pay(stack: Stack, started: dict[str, Any]) -> None:
    """The browser's part, which Stripe.js plays; and a second top-up, so that there is enough to apply."""
    double = Double.of(stack.environment)
    patient = CheckedClient(
        stack.environment["API_URL"], stack.token("patient", clinic="clinic_demo", patient="pat_ana")
    )
    other = patient.start_my_top_up({"amount": 5_000, "location_id": "loc_main"})
    for top_up in (started, dict(other)):
        double.confirm(top_up, payment_method=CARD)
        assert patient.settle_my_top_up(str(top_up["id"]))["status"] == "succeeded"


def test_a_developer_goes_from_a_token_to_a_signed_webhook(
    stack: Stack, receiver: Receiver, tmp_path: Path, figure: Figure
) -> None:
    began = time.monotonic()
    shell = Shell(stack, tmp_path, receiver.port)
    blocks = BLOCK.findall(GUIDE.read_text("utf-8"))
    (tmp_path / "balances.csv").write_text(next(text for _, text in blocks if text.startswith("patient_id;")))
    commands = [text for kind, text in blocks if kind == "sh"]
    for text in (text for kind, text in blocks if kind == "python"):
        shell.save(text)
    for text in commands:
        printed = shell.run(text)
        if "/v1/me/top-ups" in text:
            pay(stack, json.loads(printed))
        if "/v1/clinic/webhook-endpoints" in text:
            endpoint = json.loads(printed)
        if "receive.py" in text:
            heard = printed.splitlines()[-1]
        if "pay.py" in text:
            paid = printed.splitlines()
    assert heard == EXPECTED
    assert [line.split()[0] for line in paid] == ["succeeded", "pending", "succeeded"]
    shell.run(f"curl -X POST http://127.0.0.1:8000/v1/clinic/webhook-endpoints/{endpoint['id']}/test {SYSTEM}")
    until(lambda: receiver.received)
    headers, body = receiver.received[0]
    assert verified_as_the_guide_does(endpoint["secret"], headers, body)
    assert not verified_as_the_guide_does(endpoint["secret"], headers, body + b" ")
    client = CheckedClient(stack.environment["API_URL"], stack.token("system", clinic="clinic_demo"))
    for each in client.webhook_endpoints()["items"]:
        client.remove_webhook_endpoint(each["id"])
    figure(f"integrating guide: {len(commands)} blocks of commands in {time.monotonic() - began:.0f} s")


def verified_as_the_guide_does(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Run the guide's own Python."""
    source = next(text for kind, text in BLOCK.findall(GUIDE.read_text("utf-8")) if "def verified(" in text)
    names: dict[str, Any] = {}
    exec(source, names)
    return bool(names["verified"](secret, headers, body))
