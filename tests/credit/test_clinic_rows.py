"""A file of clinics is read whole, and every cell that is wrong is named by its line and column."""

from __future__ import annotations

import pytest

from chalicelib.credit.clinic import ClinicProfile
from chalicelib.credit.clinic_plan import ClinicPlan, NamedId
from chalicelib.credit.clinic_rows import COLUMNS, OPTIONAL, ClinicRow, read_clinics
from chalicelib.credit.errors import Invalid
from chalicelib.credit.fees import FeeBearer
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


WHOLE = {
    **GOOD,
    "country": "US",
    "currency": "usd",
    "time_zone": "America/New_York",
    "language": "fr-CA",
    "accounts": "acct_1 = Maple ; acct_2=North=1",
    "logo": "https://maple.example/logo.png",
    "colours": "#aabbcc  #001122",
    "application_fee_basis_points": "9999",
    "application_fee_fixed": "1000",
    "dispute_fees_borne_by": "clinic",
    "portal_origins": "https://a.example https://b.example",
    "frame_origins": "https://c.example",
    "issuer": "https://id.example",
    "audience": "credit",
    "jwks_url": "https://id.example/keys",
    "token_use": "access",
    "roles": "Reception=staff; Admin=full_access",
    "claim_audience": "client_id",
    "claim_clinic": "c",
    "claim_role": "r",
    "claim_patient": "p",
    "claim_name": "n",
}


def test_each_column_is_its_own_field() -> None:
    (row,) = read_clinics(csv(WHOLE)).rows
    assert row == ClinicRow(
        2,
        ClinicPlan(
            profile=ClinicProfile(
                id="clinic_1",
                name="Maple Clinic",
                address=("200 Queen Street West", "Toronto"),
                country="US",
                currency="usd",
                time_zone="America/New_York",
                language="fr-CA",
                logo="https://maple.example/logo.png",
                colours=("#aabbcc", "#001122"),
                application_fee_basis_points=9_999,
                application_fee_fixed=1_000,
                dispute_fees_borne_by=FeeBearer.CLINIC,
                portal_origins=("https://a.example", "https://b.example"),
                frame_origins=("https://c.example",),
                identity_provider=IdentityProvider(
                    issuer="https://id.example",
                    audience="credit",
                    jwks_url="https://id.example/keys",
                    token_use="access",
                    roles=(("Admin", "full_access"), ("Reception", "staff")),
                    claim_audience="client_id",
                    claim_clinic="c",
                    claim_role="r",
                    claim_patient="p",
                    claim_name="n",
                ),
            ),
            locations=(NamedId("loc_1", "Main Street"), NamedId("loc_2", "North")),
            accounts=(NamedId("acct_1", "Maple"), NamedId("acct_2", "North=1")),
        ),
    )


def test_a_column_that_is_missing_has_the_field_s_default() -> None:
    (row,), (empty,) = read_clinics(csv(GOOD)).rows, read_clinics(csv({**dict.fromkeys(OPTIONAL, ""), **GOOD})).rows
    assert row == empty
    profile = row.plan.profile
    assert profile == ClinicProfile(
        id="clinic_1",
        name="Maple Clinic",
        address=("200 Queen Street West", "Toronto"),
        country="CA",
        currency="cad",
        time_zone="America/Toronto",
        language="en",
    )


