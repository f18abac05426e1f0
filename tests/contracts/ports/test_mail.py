"""Requests to SES, held to its own model by botocore, and the meaning of its responses and reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from botocore.stub import Stubber

from chalicelib.aws.clients import mail_client
from chalicelib.aws.mail import SesMailer, mail_report
from chalicelib.credit.email_address import AddressProblem, Undeliverable
from chalicelib.credit.errors import MailNotTaken, MailRefused, Unavailable
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.notice import MailReport
from chalicelib.services.ports import Mail
from tests.fakes.small import NOON

MAIL = Mail(
    to="ana@example.com",
    subject="Votre paiement a été reçu",
    text="Ouvrez une session.\n",
    headers={"List-Unsubscribe": "<https://credit.example/account#/notices>"},
    tags={"clinic": "clinic_demo", "owner": "pat~é.1", "notice": "ntc_1"},
)
TAGS = [
    {"Name": "clinic", "Value": "Y2xpbmljX2RlbW8"},
    {"Name": "owner", "Value": "cGF0fsOpLjE"},
    {"Name": "notice", "Value": "bnRjXzE"},
]


@pytest.fixture
def ses(monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    return mail_client("ca-central-1")


def mailer(ses: Any) -> SesMailer:
    return SesMailer(lambda: ses, "notices@credit.example", "test-notices")


def test_a_mail_goes_to_one_address_as_text_with_its_tags(ses: Any) -> None:
    asked = {
        "FromEmailAddress": "notices@credit.example",
        "Destination": {"ToAddresses": ["ana@example.com"]},
        "Content": {
            "Simple": {
                "Subject": {"Data": MAIL.subject, "Charset": "UTF-8"},
                "Body": {"Text": {"Data": MAIL.text, "Charset": "UTF-8"}},
                "Headers": [{"Name": name, "Value": value} for name, value in MAIL.headers.items()],
            }
        },
        "EmailTags": TAGS,
        "ConfigurationSetName": "test-notices",
    }
    with Stubber(ses) as stub:
        stub.add_response("send_email", {"MessageId": "m_1"}, asked)
        mailer(ses).send(MAIL)


def test_ses_is_asked_once_and_within_the_time_that_a_batch_has(ses: Any) -> None:
    config = ses.meta.config
    assert config.retries["total_max_attempts"] == 1
    assert config.connect_timeout + config.read_timeout <= 5


@pytest.mark.parametrize(
    ("code", "status", "fault"),
    [
        ("MessageRejected", 400, MailRefused),
        ("BadRequestException", 400, MailRefused),
        ("TooManyRequestsException", 429, MailNotTaken),
        ("LimitExceededException", 400, MailNotTaken),
        ("SendingPausedException", 400, MailNotTaken),
        ("AccountSuspendedException", 400, MailNotTaken),
        ("AccessDeniedException", 403, MailNotTaken),
        ("InternalFailure", 500, Unavailable),
        ("ServiceUnavailable", 503, Unavailable),
    ],
)
def test_a_refusal_means_what_may_be_done_about_it(ses: Any, code: str, status: int, fault: type[Exception]) -> None:
    with Stubber(ses) as stub:
        stub.add_client_error("send_email", code, http_status_code=status)
        with pytest.raises(fault) as raised:
            mailer(ses).send(MAIL)
    assert type(raised.value) is fault


class Unreachable:
    """SES behind a network that fails."""

    def __init__(self, fault: Exception) -> None:
        self._fault = fault

    def send_email(self, **asked: Any) -> Mapping[str, Any]:
        raise self._fault


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (ConnectTimeoutError(endpoint_url="https://ses"), MailNotTaken),
        (EndpointConnectionError(endpoint_url="https://ses"), MailNotTaken),
        (ReadTimeoutError(endpoint_url="https://ses"), Unavailable),
    ],
)
def test_only_a_request_that_arrived_leaves_open_whether_it_was_taken(fault: Exception, expected: type) -> None:
    with pytest.raises(Unavailable) as raised:
        mailer(Unreachable(fault)).send(MAIL)
    assert type(raised.value) is expected


def reported(**more: Any) -> dict[str, Any]:
    tags = {each["Name"]: [each["Value"]] for each in TAGS} | {"ses:configuration-set": ["test-notices"]}
    return {"source": "aws.ses", "detail": {"eventType": "Send", "mail": {"messageId": "m_1", "tags": tags}, **more}}


def bounce(kind: str) -> dict[str, Any]:
    recipients = [{"emailAddress": "ana@example.com", "status": "5.1.1"}]
    return {"bounce": {"bounceType": kind, "bouncedRecipients": recipients, "timestamp": "2026-11-23T12:00:00.000Z"}}


def complaint(kind: str) -> dict[str, Any]:
    recipients = [{"emailAddress": "ana@example.com"}]
    found = {"complainedRecipients": recipients, "timestamp": "2026-11-23T12:00:00.000Z"}
    return {"complaint": found | {"complaintFeedbackType": kind}}


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, None),
        (bounce("Permanent"), Undeliverable.BOUNCED),
        (bounce("Transient"), None),
        (bounce("Undetermined"), None),
        (complaint("abuse"), Undeliverable.COMPLAINED),
        (complaint("not-spam"), None),
    ],
)
def test_a_report_finds_its_notice_and_the_problem(more: dict[str, Any], reason: Undeliverable | None) -> None:
    problem = AddressProblem("ana@example.com", reason, NOON) if reason else None
    expected = MailReport(PatientKey("clinic_demo", "pat~é.1"), "ntc_1", problem)
    assert mail_report(reported(**more), "test-notices") == expected


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"detail": {"mail": {"tags": {}}}},
        {"detail": {"mail": {"tags": {"ses:configuration-set": ["another"]}}}},
        {"detail": {"mail": {"tags": {"ses:configuration-set": ["test-notices"], "clinic": []}}}},
        {"detail": {"mail": {"tags": {"ses:configuration-set": ["test-notices"], "clinic": ["é"]}}}},
    ],
)
def test_a_report_of_another_mail_is_ignored(event: dict[str, Any]) -> None:
    assert mail_report(event, "test-notices") is None


@pytest.mark.parametrize(
    "detail",
    [
        [],
        {"mail": "m_1"},
        {"mail": {"tags": ["test-notices"]}},
        {"mail": {"tags": {"ses:configuration-set": "test-notices"}}},
        {"mail": {"tags": {"ses:configuration-set": ["test-notices"], "clinic": [5]}}},
        {"bounce": []},
        {"bounce": {"bounceType": "Permanent"}},
        {"bounce": {"bounceType": "Permanent", "bouncedRecipients": [], "timestamp": "2026-11-23T12:00:00.000Z"}},
        {"bounce": {"bounceType": "Permanent", "bouncedRecipients": [{}], "timestamp": "2026-11-23T12:00:00.000Z"}},
        {"bounce": bounce("Permanent")["bounce"] | {"timestamp": "yesterday"}},
        {"bounce": bounce("Permanent")["bounce"] | {"timestamp": "2026-11-23T12:00:00"}},
        {"complaint": complaint("abuse")["complaint"] | {"complainedRecipients": None}},
    ],
)
def test_a_malformed_event_is_told_from_one_of_another_mail(detail: Any) -> None:
    event = {"detail": reported()["detail"] | detail if isinstance(detail, dict) else detail}
    with pytest.raises(ValueError, match=r"at `\$\.detail"):
        mail_report(event, "test-notices")
