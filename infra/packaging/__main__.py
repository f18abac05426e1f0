"""`python -m infra.packaging [--here]`: package the service into dist/ and print the sizes."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from infra.packaging.package import Builder
from infra.packaging.target import on_lambda, on_this_machine

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE = ROOT / ".local" / "build"


def main() -> None:
    """Package for Lambda on arm64, or with `--here` for the emulator on this machine."""
    parser = argparse.ArgumentParser(prog="python -m infra.packaging", description=main.__doc__)
    parser.add_argument("--here", action="store_true", help="for this machine's processor instead of arm64")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="the folder to write (dist)")
    given = parser.parse_args()
    target = on_this_machine() if given.here else on_lambda()
    started = time.monotonic()
    package = Builder(root=ROOT, out=given.out, cache=CACHE, target=target).build()
    print(f"{target.runtime} on {target.architecture}, packaged in {time.monotonic() - started:.0f} s:")
    print(f"  {package.functions.described}\n  {package.layer.described}\n  {package.template.name}")


if __name__ == "__main__":
    main()
