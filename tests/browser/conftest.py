"""A Chromium whose tabs are used again, and a fresh patient for each test; one that fails leaves a screenshot."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.devstack.settings import HOST
from infra.devstack.stack import Stack
from tests.browser.catalogue import Words
from tests.browser.clinic_side import ClinicSide
from tests.browser.my_account import MyAccount
from tests.browser.patient import CLINIC, Patient
from tests.browser.portal import EmbeddedAccount, Frame, Portal, deployment, portal
from tests.browser.staff import Staff
from tests.browser.tabs import Tabs

FAILURES = Path(__file__).parents[2] / ".local" / "browser-failures"
PHONE, DESKTOP = (360, 740), (1280, 800)
PATIENCE_MS = 90_000
STAFF = {"staff": "Dee Laurent", "full_access": "Sam Tremblay"}
failed = pytest.StashKey[bool]()
expect.set_options(timeout=PATIENCE_MS)

Visit = Callable[..., MyAccount]
Work = Callable[..., ClinicSide]
Tab = Callable[..., Page]
Embed = Callable[..., EmbeddedAccount]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[failed] = report.failed
    return report


@pytest.fixture(scope="session")
def tabs(chromium: Browser, stack: Stack) -> Tabs:
    return Tabs(chromium, stack.environment["API_URL"])


@pytest.fixture
def patient(stack: Stack) -> Patient:
    return Patient.new(stack)


@pytest.fixture
def staff(stack: Stack) -> Staff:
    return Staff(stack)


@pytest.fixture
def other(stack: Stack, staff: Staff) -> Patient:
    """Another patient of the clinic, with a name that no one else has."""
    found = Patient.new(stack, name=f"Ben Zed{secrets.token_hex(4)}")
    staff.put_patient(found.id, found.name)
    return found


@pytest.fixture
def address(stack: Stack) -> str:
    return stack.environment["API_URL"]


@pytest.fixture
def tab(tabs: Tabs, request: pytest.FixtureRequest) -> Iterator[Tab]:
    """Open tabs, which are photographed when the test fails. `elsewhere` is another device, with an empty cache.

    Other devices fade colors as most people's do. The shared tabs ask for reduced motion, which changes only how long
    transitions take: drawing the frames of one costs about half as much CPU as a change of view.
    """
    pages: list[Page] = []

    def open_tab(
        *, size: tuple[int, int] = DESKTOP, language: str = "en", scheme: str = "light", elsewhere: bool = False
    ) -> Page:
        page = tabs.on_another_device(language) if elsewhere else tabs.take(language)
        pages.append(page)
        page.set_default_timeout(PATIENCE_MS)
        page.context.set_default_timeout(PATIENCE_MS)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(
            color_scheme="dark" if scheme == "dark" else "light",
            media="null",
            reduced_motion="null" if elsewhere else "reduce",
        )
        return page

    yield open_tab
    wrong = request.node.stash.get(failed, True)
    if wrong:
        FAILURES.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(page for page in pages if not page.is_closed()):
            page.screenshot(path=FAILURES / f"{re.sub(r'[^a-zA-Z0-9]+', '-', request.node.name)}-{number}.png")
    for page in pages:
        tabs.release_refund(page, again=not wrong)


@pytest.fixture
def visit(tab: Tab, address: str) -> Visit:
    """Open My Account, signed in as `patient` unless it is None."""

    def open_account(
        patient: Patient | None,
        *,
        size: tuple[int, int] = DESKTOP,
        language: str = "en",
        scheme: str = "light",
        elsewhere: bool = False,
    ) -> MyAccount:
        page = tab(size=size, language=language, scheme=scheme, elsewhere=elsewhere)
        account = MyAccount(page, address, Words(language))
        if patient:
            account.sign_in_as(patient.token, patient.name, "patient")
        return account

    return open_account


@pytest.fixture
def work(tab: Tab, address: str, stack: Stack) -> Work:
    """Open the clinic's side, signed in as a member of staff."""

    def open_clinic(
        role: str = "full_access",
        *,
        clinic: str = CLINIC,
        size: tuple[int, int] = DESKTOP,
        language: str = "en",
        scheme: str = "light",
        elsewhere: bool = False,
    ) -> ClinicSide:
        page = tab(size=size, language=language, scheme=scheme, elsewhere=elsewhere)
        side = ClinicSide(page, address, Words(language, "clinic"))
        side.sign_in_as(stack.token(role, clinic=clinic), STAFF[role], role)
        return side

    return open_clinic


@pytest.fixture(scope="session")
def clinics_portal() -> Iterator[Portal]:
    """The portal that the operator of `framed_address` named, of another site than our pages."""
    with portal() as running:
        yield running


@pytest.fixture(scope="session")
def sister_portal() -> Iterator[Portal]:
    """Another one, which is of the same site as our pages."""
    with portal(HOST) as running:
        yield running


@pytest.fixture(scope="session")
def framed_address(stack: Stack, clinics_portal: Portal, sister_portal: Portal) -> Iterator[str]:
    """The origins that may frame the pages: by the two portals, and by others that no one named in full."""
    with deployment(stack, f"{clinics_portal.origin} {sister_portal.origin} http://localhost:*") as address:
        yield address


@pytest.fixture
def embed(tab: Tab, stack: Stack, clinics_portal: Portal, framed_address: str) -> Embed:
    """Open the clinic's portal, which shows My Account in its frame."""

    def open_portal(
        frame: Frame, *, host: Portal = clinics_portal, size: tuple[int, int] = DESKTOP, script: str = ""
    ) -> EmbeddedAccount:
        page = tab(size=size, elsewhere=True)
        page.add_init_script(script)
        host.show(frame, framed_address, stack.environment["AWS_ENDPOINT_URL"])
        page.goto(host.origin)
        return EmbeddedAccount(page, framed_address, Words(frame.language))

    return open_portal


@pytest.fixture
def account(visit: Visit, patient: Patient) -> MyAccount:
    """My Account of a patient with nothing yet: no credit, no card."""
    return visit(patient)


def errors_of(page: Page) -> list[str]:
    """Collects what the page's console complains of, from now on: a broken policy, a missing file, an exception."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    return found
