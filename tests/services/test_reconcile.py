"""The audit reads all of a ledger, finds what was put wrong by hand, and is not fooled by who writes meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.credit.errors import Unavailable
from chalicelib.credit.ledger import Entry, PatientCredit
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Application, CreditTransfer, Dispute, Refund
from tests.fakes.examples import ANA, BEN
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World
from tests.services.actions import FailOn, InterleaveAt, apply, assert_consistent, refund, withdrawn
from tests.services.test_transfer_credit import transfer


@pytest.fixture
def busy(world: World) -> World:
    """Ana's ledger with something of everything."""
    first, second = world.paid(), world.paid(amount=3_000, location_id="loc_north")
    apply(world.open, first, 2_000)
    refund(world.open, second, 500)
    withdrawn(world.open, world.paid(amount=700))
    assert_consistent(world)
    return world


def credit(world: World, **changes: object) -> None:
    world.ledger.rows.put(("credit", ANA), replace(world.ledger.credit(ANA), **changes))  # type: ignore[arg-type]


def payment(world: World, **changes: object) -> None:
    found = next(one for one in world.ledger.all_payments() if one.amount == 5_000)
    changed: Payment = replace(found, **changes)  # type: ignore[arg-type]
    world.ledger.rows.put(("payment", ANA, found.id), changed)


def entry(world: World, seq: int, **changes: object) -> None:
    found = world.ledger.entry(ANA, seq)
    assert found is not None
    changed: Entry = replace(found, **changes)  # type: ignore[arg-type]
    world.ledger.rows.put(("entry", ANA, seq), changed)


def application(world: World, **changes: object) -> None:
    found = next(one for one in world.ledger.rows.all(Application))
    changed: Application = replace(found, **changes)  # type: ignore[arg-type]
    world.ledger.rows.put(("record", ANA, found.payment_id, found.id), changed)


CORRUPTIONS: dict[str, Callable[[World], None]] = {
    "a cent too much": lambda world: credit(world, balance=world.ledger.credit(ANA).balance + 1),
    "the balance set to nothing": lambda world: credit(world, balance=0),
    "an entry that no one posted": lambda world: credit(world, seq=world.ledger.credit(ANA).seq + 1),
    "a count too high": lambda world: credit(world, payments_unapplied=9),
    "a location too rich": lambda world: credit(world, by_location={"loc_main": 3_001, "loc_north": 2_500}),
    "an application without a line": lambda world: payment(world, applied=2_001),
    "a refund without a line": lambda world: payment(world, refunded=1),
    "an application's amount": lambda world: application(world, amount=1_999),
    "an application marked as undone": lambda world: application(world, unapplied_at=world.clock.now()),
    "an entry before its time": lambda world: entry(world, 3, at=world.clock.now() - timedelta(days=9)),
    "a dispute without a line": lambda world: payment(world, disputed=1),
    "an entry's amount": lambda world: entry(world, 2, amount=3_001),
    "an entry's balance": lambda world: entry(world, 3, balance_after=6_001),
    "an entry of another payment": lambda world: entry(world, 2, payment_id="pay_of_nobody"),
    "an entry removed": lambda world: world.ledger.rows.remove(("entry", ANA, 4), 1),
    "a payment removed": lambda world: world.ledger.rows.put(
        ("payment", ANA, world.ledger.all_payments()[0].id), "gone"
    ),
}


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_no_corruption_of_a_patients_ledger_goes_unnoticed(busy: World, kind: str) -> None:
    assert busy.services.reconcile(ANA) == ()
    CORRUPTIONS[kind](busy)
    assert busy.services.reconcile(ANA)


def only_applied(world: World) -> None:
    apply(world.open, world.paid(), 500)


def only_refunded(world: World) -> None:
    refund(world.open, world.paid(), 500)


def only_disputed(world: World) -> None:
    withdrawn(world.open, world.paid())


def only_transferred(world: World) -> None:
    world.paid(BEN)
    transfer(world.open, world.paid(), 500)


