"""The commands of the local stack: `python -m infra.local {up,reset,token,env,seed,prove}`. See infra/devstack."""

from __future__ import annotations

import sys

from infra.devstack.__main__ import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
