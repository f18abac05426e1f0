"""Due work at ten million top-ups per month of which a tenth is abandoned, before and with the queue.

`python -m tests.bench.due_work` prints a day by model, for several numbers of workers, and the looks and messages that
the code itself needs in a day on the fakes, a thousandth of that.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.credit.errors import CreditError
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.schedule import FIRST_CHECK_AFTER, GIVE_UP_AFTER, SECOND_CHECK_AFTER, SOON
from chalicelib.services.ports import DueItem, WorkItem
from tests.fakes.faults import FaultPlan
from tests.fakes.world import World, request
from tests.services.actions import refund

PER_MONTH = 10_000_000
ABANDONED = 0.10
DAY_S, MINUTE_S = 86_400, 60
PEAK = 3.0
"""The busiest hour over the average: opening hours of clinics in a few time zones."""
LOOK_S = 0.35
"""A call of Stripe's API and the writes after it, as the bench measures them in one region."""
NOTHING_S = 0.01
"""A message whose top-up is settled by then: one read."""
SWEEP_S, SWEEP_ITEMS, SWEEP_LONGEST_S = 300, 200, 200.0
PER_BATCH = 10
SQS_PER_MILLION = 0.40
SEED = 15


@dataclass(frozen=True, slots=True)
class Waits:
    """How long after their time the items were taken up, in seconds, and how many were not by the end of the day."""

    waits: Sequence[float]
    left: int

    def __str__(self) -> str:
        if not self.waits:
            return f"none, {self.left} left"
        ordered = sorted(self.waits)
        p99 = ordered[int(len(ordered) * 0.99)]
        return f"p50 {ordered[len(ordered) // 2]:.0f} s, p99 {p99:.0f} s, longest {ordered[-1]:.0f} s, {self.left} left"


def starts(per_day: int, chance: random.Random) -> Iterator[float]:
    """Times of a day at which top-ups are started: a wave with its peak in the afternoon."""
    for _ in range(per_day):
        while True:
            at = chance.uniform(0, DAY_S)
            if chance.uniform(0, PEAK) < 1 + (PEAK - 1) * math.sin(math.pi * at / DAY_S) ** 8:
                yield at
                break


def looks(abandoned: Iterable[float]) -> list[float]:
    """Return the times of a day at which abandoned top-ups are due, those of the day before included."""
    ages = [age.total_seconds() for age in (FIRST_CHECK_AFTER, SECOND_CHECK_AFTER, GIVE_UP_AFTER)]
    return sorted((at + age) % DAY_S for at in abandoned for age in ages)


def with_workers(due: Sequence[float], takes_s: Sequence[float], workers: int) -> Waits:
    """Each message is taken in order by the first free worker."""
    free, waits, left = [0.0] * workers, list[float](), 0
    for at, takes in zip(due, takes_s, strict=True):
        begins = max(at, heapq.heappop(free))
        heapq.heappush(free, begins + takes)
        if begins > DAY_S:
            left += 1
        else:
            waits.append(begins - at)
    return Waits(waits, left)


def with_sweeps(due: Sequence[float]) -> Waits:
    """One after another, at most 200 per sweep, as it was before the queue."""
    waits, taken = list[float](), 0
    for begins in range(SWEEP_S, DAY_S + 1, SWEEP_S):
        now = float(begins)
        for _ in range(SWEEP_ITEMS):
            if taken == len(due) or due[taken] > begins or now - begins > SWEEP_LONGEST_S:
                break
            waits.append(now - due[taken])
            taken, now = taken + 1, now + LOOK_S
    return Waits(waits, len(due) - taken)


def model() -> Iterator[str]:
    chance = random.Random(SEED)
    per_day = PER_MONTH // 30
    began = sorted(starts(per_day, chance))
    due = looks(at for at in began if chance.random() < ABANDONED)
    first = [at + FIRST_CHECK_AFTER.total_seconds() for at in began]
    messages = sorted([(at, LOOK_S) for at in due] + [(at, NOTHING_S) for at in first if at < DAY_S])
    yield f"a day: {per_day:,} top-ups, {len(due):,} looks at abandoned ones, {len(messages):,} messages"
    yield f"the sweep alone: {with_sweeps(due)}"
    for workers in (1, 2, 5):
        found = with_workers([at for at, _ in messages], [takes for _, takes in messages], workers)
        yield f"{workers} workers: {found}"
    busy_s = sum(takes for _, takes in messages)
    yield f"work in a day: {busy_s / 3600:.1f} h, {busy_s / DAY_S:.2f} workers on average"
    per_month = len(messages) * 30
    cost = per_month * 3 / 1e6 * SQS_PER_MILLION
    yield f"SQS: {per_month / 1e6:.0f} million messages per month, {cost / PER_BATCH:.1f} to {cost:.0f} dollars"


def run(scale: int = 1_000) -> Iterator[str]:
    """Run the code itself for two days on the fakes: schedule every five minutes, stream and workers each minute."""
    chance, plan, world = random.Random(SEED), FaultPlan(), World()
    services, seen = world.guarded(plan).services, dict[WorkItem, object]()
    began = sorted(starts(PER_MONTH // 30 // scale, chance))
    services.send_due_work()
    oldest, refunded, number = 0, 0, 0
    midnight = world.clock.now()
    for minute in range(2 * DAY_S // MINUTE_S):
        until = midnight + timedelta(minutes=minute + 1)
        while number < len(began) and began[number] < (minute + 1) * MINUTE_S:
            refunded += _top_up(world, PatientKey("clinic_demo", f"pat_{number}"), chance)
            number += 1
        if minute % 5 == 0:
            services.send_due_work()
            oldest = max(oldest, services.measure_due_work())
        services.send_soon_due(_written(world, seen))
        services.work_off(world.messages.taken(world.clock.now()))
        world.clock.pass_time(until - world.clock.now())
    abandoned = sum(payment.status == "canceled" for payment in world.ledger.all_payments())
    asked = plan.calls.count("outcome") + plan.calls.count("cancel")
    yield f"{number} top-ups, {abandoned} abandoned, {refunded} refunded"
    yield f"looks per abandoned top-up: {(asked - abandoned) / abandoned:.2f}, and one call that cancels it"
    yield f"messages per top-up: {world.messages.sent / number:.2f}; longest due at a schedule: {oldest} s"


def _top_up(world: World, patient: PatientKey, chance: random.Random) -> int:
    """Start one; return 1 if it was paid and then refunded."""
    started = world.open.start(request(patient, f"key_{patient.patient_id}", address=None))
    if chance.random() < ABANDONED:
        return 0
    told = world.stripe.pay(str(started.payment_intent_id))
    paid = world.open.services.settle_payment(told, report_id=f"evt_{started.id}")
    if chance.random() < 0.9:
        return 0
    try:
        refund(world.open, paid, 500, key=f"refund_{paid.id}")
    except CreditError:
        return 0
    return 1


def _written(world: World, seen: dict[WorkItem, object]) -> list[DueItem]:
    """Return what the table's stream shows of a minute: items whose look was put to a time that is soon.

    Items that come near from further away were not written then; first looks and retries are five minutes away.
    """
    now = world.clock.now()
    new = [
        each
        for each in world.ledger.due_between(now - SOON, now + SOON, PER_MONTH)
        if seen.get(each.item) != each.due_at
    ]
    written = [each for each in new if each.item not in seen or each.due_at <= now + SOON - timedelta(minutes=10)]
    seen |= {each.item: each.due_at for each in new}
    return written


def main() -> None:
    for line in (*model(), *run()):
        print(line)


if __name__ == "__main__":
    main()
