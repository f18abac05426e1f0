"""Stripe's seam: what the SDK takes for its HTTP client. Idempotency keys, their pruning, and faults, live here.

A request that broke after it was executed returns its 500 again as long as its key lives
(docs.stripe.com/api/idempotent_requests).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import stripe

from tests.simulation.faults import Fault
from tests.simulation.features import POSITIONS
from tests.simulation.scheduler import Call, Scheduler
from tests.simulation.stripe.api import serve
from tests.simulation.stripe.world import Answer, Json, RefusedError, StripeWorld
from tests.simulation.virtual_time import DAY_S

KEY_LIVES_S = DAY_S
READING = (Fault.LOST, Fault.THROTTLED, Fault.BROKEN)
KEPT = (Fault.BROKEN_KEPT,) if POSITIONS else ()
MAKING = (*READING, Fault.UNANSWERED, Fault.BROKEN_AFTER, Fault.CONFLICT, *KEPT)
LATE_S = 5.0
STARTING = (*MAKING, *((Fault.BROKEN_LATE,) if POSITIONS else ()))
"""Of a PaymentIntent alone: the next request of anything else comes minutes later, and looks first."""
INTENTS = "/v1/payment_intents"
ALONE = {"/v1/customers": "stripe/customers", INTENTS: "stripe/intents"}
CODES = {
    Fault.THROTTLED: (429, "rate_limit"),
    Fault.CONFLICT: (409, "idempotency_key_in_use"),
}


class _AnsweredError(Exception):
    """The fault is an answer."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__()
        self.answer: Answer = (json.dumps(body), status, {})


class SimulatedTransport(stripe.HTTPClient):
    """Respond to requests from a StripeWorld."""

    name = "simulated"

    def __init__(self, world: StripeWorld, scheduler: Scheduler) -> None:
        super().__init__()
        self._world, self._scheduler = world, scheduler

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> Answer:
        parts = urlsplit(url)
        key = (headers or {}).get("Idempotency-Key", "") if method == "post" else ""
        form = (post_data if method == "post" else parts.query) or ""
        account, params = (headers or {}).get("Stripe-Account", ""), nested(form)
        try:
            return self._scheduler.call(
                _call(method, parts.path, params, self._repeated(parts.path, form, key, account)),
                lambda: self._answer(method, parts.path, form, params, key, account),
                _possible(method, parts.path),
                lambda fault: self._refusal(fault, key, parts.path, form),
            )
        except _AnsweredError as said:
            return said.answer

    def _repeated(self, path: str, form: str, key: str, account: str) -> str:
        """Which request this is, if it has a key and none of those under way fails in its place."""
        fails = path in self._world.failing or path in self._world.breaking
        return f"{key} {account} {path} {form}" if key and not fails else ""

    def close(self) -> None:
        """Nothing to close."""

    def _sleep_time_seconds(self, num_retries: int) -> float:
        """The SDK waits in real time; here it doesn't."""
        return 0

    def _answer(self, method: str, path: str, form: str, params: Json, key: str, account: str) -> Answer:
        """The same key within a day returns the same, whatever happened since; with another body it is refused."""
        self._world.asked[f"{method} {path}"] += 1
        made_at, body, kept = self._world.kept.get(key, (-KEY_LIVES_S, "", None))
        if kept is not None and self._world.time.seconds - made_at < KEY_LIVES_S:
            return (
                _replayed(kept) if body == path + form else _refused("Keys for idempotent requests: other parameters")
            )
        if method == "post" and path in self._world.failing:
            self._world.failing.remove(path)
            return _broken("Stripe failed before it did anything, and keeps no answer")
        try:
            answer = self._served(method, path, params, account)
        except RefusedError as refused:
            answer = (json.dumps(refused.body), refused.status, {})
        if key:
            self._world.kept[key] = (self._world.time.seconds, path + form, answer)
        return answer

    def _served(self, method: str, path: str, params: Json, account: str) -> Answer:
        if method == "post" and path in self._world.breaking:
            self._world.breaking.remove(path)
            return _broken("Stripe broke before it did anything")
        return json.dumps(serve(self._world, method, path, params, account)), 200, {}

    def _make_later(self, path: str, form: str) -> None:
        """A moment later, or not at all if no process of Stripe lived as long."""
        due_at = self._world.time.seconds + LATE_S

        def make() -> None:
            self._scheduler.sleep(LATE_S)
            if self._world.time.seconds > due_at + LATE_S:
                return
            with suppress(RefusedError):
                made = serve(self._world, "post", path, nested(form))
                self._world.objects[made["id"]]["late"] = True
                self._scheduler.note(f"Stripe makes {made['id']} in spite of its 5xx")
                self._scheduler.after_step()

        self._scheduler.spawn("late", make)

    def _refusal(self, fault: Fault, key: str, path: str, form: str) -> Exception:
        if fault in (Fault.LOST, Fault.UNANSWERED):
            return stripe.APIConnectionError(str(fault), should_retry=True)  # type: ignore[no-untyped-call]
        status, code = CODES.get(fault, (500, "api_error"))
        said = _AnsweredError(status, {"error": {"type": "api_error", "code": code, "message": str(fault)}})
        if fault is Fault.BROKEN_LATE and key in self._world.kept:
            said.answer = _replayed(self._world.kept[key][2])
        if fault is Fault.BROKEN_AFTER and key in self._world.kept:
            made_at, body, _ = self._world.kept[key]
            self._world.kept[key] = (made_at, body, said.answer)
        if fault in (Fault.BROKEN_KEPT, Fault.BROKEN_LATE) and key and key not in self._world.kept:
            self._world.kept[key] = (self._world.time.seconds, path + form, said.answer)
            if fault is Fault.BROKEN_LATE:
                self._make_later(path, form)
        return said


def _possible(method: str, path: str) -> Sequence[Fault]:
    if method != "post":
        return READING
    return STARTING if path == INTENTS else MAKING


def nested(form: str) -> Json:
    """`a[b]=c` as Stripe reads it; `expand[0]=x` is a list."""
    found: Json = {}
    for name, value in parse_qsl(form, keep_blank_values=True):
        outer, _, inner = name.partition("[")
        inner = inner.rstrip("]")
        if not inner:
            found[outer] = value
        elif inner.isdigit():
            found.setdefault(outer, []).append(value)
        else:
            found.setdefault(outer, {})[inner] = value
    return found


def _refused(message: str) -> Answer:
    return json.dumps({"error": {"type": "idempotency_error", "message": message}}), 400, {}


def _replayed(kept: Answer) -> Answer:
    body, status, headers = kept
    return body, status, {**headers, "Idempotent-Replayed": "true"}


def _broken(message: str) -> Answer:
    return json.dumps({"error": {"type": "api_error", "message": message}}), 500, {}


def _call(method: str, path: str, params: Json, repeated: str) -> Call:
    """Customers and new PaymentIntents touch nothing else; all the rest at Stripe touches all the rest of it."""
    about = f" {params['payment_intent']}" if "payment_intent" in params else ""
    money = f" {params['amount']}" if "amount" in params else ""
    name = f"{method.upper()} {path}{about}{money}"
    if method == "post":
        return Call("stripe", name, writes=frozenset({ALONE.get(path, "stripe")}), repeated=repeated)
    return Call("stripe", name, reads=frozenset({"stripe", *ALONE.values()}))
