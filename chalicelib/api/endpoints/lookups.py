"""What a staff member's request is about: things of the caller's own clinic, and of no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.api.core.bridge import bridge
from chalicelib.credit.errors import NotFound
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Payment, PaymentStatus

if TYPE_CHECKING:
    from chalicelib.api.core.request import Call
    from chalicelib.credit.clinic import Clinic
    from chalicelib.credit.ledger import PatientCredit


def current_clinic(call: Call) -> Clinic:
    return bridge.services.clinics.get(call.caller.clinic_id)


def patient_key(call: Call) -> PatientKey:
    return PatientKey(call.caller.clinic_id, call.id("patient_id"))


def get_patient_credit(call: Call) -> PatientCredit:
    """The credit of the patient in the path. Raises NotFound for one whom this clinic's portal never saw."""
    credit = bridge.services.credit.credit(patient_key(call))
    if not credit.known:
        raise NotFound("patient")
    return credit


def get_settled_payment(call: Call) -> Payment:
    """The payment in the path. Raises NotFound: a top-up that wasn't paid is no payment yet."""
    payment = bridge.services.credit.payment(patient_key(call), call.id("id"))
    if payment is None or payment.status is not PaymentStatus.SUCCEEDED:
        raise NotFound("payment")
    return payment
