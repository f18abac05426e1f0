"""The commands of the local stack, such as `python -m infra.local token`. See infra/devstack."""

from __future__ import annotations

import sys

from infra.devstack.__main__ import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
