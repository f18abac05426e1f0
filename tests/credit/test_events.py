"""Events for other software: each kind of line and of change, and what must never be in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.credit.billing_settings import FieldChange
from chalicelib.credit.events import (
    TYPE_OF_ENTRY,
    EventType,
    of_dispute,
    of_entry,
    of_invoice,
    of_refund,
    settings_changed,
)
from chalicelib.credit.identity import Actor
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.ledger import Entry, EntryKind
from chalicelib.credit.records import DisputeStatus, RefundStatus
from tests.fakes.examples import ANA, MAIN_STREET, dispute, payment, refund

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NAMED = Actor("staff", "usr_sam", "Samuel Okafor")


def line(kind: EntryKind, amount: int = -2_000) -> Entry:
    return Entry(
        patient=ANA,
        seq=7,
        at=AT,
        kind=kind,
        amount=amount,
        balance_after=3_000,
        payment_id="pay_1",
        actor=NAMED,
        reference="ref_1",
        number="INV-1 for Ana Núñez",
    )


@pytest.mark.parametrize("kind", [kind for kind in EntryKind if kind is not EntryKind.DISPUTE_WON])
def test_every_line_but_a_won_dispute_is_an_event_without_names(kind: EntryKind) -> None:
    happened = of_entry(line(kind), payment(patient_name="Ana Núñez"))
    assert happened is not None and happened.type is TYPE_OF_ENTRY[kind]
    assert happened.data["amount"] == {"amount": 2_000, "currency": "cad"}
    assert happened.data["available"] == {"amount": 3_000, "currency": "cad"}
    assert "Ana" not in str(happened) and "Samuel" not in str(happened)


def test_an_application_names_its_invoice_and_a_refund_its_id() -> None:
    applied, refunded = (of_entry(line(kind), payment()) for kind in (EntryKind.APPLIED, EntryKind.REFUNDED))
    assert applied and applied.data["invoice_id"] == "ref_1"
    assert refunded and refunded.data["refund_id"] == "ref_1"


def test_both_sides_of_a_transfer_say_which_way_it_went() -> None:
    ways = [of_entry(line(EntryKind.TRANSFERRED, amount), payment()) for amount in (-5, 5)]
    assert [way.data["direction"] for way in ways if way] == ["out", "in"]


def test_a_refund_succeeds_once_and_its_reason_stays_here() -> None:
    pending = refund(reason="Ana moved away", requested_by=NAMED)
    done = replace(pending, status=RefundStatus.SUCCEEDED, settled_at=AT)
    happened = of_refund(pending, done)
    assert happened is not None and happened.type is EventType.REFUND_SUCCEEDED and "Ana" not in str(happened)
    assert of_refund(done, done) is None and of_refund(None, pending) is None


def test_a_dispute_is_opened_once_and_closed_once() -> None:
    open_, lost = dispute(), dispute(status=DisputeStatus.LOST, closed_at=AT)
    assert [each.type for each in of_dispute(None, open_)] == [EventType.DISPUTE_OPENED]
    assert [each.type for each in of_dispute(open_, lost)] == [EventType.DISPUTE_CLOSED]
    assert [each.type for each in of_dispute(None, lost)] == [EventType.DISPUTE_OPENED, EventType.DISPUTE_CLOSED]
    assert not list(of_dispute(lost, lost))
    assert not list(of_dispute(None, dispute(status=DisputeStatus.LOST, share_of="dp_0")))


def invoice(**changes: object) -> Invoice:
    sent = Invoice(
        id="inv_1",
        patient=ANA,
        number="1",
        amount=5_000,
        currency="cad",
        location=MAIN_STREET,
        issued_on=date(2026, 11, 1),
        revision=1,
        body_hash="",
        credited=4_000,
    )
    return replace(sent, **changes)  # type: ignore[arg-type]


def test_an_invoice_that_shrinks_below_what_was_applied_is_over_applied() -> None:
    shrunk = of_invoice(invoice(), invoice(revision=2, amount=3_000, credited=3_000), AT)
    assert shrunk is not None and shrunk.data["over_applied"] == {"amount": 1_000, "currency": "cad"}
    void = of_invoice(invoice(), invoice(revision=2, is_void=True), AT)
    assert void is not None and void.data["over_applied"]["amount"] == 4_000
    assert of_invoice(invoice(), invoice(revision=2, amount=4_000), AT) is None
    assert of_invoice(None, invoice(credited=0), AT) is None


def test_changed_settings_name_the_fields_and_no_address() -> None:
    changes = (FieldChange("top_up_minimum", 500, 1_000), FieldChange("notice_email", "a@b.example", "c@d.example"))
    happened = settings_changed(3, changes, NAMED, AT)
    assert happened.data["changes"][0] == {"field": "top_up_minimum", "before": 500, "after": 1_000}
    assert "@" not in str(happened) and "Samuel" not in str(happened)
