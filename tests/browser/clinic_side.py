"""The clinic's side as staff use it."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.window import Window


class ClinicSide(Window):
    """The clinic's side in one tab."""

    __slots__ = ()
    place = "clinic"

    @property
    def activity(self) -> Locator:
        return self.region("payment.activity").get_by_role("listitem")

    def region(self, key: str) -> Locator:
        return self.page.get_by_role("region", name=self.t(key), exact=True)

    def amount_of(self, key: str) -> Locator:
        """The amount below one share of a payment."""
        line = self.page.locator(".share-line").filter(has_text=self.t(key))
        return line.locator("dd")

    def apply(self, invoice: str, amount: str) -> None:
        """Fill in and send the dialog that applies credit to an invoice."""
        self.button("apply.title").click()
        self.dialog.get_by_label(self.t("apply.invoice")).fill(invoice)
        self.dialog.get_by_label(self.t("apply.amount")).fill(amount)
        self.confirm("apply.submit")

    def confirm(self, key: str) -> None:
        """Press the dialog's own button, and wait until the dialog is gone."""
        self.dialog.get_by_role("button", name=self.t(key), exact=True).click()
        expect(self.dialog).to_have_count(0)
