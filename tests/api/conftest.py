from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from jwt import PyJWKSet

from chalicelib import bootstrap, config
from chalicelib.api.auth import signing_keys
from chalicelib.api.core import routing
from tests.api.api import SETTINGS, Api
from tests.api.tokens import ec_key, key_set, rsa_key
from tests.fakes.world import World


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The wiring, all of it on fakes; the identity provider answers from memory."""
    made = World()
    access = made.open
    monkeypatch.setattr(config, "load", lambda: SETTINGS)
    for name in ("ledger", "clinics", "payments", "receipts", "attempts", "counters", "books"):
        monkeypatch.setattr(bootstrap, name, partial(getattr, access, name))
    monkeypatch.setattr(bootstrap, "receipt_desk", lambda: access.desk)
    monkeypatch.setattr(bootstrap, "clock", made.clock)
    keys = PyJWKSet.from_dict(key_set(ec_key(), rsa_key())).keys
    monkeypatch.setattr(signing_keys, "_fetch", lambda _: {str(key.key_id): key for key in keys})
    routing._tokens.cache_clear()
    bootstrap.stripe_keys.cache_clear()
    yield made
    routing._tokens.cache_clear()
    bootstrap.stripe_keys.cache_clear()


@pytest.fixture
def api(world: World) -> Api:
    return Api(world)
