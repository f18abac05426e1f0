"""The outbox of one machine: it takes what SES takes, shows it as text, and reports as SES does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from chalicelib.aws.mail import mail_report
from infra.devstack.outbox.mailbox import Mailbox
from infra.devstack.outbox.server import Outbox

SEND = "/v2/email/outbound-emails"
URL = "http://127.0.0.1:8005"


@pytest.fixture
def events() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def outbox(tmp_path: Path, events: list[dict[str, Any]]) -> TestClient:
    return TestClient(Outbox(Mailbox(tmp_path, kept=3), events.append).app(), base_url=URL)


def mail(to: str = "ana@example.com", subject: str = "Your payment was received") -> dict[str, Any]:
    text = "Sign in:\n\nhttp://127.0.0.1:8000/account\n\n<script>alert(1)</script>"
    return {
        "FromEmailAddress": "notices@account-credit.example",
        "Destination": {"ToAddresses": [to]},
        "Content": {
            "Simple": {
                "Subject": {"Data": subject, "Charset": "UTF-8"},
                "Body": {"Text": {"Data": text, "Charset": "UTF-8"}},
                "Headers": [{"Name": "List-Unsubscribe", "Value": "<http://127.0.0.1:8000/account#/notices>"}],
            }
        },
        "EmailTags": [{"Name": name, "Value": "eA"} for name in ("clinic", "owner", "notice")],
        "ConfigurationSetName": "local-notices",
    }


def test_a_mail_is_shown_as_text_with_its_link_and_no_script(outbox: TestClient) -> None:
    assert outbox.post(SEND, json=mail()).json() == {"MessageId": "00000001"}
    page = outbox.get("/")
    assert '<a href="http://127.0.0.1:8000/account">' in page.text and "ana@example.com" in page.text
    assert "<script" not in page.text and "default-src 'none'" in page.headers["content-security-policy"]
    (found,) = outbox.get("/messages.json").json()
    assert (found["to"], found["subject"]) == ("ana@example.com", "Your payment was received")


def test_the_newest_mails_are_kept_over_a_restart_and_the_oldest_go(outbox: TestClient, tmp_path: Path) -> None:
    for number in range(4):
        outbox.post(SEND, json=mail(subject=f"Number {number}"))
    again = TestClient(Outbox(Mailbox(tmp_path, kept=3), lambda _event: None).app(), base_url=URL)
    again.post(SEND, json=mail(subject="Number 4"))
    shown = [(each["id"], each["subject"]) for each in again.get("/messages.json").json()]
    assert shown == [("00000005", "Number 4"), ("00000004", "Number 3"), ("00000003", "Number 2")]


@pytest.mark.parametrize(
    ("to", "problem"),
    [
        ("ana@example.com", None),
        ("bounce@simulator.amazonses.com", "bounced"),
        ("complaint@simulator.amazonses.com", "complained"),
    ],
)
def test_it_reports_as_ses_does(outbox: TestClient, events: list[dict[str, Any]], to: str, problem: str | None) -> None:
    outbox.post(SEND, json=mail(to))
    reports = [mail_report(event, "local-notices") for event in events]
    found = [report.problem for report in reports if report]
    assert len(found) == (2 if problem else 1)
    assert [(each.address, each.reason) for each in found if each] == ([(to, problem)] if problem else [])


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {**mail(), "Destination": {"ToAddresses": ["a@b.co", "c@d.co"]}},
        mail(subject="Hello\r\nBcc: ben@example.com"),
        mail(to="ana@example.com\n"),
    ],
)
def test_what_ses_would_refuse_is_refused(outbox: TestClient, body: object) -> None:
    refused = outbox.post(SEND, json=body)
    assert refused.status_code == 400 and refused.headers["x-amzn-errortype"] == "BadRequestException"
    assert outbox.get("/messages.json").json() == []
    assert "No e-mail was sent yet." in outbox.get("/").text


def test_another_host_is_refused(outbox: TestClient) -> None:
    assert outbox.get("/", headers={"Host": "evil.example:8005"}).status_code == 400
