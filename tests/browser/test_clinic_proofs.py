"""Settings > Nightly audit: what each night's proof found, and the signed file to keep."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from infra.devstack.stack import Stack
from tests.browser.conftest import DESKTOP, PHONE, Work, errors_of
from tests.journeys.people import run_module

pytestmark = pytest.mark.slow

MONEY = {"amount": 12_345, "currency": "cad"}
DIFFERENCE = {
    "kind": "stripe_only",
    "side": "card",
    "source": "ref_1",
    "account_id": "acct_demo_main",
    "payment_id": "pay_7j5ycw2m3xkqv4hd6ra2bt5ezu",
    "amount": {"amount": -1_500, "currency": "cad"},
    "since": "2026-11-22T09:30:00Z",
}


def night(date: str, *differences: dict[str, Any]) -> dict[str, Any]:
    return {
        "date": date,
        "until": f"{date}T09:00:00Z",
        **dict.fromkeys(("liability", "booked", "at_stripe"), MONEY),
        "transactions": 12,
        "differences": list(differences),
        "previous": None,
        "signature": "MEU=",
        "url": "https://proofs.example/x",
    }


def test_a_nights_signed_file_is_downloaded(work: Work, stack: Stack) -> None:
    run_module(stack, "tests.journeys.prove", "10", "clinic_demo")
    side = work()
    errors = errors_of(side.page)
    side.open("proofs")
    latest = side.page.locator("details").first
    if latest.get_attribute("open") is None:
        latest.locator("summary").click()
    with side.page.expect_download() as started:
        latest.get_by_role("button").click()
    content = json.loads(started.value.path().read_bytes())
    assert started.value.suggested_filename.startswith("proof-clinic_demo-")
    assert content["clinic_id"] == "clinic_demo" and content["signature"]["value"]
    assert errors == []


@pytest.mark.parametrize(("size", "language"), [(PHONE, "fr-CA"), (DESKTOP, "en")])
def test_nights_with_differences_come_first_and_are_open(work: Work, size: tuple[int, int], language: str) -> None:
    side = work(size=size, language=language)

    def answer(route: Route) -> None:
        items = [night("2026-11-24"), night("2026-11-23", DIFFERENCE)]
        route.fulfill(json={"items": items, "next_cursor": None})

    side.page.route("**/v1/clinic/proofs*", answer)
    side.open("proofs")
    first = side.page.locator("details").first
    expect(first).to_have_attribute("open", "")
    expect(first).to_contain_text(side.t("proofs.one"))
    expect(first).to_contain_text(side.t("difference.stripe_only"))
    expect(first).to_contain_text(str(DIFFERENCE["payment_id"]))
    expect(side.page.locator("details").nth(1)).to_contain_text(side.t("proofs.agrees"))
