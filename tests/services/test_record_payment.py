"""Credit that did not come through Stripe: recorded once, within the clinic's limits, with the right receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.credit.errors import IdempotencyKeyReused, Invalid, NotAllowed, NotFound, Unavailable
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import Payment, PaymentStatus, Source, Tender
from chalicelib.credit.person import Person
from chalicelib.credit.recording import RecordRequest, as_recorded
from chalicelib.services.payments.activity import activity_of
from tests.fakes.examples import ANA, BEN, SAM
from tests.fakes.faults import When
from tests.fakes.world import Access, World
from tests.services.actions import FailOn, InterleaveAt, apply, assert_consistent, result_of, unapply

RECORDED, MEMO, OPENING = Source.RECORDED, Source.MEMO, Source.OPENING_BALANCE


def wish(source: Source = RECORDED, patient: PatientKey = ANA, key: str = "key-1", **changes: Any) -> RecordRequest:
    """A request to record 50 dollars at Main Street, with what its source needs."""
    needs: dict[Source, dict[str, Any]] = {
        RECORDED: {"tender": Tender.CASH},
        MEMO: {"reason": "Sorry for the wait"},
        OPENING: {"received_on": date(2026, 1, 31), "reference": "Old system 17"},
    }
    usual = {"amount": 5_000, "location_id": "loc_main", "actor": SAM, **needs[source], **changes}
    return RecordRequest(patient=patient, source=source, idempotency_key=key, **usual)


def record(access: Access, source: Source = RECORDED, **changes: Any) -> Payment:
    return access.services.record_payment(wish(source, **changes)).payment


def test_recorded_credit_has_the_patient_s_name_if_it_is_known(world: World) -> None:
    assert record(world.open).patient_name == ""
    world.services.save_person(Person(patient=ANA, name="Ana Núñez"))
    assert record(world.open, key="key-2").patient_name == "Ana Núñez"
    assert world.services.save_person(Person(patient=ANA, name="Ana N.")).revision == 2
    assert record(world.open, key="key-3").patient_name == "Ana N."


@pytest.mark.parametrize("source", [RECORDED, MEMO, OPENING])
def test_recorded_credit_is_available_at_once_in_the_name_of_who_recorded_it(world: World, source: Source) -> None:
    made = record(world.open, source)
    assert (made.status, made.source, made.collected_by, made.unapplied) == (
        PaymentStatus.SUCCEEDED,
        source,
        SAM,
        5_000,
    )
    (entry,) = world.ledger.all_entries(ANA)
    assert (entry.kind, entry.amount, entry.actor) == (EntryKind(source), 5_000, SAM)
    assert world.ledger.credit(ANA).known and as_recorded(world.now(made)) == made
    assert_consistent(world)


def test_recorded_credit_is_spent_like_any_other(world: World) -> None:
    made = record(world.open)
    apply(world.open, made, 5_000)
    assert (world.ledger.credit(ANA).balance, world.now(made).applied) == (0, 5_000)
    assert_consistent(world)


def test_a_repeated_request_returns_the_same_even_after_spending(world: World) -> None:
    first = world.services.record_payment(wish())
    apply(world.open, first.payment, 1_000)
    assert world.services.record_payment(wish()) == first
    assert [entry.amount for entry in world.ledger.all_entries(ANA)] == [5_000, -1_000]


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 5_001},
        {"location_id": "loc_north"},
        {"tender": Tender.CHEQUE},
        {"received_on": date(2026, 11, 1)},
        {"reference": "7"},
    ],
)
def test_a_key_that_recorded_something_else_is_refused(world: World, changes: dict[str, Any]) -> None:
    record(world.open)
    with pytest.raises(IdempotencyKeyReused):
        record(world.open, **changes)
    assert world.ledger.credit(ANA).balance == 5_000


def test_the_same_key_for_another_patient_is_another_payment(world: World) -> None:
    assert record(world.open).id != record(world.open, patient=BEN).id
    assert [world.ledger.credit(each).balance for each in (ANA, BEN)] == [5_000, 5_000]


def test_a_lost_answer_is_asked_for_again_and_records_once(world: World) -> None:
    access = world.guarded(FailOn("commit", When.AFTER))
    assert isinstance(result_of(lambda: record(access)), Unavailable)
    assert record(world.open).amount == world.ledger.credit(ANA).balance == 5_000


@pytest.mark.parametrize("turn", range(4))
def test_the_same_request_twice_at_once_records_once(world: World, turn: int) -> None:
    record(world.guarded(InterleaveAt(turn, lambda: record(world.open))))
    assert world.ledger.credit(ANA).balance == 5_000
    assert_consistent(world)


@pytest.mark.parametrize(
    ("received_on", "field"), [(date(2026, 11, 24), "received_on"), (date(1989, 12, 31), "received_on")]
)
def test_a_day_that_cannot_be_is_refused_by_name(world: World, received_on: date, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        record(world.open, received_on=received_on)
    assert refusal.value.errors[0].field == field
    with pytest.raises(Invalid) as refusal:
        record(world.open, OPENING, received_on=received_on)
    assert refusal.value.errors[0].field == "as_of"
    assert not world.ledger.credit(ANA).known


def test_today_is_the_clinics_day_and_not_the_servers(world: World) -> None:
    world.clock.pass_time(timedelta(hours=16))  # 04:00 UTC on the 24th, 23:00 of the 23rd in Toronto.
    assert record(world.open).received_on == date(2026, 11, 23)
    with pytest.raises(Invalid):
        record(world.open, key="key-2", received_on=date(2026, 11, 24))


def test_an_unknown_or_closed_location_is_refused_and_nothing_is_written(world: World) -> None:
    with pytest.raises(NotFound):
        record(world.open, location_id="loc_other")
    with pytest.raises(NotAllowed) as refusal:
        record(world.open, location_id="loc_closed")
    assert refusal.value.code == "location_inactive"
    assert not world.ledger.all_payments() and not world.ledger.credit(ANA).known


@pytest.mark.parametrize("source", [RECORDED, MEMO, OPENING])
def test_a_closed_clinic_takes_no_new_credit_and_uses_what_it_holds(world: World, source: Source) -> None:
    held = record(world.open)
    world.services.close_clinic.close(ANA.clinic_id, "contract ended", SAM)
    with pytest.raises(NotAllowed) as refusal:
        record(world.open, source, key="key-2")
    assert refusal.value.code == "clinic_closed"
    assert record(world.open) == held
    unapply(world.open, apply(world.open, held, 5_000))
    assert [payment.id for payment in world.ledger.all_payments()] == [held.id]
    world.services.close_clinic.reopen(ANA.clinic_id, "signed again", SAM)
    assert record(world.open, source, key="key-2").unapplied == 5_000
    assert_consistent(world)


class TestMemos:
    """The clinic's limits: per memo, and for all memos of a day."""

    @pytest.fixture(autouse=True)
    def limits(self, world: World) -> None:
        settings = world.clinics.get("clinic_demo").settings
        changed = replace(settings, version=settings.version + 1, memo_maximum=3_000, memo_daily_maximum=5_000)
        world.clinics.save_settings("clinic_demo", changed, "limits")

    @pytest.mark.parametrize(("amount", "fits"), [(2_999, True), (3_000, True), (3_001, False)])
    def test_a_memo_is_at_most_the_maximum(self, world: World, amount: int, fits: bool) -> None:
        assert fits == isinstance(result_of(lambda: record(world.open, MEMO, amount=amount)), Payment)

    def test_all_memos_of_a_day_are_at_most_the_daily_maximum(self, world: World) -> None:
        record(world.open, MEMO, amount=3_000)
        with pytest.raises(NotAllowed, match="at most 2000 ") as refusal:
            record(world.open, MEMO, patient=BEN, amount=2_001)
        assert (refusal.value.code, refusal.value.errors[0].field) == ("memo_limit_exceeded", "amount")
        record(world.open, MEMO, patient=BEN, amount=2_000)
        assert isinstance(result_of(lambda: record(world.open, MEMO, key="key-3", amount=1)), NotAllowed)
        world.clock.pass_time(timedelta(days=1))
        record(world.open, MEMO, key="key-4", amount=3_000)
        assert world.ledger.credit(ANA).balance == 6_000

    @pytest.mark.parametrize("turn", range(4))
    def test_two_memos_at_once_never_exceed_the_day(self, world: World, turn: int) -> None:
        other = lambda: result_of(lambda: record(world.open, MEMO, patient=BEN, amount=3_000))  # noqa: E731
        result_of(lambda: record(world.guarded(InterleaveAt(turn, other)), MEMO, amount=3_000))
        assert sum(world.ledger.credit(each).balance for each in (ANA, BEN)) == 3_000

    def test_money_that_arrived_counts_against_no_limit_on_memos(self, world: World) -> None:
        record(world.open, RECORDED, amount=90_000)
        record(world.open, OPENING, key="key-2", amount=90_000)
        record(world.open, MEMO, key="key-3", amount=3_000)

    def test_a_repeated_memo_takes_its_part_of_the_day_once(self, world: World) -> None:
        for _ in range(3):
            record(world.open, MEMO, amount=3_000)
        record(world.open, MEMO, key="key-2", amount=2_000)


