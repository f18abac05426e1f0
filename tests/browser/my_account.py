"""My Account as someone uses it: by the names and roles of what is on the screen."""

from __future__ import annotations

from playwright.sync_api import FrameLocator, Locator, expect

from tests.browser.window import Window

VISA = "4242424242424242"
MASTERCARD = "5555555555554444"
NO_FUNDS = "4000000000009995"
ASKS_THE_BANK = "4000000000003220"
HAS_APPLE_PAY = "window.ApplePaySession = { canMakePayments: () => true };"
"""As Safari on a device whose wallet holds a card."""


class MyAccount(Window):
    """My Account in one tab."""

    __slots__ = ()
    place = "account"

    @property
    def new_balance(self) -> Locator:
        return self.view.locator("#new-balance")

    @property
    def card_form(self) -> FrameLocator:
        return self.view.frame_locator("iframe[name*='element']")

    @property
    def bank(self) -> FrameLocator:
        return self.view.frame_locator("iframe[name*='challenge']")

    def choose(self, amount: str, location: str) -> None:
        """`amount` as on the suggested button."""
        self.view.get_by_role("button", name=amount, exact=True).click()
        self.view.get_by_role("radio", name=location).check()

    def choose_card(self, last4: str) -> None:
        self.view.get_by_role("radio", name=last4).check()

    def choose_new_card(self) -> None:
        self.view.get_by_role("radio", name=self.t("add.new-card")).check()

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

    def pay_by_wallet(self, name: str, amount: str) -> None:
        """Choose it in Stripe's form, and confirm on the sheet that stands in for the wallet's own."""
        self.card_form.get_by_role("radio", name=name).check()
        self.pay(amount)
        self.card_form.get_by_role("dialog", name=name).get_by_role("button", name="Pay").click()

    def pay(self, amount: str) -> None:
        self.button("add.pay", amount=amount).click()

    def answer_bank(self, outcome: str) -> None:
        """`complete` or `fail`, on the page that stands in for the bank's."""
        self.bank.locator(f"[data-outcome={outcome}]").click()

    def expect_confirmation(self, amount: str) -> None:
        expect(self.heading).to_have_text(self.t("done.heading", amount=amount))
