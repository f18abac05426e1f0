"""The API reference at /docs: found, read and copied by anyone who integrates, without an account."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import SIDEWAYS, violations
from tests.browser.conftest import DESKTOP, PHONE, Tab, errors_of

pytestmark = pytest.mark.slow
PARTS = ["body > header", "nav", "#create_webhook_endpoint"]
"""Every operation is made alike, and axe takes minutes for all of them."""
TWICE = """() => [...document.querySelectorAll("[id]")]
    .map(({ id }) => id)
    .filter((id, place, all) => all.indexOf(id) < place)"""
LEAVE_ONE = """() => document.querySelectorAll("main > section:not(#create_webhook_endpoint)")
    .forEach((each) => each.remove())"""
"""Axe reads the whole page even to look at a part: 6.8 s of CPU, and 0.5 with one operation in it."""


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")])
def test_an_operation_is_found_and_its_sample_copied(
    tab: Tab, address: str, size: tuple[int, int], scheme: str
) -> None:
    page = tab(size=size, scheme=scheme)
    page.context.grant_permissions(["clipboard-write"], origin=address)  # A headless shell has no one to ask.
    errors = errors_of(page)
    page.goto(f"{address}/docs")
    page.get_by_label("Find an operation").fill("webhook post")
    expect(page.get_by_role("status")).to_contain_text("of")
    page.get_by_role("link", name="POST /v1/clinic/webhook-endpoints", exact=True).click()
    page.get_by_label("Python", exact=True).check()
    operation = page.locator("#create_webhook_endpoint")
    expect(operation.get_by_text("client.create_webhook_endpoint")).to_be_visible()
    expect(operation.get_by_text("curl", exact=True)).to_be_hidden()
    operation.get_by_role("button", name="Copy Python").click()
    expect(operation.get_by_role("button", name="Copied Python")).to_be_visible()
    assert page.evaluate(SIDEWAYS) <= 0
    assert page.evaluate(TWICE) == []
    page.evaluate(LEAVE_ONE)
    assert violations(page, json.dumps({"include": PARTS})) == []
    page.evaluate("localStorage.clear()")
    assert errors == []
