"""One of our pages in a browser, as someone uses it: by the names and roles of what is on the screen."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from playwright.sync_api import FrameLocator, Locator, Page, Route, expect

from infra.site.build import SOURCES
from tests.browser.catalogue import Words
from tests.browser.tabs import open_nothing

SESSION_S = 3600
IMPATIENT = """() => {
    const wait = window.setTimeout;
    window.setTimeout = (act, ms, ...more) => wait(act, ms > 300 && ms < 3000 ? ms / 20 : ms, ...more);
}"""


@dataclass(frozen=True, slots=True)
class Window:
    """A tab of the browser. `t` are the words it should show."""

    page: Page
    address: str
    t: Words
    place: ClassVar[str]

    def sign_in_as(self, token: str, name: str, role: str) -> None:
        """Start signed in: what the page itself keeps after the identity provider's answer."""
        now_ms = int(time.time() * 1000)
        session = {
            "access_token": token,
            "since": now_ms,
            "expires_at": now_ms + SESSION_S * 1000,
            "person": {"id": f"usr_{role}", "name": name, "role": role, "owner": digest(token)},
        }
        self.plant({"session": session})

    def plant(self, values: dict[str, Any]) -> None:
        """Put values into the tab's own storage before any of our pages runs."""
        open_nothing(self.page, self.address)
        texts = {name: json.dumps(value) for name, value in values.items()}
        self.page.evaluate("(texts) => { Object.assign(sessionStorage, texts); }", texts)

    def lose_patience(self) -> None:
        """Shorten the pauses between the page's own attempts, from now on."""
        self.page.evaluate(IMPATIENT)

    @contextmanager
    def holding(self, address: re.Pattern[str]) -> Iterator[list[Route]]:
        """Hold what the block asks for at the address, and wait for the first; the test continues them."""
        held: list[Route] = []
        self.page.route(address, lambda route: held.append(route))  # noqa: PLW0108 - playwright looks into its handler
        with self.page.expect_request(address):
            yield held

    def lose_responses(self, address: str, count: int) -> list[str | None]:
        """Have the network lose the responses to the first `count` POSTs, which the service does carry out.

        Returns the list of their Idempotency-Keys, which grows with each POST.
        """
        keys: list[str | None] = []

        def lose(route: Route) -> None:
            if route.request.method != "POST":
                return route.continue_()
            keys.append(route.request.headers.get("idempotency-key"))
            if len(keys) > count:
                return route.continue_()
            route.fetch()
            return route.abort()

        self.page.route(address, lose)
        return keys

    def open(self, view: str = "") -> None:
        self.page.goto(f"{self.address}/{self.place}#/{view}")
        expect(self.heading).to_be_visible()

    @property
    def view(self) -> Page | FrameLocator:
        """The tab itself, or the frame in which another page shows ours."""
        return self.page

    @property
    def heading(self) -> Locator:
        return self.view.get_by_role("main").get_by_role("heading", level=1)

    @property
    def alert(self) -> Locator:
        return self.view.get_by_role("alert").filter(visible=True)

    @property
    def dialog(self) -> Locator:
        return self.view.get_by_role("dialog")

    def go(self, key: str) -> None:
        """Follow the sidebar."""
        self.view.get_by_role("navigation").get_by_role("link", name=self.t(key)).click()

    def button(self, key: str, **values: str) -> Locator:
        return self.view.get_by_role("button", name=self.t(key, **values), exact=True)

    def see(self, key: str, **values: str) -> None:
        """These words are on the screen."""
        expect(self.view.get_by_text(self.t(key, **values)).filter(visible=True).first).to_be_visible()


def offer_modules(page: Page) -> None:
    """Let a test import the modules one by one, as they are written and in the page's language."""

    def serve(route: Route) -> None:
        route.fulfill(path=SOURCES / route.request.url.rpartition("/modules/")[2])

    page.route("**/modules/**", serve)
    page.evaluate("async () => (await import('./modules/words.js')).useLanguage(document.documentElement.lang)")


def digest(token: str) -> str:
    """Return the key of one person at one clinic, as the page's own digest does."""
    return hashlib.sha256(token.encode()).hexdigest()[:16]
