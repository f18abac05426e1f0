"""`make run` as a person sees it: it starts, prints where everything is, keeps what was paid, and leaves nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from infra.devstack.settings import HOST, ROOT, Ports
from tests.infra.supervised import Supervised, parts_of, supervised, wait_until_gone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_200)]
PROMISED = (
    *("API_URL", "STRIPE_API_URL", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "AWS_ENDPOINT_URL", "STATE_DIR"),
    *("PORTAL_ORIGIN", "OUTBOX_URL"),
)
TIMEOUT_S = 120


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def ports() -> Ports:
    return Ports.free()


def token(running: Supervised, *arguments: str) -> dict[str, str]:
    printed = running.run("token", *arguments)
    assert printed.returncode == 0, printed.stderr
    return {"Authorization": f"Bearer {printed.stdout.strip()}"}


def ana(running: Supervised) -> dict[str, str]:
    return token(running, "--role", "patient", "--patient", "pat_ana", "--clinic", "clinic_demo")


def credit(running: Supervised) -> dict[str, Any]:
    answer = requests.get(f"{running.values()['API_URL']}/v1/me/credit", headers=ana(running), timeout=TIMEOUT_S)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def pay_in(running: Supervised, amount: int) -> None:
    """Top up with the card on file, as a browser and Stripe would, and settle."""
    values, who = running.values(), ana(running)
    top_ups = f"{values['API_URL']}/v1/me/top-ups"
    started = requests.post(
        top_ups,
        json={"amount": amount, "location_id": "loc_main"},
        headers=who | {"Idempotency-Key": "one"},
        timeout=TIMEOUT_S,
    ).json()
    intent = started["client_secret"].partition("_secret")[0]
    requests.post(
        f"{values['STRIPE_API_URL']}/v1/payment_intents/{intent}/confirm",
        data={"payment_method": "pm_card_visa", "return_url": values["API_URL"]},
        headers={"Authorization": f"Bearer {values['STRIPE_SECRET_KEY']}"},
        timeout=TIMEOUT_S,
    ).raise_for_status()
    settled = requests.post(f"{top_ups}/{started['id']}/settle", headers=who, timeout=TIMEOUT_S)
    assert settled.json()["status"] == "succeeded", settled.text


HOSTILE = {
    **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9"),
    "AWS_PROFILE": "nowhere",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "PYTHONPATH": "/nowhere",
    "PYTHONHOME": "/nowhere",
    "PYTHONOPTIMIZE": "2",
}
"""Variables of a shell that are meant for other work."""


@dataclass(frozen=True)
class Place:
    """The place of the first tests' stack, which starts twice."""

    state: Path
    ports: Ports


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("run") / "state", Ports.free())


@pytest.fixture(scope="module")
def first(place: Place) -> Iterator[Supervised]:
    """`make run` in such a shell; its other commands are given in another one."""
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as shell:
            for name, value in HOSTILE.items():
                shell.setenv(name, value)
            running = stack.enter_context(supervised(place.state, place.ports, "make", "run"))
            running.wait_until_ready()
        yield running


@pytest.fixture(scope="module")
def second(first: Supervised, place: Place) -> Iterator[Supervised]:
    """Another start, after a payment and Control-C."""
    pay_in(first, 5_000)
    first.type_control_c()
    first.wait_for_end()
    assert "Stopped" in first.said
    assert wait_until_gone(place.state) == []
    with supervised(place.state, place.ports) as running:
        running.wait_until_ready()
        yield running


def test_a_shell_with_proxies_profiles_and_python_settings_starts_it(first: Supervised, place: Place) -> None:
    assert f"http://127.0.0.1:{place.ports.app}" in first.said
    assert "Ana Núñez" in first.said


def test_what_it_keeps_is_for_its_own_user_alone(first: Supervised, place: Place) -> None:
    kept = [path for path in place.state.rglob("*") if path.is_file()]
    assert kept and not [path for path in kept if path.stat().st_mode & 0o077]
    assert place.state.stat().st_mode & 0o077 == 0


