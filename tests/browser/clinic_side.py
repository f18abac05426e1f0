"""The clinic's side as staff use it."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Locator, expect

from tests.browser.patient import Patient
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

    def fill(self, values: Mapping[str, str]) -> None:
        """Type into fields of the dialog, each by the key of its label."""
        for key, text in values.items():
            self.dialog.get_by_label(self.t(key)).fill(text)

    def pick(self, key: str, patient: Patient) -> None:
        """Find another patient by family name in the dialog, and choose this one."""
        self.dialog.get_by_label(self.t(key)).first.fill(patient.name.split()[1])
        self.dialog.get_by_role("radio", name=patient.name).check()

    def fill_in_application(self, invoice: str, amount: str) -> None:
        """Fill in the dialog that applies credit to an invoice."""
        self.button("apply.title").click()
        self.fill({"apply.invoice": invoice, "apply.amount": amount})

    def apply(self, invoice: str, amount: str) -> None:
        self.fill_in_application(invoice, amount)
        self.confirm("apply.submit")

    def fill_in_payment(self, amount: str = "40", tender: str = "cash", reference: str = "") -> None:
        """Fill in the dialog that records a payment."""
        self.button("patient.add-recorded").click()
        self.fill({"record.amount": amount, "record.reference": reference})
        self.dialog.get_by_label(self.t("record.location")).select_option("loc_north")
        self.dialog.get_by_label(self.t("record.tender")).select_option(tender)

    def fill_in_transfer(self, to: Patient, amount: str = "20") -> None:
        """Fill in the dialog that transfers credit to another patient."""
        self.button("payment.transfer").click()
        self.pick("transfer.to", to)
        self.fill({"record.amount": amount, "record.reason": "Family account"})

    def confirm(self, key: str) -> None:
        """Press the dialog's own button, and wait until the dialog is gone."""
        self.dialog.get_by_role("button", name=self.t(key), exact=True).click()
        expect(self.dialog).to_have_count(0)
