"""One API request from its parameters to its answer, within one transaction. HTTP is api.py's business."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass

from infra.stripe_double.api.auth import Caller, authenticate
from infra.stripe_double.api.browser_view import browser_view
from infra.stripe_double.api.catalogue import Match
from infra.stripe_double.api.expansion import expanded
from infra.stripe_double.api.faults import Fault
from infra.stripe_double.api.idempotency import Answer, Keys, fingerprint
from infra.stripe_double.core.errors import StripeError
from infra.stripe_double.core.ids import token
from infra.stripe_double.core.types import Json
from infra.stripe_double.settings import Settings
from infra.stripe_double.storage.session import Session
from infra.stripe_double.storage.store import Store, dump


@dataclass(frozen=True, slots=True)
class Request:
    """A request whose address and parameters were read."""

    method: str
    path: str
    given: Json
    headers: Mapping[str, str]
    base_url: str
    match: Match

    @property
    def key(self) -> str | None:
        """Return the idempotency key; only POST has one."""
        return self.headers.get("idempotency-key") if self.method == "POST" else None


class Engine:
    """Return requests one at a time, and exactly once for each idempotency key."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self.keys = Keys(store)

    def answer(self, request: Request, caller: Caller) -> tuple[Answer, bool]:
        """Return the answer, and whether it is the repetition of an earlier one. The key is held by the caller."""
        digest = fingerprint(request.method, request.path, request.given)
        with self.store.transaction():
            earlier = self.keys.recall(caller.account, request.key, digest)
            if earlier is not None:
                self._note(request, caller, earlier, replayed=True)
                return earlier, True
            answer, executed = self._perform(request, caller)
            if executed:
                self.keys.keep(caller.account, request.key, digest, answer)
            self._note(request, caller, answer, replayed=False)
            return answer, False

    def caller(self, request: Request) -> Caller:
        """Return who asks; raises 401 or 403."""
        return authenticate(self.store, self.settings, request.match.operation, request.headers)

    def _perform(self, request: Request, caller: Caller) -> tuple[Answer, bool]:
        request_id = f"req_{token(14)}"
        session = Session(
            self.store, self.settings, caller.account, request_id, request.key, caller.by_browser, request.base_url
        )
        try:
            status, body = 200, self._body(request, session)
        except StripeError as error:
            if not error.executed:
                return Answer(error.status, dump(error.body()), request_id), False
            status, body = error.status, error.body()
        shown = browser_view(body) if caller.by_browser else body
        return Answer(status, json.dumps(shown, indent=2), request_id), True

    def _body(self, request: Request, session: Session) -> Json:
        operation = request.match.operation
        params = operation.read(request.given)
        with self.store.undoable():
            try:
                body = operation.verb(session, params, *request.match.ids)
                return expanded(session, body, params.get("expand", []))
            except StripeError as error:
                if not error.keeps_changes:
                    raise
                kept = error
        raise kept

    def note_fault(self, request: Request, caller: Caller, fault: Fault) -> None:
        """Record a call that went wrong before any work was done."""
        status = fault.status if fault.mode == "error" else 0
        with self.store.transaction():
            self._note(request, caller, Answer(status, "", f"req_{token(14)}"), replayed=False, fault=fault.mode)

    def keep_fault(self, request: Request, caller: Caller, fault: Fault) -> None:
        """Let the request's idempotency key answer this error from now on."""
        digest = fingerprint(request.method, request.path, request.given)
        answer = Answer(fault.status, dump(fault.error().body()), f"req_{token(14)}")
        with self.store.transaction():
            self.keys.forget(caller.account, request.key)
            self.keys.keep(caller.account, request.key, digest, answer)

    def _note(self, request: Request, caller: Caller, answer: Answer, replayed: bool, fault: str | None = None) -> None:
        self.store.insert(
            "calls",
            at=time.time(),
            operation=request.match.operation.name,
            method=request.method,
            path=request.path,
            account=caller.account,
            key_kind="publishable" if caller.by_browser else "secret",
            idempotency_key=request.key,
            params=dump(without_card(request.given)),
            status=answer.status,
            replayed=int(replayed),
            request=answer.request_id,
            fault=fault,
        )


def without_card(given: Json) -> Json:
    """Return the parameters without card numbers and security codes, which belong in no record."""
    hidden = {"number": "[hidden]", "cvc": "[hidden]"}
    clean = {name: without_card(value) if isinstance(value, dict) else value for name, value in given.items()}
    card = clean.get("card")
    if isinstance(card, dict):
        clean["card"] = {name: hidden.get(name, value) for name, value in card.items()}
    return clean
