"""No secret is committed: every tracked file is looked through for what keys look like."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from infra.devstack.settings import ROOT

SHAPES = {
    "a live Stripe key": r"\b[rs]k_live_\w{8,}",
    "a Stripe test key": r"\b[rs]k_test_[A-Za-z0-9]{24,}",
    "a Stripe webhook secret": r"\bwhsec_[A-Za-z0-9+/]{30,}",
    "an AWS access key": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    "an AWS secret key": r"(?i)aws_secret_access_key\s*[=:]\s*[\"']?[A-Za-z0-9/+]{40}\b",
    "a private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----",
    "a signed token": r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}",
    "a GitHub token": r"\bgh[pousr]_[A-Za-z0-9]{36}\b",
    "a Slack token": r"\bxox[abpr]-[A-Za-z0-9-]{20,}",
    "a password in an address": r"://[^\s/:@\"'<>{}$]+:[^\s/:@\"'<>{}$]{6,}@[a-z0-9.-]+\.[a-z]{2,}",
}
LARGEST = 2_000_000


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name]


def found_in(text: str) -> list[str]:
    return [name for name, shape in SHAPES.items() if re.search(shape, text)]


def test_no_tracked_file_holds_a_secret() -> None:
    files = [path for path in tracked() if path.is_file() and path.stat().st_size < LARGEST]
    assert len(files) > 100
    found = {str(path): found_in(path.read_text("utf-8", errors="ignore")) for path in files}
    assert {name: kinds for name, kinds in found.items() if kinds} == {}


@pytest.mark.parametrize(
    "secret",
    [
        "sk_" + "live_51Nabcdefghij",
        "sk_" + "test_51N" + "a" * 24,
        "whsec_" + "b" * 32,
        "AKIA" + "C" * 16,
        "aws_secret_access_key = " + "d" * 40,
        "-----BEGIN " + "RSA PRIVATE KEY-----",
        "-----BEGIN " + "PRIVATE KEY-----",
        ".".join(["eyJ" + "e" * 30] * 2 + ["f" * 30]),
        "https://user:" + "secret12@db.example.com",
    ],
)
def test_a_secret_would_be_found(secret: str) -> None:
    assert found_in(f"x = {secret}\n") != []


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.txt")), ids=lambda path: path.name)
def test_every_dependency_is_locked_by_version_and_hash(lock: Path) -> None:
    lines = lock.read_text("utf-8").replace("\\\n", " ").splitlines()
    wanted = [line for line in lines if line and not line.lstrip().startswith("#")]
    assert wanted and [line for line in wanted if not re.match(r"\S+==\S+.* --hash=sha256:", line)] == []
