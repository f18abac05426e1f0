"""The parts of a refusal: the code for programs, the sentence for people, and the field that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.credit import errors
from chalicelib.credit.apply import MOST_LINES
from chalicelib.credit.billing_settings import BillingSettings, check_settings
from chalicelib.credit.clinic import ClinicClosure, Ineligible
from chalicelib.credit.errors import CreditError
from chalicelib.credit.invoice import MOST_APPLICATIONS, revise
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.merge import MergeRequest, begin
from chalicelib.credit.outside_refund import CARDS_TAKE_REFUNDS_FOR, require_refundable
from chalicelib.credit.payment import PaymentStatus, Source, Tender
from chalicelib.credit.person import Person, check_person
from chalicelib.credit.recording import RecordRequest, new_payment, reserve_memo
from chalicelib.credit.records import DisputeStatus, OutsideRefund, RefundStatus
from chalicelib.credit.refund import reserve
from chalicelib.credit.text import require_text
from chalicelib.credit.transfer import TransferRequest, transfer
from chalicelib.credit.void import void
from tests.fakes.examples import ANA, BEN, SAM, account, dispute, invoice, maple, payment, refund
from tests.fakes.small import NOON

PAID = payment(status=PaymentStatus.SUCCEEDED, succeeded_at=NOON)
CREDIT = PatientCredit(patient=ANA, balance=5_000)
CASH = OutsideRefund(tender=Tender.CASH)


def recorded(source: Source = Source.RECORDED, **changes: Any) -> RecordRequest:
    usual: dict[str, Any] = {"amount": 5_000, "location_id": "loc_main", "actor": SAM, "idempotency_key": "key-1"}
    return RecordRequest(patient=ANA, source=source, **{**usual, **changes})


def transferred(amount: int | None = 1_000, room: int = 9_000, to: Any = BEN, **changes: Any) -> object:
    request = TransferRequest(
        patient=ANA, payment_id="pay_1", to=to, amount=amount, reason="mother", actor=SAM, idempotency_key="key-1"
    )
    records = changes.pop("records", ())
    one = replace(PAID, **changes)
    return transfer(request, one, CREDIT, PatientCredit(patient=BEN), records, name="Ben", room=room, at=NOON)


def merged(into: Any, *numbers: str) -> object:
    request = MergeRequest(patient=ANA, into=BEN, reason="twice", actor=SAM, idempotency_key="key-1")
    mine = [invoice(f"inv_{each}", number=each) for each in numbers]
    return begin(request, into, (mine, [invoice("inv_Z", is_void=True), *mine]), NOON)


REFUSALS: dict[str, tuple[Callable[[], object], str, str, dict[str, str]]] = {
    "a closed clinic": (
        lambda: replace(
            maple(), profile=replace(maple().profile, closed=ClinicClosure(at=NOON, reason="moved"))
        ).open_location("loc_main"),
        "clinic_closed",
        "The clinic is closed: it takes no more credit. Contact your administrator.",
        {},
    ),
    "an unknown location": (
        lambda: maple().open_location("loc_other"),
        "not_found",
        "Location not found.",
        {"location_id": "must be one of the clinic's locations"},
    ),
    "a closed location": (
        lambda: maple().open_location("loc_closed"),
        "location_inactive",
        "location_id: must be an active location",
        {"location_id": "must be an active location"},
    ),
    "a void invoice": (
        lambda: invoice(is_void=True).require(1),
        "invoice_void",
        "Invoice INV-1001 is void. Choose another invoice.",
        {"invoice_id": "must be an open invoice"},
    ),
    "more than is left of an invoice": (
        lambda: invoice(credited=2_000).require(10_001),
        "exceeds_invoice",
        "At most 10000 (minor units) is left of invoice INV-1001.",
        {"amount": "must be at most 10000"},
    ),
    "an invoice of many applications": (
        lambda: invoice(applications=(("pay_1", "app_1"),) * MOST_APPLICATIONS).require(1),
        "too_many_lines",
        "This invoice has too many applications.",
        {},
    ),
    "an older revision": (
        lambda: revise(invoice(revision=2), invoice(revision=1)),
        "stale_revision",
        "Revision 2 of this invoice is stored already.",
        {"revision": "must be higher than 2"},
    ),
    "a revision with another body": (
        lambda: revise(invoice(revision=2), invoice(revision=2, body_hash="1")),
        "revision_conflict",
        "Revision 2 of this invoice was sent with another body.",
        {"revision": "must be higher than 2 for another body"},
    ),
    "a merge into the same patient": (
        lambda: merged(ANA),
        "invalid_request",
        "into: must be another patient, and not one that was merged into this one",
        {"into": "must be another patient, and not one that was merged into this one"},
    ),
    "a merge of patients with one invoice": (
        lambda: merged(BEN, "B", "A"),
        "same_invoice_id",
        "Both patients have an invoice with the same ID: A, B. Void one of each first.",
        {"from": "has open invoices with the same IDs as the other patient's: A, B"},
    ),
    "a merge of patients with many same invoices": (
        lambda: merged(BEN, *"FEDCBAG"),
        "same_invoice_id",
        "Both patients have an invoice with the same ID: A, B, C, D, E and 2 more. Void one of each first.",
        {"from": "has open invoices with the same IDs as the other patient's: A, B, C, D, E and 2 more"},
    ),
    "a refund of goodwill": (
        lambda: require_refundable(replace(PAID, source=Source.MEMO), CASH, (), NOON),
        "not_refundable",
        "This credit was given by the clinic, so there is nothing to refund.",
        {},
    ),
    "a refund of cash to a card": (
        lambda: require_refundable(replace(PAID, source=Source.RECORDED), None, (), NOON),
        "outside_refund_required",
        "No card paid this. State how the money was given back, in `outside`.",
        {},
    ),
    "a refund of a card in cash": (
        lambda: require_refundable(PAID, CASH, (refund(),), NOON + CARDS_TAKE_REFUNDS_FOR),
        "refundable_to_card",
        "Refund this payment to its card.",
        {},
    ),
    "a refund while disputed": (
        lambda: reserve(CREDIT, PAID, refund(), [dispute()]),
        "disputed",
        "This payment is disputed. Stripe refunds it only after the dispute.",
        {},
    ),
    "a refund of more than there is": (
        lambda: reserve(CREDIT, PAID, refund(amount=5_001), []),
        "insufficient_credit",
        "There is not enough unapplied credit: at most 5000 (minor units) can be used now.",
        {"amount": "must be at most 5000"},
    ),
    "a transfer to the same patient": (
        lambda: transferred(to=ANA),
        "invalid_request",
        "to_patient_id: must be another patient",
        {"to_patient_id": "must be another patient"},
    ),
    "a transfer while disputed": (
        lambda: transferred(disputed=1),
        "disputed",
        "This payment is disputed. Its credit can't be transferred.",
        {},
    ),
    "a transfer while a dispute is open": (
        lambda: transferred(records=(dispute(),)),
        "disputed",
        "This payment is disputed. Its credit can't be transferred.",
        {},
    ),
    "a transfer of a payment of many lines": (
        lambda: transferred(entry_numbers=tuple(range(MOST_LINES))),
        "too_many_lines",
        "This payment has too many lines. Transfer another payment.",
        {},
    ),
    "a transfer of more than there is": (
        lambda: transferred(5_001),
        "insufficient_credit",
        "There is not enough unapplied credit: at most 5000 (minor units) can be used now.",
        {"amount": "must be at most 5000"},
    ),
    "a transfer of nothing": (
        lambda: transferred(None, applied=5_000),
        "insufficient_credit",
        "There is not enough unapplied credit: at most 0 (minor units) can be used now.",
        {"amount": "must be at most 0"},
    ),
    "a transfer of more than the other may have": (
        lambda: transferred(1_000, room=999),
        "balance_maximum_exceeded",
        "amount: must be at most 999, by the clinic's maximum of a patient's balance",
        {"amount": "must be at most 999, by the clinic's maximum of a patient's balance"},
    ),
    "voiding what Stripe took": (
        lambda: void(CREDIT, PAID, reason="r", actor=SAM, at=NOON),
        "not_voidable",
        "This payment can't be voided. Refund it instead.",
        {},
    ),
    "voiding twice": (
        lambda: void(CREDIT, replace(PAID, source=Source.RECORDED, voided=5_000), reason="r", actor=SAM, at=NOON),
        "not_voidable",
        "This payment is void already.",
        {},
    ),
    "voiding what is used": (
        lambda: void(CREDIT, replace(PAID, source=Source.RECORDED, applied=1), reason="r", actor=SAM, at=NOON),
        "not_voidable",
        "Part of this payment is used. Unapply it first; what was refunded or transferred stays.",
        {},
    ),
    "a payment of tomorrow": (
        lambda: new_payment(recorded(received_on=date(2026, 11, 24)), maple(), NOON),
        "invalid_request",
        "received_on: must be from 1990-01-01 to today, 2026-11-23",
        {"received_on": "must be from 1990-01-01 to today, 2026-11-23"},
    ),
    "a balance of long ago": (
        lambda: new_payment(recorded(Source.OPENING_BALANCE, received_on=date(1989, 12, 31)), maple(), NOON),
        "invalid_request",
        "as_of: must be from 1990-01-01 to today, 2026-11-23",
        {"as_of": "must be from 1990-01-01 to today, 2026-11-23"},
    ),
    "a memo beyond the day's": (
        lambda: reserve_memo(replace(PAID, received_on=NOON.date()), maple(), 195_001),
        "memo_limit_exceeded",
        "amount: must be at most 4999 today, by the clinic's limits on memos",
        {"amount": "must be at most 4999 today, by the clinic's limits on memos"},
    ),
    "a memo when none is left": (
        lambda: reserve_memo(replace(PAID, received_on=NOON.date()), maple(), 300_000),
        "memo_limit_exceeded",
        "amount: must be at most 0 today, by the clinic's limits on memos",
        {"amount": "must be at most 0 today, by the clinic's limits on memos"},
    ),
    "a memo beyond its own limit": (
        lambda: reserve_memo(replace(PAID, received_on=NOON.date()), maple(memo_maximum=4_999), 0),
        "memo_limit_exceeded",
        "amount: must be at most 4999 today, by the clinic's limits on memos",
        {"amount": "must be at most 4999 today, by the clinic's limits on memos"},
    ),
    "hidden text": (
        lambda: require_text("reason", "a\u202eb", 9),
        "invalid_request",
        "reason: must hold no line break, control or direction character",
        {"reason": "must hold no line break, control or direction character"},
    ),
    "invisible text": (
        lambda: require_text("reason", " \u2800 ", 9),
        "invalid_request",
        "reason: must hold at least one visible character",
        {"reason": "must hold at least one visible character"},
    ),
    "long text": (
        lambda: require_text("reason", " " + "a" * 10, 9),
        "invalid_request",
        "reason: must be at most 9 characters",
        {"reason": "must be at most 9 characters"},
    ),
    "a person without name and address": (
        lambda: check_person(Person(patient=ANA, name="", email="ana")),
        "invalid_request",
        "Some fields are not valid.",
        {
            "name": "must hold at least one visible character",
            "email": "must be an e-mail address, such as ana@example.com, or null",
        },
    ),
    "a balance above the maximum": (
        lambda: raised(errors.BalanceMaximumExceeded(70)),
        "balance_maximum_exceeded",
        "amount: must be at most 70, or the balance exceeds what the clinic allows",
        {"amount": "must be at most 70, or the balance exceeds what the clinic allows"},
    ),
    "a balance far above the maximum": (
        lambda: raised(errors.BalanceMaximumExceeded(-70)),
        "balance_maximum_exceeded",
        "amount: must be at most 0, or the balance exceeds what the clinic allows",
        {"amount": "must be at most 0, or the balance exceeds what the clinic allows"},
    ),
    "a deleted customer": (
        lambda: raised(errors.CustomerDeleted()),
        "refused_by_stripe",
        "The patient's customer was deleted at Stripe.",
        {},
    ),
    "what Stripe refused": (
        lambda: raised(errors.RefusedByStripe("card_declined")),
        "refused_by_stripe",
        "Stripe refused this. Nothing was charged.",
        {},
    ),
    "top-ups that are off": (
        lambda: raised(errors.TopUpsUnavailable("no_primary_account")),
        "top_ups_unavailable",
        "This clinic does not take account credit at the moment. No payment was started.",
        {},
    ),
    "another clinic's account": (
        lambda: raised(errors.account_taken("acct_1")),
        "not_allowed",
        "The account acct_1 belongs to another clinic.",
        {},
    ),
    "a key that was used": (
        lambda: raised(errors.IdempotencyKeyReused()),
        "idempotency_key_reused",
        "This Idempotency-Key was used with another request. Use a new key for a new request.",
        {},
    ),
    "an unknown thing": (
        lambda: raised(errors.NotFound("refund of pay_1")),
        "not_found",
        "Refund of pay_1 not found.",
        {},
    ),
    "a busy service": (
        lambda: raised(errors.Unavailable()),
        "temporarily_unavailable",
        "The service is busy. Nothing was lost; try again.",
        {},
    ),
    "a fault of Stripe": (
        lambda: raised(errors.StripeFailed()),
        "temporarily_unavailable",
        "Stripe failed. Nothing was lost; try again.",
        {},
    ),
    "a mail that was refused": (
        lambda: raised(errors.MailRefused("MessageRejected")),
        "not_allowed",
        "The mail system refused this e-mail.",
        {},
    ),
    "an account that is not eligible": (
        lambda: maple().require_eligible(account(charges_enabled=False)),
        "account_not_eligible",
        "Stripe does not let this account take card payments. Finish its set-up with Stripe.",
        {},
    ),
}


def raised(error: CreditError) -> None:
    raise error


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_has_its_code_its_sentence_and_its_fields(name: str) -> None:
    act, code, detail, fields = REFUSALS[name]
    with pytest.raises(CreditError) as refused:
        act()
    found = refused.value
    assert (found.code, found.detail, str(found)) == (code, detail, detail)
    assert {error.field: error.message for error in found.errors} == fields


def test_an_error_carries_what_its_readers_need() -> None:
    assert errors.TopUpsUnavailable("disabled").reason == "disabled"
    assert errors.RefusedByStripe("card_declined").reason == "card_declined"
    assert errors.AccountNotEligible(Ineligible.DEAUTHORIZED, "x").reason == "deauthorized"
    assert errors.MailRefused("MessageRejected").reason == "MessageRejected"
    assert (errors.Unavailable().retry_after_s, errors.Unavailable("x", 9).retry_after_s) == (2, 9)
    assert (errors.StripeFailed().is_kept, errors.StripeFailed("x", is_kept=True).is_kept) == (False, True)
    many = errors.TooMany("Wait.", 60, scope="clinic")
    assert (many.retry_after_s, many.scope, errors.TooMany("Wait.", 60).scope) == (60, "clinic", "patient")
    assert errors.Invalid("x").code == "invalid_request" and errors.Invalid.field("a", "b", code="c").code == "c"


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"top_up_minimum": 49}, "top_up_minimum", "must be between 50 and 99999999"),
        (
            {"top_up_minimum": 100_000_000, "top_up_maximum": 100_000_000},
            "top_up_minimum",
            "must be between 50 and 99999999",
        ),
        ({"top_up_maximum": 499}, "top_up_maximum", "must be between top_up_minimum (500) and 99999999"),
        ({"top_up_maximum": 100_000_000}, "top_up_maximum", "must be between top_up_minimum (500) and 99999999"),
        ({"balance_maximum": 99_999}, "balance_maximum", "must be between top_up_maximum (100000) and 999999990"),
        ({"balance_maximum": 999_999_991}, "balance_maximum", "must be between top_up_maximum (100000) and 999999990"),
        ({"memo_maximum": -1}, "memo_maximum", "must be between 0 and 999999990"),
        ({"memo_maximum": 999_999_991}, "memo_maximum", "must be between 0 and 999999990"),
        ({"memo_daily_maximum": -1}, "memo_daily_maximum", "must be between 0 and 999999990"),
        ({"suggested_amounts": (600,) * 7}, "suggested_amounts", "must be at most 6 amounts"),
        ({"suggested_amounts": (499,)}, "suggested_amounts", "must each be between 500 and 100000"),
        ({"suggested_amounts": (100_001,)}, "suggested_amounts", "must each be between 500 and 100000"),
        ({"suggested_amounts": (600, 700, 600)}, "suggested_amounts", "must be different from each other"),
        ({"refund_policy": "a" * 501}, "refund_policy", "must be at most 500 characters"),
        ({"refund_policy": "a\tb"}, "refund_policy", "must hold no control or direction character"),
        ({"refund_policy": " \n "}, "refund_policy", "must hold at least one visible character, or be null"),
    ],
)
def test_a_setting_out_of_range_is_named_with_its_range(changes: dict[str, Any], field: str, message: str) -> None:
    with pytest.raises(errors.Invalid, match=r"^Some settings are out of range\.$") as refused:
        check_settings(replace(BillingSettings(), **changes))
    assert (field, message) in [(error.field, error.message) for error in refused.value.errors]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"top_up_minimum": 50},
        {"top_up_minimum": 2_500, "top_up_maximum": 2_500, "suggested_amounts": (2_500,), "balance_maximum": 2_500},
        {"top_up_maximum": 99_999_999, "balance_maximum": 999_999_990},
        {"memo_maximum": 0, "memo_daily_maximum": 999_999_990},
        {"suggested_amounts": (500, 600, 700, 800, 900, 100_000)},
        {"suggested_amounts": ()},
        {"refund_policy": "a" * 500},
        {"refund_policy": "First line.\nSecond line."},
        {"notice_email": "ana@example.com"},
    ],
)
def test_a_setting_at_the_end_of_its_range_is_accepted(changes: dict[str, Any]) -> None:
    check_settings(replace(BillingSettings(), **changes))


def test_what_is_just_allowed_is_not_refused() -> None:
    invoice(credited=2_000).require(10_000)
    invoice(applications=(("pay_1", "app_1"),) * (MOST_APPLICATIONS - 1)).require(1)
    for source, outside, records, days in (
        (Source.CARD_ONLINE, None, (), 400),
        (Source.CARD_ONLINE, CASH, (refund(status=RefundStatus.FAILED),), 0),
        (Source.RECORDED, CASH, (), 0),
        (Source.OPENING_BALANCE, CASH, (), 0),
    ):
        require_refundable(replace(PAID, source=source), outside, records, NOON + timedelta(days=days))
    require_refundable(PAID, CASH, (), NOON + CARDS_TAKE_REFUNDS_FOR + timedelta(seconds=1))
    assert transferred(5_000, room=5_000) and transferred(None)
    assert transferred(records=(dispute(status=DisputeStatus.LOST),))
    assert transferred(entry_numbers=tuple(range(MOST_LINES - 1)))
    assert reserve_memo(replace(PAID, received_on=NOON.date()), maple(), 195_000).amount == 5_000
    assert new_payment(recorded(received_on=date(1990, 1, 1)), maple(), NOON).received_on == date(1990, 1, 1)
    assert require_text("reason", " aaaaaaaaa ", 9) == "a" * 9
    check_person(Person(patient=ANA, name="Ana", email="ana@example.com"))
    assert merged(BEN)