def receipts_of(world: World, payment: Payment) -> list[bytes]:
    world.open.services.issue_receipt(payment)
    return list(world.receipts.files.values())


def test_the_receipt_of_recorded_money_names_its_tender_and_asks_stripe_nothing(world: World) -> None:
    made = record(world.open, tender=Tender.CHEQUE)
    world.clock.pass_time(timedelta(hours=1))
    world.open.services.sweep()
    (pdf,) = world.receipts.files.values()
    assert b" 5000 cheque " in pdf and world.now(made).receipt is not None


@pytest.mark.parametrize("source", [MEMO, OPENING])
def test_goodwill_and_opening_balances_have_no_receipt(world: World, source: Source) -> None:
    made = record(world.open, source)
    assert receipts_of(world, made) == [] and made.next_check_at is None
    assert isinstance(result_of(lambda: world.services.link_duplicate(ANA, made.id, SAM)), NotFound)


def test_the_activity_names_the_tender_and_the_reason(world: World) -> None:
    recorded, memo = record(world.open), record(world.open, MEMO, key="key-2")
    lines = [activity_of(made, world.ledger.entries_of(made), ())[0] for made in (recorded, memo)]
    assert [(line.kind, line.actor, line.note) for line in lines] == [
        ("recorded", SAM, "Recorded by staff (cash)"),
        ("memo", SAM, "Credited by the clinic: Sorry for the wait"),
    ]
