"""Others who credit a balance once with a ledger entry: hf-nostro and django-hordak, on PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench import postgres, stub_servers
from tests.bench.cold import MEASURED
from tests.bench.cpu import ISOLATED, Broken, in_turns
from tests.bench.stub_servers import ROOT
from tests.bench.table import Row, compared

VENV = ROOT / ".local" / "bench" / "peers-venv"
PACKAGES = ("hf-nostro==0.2.0", "django-hordak==2.0.0", "psycopg[binary,pool]==3.3.9")
TIMES = "60"
GUARANTEES = {
    "ours": "once per payment; state, balance and entry in one transaction; checks Stripe's report",
    "nostro": "once by key; balance and entry in one transaction, checked by a trigger; locks the account's row",
    "hordak": "double entry that balances; no idempotency key: the same credit twice is two",
}


def rows(folder: Path, rounds: int) -> Iterator[Row]:
    """Client CPU of one credit each, the bare driver as the floor. Without a server, a row that states it."""
    programs = postgres.programs()
    if programs is None:
        for name in GUARANTEES:
            yield Row(part="peers", name=name, ours="not measured", note="no PostgreSQL server is installed here")
        return
    _install()
    with stub_servers.running(folder) as around, postgres.server(programs) as socket:
        folders = [str(ROOT), sysconfig.get_path("purelib")]
        ours = [sys.executable, *ISOLATED, str(MEASURED / "credit.py"), TIMES, *folders]
        url = f"postgresql://{postgres.USER}@/postgres?host={socket}"
        taken = in_turns(
            {
                "ours": _process(ours, around.environment),
                "nostro": _process(_peer("nostro", url)),
                "hordak": _process(_peer("hordak", str(socket))),
                "floor": _process(_peer("psycopg", url)),
            },
            rounds,
        )
    for name, said in GUARANTEES.items():
        yield compared("peers", name, {"ours": taken[name], "floor": taken["floor"]}, note=said)


def _peer(library: str, where: str) -> list[str]:
    return [str(VENV / "bin" / "python"), str(MEASURED / "peers.py"), library, where, TIMES]


def _process(command: Sequence[str], environment: dict[str, str] | None = None) -> Callable[[], float]:
    def measure() -> float:
        done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise Broken(done.stdout + done.stderr)
        return float(done.stdout.splitlines()[-1])

    return measure


def _install() -> None:
    """Once, into an environment of their own."""
    if not (VENV / "bin" / "python").exists():
        venv.create(VENV, with_pip=True)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *PACKAGES], check=True, stderr=subprocess.DEVNULL)
