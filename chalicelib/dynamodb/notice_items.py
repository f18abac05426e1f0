"""Items of notices: a patient's choices, and one item per notice of an event until it is no longer delivered again."""

from __future__ import annotations

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.credit.notice import (
    KEPT_FOR,
    Notice,
    NoticePreferences,
    NoticeStatus,
    Switch,
    Topic,
)
from chalicelib.dynamodb.address_problems import problem_data, problem_of
from chalicelib.dynamodb.credit_items import NOTICE_SHARD, partition, patient_of, work_queue_keys
from chalicelib.dynamodb.tables import CreditItem
from chalicelib.dynamodb.timestamps import from_iso, from_iso_or_none, to_iso

PREFERENCES_SK = "notices"
NOTICE_PREFIX = "notice#"


def notice_sk(notice_id: str) -> str:
    return f"{NOTICE_PREFIX}{notice_id}"


class NoticePreferencesItem(CreditItem, discriminator="notice_preferences"):
    """A patient's choices. `problem` is an address that is switched off, the reason and the time."""

    revision = NumberAttribute()
    email = UnicodeAttribute(null=True)
    own = BooleanAttribute(null=True)
    off: JSONAttribute = JSONAttribute(null=True)
    language = UnicodeAttribute(null=True)
    problem: JSONAttribute = JSONAttribute(null=True)

    @classmethod
    def from_domain(cls, preferences: NoticePreferences) -> NoticePreferencesItem:
        return cls(
            partition(preferences.patient),
            PREFERENCES_SK,
            revision=preferences.revision,
            email=preferences.email,
            own=preferences.own or None,
            off=sorted(preferences.off) or None,
            language=preferences.language,
            problem=problem_data(preferences.problem) if preferences.problem else None,
        )

    def to_preferences(self) -> NoticePreferences:
        return NoticePreferences(
            patient=patient_of(self.pk),
            email=self.email,
            own=bool(self.own),
            off=frozenset(map(Switch, self.off or ())),
            language=self.language,
            problem=problem_of(*self.problem) if self.problem else None,
            revision=int(self.revision),
        )


class NoticeItem(CreditItem, discriminator="notice"):
    """A notice of an event, without its address. `expires` is the table's TTL attribute, in seconds since 1970."""

    version = NumberAttribute()
    topic = UnicodeAttribute()
    at = UnicodeAttribute()
    status = UnicodeAttribute()
    attempts = NumberAttribute(null=True)
    expires = NumberAttribute()

    @classmethod
    def from_domain(cls, notice: Notice) -> NoticeItem:
        return cls(
            partition(notice.owner),
            notice_sk(notice.id),
            version=notice.version,
            topic=notice.topic,
            at=to_iso(notice.at),
            status=notice.status,
            attempts=notice.attempts or None,
            expires=int((notice.at + KEPT_FOR).timestamp()),
            **work_queue_keys(notice.next_check_at, NOTICE_SHARD),
        )

    def to_notice(self) -> Notice:
        return Notice(
            id=self.sk.removeprefix(NOTICE_PREFIX),
            owner=patient_of(self.pk),
            version=int(self.version),
            topic=Topic(self.topic),
            at=from_iso(self.at),
            status=NoticeStatus(self.status),
            attempts=int(self.attempts or 0),
            next_check_at=from_iso_or_none(self.due_at),
        )
