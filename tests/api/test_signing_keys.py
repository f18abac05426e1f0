"""The identity provider's keys: fetched once, again when they rotate, and never as often as strangers would like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from jwt import PyJWKSet

from chalicelib.api.auth import signing_keys
from chalicelib.api.auth.signing_keys import FETCHES_A_MINUTE, LIFE_S, SigningKeys
from chalicelib.credit.errors import Unavailable
from tests.api.api import Api
from tests.api.tokens import Key, claims, ec_key, key_set, rsa_key, signed


class Provider:
    """Publishes keys, counts who asks, and can be down."""

    def __init__(self, *keys: Key) -> None:
        self.keys, self.asked, self.fault = keys, 0, None

    keys: tuple[Key, ...]
    fault: Exception | None

    def answer(self, _: str) -> dict[str, Any]:
        self.asked += 1
        if self.fault:
            raise self.fault
        return {str(key.key_id): key for key in PyJWKSet.from_dict(key_set(*self.keys)).keys}


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    made = Provider(ec_key())
    monkeypatch.setattr(signing_keys, "_fetch", made.answer)
    return made


@pytest.fixture
def time_passes(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    now = [1_000.0]
    monkeypatch.setattr("chalicelib.api.auth.signing_keys.time.monotonic", lambda: now[0])
    return lambda seconds: now.__setitem__(0, now[0] + seconds)


def test_keys_are_fetched_once_for_many_requests(provider: Provider) -> None:
    keys = SigningKeys("https://identity.example/keys")
    assert all(keys.find("ec-1") for _ in range(100)) and provider.asked == 1


def test_a_key_that_was_rotated_in_is_found_at_once_and_the_old_one_goes(
    provider: Provider, time_passes: Callable[[float], None]
) -> None:
    keys = SigningKeys("https://identity.example/keys")
    keys.find("ec-1")
    provider.keys = (rsa_key(),)
    assert keys.find("rsa-1") is not None
    time_passes(LIFE_S + 1)
    assert keys.find("ec-1") is None


def test_tokens_that_strangers_invent_do_not_make_us_ask_for_ever(
    provider: Provider, time_passes: Callable[[float], None]
) -> None:
    keys = SigningKeys("https://identity.example/keys")
    keys.find("ec-1")
    assert not any(keys.find(f"invented-{number}") for number in range(1_000))
    assert provider.asked <= FETCHES_A_MINUTE and keys.find("ec-1") is not None
    time_passes(61)
    provider.keys = (ec_key(), rsa_key())
    assert keys.find("rsa-1") is not None


@pytest.mark.parametrize("fault", [OSError("refused"), TimeoutError(), ValueError("not JSON")])
def test_while_the_provider_is_down_known_keys_still_open_the_door(
    provider: Provider, time_passes: Callable[[float], None], fault: Exception
) -> None:
    keys = SigningKeys("https://identity.example/keys")
    keys.find("ec-1")
    provider.fault = fault
    time_passes(LIFE_S + 1)
    assert keys.find("ec-1") is not None


def test_without_any_key_everybody_is_asked_to_come_again(provider: Provider) -> None:
    provider.fault = OSError("refused")
    with pytest.raises(Unavailable):
        SigningKeys("https://identity.example/keys").find("ec-1")


def test_a_provider_that_is_down_is_a_503_and_no_401(api: Api, provider: Provider) -> None:
    provider.fault = OSError("refused")
    reply = api.with_token(signed(claims())).get("/v1/me/credit")
    assert (reply.status, reply.json["code"]) == (503, "temporarily_unavailable") and reply.headers["retry-after"]


def test_the_provider_coming_back_lets_people_in(api: Api, provider: Provider) -> None:
    provider.fault = OSError("refused")
    assert api.with_token(signed(claims())).get("/v1/me/credit").status == 503
    provider.fault = None
    assert api.with_token(signed(claims())).get("/v1/me/credit").status == 200


@pytest.mark.parametrize(
    "answer", [b"", b"[]", b"null", b"{}", b'{"keys":7}', b'{"keys":[]}', b'{"keys":[{}]}', b"[" * 9_000]
)
def test_nonsense_from_the_provider_lets_nobody_in(api: Api, monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    class Nonsense:
        def read(self, _: int) -> bytes:
            return answer

        def __enter__(self) -> Nonsense:
            return self

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.undo()
    monkeypatch.setattr(signing_keys, "urlopen", lambda *_, **__: Nonsense())
    keys = SigningKeys("https://identity.example/keys")
    with pytest.raises(Unavailable):
        keys.find("ec-1")
