"""Find the browser for the tests, and install one if there is none: `python -m infra.browser`.

First a Chromium on PATH, then Playwright's own download, then Debian's package where this user may install it. Beside
Debian's Chromium its headless shell is unpacked into this checkout: the same engine without a desktop's windows, which
takes half of the processor's time (20 pages: 1.5 s of CPU instead of 3.2).
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import sync_playwright

LOCK_TRIES = 120
LOCK_PAUSE_S = 5.0
APT_LOCKED = ("Could not get lock", "Unable to lock", "Unable to acquire the dpkg frontend lock")
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DEBIANS = Path("/usr/lib/chromium")
OWN = Path(__file__).parents[1] / ".local" / "browser"


def find() -> str | None:
    """Return the path of a Chromium that starts, or None."""
    return next((path for path in candidates() if starts(path)), None)


def candidates() -> Iterator[str]:
    """Yield the paths to try, the likeliest first."""
    yield from map(str, OWN.glob(f"*/usr/lib/chromium/{SHELL}"))
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
    """Return whether it starts: a download may lack the machine's libraries, and a shell the files of a Chromium."""
    draws = ["--no-sandbox", "--disable-gpu", "--dump-dom", "about:blank"]
    command = [path, *(draws if path.endswith(SHELL) else ["--version"])]
    try:
        return subprocess.run(command, check=False, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def unpack_shell() -> str | None:
    """Unpack the shell of Debian's Chromium into this checkout; return its path, or None where that can't be."""
    version = _output("dpkg-query", "--show", "--showformat=${Version}", "chromium-common")
    if not version or not DEBIANS.is_dir():
        return None
    folder = OWN / version
    if not folder.exists():
        OWN.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=OWN) as beside:
            _unpack(Path(beside), version)
            with suppress(OSError):  # Another run was quicker.
                (Path(beside) / "all").rename(folder)
    path = str(folder / "usr" / "lib" / "chromium" / SHELL)
    return path if starts(path) else None


def _unpack(beside: Path, version: str) -> None:
    """The shell's own files, with links to those that it shares with Chromium."""
    _output("apt-get", "-q", "download", f"{SHELL}={version}", cwd=beside)
    for package in beside.glob("*.deb"):
        _output("dpkg-deb", "--extract", str(package), str(beside / "all"))
    there = beside / "all" / "usr" / "lib" / "chromium"
    for file in DEBIANS.iterdir() if there.exists() else ():
        if not (there / file.name).exists():
            (there / file.name).symlink_to(file)


def _output(*command: str, cwd: Path | None = None) -> str:
    """Return the command's output, or nothing where it fails."""
    try:
        return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True, timeout=120).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


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


def main() -> None:
    """Find one or install one, and prefer its shell."""
    found = find() or install()
    if not found.endswith(SHELL):
        found = unpack_shell() or found
    print(f"browser: {found}")


if __name__ == "__main__":
    main()
