"""The promises of the quarantine: kept once, listed while open, closed with who, when and why."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.credit.errors import Conflict
from chalicelib.credit.quarantine import Closure, QuarantinedReport
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.services.ports import Ledger
from tests.fakes.examples import ANA
from tests.fakes.small import NOON

POINTER = PaymentRef(ANA, "pay_1")
FACTS: dict[str, object] = {"amount": 5_001, "card": None, "mismatches": "amount currency"}
CLOSURE = Closure(at=NOON + timedelta(days=1), by="arn:aws:iam::1:user/kim", reason="Refunded in the dashboard")


def kept(ledger: Ledger, report_id: str, minutes: int = 0, **facts: object) -> QuarantinedReport:
    ledger.quarantine(report_id, POINTER, {**FACTS, **facts}, NOON + timedelta(minutes=minutes))
    found = ledger.quarantined(report_id)
    assert found is not None
    return found


def open_ids(ledger: Ledger, *mine: str) -> list[str]:
    return [report.id for report in ledger.open_quarantined(100) if report.id in mine]


def test_a_report_is_read_as_it_was_kept(ledger: Ledger) -> None:
    report = kept(ledger, "evt_read")
    assert (report.pointer, report.at, report.facts["amount"]) == (POINTER, NOON, "5001")
    assert report.mismatches == {"amount", "currency"} and report.is_open and "card" not in report.facts
    assert ledger.quarantined("evt_missing") is None


def test_open_reports_are_listed_oldest_first_and_counted(ledger: Ledger) -> None:
    before = ledger.open_quarantined_count()
    for report_id, minutes in (("evt_b", 5), ("evt_c", 9), ("evt_a", 1)):
        kept(ledger, report_id, minutes)
    assert open_ids(ledger, "evt_a", "evt_b", "evt_c") == ["evt_a", "evt_b", "evt_c"]
    assert ledger.open_quarantined_count() == before + 3
    assert len(ledger.open_quarantined(2)) == 2


def test_a_closed_report_leaves_the_list_and_keeps_who_when_and_why(ledger: Ledger) -> None:
    closed = ledger.close_quarantined(kept(ledger, "evt_done"), CLOSURE)
    assert closed.closure == CLOSURE and ledger.quarantined("evt_done") == closed
    assert open_ids(ledger, "evt_done") == []


def test_the_same_report_again_does_not_open_a_closed_one(ledger: Ledger) -> None:
    ledger.close_quarantined(kept(ledger, "evt_again"), CLOSURE)
    assert kept(ledger, "evt_again", 60).closure == CLOSURE


def test_other_facts_under_its_id_open_it_again(ledger: Ledger) -> None:
    ledger.close_quarantined(kept(ledger, "evt_worse"), CLOSURE)
    assert kept(ledger, "evt_worse", 60, amount=9_999).is_open
    assert open_ids(ledger, "evt_worse") == ["evt_worse"]


def test_a_report_that_changed_meanwhile_is_not_closed(ledger: Ledger) -> None:
    seen = kept(ledger, "evt_race")
    kept(ledger, "evt_race", 60, amount=9_999)
    with pytest.raises(Conflict):
        ledger.close_quarantined(seen, CLOSURE)
    assert open_ids(ledger, "evt_race") == ["evt_race"]
