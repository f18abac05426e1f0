"""Find the browser for the tests, and install one if there is none: `python -m infra.browser`.

First a Chromium on PATH, then Playwright's own download, then Debian's package where this user may install it.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

LOCK_TRIES = 120
LOCK_PAUSE_S = 5.0
APT_LOCKED = ("Could not get lock", "Unable to lock", "Unable to acquire the dpkg frontend lock")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Return the path of a Chromium that starts, or None."""
    return next((path for path in candidates() if starts(path)), None)


def candidates() -> Iterator[str]:
    """Yield the paths to try, the likeliest first."""
    yield from filter(None, map(shutil.which, NAMES))
    own = playwrights_own()
    if own:
        yield own


def playwrights_own() -> str | None:
    """Return the path of Playwright's own download, or None."""
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def starts(path: str) -> bool:
    """Return whether it starts: a download may lack the machine's libraries."""
    try:
        return subprocess.run([path, "--version"], check=False, capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def install() -> str:
    """Install a Chromium and return its path; raise SystemExit with instructions when no way works."""
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        attempts += [["apt-get", "-q", "-y", "update"], ["apt-get", "-q", "-y", "install", "chromium"]]
    said = []
    for command in attempts:
        print("browser: " + " ".join(command[-3:]), flush=True)
        said.append(run_unlocked(command))
        if command[-1] == "chromium" and (path := find()):
            return path
    raise SystemExit(
        "The tests need a Chromium, and none could be installed. Install one so that `chromium` is on PATH"
        " (Debian: apt-get install chromium), and run `make test` again.\n\n" + "\n".join(said)
    )


def run_unlocked(command: list[str], pause: Callable[[float], None] = time.sleep) -> str:
    """Run it again while another process holds apt's lock, for ten minutes at most; return the end of its output."""
    for _ in range(LOCK_TRIES):
        output = run(command)
        if not any(sign in output for sign in APT_LOCKED):
            return output
        print(f"browser: another process is installing packages; trying again in {LOCK_PAUSE_S:.0f} s", flush=True)
        pause(LOCK_PAUSE_S)
    return output


def run(command: list[str]) -> str:
    """Run it without a prompt and return the end of its output."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, check=False, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{command[0]}: {error}"
    return (done.stdout + done.stderr)[-800:]


if __name__ == "__main__":
    print(f"browser: {find() or install()}")
