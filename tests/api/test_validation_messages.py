"""Each field of each request is refused with what it must be, never with no more than that it is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from msgspec import inspect

from chalicelib.api.core.validation_messages import explain, options_of
from chalicelib.api.routes import OPERATOR_TABLE, TABLE
from tests.api.api import Api

KINDS = {
    kind.__name__: kind
    for route in (*TABLE, *OPERATOR_TABLE)
    for kind in (route.parameters.body, route.parameters.query)
    if kind
}


def paths(kind: inspect.Type, above: str = "$") -> Iterator[str]:
    """The place of each field in a struct, and in the structs in it."""
    for option in options_of(kind):
        for field in getattr(option, "fields", ()):
            yield f"{above}.{field.encode_name}"
            yield from paths(field.type, f"{above}.{field.encode_name}")


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_field_has_a_rule_in_words(kind: type[msgspec.Struct]) -> None:
    for path in paths(inspect.type_info(kind)):
        told = explain(f"Expected something - at `{path}`", kind)
        assert told.field == path.removeprefix("$.") and "something else" not in told.message, path


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("/v1/clinic/payments?from=2026-02-29", "must be a day as in 2026-11-23"),
        ("/v1/clinic/payments?source=cash", "must be one of card_online, recorded, memo, opening_balance, transfer"),
        ("/v1/clinic/reports/unapplied-credit?as_of=yesterday", "must be a day as in 2026-11-23"),
    ],
)
def test_a_day_or_a_choice_that_is_none_is_told_with_what_would_be_right(api: Api, asked: str, told: str) -> None:
    assert api.as_("full_access").get(asked).json["errors"][0]["message"] == told
