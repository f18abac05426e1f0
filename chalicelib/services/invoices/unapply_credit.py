"""Unapplying credit: it returns to its payment, and both entries stay."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.apply import unapply
from chalicelib.credit.errors import NotFound
from chalicelib.credit.identity import Actor, PatientKey
from chalicelib.credit.merge import require_owner
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Application
from chalicelib.services.invoices.apply_credit import ApplicationLedger
from chalicelib.services.ports import Clock
from chalicelib.services.retry import retry_on_conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class UnapplyCredit:
    ledger: ApplicationLedger
    clock: Clock

    def __call__(self, patient: PatientKey, payment_id: str, application_id: str, actor: Actor) -> Application:
        """Return an application's credit, once: a repeated request returns the same. Raises NotFound."""
        return retry_on_conflict(lambda: self._unapply(patient, payment_id, application_id, actor), self.clock)

    def _unapply(self, patient: PatientKey, payment_id: str, application_id: str, actor: Actor) -> Application:
        payment, credit = self.ledger.payment_with_credit(patient, payment_id)
        application = self._application(payment, application_id) if payment else None
        if payment is None or application is None:
            raise NotFound("application")
        if not application.is_active:
            return application
        require_owner(patient, payment)
        invoice = self.ledger.invoice(patient, application.invoice_id)
        posting = unapply(credit, payment, application, actor, self.clock.now(), invoice)
        self.ledger.commit(posting)
        return next(record for record in posting.records if isinstance(record, Application))

    def _application(self, payment: Payment, application_id: str) -> Application | None:
        """The application, which may be from before its payment was another patient's."""
        for holder in reversed(payment.holders):
            found = self.ledger.record(holder, payment.id, application_id)
            if isinstance(found, Application):
                return found
        return None
