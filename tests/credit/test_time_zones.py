"""A payment's date is the clinic's by one zone database, whichever machine tells it."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime

import pytest

from chalicelib.credit.time_zones import is_time_zone, time_zone


def test_zones_come_from_the_pinned_package_and_not_from_the_machine() -> None:
    assert zoneinfo.TZPATH == ()
    paid = datetime(2026, 11, 27, 0, 13, 11, tzinfo=UTC).astimezone(time_zone("America/Vancouver"))
    assert (paid.hour, paid.minute, paid.utcoffset()) == (17, 13, paid.replace(month=7).utcoffset())


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        *((name, True) for name in ("America/Toronto", "Canada/Pacific", "America/St_Johns", "UTC")),
        *((name, False) for name in ("", "Toronto", "../etc/passwd", "America", "america/toronto", "zone.tab", "Etc")),
        *((name, False) for name in ("Factory", "localtime", "posixrules", "posix/America/Toronto", "UTC+5", "\ud800")),
    ],
)
def test_only_an_iana_name_is_a_time_zone(name: str, is_one: bool) -> None:
    assert is_time_zone(name) is is_one
