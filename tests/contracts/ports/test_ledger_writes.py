"""The ledger's promises to writers: no one's write is lost under another one, nothing is half done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.credit.decisions import PostEntries
from chalicelib.credit.errors import Conflict
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Posting
from chalicelib.credit.payment import (
    Card,
    IssuedReceipt,
    Origin,
    Payment,
    PaymentError,
    PaymentStatus,
    Source,
    SupersededIntent,
    Tender,
)
from chalicelib.credit.settle import settle
from chalicelib.services.ports import Ledger, PageRequest, PaymentScope
from tests.fakes.examples import ANA, BEN, CHO, SAM, outcome, payment
from tests.fakes.small import NOON

EVERYTHING: dict[str, Any] = {
    "status": PaymentStatus.SUCCEEDED,
    "customer_id": "cus_QabcdefGHIJKL",
    "payment_intent_id": "pi_3QabcdefGHIJKLmnop012345",
    "client_secret": "pi_3QabcdefGHIJKLmnop012345_secret_abcdefghijklmnopqrstuvwxyz",
    "charge_id": "ch_3QabcdefGHIJKLmnop012345",
    "card": Card("visa", "4242", "google_pay"),
    "last_error": PaymentError("card_declined", "Your card was declined."),
    "succeeded_at": NOON + timedelta(minutes=1),
    "applied": 1_000,
    "refunded": 500,
    "disputed": 250,
    "transferred": 125,
    "voided": 75,
    "source": Source.RECORDED,
    "collected_by": SAM,
    "tender": Tender.CHEQUE,
    "received_on": date(2026, 11, 20),
    "reference": "Cheque 1042",
    "reason": "Goodwill",
    "void_reason": "Entered twice",
    "origin": Origin("pat_ben", "pay_0", Source.CARD_ONLINE),
    "entry_numbers": (1, 2, 3, 40),
    "receipt": IssuedReceipt(
        number="ABCDE-FGHIJ",
        issued_at=NOON,
        duplicate_asked_at=NOON + timedelta(days=1),
        duplicate_asked_by=SAM,
        duplicate_ready=True,
    ),
    "next_check_at": NOON + timedelta(days=2),
    "patient_name": "Ana Núñez 😀 \u202e<script>",
    "language": "fr-CA",
}


def posting(ledger: Ledger, of: Payment) -> Posting:
    """The posting of a payment that was paid, decided on what the ledger has now."""
    found, credit = ledger.payment_with_credit(of.patient, of.id)
    assert found is not None
    decision = settle(found, credit, outcome(found), livemode=False, at=NOON)
    assert isinstance(decision, PostEntries)
    return decision.posting


def test_a_patient_without_payments_is_unknown_with_a_zero_balance(ledger: Ledger) -> None:
    credit = ledger.credit(ANA)
    assert (credit.balance, credit.seq, credit.known, credit.customer_id) == (0, 0, False, None)
    assert ledger.payment(ANA, "pay_1") is None
    assert ledger.payment_with_credit(ANA, "pay_1") == (None, credit)


@pytest.mark.parametrize("changes", [{}, EVERYTHING, {"account_id": None, "patient_name": "", "next_check_at": None}])
def test_a_payment_reads_back_as_it_was_written(ledger: Ledger, changes: dict[str, Any]) -> None:
    written = payment(**changes)
    assert ledger.add(written)
    assert ledger.payment(ANA, written.id) == written
    assert ledger.payment_with_credit(ANA, written.id)[0] == written


def test_a_payment_added_twice_stays_as_it_was_first(ledger: Ledger) -> None:
    assert ledger.add(payment())
    assert not ledger.add(payment(amount=9_999))
    assert ledger.payment(ANA, "pay_1") == payment()


def test_the_same_id_of_another_patient_is_another_payment(ledger: Ledger) -> None:
    mine, other = payment(), payment(patient=BEN, amount=700)
    assert ledger.add(mine) and ledger.add(other)
    assert (ledger.payment(ANA, "pay_1"), ledger.payment(BEN, "pay_1")) == (mine, other)
    assert ledger.payment(CHO, "pay_1") is None


def test_starts_with_one_key_are_one_start(ledger: Ledger) -> None:
    first = payment(created_at=NOON)
    assert ledger.add(first)
    assert not ledger.add(replace(first, created_at=NOON + timedelta(minutes=1)))
    assert not ledger.add(first)
    assert ledger.starts_since(ANA, NOON) == 1
    assert ledger.payments(ANA, PageRequest(), PaymentScope.TOP_UPS).items == (first,)


def test_a_payment_is_discarded_only_as_it_was_seen(ledger: Ledger) -> None:
    seen = payment()
    ledger.add(seen)
    ledger.save(seen.changed(payment_intent_id="pi_1"))
    ledger.discard(seen)
    assert ledger.payment(ANA, seen.id) is not None
    ledger.discard(replace(seen, version=2))
    assert ledger.payment(ANA, seen.id) is None


def test_discarding_an_absent_payment_is_harmless(ledger: Ledger) -> None:
    ledger.discard(payment())
    assert ledger.add(payment())
    ledger.discard(payment())
    assert ledger.add(payment())


def test_the_second_save_of_the_same_version_is_refused(ledger: Ledger) -> None:
    seen = payment()
    ledger.add(seen)
    ledger.save(seen.changed(payment_intent_id="pi_first"))
    with pytest.raises(Conflict):
        ledger.save(seen.changed(payment_intent_id="pi_second"))
    found = ledger.payment(ANA, seen.id)
    assert found is not None and (found.payment_intent_id, found.version) == ("pi_first", 2)


def test_an_unknown_payment_cannot_be_saved(ledger: Ledger) -> None:
    with pytest.raises(Conflict):
        ledger.save(payment().changed(payment_intent_id="pi_1"))
    assert ledger.payment(ANA, "pay_1") is None


def test_a_removed_value_is_absent_when_read(ledger: Ledger) -> None:
    ledger.add(payment(last_error=PaymentError("card_declined", "No."), next_check_at=NOON))
    ledger.save(payment().changed(last_error=None, next_check_at=None))
    found = ledger.payment(ANA, "pay_1")
    assert found is not None and found.last_error is None and found.next_check_at is None
    assert ledger.due(NOON + timedelta(days=9), 10) == []


def test_a_commit_makes_the_entry_the_payment_and_the_balance_true_at_once(ledger: Ledger) -> None:
    ledger.add(payment())
    decided = posting(ledger, payment())
    ledger.commit(decided)
    found, credit = ledger.payment_with_credit(ANA, "pay_1")
    assert found == decided.payments[0] and found.entry_numbers == (1,)
    assert (credit.balance, credit.seq, credit.payments_unapplied, dict(credit.by_location)) == (
        5_000,
        1,
        1,
        {"loc_main": 5_000},
    )
    assert ledger.entries_of(found) == ledger.entries(ANA, PageRequest()).items == decided.entries
    assert ledger.entry(ANA, 1) == decided.entries[0] and ledger.entry(ANA, 2) is None


def test_the_same_posting_is_credited_once(ledger: Ledger) -> None:
    ledger.add(payment())
    decided = posting(ledger, payment())
    ledger.commit(decided)
    for _ in range(3):
        with pytest.raises(Conflict):
            ledger.commit(decided)
    assert ledger.credit(ANA).balance == 5_000 and len(ledger.entries(ANA, PageRequest()).items) == 1


def test_a_posting_decided_before_the_payment_changed_leaves_no_trace(ledger: Ledger) -> None:
    ledger.add(payment())
    decided = posting(ledger, payment())
    ledger.save(payment().changed(payment_intent_id="pi_other"))
    assert_refused_whole(ledger, decided)


def test_a_posting_decided_before_the_balance_changed_leaves_no_trace(ledger: Ledger) -> None:
    for payment_id in ("pay_1", "pay_2"):
        ledger.add(payment(payment_id))
    decided = posting(ledger, payment("pay_1"))
    ledger.commit(posting(ledger, payment("pay_2")))
    assert_refused_whole(ledger, decided)


def test_a_posting_of_a_payment_that_is_not_there_leaves_no_trace(ledger: Ledger) -> None:
    ledger.add(payment())
    decided = posting(ledger, payment())
    ledger.discard(payment())
    assert_refused_whole(ledger, decided)


def assert_refused_whole(ledger: Ledger, decided: Posting) -> None:
    before = (ledger.credit(ANA), ledger.entries(ANA, PageRequest()), ledger.payment(ANA, "pay_1"))
    with pytest.raises(Conflict):
        ledger.commit(decided)
    assert (ledger.credit(ANA), ledger.entries(ANA, PageRequest()), ledger.payment(ANA, "pay_1")) == before


def test_many_payments_add_up_in_total_and_by_location(ledger: Ledger) -> None:
    north = replace(payment().location, id="loc_north", name="North Clinic")
    for number in range(4):
        made = payment(f"pay_{number}", amount=1_000 + number, location=north if number % 2 else payment().location)
        ledger.add(made)
        ledger.commit(posting(ledger, made))
    credit = ledger.credit(ANA)
    assert dict(credit.by_location) == {"loc_main": 2_002, "loc_north": 2_004}
    assert (credit.balance, credit.seq, credit.payments_unapplied) == (4_006, 4, 4)
    assert [entry.balance_after for entry in ledger.entries(ANA, PageRequest()).items] == [4_006, 3_003, 2_001, 1_000]


def test_the_first_customer_of_a_patient_stays_the_customer(ledger: Ledger) -> None:
    assert ledger.save_customer_if_absent(ANA, "cus_first") == "cus_first"
    assert ledger.save_customer_if_absent(ANA, "cus_second") == "cus_first"
    assert ledger.credit(ANA).customer_id == "cus_first" and ledger.credit(ANA).known
    assert ledger.credit(BEN).customer_id is None


@pytest.mark.parametrize("customer_first", [True, False])
def test_the_customer_and_the_balance_do_not_overwrite_each_other(ledger: Ledger, customer_first: bool) -> None:
    if customer_first:
        ledger.save_customer_if_absent(ANA, "cus_1")
    ledger.add(payment())
    ledger.commit(posting(ledger, payment()))
    ledger.save_customer_if_absent(ANA, "cus_1")
    credit = ledger.credit(ANA)
    assert (credit.customer_id, credit.balance, credit.known) == ("cus_1", 5_000, True)


def test_a_customer_kept_between_decision_and_commit_is_not_lost(ledger: Ledger) -> None:
    ledger.add(payment())
    decided = posting(ledger, payment())
    ledger.save_customer_if_absent(ANA, "cus_1")
    ledger.commit(decided)
    assert (ledger.credit(ANA).customer_id, ledger.credit(ANA).balance) == ("cus_1", 5_000)


def test_starts_are_counted_from_a_moment_on_for_one_patient(ledger: Ledger) -> None:
    for minutes in (0, 30, 60):
        ledger.add(payment(f"pay_{minutes}", created_at=NOON + timedelta(minutes=minutes)))
    ledger.add(payment("pay_ben", patient=BEN))
    assert [ledger.starts_since(ANA, NOON + timedelta(minutes=minutes)) for minutes in (0, 1, 60, 61)] == [3, 2, 1, 0]
    ledger.discard(payment("pay_60", created_at=NOON + timedelta(minutes=60)))
    assert ledger.starts_since(ANA, NOON) == 2


def test_a_quarantined_report_changes_no_credit(ledger: Ledger) -> None:
    made = payment()
    ledger.add(made)
    for _ in range(2):
        ledger.quarantine("evt_1", outcome(made).pointer, {"mismatches": "amount", "amount_received": 1}, NOON)
    assert ledger.credit(ANA).balance == 0 and ledger.payment(ANA, made.id) == made


def test_patients_of_two_clinics_with_the_same_id_are_two_patients(ledger: Ledger) -> None:
    twin = PatientKey("clinic_other", ANA.patient_id)
    for patient in (ANA, twin):
        ledger.add(payment(patient=patient))
    ledger.commit(posting(ledger, payment()))
    assert (ledger.credit(ANA).balance, ledger.credit(twin).balance) == (5_000, 0)


def test_a_deleted_customer_is_replaced_once(ledger: Ledger) -> None:
    ledger.save_customer_if_absent(ANA, "cus_first")
    assert ledger.replace_customer(ANA, "cus_first", "cus_second") == "cus_second"
    assert ledger.replace_customer(ANA, "cus_first", "cus_third") == "cus_second"
    assert ledger.credit(ANA).customer_id == "cus_second"


def test_a_payment_reads_back_with_its_fees_its_charge_and_what_it_superseded(ledger: Ledger) -> None:
    written = payment(
        application_fee=175,
        stripe_fee=0,
        charged_at=NOON - timedelta(minutes=5),
        intent_attempt=2,
        superseded=(SupersededIntent("pi_1", "acct_main", 25), SupersededIntent("pi_2", None, 0)),
    )
    ledger.add(written)
    assert ledger.payment(ANA, written.id) == written


def test_what_was_decided_before_a_patient_was_forgotten_is_not_posted(ledger: Ledger) -> None:
    ledger.save_customer_if_absent(ANA, "cus_1")
    ledger.add(payment())
    decided = posting(ledger, payment())
    ledger.mark_erased(ANA, NOON, NOON)
    with pytest.raises(Conflict):
        ledger.commit(decided)
    ledger.commit(posting(ledger, payment()))
    assert (ledger.credit(ANA).erased_at, ledger.credit(ANA).seq) == (NOON, 1)
