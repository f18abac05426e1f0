"""Opening balances from a file: what is wrong is named line by line, and a lost answer imports nothing twice."""

from __future__ import annotations

import secrets

import pytest
from playwright.sync_api import expect

from tests.browser.clinic_side import ClinicSide
from tests.browser.conftest import DESKTOP, PHONE, Work, errors_of
from tests.browser.patient import Patient
from tests.browser.staff import Staff

pytestmark = pytest.mark.slow
HEADER = "patient_id,name,amount,location_id,as_of,reference"


def file_of(*lines: str) -> str:
    return "\n".join((HEADER, *lines)) + "\n"


def choose(side: ClinicSide, content: str | bytes, name: str = "balances.csv") -> None:
    raw = content if isinstance(content, bytes) else content.encode()
    side.page.get_by_label(side.t("import.file")).last.set_input_files(
        files={"name": name, "mimeType": "text/csv", "buffer": raw}
    )


def line(patient: str, amount: str = "57.25", reference: str = "") -> str:
    return f"{patient},,{amount},loc_main,2026-03-31,{reference or secrets.token_hex(4)}"


@pytest.mark.parametrize(("size", "language"), [(PHONE, "fr-CA"), (DESKTOP, "en")])
def test_a_file_is_previewed_and_then_imported(
    work: Work, patient: Patient, size: tuple[int, int], language: str
) -> None:
    side = work(size=size, language=language)
    errors = errors_of(side.page)
    amount = "$57.25" if language == "en" else "57,25\u00a0$"
    side.open("patients")
    side.page.get_by_role("link", name=side.t("find.import")).click()
    expect(side.heading).to_have_text(side.t("import.title"))
    choose(side, file_of(line(patient.id)))
    side.see("import.is-ready")
    assert patient.available == 0
    side.button("import.submit", amount=amount).click()
    side.confirm("import.submit-short")
    side.see("import.done", amount=amount, count="1")
    assert patient.available == 5725
    side.open(f"patient/{patient.id}")
    expect(side.region("patient.payments")).to_contain_text(side.t("source.opening_balance"))
    assert errors == []


@pytest.mark.parametrize("language", ["en", "fr-CA"])
def test_each_refused_line_is_named_with_what_would_be_right(work: Work, patient: Patient, language: str) -> None:
    side = work(language=language)
    side.open("import")
    choose(
        side,
        file_of(
            line(patient.id),
            line("pat_x", amount='"1,000"'),
            f"pat_y,,10.00,loc_main,03/04/2026,{secrets.token_hex(4)}",
            f"=cmd,,10.00,loc_nowhere,2026-03-31,{secrets.token_hex(4)}",
            line(patient.id),
        ),
    )
    side.see("import.is-refused")
    rows = side.region("import.refused-title").get_by_role("row")
    expect(rows.nth(1)).to_contain_text(side.t("refused.amount_unclear"))
    expect(rows.nth(1).get_by_role("rowheader")).to_have_text("3")
    expect(rows.nth(2)).to_contain_text(side.t("refused.date_unclear", first="2026-04-03", other="2026-03-04"))
    expect(rows.nth(3)).to_contain_text(side.t("refused.formula"))
    expect(rows.last).to_contain_text(side.t("refused.patient_twice", line="2"))
    expect(side.page.locator("main button")).to_have_count(0)
    assert patient.available == 0


def test_a_file_that_is_no_list_of_balances_is_explained(work: Work, staff: Staff) -> None:
    side = work()
    side.open("import")
    choose(side, "name,amount\nAna,5\n")
    expect(side.alert).to_contain_text(side.t("import.unreadable"))
    expect(side.alert).to_contain_text("patient_id")
    choose(side, file_of(line("pat_x")) + "x" * 1_000_001)
    expect(side.alert).to_contain_text(side.t("problem.body_too_large"))


def test_a_lost_answer_imports_nothing_twice_even_after_a_reload(work: Work, patient: Patient) -> None:
    side = work()
    side.open("import")
    side.lose_patience()
    content = file_of(line(patient.id))

    choose(side, content)
    side.see("import.is-ready")
    keys = side.lose_responses("**/opening-balances", 3)
    side.button("import.submit", amount="$57.25").click()
    side.dialog.get_by_role("button", name=side.t("import.submit-short"), exact=True).click()
    expect(side.alert).to_contain_text(side.t("problem.network"))
    side.confirm("import.submit-short")
    side.see("import.done", amount="$57.25", count="1")
    assert len(set(keys)) == 1
    side.page.reload()
    choose(side, content)
    side.see("import.is-done")
    assert patient.available == 5725


def test_accents_of_a_windows_file_are_kept(work: Work, patient: Patient, staff: Staff) -> None:
    side = work()
    side.open("import")
    row = f"{patient.id};Zoé Lefrançois;57,25;loc_main;2026-03-31;{secrets.token_hex(4)}"
    choose(side, f"{HEADER.replace(',', ';')}\r\n{row}\r\n".encode("cp1252"))
    side.see("import.is-ready")
    side.button("import.submit", amount="$57.25").click()
    side.confirm("import.submit-short")
    side.open(f"patient/{patient.id}")
    expect(side.page.get_by_role("main")).to_contain_text("Zoé Lefrançois")


def test_staff_without_full_access_are_offered_no_import(work: Work) -> None:
    side = work("staff")
    side.open("patients")
    expect(side.page.get_by_role("link", name=side.t("find.import"))).to_have_count(0)
