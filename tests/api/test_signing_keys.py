"""The identity provider's keys: cached, fetched again when they rotate, and never as often as forged tokens ask."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from chalicelib.api.auth.signing_keys import FETCHES_PER_MINUTE, LIFE_S, SigningKeys
from chalicelib.credit.errors import Unavailable
from tests.api.api import Api, served
from tests.api.tokens import Key, claims, ec_key, key_set, rsa_key, signed
from tests.fakes.world import World

URL = "https://identity.example/keys"


@dataclass
class Provider:
    """A provider that publishes keys, counts requests, and can be down. `now` is the time in seconds."""

    keys: tuple[Key, ...]
    requests: int = 0
    fault: Exception | None = None
    now: float = 1_000.0

    def read(self, _: str) -> bytes:
        self.requests += 1
        if self.fault:
            raise self.fault
        return json.dumps(key_set(*self.keys)).encode()

    def signing_keys(self) -> SigningKeys:
        return SigningKeys(URL, self.read, lambda: self.now)


@pytest.fixture
def provider() -> Provider:
    return Provider((ec_key(),))


@pytest.fixture
def api(world: World, provider: Provider) -> Api:
    return Api(world, served(world.services, provider.signing_keys()))


def test_keys_are_fetched_once_for_many_requests(provider: Provider) -> None:
    keys = provider.signing_keys()
    assert all(keys.find("ec-1") for _ in range(100)) and provider.requests == 1


def test_a_new_key_is_accepted_at_once_and_a_withdrawn_key_expires(provider: Provider) -> None:
    keys = provider.signing_keys()
    keys.find("ec-1")
    provider.keys = (rsa_key(),)
    assert keys.find("rsa-1") is not None
    provider.now += LIFE_S + 1
    assert keys.find("ec-1") is None


def test_forged_key_ids_do_not_cause_fetches_without_limit(provider: Provider) -> None:
    keys = provider.signing_keys()
    keys.find("ec-1")
    assert not any(keys.find(f"invented-{number}") for number in range(1_000))
    assert provider.requests <= FETCHES_PER_MINUTE and keys.find("ec-1") is not None
    provider.now += 61
    provider.keys = (ec_key(), rsa_key())
    assert keys.find("rsa-1") is not None


@pytest.mark.parametrize("fault", [OSError("refused"), TimeoutError(), ValueError("not JSON")])
def test_cached_keys_stay_valid_while_the_provider_is_down(provider: Provider, fault: Exception) -> None:
    keys = provider.signing_keys()
    keys.find("ec-1")
    provider.fault = fault
    provider.now += LIFE_S + 1
    assert keys.find("ec-1") is not None


def test_no_key_and_no_provider_is_unavailable(provider: Provider) -> None:
    provider.fault = OSError("refused")
    with pytest.raises(Unavailable):
        provider.signing_keys().find("ec-1")


def test_a_provider_outage_returns_503_not_401(api: Api, provider: Provider) -> None:
    provider.fault = OSError("refused")
    reply = api.with_token(signed(claims())).get("/v1/me/credit")
    assert (reply.status, reply.json["code"]) == (503, "temporarily_unavailable") and reply.headers["retry-after"]


def test_callers_are_admitted_again_after_a_provider_outage(api: Api, provider: Provider) -> None:
    provider.fault = OSError("refused")
    assert api.with_token(signed(claims())).get("/v1/me/credit").status == 503
    provider.fault = None
    assert api.with_token(signed(claims())).get("/v1/me/credit").status == 200


@pytest.mark.parametrize(
    "published", [b"", b"[]", b"null", b"{}", b'{"keys":7}', b'{"keys":[]}', b'{"keys":[{}]}', b"[" * 9_000]
)
def test_an_invalid_key_set_admits_no_caller(published: bytes) -> None:
    with pytest.raises(Unavailable):
        SigningKeys(URL, lambda _: published).find("ec-1")
