"""Each call of the other stores that is on record, by name; see `recorded_requests`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.credit.billing_settings import BillingSettings, FieldChange
from chalicelib.credit.clinic import Location
from chalicelib.credit.cursor import Cursor
from chalicelib.credit.email_address import AddressProblem, Undeliverable
from chalicelib.credit.events import event_id
from chalicelib.credit.rate_limits import Tally
from chalicelib.credit.read_only import ReadOnly
from chalicelib.dynamodb.clinic_archive import archived_items
from chalicelib.dynamodb.clinic_ledger import DynamoClinicLedger
from chalicelib.dynamodb.clinics import DynamoClinics
from chalicelib.dynamodb.cursors import DynamoCursors
from chalicelib.dynamodb.events import DynamoEvents
from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.dynamodb.rate_limits import DynamoRateLimits
from chalicelib.dynamodb.report_days import DynamoReportDays
from chalicelib.services.pagination import PageRequest
from tests.deploy.items_of_today import (
    NOON,
    STAFF,
)
from tests.dynamodb.calls_of_ledgers import CLINIC_LEDGER, LEDGER, PAGE, Steps
from tests.dynamodb.full_tables import (
    ACT,
    ATTEMPT,
    CLINIC,
    DAY,
    ENDPOINT,
    EVENT,
    LATER,
    OUTBOX,
    PROVIDER,
    ROUND,
    TODAY,
    made,
)
from tests.fakes.small import FakeClock

ORIGIN = "https://portal.example"


ISSUER = PROVIDER.issuer


CLINICS_STORE: Mapping[str, Steps] = {
    "get": lambda of: of.get("clinic_demo"),
    "get, that is none": lambda of: of.get("clinic_none"),
    "profile": lambda of: of.profile("clinic_maple"),
    "profile, that is none": lambda of: of.profile("clinic_none"),
    "settings_changes": lambda of: of.settings_changes("clinic_demo", PAGE),
    "settings_changes, after a cursor": lambda of: of.settings_changes("clinic_demo", PageRequest(1, "000000003#9")),
    "save_settings": lambda of: of.save_settings(
        "clinic_demo", made(BillingSettings, version=4), "note", [FieldChange("top_up_minimum", 1, 2)]
    ),
    "save_notice_problem": lambda of: of.save_notice_problem(
        "clinic_demo", AddressProblem("a@maple.example", Undeliverable.BOUNCED, NOON)
    ),
    "save_notice_problem, none": lambda of: of.save_notice_problem("clinic_demo", None),
    "save_account": lambda of: of.save_account("clinic_maple", CLINIC.accounts[0]),
    "save_account, an older description": lambda of: of.save_account(
        "clinic_maple", replace(CLINIC.accounts[0], as_of=NOON - timedelta(days=9))
    ),
    "save_location": lambda of: of.save_location("clinic_demo", Location("loc_1", "Main", True), by=STAFF, at=NOON),
    "clinic_of_account": lambda of: of.clinic_of_account("acct_main"),
    "clinic_of_account, that is none": lambda of: of.clinic_of_account("acct_none"),
    "is_portal_origin": (
        lambda of: of.is_portal_origin(ORIGIN),
        lambda of: of.is_portal_origin("https://other.example"),
    ),
    "identity_provider": lambda of: of.identity_provider("clinic_maple"),
    "identity_provider, of none": lambda of: of.identity_provider("clinic_none"),
    "has_own_providers": lambda of: of.has_own_providers(),
    "clinic_claims": lambda of: of.clinic_claims(ISSUER),
    "provision": lambda of: of.provision(replace(CLINIC, profile=replace(CLINIC.profile, id="clinic_new")), ACT),
    "provision, again": lambda of: of.provision(
        replace(CLINIC, profile=replace(CLINIC.profile, portal_origins=("https://new.example",)))
    ),
    "save_profile": lambda of: of.save_profile(replace(CLINIC.profile, version=1), ACT),
    "record_act": lambda of: of.record_act(ACT),
    "acts": (
        lambda of: of.record_act(ACT),
        lambda of: of.record_act(replace(ACT, at=LATER)),
        lambda of: of.acts("clinic_demo", PAGE),
    ),
    "acts, one by one": (
        lambda of: of.record_act(ACT),
        lambda of: of.record_act(replace(ACT, at=LATER)),
        lambda of: of.acts("clinic_demo", PageRequest(1)),
    ),
    "read_only": lambda of: of.read_only(),
    "save_read_only": (lambda of: of.save_read_only(made(ReadOnly)), lambda of: of.read_only()),
    "save_read_only, none": lambda of: of.save_read_only(None),
    "clinic_ids": lambda of: of.clinic_ids(),
    "clinic_ids_after": (lambda of: of.clinic_ids_after("", 3), lambda of: of.clinic_ids_after("clinic_maple", 3)),
    "account_round": lambda of: of.account_round(),
    "save_account_round": lambda of: of.save_account_round(ROUND),
    "save_account_round, the first": (
        lambda of: of.save_account_round(replace(ROUND, version=1)),
        lambda of: of.account_round(),
    ),
}


EVENTS: Mapping[str, Steps] = {
    "outbox": lambda of: of.outbox(OUTBOX.subject),
    "newest": lambda of: of.newest("clinic_demo"),
    "published": lambda of: sorted(of.published("clinic_demo", ["a", "b"])),
    "publish": (
        lambda of: of.publish(replace(OUTBOX, version=1), [replace(EVENT, id=event_id("clinic_demo", 1))], ["a"]),
        lambda of: of.publish(replace(OUTBOX, version=2), [replace(EVENT, id=event_id("clinic_demo", 2))], ["b"]),
        lambda of: of.newest("clinic_demo"),
        lambda of: sorted(of.published("clinic_demo", ["a", "c"])),
        lambda of: of.events("clinic_demo", 1, 5, NOON),
        lambda of: of.event("clinic_demo", 2),
        lambda of: of.outbox(OUTBOX.subject),
    ),
    "publish, nothing": lambda of: of.publish(replace(OUTBOX, version=1), [], []),
    "save_outbox": lambda of: of.save_outbox(OUTBOX),
    "events": lambda of: of.events("clinic_demo", 3, 5, NOON),
    "event": lambda of: of.event("clinic_demo", 7),
    "endpoints": lambda of: of.endpoints("clinic_demo"),
    "endpoint": lambda of: of.endpoint("clinic_demo", "we_none"),
    "save_endpoint": lambda of: of.save_endpoint(ENDPOINT),
    "save_endpoint, the first": (
        lambda of: of.save_endpoint(replace(ENDPOINT, version=1)),
        lambda of: of.endpoints("clinic_demo"),
        lambda of: of.endpoint("clinic_demo", ENDPOINT.id),
    ),
    "remove_endpoint": lambda of: of.remove_endpoint("clinic_demo", ENDPOINT.id),
    "record_attempt": lambda of: of.record_attempt(ENDPOINT, ATTEMPT),
    "attempts": (lambda of: of.record_attempt(ENDPOINT, ATTEMPT), lambda of: of.attempts(ENDPOINT, PAGE)),
    "attempts, after a cursor": lambda of: of.attempts(ENDPOINT, PageRequest(2, "2026")),
}


OTHERS: Mapping[str, Steps] = {
    "cursor": lambda _: DynamoCursors().cursor("movements"),
    "advance": (
        lambda _: DynamoCursors().advance("movements", made(Cursor)),
        lambda _: DynamoCursors().cursor("movements"),
    ),
    "counted": lambda _: list(DynamoRateLimits().counted(["a", "b"], NOON).items()),
    "count": (
        lambda _: DynamoRateLimits().count("a", NOON, Tally(2, 3)),
        lambda _: DynamoRateLimits().count("a", NOON, Tally(2, 3)),
        lambda _: list(DynamoRateLimits().counted(["a", "b"], NOON).items()),
    ),
    "report_days": lambda _: DynamoReportDays().report_days("clinic_demo", TODAY, TODAY + timedelta(days=1)),
    "keep_report_day": (
        lambda _: DynamoReportDays().keep_report_day("clinic_demo", DAY),
        lambda _: DynamoReportDays().report_days("clinic_demo", TODAY, TODAY),
    ),
    "latest_report_day": lambda _: DynamoReportDays().latest_report_day("clinic_demo", TODAY),
    "earliest_report_day": lambda _: DynamoReportDays().earliest_report_day("clinic_demo"),
    "archived_items": lambda _: list(archived_items("clinic_demo")),
}


STORES: Mapping[str, tuple[Callable[[], Any], Mapping[str, Steps]]] = {
    "ledger": (DynamoLedger, LEDGER),
    "clinic ledger": (DynamoClinicLedger, CLINIC_LEDGER),
    "clinics": (DynamoClinics, CLINICS_STORE),
    "events": (lambda: DynamoEvents(FakeClock(NOON)), EVENTS),
    "others": (lambda: None, OTHERS),
}


NAMES = tuple(f"{store}: {name}" for store, (_, calls) in STORES.items() for name in calls)
