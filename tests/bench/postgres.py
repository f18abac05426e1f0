"""A PostgreSQL server of our own, where its programs are installed: without TCP, in a folder that is thrown away."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSTALLED_AT = Path("/usr/lib/postgresql")
USER = "postgres"


def programs() -> Path | None:
    """The folder of initdb and pg_ctl; nothing where there is no server."""
    found = sorted(INSTALLED_AT.glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def server(found: Path) -> Iterator[Path]:
    """Start a server and return the folder of its socket. It refuses to run as root, so root lends it a user."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    as_user = ["runuser", "-u", USER, "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, USER)
    data = ["-D", str(folder / "data")]
    options = f"-c listen_addresses= -c unix_socket_directories={folder}"

    def run(program: str, *arguments: str) -> None:
        command = [*as_user, str(found / program), *data, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

    try:
        run("initdb", "-A", "trust", "-U", USER)
        run("pg_ctl", "-o", options, "-l", str(folder / "log"), "-w", "start")
        yield folder
        run("pg_ctl", "-m", "fast", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
