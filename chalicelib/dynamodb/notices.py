"""Notices on DynamoDB."""

from __future__ import annotations

from chalicelib.credit.errors import Conflict
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.notice import Notice, NoticePreferences
from chalicelib.dynamodb.credit_items import partition
from chalicelib.dynamodb.errors import translate_errors
from chalicelib.dynamodb.notice_items import PREFERENCES_SK, NoticeItem, NoticePreferencesItem, notice_sk
from chalicelib.dynamodb.reading import find


class DynamoNotices:
    """See services.ports.NoticeStore."""

    def notice_preferences(self, patient: PatientKey) -> NoticePreferences:
        item = find(NoticePreferencesItem, partition(patient), PREFERENCES_SK)
        return item.to_preferences() if item else NoticePreferences(patient=patient)

    def save_notice_preferences(self, preferences: NoticePreferences) -> None:
        revision, before = NoticePreferencesItem.revision, preferences.revision - 1
        condition = revision == before if before else NoticePreferencesItem.pk.does_not_exist()
        with translate_errors():
            NoticePreferencesItem.from_domain(preferences).save(condition=condition)

    def forget_notice_preferences(self, patient: PatientKey) -> None:
        with translate_errors():
            NoticePreferencesItem(partition(patient), PREFERENCES_SK).delete()

    def add_notice(self, notice: Notice) -> bool:
        try:
            with translate_errors():
                NoticeItem.from_domain(notice).save(condition=NoticeItem.pk.does_not_exist())
        except Conflict:
            return False
        return True

    def notice(self, owner: PatientKey, notice_id: str) -> Notice | None:
        item = find(NoticeItem, partition(owner), notice_sk(notice_id))
        return item.to_notice() if item else None

    def save_notice(self, notice: Notice) -> None:
        with translate_errors():
            NoticeItem.from_domain(notice).save(condition=NoticeItem.version == notice.version - 1)
