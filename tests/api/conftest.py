from __future__ import annotations

import pytest
from jwt import PyJWKSet

from chalicelib.api.auth import signing_keys
from tests.api.api import Api
from tests.api.tokens import ec_key, key_set, rsa_key
from tests.fakes.world import World


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """The identity provider answers from memory."""
    keys = PyJWKSet.from_dict(key_set(ec_key(), rsa_key())).keys
    monkeypatch.setattr(signing_keys, "_fetch", lambda _: {str(key.key_id): key for key in keys})
    return World()


@pytest.fixture
def api(world: World) -> Api:
    return Api(world)
