"""The story of each patient of the sandbox: together, payments of every state and age."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from infra.devstack.sandbox.people import OFFICE, REFUSES_REFUNDS, Patient

Story = Callable[[Patient, date], None]


def just_paid(patient: Patient, _today: date) -> None:
    """A top-up of today, unapplied"""
    patient.pay(10_000)


def pays_invoices(patient: Patient, today: date) -> None:
    """An invoice paid with credit, and one paid in part"""
    patient.invoice("CH-1001", 6_000, day=_days_before(today, 20))
    patient.invoice("CH-1002", 12_000, day=_days_before(today, 5))
    payment, _ = patient.pay(10_000, location="loc_island")
    patient.apply(payment, 6_000, "CH-1001")
    second, _ = patient.pay(5_000)
    patient.apply(second, 5_000, "CH-1002")


def is_refunded(patient: Patient, _today: date) -> None:
    """A refund to the card"""
    payment, _ = patient.pay(9_000)
    patient.refund(payment, 4_000)


def is_refused_a_refund(patient: Patient, _today: date) -> None:
    """A refund that the card refused"""
    payment, _ = patient.pay(8_000, REFUSES_REFUNDS)
    patient.refund(payment, 8_000)


def disputes(patient: Patient, _today: date) -> None:
    """A dispute that awaits the clinic's evidence"""
    _, intent = patient.pay(12_000)
    patient.service.bank.post("disputes", payment_intent=intent, reason="product_not_received")


def loses_a_dispute(patient: Patient, _today: date) -> None:
    """A dispute that the clinic lost"""
    _decided(patient, "lost")


def wins_a_dispute(patient: Patient, _today: date) -> None:
    """A dispute that the clinic won"""
    _decided(patient, "won")


def inquires(patient: Patient, _today: date) -> None:
    """An inquiry, which takes no money yet"""
    _, intent = patient.pay(7_500)
    patient.service.bank.post("disputes", payment_intent=intent, inquiry=True)


def is_warned(patient: Patient, _today: date) -> None:
    """An early fraud warning: the credit is on hold"""
    _, intent = patient.pay(20_000)
    patient.service.bank.post("fraud_warnings", payment_intent=intent)


def waits_for_the_bank(patient: Patient, _today: date) -> None:
    """A payment that the bank is processing, after one that is paid"""
    patient.pay(2_500)
    _, intent = patient.start(6_500)
    patient.service.bank.post("processing_rules", payment_intent=intent, until_ended=True)
    patient.service.stripe(f"payment_intents/{intent}/confirm", payment_method="pm_card_visa")


def gives_up(patient: Patient, _today: date) -> None:
    """A top-up that was left open, and a declined card"""
    patient.pay(2_500)
    patient.start(4_000)
    _, intent = patient.start(5_500)
    patient.service.stripe(f"payment_intents/{intent}/confirm", payment_method="pm_card_chargeDeclined")


def pays_at_reception(patient: Patient, today: date) -> None:
    """Recorded payments of many ages, with each tender"""
    for amount, days, tender in (
        (3_000, 5, "cash"),
        (4_500, 40, "cheque"),
        (5_500, 80, "e_transfer"),
        (6_500, 200, "terminal"),
        (7_000, 420, "other"),
    ):
        patient.record(source="recorded", amount=amount, tender=tender, received_on=_days_before(today, days))


def comes_from_another_system(patient: Patient, today: date) -> None:
    """Opening balances of the system before"""
    for amount, days in ((15_000, 500), (2_200, 120)):
        day = _days_before(today, days)
        patient.record(source="opening_balance", amount=amount, as_of=day, reference=f"Ledger {day}")


def is_given_credit(patient: Patient, _today: date) -> None:
    """A memo, and a recorded payment that was voided"""
    patient.record(source="memo", amount=2_000, reason="Goodwill for a canceled visit")
    mistaken = patient.record(source="recorded", amount=9_900, tender="cash")
    patient.void(mistaken)


def gives_to_family(patient: Patient, _today: date) -> None:
    """Credit transferred to Priya Nair"""
    payment, _ = patient.pay(9_500)
    patient.transfer(payment, "sbx_priya", 4_500)


def is_merged(patient: Patient, _today: date) -> None:
    """Two records of one person, merged"""
    patient.pay(3_300)
    into = Patient(patient.service, "sbx_quinn")
    into.pay(4_400, location="loc_island")
    body = {"from": patient.id, "into": into.id, "reason": "Registered twice"}
    patient.service.ask(OFFICE, "POST", "clinic/patient-merges", body, f"merge-{patient.id}")


def has_invoices(patient: Patient, today: date) -> None:
    """Open invoices, one voided, and one that shrank below what was applied"""
    for number in range(1, 6):
        patient.invoice(f"CH-20{number:02}", 4_000 + 500 * number, day=_days_before(today, 30 * number))
    patient.invoice("CH-2005", 6_500, revision=2, status="void", day=_days_before(today, 150))
    payment, _ = patient.pay(6_000)
    patient.apply(payment, 4_500, "CH-2001")
    patient.invoice("CH-2001", 3_000, revision=2, day=_days_before(today, 30))


def gets_cash_back(patient: Patient, today: date) -> None:
    """Cash recorded, and part of it given back"""
    payment = patient.record(source="recorded", amount=5_000, tender="cash", received_on=_days_before(today, 33))
    patient.refund(payment, 1_500, outside={"tender": "cash", "reference": "Drawer 2"})


STORIES: dict[str, Story] = {
    "sbx_ada": just_paid,
    "sbx_bruno": pays_invoices,
    "sbx_camille": is_refunded,
    "sbx_dmitri": is_refused_a_refund,
    "sbx_elif": disputes,
    "sbx_farid": loses_a_dispute,
    "sbx_grace": wins_a_dispute,
    "sbx_hugo": inquires,
    "sbx_ines": is_warned,
    "sbx_jonas": waits_for_the_bank,
    "sbx_keiko": gives_up,
    "sbx_lea": pays_at_reception,
    "sbx_mateo": comes_from_another_system,
    "sbx_nadia": is_given_credit,
    "sbx_omar": gives_to_family,
    "sbx_quinn_2": is_merged,
    "sbx_rosa": has_invoices,
    "sbx_sol": gets_cash_back,
}


def _decided(patient: Patient, status: str) -> None:
    _, intent = patient.pay(11_000)
    dispute = patient.service.bank.post("disputes", payment_intent=intent)
    patient.service.bank.post(f"disputes/{dispute['id']}/outcome", status=status)


def _days_before(today: date, days: int) -> str:
    return (today - timedelta(days=days)).isoformat()
