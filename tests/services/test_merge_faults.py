"""Whatever dies, fails or is done amid a merge, everything moves and no credit is spent twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.credit.balance_import import ImportRequest
from chalicelib.credit.errors import CreditError
from tests.fakes.examples import ANA, BEN
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import Access, World
from tests.services.actions import KIM, DieAt, FailOn, InterleaveAt, apply_oldest, result_of
from tests.services.merges import assert_merged, calls_of_a_merge, merge, on_file, staged

pytestmark = pytest.mark.usefixtures("known")


def test_an_unfinished_merge_is_named_until_everything_has_moved(world: World) -> None:
    world.stripe.wallet[str(world.ledger.credit(ANA).customer_id)] = [on_file("pm_a")]
    merge(world.guarded(FailOn("cards", When.BEFORE, times=9)))
    assert [each.patient for each in world.services.unfinished_merges(world.ledger.credit(BEN))] == [ANA]
    world.clock.pass_time(timedelta(minutes=10))
    world.services.sweep()
    assert world.services.unfinished_merges(world.ledger.credit(BEN)) == ()


@pytest.mark.parametrize("again", ["sweep", "press"])
@pytest.mark.parametrize("when", list(When))
def test_a_merge_that_dies_at_any_call_is_finished_by_the_sweep_or_by_pressing_again(again: str, when: When) -> None:
    for at in range(calls_of_a_merge()):
        world = staged()
        with pytest.raises(SystemExit):
            merge(world.guarded(DieAt(at, when)))
        has_begun = world.ledger.merge_of(ANA) is not None
        if again == "press" or not has_begun:
            merge(world.open)
        else:
            world.clock.pass_time(timedelta(minutes=10))
            world.services.sweep()
        assert world.ledger.credit(BEN).balance == 2_000 + 5_000, at
        done = world.ledger.merge_of(ANA)
        assert done is not None and done.next_check_at is None
        assert world.ledger.person(ANA) is None and world.ledger.invoices(ANA) == []
        assert_merged(world)


def test_other_acts_at_any_call_of_a_merge_spend_no_credit_twice() -> None:
    for at in range(calls_of_a_merge()):
        world = staged()

        def meanwhile(world: World = world, at: int = at) -> None:
            result_of(lambda: apply_oldest(world.open, 2_000, f"key-{at}", invoice_id="inv_x"))
            result_of(lambda: apply_oldest(world.open, 1_000, f"key-{at}", patient=BEN, invoice_id="inv_y"))

        merge(world.guarded(InterleaveAt(at, meanwhile)))
        world.clock.pass_time(timedelta(minutes=10))
        world.services.sweep()
        applied = sum(payment.applied for payment in world.ledger.all_payments())
        assert world.ledger.credit(BEN).balance == 5_000 + 5_000 - applied
        assert_merged(world)


def test_what_stripe_does_not_let_a_merge_finish_the_sweep_finishes(world: World) -> None:
    world.paid()
    merge(world.guarded(FailOn("cards", When.BEFORE, times=9)))
    assert world.ledger.credit(BEN).balance == 5_000
    pending = world.ledger.merge_of(ANA)
    assert pending is not None and pending.next_check_at
    world.clock.pass_time(timedelta(minutes=10))
    world.services.sweep()
    done = world.ledger.merge_of(ANA)
    assert done is not None and done.next_check_at is None
    assert_merged(world)


IMPORTED = b"patient_id,name,amount,location_id,as_of,reference\npat_ana,Ana,50.00,loc_main,2026-01-31,Old 17\n"


def import_balances(access: Access) -> Any:
    asked = ImportRequest(clinic_id="clinic_demo", content=IMPORTED, actor=KIM, idempotency_key="import")
    return result_of(lambda: access.services.import_balances(asked))


def test_an_import_of_a_merged_patients_balance_names_the_other_patient(world: World) -> None:
    merge(world.open)
    refused = import_balances(world.open)
    assert isinstance(refused, CreditError) and "pat_ben" in str(refused.errors)


def test_a_merge_at_any_call_of_an_import_loses_and_doubles_no_line() -> None:
    plan = FaultPlan()
    import_balances(staged().guarded(plan))
    for at in range(len(plan.calls)):
        world = staged()
        made = import_balances(world.guarded(InterleaveAt(at, lambda world=world: merge(world.open))))  # type: ignore[misc]
        world.clock.pass_time(timedelta(hours=1))
        world.services.sweep()
        expected = 2_000 + 5_000 + (0 if isinstance(made, CreditError) else 5_000)
        assert world.ledger.credit(BEN).balance == expected, at
        assert_merged(world)
