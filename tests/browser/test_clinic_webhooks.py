"""Settings > Webhooks: where events go, how that goes, and what to do when it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import expect

from infra.devstack.settings import HOST
from infra.devstack.stack import Stack
from tests.browser.accessibility import Looks, check
from tests.browser.clinic_side import ClinicSide
from tests.browser.conftest import DESKTOP, PHONE, Work, errors_of
from tests.client.transport import CheckedClient
from tests.journeys.receiver import listening

pytestmark = pytest.mark.slow
LOOKS = Looks(PHONE, "dark", DESKTOP)
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]+")


@dataclass
class Receiver:
    """The clinic's own software, which keeps the signatures of what it is sent."""

    url: str = ""
    signatures: list[list[str]] = field(default_factory=list)

    def take(self, headers: Any, body: bytes) -> int:
        self.signatures.append(headers["webhook-signature"].split())
        return 204


@pytest.fixture
def receiver(stack: Stack) -> Iterator[Receiver]:
    made = Receiver()
    with listening(made.take) as port:
        made.url = f"http://{HOST}:{port}/hooks"
        yield made
        client = CheckedClient(stack.environment["API_URL"], stack.token("full_access", clinic="clinic_demo"))
        for each in client.webhook_endpoints()["items"]:
            if each["url"] == made.url:
                client.remove_webhook_endpoint(each["id"])


def shown_secret(side: ClinicSide) -> str:
    """The secret in the dialog, which is closed."""
    expect(side.dialog.get_by_text(SECRET)).to_be_visible()
    secret = side.dialog.get_by_text(SECRET).inner_text()
    side.dialog.get_by_role("button", name=side.t("webhooks.close"), exact=True).click()
    return secret


def test_an_endpoint_is_added_tested_and_switched_by_someone_with_full_access(work: Work, receiver: Receiver) -> None:
    side = work(language="fr-CA", size=PHONE)
    side.open("webhooks")
    side.button("webhooks.add").click()
    side.dialog.get_by_label(side.t("webhooks.url")).fill("http://10.0.0.7/hooks")
    side.dialog.get_by_role("button", name=side.t("webhooks.add"), exact=True).click()
    expect(side.alert).to_contain_text(side.t("problem.webhook_url_refused"))
    check(side.page, LOOKS, "add an endpoint")
    errors = errors_of(side.page)
    side.fill({"webhooks.url": receiver.url})
    side.dialog.get_by_text(side.t("webhooks.choose")).click()
    side.dialog.get_by_label("payment.succeeded").check()
    side.dialog.get_by_role("button", name=side.t("webhooks.add"), exact=True).click()
    first = shown_secret(side)
    side.see("webhooks.added")

    mine = side.page.get_by_role("group").filter(has_text=receiver.url)
    mine.locator("summary").click()
    expect(mine.locator("summary")).to_contain_text(side.t("webhooks.is-on"))
    expect(mine).not_to_contain_text(first)
    mine.get_by_role("button", name=side.t("webhooks.test")).click()
    expect(mine.get_by_role("status")).to_contain_text("HTTP 204")
    assert len(receiver.signatures[0]) == 1
    check(side.page, LOOKS, "webhooks")

    mine.get_by_role("button", name=side.t("webhooks.rotate")).click()
    side.dialog.get_by_role("button", name=side.t("webhooks.rotate"), exact=True).click()
    assert shown_secret(side) != first
    side.see("webhooks.rotated")
    mine.locator("summary").click()
    expect(mine).to_contain_text(side.t("webhooks.previous-secret"))
    mine.get_by_role("button", name=side.t("webhooks.test")).click()
    expect(mine.get_by_role("status")).to_contain_text("HTTP 204")
    assert len(receiver.signatures[1]) == 2, "both secrets sign"

    mine.get_by_role("button", name=side.t("webhooks.switch-off")).click()
    side.confirm("webhooks.switch-off")
    expect(mine.locator("summary")).to_contain_text(side.t("webhooks.is-off"))
    assert errors == []
    side.page.route("**/webhook-endpoints/*", lambda route: route.fulfill(status=403, json={"code": "forbidden"}))
    mine.get_by_role("button", name=side.t("webhooks.switch-on")).click()
    expect(side.alert).to_have_text(side.t("problem.forbidden"))
    side.page.unroute("**/webhook-endpoints/*")
    errors.clear()
    mine.get_by_role("button", name=side.t("webhooks.resend")).click()
    side.confirm("webhooks.resend")
    expect(mine.locator("summary")).to_contain_text(side.t("webhooks.is-on"))
    mine.locator("summary").click()
    mine.get_by_role("button", name=side.t("webhooks.remove")).click()
    side.confirm("webhooks.remove")
    expect(mine).to_have_count(0)
    assert errors == []
