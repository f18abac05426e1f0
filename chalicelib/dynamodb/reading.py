"""Reading of one item, and of a page of the newest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from pynamodb.exceptions import DoesNotExist
from pynamodb.models import Model

from chalicelib.dynamodb.errors import translate_errors
from chalicelib.dynamodb.tables import ClinicItem
from chalicelib.services.pagination import PageRequest

Item = TypeVar("Item", bound=Model)
OfClinics = TypeVar("OfClinics", bound=ClinicItem)


def find(model: type[Item], pk: str, sk: str) -> Item | None:
    """The item as it is now, or None if there is none."""
    try:
        with translate_errors():
            return model.get(pk, sk, consistent_read=True)
    except DoesNotExist:
        return None


def newest(model: type[OfClinics], pk: str, page: PageRequest) -> tuple[Sequence[OfClinics], str | None]:
    """The page's items of a partition, the last sort key first, and the cursor of the next page."""
    before = model.sk < page.cursor if page.cursor else None
    with translate_errors():
        found = list(model.query(pk, before, scan_index_forward=False, consistent_read=True, limit=page.limit + 1))
    shown = found[: page.limit]
    return shown, shown[-1].sk if len(found) > page.limit else None
