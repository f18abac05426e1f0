"""Write the requirements files: `make lock`. Every version and hash, for Linux and Python 3.11 or newer."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = [
    *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade"),
    # Nothing of the machine that locks belongs in the lock.
    *("--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "make lock"),
]
GROUPS = {
    "requirements.txt": ["pyproject.toml"],
    "requirements-receipts.txt": ["--group", "receipts", "-c", "requirements.txt"],
    "requirements-local.txt": ["pyproject.toml", "--group", "receipts", "--group", "local", "-c", "requirements.txt"],
    "requirements-dev.txt": [
        "pyproject.toml",
        *("--group", "receipts", "--group", "local", "--group", "dev", "-c", "requirements-local.txt"),
    ],
    "requirements-mutation.txt": ["--group", "mutation", "-c", "requirements-dev.txt"],
    "requirements-aws-local.txt": ["--group", "aws-local"],
    "requirements-tools.txt": ["--group", "tools"],
}


def main(uv: str) -> None:
    """Compile each file, the smaller ones first, because the larger ones must agree with them."""
    for name, sources in GROUPS.items():
        print(f"locking {name}", flush=True)
        subprocess.run([Path(uv).resolve(), *COMPILE, *sources, "--output-file", name], cwd=ROOT, check=True)


if __name__ == "__main__":
    main(sys.argv[1])
