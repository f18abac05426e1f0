"""`python -m tests.deploy.every_command STAGE`: operators' commands in one process, one per line of standard input."""

from __future__ import annotations

import json
import sys

from infra.ops.operate.__main__ import main

if __name__ == "__main__":
    for line in sys.stdin:
        main([sys.argv[1], *json.loads(line)])
