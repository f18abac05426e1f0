"""Shared by every test of the repository, those of the Stripe double included: one browser, and no time limits."""

import gc
import os
from collections.abc import Iterator

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

from infra import browser as installed

# A busy machine is no failure: examples are counted, not timed.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_finish() -> None:
    """Keep all that was imported out of the garbage collector's way: it would look through it again and again.

    Of 6,483 tests' 55 s of CPU it takes 6 s, and took 8 (two runs of each, by gc.callbacks).
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests: Playwright's synchronous side can be started once in a thread."""
    path = os.environ.get("CHROMIUM") or installed.find()
    assert path, "No Chromium here: `make test` installs one, or name one in CHROMIUM."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()
