"""Reports of payments from Stripe's objects, in the business's words."""

from __future__ import annotations

from datetime import UTC, datetime

from chalicelib.credit.identity import PatientKey, is_opaque_id, is_system_id
from chalicelib.credit.payment import Card, Payment, PaymentError
from chalicelib.credit.stripe_report import PaymentRef, PaymentReport, PaymentReportKind
from chalicelib.stripe_gateway.objects import BalanceTransaction, Charge, LastError, PaymentIntent, TransferData, Wallet

POINTER = ("deployment", "clinic_id", "patient_id", "payment_id")
KINDS = {
    "succeeded": PaymentReportKind.SUCCEEDED,
    "processing": PaymentReportKind.PROCESSING,
    "canceled": PaymentReportKind.CANCELED,
}


def metadata_of(payment: Payment, deployment: str) -> dict[str, str]:
    """The metadata that points to the stored payment: opaque ids and nothing else, so no patient data in Stripe."""
    return {
        "deployment": deployment,
        "clinic_id": payment.holders[0].clinic_id,
        "patient_id": payment.holders[0].patient_id,
        "payment_id": payment.id,
    }


def metadata_of_intent(payment: Payment, deployment: str) -> dict[str, str]:
    """The same, with the attempt unless it is the first: of several PaymentIntents of a payment, one is current."""
    attempt = {"attempt": str(payment.intent_attempt)} if payment.intent_attempt else {}
    return {**metadata_of(payment, deployment), **attempt}


def group_of(payment: Payment, deployment: str) -> str:
    """The group of a PaymentIntent, its charge and its transfers: the same ids, in their order.

    Stripe lets it be set once (docs.stripe.com/api/payment_intents/update); metadata can be edited in the dashboard.
    """
    return "/".join(metadata_of_intent(payment, deployment).values())


def is_of_attempt(metadata: dict[str, str] | None, wanted: dict[str, str]) -> bool:
    """Whether metadata is that of `metadata_of_intent`, whatever else was added in the dashboard."""
    found = metadata or {}
    return all(found.get(name, "") == wanted.get(name, "") for name in {*wanted, "attempt"})


def ref_in(metadata: dict[str, str] | None, deployment: str) -> PaymentRef | None:
    """Return the payment that metadata points to, or None if it is another deployment's or another product's."""
    found = metadata or {}
    clinic_id, patient_id, payment_id = (found.get(name, "") for name in ("clinic_id", "patient_id", "payment_id"))
    if found.get("deployment") != deployment or not is_system_id(patient_id):
        return None
    if not is_opaque_id(clinic_id) or not is_opaque_id(payment_id):
        return None
    return PaymentRef(PatientKey(clinic_id, patient_id), payment_id)


def ref_of(group: str | None, metadata: dict[str, str] | None, deployment: str) -> PaymentRef | None:
    """Return the payment that an object's group names; without a group of this deployment's, that of its metadata."""
    named = dict(zip(POINTER, (group or "").split("/"), strict=False))
    return ref_in(named, deployment) or ref_in(metadata, deployment)


def report_of_intent(intent: PaymentIntent, deployment: str, of: Payment | None = None) -> PaymentReport | None:
    """Return the report of a PaymentIntent, or None if it is not this deployment's.

    `of` is the payment that is known to have it, whatever was made of its metadata in Stripe's dashboard.
    """
    pointer = PaymentRef(of.patient, of.id) if of else ref_in(intent.metadata, deployment)
    if pointer is None:
        return None
    charge = intent.latest_charge
    kind = KINDS.get(
        intent.status, PaymentReportKind.FAILED if intent.last_payment_error else PaymentReportKind.WAITING
    )
    return PaymentReport(
        kind=kind,
        pointer=pointer,
        payment_intent_id=intent.id,
        currency=intent.currency,
        amount_received=intent.amount_received,
        destination=_destination(intent.transfer_data),
        livemode=intent.livemode,
        charge_id=charge.id if isinstance(charge, Charge) else charge,
        card=_card(charge) if isinstance(charge, Charge) else None,
        charged_at=_charged_at(charge) if isinstance(charge, Charge) else None,
        stripe_fee=_fee(charge) if isinstance(charge, Charge) else None,
        error=_error(intent.last_payment_error),
    )


def report_of_charge(charge: Charge, deployment: str) -> PaymentReport | None:
    """Return the report of a successful charge, or None if it is not this deployment's or not captured."""
    pointer = ref_in(charge.metadata, deployment)
    if pointer is None or charge.payment_intent is None or not (charge.paid and charge.captured):
        return None
    return PaymentReport(
        kind=PaymentReportKind.SUCCEEDED,
        pointer=pointer,
        payment_intent_id=charge.payment_intent,
        currency=charge.currency,
        amount_received=charge.amount_captured,
        destination=_destination(charge.transfer_data),
        livemode=charge.livemode,
        charge_id=charge.id,
        card=_card(charge),
        charged_at=_charged_at(charge),
        stripe_fee=_fee(charge),
    )


def _destination(transfer: TransferData | None) -> str | None:
    return transfer.destination if transfer else None


def _card(charge: Charge) -> Card | None:
    details = charge.payment_method_details
    if details is None or details.card is None or not (details.card.brand and details.card.last4):
        return None
    return Card(details.card.brand, details.card.last4, wallet_type(details.card.wallet))


def wallet_type(wallet: Wallet | None) -> str | None:
    return wallet.type if wallet else None


def _charged_at(charge: Charge) -> datetime:
    return datetime.fromtimestamp(charge.created, UTC)


def _fee(charge: Charge) -> int | None:
    """Stripe's fee, if it is in the charge's currency: a platform that settles in another has one in that."""
    balance = charge.balance_transaction
    return balance.fee if isinstance(balance, BalanceTransaction) and balance.currency == charge.currency else None


def _error(error: LastError | None) -> PaymentError | None:
    if error is None:
        return None
    code = error.decline_code or error.code or "payment_failed"
    return PaymentError(code, (error.message or "The payment did not go through.")[:300])