def test_what_was_paid_is_there_after_control_c_and_another_start(second: Supervised) -> None:
    assert credit(second)["available"] == {"amount": 5_000, "currency": "cad"}


def test_env_prints_what_the_readme_promises_and_tokens_open_the_right_doors(second: Supervised, place: Place) -> None:
    values = second.values()
    assert set(PROMISED) <= set(values)
    assert values["STATE_DIR"] == str(place.state)
    accounts = f"{values['API_URL']}/v1/clinic/payment-accounts"
    full_access = token(second, "--role", "full_access", "--clinic", "clinic_demo")
    assert requests.get(accounts, headers=full_access, timeout=TIMEOUT_S).status_code == 200
    assert requests.get(accounts, headers=ana(second), timeout=TIMEOUT_S).status_code == 403
    stranger = token(second, "--role", "patient", "--patient", "pat_new", "--clinic", "clinic_other")
    shown = requests.get(f"{values['API_URL']}/v1/me/credit", headers=stranger, timeout=TIMEOUT_S).json()
    assert shown["available"] == {"amount": 0, "currency": "usd"}


def test_control_c_ends_it_without_an_error(second: Supervised) -> None:
    second.type_control_c()
    assert second.wait_for_end() == 0


@pytest.mark.parametrize("name", ["aws", "app"])
def test_everything_stops_and_the_culprit_is_named_when_one_part_dies(state: Path, ports: Ports, name: str) -> None:
    title = {"aws": "The AWS emulator", "app": "The API"}[name]
    with supervised(state, ports) as running:
        running.wait_until_ready()
        os.kill(pid_of(running, name), signal.SIGKILL)
        assert running.wait_for_end() != 0
        assert title in running.said
        assert "stopped by itself (signal SIGKILL)" in running.said
        assert f"{name}.log" in running.said
    assert wait_until_gone(state) == []


def pid_of(running: Supervised, name: str) -> int:
    sign = {"aws": b"infra.devstack.emulator", "app": b"infra.devstack.serve"}[name]
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in parts_of(running.state)}
    found = [pid for pid, command in commands.items() if sign in command]
    assert len(found) == 1, f"{commands}\n{running.heard()}"
    return found[0]


def test_nothing_is_left_running_when_the_supervisor_is_killed(state: Path, ports: Ports) -> None:
    with supervised(state, ports) as running:
        running.wait_until_ready()
        assert len(parts_of(state)) == 10, "the supervisor, its eight parts, and what seven of them were forked from"
        running.process.kill()
        running.wait_for_end()
        assert wait_until_gone(state) == []


def test_a_taken_port_is_told_before_anything_starts(state: Path, ports: Ports) -> None:
    with socket.create_server((HOST, ports.aws)), supervised(state, ports) as running:
        assert running.wait_for_end() == 1
    assert f"Port {ports.aws} is taken" in running.said
    assert "AWS_PORT=" in running.said
    assert "starts" not in running.said


def test_live_keys_are_refused_before_anything_starts(
    state: Path, ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_live_1")
    with supervised(state, ports) as running:
        assert running.wait_for_end() == 1
    assert "is a live key" in running.said
    assert "sk_live_1" not in running.said


def test_a_token_needs_no_running_stack(state: Path, ports: Ports) -> None:
    running = Supervised(state, ports, ("true",))
    running.wait_for_end()
    assert token(running, "--role", "staff", "--clinic", "clinic_demo")["Authorization"].count(".") == 2
    running.close()


def test_make_alone_lists_its_targets() -> None:
    listed = subprocess.run(["make"], check=False, cwd=ROOT, capture_output=True, text=True).stdout
    for target in ("run", "test", "check", "format", "reset", "lock", "clean"):
        assert f"make {target} " in listed
