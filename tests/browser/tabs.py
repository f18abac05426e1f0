"""Tabs that the tests share: to open a new one costs Chromium as much as all the rest of a short test."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, Page

NOTHING = '<!doctype html><html lang="en"><title>Nothing</title><link rel="icon" href="data:,">'


def open_nothing(page: Page, address: str) -> None:
    """Go to our origin without loading anything of it, to put something into the tab's storage or to empty it.

    The route is for one request: as long as a tab has any, Playwright sees each request and Chromium uses no cache.
    """
    nowhere = f"{address}/nothing"
    if page.url != nowhere:
        page.route(nowhere, lambda route: route.fulfill(body=NOTHING, content_type="text/html"), times=1)
        page.goto(nowhere)


class Tabs:
    """One window a language; its tabs are handed out without anything of the test before."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._windows: dict[str, BrowserContext] = {}
        self._free: dict[BrowserContext, list[Page]] = {}

    def take(self, language: str) -> Page:
        """A tab whose own storage is empty. What the browser keeps, it keeps by person: new in each test."""
        window = self._window(language)
        free = self._free[window]
        page = free.pop() if free else window.new_page()
        page.bring_to_front()  # Chromium draws a tab behind others seldom, and a click waits for two pictures.
        open_nothing(page, self._address)
        page.evaluate("sessionStorage.clear()")
        return page

    def on_another_device(self, language: str) -> Page:
        return self._new_window(language).new_page()

    def release_refund(self, page: Page, *, again: bool) -> None:
        """For the next test, unless it was on another device, or went wrong."""
        context = page.context
        if context not in self._free:
            return context.close()
        context.set_offline(False)
        if page.is_closed():
            return None
        if not again:
            return page.close()
        page.unroute_all(behavior="ignoreErrors")
        open_nothing(page, self._address)
        return self._free[context].append(page)

    def _window(self, language: str) -> BrowserContext:
        if language not in self._windows:
            window = self._windows[language] = self._new_window(language)
            self._free[window] = []
        return self._windows[language]

    def _new_window(self, language: str) -> BrowserContext:
        return self._browser.new_context(locale="fr-CA" if language == "fr-CA" else "en-CA")
