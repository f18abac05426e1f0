"""Reports: days are kept as nights pass, and at the end every report ties to the others and to the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta, tzinfo

from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.reports import GroupBy, UnappliedFilter
from chalicelib.credit.time_zones import time_zone
from chalicelib.services.pagination import PageRequest
from chalicelib.services.reports.read_days import ReadDays
from chalicelib.services.reports.read_reports import ReadReports
from tests.fakes.reports import FakeReportDays, FakeReportFiles
from tests.simulation.invariants import Violated
from tests.simulation.ledger_facts import patients, plain
from tests.simulation.service import CREDIT, Service

DAY = timedelta(days=1)
AGO = (1, 33)
"""The first days of the spans that are compared, in days before today: the calm at the end takes six weeks."""
WHOLE = PageRequest(1_000)


def keep_report_days(service: Service) -> None:
    for clinic_id in service.clinics.clinic_ids():
        service.services.keep_report_days(clinic_id)


def check_reports(service: Service) -> None:
    """Raises Violated."""
    keep_report_days(service)
    for clinic_id in service.clinics.clinic_ids():
        for sentence in _violations(service, clinic_id):
            raise Violated(f"in the reports: {sentence}")


def _violations(service: Service, clinic_id: str) -> Iterator[str]:
    kept = service.services.read_reports
    days = ReadDays(ledger=kept.ledger, days=FakeReportDays(), files=FakeReportFiles())
    computed = replace(kept, read_days=days)
    zone = time_zone(service.clinics.profile(clinic_id).time_zone)
    today = service.clock.now().astimezone(zone).date()
    unapplied = _unapplied(kept, clinic_id, today)
    if unapplied != _balances(service, clinic_id):
        yield f"{unapplied} unapplied, the balances are {_balances(service, clinic_id)}"
    for first in (today - DAY * ago for ago in AGO):
        yield from _ties(kept, clinic_id, (first, today), unapplied)
        if _figures(kept, clinic_id, first, zone) != _figures(computed, clinic_id, first, zone):
            yield f"{first} of {clinic_id} as it was kept is not what the ledger has"


def _ties(read: ReadReports, clinic_id: str, span: tuple[date, date], unapplied: int) -> Iterator[str]:
    """`unapplied` is what is unapplied at the end of the span."""
    first, _ = span
    totals = read.credit_movement(clinic_id, span, GroupBy.SOURCE).totals
    ends = _unapplied(read, clinic_id, first - DAY), unapplied
    if (totals.opening, totals.closing) != ends:
        yield f"{first}: from {totals.opening} to {totals.closing}, unapplied from {ends[0]} to {ends[1]}"
    taken = totals.by_kind[EntryKind.TOP_UP] + totals.by_kind[EntryKind.RECORDED]
    takings, lines = read.takings(clinic_id, span, WHOLE)
    if not takings.amount == taken == sum(line.payment.amount for line in lines.items):
        yield f"{first}: takings of {takings.amount}, the movement has {taken}"
    if takings.voided != sum(line.payment.voided for line in lines.items):
        yield f"{first}: {takings.voided} of the takings voided, the payments have another sum"


def _unapplied(read: ReadReports, clinic_id: str, day: date) -> int:
    report, _ = read.unapplied_credit(clinic_id, day, UnappliedFilter(), WHOLE)
    return report.unapplied


def _figures(read: ReadReports, clinic_id: str, day: date, zone: tzinfo) -> object:
    """A day's report by payment: which patient has it since is not part of the day."""
    lines = read.read_days.lines(clinic_id, day, zone)
    (found,) = read.read_days.each(clinic_id, (day, day), zone)
    return [(line.payment_id, line.unapplied, line.received_on) for line in lines], found.closing, found.takings


def _balances(service: Service, clinic_id: str) -> int:
    table = service.database.tables[CREDIT]
    items = (plain(table.partitions[pk]["credit"]) for pk in patients(table) if "credit" in table.partitions[pk])
    return sum(int(item.get("balance", 0)) for item in items if item["pk"].startswith(f"{clinic_id}#"))
