"""The nightly proof's reading of a clinic: what moved at Stripe in a span of time, in the fake and in DynamoDB."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from chalicelib.credit.identity import SERVICE, PatientKey
from chalicelib.credit.ledger import EntryKind, post
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.position import position_of
from chalicelib.credit.records import BorneFee
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.dynamodb.clinic_ledger import DynamoClinicLedger
from chalicelib.services.pagination import PageRequest
from chalicelib.services.ports import Clinics, Ledger
from chalicelib.services.ports.proofs import ClinicLedger
from tests.fakes.examples import ANA, BEN, CHO, lakeside, maple, payment
from tests.fakes.ledger import FakeLedger
from tests.fakes.proofs import FakeClinicLedger
from tests.fakes.small import NOON

HOUR = timedelta(hours=1)
CLINIC = ANA.clinic_id


@pytest.fixture
def by_time(ledger: Ledger) -> ClinicLedger:
    return FakeClinicLedger(ledger) if isinstance(ledger, FakeLedger) else DynamoClinicLedger()


def paid(ledger: Ledger, payment_id: str, at: datetime, patient: PatientKey = ANA) -> Payment:
    started = payment(payment_id, patient=patient, payment_intent_id=f"pi_{payment_id}", created_at=at)
    ledger.add(started)
    return changed(ledger, started, EntryKind.TOP_UP, at, status=PaymentStatus.SUCCEEDED, succeeded_at=at)


def changed(ledger: Ledger, before: Payment, kind: EntryKind, at: datetime, **columns: object) -> Payment:
    credit, after = ledger.credit(before.patient), before.changed(**columns)
    posting = post(credit, before, after, kind=kind, actor=SERVICE, at=at, reference="x_1")
    ledger.commit(posting)
    return posting.payments[0]


def ids(payments: object) -> list[str]:
    assert hasattr(payments, "__iter__")
    return sorted(each.id for each in payments)


def test_payments_are_found_by_the_time_they_were_paid(ledger: Ledger, by_time: ClinicLedger) -> None:
    spent = paid(ledger, "pay_1", NOON)
    changed(ledger, spent, EntryKind.APPLIED, NOON + HOUR, applied=5_000)
    paid(ledger, "pay_2", NOON + HOUR, BEN)
    paid(ledger, "pay_3", NOON + 2 * HOUR)
    paid(ledger, "pay_4", NOON + HOUR, CHO)
    ledger.add(payment("pay_5", created_at=NOON))
    assert ids(by_time.payments_paid(CLINIC, NOON, NOON + 2 * HOUR)) == ["pay_1", "pay_2"]
    assert ids(by_time.payments_paid(CLINIC, NOON + timedelta(milliseconds=1), NOON + 2 * HOUR)) == ["pay_2"]
    assert ids(by_time.payments_paid(CLINIC, None, NOON + 3 * HOUR)) == ["pay_1", "pay_2", "pay_3"]


@pytest.mark.parametrize("since", [None, NOON])
def test_entries_of_money_at_stripe_are_found_by_the_time_they_were_posted(
    ledger: Ledger, by_time: ClinicLedger, since: datetime | None
) -> None:
    made = paid(ledger, "pay_1", NOON)
    made = changed(ledger, made, EntryKind.APPLIED, NOON + HOUR, applied=1_000)
    made = changed(ledger, made, EntryKind.REFUNDED, NOON + HOUR, refunded=2_000)
    made = changed(ledger, made, EntryKind.DISPUTED, NOON + 2 * HOUR, disputed=2_000)
    made = changed(ledger, made, EntryKind.UNAPPLIED, NOON + 3 * HOUR, applied=0)
    changed(ledger, made, EntryKind.DISPUTE_WON, NOON + 4 * HOUR, disputed=0)
    other = paid(ledger, "pay_4", NOON, CHO)
    changed(ledger, other, EntryKind.REFUNDED, NOON + HOUR, refunded=2_000)
    found = list(by_time.entries_at_stripe(CLINIC, since, NOON + 4 * HOUR))
    assert sorted((entry.kind, entry.amount) for entry, _ in found) == [
        (EntryKind.DISPUTED, -2_000),
        (EntryKind.REFUNDED, -2_000),
    ]
    assert {of.account_id for _, of in found} == {made.account_id}
    later = by_time.entries_at_stripe(CLINIC, NOON + 4 * HOUR, NOON + 5 * HOUR)
    assert [entry.kind for entry, _ in later] == [EntryKind.DISPUTE_WON]


def test_all_entries_since_a_moment_are_found_with_their_payments(ledger: Ledger, by_time: ClinicLedger) -> None:
    made = paid(ledger, "pay_1", NOON)
    made = changed(ledger, made, EntryKind.APPLIED, NOON + HOUR, applied=1_000)
    made = changed(ledger, made, EntryKind.REFUNDED, NOON + 2 * HOUR, refunded=2_000)
    paid(ledger, "pay_2", NOON + 2 * HOUR, BEN)
    paid(ledger, "pay_4", NOON + 2 * HOUR, CHO)
    found = list(by_time.entries_since(CLINIC, NOON + HOUR))
    assert sorted((entry.kind, entry.amount) for entry, _ in found) == [
        (EntryKind.APPLIED, -1_000),
        (EntryKind.REFUNDED, -2_000),
        (EntryKind.TOP_UP, 5_000),
    ]
    assert {of.id: of.unapplied for _, of in found} == {"pay_1": 2_000, "pay_2": 5_000}


def test_a_payment_that_arrives_behind_a_later_entry_is_found_at_the_time_of_its_own(
    ledger: Ledger, by_time: ClinicLedger
) -> None:
    """Entries of a patient are in order of time even when clocks disagree."""
    paid(ledger, "pay_1", NOON + HOUR)
    paid(ledger, "pay_2", NOON)
    for since in (NOON, NOON + HOUR):
        assert sorted(entry.seq for entry, _ in by_time.entries_since(CLINIC, since)) == [1, 2]
    assert not list(by_time.entries_since(CLINIC, NOON + 2 * HOUR))


def test_fees_that_the_clinic_bears_are_found_by_the_time_of_each_change(ledger: Ledger, by_time: ClinicLedger) -> None:
    """Also those of a position that changed again after the span."""
    made, other = paid(ledger, "pay_1", NOON), paid(ledger, "pay_4", NOON, CHO)
    first, second = BorneFee(1_500, NOON + HOUR), BorneFee(-500, NOON + 3 * HOUR)
    stored = position_of(made, ()).changed(fees=(first,))
    ledger.save_record(stored)
    ledger.save_record(stored.changed(fees=(first, second)))
    ledger.save_record(position_of(paid(ledger, "pay_2", NOON), ()).changed())
    ledger.save_record(position_of(other, ()).changed(fees=(first,)))
    for since, until, found in (
        (NOON, NOON + 2 * HOUR, [first]),
        (NOON + 2 * HOUR, NOON + 4 * HOUR, [second]),
        (None, NOON + 4 * HOUR, [first, second]),
        (NOON + HOUR, NOON + 3 * HOUR, [first]),
        (NOON + 4 * HOUR, NOON + 5 * HOUR, []),
    ):
        listed = list(by_time.fees_borne(CLINIC, since, until))
        assert [fee for fee, _ in listed] == found
        assert {of.id for _, of in listed} <= {made.id}


def test_unapplied_payments_include_those_disputed_after_they_were_spent(ledger: Ledger, by_time: ClinicLedger) -> None:
    spent = changed(ledger, paid(ledger, "pay_1", NOON), EntryKind.APPLIED, NOON, applied=5_000)
    changed(ledger, spent, EntryKind.DISPUTED, NOON, disputed=5_000)
    changed(ledger, paid(ledger, "pay_2", NOON, BEN), EntryKind.APPLIED, NOON, applied=5_000)
    paid(ledger, "pay_3", NOON)
    paid(ledger, "pay_4", NOON, CHO)
    assert {of.id: of.unapplied for of in by_time.payments_unapplied(CLINIC)} == {"pay_1": -5_000, "pay_3": 5_000}


def test_liability_is_what_is_unapplied(ledger: Ledger, by_time: ClinicLedger) -> None:
    changed(ledger, paid(ledger, "pay_1", NOON), EntryKind.APPLIED, NOON, applied=1_000)
    changed(ledger, paid(ledger, "pay_2", NOON, BEN), EntryKind.APPLIED, NOON, applied=5_000)
    paid(ledger, "pay_4", NOON, CHO)
    assert by_time.liability(CLINIC) == 4_000


def test_a_clinic_is_on_the_roster_once_it_is_provisioned(clinics: Clinics) -> None:
    for clinic in (maple(), lakeside(), maple()):
        clinics.provision(clinic)
    assert list(clinics.clinic_ids()) == ["clinic_demo", "clinic_other"]


def test_a_payment_is_found_whatever_its_time(ledger: Ledger, by_time: ClinicLedger) -> None:
    made = paid(ledger, "pay_1", NOON)
    assert by_time.payment(ANA, "pay_1") == made
    assert by_time.payment(ANA, "pay_2") is None


def test_payments_of_a_report_are_read_in_its_order(ledger: Ledger, by_time: ClinicLedger) -> None:
    one, other = paid(ledger, "pay_1", NOON), paid(ledger, "pay_2", NOON, BEN)
    refs = [PaymentRef(each.patient, each.id) for each in (other, one)]
    assert list(by_time.payments(refs)) == [other, one]
    assert list(by_time.payments([])) == []


def test_payments_are_paged_by_the_time_they_were_recorded(ledger: Ledger, by_time: ClinicLedger) -> None:
    for number in range(5):
        paid(ledger, f"pay_{number}", NOON + (number % 2) * HOUR)
    spent = paid(ledger, "pay_5", NOON)
    changed(ledger, spent, EntryKind.APPLIED, NOON, applied=5_000)
    paid(ledger, "pay_6", NOON + 2 * HOUR)
    paid(ledger, "pay_7", NOON, CHO)
    seen, page = list[str](), PageRequest(2)
    while True:
        found = by_time.payments_recorded(CLINIC, NOON, NOON + 2 * HOUR, page, lambda each: each.id != "pay_2")
        seen += [each.id for each in found.items]
        if found.next_cursor is None:
            break
        assert len(found.items) == 2
        page = PageRequest(2, found.next_cursor)
    assert seen == ["pay_0", "pay_4", "pay_5", "pay_1", "pay_3"]
