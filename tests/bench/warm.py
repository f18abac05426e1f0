"""Warm handlers: CPU of one request in a process that has answered others before."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tests.bench.cold import MEASURED
from tests.bench.cpu import ISOLATED, Broken, in_turns
from tests.bench.stub_servers import StubServers
from tests.bench.table import Row, compared
from tests.bench.trees import Trees

TO_FLOOR = 1.35
WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"}
Call = tuple[str, dict[str, Any]]


def rows(stubs: StubServers, trees: Trees, rounds: int, requests: int) -> Iterator[Row]:
    """Each handler beside the calls that the goal names, and beside all of its own calls made bare."""
    for name, pays, writes_only in (
        ("GET /v1/me/credit", "no", False),
        ("POST /v1/me/top-ups", "yes", True),
        ("POST /v1/stripe/events", "no", True),
    ):
        bench = _Bench(stubs, trees, requests)
        calls = bench.calls(name)
        named = [call for call in calls if call[0] in WRITES] if writes_only else calls
        taken = in_turns(
            {
                "ours": lambda bench=bench, name=name: bench.ours(name),  # type: ignore[misc]
                "floor": bench.raw(named, "kept", pays),
                "all": bench.raw(calls, "kept", pays),
                "twin": bench.raw(calls, "each", pays),
            },
            rounds,
        )
        note = "floor: its writes alone" if writes_only else "floor: its reads"
        yield compared("warm", name, taken, (TO_FLOOR, None), note=f"{note}; twin: a client per request")
        if writes_only:
            same = {"ours": taken["ours"], "floor": taken["all"]}
            said = f"floor: the same {len(calls)} calls, reads included"
            yield compared("warm", "  beside all of its calls", same, (TO_FLOOR, None), note=said)


class _Bench:
    def __init__(self, stubs: StubServers, trees: Trees, requests: int) -> None:
        self._stubs, self._folder, self._requests = stubs, trees.packaged, requests

    def calls(self, name: str) -> list[Call]:
        """Return the warm handler's calls to AWS."""
        found: list[Call] = json.loads(self._run("warm.py", [str(self._stubs.request(name)), "0"]))
        return found

    def ours(self, name: str) -> float:
        return float(self._run("warm.py", [str(self._stubs.request(name)), str(self._requests)]))

    def raw(self, calls: Sequence[Call], client: str, pays: str) -> Callable[[], float]:
        path = self._stubs.folder / f"calls-{len(list(self._stubs.folder.iterdir()))}.json"
        path.write_text(json.dumps(calls))
        times = self._requests if client == "kept" else max(4, self._requests // 20)
        return lambda: float(self._run("raw.py", [str(path), str(times), client, pays]))

    def _run(self, script: str, arguments: Sequence[str]) -> str:
        command = [sys.executable, *ISOLATED, str(MEASURED / script), *arguments, str(self._folder)]
        done = subprocess.run(command, check=False, env=self._stubs.environment, capture_output=True, text=True)
        if done.returncode:
            raise Broken(done.stdout + done.stderr)
        return done.stdout.splitlines()[-1]
