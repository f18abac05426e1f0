"""Acts of staff on credit that no card paid here: record, void, transfer, import, and merge patients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from chalicelib.credit.balance_import import ImportRequest
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.merge import Merge, MergeRequest
from chalicelib.credit.opening_balances import COLUMNS
from chalicelib.credit.payment import Source, Tender
from chalicelib.credit.recording import RecordRequest
from chalicelib.credit.records import CreditTransfer
from chalicelib.credit.transfer import TransferRequest
from chalicelib.services.payments.payment_history import PaymentHistory
from chalicelib.services.payments.void_payment import VoidRequest
from tests.fakes.examples import SAM
from tests.simulation.asking import only, redirected, same_again
from tests.simulation.day import PEOPLE, Day
from tests.simulation.ledger_facts import IMPORTED

AMOUNTS = (500, 2_000, 5_000, 9_999)


def _record(day: Day, key: str) -> Callable[[], None]:
    """Cash that staff took, or goodwill."""
    source = day.random.choice((Source.RECORDED, Source.RECORDED, Source.MEMO))
    tender = Tender.CASH if source is Source.RECORDED else None
    request = RecordRequest(
        patient=day.random.choice(PEOPLE),
        source=source,
        amount=day.random.choice(AMOUNTS),
        location_id="loc_main",
        actor=SAM,
        idempotency_key=key,
        tender=tender,
    )

    def ask(patient: PatientKey) -> PaymentHistory:
        return day.service.services.record_payment(replace(request, patient=patient))

    def once() -> None:
        made = same_again(day, partial(redirected, day, request.patient, ask), lambda made: made)
        if isinstance(made, PaymentHistory):
            day.recorded.append((made.payment.patient, made.payment.id))

    return once


def _void(day: Day, key: str) -> Callable[[], None] | None:
    if not day.recorded:
        return None
    who, payment_id = day.random.choice(day.recorded)
    request = VoidRequest(patient=who, payment_id=payment_id, reason="twice", actor=SAM, idempotency_key=key)

    def ask(patient: PatientKey) -> PaymentHistory:
        return day.service.services.void_payment(replace(request, patient=patient))

    return lambda: only(day.insist(partial(redirected, day, who, ask)))


def _transfer(day: Day, key: str) -> Callable[[], None]:
    """Part of a payment, or all that is left of it, for another patient; sometimes on and back again."""
    who, payment_id = day.random.choice((*day.started, *day.recorded))
    request = TransferRequest(
        patient=who,
        payment_id=payment_id,
        to=day.random.choice([each for each in PEOPLE if each != who]),
        amount=day.random.choice((None, 300, 2_000)),
        reason="family",
        actor=SAM,
        idempotency_key=key,
    )

    def ask(patient: PatientKey) -> CreditTransfer:
        return day.service.services.transfer_credit(replace(request, patient=patient))

    def once() -> None:
        made = same_again(day, partial(redirected, day, who, ask), lambda made: made)
        if isinstance(made, CreditTransfer):
            day.recorded.append((made.to, made.to_payment_id))

    return once


def _import(day: Day, key: str) -> Callable[[], None]:
    """The clinic imports every patient's opening balances: all of it or nothing, once, however often."""
    lines = (f"{who.patient_id},,{12 + number}.00,loc_main,2026-01-31,{IMPORTED}" for number, who in enumerate(PEOPLE))
    content = "\n".join((",".join(COLUMNS), *lines)).encode()
    request = ImportRequest(clinic_id=PEOPLE[0].clinic_id, content=content, actor=SAM, idempotency_key=key)

    def run() -> tuple[int, int]:
        made = day.service.services.import_balances(request)
        return made.accepted, made.already_there

    return lambda: only(same_again(day, run, lambda made: made))


def _merge(day: Day, key: str) -> Callable[[], None]:
    """Two patients are one person. Often the process dies in the middle, and the sweep or another try finishes."""
    patient, into = day.random.sample(PEOPLE, 2)
    request = MergeRequest(patient=patient, into=into, reason="twice", actor=SAM, idempotency_key=key)

    def ask() -> Merge:
        return day.service.services.merge_patients(request)

    return lambda: only(same_again(day, ask, lambda made: (made.id, made.patient, made.into_id)))


OTHER_DEEDS = (_record, _void, _transfer, _transfer, _import, _merge)
