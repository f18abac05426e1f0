"""How far a sweep has read a list of Stripe's, kept in the clinics table."""

from __future__ import annotations

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import DoesNotExist

from chalicelib.credit.errors import Conflict
from chalicelib.dynamodb.errors import translate_errors
from chalicelib.dynamodb.tables import ClinicItem
from chalicelib.dynamodb.timestamps import from_iso, to_iso

CURSORS_PK = "cursors"


class CursorItem(ClinicItem, discriminator="cursor"):
    at = UnicodeAttribute()


class DynamoCursors:
    """See services.ports.Cursors."""

    def cursor(self, name: str) -> datetime | None:
        try:
            with translate_errors():
                return from_iso(CursorItem.get(CURSORS_PK, name, consistent_read=True).at)
        except DoesNotExist:
            return None

    def advance(self, name: str, to: datetime) -> None:
        older = CursorItem.at.does_not_exist() | (CursorItem.at < to_iso(to))
        try:
            with translate_errors():
                CursorItem(CURSORS_PK, name, at=to_iso(to)).save(condition=older)
        except Conflict:
            return
