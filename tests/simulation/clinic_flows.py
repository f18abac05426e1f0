"""The flows of what the clinic records itself: payments without Stripe, invoices, transfers, imports."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from functools import partial
from typing import Any

from chalicelib.credit.balance_import import ABANDON_AFTER, BalanceImport, ImportRequest
from chalicelib.credit.billing_settings import AutomaticApplication
from chalicelib.credit.identity import Actor, PatientKey
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.merge import MergeRequest
from chalicelib.credit.opening_balances import COLUMNS
from chalicelib.credit.payment import Source, Tender
from chalicelib.credit.person import Person
from chalicelib.credit.recording import RecordRequest
from chalicelib.credit.records import OutsideRefund
from chalicelib.credit.transfer import TransferRequest
from chalicelib.services.imports.import_balances import begun
from chalicelib.services.imports.post_import import PostImport
from chalicelib.services.patients.finish_merge import FinishMerge
from chalicelib.services.payments.void_payment import VoidRequest
from chalicelib.services.refunds.refund_payment import RefundRequest
from tests.fakes.examples import ANA, BEN, SAM, invoice
from tests.simulation.day import Day
from tests.simulation.flows import (
    FLOWS,
    Deed,
    Flow,
    apply_request,
    asked,
    catch_up,
    credited,
    newest_event,
    start,
    stream,
)
from tests.simulation.ledger_facts import IMPORTED
from tests.simulation.stripe import disputes

FILE = "\n".join(
    (
        ",".join(COLUMNS),
        f"{ANA.patient_id},Ana Núñez,12.00,loc_main,2026-01-31,{IMPORTED}",
        f"{BEN.patient_id},,7.00,loc_north,2026-01-31,{IMPORTED}",
        f"pat_nia,Nia Obi,0.50,loc_main,2026-01-31,{IMPORTED}",
    )
).encode()
NEEDS: dict[Source, dict[str, Any]] = {
    Source.RECORDED: {"tender": Tender.CASH},
    Source.MEMO: {"reason": "sorry"},
    Source.OPENING_BALANCE: {"reference": "typed"},
}


def record_request(source: Source = Source.RECORDED, patient: PatientKey = ANA, key: str = "key-1") -> RecordRequest:
    return RecordRequest(
        patient=patient,
        source=source,
        amount=4_000,
        location_id="loc_main",
        actor=SAM,
        idempotency_key=key,
        **NEEDS[source],
    )


def recorded(day: Day, patient: PatientKey = ANA, key: str = "key-1") -> str:
    return day.service.services.record_payment(record_request(patient=patient, key=key)).payment.id


def _recording(day: Day, source: Source) -> Deed:
    return partial(day.service.services.record_payment, record_request(source))


def _voiding(day: Day) -> Deed:
    request = VoidRequest(patient=ANA, payment_id=recorded(day), reason="twice", actor=SAM, idempotency_key="void-1")
    return partial(day.service.services.void_payment, request)


def _giving_back_in_cash(day: Day) -> Deed:
    request = RefundRequest(
        patient=ANA,
        payment_id=recorded(day),
        amount=1_500,
        reason="asked",
        actor=SAM,
        idempotency_key="refund-1",
        outside=OutsideRefund(Tender.CASH),
    )
    return partial(day.service.services.refund_payment, request)


def _transferring(day: Day) -> Deed:
    payment_id = credited(day)
    recorded(day, BEN)
    request = TransferRequest(
        patient=ANA, payment_id=payment_id, to=BEN, amount=2_000, reason="family", actor=SAM, idempotency_key="move-1"
    )
    return partial(day.service.services.transfer_credit, request)


def _sending(day: Day) -> Deed:
    recorded(day)
    return partial(day.service.services.put_invoice, invoice(amount=3_000))


def _change_settings(day: Day, **changes: Any) -> None:
    settings = day.service.clinics.get(ANA.clinic_id).settings
    changed = replace(settings, version=settings.version + 1, changed_by=SAM, changed_at=day.service.clock.now())
    day.service.clinics.save_settings(ANA.clinic_id, replace(changed, **changes), "changed")


def _applying_automatically(day: Day) -> Deed:
    """An invoice arrives, and the stream applies credit to it."""
    _change_settings(day, apply_automatically=AutomaticApplication.OLDEST_FIRST)
    _sending(day)()
    return stream(day)


def _revising(day: Day, **changes: Any) -> Deed:
    """Another revision of an invoice to which two payments are applied."""
    sent = invoice(amount=7_000)
    day.service.services.put_invoice(sent)
    for number, key in enumerate(("key-1", "key-2")):
        request = replace(apply_request(day, key, 3_500), invoice_id=sent.id)
        day.service.services.apply_credit(ANA, recorded(day, key=f"{key}-{number}"), request)
    revised: Invoice = replace(sent, revision=2, body_hash="other", **changes)
    return partial(day.service.services.put_invoice, revised)


def _applying_themselves(day: Day) -> Deed:
    _change_settings(day, patients_may_apply=True)
    _sending(day)()
    actor = Actor("patient", ANA.patient_id)
    request = replace(apply_request(day, "own", 1_000), invoice_id=invoice().id, actor=actor)
    return partial(day.service.services.apply_to_own_invoice, ANA, request)


def import_request(content: bytes = FILE) -> ImportRequest:
    return ImportRequest(clinic_id=ANA.clinic_id, content=content, actor=SAM, idempotency_key="import-1")


def _importing(day: Day) -> Deed:
    recorded(day)
    return partial(day.service.services.import_balances, import_request())


def _finishing_an_import(day: Day) -> Deed:
    """The request died after the commit; the sweep posts the lines."""
    importing = day.service.services.import_balances
    posting = importing.post_import
    dying = DeadAfterCommit(ledger=posting.ledger, clinics=posting.clinics, clock=posting.clock)
    replace(importing, post_import=dying)(import_request())
    return day.service.sweep


class DeadAfterCommit(PostImport):
    """The process is gone before it posts a line."""

    def __call__(self, found: BalanceImport, until: datetime) -> bool:
        return False


def _undoing_an_import(day: Day) -> Deed:
    """The request died before the commit; the sweep removes what it staged."""
    importing = day.service.services.import_balances
    checked = importing.check(import_request())
    staged = begun(import_request(), checked, day.service.clock.now())
    importing.ledger.save_import(staged)
    importing.ledger.stage(staged, 0, checked.read)
    day.scheduler.time.seconds += ABANDON_AFTER.total_seconds()
    return day.service.sweep


def _before_a_merge(day: Day) -> MergeRequest:
    """Ana has credit, part of it on an invoice, a top-up under way and a card; Ben has credit and a card."""
    service, payment_id = day.service, credited(day)
    sent = invoice(amount=3_000)
    service.services.put_invoice(sent)
    service.services.apply_credit(ANA, payment_id, apply_request(day, payment_id, 2_000))
    start(day, asked("key-2"))
    service.services.ensure_customer(BEN)
    recorded(day, BEN)
    service.services.save_person(Person(patient=ANA, name="Ana Núñez"))
    catch_up(day)
    return MergeRequest(patient=ANA, into=BEN, reason="twice", actor=SAM, idempotency_key="key-1")


def _merging(day: Day) -> Deed:
    return partial(day.service.services.merge_patients, _before_a_merge(day))


def _paid_after_a_merge(day: Day) -> Deed:
    """The patient pays the top-up that was under way."""
    day.service.services.merge_patients(_before_a_merge(day))
    day.stripe.pay("pi_2")
    return newest_event(day, "payment_intent.succeeded")


def _disputed_after_a_merge(day: Day) -> Deed:
    day.service.services.merge_patients(_before_a_merge(day))
    disputes.dispute(day.stripe, "pi_1", inquiry=False)
    return newest_event(day, "charge.dispute.funds_withdrawn")


def _finishing_a_merge(day: Day) -> Deed:
    """The request died after the commit; the sweep moves everything."""
    _begin_and_die(day)
    return day.service.sweep


def _begin_and_die(day: Day) -> None:
    services = day.service.services
    request = _before_a_merge(day)
    replace(services.merge_patients, finish_merge=DeadBeforeMoving(**vars_of(services.finish_merge)))(request)


def _sending_amid_a_merge(day: Day) -> Deed:
    """The request died after the commit; the clinic's system already sends the invoice for the other patient."""
    _begin_and_die(day)
    return partial(day.service.services.put_invoice, invoice(amount=1_000, patient=BEN, revision=2, body_hash="other"))


