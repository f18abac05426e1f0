"""The cost of a clinic's reports with ever more payments behind them, of which each has unapplied credit."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from chalicelib.api.presenters import reports as present
from chalicelib.aws.clients import s3_client
from chalicelib.aws.report_files import S3ReportFiles, report_key
from chalicelib.credit.clinic import Clinic
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import LocationSnapshot, Payment, Source
from chalicelib.credit.report_days import DayCell, DayTakings, ReportDay
from chalicelib.credit.reports import GroupBy, UnappliedFilter, day_end, unapplied_lines
from chalicelib.credit.time_zones import time_zone
from chalicelib.dynamodb.clinic_ledger import DynamoClinicLedger
from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.dynamodb.payment_items import PaymentItem
from chalicelib.dynamodb.report_days import DynamoReportDays
from chalicelib.services.clock import SystemClock
from chalicelib.services.pagination import PageRequest
from chalicelib.services.reports.read_reports import ReadReports
from infra.devstack.aws import Storage
from infra.devstack.settings import REGION
from tests.bench.growth import Cost, paid, ratio, write
from tests.bench.meter import metered
from tests.bench.table import Row
from tests.effort import timed
from tests.fakes.examples import maple
from tests.fakes.world import World

TORONTO = time_zone("America/Toronto")
DAYS = 366
SHOWN, WHOLE = PageRequest(25), PageRequest(1_000)
ALL = UnappliedFilter()
MOST_S = 2.0
FLOOR = "its file read from S3 and decoded, bare"


@dataclass(frozen=True, slots=True)
class Taken:
    """The cost of a request, and the CPU that it took here."""

    cost: Cost
    cpu_s: float


def measure(storage: Storage, sizes: Sequence[int]) -> Iterator[Row]:
    """A year of days was kept, the last one yesterday. A page shows 25 lines, and one of a CSV file 1,000."""
    taken: dict[str, list[Taken]] = {}
    for behind in sizes:
        clinic = _clinic(f"clinic_reports_{behind}")
        read, yesterday = _prepare(storage, clinic, behind)
        for name, act in _requests(read, clinic, yesterday).items():
            taken.setdefault(name, []).append(_take(name, behind, act))
        taken.setdefault(FLOOR, []).append(_take(FLOOR, behind, partial(_floor, storage, clinic, yesterday)))
    floor = taken.pop(FLOOR)[-1]
    for name, found in taken.items():
        least, most = found[0], found[-1]
        yield Row(
            part="reports",
            name=f"{name}, {most.cost.behind:,} payments behind it",
            ours=f"{most.cost.meter.said}, {most.cpu_s:.2f} s of CPU",
            floor=f"{least.cost.meter.said} at {least.cost.behind}",
            to_floor=ratio(most.cost.meter, least.cost.meter),
            floor_goal=1.1,
            twin=f"{floor.cpu_s:.2f} s of CPU" if name.startswith("unapplied") else "",
            to_twin=most.cpu_s / floor.cpu_s if name.startswith("unapplied") else None,
            note=f"goal: {MOST_S} s; twin: {FLOOR}" if name.startswith("unapplied") else "",
        )


def _requests(read: ReadReports, clinic: Clinic, yesterday: date) -> dict[str, Callable[[], object]]:
    """Reports as the API presents them."""
    id_ = clinic.profile.id
    span = yesterday - timedelta(days=DAYS - 2), None

    def unapplied(as_of: date | None, page: PageRequest) -> object:
        report, shown = read.unapplied_credit(id_, as_of, ALL, page)
        return present.unapplied_credit(report, shown, clinic)

    def takings(page: PageRequest) -> object:
        return present.takings(*read.takings(id_, span, page), clinic)

    return {
        "unapplied credit of a past day": lambda: unapplied(yesterday, SHOWN),
        "unapplied credit of now": lambda: unapplied(None, SHOWN),
        "unapplied credit of now, 1,000 lines of CSV": lambda: unapplied(None, WHOLE),
        "credit movement of a year": lambda: present.credit_movement(
            read.credit_movement(id_, span, GroupBy.LOCATION), clinic
        ),
        "credit held on each day of a year": lambda: present.liability(
            read.liability(id_, span, GroupBy.LOCATION), clinic
        ),
        "takings of a year": lambda: takings(SHOWN),
    }


def _prepare(storage: Storage, clinic: Clinic, behind: int) -> tuple[ReadReports, date]:
    """The payments, the days that were kept, and the lines of the last one: as the nights would have left them."""
    id_ = clinic.profile.id
    payments = [_of_many(id_, number) for number in range(behind)]
    write(storage.credit_table, map(PaymentItem.from_domain, payments))
    days, files = DynamoReportDays(), S3ReportFiles(storage.receipts_bucket, s3_client(REGION))
    yesterday = datetime.now(TORONTO).date() - timedelta(days=1)
    for number in range(DAYS):
        days.keep_report_day(id_, _day(yesterday - timedelta(days=number), 5_000 * behind))
    files.keep_lines(id_, yesterday, unapplied_lines(payments, TORONTO))
    world = World()
    world.clinics.provision(clinic)
    access = replace(
        world.open,
        ledger=DynamoLedger(),
        clinic_ledger=DynamoClinicLedger(),
        report_days=days,
        report_files=files,
        clock=SystemClock(),
    )
    return access.services.read_reports, yesterday


def _clinic(clinic_id: str) -> Clinic:
    return replace(maple(), profile=replace(maple().profile, id=clinic_id), accounts=())


def _of_many(clinic_id: str, number: int) -> Payment:
    """Four payments of each patient, one every five minutes of the year before."""
    at = datetime.now(TORONTO) - timedelta(days=2, minutes=5 * number)
    made = paid(PatientKey(clinic_id, f"pat_{number // 4:05d}"), number)
    return replace(made, created_at=at, succeeded_at=at)


def _day(day: date, closing: int) -> ReportDay:
    main = DayCell(LocationSnapshot("loc_main", "Main Street"), "acct_main", Source.CARD_ONLINE, closing)
    return ReportDay(day, day_end(day, TORONTO), (main,), DayTakings(5_000, 0, 1, 0))


def _floor(storage: Storage, clinic: Clinic, day: date) -> int:
    key = report_key(clinic.profile.id, day)
    found = s3_client(REGION).get_object(Bucket=storage.receipts_bucket, Key=key)
    return len(json.loads(gzip.decompress(found["Body"].read())))


def _take(name: str, behind: int, act: Callable[[], object]) -> Taken:
    act()
    with metered() as meter:
        _, cpu_s = timed(act)
    return Taken(Cost(name, behind, meter), cpu_s)
