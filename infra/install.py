"""Make a virtual environment and install a lock into it, with progress and, on failure, the reason.

`python3 infra/install.py ENVIRONMENT LOCK`. Runs before anything is installed, on whatever Python there is, so it uses
nothing but the standard library and, down to the version check, nothing that an old Python would not understand.
It installs with uv, which pip brings, in a fifth of pip's time; where uv cannot, because an index is set in pip's
configuration say, pip does it itself. Both check every file against the lock's hashes.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections import deque
from pathlib import Path
from typing import Any, TextIO

MINIMUM = (3, 11)
TOOLS = Path(".local") / "tools"
TOOLS_LOCK = "requirements-tools.txt"
SILENT: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
NO_NETWORK = (
    "Retrying (",
    "NewConnectionError",
    "Temporary failure in name resolution",
    "Network is unreachable",
    "ProxyError",
    "Read timed out",
    "SSLError",
)


def main(environment: str, lock: str) -> None:
    """Install the requirements file `lock` into `environment`; SystemExit states why it can't."""
    require_python()
    home = Path(environment)
    started = time.monotonic()
    if not is_usable(home):
        make_environment(home)
    if home == TOOLS or not install_fast(home, lock):
        install(home, lock)
    report(f"{home}: installed {lock} in {time.monotonic() - started:.0f} s", last=True)


def require_python() -> None:
    """Exit with a reason unless this Python is new enough and can make environments."""
    if sys.version_info < MINIMUM:
        have = ".".join(map(str, sys.version_info[:3]))
        fail(
            f"This needs Python {MINIMUM[0]}.{MINIMUM[1]} or newer, and {sys.executable} is {have}.",
            "Name another one like this: make run PYTHON=python3.12",
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        fail(
            f"{sys.executable} cannot make virtual environments: its venv or ensurepip module is not installed.",
            f"On Debian and Ubuntu: apt-get install python3-venv (or python{version}-venv)",
        )


def is_usable(home: Path) -> bool:
    """Return whether an environment exists, was made at this path, and its Python still runs."""
    python = home / "bin" / "python"
    marker = home / "made-at"
    if not marker.is_file() or marker.read_text() != str(home.resolve()):
        return False
    return python.exists() and subprocess.run([str(python), "-c", ""], check=False, capture_output=True).returncode == 0


def make_environment(home: Path) -> None:
    """Make `home` afresh; one that was moved or lost its Python can't be repaired."""
    report(f"{home}: making a virtual environment")
    shutil.rmtree(home, ignore_errors=True)
    home.parent.mkdir(parents=True, exist_ok=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(home)], check=False, capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(home, ignore_errors=True)
        fail(f"{sys.executable} -m venv {home} failed:", made.stdout + made.stderr)
    (home / "made-at").write_text(str(home.resolve()))


def install_fast(home: Path, lock: str) -> bool:
    """Install with uv and return whether that worked; if not, pip does it and reports the error."""
    uv = TOOLS / "bin" / "uv"
    if not uv.exists():
        make_environment(TOOLS)
        flags = ["--quiet", "--disable-pip-version-check", "--retries", "1", "--no-deps", "--require-hashes"]
        subprocess.run(
            [str(TOOLS / "bin" / "python"), "-m", "pip", "install", *flags, "-r", TOOLS_LOCK], check=False, **SILENT
        )
    if not uv.exists():
        return False
    report(f"{home}: installing {lock}, {count(lock)} packages")
    command = [str(uv), "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
    done = subprocess.run([*command, "--python", str(home / "bin" / "python"), "-r", lock], check=False, **SILENT)
    return done.returncode == 0


def count(lock: str) -> int:
    """Return how many packages a lock names."""
    return sum(1 for line in Path(lock).read_text().splitlines() if "==" in line and line[0].isalnum())


def install(home: Path, lock: str) -> None:
    """Run pip on the lock. `--no-deps`, because a lock is complete and pip must not add to it."""
    flags = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--retries", "2"]
    flags += ["--no-deps", "--require-hashes"]
    command = [str(home / "bin" / "python"), "-m", "pip", "install", *flags, "-r", lock]
    log = home / "install.log"
    pip = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    with log.open("w") as kept:
        tail = follow(pip, kept, f"{home}: {lock}", count(lock))
    if pip.returncode:
        explain(log, tail)


def follow(pip: subprocess.Popen[str], kept: TextIO, what: str, total: int) -> deque[str]:
    """Show pip's progress, keep its output, and return the last lines."""
    tail: deque[str] = deque(maxlen=12)
    seen = 0
    assert pip.stdout is not None
    for line in pip.stdout:
        kept.write(line)
        tail.append(line)
        if line.startswith(("Collecting ", "Requirement already satisfied:")):
            seen += 1
            report(f"{what}: {seen} of {total} packages")
        elif line.startswith("Installing collected packages"):
            report(f"{what}: unpacking")
    pip.wait()
    return tail


def explain(log: Path, tail: deque[str]) -> None:
    """Exit with the reason for pip's failure, where it can be told, and pip's last lines."""
    said = log.read_text()
    if any(sign in said for sign in NO_NETWORK):
        reason = "No package index could be reached. Is there a network, and does pip's configuration fit it?"
    elif "HASHES" in said:
        reason = "A package is not the one that the lock names. Nothing of it was installed."
    elif "No space left" in said:
        reason = "The disk is full."
    else:
        reason = "pip could not install the packages."
    fail(reason, "".join(tail) + f"All that pip said is in {log}")


def report(line: str, last: bool = False) -> None:
    """Print progress: one changing line on a terminal, only beginnings and ends in a log."""
    if sys.stdout.isatty():
        print(f"\r\033[K{line}", end="\n" if last else "", flush=True)
    elif last or "making" in line or "installing" in line or line.endswith("unpacking"):
        print(line, flush=True)


def fail(reason: str, advice: str) -> None:
    """Raise SystemExit with both, on standard error."""
    report("", last=sys.stdout.isatty())
    raise SystemExit(f"{reason}\n{advice}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
