"""Imports of opening balances on DynamoDB: one partition per clinic, of no patient.

It holds the import under way, its staged lines, and one item permanently per import that was committed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.transactions import TransactWrite

from chalicelib.credit.balance_import import BalanceImport, ImportState
from chalicelib.credit.errors import Conflict
from chalicelib.credit.identity import Actor
from chalicelib.credit.opening_balances import OpeningBalance
from chalicelib.dynamodb.actors import actor_data
from chalicelib.dynamodb.errors import translate_errors
from chalicelib.dynamodb.reading import find
from chalicelib.dynamodb.tables import CreditItem, CreditKeys, connection
from chalicelib.dynamodb.timestamps import from_iso, to_iso

PREFIX, OPEN_SK = "#import#", "open"
"""No clinic's id is empty, so that no patient's partition begins so."""
OPEN = "#imports"
"""The index key of all imports under way."""


class _ImportItem(CreditItem):
    import_id = UnicodeAttribute()
    request_hash = UnicodeAttribute()
    by: JSONAttribute = JSONAttribute()
    at = UnicodeAttribute()
    lines = NumberAttribute()
    accepted = NumberAttribute()
    already_there = NumberAttribute()
    total = NumberAttribute()
    state = UnicodeAttribute()
    version = NumberAttribute()

    def to_import(self) -> BalanceImport:
        return BalanceImport(
            id=self.import_id,
            clinic_id=self.pk.removeprefix(PREFIX),
            request_hash=self.request_hash,
            actor=Actor(*self.by),
            at=from_iso(self.at),
            lines=int(self.lines),
            accepted=int(self.accepted),
            already_there=int(self.already_there),
            total=int(self.total),
            state=ImportState(self.state),
            version=int(self.version),
        )


class OpenImportItem(_ImportItem, discriminator="open_import"):
    """The clinic's import under way."""

    @classmethod
    def from_domain(cls, found: BalanceImport) -> OpenImportItem:
        order = f"{to_iso(found.at)}#{found.clinic_id}"
        return cls(imports_pk(found.clinic_id), OPEN_SK, clinic=OPEN, clinic_order=order, **_facts(found))


class CommittedImportItem(_ImportItem, discriminator="import"):
    """An import that was committed."""

    @classmethod
    def from_domain(cls, found: BalanceImport) -> CommittedImportItem:
        return cls(imports_pk(found.clinic_id), _committed_sk(found.id), **_facts(found))


class StagedLinesItem(CreditItem, discriminator="staged_lines"):
    """A chunk of the lines of an import under way."""

    lines: JSONAttribute = JSONAttribute()

    def to_lines(self) -> Sequence[OpeningBalance]:
        return [_line(*row) for row in self.lines]


class DynamoImports:
    """See services.ports.ImportStore."""

    def open_import(self, clinic_id: str) -> BalanceImport | None:
        item = find(OpenImportItem, imports_pk(clinic_id), OPEN_SK)
        return item.to_import() if item else None

    def committed_import(self, clinic_id: str, import_id: str) -> BalanceImport | None:
        item = find(CommittedImportItem, imports_pk(clinic_id), _committed_sk(import_id))
        return item.to_import() if item else None

    def save_import(self, found: BalanceImport) -> None:
        before = OpenImportItem.version == found.version - 1
        condition = (
            before & (OpenImportItem.import_id == found.id) if found.version > 1 else OpenImportItem.pk.does_not_exist()
        )
        with translate_errors(), TransactWrite(connection=connection()) as transaction:
            transaction.save(OpenImportItem.from_domain(found), condition=condition)
            if found.state is ImportState.COMMITTED:
                kept = CommittedImportItem.from_domain(found)
                transaction.save(kept, condition=CommittedImportItem.pk.does_not_exist())

    def stage(self, found: BalanceImport, number: int, lines: Sequence[OpeningBalance]) -> None:
        same = (OpenImportItem.import_id == found.id) & (OpenImportItem.version == found.version)
        with translate_errors(), TransactWrite(connection=connection()) as transaction:
            transaction.condition_check(OpenImportItem, imports_pk(found.clinic_id), OPEN_SK, condition=same)
            transaction.save(staged_item(found, number, lines))

    def staged(self, found: BalanceImport, number: int) -> Sequence[OpeningBalance]:
        item = find(StagedLinesItem, imports_pk(found.clinic_id), _lines_sk(found.id, number))
        return item.to_lines() if item else ()

    def close_import(self, found: BalanceImport) -> None:
        same = (OpenImportItem.import_id == found.id) & (OpenImportItem.version == found.version)
        with translate_errors():
            for number in range(found.chunks):
                StagedLinesItem(imports_pk(found.clinic_id), _lines_sk(found.id, number)).delete()
        try:
            with translate_errors():
                OpenImportItem(imports_pk(found.clinic_id), OPEN_SK).delete(condition=same)
        except Conflict:
            return

    def open_imports(self, limit: int) -> Sequence[BalanceImport]:
        with translate_errors():
            keys = [(row.pk, row.sk) for row in CreditKeys.by_clinic.query(OPEN, limit=limit)]
            items = list(OpenImportItem.batch_get(keys, consistent_read=True)) if keys else []
        return sorted((item.to_import() for item in items), key=lambda found: found.at)


def staged_item(found: BalanceImport, number: int, lines: Sequence[OpeningBalance]) -> StagedLinesItem:
    rows = [_row(line) for line in lines]
    return StagedLinesItem(imports_pk(found.clinic_id), _lines_sk(found.id, number), lines=rows)


def imports_pk(clinic_id: str) -> str:
    return f"{PREFIX}{clinic_id}"


def _committed_sk(import_id: str) -> str:
    return f"import#{import_id}"


def _lines_sk(import_id: str, number: int) -> str:
    return f"lines#{import_id}#{number:04d}"


def _facts(found: BalanceImport) -> dict[str, Any]:
    return {
        "import_id": found.id,
        "request_hash": found.request_hash,
        "by": actor_data(found.actor),
        "at": to_iso(found.at),
        "lines": found.lines,
        "accepted": found.accepted,
        "already_there": found.already_there,
        "total": found.total,
        "state": found.state.value,
        "version": found.version,
    }


def _row(line: OpeningBalance) -> list[Any]:
    facts = (line.line, line.patient_id, line.name, line.amount, line.location_id, line.as_of.isoformat())
    return [*facts, line.reference]


def _line(
    line: int, patient_id: str, name: str, amount: int, location_id: str, as_of: str, reference: str
) -> OpeningBalance:
    return OpeningBalance(
        line=line,
        patient_id=patient_id,
        name=name,
        amount=amount,
        location_id=location_id,
        as_of=date.fromisoformat(as_of),
        reference=reference,
    )
