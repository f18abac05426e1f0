"""`python -m tests.bench.events [EVENTS] [lossy]`: how soon a committed entry is at an endpoint of one machine.

Events come at a steady rate: five per second are 13 million per month.
A second endpoint beside the one that is measured is dead. With `lossy`, a fifth of the first responses is lost: what is
behind a lost one of the same patient waits for its retry, five seconds later.
"""

from __future__ import annotations

import secrets
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from infra.devstack.settings import Ports, Settings
from infra.devstack.stack import Stack
from tests.journeys.calls import Principal, json_of
from tests.journeys.receiver import Receiver, receiving
from tests.polling import until

CLINIC = "clinic_demo"
PATIENTS, WRITERS = 20, 4
PER_SECOND = 5.0
LOST_SHARE = 5
WITHIN_S = 300.0


def record(staff: Principal, patient: str) -> None:
    body = {"source": "recorded", "amount": 1_000, "location_id": "loc_main", "tender": "cash"}
    path = f"clinic/patients/{patient}/payments"
    json_of(staff.call("POST", path, body, Idempotency_Key=secrets.token_hex(16)), 201)


def waits_s(receiver: Receiver) -> list[float]:
    """Seconds from each event's commit to its first arrival, sorted."""
    first: dict[str, float] = {}
    for event, at in receiver.arrived:
        first.setdefault(event["id"], (at - datetime.fromisoformat(event["occurred_at"])).total_seconds())
    return sorted(first.values())


def in_order(receiver: Receiver) -> bool:
    """Whether each patient's events came first in the order of their numbers, none missing."""
    seen: dict[str, list[int]] = defaultdict(list)
    for event in receiver.taken.values():
        seen[event["patient_id"]].append(event["seq"])
    return all(numbers == list(range(1, len(numbers) + 1)) for numbers in seen.values())


def measure(stack: Stack, wanted: int, *, is_lossy: bool) -> Receiver:
    api = stack.environment["API_URL"]
    staff = Principal(api, stack.token("full_access", clinic=CLINIC))
    with receiving() as receiver, receiving() as dead:
        for each in (receiver, dead):
            made = json_of(staff.call("POST", "clinic/webhook-endpoints", {"url": each.url, "types": []}), 201)
            each.secret = made["secret"]
        dead.lose = 1_000_000
        receiver.lose_every = LOST_SHARE if is_lossy else 0
        run = secrets.token_hex(4)
        patients = [f"pat_{run}_{number % PATIENTS}" for number in range(wanted)]
        began = time.monotonic()
        with ThreadPoolExecutor(WRITERS) as pool:
            for number, patient in enumerate(patients):
                time.sleep(max(began + number / PER_SECOND - time.monotonic(), 0))
                pool.submit(record, staff, patient)
        until(lambda: len(receiver.taken) >= wanted, WITHIN_S)
        return receiver


def main(wanted: int, *, is_lossy: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, Stack(Settings(state=Path(folder), ports=Ports.free())) as stack:
        receiver = measure(stack, wanted, is_lossy=is_lossy)
    waits = waits_s(receiver)
    print(
        f"{len(waits)} events of {PATIENTS} patients by {WRITERS} writers: first arrival after"
        f" p50 {_at(waits, 50):.2f} s, p95 {_at(waits, 95):.2f} s, worst {waits[-1]:.2f} s"
    )
    print(
        f"lost {wanted - len(receiver.taken)}, repeated {len(receiver.arrived) - len(waits)} (of them"
        f" {receiver.lost} responses lost), forged {receiver.forged}, in each patient's order: {in_order(receiver)}"
    )


def _at(ordered: list[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    main(numbers[0] if numbers else 400, is_lossy="lossy" in sys.argv)
