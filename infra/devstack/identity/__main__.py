"""Serve the identity provider: `python -m infra.devstack.identity PORT STATE_DIR`."""

import sys
from pathlib import Path

import uvicorn

from infra.devstack.identity.keys import KeyFile
from infra.devstack.identity.provider import Provider
from infra.devstack.settings import HOST


def main(port: int, state: Path) -> None:
    """Serve until asked to stop; open requests have three seconds to finish."""
    keys = KeyFile(state)
    keys.signing()
    provider = Provider(issuer=f"http://{HOST}:{port}", keys=keys)
    uvicorn.run(provider.app(), host=HOST, port=port, log_level="info", timeout_graceful_shutdown=3)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
