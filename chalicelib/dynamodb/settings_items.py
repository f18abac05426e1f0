"""A clinic's settings and the history of their changes, as items of the clinics table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.credit.billing_settings import (
    MEMO_DAILY_MAXIMUM,
    MEMO_MAXIMUM,
    AutomaticApplication,
    BillingSettings,
    FieldChange,
    InvoicePolicy,
    SettingsChange,
)
from chalicelib.credit.clinic import Location
from chalicelib.credit.identity import Actor
from chalicelib.dynamodb.actors import actor_data, actor_data_or_none
from chalicelib.dynamodb.clinic_items import location_sk
from chalicelib.dynamodb.tables import ClinicItem
from chalicelib.dynamodb.timestamps import from_iso, to_iso

SETTINGS_SK = "settings"
MOST_FIELDS = 999
OLD_NOTE = re.compile(r"(\w+): (.*?)(?=, \w+: |$)")
OLD_PRIMARY = re.compile(r"primary account: (\S+) -> (\S+)")


def changes_pk(clinic_id: str) -> str:
    return f"changes#{clinic_id}"


class SettingsItem(ClinicItem, discriminator="settings"):
    version = NumberAttribute()
    account_credit_enabled = BooleanAttribute()
    top_up_minimum = NumberAttribute()
    top_up_maximum = NumberAttribute()
    suggested_amounts: JSONAttribute = JSONAttribute()
    balance_maximum = NumberAttribute()
    invoices = UnicodeAttribute(null=True)
    patients_may_apply = BooleanAttribute(null=True)
    apply_automatically = UnicodeAttribute(null=True)
    memo_maximum = NumberAttribute(null=True)
    memo_daily_maximum = NumberAttribute(null=True)
    refund_fraud_warnings = BooleanAttribute(null=True)
    notice_email = UnicodeAttribute(null=True)
    refund_policy = UnicodeAttribute(null=True)
    statement_name = UnicodeAttribute(null=True)
    primary_account_id = UnicodeAttribute(null=True)
    changed_at = UnicodeAttribute(null=True)
    changed_by: JSONAttribute = JSONAttribute(null=True)

    @classmethod
    def from_domain(cls, clinic_id: str, settings: BillingSettings) -> SettingsItem:
        return cls(
            clinic_id,
            SETTINGS_SK,
            version=settings.version,
            account_credit_enabled=settings.account_credit_enabled,
            top_up_minimum=settings.top_up_minimum,
            top_up_maximum=settings.top_up_maximum,
            suggested_amounts=list(settings.suggested_amounts),
            balance_maximum=settings.balance_maximum,
            invoices=settings.invoices,
            patients_may_apply=settings.patients_may_apply,
            apply_automatically=settings.apply_automatically,
            memo_maximum=settings.memo_maximum,
            memo_daily_maximum=settings.memo_daily_maximum,
            refund_fraud_warnings=settings.refund_fraud_warnings or None,
            notice_email=settings.notice_email,
            refund_policy=settings.refund_policy,
            statement_name=settings.statement_name,
            primary_account_id=settings.primary_account_id,
            changed_at=to_iso(settings.changed_at) if settings.changed_at else None,
            changed_by=actor_data_or_none(settings.changed_by),
        )

    def to_settings(self) -> BillingSettings:
        return BillingSettings(
            version=int(self.version),
            account_credit_enabled=bool(self.account_credit_enabled),
            top_up_minimum=int(self.top_up_minimum),
            top_up_maximum=int(self.top_up_maximum),
            suggested_amounts=tuple(self.suggested_amounts),
            balance_maximum=int(self.balance_maximum),
            invoices=InvoicePolicy(self.invoices or InvoicePolicy.ANY),
            patients_may_apply=bool(self.patients_may_apply),
            apply_automatically=AutomaticApplication(self.apply_automatically or AutomaticApplication.OFF),
            memo_maximum=_or(self.memo_maximum, MEMO_MAXIMUM),
            memo_daily_maximum=_or(self.memo_daily_maximum, MEMO_DAILY_MAXIMUM),
            refund_fraud_warnings=bool(self.refund_fraud_warnings),
            notice_email=self.notice_email,
            refund_policy=self.refund_policy,
            statement_name=self.statement_name,
            primary_account_id=self.primary_account_id,
            changed_at=from_iso(self.changed_at) if self.changed_at else None,
            changed_by=Actor(*self.changed_by) if self.changed_by else None,
        )


def _or(value: float | None, default: int) -> int:
    """Settings that joined version 1 have their default in older items."""
    return default if value is None else int(value)


class SettingsChangeItem(ClinicItem, discriminator="change"):
    """A change of settings or of a location: field, actor and time. Written once, with the change itself."""

    at = UnicodeAttribute()
    by: JSONAttribute = JSONAttribute(null=True)
    note = UnicodeAttribute()
    fields: JSONAttribute = JSONAttribute(null=True)

    @classmethod
    def from_domain(
        cls, clinic_id: str, settings: BillingSettings, note: str, changes: Sequence[FieldChange]
    ) -> SettingsChangeItem:
        item = SettingsItem.from_domain(clinic_id, settings)
        return cls(
            changes_pk(clinic_id),
            f"{settings.version:09d}",
            at=item.changed_at,
            by=item.changed_by,
            note=note,
            fields=[[each.field, each.before, each.after] for each in changes],
        )

    def to_changes(self) -> Iterator[SettingsChange]:
        """The fields of this change, each with a key that sorts newest first among all of the clinic's."""
        changes = _changes_in(self.note) if self.fields is None else [FieldChange(*each) for each in self.fields]
        by = Actor(*self.by) if self.by else None
        for number, change in enumerate(changes):
            key = f"{self.sk}#{MOST_FIELDS - number:03d}"
            yield SettingsChange(key, int(self.sk), from_iso(self.at), by, change)

    @classmethod
    def of_location(cls, clinic_id: str, location: Location, by: Actor, at: datetime) -> SettingsChangeItem:
        state = "active" if location.active else "closed"
        return cls(
            changes_pk(clinic_id),
            f"{location_sk(location.id)}#{to_iso(at)}",
            at=to_iso(at),
            by=actor_data(by),
            note=f"location {location.id}: {location.name}, {state}",
        )


def _changes_in(note: str) -> list[FieldChange]:
    """The changes in a note of an older release, which kept no value from before but the primary account."""
    primary = OLD_PRIMARY.fullmatch(note)
    if primary:
        before = None if primary[1] == "None" else primary[1]
        return [FieldChange("primary_account_id", before, primary[2])]
    return [FieldChange(name, None, value) for name, value in OLD_NOTE.findall(note)]
