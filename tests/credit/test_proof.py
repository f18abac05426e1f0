"""Every disagreement of the ledger and Stripe is found, however many nights it takes, and nothing else is."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest

from chalicelib.credit.proof import (
    LATE_AFTER,
    SETTLING,
    Difference,
    DifferenceKind,
    Movement,
    OpenItem,
    Payout,
    Side,
    Subject,
    compare,
    payout_differences,
)
from tests.effort import effort
from tests.fakes.small import NOON
from tests.figures import Figure

NIGHT = NOON + timedelta(hours=20)
MANY = 10_000


def moved(source: str = "ref_1", amount: int = -2_000, minutes: float = 0, **changes: object) -> Movement:
    usual: dict[str, object] = {
        "side": Side.CARD,
        "source": source,
        "payment_id": "pay_1",
        "account_id": "acct_main",
        "currency": "cad",
    }
    return Movement(Subject(**{**usual, **changes}), amount, NOON + timedelta(minutes=minutes))  # type: ignore[arg-type]


def found(ours: list[Movement], stripe: list[Movement], *carried: OpenItem) -> list[tuple[DifferenceKind, int]]:
    return [(each.kind, each.amount) for each in compare(carried, ours, stripe, until=NIGHT).differences]


def between(since: datetime, moves: list[Movement], until: datetime) -> list[Movement]:
    return [each for each in moves if since <= each.at < until]


def test_a_movement_on_both_sides_is_no_difference() -> None:
    assert found([moved(), moved("pay_1", 5_000)], [moved("pay_1", 5_000, 1), moved(minutes=1)]) == []


def test_a_movement_that_stripe_alone_has_is_found() -> None:
    (difference,) = compare((), [], [moved()], until=NIGHT).differences
    assert difference == Difference(
        kind=DifferenceKind.STRIPE_ONLY,
        side=Side.CARD,
        source="ref_1",
        account_id="acct_main",
        payment_id="pay_1",
        amount=-2_000,
        since=NOON,
    )


def test_a_movement_that_the_ledger_alone_has_is_found() -> None:
    assert found([moved()], []) == [(DifferenceKind.OURS_ONLY, 2_000)]


def test_two_amounts_for_one_movement_are_found() -> None:
    assert found([moved()], [moved(amount=-2_100)]) == [(DifferenceKind.AMOUNT, -100)]


def test_another_currency_is_no_match() -> None:
    kinds = {kind for kind, _ in found([moved()], [moved(currency="usd")])}
    assert kinds == {DifferenceKind.STRIPE_ONLY, DifferenceKind.OURS_ONLY}


def test_a_movement_recorded_late_is_reported_although_both_have_it() -> None:
    late = LATE_AFTER.total_seconds() / 60
    assert found([moved(minutes=late)], [moved()]) == []
    assert found([moved(minutes=late + 1)], [moved()]) == [(DifferenceKind.LATE, -2_000)]


def test_a_movement_of_just_now_is_open_and_no_difference_yet() -> None:
    recent = (NIGHT - SETTLING - NOON).total_seconds() / 60
    night = compare((), [moved(minutes=recent + 1)], [], until=NIGHT)
    assert night.differences == ()
    assert [item.amount for item in night.open_items] == [2_000]


def test_a_difference_is_repeated_each_night_and_ends_as_late() -> None:
    first = compare((), [], [moved()], until=NIGHT)
    second = compare(first.open_items, [], [], until=NIGHT + timedelta(days=1))
    third = compare(second.open_items, [moved(minutes=2_000)], [], until=NIGHT + timedelta(days=2))
    fourth = compare(third.open_items, [], [], until=NIGHT + timedelta(days=3))
    assert [[each.kind for each in night.differences] for night in (first, second, third, fourth)] == [
        [DifferenceKind.STRIPE_ONLY],
        [DifferenceKind.STRIPE_ONLY],
        [DifferenceKind.LATE],
        [],
    ]
    assert {night.differences[0].since for night in (first, second, third)} == {NOON}


def test_a_refund_that_failed_is_nothing_in_the_end() -> None:
    assert found([moved(), moved(amount=2_000, minutes=3)], [moved(), moved(amount=2_000, minutes=2)]) == []
    assert found([moved(), moved(amount=2_000, minutes=3)], []) == []


def test_a_missing_reinstatement_is_found_after_its_withdrawal_matched() -> None:
    assert compare((), [moved("du_1")], [moved("du_1")], until=NIGHT).open_items == ()
    assert found([], [moved("du_1", 2_000)]) == [(DifferenceKind.STRIPE_ONLY, 2_000)]


def test_a_complete_payout_must_be_the_sum_of_its_transactions() -> None:
    tied = Payout("po_1", "acct_main", 9_000, 9_000, True, NOON)
    loose = Payout("po_2", "acct_main", 9_000, 8_900, True, NOON)
    not_yet = Payout("po_3", "acct_main", 9_000, 0, False, NOON)
    (difference,) = payout_differences([tied, loose, not_yet])
    assert (difference.source, difference.amount, difference.payment_id) == ("po_2", -100, None)


@pytest.mark.parametrize("seed", range(40))
def test_every_planted_fault_is_found_and_nothing_else_is(seed: int) -> None:
    """Over ten nights in any split: each fault is reported on its own source, each sound movement on none."""
    random = Random(seed)
    ours: list[Movement] = []
    stripe: list[Movement] = []
    faults: dict[str, DifferenceKind] = {}
    for number in range(300):
        source, at = f"ref_{number}", random.uniform(0, 10 * 24 * 60)
        kind = random.choice([None, None, None, *DifferenceKind])
        mine = moved(source, -1_000, at + (LATE_AFTER.total_seconds() / 60 + 1 if kind is DifferenceKind.LATE else 1))
        theirs = moved(source, -1_000 - (kind is DifferenceKind.AMOUNT), at)
        ours += [] if kind is DifferenceKind.STRIPE_ONLY else [mine]
        stripe += [] if kind is DifferenceKind.OURS_ONLY else [theirs]
        faults |= {source: kind} if kind else {}
    seen: dict[str, DifferenceKind] = {}
    carried: tuple[OpenItem, ...] = ()
    since = NOON - timedelta(days=1)
    for night in range(12):
        until = NOON + timedelta(days=night + 1)
        result = compare(carried, between(since, ours, until), between(since, stripe, until), until=until)
        seen |= {difference.source: difference.kind for difference in result.differences}
        carried, since = result.open_items, until
    assert seen == faults


def test_ten_thousand_movements_are_matched_in_a_moment(figure: Figure) -> None:
    ours = [moved(f"ref_{number}") for number in range(MANY)]
    stripe = [moved(f"ref_{number}", minutes=1) for number in range(MANY)]
    spent = effort(lambda: compare((), ours, stripe, until=NIGHT))
    assert spent.value.open_items == ()
    figure(f"matching 10,000 balance transactions: {spent}")
    assert spent.loops < 200
