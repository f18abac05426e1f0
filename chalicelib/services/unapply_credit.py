"""Unapplying credit: it comes back to its payment, and both lines stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.credit.apply import unapply
from chalicelib.credit.errors import NotFound
from chalicelib.credit.records import Application
from chalicelib.services.retry import retry_on_conflict

if TYPE_CHECKING:
    from chalicelib.credit.identity import Actor, PatientKey
    from chalicelib.services.ports import Clock, Ledger


def unapply_credit(
    patient: PatientKey, payment_id: str, application_id: str, actor: Actor, *, ledger: Ledger, clock: Clock
) -> Application:
    """Gives an application's credit back. Once: repeating it answers the same. Raises NotFound."""

    def attempt() -> Application:
        application = ledger.record(patient, payment_id, application_id)
        if not isinstance(application, Application):
            raise NotFound("application")
        if not application.is_active:
            return application
        payment, credit = ledger.payment_with_credit(patient, payment_id)
        if payment is None:
            raise NotFound("payment")
        posting = unapply(credit, payment, application, actor, clock.now())
        ledger.commit(posting)
        return next(record for record in posting.records if isinstance(record, Application))

    return retry_on_conflict(attempt, clock)
