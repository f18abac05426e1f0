"""Patients who top up, and staff who spend, refund and change their minds. All retry when a request has no response."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from chalicelib.credit.apply import ApplyRequest
from chalicelib.credit.identity import PatientKey, derived_id
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Application, Refund
from chalicelib.services.refunds.refund_payment import RefundRequest
from chalicelib.services.top_ups.start_top_up import TopUpRequest
from tests.fakes.examples import SAM, invoice
from tests.simulation.asking import only, redirected, same_again, spawn
from tests.simulation.clinic_deeds import AMOUNTS, OTHER_DEEDS
from tests.simulation.day import PEOPLE, Day, Violated

PAYING = ("pays", "pays", "pays", "declines then pays", "waits on the bank", "pays late", "leaves")


def patient(day: Day, who: PatientKey, top_ups: int) -> None:
    """Top up a few times, one after the other."""
    for number in range(top_ups):
        day.scheduler.sleep(day.random.uniform(0, 20))
        asked = TopUpRequest(
            patient=who,
            patient_name="Ana Núñez",
            amount=day.random.choice(AMOUNTS),
            location_id=day.random.choice(("loc_main", "loc_north")),
            idempotency_key=f"key-{number}",
            language=None,
        )
        if day.random.random() < 0.3:
            spawn(day, f"{who.patient_id} twice", partial(start, day, asked))
        payment = start(day, asked)
        if payment:
            _pay(day, payment)


def start(day: Day, asked: TopUpRequest) -> Payment | None:
    """The same top-up every time it is asked for."""
    service = day.service

    def ask(patient: PatientKey) -> Payment:
        return service.services.start_top_up(replace(asked, patient=patient))

    def run() -> Payment:
        return redirected(day, asked.patient, ask)

    replies = [day.insist(run) for _ in range(day.random.choice((1, 1, 2)))]
    started = [reply for reply in replies if isinstance(reply, Payment)]
    if len({(one.id, one.payment_intent_id, one.client_secret) for one in started}) > 1:
        raise Violated(f"one top-up was answered with two PaymentIntents: {started}")
    if not started or not started[0].client_secret:
        return None
    day.started.append((started[0].patient, started[0].id))
    return started[0]


def _pay(day: Day, payment: Payment) -> None:
    who, intent, how = payment.patient, payment.payment_intent_id or "", day.random.choice(PAYING)
    day.scheduler.sleep(day.random.uniform(0, 60 if how != "pays late" else 20_000))
    if how == "leaves":
        return
    if how == "declines then pays":
        day.happens(f"the card of {intent} is declined", lambda: day.stripe.decline(intent))
        day.scheduler.sleep(day.random.uniform(0, 30))
    if how == "waits on the bank":
        day.happens(f"the bank thinks about {intent}", lambda: day.stripe.process(intent))
        return
    day.happens(f"{intent} is paid", lambda: day.stripe.pay(intent))
    if day.random.random() < 0.6:
        service = day.service
        day.insist(lambda: redirected(day, who, lambda patient: service.services.settle_top_up(patient, payment.id)))


def staff(day: Day, deeds: int) -> None:
    """Apply, unapply, refund and reissue at random."""
    for number in range(deeds):
        day.scheduler.sleep(day.random.choice((1.0, 15.0, 60.0, 400.0)))
        if not day.started and number:
            continue
        for _ in range(20):
            if not day.started:
                day.scheduler.sleep(10.0)
        if not day.started:
            return
        deed = day.random.choice((*USUAL_DEEDS, *OTHER_DEEDS))
        once = deed(day, f"staff-{number}-{day.random.randrange(10**6)}")
        if once and day.random.random() < 0.25:
            spawn(day, "staff twice", once)
        if once:
            once()


def _apply(day: Day, key: str) -> Callable[[], None]:
    who, payment_id = day.random.choice(day.started)
    amount, invoice = day.random.choice(AMOUNTS), f"inv_{day.random.randrange(5)}"

    def ask(patient: PatientKey) -> Application:
        request = _request(day, patient, payment_id, key, amount, invoice)
        return day.service.services.apply_credit(patient, payment_id, request)

    def once() -> None:
        made = same_again(
            day, partial(redirected, day, who, ask), lambda made: (made.id, made.amount, made.unapplied_at)
        )
        if isinstance(made, Application):
            day.applied.append((who, payment_id, made.id))

    return once


def _apply_oldest(day: Day, key: str) -> Callable[[], None]:
    who, amount = day.random.choice(PEOPLE), day.random.choice((700, 6_000, 12_000))

    def ask(patient: PatientKey) -> tuple[Application, ...]:
        request = _request(day, patient, "", key, amount, "inv_all")
        return day.service.services.apply_oldest_first(patient, request)

    def once() -> None:
        made = same_again(
            day, partial(redirected, day, who, ask), lambda made: sorted((one.id, one.amount) for one in made)
        )
        if isinstance(made, tuple):
            if sum(one.amount for one in made) != amount:
                raise Violated(f"{amount} asked, applied {made}")
            day.applied.extend((who, one.payment_id, one.id) for one in made)

    return once


def _request(day: Day, who: PatientKey, payment_id: str, key: str, amount: int, invoice: str) -> ApplyRequest:
    return ApplyRequest(
        invoice_id=invoice,
        amount=amount,
        actor=SAM,
        at=day.service.clock.now(),
        key=derived_id("apply", who.clinic_id, who.patient_id, payment_id, key),
        hash=f"{amount}{invoice}",
    )


def _send(day: Day, key: str) -> Callable[[], None]:
    """The clinic's system sends an invoice, or another revision of it: less, more, or void."""
    amount, revision = day.random.choice((0, 300, 2_000, 8_000)), day.random.randrange(1, 6)
    sent = invoice(
        f"inv_{day.random.randrange(5)}",
        patient=day.random.choice(PEOPLE),
        amount=amount or 500,
        revision=revision,
        is_void=not amount,
        body_hash=str(amount),
    )
    service = day.service

    def ask(patient: PatientKey) -> Invoice:
        return service.services.put_invoice(replace(sent, patient=patient)).invoice

    return lambda: only(day.insist(partial(redirected, day, sent.patient, ask)))


def _unapply(day: Day, key: str) -> Callable[[], None] | None:
    if not day.applied:
        return None
    who, payment_id, made = day.random.choice(day.applied)
    service = day.service

    def ask(patient: PatientKey) -> Application:
        return service.services.unapply_credit(patient, payment_id, made, SAM)

    return lambda: only(day.insist(partial(redirected, day, who, ask)))


def _refund(day: Day, key: str) -> Callable[[], None]:
    who, payment_id = day.random.choice(day.started)
    amount = day.random.choice(AMOUNTS)
    request = RefundRequest(
        patient=who, payment_id=payment_id, amount=amount, reason="asked", actor=SAM, idempotency_key=key
    )
    service = day.service

    def ask(patient: PatientKey) -> Refund:
        return service.services.refund_payment(replace(request, patient=patient))

    return lambda: only(same_again(day, partial(redirected, day, who, ask), lambda made: (made.id, made.amount)))


def _duplicate(day: Day, key: str) -> Callable[[], None]:
    who, payment_id = day.random.choice(day.started)
    service = day.service

    def ask(patient: PatientKey) -> bool:
        with suppress(AttributeError):  # The simulated S3 signs no addresses.
            service.services.link_duplicate(patient, payment_id, SAM)
        return True

    return lambda: only(day.insist(partial(redirected, day, who, ask)))


USUAL_DEEDS = (_apply, _apply, _apply_oldest, _send, _unapply, _refund, _refund, _duplicate)
