"""Serve the outbox: `python -m infra.devstack.outbox PORT STATE_DIR`, with the functions' environment."""

import sys
from pathlib import Path
from typing import Any

import uvicorn

from app import services
from chalicelib.jobs.notices import on_mail_event
from infra.devstack.outbox.mailbox import Mailbox
from infra.devstack.outbox.server import Outbox
from infra.devstack.settings import HOST


def main(port: int, state: Path) -> None:
    """Serve until asked to stop; open requests have three seconds to finish."""

    def report(event: dict[str, Any]) -> None:
        on_mail_event(event, services)

    outbox = Outbox(Mailbox(state / "outbox"), report)
    uvicorn.run(outbox.app(), host=HOST, port=port, log_level="info", timeout_graceful_shutdown=3)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
