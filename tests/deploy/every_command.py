"""`python -m tests.deploy.every_command STAGE`: operators' commands in one process, one per line of standard input.

Paths in them are relative to the stage's folder.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from infra.ops.operate.__main__ import main

if __name__ == "__main__":
    os.chdir(Path(sys.argv[1]).parent)
    for line in sys.stdin:
        main([sys.argv[1], *json.loads(line)])