def _forgetting(day: Day) -> Deed:
    """An operator removes the data of two patients that became one, and the clinic's system sends the name again."""
    day.service.services.merge_patients(_before_a_merge(day))
    day.stripe.pay("pi_2")
    catch_up(day)
    services = day.service.services

    def forget_and_send() -> None:
        services.erase_patient(BEN)
        services.save_person(Person(patient=BEN, name="Ana Núñez"))

    return forget_and_send


class DeadBeforeMoving(FinishMerge):
    """The process is gone before anything moved."""

    def __call__(self, patient: PatientKey) -> bool:
        return False


def vars_of(merge: FinishMerge) -> dict[str, Any]:
    return {each.name: getattr(merge, each.name) for each in fields(merge)}


CLINIC_FLOWS = (
    Flow("staff merge two patients", _merging),
    Flow("the sweep finishes a merge", _finishing_a_merge),
    Flow("an invoice is sent amid a merge", _sending_amid_a_merge),
    Flow("an operator forgets a merged patient", _forgetting),
    Flow("a top-up is paid after a merge", _paid_after_a_merge),
    Flow("a payment is disputed after a merge", _disputed_after_a_merge),
    Flow("staff record cash", partial(_recording, source=Source.RECORDED)),
    Flow("staff give a memo", partial(_recording, source=Source.MEMO)),
    Flow("staff record an opening balance", partial(_recording, source=Source.OPENING_BALANCE)),
    Flow("staff void a payment", _voiding),
    Flow("staff give money back in cash", _giving_back_in_cash),
    Flow("staff transfer credit", _transferring),
    Flow("the clinic's system sends an invoice", _sending),
    Flow("an invoice is paid automatically", _applying_automatically),
    Flow("an invoice shrinks", partial(_revising, amount=1_000)),
    Flow("an invoice is voided", partial(_revising, is_void=True)),
    Flow("a patient applies their own credit", _applying_themselves),
    Flow("the clinic imports opening balances", _importing),
    Flow("the sweep finishes an import", _finishing_an_import),
    Flow("the sweep undoes an import", _undoing_an_import),
)
EVERY_FLOW = (*FLOWS, *CLINIC_FLOWS)
