"""One operation of Stripe's API: its address, who may call it, what it accepts, and the verb behind it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from infra.stripe_double.core.parameters import STRING, Many, Table, read_table
from infra.stripe_double.core.types import Json, Params

Verb = Callable[..., Json]
"""Take the session, the checked parameters, and the ids in the path in their order."""


@dataclass(frozen=True, slots=True)
class Operation:
    """`name` is its name in test controls and recorded calls: `payment_intents.create`."""

    name: str
    method: str
    path: str
    verb: Verb
    accepts: Table = field(default_factory=dict)
    browser: bool = False
    """Stripe.js may call it, with a publishable key."""
    expands: bool = True

    @property
    def table(self) -> Table:
        """Return everything that this operation accepts."""
        common: Table = {"expand": Many(STRING)} if self.expands else {}
        return {**self.accepts, **common}

    def read(self, given: Json) -> Params:
        """Check a request's parameters."""
        return read_table(self.table, given)
