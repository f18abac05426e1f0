"""Lookups that several staff endpoints share, and ids in paths. What belongs to others is not found."""

from __future__ import annotations

import msgspec

from chalicelib.api.core.request import PatientRequest, StaffRequest
from chalicelib.api.schemas.common import Id, RequestedMoney, SystemId
from chalicelib.bootstrap import Services
from chalicelib.credit.clinic import Clinic
from chalicelib.credit.errors import Invalid, NotFound
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.merge import require_owner
from chalicelib.credit.payment import Payment, PaymentStatus

PATIENT = "/v1/clinic/patients/{patient_id}"
PAYMENT = PATIENT + "/payments/{id}"


class PatientPath(msgspec.Struct):
    patient_id: SystemId


class PaymentPath(msgspec.Struct):
    patient_id: SystemId
    id: Id


def current_clinic(request: PatientRequest | StaffRequest, services: Services) -> Clinic:
    return services.clinics.get(request.clinic_id)


def get_patient_credit(request: StaffRequest, path: PatientPath, services: Services) -> PatientCredit:
    """Raises NotFound for a patient unknown to this clinic."""
    credit = services.credit.credit(request.patient(path.patient_id))
    if not credit.known:
        raise NotFound("patient")
    return credit


def get_settled_payment(request: StaffRequest, path: PaymentPath, services: Services) -> Payment:
    """Raises NotFound, also for a top-up that has not been paid: it is not a payment yet. Raises PatientMerged."""
    payment = services.credit.payment(request.patient(path.patient_id), path.id)
    if payment is None or payment.status is not PaymentStatus.SUCCEEDED:
        raise NotFound("payment")
    require_owner(request.patient(path.patient_id), payment)
    return payment


def parse_amount(amount: int | RequestedMoney, request: PatientRequest | StaffRequest, services: Services) -> int:
    """The amount in minor units. Raises Invalid for money in another currency than the clinic's."""
    if isinstance(amount, int):
        return amount
    currency = services.clinics.profile(request.clinic_id).currency
    if amount.currency != currency:
        raise Invalid.field("amount.currency", f"must be the clinic's currency, {currency}")
    return amount.amount
