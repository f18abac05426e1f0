"""Sent invoices: the highest revision counts, and what is applied beyond what is owed is given back once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.credit.apply import MOST_PAYMENTS
from chalicelib.credit.errors import Invalid, NotAllowed
from chalicelib.credit.identity import SYSTEM
from chalicelib.credit.invoice import InvoiceStatus
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import LocationSnapshot
from tests.fakes.examples import ANA, BEN, invoice
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World
from tests.services.actions import (
    InterleaveAt,
    apply,
    apply_oldest,
    assert_consistent,
    put_invoice,
    result_of,
    unapply,
)

CALLS_OF_A_SHRINK = 8


def returned(world: World) -> list[tuple[int, str | None]]:
    """Amounts that the system gave back, with the invoice numbers, oldest first."""
    lines = [entry for entry in world.ledger.all_entries(ANA) if entry.kind is EntryKind.UNAPPLIED]
    assert all(line.actor == SYSTEM for line in lines)
    return [(line.amount, line.number) for line in lines]


def applied_thrice(world: World, each: int = 3_000) -> None:
    """Three applications of 30 dollars to Ana's invoice, an hour apart, of one payment of 200 dollars."""
    paid = world.paid(amount=20_000)
    put_invoice(world.open)
    for key in ("first", "second", "third"):
        world.clock.pass_time(timedelta(hours=1))
        apply(world.open, paid, each, key)


def test_a_new_invoice_is_kept_with_its_location_by_name(world: World) -> None:
    kept = world.services.put_invoice(invoice(location=LocationSnapshot("loc_north", "")))
    assert kept.is_new and kept.invoice.location.name == "North Clinic"
    assert (kept.invoice.status, kept.invoice.left) == (InvoiceStatus.OPEN, 12_000)


def test_a_repeated_put_changes_nothing(world: World) -> None:
    first = put_invoice(world.open)
    kept = world.services.put_invoice(first)
    assert (kept.is_new, kept.invoice) == (False, first)


