"""A new AWS account runs ten functions at once; a first view over HTTP/2 needs three, and gets past refusals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.devstack.stack import Stack
from tests.browser.catalogue import Words
from tests.browser.clinic_side import ClinicSide
from tests.browser.edge import Edge, edge
from tests.browser.my_account import MyAccount
from tests.browser.patient import CLINIC, Patient
from tests.figures import Figure

pytestmark = pytest.mark.slow
MOST_FILES, MOST_ENVIRONMENTS = 3, 3
MOST_REQUESTS = {"account": 6, "clinic": 5}
"""Staff's first page asks for the settings and one overview."""


@pytest.fixture
def front(stack: Stack, tmp_path: Path) -> Iterator[Edge]:
    with edge(stack.environment["API_URL"], tmp_path) as running:
        yield running


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="en-CA", ignore_https_errors=True)
    yield context.new_page()
    context.close()


def side_of(place: str, page: Page, front: Edge, patient: Patient) -> MyAccount | ClinicSide:
    if place == "account":
        account = MyAccount(page, front.address, Words("en"))
        account.sign_in_as(patient.token, patient.name, "patient")
        return account
    side = ClinicSide(page, front.address, Words("en", "clinic"))
    side.sign_in_as(patient.stack.token("full_access", clinic=CLINIC), "Sam Tremblay", "full_access")
    return side


@pytest.mark.parametrize("place", ["account", "clinic"])
def test_a_first_view_needs_three_files_and_three_environments(
    place: str, page: Page, front: Edge, patient: Patient, figure: Figure
) -> None:
    patient.pay(2500)  # A clinic without a top-up gets a checklist as well.
    window = side_of(place, page, front, patient)
    window.open()
    page.wait_for_load_state("networkidle")
    files = [path for path in front.paths if not path.startswith("/v1/")]
    of_files = f"{len(files)} of them files"
    figure(f"{place}: {len(front.paths)} requests, {of_files}, {front.environments} environments")
    assert front.versions == {"2"}
    assert len(files) <= MOST_FILES and len(front.paths) <= MOST_REQUESTS[place], front.paths
    assert front.environments <= MOST_ENVIRONMENTS and front.refused == 0


@pytest.mark.parametrize("place", ["account", "clinic"])
def test_a_first_view_that_is_refused_for_a_moment_arrives_by_itself(
    place: str, page: Page, front: Edge, patient: Patient
) -> None:
    front.refuse = 2
    window = side_of(place, page, front, patient)
    window.open()
    expect(window.alert).to_have_count(0)
    assert front.refused == 2
