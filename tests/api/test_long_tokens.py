"""A token may be as long as the limit and no longer."""

from __future__ import annotations

import pytest

from chalicelib.api.auth.tokens import LONGEST_TOKEN
from tests.api.api import Api
from tests.api.tokens import claims, ec_key, rsa_key, signed


def of_length(length: int) -> str:
    """A good token of exactly that length; not every key's tokens can have each."""
    for key in (ec_key(), rsa_key()):
        short = len(signed(claims("patient"), key))
        for pad in range((length - short) * 3 // 4 - 30, (length - short) * 3 // 4 + 5):
            token = signed({**claims("patient"), "pad": "a" * pad}, key)
            if len(token) == length:
                return token
    raise AssertionError(f"no token has {length} characters")


@pytest.mark.parametrize(("length", "status"), [(LONGEST_TOKEN, 200), (LONGEST_TOKEN + 1, 401)])
def test_a_token_is_refused_from_the_first_character_too_many_on(api: Api, length: int, status: int) -> None:
    api.world.paid()
    assert api.with_token(of_length(length)).get("/v1/me/credit").status == status
