"""A file of opening balances is read as it was meant, or refused by line, field and what would be right."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.credit.errors import Invalid
from chalicelib.credit.opening_balances import COLUMNS, MOST_LINES, OpeningBalances, in_decimals, read_file
from chalicelib.credit.typed_date import NotADate, read_date

HEADER = ",".join(COLUMNS)
ANA = "pat_ana,Ana Núñez,50.00,loc_main,2026-01-31,Old 17"


def read(*lines: str, encoding: str = "utf-8", header: str = HEADER) -> OpeningBalances:
    return read_file("\r\n".join((header, *lines)).encode(encoding), "cad")


def refused(*lines: str) -> list[tuple[int, str, str]]:
    return [(each.line, each.field, each.code) for each in read(*lines).refused]


def cells(**changes: str) -> str:
    usual = dict(zip(COLUMNS, ANA.split(","), strict=True)) | changes
    out = io.StringIO()
    csv.writer(out).writerow(usual[column] for column in COLUMNS)
    return out.getvalue().strip()


def amount(text: str) -> int:
    (line,) = read(cells(amount=text)).lines
    return line.amount


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_name_is_the_same_in_every_encoding_of_a_spreadsheet(encoding: str) -> None:
    (line,) = read(ANA, encoding=encoding).lines
    assert (line.line, line.name, line.amount, line.as_of) == (2, "Ana Núñez", 5_000, date(2026, 1, 31))


@pytest.mark.parametrize("separator", [";", "\t"])
def test_semicolons_and_tabs_separate_cells_with_decimal_commas(separator: str) -> None:
    line = separator.join(("pat_ana", "Núñez, Ana", "1\u202f234,50 $", "loc_main", "31/01/2026", "Old 17"))
    (read_line,) = read(line, header=HEADER.replace(",", separator)).lines
    assert (read_line.name, read_line.amount, read_line.as_of) == ("Núñez, Ana", 123_450, date(2026, 1, 31))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50", 5_000),
        ("0.01", 1),
        ("50,5", 5_050),
        ("$1,234.50", 123_450),
        ("1\u2009234,50", 123_450),
        ("1\u00a0234,50 $ CA", 123_450),
        ("CA$25.00", 2_500),
    ],
)
def test_an_amount_is_read_as_the_pages_read_it(text: str, expected: int) -> None:
    assert amount(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0", "amount_negative"),
        ("0.00", "amount_negative"),
        ("-5.00", "amount_negative"),
        ("(5.00)", "amount_negative"),
        ("5.005", "amount_unclear"),
        ("0.005", "amount_decimals"),
        ("1,000", "amount_unclear"),
        ("US$50.00", "amount_currency"),
        ("€50", "amount_currency"),
        ("=50", "amount_strange"),
        ("+50", "amount_strange"),
        ("5e3", "amount_strange"),
        ("1e999", "amount_strange"),
        ("NaN", "amount_strange"),
        ("9" * 13, "amount_large"),
        ("9" * 5_000, "amount_strange"),
        ("1000000.00", "amount_large"),
        ("", "missing"),
        ("5\x000", "amount_strange"),
    ],
)
def test_an_amount_that_cannot_be_is_refused_by_name(text: str, code: str) -> None:
    assert refused(cells(amount=text)) == [(2, "amount", code)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"patient_id": "pat ana"}, ("patient_id", "id")),
        ({"patient_id": "=1+1"}, ("patient_id", "formula")),
        ({"patient_id": ".."}, ("patient_id", "id")),
        ({"name": "=HYPERLINK(1)"}, ("name", "formula")),
        ({"name": "@SUM"}, ("name", "formula")),
        *(({"name": text}, ("name", "not_computed")) for text in ("#N/A", "#NAME?", "#NOM?", "#NV", "Err:502")),
        *(({"reference": text}, ("reference", "not_computed")) for text in ("#REF!", "#DIV/0!", "#VALEUR!", "#N/D")),
        ({"as_of": "##########"}, ("as_of", "not_computed")),
        ({"name": "＝cmd()"}, ("name", "formula")),
        ({"reference": "＋1"}, ("reference", "formula")),
        ({"name": "Ana\x00"}, ("name", "text")),
        ({"name": "A" * 201}, ("name", "text")),
        ({"name": "A\nB"}, ("name", "text")),
        ({"name": "\u202eanA"}, ("name", "text")),
        ({"location_id": ""}, ("location_id", "missing")),
        ({"reference": ""}, ("reference", "missing")),
        ({"reference": "a" * 101}, ("reference", "text")),
        ({"as_of": "03/04/2026"}, ("as_of", "date_unclear")),
        ({"as_of": "01/31/2026"}, ("as_of", "date")),
        ({"as_of": "31/01/26"}, ("as_of", "date")),
        ({"as_of": "31 janvier 2026"}, ("as_of", "date")),
        ({"as_of": "2026-02-30"}, ("as_of", "date")),
        ({"as_of": "46053"}, ("as_of", "date")),
    ],
)
def test_a_cell_that_cannot_be_is_refused_by_line_and_field(changes: dict[str, str], expected: tuple[str, str]) -> None:
    assert refused(ANA.replace("pat_ana", "pat_ben"), cells(**changes)) == [(3, *expected)]


def test_a_refusal_states_what_would_be_right() -> None:
    lines = (cells(as_of="03/04/2026"), cells(patient_id="pat_b", as_of="01/31/2026"), "pat_c,Cho,50,00,a,b,c")
    assert [each.message for each in read(*lines).refused] == [
        "could be 2026-04-03 or 2026-03-04: write the one it is",
        "must be a date, year or day first: write 2026-01-31",
        "must have 6 cells, and has 7: a cell with the separator in it needs quotes",
    ]


def test_a_patient_twice_is_refused_on_the_second_line() -> None:
    assert refused(ANA, cells(reference="Old 18")) == [(3, "patient_id", "patient_twice")]


def test_every_fault_of_every_line_is_reported_at_once() -> None:
    assert len(refused(cells(amount="0", as_of="never"), cells(patient_id="p2", location_id=""), "x")) == 4


def test_a_name_may_be_empty_and_blank_lines_are_left_out() -> None:
    found = read("", cells(name=""), ",,,,,", "")
    assert (found.count, found.lines[0].name, found.lines[0].line, found.refused) == (1, "", 3, ())


def test_columns_are_found_by_name_in_any_order() -> None:
    header = "Reference, AS_OF ,location_id,amount,name,patient_id"
    (line,) = read("Old 17,2026-01-31,loc_main,50.00,Ana,pat_ana", header=header).lines
    assert (line.patient_id, line.reference) == ("pat_ana", "Old 17")


ELSEWHERE = [
    *(("Ольга", "cp1251"), ("Ольга", "koi8-r"), ("王小明", "gbk"), ("山田太郎", "shift-jis"), ("김민준", "euc-kr")),
    *(
        ("Łukasz", "cp1250"),
        ("André", "mac-roman"),
        ("Zoë Müller", "mac-roman"),
        ("Αθηνά", "cp1253"),
        ("محمد", "cp1256"),
    ),
]
"""Names of which Windows-1252 would make others."""


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"pat_ana,Ana,50.00,loc_main,2026-01-31,Old 17\r\n",
        HEADER.replace(",name", "").encode(),
        (HEADER + ",currency").encode(),
        (HEADER + ",name").encode(),
        (HEADER + '\r\n"pat_ana').encode(),
        (HEADER + '\r\n"pat_ana"x,Ana').encode(),
        HEADER.encode() + b"\r\npat_ana,\x81",
        HEADER.encode() + b"\r\npat_ana,\xc3\xa9\xe9",
        *(f"{HEADER}\r\npat_ana,{name}".encode(encoding) for name, encoding in ELSEWHERE),
        b"\xff\xfep",
        HEADER.encode() + b"\r\n" + b"a" * 200_000,
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(raw: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        read_file(raw, "cad")
    assert refusal.value.errors[0].field == "file"


@pytest.mark.parametrize(
    "name",
    [
        *("Zoë Müller", "Françoise Côté-Hébert", "O’Brien", "Œuvrard", "Šárka", "Åse Ørsted", "AŸ", "L’Haÿ"),
        *("Santé à Québec", "Clinique «\u00a0Étoile\u00a0»", "“Élan”", "Été—Âge", "5½ rue Ste-Anne", "Jääskeläinen"),
    ],
)
def test_western_names_are_read_from_a_file_in_windows_1252(name: str) -> None:
    (line,) = read_file(f"{HEADER}\r\n{cells(name=name)}".encode("cp1252"), "cad").lines
    assert line.name == name


@pytest.mark.parametrize(
    ("before", "separator", "end"),
    [
        *(
            ("sep=;\r\n", ";", "\r\n"),
            ("\ufeffSEP=;\n", ";", "\n"),
            ('"sep=,"\r', ",", "\r"),
            ("sep=\t\r\n", "\t", "\r\n"),
        ),
        *(("\ufeff\ufeff", ",", "\n"), ("\r\n;;;\r\n", ";", "\r\n"), ("", ";", "\r"), ("\u200b", ",", "\r\n")),
    ],
)
def test_what_spreadsheets_put_before_the_columns_is_left_out(before: str, separator: str, end: str) -> None:
    lines = [separator.join(COLUMNS), separator.join(["pat_ana", "a,b;c" if separator == "\t" else "Ana", "50.00"])]
    lines[1] += separator.join(["", "loc_main", "2026-01-31", "Old 17"])
    (line,) = read_file((before + end.join(lines)).encode(), "cad").lines
    assert (line.patient_id, line.amount, line.reference) == ("pat_ana", 5_000, "Old 17")


def test_a_file_has_at_most_5000_lines() -> None:
    lines = [cells(patient_id=f"p{number}") for number in range(MOST_LINES)]
    assert read(*lines).count == MOST_LINES
    with pytest.raises(Invalid, match="at most 5000 lines"):
        read(*lines, ANA)


@pytest.mark.parametrize(
    "text", ["2026-01/31", "31/01-2026", "20260131", "2026-01-31T10:00", "31-Jan-2026", "26-01-31", "0000-01-31", ""]
)
def test_a_date_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(NotADate):
        read_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "31/01/2026",
        "31-01-2026",
        "31.1.2026",
        "2026-01-31",
        "2026/01/31",
        " 2026-1-31 ",
        "\u200e2026-01-31\u200f",
        "2026\u201101\u201131",
        "2026–01–31",
        "٢٠٢٦-٠١-٣١",
        "２０２６/０１/３１",
    ],
)
def test_a_date_is_read_where_it_can_mean_one_day(text: str) -> None:
    assert read_date(text) == date(2026, 1, 31)


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)))
def test_a_day_first_date_is_that_day_or_refused(day: date) -> None:
    assert read_date(day.isoformat()) == day
    shown = f"{day:%d/%m/%Y}"
    if day.day > 12 or day.day == day.month:
        assert read_date(shown) == day
    else:
        with pytest.raises(NotADate) as refusal:
            read_date(shown)
        assert refusal.value.first == day


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Zl", "Zp", "Cs")), min_size=1, max_size=20)


@given(
    amounts=st.lists(st.integers(1, 99_999_999), min_size=1, max_size=5),
    name=TEXT,
    separator=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    comma=st.booleans(),
)
def test_every_line_is_what_the_exporting_system_wrote_or_refused(
    amounts: list[int], name: str, separator: str, encoding: str, comma: bool
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(COLUMNS)
    for number, each in enumerate(amounts):
        shown = in_decimals(each).replace(".", "," if comma else ".")
        writer.writerow([f"p-{number}", name, shown, "loc_main", "2026-01-31", "Old"])
    found = read_file(out.getvalue().encode(encoding), "cad")
    assert found.count == len(amounts) == len({each.line for each in found.refused}) + len(found.lines)
    assert [line.amount for line in found.lines] == (amounts if found.lines else [])
    assert {each.field for each in found.refused} <= {"name"}
    assert all(line.name == " ".join(name.split(" ")).strip() for line in found.lines)


@given(st.binary(max_size=300))
def test_no_file_breaks_the_reader(raw: bytes) -> None:
    for content in (raw, HEADER.encode() + b"\n" + raw):
        try:
            found = read_file(content, "cad")
        except Invalid:
            continue
        assert len(found.lines) + len({each.line for each in found.refused}) == found.count
