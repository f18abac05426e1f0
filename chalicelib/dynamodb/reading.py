"""Reading of one item."""

from __future__ import annotations

from typing import TypeVar

from pynamodb.exceptions import DoesNotExist
from pynamodb.models import Model

from chalicelib.dynamodb.errors import translate_errors

Item = TypeVar("Item", bound=Model)


def find(model: type[Item], pk: str, sk: str) -> Item | None:
    """The item as it is now, or None if there is none."""
    try:
        with translate_errors():
            return model.get(pk, sk, consistent_read=True)
    except DoesNotExist:
        return None
