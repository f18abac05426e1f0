"""Idempotent requests as documented: https://docs.stripe.com/api/idempotent_requests.

The first answer to a key, a failure included, is repeated for the same parameters; other parameters are an error, and
so is a second request while the first is under way. Nothing is kept when a request was refused before it began.
"""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from infra.stripe_double.core.errors import StripeError
from infra.stripe_double.core.types import Json
from infra.stripe_double.storage.store import Store

MAX_KEY_LENGTH = 255


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: HTTP status, JSON text, and the id of the first request."""

    status: int
    body: str
    request_id: str


def fingerprint(method: str, path: str, given: Json) -> str:
    """Return a digest of what was asked."""
    return hashlib.sha256(json.dumps([method, path, given], sort_keys=True).encode()).hexdigest()


class Keys:
    """The idempotency keys of every account."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._in_use: set[tuple[str, str]] = set()

    @contextmanager
    def reserved(self, account: str, key: str | None) -> Iterator[None]:
        """Hold the key while the block runs; raises a 409 if another request holds it."""
        if key is None:
            yield
            return
        if not 0 < len(key) <= MAX_KEY_LENGTH:
            message = f"Idempotency keys take 1 to {MAX_KEY_LENGTH} characters."
            raise StripeError(400, message, kind="idempotency_error", executed=False)
        with self._lock:
            if (account, key) in self._in_use:
                raise _in_use(key)
            self._in_use.add((account, key))
        try:
            yield
        finally:
            with self._lock:
                self._in_use.discard((account, key))

    def in_use(self) -> int:
        """Return how many keys are held by requests under way."""
        with self._lock:
            return len(self._in_use)

    def recall(self, account: str, key: str | None, digest: str) -> Answer | None:
        """Return the answer this key already got; raises when it was for another request."""
        row = self._store.row("SELECT * FROM idempotency WHERE account = ? AND key = ?", account, key)
        if row is None:
            return None
        if row["fingerprint"] != digest:
            raise StripeError(
                400,
                "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                f"Try using a key other than '{key}' if you meant to execute a different request.",
                kind="idempotency_error",
                executed=False,
            )
        return Answer(row["status"], row["body"], row["request"])

    def forget(self, account: str, key: str | None) -> None:
        """Forget the answer for this key."""
        self._store.change("DELETE FROM idempotency WHERE account = ? AND key = ?", account, key)

    def keep(self, account: str, key: str | None, digest: str, answer: Answer) -> None:
        """Remember the answer for this key."""
        if key is not None:
            self._store.insert(
                "idempotency",
                account=account,
                key=key,
                fingerprint=digest,
                request=answer.request_id,
                status=answer.status,
                body=answer.body,
            )


def _in_use(key: str) -> StripeError:
    return StripeError(
        409,
        f"There is currently another in-progress request using this Idempotent Key ({key}). Please try again later.",
        kind="idempotency_error",
        code="idempotency_key_in_use",
        executed=False,
    )
