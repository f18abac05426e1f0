"""Releasing a payment that was held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chalicelib.credit.decisions import SavePayment
from chalicelib.credit.errors import NotFound
from chalicelib.credit.hold import release
from chalicelib.credit.identity import Actor, PatientKey
from chalicelib.credit.merge import require_owner
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.services.ports import Clock, CreditReader, PaymentStore
from chalicelib.services.retry import retry_on_conflict


class HeldPayments(CreditReader, PaymentStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseHold:
    ledger: HeldPayments
    clock: Clock

    def __call__(self, patient: PatientKey, payment_id: str, actor: Actor) -> Payment:
        """Make the payment's credit spendable again; repeating it changes nothing. Raises NotFound."""
        return retry_on_conflict(lambda: self._release(patient, payment_id, actor), self.clock)

    def _release(self, patient: PatientKey, payment_id: str, actor: Actor) -> Payment:
        payment = self.ledger.payment(patient, payment_id)
        if payment is None or payment.status is not PaymentStatus.SUCCEEDED:
            raise NotFound("payment")
        require_owner(patient, payment)
        match release(payment, actor, self.clock.now()):
            case SavePayment(released):
                self.ledger.save(released)
                return released
        return payment
