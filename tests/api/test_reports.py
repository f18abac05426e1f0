"""Staff read reports as JSON or CSV, and the figures of one are those of the others."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, timedelta

import pytest

from chalicelib.api.core.csv import Cell, Table, wants_csv
from chalicelib.api.schemas.common import Money
from chalicelib.credit.payment import PaidOut, Source
from chalicelib.credit.records import RefundStatus
from chalicelib.credit.reports import UnappliedFilter, day_end, day_start
from chalicelib.credit.time_zones import time_zone
from chalicelib.services.pagination import PageRequest
from chalicelib.services.reports.read_reports import ReadReports
from tests.api.api import Api, Reply
from tests.api.test_holds import held
from tests.effort import effort
from tests.fakes.events import endpoint_for
from tests.fakes.examples import BEN, CHO
from tests.fakes.small import NOON
from tests.services.actions import refund, report_refund

REPORTS = "/v1/clinic/reports"


def read_csv(reply: Reply) -> list[dict[str, str]]:
    assert reply.headers["content-type"].startswith("text/csv; charset=utf-8")
    assert reply.body.startswith("\ufeff") and "\r\n" in reply.body
    return list(csv.DictReader(io.StringIO(reply.body.removeprefix("\ufeff"), newline="")))


def test_unapplied_credit_has_a_line_per_payment_and_its_totals(api: Api) -> None:
    paid = api.world.paid()
    api.world.recorded(BEN)
    api.world.paid(CHO)
    reply = api.as_("staff").get(f"{REPORTS}/unapplied-credit")
    shown = {line["payment_id"]: line for line in reply.json["lines"]}
    assert shown[paid.id]["patient"] == {"id": "pat_ana", "name": "Ana Núñez"}
    assert (shown[paid.id]["days_open"], shown[paid.id]["unapplied"]["amount"]) == (0, 5_000)
    totals = reply.json["totals"]
    assert (totals["unapplied"]["amount"], totals["payments"], totals["patients"]) == (10_000, 2, 2)
    assert [age["unapplied"]["amount"] for age in totals["by_age"]] == [10_000, 0, 0, 0, 0]


def test_old_credit_of_one_location_and_source_can_be_asked_for_alone(api: Api) -> None:
    old = api.world.recorded()
    api.world.clock.pass_time(timedelta(days=91))
    api.world.recorded()
    api.world.recorded(location_id="loc_north")
    api.world.recorded(source=Source.MEMO, reason="late appointment")
    staff = api.as_("staff")
    asked = f"{REPORTS}/unapplied-credit?location_id=loc_main&source=recorded&min_days=91"
    assert [line["payment_id"] for line in staff.get(asked).json["lines"]] == [old.id]
    (line,) = read_csv(staff.get(asked, accept="text/csv"))
    assert (line["payment_id"], line["unapplied"], line["days_open"]) == (old.id, "50.00", "91")


def test_a_past_day_is_reported_as_it_was(api: Api) -> None:
    made = api.world.recorded()
    yesterday = api.world.clock.now().date()
    api.world.clock.pass_time(timedelta(days=1))
    staff = api.as_("full_access")
    voided = staff.post(
        f"/v1/clinic/patients/pat_ana/payments/{made.id}/void", {"reason": "recorded twice"}, idempotency_key="void-1"
    )
    assert voided.status == 200
    assert staff.get(f"{REPORTS}/unapplied-credit").json["totals"]["unapplied"]["amount"] == 0
    before = staff.get(f"{REPORTS}/unapplied-credit?as_of={yesterday}").json
    assert before["totals"]["unapplied"]["amount"] == 5_000


@pytest.mark.parametrize("group_by", ["location", "account", "source"])
def test_opening_and_movement_make_closing_which_is_the_unapplied_credit(api: Api, group_by: str) -> None:
    first = api.world.clock.now().date()
    api.world.paid()
    api.world.clock.pass_time(timedelta(days=2))
    api.world.recorded(BEN)
    staff = api.as_("staff")
    last = api.world.clock.now().date()
    report = staff.get(f"{REPORTS}/credit-movement?from={last}&to={last}&group_by={group_by}").json
    totals = {name: money["amount"] for name, money in report["totals"].items()}
    assert (totals["opening"], totals["recorded"], totals["closing"]) == (5_000, 5_000, 10_000)
    assert totals["closing"] == staff.get(f"{REPORTS}/unapplied-credit").json["totals"]["unapplied"]["amount"]
    takings = staff.get(f"{REPORTS}/takings?from={first}&to={last}").json["totals"]
    whole = staff.get(f"{REPORTS}/credit-movement?from={first}&to={last}").json["totals"]
    assert takings["amount"]["amount"] == whole["card_online"]["amount"] + whole["recorded"]["amount"] == 10_000
    lines = read_csv(staff.get(f"{REPORTS}/credit-movement?from={first}&to={last}", accept="text/csv"))
    assert (lines[-1]["name"], lines[-1]["closing"], lines[-1]["currency"]) == ("total", "100.00", "CAD")


@pytest.mark.parametrize("day", ["0001-01-01", "0407-01-26", "1989-12-31"])
def test_takings_of_a_day_before_any_clinic_are_none_and_cost_little(api: Api, day: str) -> None:
    spent = effort(lambda: api.as_("staff").get(f"{REPORTS}/takings?to={day}"))
    assert (spent.value.status, spent.value.json["totals"]["payments"]) == (200, 0)
    assert spent.loops < 400


def test_a_memo_is_no_takings(api: Api) -> None:
    api.world.recorded(source=Source.MEMO, reason="late appointment")
    assert api.as_("staff").get(f"{REPORTS}/takings").json["totals"]["payments"] == 0


def test_pages_of_a_report_have_every_line_once_and_the_totals_of_all(api: Api) -> None:
    for _ in range(5):
        api.world.recorded()
    read = api.world.services.read_reports
    assert pages(lambda page: of_unapplied(read, page)) == pages(lambda page: of_takings(read, page)) == [2, 2, 1]


def of_unapplied(read: ReadReports, page: PageRequest) -> tuple[int, list[str], str | None]:
    report, shown = read.unapplied_credit("clinic_demo", None, UnappliedFilter(), page)
    return len(report.lines), [payment.id for _, payment in shown.items], shown.next_cursor


def of_takings(read: ReadReports, page: PageRequest) -> tuple[int, list[str], str | None]:
    totals, shown = read.takings("clinic_demo", (None, None), page)
    return totals.payments, [line.payment.id for line in shown.items], shown.next_cursor


def pages(read: Callable[[PageRequest], tuple[int, list[str], str | None]]) -> list[int]:
    """The number of lines on each page."""
    seen, sizes, cursor = list[str](), list[int](), None
    while True:
        in_all, ids, cursor = read(PageRequest(2, cursor))
        seen += ids
        sizes.append(len(ids))
        assert in_all == 5
        if cursor is None:
            assert len(seen) == len(set(seen)) == 5
            return sizes


def test_the_credit_of_each_day_is_charted_by_location(api: Api) -> None:
    first = api.world.clock.now().date()
    api.world.recorded()
    api.world.clock.pass_time(timedelta(days=1))
    api.world.recorded(location_id="loc_north")
    last = api.world.clock.now().date()
    report = api.as_("staff").get(f"{REPORTS}/liability?from={first}&to={last}").json
    assert report["days"] == [str(first), str(last)]
    assert {each["id"]: each["closing"] for each in report["groups"]} == {
        "loc_main": [5_000, 5_000],
        "loc_north": [0, 5_000],
    }
    lines = read_csv(api.as_("staff").get(f"{REPORTS}/liability?from={first}&to={last}", accept="text/csv"))
    assert [(line["day"], line["id"], line["closing"], line["currency"]) for line in lines] == [
        (str(first), "loc_main", "50.00", "CAD"),
        (str(first), "loc_north", "0.00", "CAD"),
        (str(last), "loc_main", "50.00", "CAD"),
        (str(last), "loc_north", "50.00", "CAD"),
    ]


def test_a_payment_that_was_paid_out_names_its_payout_in_the_takings(api: Api) -> None:
    made = api.world.paid()
    api.world.ledger.save(made.changed(payout=PaidOut("po_1", date(2026, 11, 25))))
    staff = api.as_("staff")
    (line,) = staff.get(f"{REPORTS}/takings").json["lines"]
    assert (line["payout_id"], line["paid_out_on"]) == ("po_1", "2026-11-25")
    (row,) = read_csv(staff.get(f"{REPORTS}/takings", accept="text/csv"))
    assert (row["payout_id"], row["paid_out_on"]) == ("po_1", "2026-11-25")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("unapplied-credit?as_of=2099-01-01", "as_of"),
        ("unapplied-credit?as_of=soon", "as_of"),
        ("takings?from=2026-01-02&to=2026-01-01", "to"),
        ("takings?to=2099-01-01", "to"),
        ("credit-movement?from=2020-01-01", "from"),
        ("credit-movement?group_by=patient", "group_by"),
    ],
)
def test_days_that_no_report_covers_are_refused_by_name(api: Api, asked: str, field: str) -> None:
    reply = api.as_("staff").get(f"{REPORTS}/{asked}")
    assert (reply.status, reply.fields) == (400, [field])


def test_cells_that_a_spreadsheet_would_run_are_text() -> None:
    cells: list[Cell] = ["=1+1", "+1", "-1", "@x", "\tx", " =1", "＝1", "＠x", 'Ana "A", B', Money(-5, "cad"), -3, None]
    table = Table(["a"] * len(cells), [cells])
    line = table.encode().split("\r\n", 1)[1]
    assert line == "'=1+1,'+1,'-1,'@x,'\tx,' =1,'＝1,'＠x,\"Ana \"\"A\"\", B\",-0.05,-3,\r\n"


@pytest.mark.parametrize(
    ("accept", "is_csv"),
    [
        ("text/csv", True),
        ("text/csv, application/json;q=0.5", True),
        ("*/*", False),
        ("application/json,text/csv", False),
        ("application/json;q=0.5, text/csv", True),
        ("text/csv;q=0.5, application/json;q=0.9", False),
        ("text/csv; charset=utf-8; q=0.8, application/json; Q=0.800", True),
        ("text/csv;q=0", False),
        ("text/csv;q=0, application/json;q=0", False),
        ("", False),
    ],
)
def test_csv_is_for_callers_that_ask_for_it(accept: str, is_csv: bool) -> None:
    assert wants_csv(accept) is is_csv


def test_the_first_view_of_staff_is_one_response(api: Api) -> None:
    staff = api.as_("staff")
    empty = staff.get("/v1/clinic/overview").json
    assert (empty["has_top_ups"], empty["by_location"], empty["movement"]["closing"]["amount"]) == (False, [], 0)
    api.world.paid()
    api.world.recorded(BEN, location_id="loc_north")
    found = staff.get("/v1/clinic/overview").json
    assert {each["id"]: each["closing"]["amount"] for each in found["by_location"]} == {
        "loc_main": 5_000,
        "loc_north": 5_000,
    }
    assert [each["name"] for each in found["by_account"] if each["id"]] == ["Maple Clinic"]
    assert (found["movement"]["card_online"]["amount"], found["movement"]["closing"]["amount"]) == (5_000, 10_000)
    assert (found["has_top_ups"], found["open_disputes"], found["more_disputes"]) == (True, 0, False)


def test_the_first_view_names_holds_and_failed_refunds_until_they_are_resolved(api: Api) -> None:
    on_hold, paid = held(api.world), api.world.paid(BEN)
    failed = refund(api.world.open, paid, 2_000)
    report_refund(api.world.open, api.world.stripe.refund_becomes(failed.id, RefundStatus.FAILED, "unknown"))
    staff = api.as_("staff")
    found = staff.get("/v1/clinic/overview").json["attention"]
    assert [(each["kind"], each["payment_id"], each["amount"]["amount"]) for each in found] == [
        ("hold", on_hold.id, 5_000),
        ("refund_failed", paid.id, 2_000),
    ]
    api.world.clock.pass_time(timedelta(minutes=1))
    refund(api.world.open, paid, 2_000, key="key-2")
    assert [each["kind"] for each in staff.get("/v1/clinic/overview").json["attention"]] == ["hold"]


def test_the_first_view_of_staff_counts_webhook_endpoints_that_were_given_up(api: Api) -> None:
    fine, off, dead = (endpoint_for("clinic_demo", id=f"we_{name}") for name in ("fine", "off", "dead"))
    for each in (fine, off.switched_off(NOON), dead.failed(NOON, gone=True), endpoint_for("clinic_other", id="we_x")):
        api.world.events.made[each.clinic_id, each.id] = each
    assert api.as_("staff").get("/v1/clinic/overview").json["disabled_endpoints"] == 1


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-02", "1582-10-10", "1969-12-31"])
@pytest.mark.parametrize(
    "report", ["credit-movement?from={0}&to={0}", "liability?from={0}&to={0}", "unapplied-credit?as_of={0}"]
)
def test_a_report_of_a_day_before_any_clinic_is_empty(api: Api, report: str, day: str) -> None:
    api.world.paid()
    reply = api.as_("full_access").get(f"/v1/clinic/reports/{report.format(day)}")
    assert reply.status == 200 and "5000" not in reply.body


@pytest.mark.parametrize("zone", ["Pacific/Guam", "America/Toronto", "Asia/Kolkata"])
def test_the_first_day_of_the_calendar_begins_at_a_moment_in_every_zone(zone: str) -> None:
    first = day_start(date.min, time_zone(zone)).astimezone(UTC)
    assert first <= day_start(date.min + timedelta(days=1), time_zone(zone)) < day_end(date(1, 1, 2), time_zone(zone))
