"""An invoice of the clinic's own system: what is owed, and how much credit is applied to it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from chalicelib.credit.errors import ExceedsInvoice, FieldError, Invalid, NotAllowed
from chalicelib.credit.identity import SYSTEM_ID, PatientKey
from chalicelib.credit.payment import LocationSnapshot
from chalicelib.credit.records import Application

LONGEST_TYPED_ID = 64
MOST_APPLICATIONS = 200
"""An invoice lists its applications on its own item; so many can be added before it is refused."""


class InvoiceStatus(StrEnum):
    """The state of an invoice. `PAID`: nothing is left of it."""

    OPEN = "open"
    PAID = "paid"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """An invoice as last sent. `amount` and `credited` are minor units of `currency`.

    `applications` are the ids (payment, application) of all credit ever applied to it, oldest first. `version` counts
    the writes; `revision` is the sender's own. `next_check_at` is when excess must be given back or credit applied
    automatically.
    """

    id: str
    patient: PatientKey
    number: str
    amount: int
    currency: str
    location: LocationSnapshot
    issued_on: date
    revision: int
    body_hash: str
    is_void: bool = False
    label: str | None = None
    account_id: str | None = None
    credited: int = 0
    applications: tuple[tuple[str, str], ...] = ()
    next_check_at: datetime | None = None
    version: int = 1

    @property
    def left(self) -> int:
        """The amount that can still be applied."""
        return 0 if self.is_void else max(self.amount - self.credited, 0)

    @property
    def excess(self) -> int:
        """The credit that is applied beyond what is owed; it is being given back."""
        return self.credited if self.is_void else max(self.credited - self.amount, 0)

    @property
    def status(self) -> InvoiceStatus:
        if self.is_void:
            return InvoiceStatus.VOID
        return InvoiceStatus.OPEN if self.left else InvoiceStatus.PAID

    def changed(self, **changes: object) -> Invoice:
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]

    def require(self, amount: int) -> None:
        """Raises NotAllowed when the invoice is void, ExceedsInvoice when less than `amount` is left of it."""
        if self.is_void:
            raise NotAllowed(
                f"Invoice {self.number} is void. Choose another invoice.",
                code="invoice_void",
                errors=(FieldError("invoice_id", "must be an open invoice"),),
            )
        if amount > self.left:
            raise ExceedsInvoice(self.number, self.left)
        if len(self.applications) >= MOST_APPLICATIONS:
            raise NotAllowed("This invoice has too many applications.", code="too_many_lines")

    def credit_with(self, applications: Iterable[Application]) -> Invoice:
        """The invoice with these applications made to it."""
        applications = tuple(applications)
        amount = sum(application.amount for application in applications)
        ids = tuple((application.payment_id, application.id) for application in applications)
        return self.changed(credited=self.credited + amount, applications=(*self.applications, *ids))

    def counting(self, applications: Iterable[Application]) -> Invoice:
        """The same version of the invoice with exactly these applications to it, oldest first."""
        applications = tuple(applications)
        return replace(
            self,
            credited=sum(application.amount for application in applications if application.is_active),
            applications=tuple((application.payment_id, application.id) for application in applications),
        )

    def give_back(self, amount: int) -> Invoice:
        """The invoice with so much less applied to it."""
        return self.changed(credited=self.credited - amount)  # May leave an excess that is being given back.

    def matches(self, query: str) -> bool:
        """Whether number or label contains `query`, whatever case and accents, or an amount of it equals it."""
        text = _plain(query)
        if not text:
            return True
        return text in _plain(self.number) or text in _plain(self.label or "") or self._is_amount(text)

    def _is_amount(self, text: str) -> bool:
        found = re.fullmatch(r"\$?(\d{1,8})(?:[.,](\d{2}))?\$?", text.replace(" ", ""))
        return found is not None and int(found[1]) * 100 + int(found[2] or 0) in (self.amount, self.left)


def revise(before: Invoice, sent: Invoice) -> Invoice:
    """The stored invoice with what was `sent` under a higher revision.

    Raises NotAllowed `stale_revision` for a lower revision, `revision_conflict` for the same with another body.
    """
    if sent.revision < before.revision:
        raise NotAllowed(
            f"Revision {before.revision} of this invoice is stored already.",
            code="stale_revision",
            errors=(FieldError("revision", f"must be higher than {before.revision}"),),
        )
    if sent.revision == before.revision and sent.body_hash != before.body_hash:
        raise NotAllowed(
            f"Revision {before.revision} of this invoice was sent with another body.",
            code="revision_conflict",
            errors=(FieldError("revision", f"must be higher than {before.revision} for another body"),),
        )
    if sent.revision == before.revision:
        return before
    return replace(
        sent,
        credited=before.credited,
        applications=before.applications,
        next_check_at=before.next_check_at,
        version=before.version + 1,
    )


def check_typed_id(invoice_id: str) -> None:
    """Raises Invalid for an invoice id that can neither be known nor typed: 1 to 64 printable characters, trimmed."""
    if SYSTEM_ID.fullmatch(invoice_id):
        return
    if not (0 < len(invoice_id) <= LONGEST_TYPED_ID and invoice_id.isprintable()):
        raise Invalid.field("invoice_id", f"must be 1 to {LONGEST_TYPED_ID} printable characters")


def _plain(text: str) -> str:
    """Lower case without accents."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in spread if not unicodedata.combining(char)).strip()
