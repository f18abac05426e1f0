"""Shared fixtures: one local stack for those that ask for it, no sockets for those that need none, and figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_socket
from xdist.scheduler import LoadFileScheduling

from infra.devstack.stack import Stack
from tests.figures import PROPERTY, Figure, noted
from tests.stacks import settings

TESTS = Path(__file__).parent
SLOW = {"browser", "journeys", "simulation", "bench", "deploy", "processes"}
WITHOUT_SOCKETS = {"aws", "credit", "services", "dynamodb", "stripe_gateway", "receipt_pdf", "api", "jobs"}
LONG = ("deploy", "contracts", "processes", "simulation")
"""Areas whose slow tests come first: at the end, files are short, and both processes have work until then."""
TOGETHER = (
    re.compile(r"tests/deploy/test_(doctor|operating|package|people|permissions|rehearsal|restore)\.py"),
    re.compile(r"tests/journeys/on_record/test_\w+\.py"),
    re.compile(r"tests/processes/test_\w+\.py"),
)
"""Files that share a deploy, and those that share a stack of their own: one process starts it, for all of them."""


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Everything that `make run` starts, on ports and a state of its own, from the first test that asks until the end.

    The schedule sweeps at the start and then hardly ever: a test that wants a sweep asks for one.
    """
    with Stack(settings(tmp_path_factory.mktemp("stack"))) as running:
        yield running


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Notes what a test measured, for the end of the run."""
    return lambda text: record_property(PROPERTY, text)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    found = noted(report for reports in terminalreporter.stats.values() for report in reports)
    if found:
        terminalreporter.section("figures")
    for text in found:
        terminalreporter.write_line(text)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests that need the stack or a browser as slow, and run them last.

    So mistakes show early; and servers that slow tests keep running never meet a test in which sockets are blocked.
    """
    for item in items:
        if _area(item) in SLOW or "stack" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
    items.sort(key=_turn)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    return Scheduling(config, log) if config.getoption("dist") == "loadfile" else None


class Scheduling(LoadFileScheduling):  # type: ignore[misc]
    """A file's tests run in one process, and so do the files of TOGETHER."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return next((shared.pattern for shared in TOGETHER if shared.fullmatch(file)), file)


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Block the sockets of the service's own tests. Last, since the plugin looks up the allowed hosts with a socket."""
    if _area(item) in WITHOUT_SOCKETS and item.get_closest_marker("slow") is None:
        pytest_socket.disable_socket(allow_unix_socket=True)


def _turn(item: pytest.Item) -> int:
    if item.get_closest_marker("slow") is None:
        return 0
    return 1 if _area(item) in LONG else 2


def _area(item: pytest.Item) -> str:
    parts = item.path.relative_to(TESTS).parts if item.path.is_relative_to(TESTS) else ()
    return parts[0] if len(parts) > 1 else ""
