"""Tallies of attempts on DynamoDB: one item per clinic or address and hour, which DynamoDB removes.

No item becomes hot: a tally that reached its limit is read and no longer written, and none is written for what
everyone does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute

from chalicelib.credit.rate_limits import Tally
from chalicelib.dynamodb.errors import translate_errors
from chalicelib.dynamodb.tables import SCHEMA, ClinicItem

KEPT = timedelta(hours=3)
"""DynamoDB removes items some time after they expire; no one reads an hour that is over."""


class RateLimitItem(ClinicItem, discriminator="attempts"):
    """The tally of one hour. `expires` is the table's TTL attribute, in seconds since 1970."""

    starts = NumberAttribute(default=0)
    declines = NumberAttribute(default=0)
    expires = NumberAttribute()


class DynamoRateLimits:
    """See services.ports.RateLimitStore."""

    def counted(self, keys: Sequence[str], hour: datetime) -> Mapping[str, Tally]:
        wanted = {_pk(key): key for key in keys}
        with translate_errors():
            found = list(ClinicItem.batch_get([(pk, _sk(hour)) for pk in wanted]))
        return {wanted[item.pk]: _tally(item) for item in found if isinstance(item, RateLimitItem)}

    def count(self, key: str, hour: datetime, more: Tally) -> Tally:
        item = RateLimitItem(_pk(key), _sk(hour))
        with translate_errors():
            item.update(
                actions=[
                    RateLimitItem.kind.set(RateLimitItem),
                    RateLimitItem.schema.set(SCHEMA),
                    RateLimitItem.starts.add(more.starts),
                    RateLimitItem.declines.add(more.declines),
                    RateLimitItem.expires.set(int((hour + KEPT).timestamp())),
                ]
            )
        return _tally(item)


def _pk(key: str) -> str:
    return f"attempts#{key}"


def _sk(hour: datetime) -> str:
    return f"{hour:%Y-%m-%dT%H}"


def _tally(item: RateLimitItem) -> Tally:
    return Tally(int(item.starts), int(item.declines))
