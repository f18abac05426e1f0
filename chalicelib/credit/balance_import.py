"""An import of opening balances: a file whose lines are all posted, or none of them. Pure.

Its lines are staged first; one write commits it; the lines are posted after that, a few patients per transaction. A
process that dies before the commit leaves an import to abandon, and one that dies after it leaves one to finish.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.credit.identity import Actor, derived_id, request_hash
from chalicelib.credit.opening_balances import OpeningBalance
from chalicelib.credit.person import Person, clean_name, words_of

ABANDON_AFTER = timedelta(minutes=10)
"""A request that stages an import ends within half a minute."""
CHUNK = 100
"""Lines per staged item: at most 400 KB, whatever the names are."""
LARGEST_TRANSACTION = 96
"""DynamoDB takes 100 items (API_TransactWriteItems)."""
ITEMS_PER_LINE = 4
"""The entry, the payment, its place and the balance; a new name adds the person and an item per word."""


class ImportState(StrEnum):
    STAGED = "staged"
    COMMITTED = "committed"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """A request to import a file, as it was sent."""

    clinic_id: str
    content: bytes
    actor: Actor
    idempotency_key: str = ""

    @property
    def id(self) -> str:
        return derived_id("imp", self.clinic_id, self.idempotency_key)

    @property
    def hash(self) -> str:
        return request_hash(self.content.hex())


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceImport:
    """An import of a file with `lines` lines. `total` is the sum of the `accepted` ones, minor units.

    `already_there` counts the lines that were recorded before. `version` counts the writes.
    """

    id: str
    clinic_id: str
    request_hash: str
    actor: Actor
    at: datetime
    lines: int
    accepted: int
    already_there: int
    total: int
    state: ImportState = ImportState.STAGED
    version: int = 1

    @property
    def chunks(self) -> int:
        return -(-self.lines // CHUNK)

    def changed(self, **changes: object) -> BalanceImport:
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]

    def is_stale(self, now: datetime) -> bool:
        """Whether its request has ended without a commit."""
        return self.state is not ImportState.COMMITTED and now - self.at >= ABANDON_AFTER


def chunks_of(lines: Sequence[OpeningBalance]) -> Iterator[Sequence[OpeningBalance]]:
    return (lines[start : start + CHUNK] for start in range(0, len(lines), CHUNK))


def batches_of(lines: Sequence[OpeningBalance]) -> Iterator[Sequence[OpeningBalance]]:
    """The lines in groups that fit into one transaction each."""
    batch, items = list[OpeningBalance](), 0
    for line in lines:
        more = ITEMS_PER_LINE + 1 + len(words_of(line.name))
        if batch and items + more > LARGEST_TRANSACTION:
            yield batch
            batch, items = [], 0
        batch.append(line)
        items += more
    if batch:
        yield batch


def named(line: OpeningBalance, clinic_id: str, known: Person | None) -> Person | None:
    """The person to write for a line: one whose name is not known yet. A known name stays."""
    name = clean_name(line.name)
    if not name or (known and known.name):
        return None
    if known:
        return replace(known, name=name, is_from_clinic=True, revision=known.revision + 1)
    return Person(patient=line.patient(clinic_id), name=name, is_from_clinic=True)
