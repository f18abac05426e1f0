"""One unit of work: a request, a test control or a due job, within one transaction of the store."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from infra.stripe_double.core.errors import missing
from infra.stripe_double.core.types import PLATFORM, Json
from infra.stripe_double.settings import Settings
from infra.stripe_double.storage.store import Store, dump, load


@dataclass(frozen=True, slots=True)
class Session:
    """The state of one operation. `account` is the scope: the platform, or a connected account (Stripe-Account)."""

    store: Store
    settings: Settings
    account: str = PLATFORM
    request_id: str | None = None
    idempotency_key: str | None = None
    by_browser: bool = False
    """True when a publishable key asks, which may see and do less."""
    base_url: str = ""

    def now(self) -> int:
        """Return the Unix time, as Stripe's `created` has it."""
        return int(time.time())

    def scoped(self, account: str) -> "Session":
        """Return the same unit of work within another account."""
        return replace(self, account=account)

    def find(self, kind: str, identifier: str) -> Json | None:
        """Return an object of this scope, or None."""
        row = self.store.row(
            "SELECT body FROM objects WHERE id = ? AND kind = ? AND account = ?", identifier, kind, self.account
        )
        return load(row["body"]) if row else None

    def get(self, kind: str, identifier: str, param: str, status: int = 404) -> Json:
        """Return an object of this scope; raises `resource_missing`, naming `param`."""
        found = self.find(kind, identifier)
        if found is None:
            raise missing(NAMES.get(kind, kind), identifier, param, status)
        return found

    def anywhere(self, identifier: str) -> Json | None:
        """Return an object of any scope: a transfer's payment lives in the connected account."""
        row = self.store.row("SELECT body FROM objects WHERE id = ?", identifier)
        return load(row["body"]) if row else None

    def scope_of(self, identifier: str) -> str:
        """Return the scope an object lives in."""
        row = self.store.row("SELECT account FROM objects WHERE id = ?", identifier)
        return str(row["account"]) if row else self.account

    def add(self, body: Json, hidden: Json | None = None) -> Json:
        """Store a new object; `hidden` is what Stripe knows and doesn't show."""
        self.store.insert(
            "objects",
            id=body["id"],
            account=self.account,
            kind=body["object"],
            created=body.get("created", self.now()),
            body=dump(body),
            hidden=dump(hidden or {}),
        )
        return body

    def save(self, body: Json) -> Json:
        """Store an object's new state."""
        self.store.change("UPDATE objects SET body = ? WHERE id = ?", dump(body), body["id"])
        return body

    def remove(self, identifier: str) -> None:
        """Forget an object."""
        self.store.change("DELETE FROM objects WHERE id = ?", identifier)

    def bury(self, body: Json, kind: str) -> None:
        """Keep what is left of a deleted object, which nothing finds as what it was."""
        self.store.change("UPDATE objects SET kind = ?, body = ? WHERE id = ?", kind, dump(body), body["id"])

    def hidden(self, identifier: str) -> Json:
        """Return what Stripe knows about an object and doesn't show."""
        row = self.store.row("SELECT hidden FROM objects WHERE id = ?", identifier)
        return load(row["hidden"]) if row else {}

    def hide(self, identifier: str, **values: object) -> None:
        """Remember more that isn't shown."""
        merged = self.hidden(identifier) | values
        self.store.change("UPDATE objects SET hidden = ? WHERE id = ?", dump(merged), identifier)

    def where(self, kind: str, **fields: str) -> list[Json]:
        """Return this scope's objects with these field values, newest first."""
        tests = "".join(f" AND json_extract(body, '$.{name}') = ?" for name in fields)
        sql = f"SELECT body FROM objects WHERE account = ? AND kind = ?{tests} ORDER BY seq DESC"
        return [load(row["body"]) for row in self.store.rows(sql, self.account, kind, *fields.values())]


NAMES = {"payment_method": "PaymentMethod"}
"""The name of an object in Stripe's messages, where that isn't its `object`."""


@contextmanager
def unit_of_work(store: Store, settings: Settings, account: str = PLATFORM) -> Iterator[Session]:
    """Open a session outside any API request: for test controls and due jobs."""
    with store.transaction():
        yield Session(store, settings, account)
