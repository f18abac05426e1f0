"""One deploy for all tests here: packaged, deployed to the emulator by CloudFormation, then set up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.devstack import double
from infra.devstack.settings import ROOT, Ports, Settings
from infra.packaging.__main__ import CACHE
from infra.packaging.package import Builder, Package
from infra.packaging.target import on_this_machine
from tests.deploy.rehearsal import Rehearsal
from tests.journeys.calls import json_of

HERE = Path(__file__).parent
LONGEST_S = 1_800
"""The first test that asks for the rehearsal also packages and deploys it."""
CLINIC = {
    "id": "clinic_demo",
    "name": "Clinique Érable / Maple Clinic",
    "address": ["200 Queen Street West", "Toronto, ON  M5V 1Z4"],
    "country": "CA",
    "currency": "cad",
    "time_zone": "America/Toronto",
    "language": "en",
    "locations": [{"id": "loc_main", "name": "Main Street"}, {"id": "loc_north", "name": "North Clinic"}],
    "accounts": [{"id": "acct_demo_main", "name": "Maple"}, {"id": "acct_demo_pending", "name": "Maple West"}],
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave time to the tests here that need a build or the rehearsal. pytest hands over the items of all folders."""
    for item in items:
        if item.path.parent == HERE and {"package", "rehearsal", "arm64"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.timeout(LONGEST_S))


@pytest.fixture(scope="session")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    """For this machine, quickly: the emulator runs functions as processes of it."""
    out = tmp_path_factory.mktemp("package")
    return Builder(root=ROOT, out=out, cache=CACHE, target=on_this_machine(), level=1)


@pytest.fixture(scope="session")
def package(builder: Builder) -> Package:
    return builder.build()


@pytest.fixture(scope="package")
def rehearsal(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """Deployed, with Stripe's endpoints made, a clinic added by its operator and switched on by its own staff."""
    running = Rehearsal(Settings(state=tmp_path_factory.mktemp("rehearsal"), ports=Ports.free()))
    try:
        running.start()
        running.start_stripe()
        running.run_alone("infra.ops.operate", "stripe-keys", said=double.SECRET_KEY)
        running.deploy(package)
        running.speak_plainly()
        running.back_up_tables()
        running.run("infra.ops.operate", "webhooks")
        running.run("infra.ops.operate", "payment-domains")
        running.run("infra.ops.operate", "provision", str(_clinic_file(running.settings.state)))
        _switch_on(running)
        yield running
    finally:
        running.stop()


def _clinic_file(folder: Path) -> Path:
    path = folder / "clinic.json"
    path.write_text(json.dumps(CLINIC))
    return path


def _switch_on(running: Rehearsal) -> None:
    manager = running.caller("full_access")
    json_of(manager.call("POST", "clinic/payment-accounts/acct_demo_main/make-primary"))
    settings = manager.call("GET", "clinic/billing-settings")
    json_of(
        manager.call(
            "PATCH", "clinic/billing-settings", {"account_credit_enabled": True}, If_Match=settings.headers["ETag"]
        )
    )