@pytest.mark.parametrize(
    ("revision", "amount", "code"),
    [(1, 11_000, "stale_revision"), (2, 11_000, "revision_conflict"), (1, 12_000, "stale_revision")],
)
def test_a_late_or_a_contradicting_put_is_refused(world: World, revision: int, amount: int, code: str) -> None:
    current = put_invoice(world.open, revision=2)
    refused = result_of(lambda: put_invoice(world.open, revision=revision, amount=amount))
    assert isinstance(refused, NotAllowed) and refused.code == code
    assert world.ledger.invoice(ANA, "inv_1") == current


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"location": LocationSnapshot("loc_nowhere", "")}, "location_id"),
        ({"location": LocationSnapshot("loc_other", "")}, "location_id"),
        ({"account_id": "acct_other"}, "account_id"),
    ],
)
def test_what_is_not_the_clinics_is_refused_by_name(world: World, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        put_invoice(world.open, **changes)
    assert refused.value.errors[0].field == field and world.ledger.invoices(ANA) == []


def test_the_same_id_of_two_patients_is_two_invoices(world: World) -> None:
    put_invoice(world.open)
    put_invoice(world.open, patient=BEN, amount=500)
    apply(world.open, world.paid(amount=20_000), 12_000)
    assert [one.left for one in world.ledger.invoices(ANA)] == [0]
    assert [one.left for one in world.ledger.invoices(BEN)] == [500]


def test_a_lower_amount_gives_the_newest_credit_back_first(world: World) -> None:
    applied_thrice(world)
    kept = put_invoice(world.open, revision=2, amount=4_000)
    assert (kept.credited, kept.left, kept.status, kept.next_check_at) == (4_000, 0, InvoiceStatus.PAID, None)
    assert returned(world) == [(3_000, "INV-1001"), (2_000, "INV-1001")]
    assert world.ledger.credit(ANA).balance == 16_000
    assert_consistent(world)


def test_voiding_gives_all_credit_back_and_keeps_both_lines(world: World) -> None:
    applied_thrice(world)
    kept = put_invoice(world.open, revision=2, is_void=True)
    assert (kept.credited, kept.left, kept.status) == (0, 0, InvoiceStatus.VOID)
    kinds = [entry.kind for entry in world.ledger.all_entries(ANA)]
    assert kinds == [EntryKind.TOP_UP, *[EntryKind.APPLIED] * 3, *[EntryKind.UNAPPLIED] * 3]
    assert world.ledger.credit(ANA).balance == 20_000
    assert_consistent(world)


@pytest.mark.parametrize("amount", [9_001, 9_000])
def test_an_invoice_that_still_owes_what_is_applied_gives_nothing_back(world: World, amount: int) -> None:
    applied_thrice(world)
    assert put_invoice(world.open, revision=2, amount=amount).credited == 9_000
    assert returned(world) == []


def test_what_remains_of_an_application_can_be_unapplied(world: World) -> None:
    paid = world.paid()
    put_invoice(world.open)
    made = apply(world.open, paid, 3_000)
    put_invoice(world.open, revision=2, amount=1_000)
    assert unapply(world.open, made).amount == 1_000
    assert world.ledger.credit(ANA).balance == 5_000
    assert_consistent(world)


def test_repeating_a_partly_returned_application_returns_the_first_response(world: World) -> None:
    paid = world.paid()
    put_invoice(world.open)
    made = apply(world.open, paid, 3_000)
    put_invoice(world.open, revision=2, amount=1_000)
    again = apply(world.open, paid, 3_000)
    assert (again.amount, again.returned, again.id) == (made.amount, 0, made.id)
    assert world.ledger.credit(ANA).balance == 4_000


def test_credit_applied_before_the_invoice_was_sent_counts(world: World) -> None:
    paid = world.paid(amount=20_000)
    apply(world.open, paid, 3_000, "early")
    assert put_invoice(world.open).left == 9_000
    assert_consistent(world)


def test_credit_beyond_an_invoice_that_is_sent_later_is_given_back(world: World) -> None:
    paid = world.paid(amount=20_000)
    apply(world.open, paid, 3_000, "early")
    assert put_invoice(world.open, amount=1_000).credited == 1_000
    assert world.ledger.credit(ANA).balance == 19_000
    assert_consistent(world)


def test_a_voided_invoice_can_be_opened_again(world: World) -> None:
    applied_thrice(world)
    put_invoice(world.open, revision=2, is_void=True)
    assert put_invoice(world.open, revision=3, amount=500).left == 500


def many(world: World, count: int) -> None:
    """As many applications of a dollar, each of a payment of its own."""
    put_invoice(world.open)
    for number in range(count):
        world.clock.pass_time(timedelta(hours=1))
        paid = world.paid(amount=500)
        apply(world.open, paid, 100, f"key {number}")


@pytest.mark.parametrize("count", [MOST_PAYMENTS, MOST_PAYMENTS + 1, 2 * MOST_PAYMENTS + 3])
def test_more_applications_than_fit_one_transaction_are_given_back_in_steps(world: World, count: int) -> None:
    many(world, count)
    plan = FaultPlan()
    kept = put_invoice(world.guarded(plan), revision=2, is_void=True)
    assert (kept.credited, kept.next_check_at) == (0, None)
    assert plan.calls.count("commit") == -(-count // MOST_PAYMENTS)
    assert world.ledger.credit(ANA).balance == 500 * count
    assert_consistent(world)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("commit", [0, 1])
def test_a_step_that_is_lost_is_made_by_the_work_queue(world: World, commit: int, when: When) -> None:
    many(world, MOST_PAYMENTS + 1)

    class Dies(FaultPlan):
        def run(self, name: str, call: object) -> object:
            broken = name == "commit" and self.calls.count("commit") == commit
            self.at = len(self.calls) if broken else None
            return super().run(name, call)  # type: ignore[arg-type]

    result_of(lambda: put_invoice(world.guarded(Dies(when=when)), revision=2, is_void=True))
    world.services.sweep()
    put_invoice(world.open, revision=2, is_void=True)
    assert world.ledger.credit(ANA).balance == 500 * (MOST_PAYMENTS + 1)
    assert_consistent(world)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(CALLS_OF_A_SHRINK))
def test_a_put_that_breaks_anywhere_gives_back_once_when_it_is_repeated(world: World, at: int, when: When) -> None:
    applied_thrice(world)
    result_of(lambda: put_invoice(world.guarded(FaultPlan(at, when)), revision=2, amount=4_000))
    put_invoice(world.open, revision=2, amount=4_000)
    assert returned(world) == [(3_000, "INV-1001"), (2_000, "INV-1001")]
    assert_consistent(world)


@pytest.mark.parametrize("at", range(CALLS_OF_A_SHRINK))
def test_an_application_beside_a_shrink_never_exceeds_the_invoice(world: World, at: int) -> None:
    applied_thrice(world)
    rival = InterleaveAt(at, lambda: result_of(lambda: apply_oldest(world.open, 3_000, "rival")))
    kept = put_invoice(world.guarded(rival), revision=2, amount=4_000)
    assert kept.excess == 0 and kept.credited == 4_000
    assert_consistent(world)


@pytest.mark.parametrize("at", range(5))
def test_an_application_beside_the_first_put_is_counted(world: World, at: int) -> None:
    paid = world.paid(amount=20_000)
    rival = InterleaveAt(at, lambda: apply(world.open, paid, 5_000, "rival") if at < 4 else None)
    put_invoice(world.guarded(rival))
    assert_consistent(world)


@pytest.mark.parametrize("at", range(6))
def test_a_first_put_beside_an_application_is_counted(world: World, at: int) -> None:
    paid = world.paid(amount=20_000)
    rival = InterleaveAt(at, lambda: put_invoice(world.open, amount=1_000))
    result_of(lambda: apply(world.guarded(rival), paid, 5_000))
    assert_consistent(world)


@pytest.mark.parametrize("at", range(4))
def test_two_puts_at_once_keep_the_higher_revision(world: World, at: int) -> None:
    put_invoice(world.open)
    rival = InterleaveAt(at, lambda: put_invoice(world.open, revision=3, amount=300))
    result_of(lambda: put_invoice(world.guarded(rival), revision=2, amount=200))
    found = world.ledger.invoice(ANA, "inv_1")
    assert (found is not None and (found.revision, found.amount) == (3, 300)) or len(rival.calls) <= at
