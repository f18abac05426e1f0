"""A developer's shell variables for proxies, AWS and Python stays outside the stack."""

from __future__ import annotations

import os
import subprocess
from dataclasses import fields
from pathlib import Path

from chalicelib import config
from infra.devstack.settings import ROOT
from infra.devstack.supervision.process import clean_environment

SHELL = {
    "HOME": "/home/dev",
    "PATH": "/usr/bin",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "ALL_PROXY": "socks5://127.0.0.1:9",
    "NO_PROXY": "example.com",
    "AWS_PROFILE": "production",
    "AWS_ENDPOINT_URL": "https://elsewhere",
    "BOTO_CONFIG": "/etc/boto",
    "STRIPE_SECRET_KEY": "sk_test_1",
    "PYTHONPATH": "/somewhere",
    "PYTHONOPTIMIZE": "2",
    "PYTHONWARNINGS": "error",
    "PYTHONSAFEPATH": "1",
    "LOG_LEVEL": "verbose",
    "POWERTOOLS_LOGGER_SAMPLE_RATE": "all",
    "TOKEN_CLAIM_ROLE": "roles",
    "TOKEN_USE": "access",
    "OIDC_CLIENT_ID": "another",
    "EVENT_BUS": "production",
    "ORIGIN_SECRET": "another",
    "NODE_OPTIONS": "--no-such-option",
}
SET_BY_THE_STACK = {
    *("CREDIT_TABLE", "CLINICS_TABLE", "RECEIPTS_BUCKET", "PROOFS_BUCKET", "PROOF_KEY", "WORK_QUEUE", "TOP_UP_QUEUE"),
    *("DELIVERY_QUEUE", "WEBHOOK_KEY", "WEBHOOKS_TO_LOOPBACK"),
}
LOOPBACK = {"NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}


def test_the_shells_proxies_profiles_and_python_settings_do_not_leak_in() -> None:
    assert clean_environment(SHELL) == {"HOME": "/home/dev", "PATH": "/usr/bin"} | LOOPBACK


def test_only_what_a_developer_may_choose_of_the_service_comes_from_the_shell() -> None:
    names = {each.name.upper() for each in fields(config.Settings)} - {"STRIPE_KEYS"}
    of_stage = {name for name in names if name not in clean_environment(dict.fromkeys(names, "x"))}
    own = {"FRAME_ANCESTORS", "LOGO_ORIGINS", "DEPLOYMENT", "REGION", "PAGES_URL", "NOTICE_SENDER", *SET_BY_THE_STACK}
    assert names - of_stage == own


def test_make_hands_on_no_python_variable_of_the_shell(tmp_path: Path) -> None:
    names = ("PYTHONSAFEPATH", "PYTHONPLATLIBDIR", "PYTHONIOENCODING", "PYTHONPATH", "PYTHONDEVMODE")
    told = _made(tmp_path, "env", {**dict.fromkeys(names, "x"), "PYTHON": "python3"})
    assert not [line for line in told if line.startswith(names)]
    assert "PYTHON=python3" in told


def test_make_finds_the_same_python_whatever_python_variables_the_shell_has(tmp_path: Path) -> None:
    [found] = _made(tmp_path, "echo $(PYTHON)", {"PYTHONHOME": "/nowhere", "PYTHONSAFEPATH": "1"})
    assert [found] == _made(tmp_path, "echo $(PYTHON)", {})
    assert Path(found).is_absolute()


def test_the_python_that_was_named_is_the_one_that_make_takes(tmp_path: Path) -> None:
    assert _made(tmp_path, "echo $(PYTHON)", {"PYTHON": "python3.99"}) == ["python3.99"]


def _made(folder: Path, recipe: str, variables: dict[str, str]) -> list[str]:
    """Return the lines that a recipe prints under our Makefile, in a shell with these variables."""
    (folder / "probe.mk").write_text(f"include {ROOT / 'Makefile'}\nprobe:\n\t@{recipe}\n")
    # What was said to the `make` that runs the tests isn't meant for this one.
    shell = {name: value for name, value in os.environ.items() if name not in {"PYTHON", "MAKEFLAGS", "MAKEOVERRIDES"}}
    return subprocess.run(
        ["make", "--no-print-directory", "-f", str(folder / "probe.mk"), "probe"],
        check=True,
        cwd=ROOT,
        env=shell | variables,
        capture_output=True,
        text=True,
    ).stdout.splitlines()


def test_with_stripe_itself_its_proxy_stays_and_loopback_never_goes_through_it() -> None:
    clean = clean_environment(SHELL, keeps_proxies=True)
    assert clean["HTTP_PROXY"] == "http://127.0.0.1:9" and "AWS_PROFILE" not in clean
    assert clean.items() >= LOOPBACK.items()
