"""A program that describes its process, fails or waits: `python -m tests.infra.forked_program ACT ...`."""

from __future__ import annotations

import os
import sys
import threading
import time

import __main__


def main(act: str, *arguments: str) -> int:
    """Return the exit status."""
    if act == "fail":
        raise ValueError("as asked")
    if act == "sleep":
        time.sleep(600)
    print(act, arguments, sys.argv[0], os.getcwd(), time.tzname, __main__.__file__, sys.path[0])
    print(sorted(os.environ.items()), flush=True)
    print(sys.stdin.read(), threading.active_count(), sys.flags, file=sys.stderr)
    return 3


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