PROVIDER = {"issuer": "https://id.example", "audience": "credit", "jwks_url": "https://id.example/keys"}
NAMES_AND_IDS = "must be 1 to 64 letters, digits and underscores"
ORIGINS = "must be at most 10 origins, https://portal.example: no path, in lower case, each once"
MANY_ORIGINS = " ".join(f"https://a{number}.example" for number in range(11))
WORD = "must be 1 to 200 visible ASCII characters"
SENTENCES: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"country": "DE"}, {"country": "must be CA or US: account credit is for North America"}),
    ({"currency": "eur"}, {"currency": "must be cad or usd in CA, in lower case"}),
    ({"country": "US", "currency": "cad"}, {"currency": "must be usd in US, in lower case"}),
    ({"time_zone": "Toronto"}, {"time_zone": "must be an IANA name, America/Toronto"}),
    ({"language": "fr"}, {"language": "must be en or fr-CA"}),
    ({"name": ""}, {"name": "must hold at least one visible character"}),
    ({"name": "a" * 121}, {"name": "must be at most 120 characters"}),
    ({"address": ""}, {"address": "must be 1 to 6 lines, none of them empty"}),
    ({"address": "1;2;3;4;5;6;7"}, {"address": "must be 1 to 6 lines, none of them empty"}),
    ({"address": "a" * 121}, {"address": "must be at most 120 characters"}),
    ({"id": "a-b"}, {"id": NAMES_AND_IDS}),
    ({"colours": "#aabbc"}, {"colours": "must be at most 10, each #rrggbb"}),
    ({"colours": "#aabbcc " * 11}, {"colours": "must be at most 10, each #rrggbb"}),
    *(
        ({"logo": logo}, {"logo": "must be an https address without spaces or quotes, of at most 1000 characters"})
        for logo in ("http://a.example/a", "https://a.example/a b", "https://a.example/" + "a" * 983)
    ),
    (
        {"application_fee_basis_points": "10000"},
        {"application_fee_basis_points": "must be 0 to 9999: hundredths of a percent"},
    ),
    ({"application_fee_basis_points": "1e3"}, {"application_fee_basis_points": "must be a whole number"}),
    ({"application_fee_basis_points": "٣"}, {"application_fee_basis_points": "must be a whole number"}),
    ({"application_fee_fixed": "1001"}, {"application_fee_fixed": "must be 0 to 1000: minor units"}),
    ({"application_fee_fixed": "-1"}, {"application_fee_fixed": "must be a whole number"}),
    ({"dispute_fees_borne_by": "patient"}, {"dispute_fees_borne_by": "must be platform or clinic"}),
    *(
        ({column: origins}, {column: ORIGINS})
        for column in ("portal_origins", "frame_origins")
        for origins in ("http://a.example", MANY_ORIGINS, "https://a.example https://a.example")
    ),
    ({"locations": "Main Street"}, {"locations": "must be a list such as one=First; two=Second"}),
    ({"locations": "loc_1=; loc_2=B"}, {"locations": "must be a list such as one=First; two=Second"}),
    ({"accounts": "=A"}, {"accounts": "must be a list such as one=First; two=Second"}),
    ({"locations": ""}, {"locations": "must not be empty"}),
    ({"accounts": " ; "}, {"accounts": "must not be empty"}),
    ({"locations": "loc_1=A; loc_1=B"}, {"locations": "must be there once"}),
    ({"accounts": "acct 1=A"}, {"accounts": NAMES_AND_IDS}),
    ({"locations": f"loc_1={'a' * 101}"}, {"locations": "must be at most 100 characters"}),
    ({"accounts": ";".join(f"a{number}=A" for number in range(41))}, {"accounts": "must be at most 40"}),
    *(
        (
            {**PROVIDER, name: value},
            {name: "must be 1 to 255 visible ASCII characters, as the tokens have it"},
        )
        for name in ("issuer", "audience")
        for value in ("", "a b", "a" * 256)
    ),
    *(
        ({**PROVIDER, "jwks_url": address}, {"jwks_url": "must be an https address of at most 500 characters"})
        for address in ("", "http://id.example", "https://id.example/" + "a" * 482)
    ),
    *(
        ({**PROVIDER, f"claim_{name}": value}, {f"claim_{name}": WORD})
        for name in ("audience", "clinic", "role", "patient", "name")
        for value in ("a b", "a" * 201)
    ),
    ({**PROVIDER, "token_use": "a b"}, {"token_use": "must be a word, such as access, or null"}),
    *(
        (
            {**PROVIDER, "roles": roles},
            {"roles": "must map at most 20 names, each to one of patient, staff, full_access, system"},
        )
        for roles in ("Admin=root", ";".join(f"r{number}=staff" for number in range(21)), f"{'a' * 201}=staff")
    ),
]


