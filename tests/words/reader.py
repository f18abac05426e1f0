"""Findings of the rules in every tracked text file, read as text."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.words.allowed import ALLOWED
from tests.words.rules import RULES

ROOT = Path(__file__).parents[2]
SUFFIXES = {".css", ".html", ".js", ".md", ".mjs", ".py", ".toml", ".ts", ".typ", ".yaml", ".yml", ""}
SKIPPED = ("tests/words/", "LICENSE", "tests/bench/RESULTS.md", "infra/contract/openapi.json")
"""The rules themselves, a license's own words, and files that a program writes."""


class Finding(NamedTuple):
    path: str
    line: int
    found: str
    rule: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.found!r}: write {RULES[self.rule].better}"


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    names = [name for name in listed.decode().split("\0") if name]
    return [name for name in names if Path(name).suffix in SUFFIXES and not name.startswith(SKIPPED)]


def findings() -> list[Finding]:
    """Return what every tracked file has of the banned words."""
    texts = ((name, ROOT / name) for name in tracked())
    return [found for name, path in texts if path.is_file() for found in findings_in(name, path.read_text("utf-8"))]


def findings_in(path: str, text: str) -> Iterator[Finding]:
    """Look at the lines of a text for the rules that it breaks anywhere: most break none."""
    broken = {name: rule for name, rule in RULES.items() if rule.pattern.search(text)}
    for number, line in enumerate(text.splitlines() if broken else (), 1):
        for name, rule in broken.items():
            for match in rule.pattern.finditer(line):
                if not _is_allowed(path, name, line):
                    yield Finding(path, number, match[0], name)


def _is_allowed(path: str, rule: str, line: str) -> bool:
    return any(
        allowed.rule == rule and path.startswith(allowed.path) and allowed.contains in line for allowed in ALLOWED
    )
