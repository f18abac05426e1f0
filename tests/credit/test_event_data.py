"""The facts of each event, whole: other software reads every one of them by its name."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.credit.clinic import Ineligible
from chalicelib.credit.events import (
    Event,
    EventType,
    Happening,
    Subject,
    account_ineligible,
    event_id,
    of_dispute,
    of_entry,
    of_invoice,
    of_record,
    of_refund,
    position_of,
    settings_changed,
)
from chalicelib.credit.ledger import Entry, EntryKind
from chalicelib.credit.payment import Source, Tender
from chalicelib.credit.records import DisputeStatus, RefundStatus
from tests.fakes.examples import ANA, SAM, dispute, invoice, payment, refund
from tests.fakes.small import NOON

LATER = NOON + timedelta(hours=1)
CAD = {"currency": "cad"}
ENTRY = Entry(
    patient=ANA,
    seq=7,
    at=LATER,
    kind=EntryKind.TOP_UP,
    amount=2_000,
    balance_after=3_000,
    payment_id="pay_1",
    actor=SAM,
    reference="ref_1",
)
FACTS = {
    "payment_id": "pay_1",
    "amount": {"amount": 2_000, **CAD},
    "available": {"amount": 3_000, **CAD},
    "location_id": "loc_main",
    "source": "card_online",
    "actor": {"kind": "staff", "id": "usr_sam"},
}
OF_ENTRY: list[tuple[EntryKind, int, str, dict[str, Any]]] = [
    (EntryKind.TOP_UP, 2_000, "payment.succeeded", {}),
    (EntryKind.RECORDED, 2_000, "payment.recorded", {}),
    (EntryKind.MEMO, 2_000, "payment.recorded", {}),
    (EntryKind.OPENING_BALANCE, 2_000, "payment.recorded", {}),
    (EntryKind.APPLIED, -2_000, "application.created", {"invoice_id": "ref_1"}),
    (EntryKind.UNAPPLIED, 2_000, "application.removed", {"invoice_id": "ref_1"}),
    (EntryKind.REFUNDED, -2_000, "refund.created", {"refund_id": "ref_1"}),
    (EntryKind.REFUND_FAILED, 2_000, "refund.failed", {"refund_id": "ref_1"}),
    (EntryKind.DISPUTED, -2_000, "dispute.funds_withdrawn", {"dispute_id": "ref_1"}),
    (EntryKind.TRANSFERRED, -2_000, "payment.transferred", {"transfer_id": "ref_1", "direction": "out"}),
    (EntryKind.MERGED, 2_000, "payment.transferred", {"transfer_id": "ref_1", "direction": "in"}),
    (EntryKind.VOIDED, -2_000, "payment.voided", {}),
]


@pytest.mark.parametrize(("kind", "amount", "type", "more"), OF_ENTRY)
def test_a_line_of_the_ledger_is_an_event_with_these_facts(
    kind: EntryKind, amount: int, type: str, more: dict[str, Any]
) -> None:
    happened = of_entry(replace(ENTRY, kind=kind, amount=amount), payment())
    assert happened == Happening(key="entry#pat_ana#7", type=EventType(type), occurred_at=LATER, data={**FACTS, **more})


def test_a_won_dispute_is_no_event_and_cash_is_told_as_such() -> None:
    assert of_entry(replace(ENTRY, kind=EntryKind.DISPUTE_WON), payment()) is None
    cash = replace(ENTRY, kind=EntryKind.RECORDED, tender=Tender.CASH)
    happened = of_entry(cash, payment(source=Source.RECORDED))
    assert happened and happened.data == {**FACTS, "source": "recorded", "tender": "cash"}
    assert {kind for kind, *_ in OF_ENTRY} == set(EntryKind) - {EntryKind.DISPUTE_WON}


def test_a_refund_that_succeeded_is_dated_when_it_settled() -> None:
    done = refund(status=RefundStatus.SUCCEEDED, settled_at=LATER)
    facts = {"payment_id": "pay_1", "refund_id": "re_1", "amount": {"amount": 500, **CAD}}
    expected = Happening(key="refund#re_1#succeeded", type=EventType.REFUND_SUCCEEDED, occurred_at=LATER, data=facts)
    assert of_refund(refund(), done) == expected and list(of_record(refund(), done)) == [expected]
    assert of_refund(None, replace(done, settled_at=None)) == replace(expected, occurred_at=NOON)
    assert list(of_record(None, refund())) == [] and list(of_record(done, done)) == []


def test_a_dispute_is_dated_when_it_was_opened_and_closed() -> None:
    opened = dispute(due_by=LATER)
    lost = replace(opened, status=DisputeStatus.LOST, closed_at=LATER, due_by=None)
    facts = {
        "payment_id": "pay_1",
        "dispute_id": "dp_1",
        "amount": {"amount": 500, **CAD},
        "reason": "fraudulent",
        "status": "needs_response",
        "due_by": "2026-11-23T13:00:00+00:00",
    }
    first = Happening(key="dispute#dp_1#opened", type=EventType.DISPUTE_OPENED, occurred_at=NOON, data=facts)
    last = Happening(
        key="dispute#dp_1#closed#lost",
        type=EventType.DISPUTE_CLOSED,
        occurred_at=LATER,
        data={**facts, "status": "lost", "due_by": None},
    )
    assert list(of_dispute(None, opened)) == list(of_record(None, opened)) == [first]
    assert list(of_dispute(opened, lost)) == list(of_record(opened, lost)) == [last]
    assert [each.occurred_at for each in of_dispute(opened, replace(lost, closed_at=None))] == [NOON]


def test_an_over_applied_invoice_has_what_is_owed_and_what_is_applied() -> None:
    before = invoice(credited=4_000)
    happened = of_invoice(before, invoice(revision=2, amount=1_000, credited=4_000), LATER)
    assert happened == Happening(
        key="invoice#inv_1#2#over_applied",
        type=EventType.INVOICE_OVER_APPLIED,
        occurred_at=LATER,
        data={
            "invoice_id": "inv_1",
            "revision": 2,
            "owed": {"amount": 1_000, **CAD},
            "applied": {"amount": 4_000, **CAD},
            "over_applied": {"amount": 3_000, **CAD},
        },
    )
    void = of_invoice(before, invoice(revision=2, is_void=True), LATER)
    assert void and (void.data["owed"], void.data["over_applied"]) == (
        {"amount": 0, **CAD},
        {"amount": 4_000, **CAD},
    )
    assert of_invoice(before, replace(before, amount=1), LATER) is None


def test_the_clinic_s_own_events_have_no_patient_in_them() -> None:
    assert account_ineligible("acct_1", Ineligible.CHARGES_DISABLED, NOON, is_primary=False) == Happening(
        key="account#acct_1#2026-11-23T12:00:00+00:00",
        type=EventType.ACCOUNT_INELIGIBLE,
        occurred_at=NOON,
        data={"account_id": "acct_1", "reason": "charges_disabled", "is_primary": False},
    )
    assert settings_changed(3, (), None, NOON) == Happening(
        key="settings#3",
        type=EventType.SETTINGS_CHANGED,
        occurred_at=NOON,
        data={"version": 3, "changes": [], "actor": None},
    )


def test_an_event_s_id_grows_with_its_place_and_belongs_to_one_clinic() -> None:
    made = event_id("clinic_demo", 7)
    assert made == f"evt_{hashlib.sha256(b'clinic_demo').hexdigest()[:10]}000000000007"
    assert (position_of("clinic_demo", made), position_of("clinic_other", made)) == (7, None)
    for text in ("", "evt_1", made + "0", made[:-1], made.upper(), f" {made}"):
        assert position_of("clinic_demo", text) is None
    event = Event(
        id=made, type=EventType.REFUND_FAILED, clinic_id="c", patient_id="p", seq=1, occurred_at=NOON, data={}
    )
    assert (event.position, event.subject) == (7, Subject("c", "p"))
    assert event_id("clinic_demo", 999_999_999_999) > made and len(made) == 26
