"""The identity provider's keys: cached, fetched again when they rotate, and never as often as forged tokens ask."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from chalicelib.api.auth.signing_keys import (
    FETCHES_PER_MINUTE,
    LIFE_S,
    LONGEST_PAUSE_S,
    USER_AGENT,
    SigningKeys,
    request_for,
)
from chalicelib.credit.errors import Unavailable
from tests.api.api import Api, served
from tests.api.tokens import Key, claims, ec_key, key_set, rsa_key, signed
from tests.fakes.world import World

URL = "https://identity.example/keys"


@dataclass
class Provider:
    """A provider that publishes keys, counts requests, and can be down. `now` is the time in seconds."""

    keys: tuple[Key, ...]
    others: tuple[object, ...] = ()
    requests: int = 0
    fault: Exception | None = None
    now: float = 1_000.0

    def read(self, _: str) -> bytes:
        self.requests += 1
        if self.fault:
            raise self.fault
        return json.dumps({"keys": [*self.others, *key_set(*self.keys)["keys"]]}).encode()

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


def test_keys_are_as_old_as_the_request_for_them(provider: Provider) -> None:
    """Lambda freezes a process between invocations, and so between the request and the response."""

    def read_by_a_frozen_process(url: str) -> bytes:
        published = provider.read(url)
        provider.now += LIFE_S + 1
        return published

    keys = SigningKeys(URL, read_by_a_frozen_process, lambda: provider.now)
    keys.load()
    keys.load()
    assert provider.requests == 1
    provider.keys = (rsa_key(),)
    assert keys.find("ec-1") is None and provider.requests == 2


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
    with pytest.raises(Unavailable, match=r"^The identity provider is not responding\. Try again\.$") as fault:
        provider.signing_keys().find("ec-1")
    assert fault.value.retry_after_s == LONGEST_PAUSE_S


def test_a_provider_outage_returns_503_not_401(api: Api, provider: Provider) -> None:
    provider.fault = OSError("refused")
    reply = api.with_token(signed(claims())).get("/v1/me/credit")
    assert (reply.status, reply.json["code"]) == (503, "temporarily_unavailable") and reply.headers["retry-after"]


def test_callers_are_admitted_again_after_a_provider_outage(api: Api, provider: Provider) -> None:
    provider.fault = OSError("refused")
    assert api.with_token(signed(claims())).get("/v1/me/credit").status == 503
    provider.fault = None
    assert api.with_token(signed(claims())).get("/v1/me/credit").status == 200


def test_eight_requests_in_an_outage_all_get_503_and_the_first_after_it_is_admitted(
    api: Api, provider: Provider
) -> None:
    provider.fault = OSError("refused")
    patient = api.with_token(signed(claims()))
    for _ in range(8):
        reply = patient.get("/v1/me/credit")
        assert (reply.status, int(reply.headers["retry-after"])) == (503, LONGEST_PAUSE_S)
    provider.fault = None
    provider.now += LONGEST_PAUSE_S
    assert patient.get("/v1/me/credit").status == 200


def test_failed_fetches_do_not_use_up_what_invented_key_ids_may_fetch(provider: Provider) -> None:
    keys = provider.signing_keys()
    provider.fault = OSError("refused")
    for _ in range(2 * FETCHES_PER_MINUTE):
        with pytest.raises(Unavailable):
            keys.find("ec-1")
        provider.now += 0.1
    provider.fault = None
    provider.now += LONGEST_PAUSE_S
    assert keys.find("ec-1")
    provider.keys = (ec_key(), rsa_key())
    assert keys.find("rsa-1")


def test_an_outage_is_not_met_with_a_fetch_per_request(provider: Provider) -> None:
    keys = provider.signing_keys()
    provider.fault = OSError("refused")
    for _ in range(1_000):
        with pytest.raises(Unavailable):
            keys.find("ec-1")
    assert provider.requests <= 2


def test_an_unknown_key_in_an_outage_is_unavailable_and_known_keys_stay_valid(provider: Provider) -> None:
    keys = provider.signing_keys()
    keys.find("ec-1")
    provider.fault = OSError("refused")
    with pytest.raises(Unavailable):
        keys.find("rsa-1")
    assert keys.find("ec-1")


ODD_KEYS = [
    {"kid": ["x"]},
    {"kid": 7, "kty": "RSA"},
    "text",
    None,
    [],
    {},
    {"kid": "odd"},
    {"kid": "odd", "kty": "OKP", "crv": "Ed25519", "x": "AAAA"},
    {"kid": "odd", "kty": "oct", "k": "c2VjcmV0"},
    {"kid": "odd", "kty": "RSA", "n": 5, "e": "AQAB"},
    {"kid": "odd", "kty": "EC", "crv": "P-256", "x": "!", "y": "!"},
    {**ec_key("odd").jwk, "alg": ["ES256"]},
    {**ec_key("odd").jwk, "use": "enc"},
    {**ec_key("odd").jwk, "key_ops": ["sign"]},
    {**ec_key("odd").jwk, "alg": "ES384"},
    {**rsa_key("odd").jwk, "alg": "RS512"},
    {**rsa_key("odd").jwk, "use": "enc"},
]


@pytest.mark.parametrize("odd", ODD_KEYS, ids=range(len(ODD_KEYS)))
def test_one_odd_key_does_not_spoil_the_set_and_verifies_nothing(provider: Provider, odd: object) -> None:
    provider.others = (odd,)
    keys = provider.signing_keys()
    assert keys.find("ec-1") and keys.find("odd") is None


@pytest.mark.parametrize(("bits", "is_good"), [(1024, False), (2047, False), (2048, True), (3072, True)])
def test_rsa_keys_shorter_than_2048_bits_are_refused(provider: Provider, bits: int, is_good: bool) -> None:
    provider.others = (Key("sized", rsa.generate_private_key(public_exponent=65537, key_size=bits)).jwk,)
    assert (provider.signing_keys().find("sized") is not None) is is_good


@pytest.mark.parametrize(("published", "is_found"), [((ec_key(),), True), ((ec_key(), rsa_key()), False)])
def test_a_token_without_a_key_id_is_verified_only_by_the_only_key(
    provider: Provider, published: tuple[Key, ...], is_found: bool
) -> None:
    provider.keys = published
    assert (provider.signing_keys().find(None) is not None) is is_found


def test_keys_without_optional_members_are_used(provider: Provider) -> None:
    bare = {name: value for name, value in rsa_key("bare").jwk.items() if name not in ("alg", "use", "key_ops")}
    provider.others = (bare,)
    assert provider.signing_keys().find("bare")


def test_keys_whose_other_members_are_null_or_empty_are_used(provider: Provider) -> None:
    nothing = dict.fromkeys(("alg", "use", "d", "p", "q", "dp", "dq", "qi", "k", "x5u"))
    provider.others = ({**rsa_key("dotnet").jwk, **nothing, "key_ops": [], "oth": [], "x5c": []},)
    assert provider.signing_keys().find("dotnet")


def test_a_private_key_is_not_used_however_it_is_published(provider: Provider) -> None:
    provider.others = ({**rsa_key("leaked").jwk, "d": "AQAB"}, {**ec_key("leaked").jwk, "d": ""})
    keys = provider.signing_keys()
    assert keys.find("ec-1") and keys.find("leaked") is None


def test_the_request_for_keys_names_its_sender() -> None:
    assert request_for(URL).get_header("User-agent") == USER_AGENT
    assert "urllib" not in USER_AGENT


@pytest.mark.parametrize(
    "published", [b"", b"[]", b"null", b"{}", b'{"keys":7}', b'{"keys":[]}', b'{"keys":[{}]}', b"[" * 9_000]
)
def test_an_invalid_key_set_admits_no_caller(published: bytes) -> None:
    with pytest.raises(Unavailable):
        SigningKeys(URL, lambda _: published).find("ec-1")
