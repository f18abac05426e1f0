from __future__ import annotations

import pytest

from tests.api.api import Api, served
from tests.fakes.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def api(world: World) -> Api:
    return Api(world, served(world.services))
