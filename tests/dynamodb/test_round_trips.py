"""Whatever is stored is read back whole: every field of every value, none with its default.

A field that joins is tried at once; one that no item keeps fails here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import count
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from pynamodb.models import Model

from chalicelib.credit.billing_settings import BillingSettings
from chalicelib.credit.clinic import ClinicProfile, Location, PaymentsAccount
from chalicelib.credit.document import DocumentRequest
from chalicelib.credit.email_address import AddressProblem
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.ledger import Entry
from chalicelib.credit.notice import Notice, NoticePreferences
from chalicelib.credit.payment import Payment, PaymentStatus, Source
from chalicelib.credit.person import Person
from chalicelib.credit.records import (
    Application,
    CreditTransfer,
    Dispute,
    IdempotencyRecord,
    Position,
    Refund,
    RefundElsewhere,
)
from chalicelib.dynamodb import (
    clinic_items,
    documents,
    entry_items,
    invoice_items,
    notice_items,
    payment_items,
    person_items,
    position_items,
    record_items,
    settings_items,
)
from tests.fakes.small import NOON


@dataclass(frozen=True)
class Kept:
    """A kind of value: how it becomes an item and comes back, and fields that its own rules fix."""

    write: Callable[[Any], Model]
    read: Callable[[Any], Any]
    fixed: Mapping[str, Any]


class Examples:
    """One value after another of any type, no two alike and none a default."""

    def __init__(self) -> None:
        self._number = count(2)

    def of(self, kind: Any) -> Any:
        number = next(self._number)
        match get_origin(kind):
            case None:
                return self._plain(kind, number)
            case origin if origin in (Union, UnionType):
                return self.of(next(each for each in get_args(kind) if each is not NoneType))
            case origin if origin is tuple:
                return tuple(self.of(each) for each in get_args(kind) if each is not Ellipsis)
            case origin if origin is frozenset:
                return frozenset({self.of(*get_args(kind))})
            case origin:
                assert issubclass(origin, Mapping), kind
                return {f"key_{number}": self.of(get_args(kind)[1])}

    def _plain(self, kind: Any, number: int) -> Any:
        if is_dataclass(kind):
            return self.whole(kind)
        if kind is bool:
            return True
        if issubclass(kind, Enum):
            return list(kind)[-1]
        known: dict[Any, Any] = {
            int: number,
            str: f"text_{number}",
            datetime: NOON + timedelta(seconds=number, milliseconds=7),
            date: date(2026, 1, 1) + timedelta(days=number),
        }
        return known[kind]

    def whole(self, kind: Any, /, **fixed: Any) -> Any:
        hints = get_type_hints(kind)
        given = {each.name: self.of(hints[each.name]) for each in fields(kind) if each.init and each.name not in fixed}
        return kind(**given, **fixed)


OF_ANA = {"patient": PatientKey("clinic_demo", "pat_ana")}
RECORD: dict[str, Any] = {**OF_ANA, "currency": "cad"}
KINDS: dict[type, Kept] = {
    Payment: Kept(
        payment_items.PaymentItem.from_domain,
        payment_items.PaymentItem.to_payment,
        {**RECORD, "status": PaymentStatus.SUCCEEDED},
    ),
    Entry: Kept(entry_items.EntryItem.from_domain, entry_items.EntryItem.to_entry, OF_ANA),
    Application: Kept(record_items.ApplicationItem.from_domain, record_items.ApplicationItem.to_record, RECORD),
    Refund: Kept(record_items.RefundItem.from_domain, record_items.RefundItem.to_record, RECORD),
    Dispute: Kept(record_items.DisputeItem.from_domain, record_items.DisputeItem.to_record, RECORD),
    Position: Kept(
        position_items.PositionItem.from_domain, position_items.PositionItem.to_record, {**OF_ANA, "id": "position"}
    ),
    IdempotencyRecord: Kept(record_items.RequestItem.from_domain, record_items.RequestItem.to_request, OF_ANA),
    CreditTransfer: Kept(
        record_items.CreditTransferItem.from_domain,
        record_items.CreditTransferItem.to_record,
        RECORD,
    ),
    RefundElsewhere: Kept(
        record_items.RefundElsewhereItem.from_domain, record_items.RefundElsewhereItem.to_record, RECORD
    ),
    BillingSettings: Kept(
        lambda value: settings_items.SettingsItem.from_domain("clinic_demo", value),
        settings_items.SettingsItem.to_settings,
        {},
    ),
    Invoice: Kept(invoice_items.InvoiceItem.from_domain, invoice_items.InvoiceItem.to_invoice, RECORD),
    DocumentRequest: Kept(documents.DocumentItem.from_domain, documents.DocumentItem.to_document, OF_ANA),
    Person: Kept(person_items.PersonItem.from_domain, person_items.PersonItem.to_person, OF_ANA),
    NoticePreferences: Kept(
        notice_items.NoticePreferencesItem.from_domain, notice_items.NoticePreferencesItem.to_preferences, OF_ANA
    ),
    Notice: Kept(
        notice_items.NoticeItem.from_domain,
        notice_items.NoticeItem.to_notice,
        {"owner": PatientKey("clinic_demo", "pat_ana")},
    ),
    AddressProblem: Kept(
        lambda value: clinic_items.NoticeProblemItem.from_domain("clinic_demo", value),
        clinic_items.NoticeProblemItem.to_problem,
        {},
    ),
    ClinicProfile: Kept(clinic_items.ProfileItem.from_domain, clinic_items.ProfileItem.to_profile, {}),
    PaymentsAccount: Kept(
        lambda value: clinic_items.AccountItem.from_domain("clinic_demo", value),
        clinic_items.AccountItem.to_account,
        {},
    ),
    Location: Kept(
        lambda value: clinic_items.LocationItem.from_domain("clinic_demo", value),
        clinic_items.LocationItem.to_location,
        {},
    ),
}


def stored_and_read(value: Any) -> Any:
    """Return the value as DynamoDB would: the attributes as they are serialized, in a new item."""
    kept = KINDS[type(value)]
    written = kept.write(value)
    again = type(written)()
    again.deserialize(written.serialize())
    return kept.read(again)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_field_of_what_is_stored_is_read_back(kind: type) -> None:
    value = Examples().whole(kind, **KINDS[kind].fixed)
    assert stored_and_read(value) == value


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_is_stored_with_its_defaults_is_read_back_with_them(kind: type) -> None:
    defaults = {each.name: each.default for each in fields(kind) if each.init and each.default is not MISSING}
    value = Examples().whole(kind, **{**defaults, **KINDS[kind].fixed})
    assert stored_and_read(value) == value


@pytest.mark.parametrize("source", Source)
def test_a_payment_of_any_source_is_read_back(source: Source) -> None:
    value = replace(Examples().whole(Payment, **KINDS[Payment].fixed), source=source)
    assert stored_and_read(value) == value
