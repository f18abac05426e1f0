"""My Account as somebody uses it: by the names and roles of what is on the screen."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.catalogue import Words

SESSION_S = 3600
VISA = "4242424242424242"
MASTERCARD = "5555555555554444"
NO_FUNDS = "4000000000009995"
ASKS_THE_BANK = "4000000000003220"


@dataclass(frozen=True, slots=True)
class MyAccount:
    """One browser page. `t` are the words it should show."""

    page: Page
    address: str
    t: Words

    def sign_in_as(self, token: str, name: str, role: str = "patient") -> None:
        """Starts signed in: what the page itself keeps after the identity provider's answer."""
        now_ms = int(time.time() * 1000)
        session = {
            "access_token": token,
            "since": now_ms,
            "expires_at": now_ms + SESSION_S * 1000,
            "person": {"id": name, "name": name, "role": role, "owner": hashlib.sha256(token.encode()).hexdigest()[:16]},
        }
        script = """([origin, session]) => {
            if (location.origin !== origin || sessionStorage.getItem("planted")) return;
            sessionStorage.setItem("planted", "yes");
            sessionStorage.setItem("session", session);
        }"""
        values = json.dumps([self.address, json.dumps(session)])
        self.page.context.add_init_script(f"({script})({values})")

    def open(self, view: str = "") -> None:
        self.page.goto(f"{self.address}/account#/{view}")
        expect(self.heading).to_be_visible()

    @property
    def heading(self) -> Locator:
        return self.page.get_by_role("main").get_by_role("heading", level=1)

    @property
    def alert(self) -> Locator:
        return self.page.get_by_role("alert").filter(visible=True)

    @property
    def new_balance(self) -> Locator:
        return self.page.locator("#new-balance")

    @property
    def card_form(self) -> FrameLocator:
        return self.page.frame_locator("iframe[name*='element']")

    @property
    def bank(self) -> FrameLocator:
        return self.page.frame_locator("iframe[name*='challenge']")

    def go(self, key: str) -> None:
        """Follows the sidebar."""
        self.page.get_by_role("navigation").get_by_role("link", name=self.t(key)).click()

    def button(self, key: str, **values: str) -> Locator:
        return self.page.get_by_role("button", name=self.t(key, **values), exact=True)

    def choose(self, amount: str, location: str) -> None:
        """`amount` as the suggested button says it."""
        self.page.get_by_role("button", name=amount, exact=True).click()
        self.page.get_by_role("radio", name=location).check()

    def choose_card(self, last4: str) -> None:
        self.page.get_by_role("radio", name=last4).check()

    def choose_new_card(self) -> None:
        self.page.get_by_role("radio", name=self.t("add.new-card")).check()

    def to_card_details(self) -> None:
        self.button("add.to-card").click()
        expect(self.card_number).to_be_visible()

    @property
    def card_number(self) -> Locator:
        return self.card_form.locator("[name=number]")

    def enter_card(self, number: str) -> None:
        self.card_number.fill(number)
        self.card_form.locator("[name=expiry]").fill("12 / 34")
        self.card_form.locator("[name=cvc]").fill("123")

    def pay(self, amount: str) -> None:
        self.button("add.pay", amount=amount).click()

    def answer_bank(self, outcome: str) -> None:
        """`complete` or `fail`, on the page that stands in for the bank's."""
        self.bank.locator(f"[data-outcome={outcome}]").click()

    def expect_confirmation(self, amount: str) -> None:
        expect(self.heading).to_have_text(self.t("done.heading", amount=amount))
