"""Patients who top up, and staff who spend, refund and change their minds. All retry when a request has no response."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from chalicelib.credit.apply import ApplyRequest
from chalicelib.credit.balance_import import ImportRequest
from chalicelib.credit.errors import CreditError
from chalicelib.credit.identity import Actor, PatientKey, derived_id
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.opening_balances import COLUMNS
from chalicelib.credit.payment import Payment, Source, Tender
from chalicelib.credit.recording import RecordRequest
from chalicelib.credit.records import Application, CreditTransfer, Refund
from chalicelib.credit.transfer import TransferRequest
from chalicelib.services.payments.payment_history import PaymentHistory
from chalicelib.services.payments.void_payment import VoidRequest
from chalicelib.services.refunds.refund_payment import RefundRequest
from chalicelib.services.top_ups.start_top_up import TopUpRequest
from tests.fakes.examples import invoice
from tests.simulation.day import PEOPLE, Day, Violated
from tests.simulation.ledger_facts import IMPORTED

SAM = Actor("staff", "usr_sam")
AMOUNTS = (500, 2_000, 5_000, 9_999)
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

    def run() -> Payment:
        return service.services.start_top_up(asked)

    replies = [day.insist(run) for _ in range(day.random.choice((1, 1, 2)))]
    started = [reply for reply in replies if isinstance(reply, Payment)]
    if len({(one.id, one.payment_intent_id, one.client_secret) for one in started}) > 1:
        raise Violated(f"one top-up was answered with two PaymentIntents: {started}")
    if not started or not started[0].client_secret:
        return None
    day.started.append((asked.patient, started[0].id))
    return started[0]


def _pay(day: Day, payment: Payment) -> None:
    intent, how = payment.payment_intent_id or "", day.random.choice(PAYING)
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
        day.insist(lambda: service.services.settle_top_up(payment.patient, payment.id))


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
        deed = day.random.choice((*USUAL_DEEDS, *OTHER_SOURCES))
        once = deed(day, f"staff-{number}-{day.random.randrange(10**6)}")
        if once and day.random.random() < 0.25:
            spawn(day, "staff twice", once)
        if once:
            once()


def _apply(day: Day, key: str) -> Callable[[], None]:
    who, payment_id = day.random.choice(day.started)
    amount, invoice = day.random.choice(AMOUNTS), f"inv_{day.random.randrange(5)}"

    def run() -> Application:
        request = _request(day, who, payment_id, key, amount, invoice)
        return day.service.services.apply_credit(who, payment_id, request)

    def once() -> None:
        made = _same_again(day, run, lambda made: (made.id, made.amount, made.unapplied_at))
        if isinstance(made, Application):
            day.applied.append((who, payment_id, made.id))

    return once


def _apply_oldest(day: Day, key: str) -> Callable[[], None]:
    who, amount = day.random.choice(PEOPLE), day.random.choice((700, 6_000, 12_000))

    def run() -> tuple[Application, ...]:
        request = _request(day, who, "", key, amount, "inv_all")
        return day.service.services.apply_oldest_first(who, request)

    def once() -> None:
        made = _same_again(day, run, lambda made: sorted((one.id, one.amount) for one in made))
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

    def run() -> Invoice:
        return service.services.put_invoice(sent).invoice

    return lambda: _only(day.insist(run))


def _unapply(day: Day, key: str) -> Callable[[], None] | None:
    if not day.applied:
        return None
    who, payment_id, made = day.random.choice(day.applied)
    service = day.service
    return lambda: _only(day.insist(lambda: service.services.unapply_credit(who, payment_id, made, SAM)))


def _refund(day: Day, key: str) -> Callable[[], None]:
    who, payment_id = day.random.choice(day.started)
    amount = day.random.choice(AMOUNTS)
    request = RefundRequest(
        patient=who, payment_id=payment_id, amount=amount, reason="asked", actor=SAM, idempotency_key=key
    )
    service = day.service

    def run() -> Refund:
        return service.services.refund_payment(request)

    return lambda: _only(_same_again(day, run, lambda made: (made.id, made.amount)))


def _duplicate(day: Day, key: str) -> Callable[[], None]:
    who, payment_id = day.random.choice(day.started)
    service = day.service

    def run() -> bool:
        try:
            service.services.link_duplicate(who, payment_id, SAM)
        except AttributeError:  # The simulated S3 signs no addresses.
            return True
        return True

    return lambda: _only(day.insist(run))


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

    def once() -> None:
        made = _same_again(day, lambda: day.service.services.record_payment(request), lambda made: made)
        if isinstance(made, PaymentHistory):
            day.recorded.append((request.patient, made.payment.id))

    return once


def _void(day: Day, key: str) -> Callable[[], None] | None:
    if not day.recorded:
        return None
    who, payment_id = day.random.choice(day.recorded)
    request = VoidRequest(patient=who, payment_id=payment_id, reason="twice", actor=SAM, idempotency_key=key)
    return lambda: _only(day.insist(lambda: day.service.services.void_payment(request)))


def _transfer(day: Day, key: str) -> Callable[[], None]:
    """Part of a payment, or all that is left of it, for the other patient; sometimes on and back again."""
    who, payment_id = day.random.choice((*day.started, *day.recorded))
    request = TransferRequest(
        patient=who,
        payment_id=payment_id,
        to=next(each for each in PEOPLE if each != who),
        amount=day.random.choice((None, 300, 2_000)),
        reason="family",
        actor=SAM,
        idempotency_key=key,
    )

    def once() -> None:
        made = _same_again(day, lambda: day.service.services.transfer_credit(request), lambda made: made)
        if isinstance(made, CreditTransfer):
            day.recorded.append((made.to, made.to_payment_id))

    return once


def _import(day: Day, key: str) -> Callable[[], None]:
    """The clinic imports both patients' opening balances: all of it or nothing, once, however often."""
    lines = (f"{who.patient_id},,{12 + number}.00,loc_main,2026-01-31,{IMPORTED}" for number, who in enumerate(PEOPLE))
    content = "\n".join((",".join(COLUMNS), *lines)).encode()
    request = ImportRequest(clinic_id=PEOPLE[0].clinic_id, content=content, actor=SAM, idempotency_key=key)

    def run() -> tuple[int, int]:
        made = day.service.services.import_balances(request)
        return made.accepted, made.already_there

    return lambda: _only(_same_again(day, run, lambda made: made))


USUAL_DEEDS = (_apply, _apply, _apply_oldest, _send, _unapply, _refund, _refund, _duplicate)
OTHER_SOURCES = (_record, _void, _transfer, _transfer, _import)


def _same_again(day: Day, run: Callable[[], Any], seen: Callable[[Any], object]) -> Any:
    """A request that was answered is answered the same when it is repeated."""
    made = day.insist(run)
    if made is None or isinstance(made, CreditError) or day.random.random() < 0.5:
        return made
    again = day.insist(run)
    if again is not None and (isinstance(again, CreditError) or seen(again) != seen(made)):
        raise Violated(f"the same request was answered {made} and then {again}")
    return made


def _only(_: object) -> None:
    return None


def spawn(day: Day, name: str, run: Callable[[], object]) -> None:
    """Start a person whose end the day waits for."""
    day.busy_people += 1

    def until_done() -> None:
        run()
        day.busy_people -= 1

    day.scheduler.spawn(name, until_done)
