"""The first requests to what was deployed: a deploy that no one can use is told as a failure, and not by its users."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus

import requests

from infra.ops.deploy.stacks import NotDeployed

TRIES = 5
PATIENCE_S = 30.0
"""The longest that API Gateway waits for a function, and a little."""


def status_of(url: str) -> int:
    """Return the status of a GET, or 0 if none came."""
    try:
        return requests.get(url, timeout=PATIENCE_S, allow_redirects=False).status_code
    except requests.RequestException:
        return 0


def require_response(url: str, ask: Callable[[str], int], pause_s: float) -> None:
    """Ask until it is a 200, at most five times. Raises NotDeployed with how to go back."""
    status = 0
    for _ in range(TRIES):
        status = ask(url)
        if status == HTTPStatus.OK:
            return
        time.sleep(pause_s)
    seen = f"returned {status}" if status else "did not respond"
    raise NotDeployed(
        f"It is deployed, but {url} {seen}, {TRIES} times. To go back: make rollback STAGE=... It deploys the release"
        " before this one; the tables fit every released version."
    )
