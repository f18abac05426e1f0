"""A deploy ends with requests to what it deployed."""

from __future__ import annotations

import pytest

from infra.ops.deploy.smoke import TRIES, require_response
from infra.ops.deploy.stacks import NotDeployed

URL = "https://credit.example/v1/health"


def test_a_function_that_starts_slowly_is_asked_again() -> None:
    replies = iter([503, 0, 200])
    require_response(URL, lambda url: next(replies), 0)


@pytest.mark.parametrize(("status", "told"), [(502, "returned 502"), (0, "did not respond")])
def test_a_deploy_that_no_one_can_reach_fails_and_tells_the_way_back(status: int, told: str) -> None:
    asked: list[str] = []

    def ask(url: str) -> int:
        asked.append(url)
        return status

    with pytest.raises(NotDeployed, match=f"{told}.*make rollback STAGE="):
        require_response(URL, ask, 0)
    assert asked == [URL] * TRIES
