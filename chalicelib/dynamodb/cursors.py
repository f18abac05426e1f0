"""How far a sweep has read a list of Stripe's, kept in the clinics table."""

from __future__ import annotations

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.credit.cursor import Cursor
from chalicelib.credit.errors import Conflict
from chalicelib.dynamodb.errors import translate_errors
from chalicelib.dynamodb.reading import find
from chalicelib.dynamodb.tables import ClinicItem
from chalicelib.dynamodb.timestamps import from_iso, from_iso_or_none, to_iso, to_iso_or_none

CURSORS_PK = "cursors"


class CursorItem(ClinicItem, discriminator="cursor"):
    at = UnicodeAttribute()
    held_since = UnicodeAttribute(null=True)
    tries = NumberAttribute(null=True)

    @classmethod
    def from_domain(cls, name: str, cursor: Cursor) -> CursorItem:
        return cls(
            CURSORS_PK,
            name,
            at=to_iso(cursor.at),
            held_since=to_iso_or_none(cursor.held_since),
            tries=cursor.tries or None,
        )

    def to_cursor(self) -> Cursor:
        held_since = from_iso_or_none(self.held_since)
        return Cursor(at=from_iso(self.at), held_since=held_since, tries=int(self.tries or 0))


class DynamoCursors:
    """See services.ports.Cursors."""

    def cursor(self, name: str) -> Cursor | None:
        item = find(CursorItem, CURSORS_PK, name)
        return item.to_cursor() if item else None

    def advance(self, name: str, to: Cursor) -> None:
        not_later = CursorItem.at.does_not_exist() | (CursorItem.at <= to_iso(to.at))
        try:
            with translate_errors():
                CursorItem.from_domain(name, to).save(condition=not_later)
        except Conflict:
            return