@pytest.mark.parametrize(("changes", "faults"), SENTENCES, ids=",".join)
def test_a_cell_that_is_wrong_is_told_what_would_be_right(changes: dict[str, str], faults: dict[str, str]) -> None:
    found = read_clinics(csv({**dict.fromkeys(OPTIONAL, ""), **GOOD, **changes})).faults
    assert [(fault.line, fault.column, fault.message) for fault in found] == [(2, *each) for each in faults.items()]


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "a" * 120, "address": "1;2;3;4;5;" + "a" * 120},
        {"colours": "#AABBCC " * 10, "logo": "https://a.example/" + "a" * 982},
        {"application_fee_basis_points": "9999", "application_fee_fixed": "1000"},
        {"portal_origins": MANY_ORIGINS.rpartition(" ")[0], "locations": f"loc_1={'a' * 100}"},
        {"accounts": ";".join(f"a{number}=A" for number in range(40)), "id": "a" * 64},
        {**PROVIDER, "issuer": "a" * 255, "audience": "a" * 255, "jwks_url": "https://id.example/" + "a" * 481},
        {**PROVIDER, "claim_role": "a" * 200, "token_use": "a" * 200},
        {**PROVIDER, "roles": ";".join(f"{'r' * 198}{number:02d}=staff" for number in range(20))},
    ],
)
def test_a_cell_at_its_limit_is_accepted(changes: dict[str, str]) -> None:
    assert read_clinics(csv({**dict.fromkeys(OPTIONAL, ""), **GOOD, **changes})).faults == []


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (
            b"id,name\n",
            "must begin with a line that names its columns, id,name,address,country,currency,time_zone,language,"
            "locations,accounts; it lacks address, country, currency, time_zone, language, locations, accounts",
        ),
        (
            csv({**GOOD, "hue": "red"}),
            "must begin with a line that names its columns, id,name,address,country,currency,time_zone,language,"
            "locations,accounts; it has a column twice, or another one",
        ),
        (
            csv(GOOD) + b"\r\na,\xc3\xa9\xe9",
            "must be text in UTF-8 or Windows-1252; line 3 is not. Save it as CSV UTF-8",
        ),
        (
            csv(GOOD) + b"\r\na,\x81",
            "must be text in UTF-8 or Windows-1252; line 3 is not. Save it as CSV UTF-8",
        ),
        (csv(GOOD) + b'\r\n"unclosed', "must be CSV; line 3 is not: unexpected end of data"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_why(raw: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_clinics(raw)
    assert [(error.field, error.message) for error in refused.value.errors] == [("file", sentence)]


def test_a_line_of_another_length_is_told_its_cells() -> None:
    (fault,) = read_clinics(csv(GOOD) + b"\r\nclinic_2,Short\r\n").faults
    sentence = "has 2 cells, and the first line has another number: a cell with a comma needs quotes"
    assert (fault.line, fault.column, fault.message) == (3, "line", sentence)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"", "cp1252"),
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_is_read_in_the_encoding_and_with_the_separator_of_its_spreadsheet(
    mark: bytes, encoding: str, separator: str
) -> None:
    rows = csv({**GOOD, "name": "Clinique Érable"}).decode().replace('","', f'"{separator}"')
    (row,) = read_clinics(mark + rows.encode(encoding)).rows
    assert row.plan.profile.name == "Clinique Érable"


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
        *(
            ({"jwks_url": address}, "jwks_url", "https address")
            for address in (
                *(
                    "http://id.example",
                    "https://id.example:0/k",
                    "https://id.example:65536/k",
                    "https://id.example/k#x",
                ),
                *("https://-/k", "https://..../k", "https://a@id.example/k", "https://id.example/k y"),
            )
        ),
        *(
            ({"jwks_url": f"https://{host}/k"}, "jwks_url", "must be at a public address")
            for host in ("localhost", "keys", "x.localhost.", "169.254.169.254", "10.0.0.1", "127.0.0.1:8443")
        ),
        ({"portal_origins": "https://a.example:443"}, "portal_origins", "as browsers write them, without :443"),
        ({"frame_origins": "https://a.example https://A.example"}, "frame_origins", "lower case"),
        ({"roles": "\u202eAdmin=staff", "issuer": "i"}, "roles", "each to one of"),
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
