"""One example of each request and response, made of the schemas themselves, so that none can go out of date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args, get_origin

import msgspec

from chalicelib.api.core.pagination import Page
from chalicelib.api.openapi.examples import clinics, patients, payments, reports

EXAMPLES: Mapping[type, msgspec.Struct] = {
    type(each): each for each in (*patients.EXAMPLES, *payments.EXAMPLES, *clinics.EXAMPLES, *reports.EXAMPLES)
}


def example_of(kind: Any) -> msgspec.Struct | None:
    """An example of a response body, for a list one of one item. None for a plain mapping."""
    if get_origin(kind) is Page:
        return Page([EXAMPLES[get_args(kind)[0]]], None)
    return EXAMPLES.get(kind)