@pytest.mark.parametrize("happened", [only_applied, only_refunded, only_disputed, only_transferred])
def test_a_payment_is_audited_against_its_records_whatever_alone_happened_to_it(
    world: World, happened: Callable[[World], None]
) -> None:
    happened(world)
    assert world.services.reconcile(ANA) == ()
    for record in world.ledger.rows.all(object):
        if isinstance(record, Application | Refund | Dispute | CreditTransfer):
            world.ledger.rows.put(("record", ANA, record.payment_id, record.id), "gone")
    (wrong,) = world.services.reconcile(ANA)
    assert "where its records hold 0" in wrong


def test_another_patients_corruption_is_not_anas(busy: World) -> None:
    busy.paid(BEN)
    CORRUPTIONS["a cent too much"](busy)
    assert busy.services.reconcile(BEN) == ()


def test_a_ledger_of_many_pages_is_read_to_its_end(world: World) -> None:
    paid = world.paid(amount=90_000)
    for number in range(250):
        apply(world.open, paid, 1, key=f"key-{number}")
    assert world.services.reconcile(ANA) == ()
    entry(world, 1, amount=90_001)
    assert world.services.reconcile(ANA)


@pytest.mark.parametrize("at", range(5))
def test_a_concurrent_write_is_no_discrepancy(busy: World, at: int) -> None:
    paid = busy.ledger.all_payments()[0]
    rival = InterleaveAt(at, lambda: apply(busy.open, paid, 10, key=f"rival {at}"))
    assert busy.guarded(rival).services.reconcile(ANA) == ()


def test_where_writing_never_stops_the_audit_is_left_to_the_next_sweep(busy: World) -> None:
    paid = busy.ledger.all_payments()[0]

    class Busy(FaultPlan):
        def run(self, name: str, call: object) -> object:
            if name == "entries":
                apply(busy.open, paid, 1, key=f"rival {len(self.calls)}")
            return super().run(name, call)  # type: ignore[arg-type]

    plan = Busy()
    assert busy.guarded(plan).services.reconcile(ANA) == ()
    assert plan.calls.count("entries") == 3


def test_a_corruption_is_found_despite_concurrent_writes(busy: World) -> None:
    paid = busy.ledger.all_payments()[0]
    CORRUPTIONS["an entry's amount"](busy)
    rival = InterleaveAt(2, lambda: apply(busy.open, paid, 10, key="rival"))
    assert busy.guarded(rival).services.reconcile(ANA)


def test_the_sweep_reports_discrepancies_of_the_ledgers_it_touches(busy: World) -> None:
    busy.clock.pass_time(timedelta(minutes=6))
    CORRUPTIONS["a cent too much"](busy)
    report = busy.open.services.sweep()
    assert report.counts["audited"] == 1 and report.counts["discrepancies"] == len(report.discrepancies) > 0
    assert report.discrepancies[0].startswith("clinic_demo/pat_ana: balance 5501 is not the sum of entries 5500")
    assert busy.counters.counts["WorkDiscrepancies"] == report.counts["discrepancies"]


def test_a_finding_names_ids_and_amounts_and_never_a_person(busy: World) -> None:
    for corrupt in CORRUPTIONS.values():
        world = World()
        world.paid()
        world.paid(location_id="loc_north")
        paid = world.ledger.all_payments()[0]
        apply(world.open, paid, 100)
        apply(world.open, paid, 100, key="key-2")
        corrupt(world)
        assert not any("Núñez" in finding for finding in world.services.reconcile(ANA))


def test_ledgers_that_cannot_be_read_are_counted_as_unaudited(busy: World) -> None:
    busy.clock.pass_time(timedelta(minutes=6))
    report = busy.guarded(FailOn("entries", When.BEFORE)).services.sweep()
    assert (report.counts["unaudited"], report.counts["audited"]) == (1, 0)
    with pytest.raises(Unavailable):
        busy.guarded(FailOn("entries", When.BEFORE)).services.reconcile(ANA)


def test_a_patient_without_a_ledger_has_nothing_wrong() -> None:
    world = World()
    assert world.services.reconcile(ANA) == () and world.ledger.credit(ANA) == PatientCredit(patient=ANA)
