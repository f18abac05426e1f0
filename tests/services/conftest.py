from __future__ import annotations

import pytest

from tests.fakes.examples import ANA, BEN
from tests.fakes.world import World
from tests.services.merges import DEE, EVA


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def known(world: World) -> None:
    """Four patients who are known."""
    for patient in (ANA, BEN, DEE, EVA):
        world.services.provision_patient(patient)
