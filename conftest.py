"""Shared by every test of the repository, those of the Stripe double included: one browser, and no time limits."""

import gc
import os
from collections.abc import Generator, Iterator

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

from infra import browser as installed

# A busy machine is no failure: examples are counted, not timed.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

SELDOM = (50_000, 20, 100)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # One process for a page and the frames in it, which takes a tenth less of CPU; who may read what stays the same.
    "--disable-site-isolation-trials",
)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep the garbage collector away from what is imported: it would look through it again and again.

    Collecting 13,472 tests takes 8.8 s of CPU, and took 13.1. The 6,384 of tests/services and tests/api take 78.2, and
    took 81.5: it looks when 50,000 objects are new, not 700.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()
        gc.set_threshold(*SELDOM)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests: Playwright's synchronous side can be started once in a thread."""
    path = os.environ.get("CHROMIUM") or installed.find()
    assert path, "No Chromium here: `make test` installs one, or name one in CHROMIUM."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()
