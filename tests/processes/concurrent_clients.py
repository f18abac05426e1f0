"""Several processes do the same work on one patient at once; those that are chosen die of kill -9 on the way.

`python -m tests.processes.concurrent_clients JOB.json` with the service's environment. Each calls the handler itself,
as Lambda would, and leaves its responses in a file of its own; one that was killed leaves none.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import botocore.httpsession
import requests.adapters
from chalice.test import Client

from app import app
from infra.stripe_double.testing import signature

Json = dict[str, Any]
REFUSALS = 12
TRIES = 400
PATIENCE_S = 500.0
"""No process goes on for longer, even when the test that started it has ended."""
NOTHING_LEFT = {"insufficient_credit", "exceeds_invoice"}
"""Refusals that another process may lift: each is retried a few times."""
NOT_YET = {"not_written_yet", "not_found", "temporarily_unavailable"}
"""Statuses that mean: retry."""


@dataclass
class Work:
    """The requests of one process, in an order of its own, and its responses."""

    client: Client
    job: Json
    counts: Counter[str] = field(default_factory=Counter)
    responses: Json = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    def do_all(self, tasks: list[Json], chance: random.Random) -> None:
        """Do each task until it is answered for good; what isn't within its tries is left."""
        chance.shuffle(tasks)
        waiting, tries, refused = deque(tasks), Counter[str](), Counter[str]()
        until = time.monotonic() + PATIENCE_S
        while waiting and time.monotonic() < until:
            task = waiting.popleft()
            status, answer = self.ask(task)
            self.counts[str(status)] += 1
            name, code = task["name"], answer.get("code")
            refused[name] += code in NOTHING_LEFT
            tries[name] += 1
            if code in NOT_YET or (code in NOTHING_LEFT and refused[name] < REFUSALS):
                self.again(task, waiting, tries, chance)
            else:
                self.responses[name] = [status, answer]
        self.left += [task["name"] for task in waiting]

    def again(self, task: Json, waiting: deque[Json], tries: Counter[str], chance: random.Random) -> None:
        if tries[task["name"]] >= TRIES:
            self.left.append(task["name"])
            return
        waiting.append(task)
        time.sleep(chance.uniform(0, 0.02))

    def ask(self, task: Json) -> tuple[int, Json]:
        """`token`, `method` and `file` (CSV) of a task are staff's, POST and JSON unless given."""
        is_file = "file" in task
        body = task["file"].encode() if is_file else json.dumps(task["body"]).encode()
        headers = {"Content-Type": "text/csv" if is_file else "application/json"}
        if "key" in task:
            token = task.get("token", self.job["token"])
            headers |= {"Authorization": f"Bearer {token}", "Idempotency-Key": task["key"]}
        else:
            headers["Stripe-Signature"] = signature(body, os.environ["STRIPE_WEBHOOK_SECRET"])
        answer = self.client.http.request(task.get("method", "POST"), task["path"], headers=headers, body=body)
        return answer.status_code, answer.json_body


def die_at(call: int, after: bool) -> None:
    """Kill this process at its n-th call to DynamoDB or Stripe, before it is sent or after it was answered."""
    made = 0

    def record_traffic(kind: Any) -> None:
        send = kind.send

        def counted(*args: Any, **kwargs: Any) -> Any:
            nonlocal made
            made += 1
            mine = made == call
            if mine and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            answer = send(*args, **kwargs)
            if mine:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        kind.send = counted

    record_traffic(botocore.httpsession.URLLib3Session)
    record_traffic(requests.adapters.HTTPAdapter)


def one(job: Json, number: int) -> None:
    """The life of one process."""
    chance = random.Random(f"{job['seed']} {number}")
    deadly = job["deadly"]
    if deadly:
        call = chance.randint(1, deadly) if isinstance(deadly, int) else deadly[number]
        die_at(call, chance.random() < 0.5)
    with Client(app) as client:
        work = Work(client, job)
        work.do_all(job["shared"] + job["own"][number], chance)
    told = {"counts": work.counts, "responses": work.responses, "left": work.left}
    Path(job["out"], f"{number}.json").write_text(json.dumps(told))


def main(job: Json) -> dict[str, int]:
    """Fork them all at once, and return how many were killed and how many failed."""
    children = [_forked(job, number) for number in range(job["processes"])]
    ends = [os.waitpid(child, 0)[1] for child in children]
    killed = [os.WIFSIGNALED(end) and os.WTERMSIG(end) == signal.SIGKILL for end in ends]
    return {"killed": sum(killed), "failed": sum(end != 0 for end in ends) - sum(killed)}


def _forked(job: Json, number: int) -> int:
    child = os.fork()
    if child:
        return child
    end = 1
    try:
        with open(Path(job["out"], f"{number}.log"), "w") as log:
            os.dup2(log.fileno(), sys.stdout.fileno())
            os.dup2(log.fileno(), sys.stderr.fileno())
            one(job, number)
            end = 0
    finally:
        os._exit(end)


if __name__ == "__main__":
    print(json.dumps(main(json.loads(Path(sys.argv[1]).read_text()))))
