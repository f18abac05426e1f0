"""A file of clinics is read whole, and every cell that is wrong is named by its line and column."""

from __future__ import annotations

import pytest

from chalicelib.credit.clinic_rows import COLUMNS, OPTIONAL, read_clinics
from chalicelib.credit.errors import Invalid
from chalicelib.credit.identity_provider import IdentityProvider

GOOD = {
    "id": "clinic_1",
    "name": "Maple Clinic",
    "address": "200 Queen Street West; Toronto",
    "country": "CA",
    "currency": "cad",
    "time_zone": "America/Toronto",
    "language": "en",
    "locations": "loc_1=Main Street; loc_2=North",
    "accounts": "acct_1=Maple",
}


def csv(*rows: dict[str, str]) -> bytes:
    names = list(rows[0])
    lines = [names, *([row[name] for name in names] for row in rows)]
    return "\r\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()


def other(number: int, **changes: str) -> dict[str, str]:
    return {**GOOD, "id": f"clinic_{number}", "accounts": f"acct_{number}=A", **changes}


def test_a_line_is_a_clinic_with_its_locations_and_accounts() -> None:
    found = read_clinics(csv(GOOD, other(2)))
    assert not found.faults and [row.line for row in found.rows] == [2, 3]
    plan = found.rows[0].plan
    assert plan.profile.address == ("200 Queen Street West", "Toronto")
    assert [(place.id, place.name) for place in plan.locations] == [("loc_1", "Main Street"), ("loc_2", "North")]
    assert plan.profile.identity_provider is None and plan.profile.application_fee_fixed == 0


def test_optional_columns_may_be_there_in_any_order_and_empty() -> None:
    more = {
        **dict.fromkeys(OPTIONAL, ""),
        "portal_origins": "https://a.example https://b.example",
        "issuer": "https://id.example",
        "audience": "credit",
        "jwks_url": "https://id.example/keys",
        "claim_role": "groups",
        "roles": "Reception=staff",
        "application_fee_basis_points": "250",
    }
    found = read_clinics(csv({**more, **GOOD}))
    assert found.faults == []
    profile = found.rows[0].plan.profile
    assert profile.portal_origins == ("https://a.example", "https://b.example")
    assert profile.identity_provider == IdentityProvider(
        issuer="https://id.example",
        audience="credit",
        jwks_url="https://id.example/keys",
        claim_role="groups",
        roles=(("Reception", "staff"),),
    )
    assert profile.application_fee_basis_points == 250


@pytest.mark.parametrize(
    ("changes", "column", "sentence"),
    [
        ({"country": "DE"}, "country", "must be CA or US"),
        ({"time_zone": "Toronto"}, "time_zone", "IANA"),
        ({"name": ""}, "name", "visible"),
        ({"id": "a-b"}, "id", "64 letters"),
        ({"locations": ""}, "locations", "must not be empty"),
        ({"locations": "Main Street"}, "locations", "one=First; two=Second"),
        ({"locations": "loc_1=A; loc_1=B"}, "locations", "there once"),
        ({"accounts": "acct 1=A"}, "accounts", "64 letters"),
        *(
            ({"application_fee_fixed": text}, "application_fee_fixed", "whole number")
            for text in ("1.5", "-1", "1e2", "٣", "²", "9" * 5_000, "#N/A")
        ),
        ({"application_fee_basis_points": "10000"}, "application_fee_basis_points", "9999"),
        ({"dispute_fees_borne_by": "patient"}, "dispute_fees_borne_by", "platform or clinic"),
        ({"portal_origins": "http://a.example"}, "portal_origins", "origins"),
        ({"issuer": "https://id.example"}, "audience", "visible ASCII"),
        ({"jwks_url": "http://id.example"}, "jwks_url", "https address"),
        ({"roles": "Admin=root"}, "roles", "each to one of"),
        ({"claim_clinic": "a b", "issuer": "i"}, "claim_clinic", "visible ASCII"),
    ],
)
def test_a_cell_that_is_wrong_is_named_by_line_and_column(changes: dict[str, str], column: str, sentence: str) -> None:
    wrong = {**dict.fromkeys(OPTIONAL, ""), **GOOD, **changes}
    found = read_clinics(csv({**dict.fromkeys(OPTIONAL, ""), **other(7)}, wrong))
    named = [fault for fault in found.faults if fault.column == column]
    assert named and {fault.line for fault in found.faults} == {3}
    assert sentence in str(named[0]) and str(named[0]).startswith(f"line 3, {column}: ")


def test_all_faults_of_all_lines_are_told_at_once() -> None:
    found = read_clinics(csv(other(1, country="DE"), other(2), other(3, language="fr", time_zone="x")))
    assert [(fault.line, fault.column) for fault in found.faults] == [
        (2, "country"),
        (4, "time_zone"),
        (4, "language"),
    ]


def test_a_clinic_or_an_account_that_is_there_twice_names_the_line_before() -> None:
    found = read_clinics(csv(other(1), other(2), other(1, accounts="acct_2=A")))
    assert [str(fault) for fault in found.faults] == [
        "line 4, id: clinic_1 is on line 2 already",
        "line 4, accounts: acct_2 is on line 3 already",
    ]


@pytest.mark.parametrize(
    "raw", [b"", b"id,name\n1,2\n", csv({**GOOD, "hue": "red"}), csv(GOOD) + b'\r\n"unclosed', b"\xc3\xa9\xe9"]
)
def test_a_file_that_is_no_table_of_clinics_is_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(Invalid, match="file: must"):
        read_clinics(raw)


def test_a_line_with_too_few_cells_is_told_and_the_others_are_read() -> None:
    found = read_clinics(csv(GOOD) + b"\r\nclinic_2,Short\r\n")
    assert [(fault.line, fault.column) for fault in found.faults] == [(3, "line")] and len(found.rows) == 1
    assert len(COLUMNS) == 9
