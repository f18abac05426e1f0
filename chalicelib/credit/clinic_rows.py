"""A CSV file of clinics, one per line: each line's plan, and each fault by line and column. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from chalicelib.credit.clinic import ClinicProfile
from chalicelib.credit.clinic_plan import ClinicPlan, NamedId, plan_faults
from chalicelib.credit.csv_file import read_rows
from chalicelib.credit.errors import FieldError
from chalicelib.credit.fees import FeeBearer
from chalicelib.credit.identity_provider import IdentityProvider

MOST_CLINICS = 10_000
COLUMNS = ("id", "name", "address", "country", "currency", "time_zone", "language", "locations", "accounts")
PROVIDER = ("issuer", "audience", "jwks_url", "token_use", "roles")
CLAIMS = tuple(f"claim_{name}" for name in ("audience", "clinic", "role", "patient", "name"))
FEES = ("application_fee_basis_points", "application_fee_fixed")
OPTIONAL = ("logo", "colours", *FEES, "dispute_fees_borne_by", "portal_origins", "frame_origins", *PROVIDER, *CLAIMS)
"""Columns that may be missing; an empty cell is the field's default."""
WHOLE = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class RowFault:
    """A cell that is wrong. `message` states what would be right."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class ClinicRow:
    line: int
    plan: ClinicPlan


@dataclass(slots=True)
class ClinicRows:
    """The clinics of a file, and its faults. Clinics are good to write only if there is no fault at all."""

    rows: list[ClinicRow] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)


def read_clinics(raw: bytes) -> ClinicRows:
    """Return the file's clinics and faults. Raises Invalid for a file that can't be read at all."""
    found, first = ClinicRows(), dict[tuple[str, str], int]()
    for row in read_rows(raw, COLUMNS, MOST_CLINICS, OPTIONAL):
        if row.cells is None:
            message = f"has {row.found} cells, and the first line has another number: a cell with a comma needs quotes"
            found.faults.append(RowFault(row.line, "line", message))
            continue
        plan, faults = _read(row.line, row.cells)
        found.faults += [*faults, *_again(row.line, plan, first)]
        found.rows.append(ClinicRow(row.line, plan))
    return found


def _again(line: int, plan: ClinicPlan, first: dict[tuple[str, str], int]) -> Iterator[RowFault]:
    """The ids that an earlier line has: a clinic is there once, and an account belongs to one clinic."""
    for column, ids in (("id", {plan.profile.id}), ("accounts", {account.id for account in plan.accounts})):
        for each in sorted(ids):
            earlier = first.setdefault((column, each), line)
            if earlier != line:
                yield RowFault(line, column, f"{each} is on line {earlier} already")


def _read(line: int, cells: dict[str, str]) -> tuple[ClinicPlan, list[RowFault]]:
    faults: list[RowFault] = []

    def number(column: str) -> int:
        text = cells.get(column) or "0"
        if not WHOLE.fullmatch(text):
            faults.append(RowFault(line, column, "must be a whole number"))
            return 0
        return int(text)

    def pairs(column: str) -> tuple[tuple[str, str], ...]:
        """`loc_main=Main Street; loc_north=North` as pairs."""
        parts = [part.partition("=") for part in _parts(cells.get(column, ""), ";")]
        if not all(name.strip() and sign and value.strip() for name, sign, value in parts):
            faults.append(RowFault(line, column, "must be a list such as one=First; two=Second"))
            return ()
        return tuple((name.strip(), value.strip()) for name, _, value in parts)

    bearer = cells.get("dispute_fees_borne_by") or FeeBearer.PLATFORM
    if bearer not in list(FeeBearer):
        faults.append(RowFault(line, "dispute_fees_borne_by", f"must be {' or '.join(FeeBearer)}"))
        bearer = FeeBearer.PLATFORM
    profile = ClinicProfile(
        id=cells["id"],
        name=cells["name"],
        address=tuple(_parts(cells["address"], ";")),
        country=cells["country"],
        currency=cells["currency"],
        time_zone=cells["time_zone"],
        language=cells["language"],
        logo=cells.get("logo") or None,
        colours=tuple(cells.get("colours", "").split()),
        application_fee_basis_points=number(FEES[0]),
        application_fee_fixed=number(FEES[1]),
        dispute_fees_borne_by=FeeBearer(bearer),
        portal_origins=tuple(cells.get("portal_origins", "").split()),
        frame_origins=tuple(cells.get("frame_origins", "").split()),
        identity_provider=_provider(cells, pairs("roles")),
    )
    places = {kind: tuple(NamedId(*pair) for pair in pairs(kind)) for kind in ("locations", "accounts")}
    plan = ClinicPlan(profile=profile, **places)
    told = {fault.column for fault in faults}
    more = (RowFault(line, _column(fault), fault.message) for fault in plan_faults(plan))
    return plan, [*faults, *(fault for fault in more if fault.column not in told)]


def _provider(cells: dict[str, str], roles: tuple[tuple[str, str], ...]) -> IdentityProvider | None:
    given = {name: cells[name] for name in (*PROVIDER, *CLAIMS) if cells.get(name)}
    if not given:
        return None
    needed = {name: given.get(name, "") for name in ("issuer", "audience", "jwks_url")}
    return IdentityProvider(**{**given, **needed, "roles": tuple(sorted(roles))})  # type: ignore[arg-type]


def _parts(cell: str, separator: str) -> list[str]:
    return [part.strip() for part in cell.split(separator) if part.strip()]


def _column(fault: FieldError) -> str:
    """The column of a plan's field."""
    name = fault.field.removeprefix("identity_provider.").replace("claims.", "claim_")
    return name.partition(":")[0]
