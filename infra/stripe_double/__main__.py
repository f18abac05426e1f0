"""`python -m infra.stripe_double --port 8001 --state DIR`: serve the double on loopback until Ctrl-C."""

import argparse
import os
from pathlib import Path

import uvicorn

from infra.stripe_double.app import build
from infra.stripe_double.settings import Settings

HOST = "127.0.0.1"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.stripe_double", description=__doc__)
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--state", type=Path, required=True, help="directory that holds the double's memory")
    parser.add_argument("--secret-key", default=Settings.secret_key)
    parser.add_argument("--publishable-key", default=Settings.publishable_key)
    parser.add_argument("--webhook-url", help="send every event here, those of connected accounts included")
    parser.add_argument("--webhook-secret", default=Settings.webhook_secret)
    parser.add_argument("--webhook-backoff", type=float, default=0.5, metavar="SECONDS", help="doubles at each retry")
    parser.add_argument("--webhook-backoff-max", type=float, default=30.0, metavar="SECONDS")
    parser.add_argument("--webhook-attempts", type=int, default=20)
    parser.add_argument("--async-delay", type=float, default=1.0, metavar="SECONDS",
                        help="until a pending refund or payment ends; negative: only by a test control")  # fmt: skip
    return parser.parse_args()


def main() -> None:
    """Read the command line and serve."""
    os.umask(0o077)
    given = _arguments()
    settings = Settings(
        state=given.state,
        secret_key=given.secret_key,
        publishable_key=given.publishable_key,
        webhook_url=given.webhook_url,
        webhook_secret=given.webhook_secret,
        webhook_backoff_s=given.webhook_backoff,
        webhook_backoff_max_s=given.webhook_backoff_max,
        webhook_attempts=given.webhook_attempts,
        async_delay_s=given.async_delay,
    )
    uvicorn.run(
        build(settings),
        host=HOST,
        port=given.port,
        ws="none",
        log_level="warning",
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )


if __name__ == "__main__":
    main()
