"""Events become reports; the strangest event is refused and nothing worse."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.credit.errors import Invalid
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Card, PaymentError
from chalicelib.credit.stripe_report import (
    AccountReport,
    DisputeFacts,
    PaymentRef,
    PaymentReport,
    PaymentReportKind,
    PayoutReport,
    UnresolvedReport,
)
from chalicelib.stripe_gateway.events import CONNECTED_EVENTS, EVENTS, read_event
from chalicelib.stripe_gateway.objects import Refund
from chalicelib.stripe_gateway.refund_and_dispute_reports import refund_in
from tests.stripe_gateway.recorded_calls import RESPONSES
from tests.stripe_gateway.stripe_json import OURS, SECRET, account, charge, encoded, event, intent, signature

DISPUTE = RESPONSES["GET /v1/disputes/du_1"]
DECLINED = {
    "code": "card_declined",
    "decline_code": "insufficient_funds",
    "message": "Your card has insufficient funds.",
}


def reported(value: Any, deployment: str = "test") -> Any:
    body = value if isinstance(value, bytes) else encoded(value)
    return read_event(body, signature(body), (SECRET,), deployment).report


def outcome(value: Any) -> PaymentReport:
    said = reported(value)
    assert isinstance(said, PaymentReport)
    return said


def test_a_charge_that_succeeded_settles_with_its_card() -> None:
    said = outcome(event("charge.succeeded", charge()))
    assert (said.kind, said.payment_intent_id, said.charge_id) == (PaymentReportKind.SUCCEEDED, "pi_1", "ch_1")
    assert (said.amount_received, said.currency, said.destination) == (5_000, "cad", "acct_main")
    assert said.card == Card("visa", "4242") and not said.livemode
    assert said.charged_at == datetime(2026, 11, 23, 11, 59, tzinfo=UTC)
    assert (said.pointer.patient.clinic_id, said.pointer.patient.patient_id) == ("clinic_demo", "pat_ana")
    assert said.pointer.payment_id == "pay_1"


def test_a_charge_names_the_wallet_that_its_card_was_in() -> None:
    card = {"brand": "visa", "last4": "4242", "wallet": {"type": "apple_pay", "dynamic_last4": "0001", "apple_pay": {}}}
    said = outcome(event("charge.succeeded", charge(payment_method_details={"card": card, "type": "card"})))
    assert said.card == Card("visa", "4242", "apple_pay")


@pytest.mark.parametrize("changes", [{"paid": False}, {"captured": False}, {"payment_intent": None}])
def test_a_charge_that_brought_no_money_settles_nothing(changes: dict[str, Any]) -> None:
    assert reported(event("charge.succeeded", charge(**changes))) is None


@pytest.mark.parametrize(
    "details", [None, {}, {"card": None}, {"card": {"brand": None, "last4": None}}, {"type": "link"}]
)
def test_a_charge_without_a_card_still_settles(details: Any) -> None:
    said = outcome(event("charge.succeeded", charge(payment_method_details=details)))
    assert said.kind is PaymentReportKind.SUCCEEDED and said.card is None


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [
        ("payment_intent.succeeded", "succeeded", PaymentReportKind.SUCCEEDED),
        ("payment_intent.processing", "processing", PaymentReportKind.PROCESSING),
        ("payment_intent.canceled", "canceled", PaymentReportKind.CANCELED),
        ("payment_intent.payment_failed", "requires_payment_method", PaymentReportKind.FAILED),
    ],
)
def test_each_payment_intent_event_gives_its_report(kind: str, status: str, expected: PaymentReportKind) -> None:
    error = DECLINED if expected is PaymentReportKind.FAILED else None
    said = outcome(event(kind, intent(status, last_payment_error=error)))
    assert said.kind is expected and said.payment_intent_id == "pi_1"
    assert said.error == (PaymentError("insufficient_funds", DECLINED["message"]) if error else None)


def test_an_error_without_words_has_a_code_and_a_sentence_all_the_same() -> None:
    said = outcome(event("payment_intent.payment_failed", intent("requires_payment_method", last_payment_error={})))
    assert said.error and said.error.code == "payment_failed" and said.error.message


def test_stripes_longest_sentence_is_cut() -> None:
    error = {**DECLINED, "message": "x" * 10_000}
    said = outcome(event("payment_intent.payment_failed", intent("requires_payment_method", last_payment_error=error)))
    assert said.error and len(said.error.message) <= 300


def test_a_platforms_own_charge_has_no_destination() -> None:
    assert outcome(event("charge.succeeded", charge(transfer_data=None))).destination is None


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {**OURS, "deployment": "production"},
        *({name: value for name, value in OURS.items() if name != missing} for missing in OURS),
        {**OURS, "payment_id": ""},
        {**OURS, "patient_id": "pat ana"},
        {**OURS, "clinic_id": "clinic_demo#pat_ben"},
        {"order": "1234"},
    ],
)
def test_events_of_other_deployments_and_products_are_ignored(metadata: dict[str, str]) -> None:
    assert reported(event("charge.succeeded", charge(metadata=metadata))) is None
    assert reported(event("payment_intent.succeeded", intent(metadata=metadata))) is None


@pytest.mark.parametrize(
    "kind", ["customer.created", "charge.captured", "payment_intent.created", "invoice.paid", "", "ping"]
)
def test_an_unhandled_event_type_is_ignored(kind: str) -> None:
    assert reported(event(kind, {"id": "x"})) is None


@pytest.mark.parametrize("kind", [kind for kind in EVENTS if kind not in CONNECTED_EVENTS])
def test_payment_events_of_connected_accounts_are_ignored(kind: str) -> None:
    assert reported(event(kind, charge(), account="acct_main")) is None


PAYOUT = "payout.reconciliation_completed"


@pytest.mark.parametrize("kind", [kind for kind in CONNECTED_EVENTS if kind != PAYOUT])
@pytest.mark.parametrize("livemode", [True, False])
def test_an_event_of_a_connected_account_names_the_account_and_its_mode(kind: str, livemode: bool) -> None:
    about = account() if kind == "account.updated" else {"id": "ca_1", "object": "application"}
    assert reported(event(kind, about, account="acct_main", livemode=livemode)) == AccountReport("acct_main", livemode)


@pytest.mark.parametrize("livemode", [True, False])
def test_a_payout_that_is_complete_is_named_with_its_account_and_mode(livemode: bool) -> None:
    about = {"id": "po_1", "object": "payout", "reconciliation_status": "completed", "amount": 1}
    known = reported(event(PAYOUT, about, account="acct_main", livemode=livemode))
    assert known == PayoutReport("acct_main", "po_1", livemode)
    assert reported(event(PAYOUT, {**about, "id": "po_1/../acct_2"}, account="acct_main")) is None


def test_a_payout_of_the_platforms_own_balance_is_ignored() -> None:
    assert reported(event(PAYOUT, {"id": "po_1", "object": "payout"})) is None


def test_an_event_of_the_platforms_own_account_names_it() -> None:
    assert reported(event("account.updated", account(id="acct_own"))) == AccountReport("acct_own", livemode=False)
    assert reported(event("capability.updated", {"id": "card_payments", "account": "acct_own"})) is None


@pytest.mark.parametrize("kind", ["charge.succeeded", "payment_intent.succeeded"])
def test_an_event_whose_mode_is_not_its_objects_is_refused(kind: str) -> None:
    about = charge(livemode=True) if kind.startswith("charge") else intent(livemode=True)
    with pytest.raises(Invalid):
        reported(event(kind, about))


STRANGE: list[bytes] = [
    b"",
    b"null",
    b"5",
    b'"text"',
    b"[]",
    b"{}",
    b"{",
    b"\x00",
    b"[" * 200_000,
    b'{"data":' * 30_000,
    b'{"id":"evt_1","type":"charge.succeeded","created":1,"livemode":false,"data":{"object":' + b"[" * 100_000,
    b'{"id":"evt_1","type":"charge.succeeded","created":NaN,"livemode":false,"data":{"object":{}}}',
]


@pytest.mark.parametrize("body", STRANGE, ids=range(len(STRANGE)))
def test_a_signed_body_that_is_no_event_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid, match=r"^The body is not a Stripe event\.$") as refused:
        reported(body)
    assert refused.value.code == "invalid_event"


def test_a_body_that_is_no_text_is_refused_as_one_that_no_one_signed() -> None:
    with pytest.raises(Invalid) as refused:
        reported(b'{"id":"\xff","type":"x","created":1,"livemode":false,"data":{"object":{}}}')
    assert refused.value.code == "invalid_signature"


@pytest.mark.parametrize("kind", EVENTS)
@pytest.mark.parametrize("about", [None, 5, "text", [], {}, {"id": 7}, {"id": None}, {"id": [], "livemode": "no"}])
def test_a_signed_event_about_something_strange_is_refused(kind: str, about: Any) -> None:
    with pytest.raises(Invalid):
        reported(event(kind, about))


@pytest.mark.parametrize("value", ["5000", 1.5, True, None, [], {}, -1, 10**12, pytest.param(10**400, id="endless")])
@pytest.mark.parametrize("field", ["amount_captured", "amount_received"])
def test_an_invalid_amount_is_refused(field: str, value: Any) -> None:
    kind, about = (
        ("charge.succeeded", charge()) if field == "amount_captured" else ("payment_intent.succeeded", intent())
    )
    with pytest.raises(Invalid):
        reported(event(kind, {**about, field: value}))


@pytest.mark.parametrize(
    "created", [10**12, 2**63, pytest.param(10**400, id="endless"), -(10**18), -1, 1.5, "1", None, True]
)
@pytest.mark.parametrize("kind", ["account.updated"])
def test_a_time_that_cannot_be_is_refused(kind: str, created: Any) -> None:
    with pytest.raises(Invalid):
        reported(event(kind, account(), created=created))


@pytest.mark.parametrize("field", ["id", "type", "data", "livemode", "created"])
def test_an_event_that_lacks_what_every_event_has_is_refused(field: str) -> None:
    whole = event("charge.succeeded", charge())
    with pytest.raises(Invalid):
        reported({name: value for name, value in whole.items() if name != field})


@pytest.mark.parametrize("metadata", [[], 5, "x", {"clinic_id": 5}, {"clinic_id": None}, {"clinic_id": {}}])
def test_invalid_metadata_is_refused(metadata: Any) -> None:
    with pytest.raises(Invalid):
        reported(event("charge.succeeded", charge(metadata=metadata)))


@pytest.mark.parametrize("kind", ["charge.succeeded", "payment_intent.succeeded"])
def test_an_object_whose_metadata_is_null_is_another_products(kind: str) -> None:
    made = charge(metadata=None) if kind.startswith("charge") else intent(metadata=None)
    assert reported(event(kind, made)) is None


def test_what_a_dispute_does_not_tell_may_be_null() -> None:
    told = {**DISPUTE, "reason": None, "balance_transactions": None, "evidence_details": None}
    found = reported(event("charge.dispute.created", told))
    assert isinstance(found, UnresolvedReport) and isinstance(found.facts, DisputeFacts)
    assert (found.facts.reason, found.facts.withdrawn, found.facts.due_by) == ("general", 0, None)


@pytest.mark.parametrize("named", [{}, {"refund_id": ""}, {"refund_id": "ref/1"}])
def test_a_refund_that_names_its_payment_and_no_refund_was_made_elsewhere(named: dict[str, str]) -> None:
    refund = Refund(id="re_1", amount=500, currency="cad", metadata={**OURS, **named})
    assert refund_in(refund, "test") is None
    known = refund_in(Refund(id="re_1", amount=500, currency="cad", metadata={**OURS, "refund_id": "ref_1"}), "test")
    assert known == (PaymentRef(PatientKey("clinic_demo", "pat_ana"), "pay_1"), "ref_1")
