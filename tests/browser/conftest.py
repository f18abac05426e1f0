"""A Chromium, a fresh patient and a page for each test; a test that fails leaves a screenshot."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from infra import browser as installed
from infra.local.stack import Stack
from tests.browser.catalogue import Words
from tests.browser.my_account import MyAccount
from tests.browser.patient import Patient

FAILURES = Path(__file__).parents[2] / ".local" / "browser-failures"
PHONE, DESKTOP = (360, 740), (1280, 800)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
failed = pytest.StashKey[bool]()

Visit = Callable[..., MyAccount]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[failed] = report.failed
    return report


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or installed.find()
    assert path, "No Chromium here: `make test` installs one, or name one in CHROMIUM."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def patient(stack: Stack) -> Patient:
    return Patient.new(stack)


@pytest.fixture
def address(stack: Stack) -> str:
    return stack.environment["API_URL"]


@pytest.fixture
def contexts(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[list[BrowserContext]]:
    """The windows of this test, which are photographed when it fails."""
    opened: list[BrowserContext] = []
    yield opened
    pages = [page for context in opened for page in context.pages]
    if request.node.stash.get(failed, True):
        FAILURES.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(pages):
            page.screenshot(path=FAILURES / f"{re.sub(r'[^a-zA-Z0-9]+', '-', request.node.name)}-{number}.png")
    for context in opened:
        context.close()


@pytest.fixture
def visit(chromium: Browser, contexts: list[BrowserContext], address: str) -> Visit:
    """Opens My Account, signed in as `patient` unless it is None."""

    def open_page(
        patient: Patient | None,
        *,
        size: tuple[int, int] = DESKTOP,
        language: str = "en",
        scheme: str = "light",
        bypass_policy: bool = False,
    ) -> MyAccount:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="fr-CA" if language == "fr-CA" else "en-CA",
            color_scheme="dark" if scheme == "dark" else "light",
            bypass_csp=bypass_policy,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        account = MyAccount(page, address, Words(language))
        if patient:
            account.sign_in_as(patient.token, patient.name)
        return account

    return open_page


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
