"""E-mail by SES, version 2 of its API, and what SES reports of it by EventBridge."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Protocol

import msgspec
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ProxyConnectionError,
)

from chalicelib.aws.errors import AWS_FAULTS
from chalicelib.credit.email_address import AddressProblem, Undeliverable
from chalicelib.credit.errors import MailNotTaken, MailRefused, Unavailable
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.notice import MailReport
from chalicelib.services.ports import Mail

REFUSED = frozenset({"MessageRejected", "BadRequestException", "ValidationException"})
"""Codes of SES (API_SendEmail) for what is wrong with the mail itself."""
SERVER_ERROR = 500
NEVER_REACHED = (ConnectTimeoutError, EndpointConnectionError, ProxyConnectionError)
UTF_8 = "UTF-8"
COMPLAINED_ABOUT_NOTHING = "not-spam"
"""A complaint's type for mail that its reader moved out of the spam folder (RFC 6650)."""


class MailClient(Protocol):
    """As much of SES's client as this needs."""

    def send_email(
        self,
        *,
        FromEmailAddress: str,
        Destination: Mapping[str, Any],
        Content: Mapping[str, Any],
        EmailTags: list[dict[str, str]],
        ConfigurationSetName: str,
    ) -> Mapping[str, Any]: ...


class SesMailer:
    """See services.ports.Mailer. Each mail goes to one address, as plain text."""

    def __init__(self, ses: Callable[[], MailClient], sender: str, configuration_set: str) -> None:
        """`ses` makes the client when there is something to send: the API's function sends nothing."""
        self._ses = ses
        self._sender = sender
        self._configuration_set = configuration_set

    def send(self, mail: Mail) -> None:
        client = self._ses()
        try:
            client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [mail.to]},
                Content={"Simple": _content(mail)},
                EmailTags=[{"Name": name, "Value": _encoded(value)} for name, value in mail.tags.items()],
                ConfigurationSetName=self._configuration_set,
            )
        except ClientError as error:
            raise _fault(error) from error
        except NEVER_REACHED as error:
            raise MailNotTaken from error
        except AWS_FAULTS as error:
            raise Unavailable from error


def _content(mail: Mail) -> dict[str, Any]:
    return {
        "Subject": {"Data": mail.subject, "Charset": UTF_8},
        "Body": {"Text": {"Data": mail.text, "Charset": UTF_8}},
        "Headers": [{"Name": name, "Value": value} for name, value in mail.headers.items()],
    }


def _fault(error: ClientError) -> MailRefused | Unavailable:
    """A 5xx may have been carried out; everything else was not."""
    code = str(error.response["Error"]["Code"])
    if code in REFUSED:
        return MailRefused(code)
    if int(error.response["ResponseMetadata"]["HTTPStatusCode"]) >= SERVER_ERROR:
        return Unavailable()
    return MailNotTaken()


def mail_report(event: Mapping[str, Any], configuration_set: str) -> MailReport | None:
    """Read an event of SES, or None if it is not of a notice of this deployment.

    Every report confirms that SES had the mail. A bounce counts when it is permanent; SES retries others by itself.
    Raises ValueError for an event that SES would not send.
    """
    try:
        detail = msgspec.convert(event, _Event).detail
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error
    tags = detail.mail.tags
    if configuration_set not in tags.get("ses:configuration-set", ()):
        return None
    try:
        clinic, owner, notice = (_decoded(tags[name][0]) for name in ("clinic", "owner", "notice"))
    except (KeyError, IndexError, ValueError):
        return None
    return MailReport(PatientKey(clinic, owner), notice, _problem(detail))


class _Recipient(msgspec.Struct, rename="camel"):
    email_address: str


_Recipients = Annotated[list[_Recipient], msgspec.Meta(min_length=1)]
_Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class _Bounce(msgspec.Struct, rename="camel"):
    bounce_type: str
    bounced_recipients: _Recipients
    timestamp: _Moment


class _Complaint(msgspec.Struct, rename="camel"):
    complained_recipients: _Recipients
    timestamp: _Moment
    complaint_feedback_type: str | None = None


class _Mail(msgspec.Struct):
    tags: dict[str, list[str]] = {}


class _Detail(msgspec.Struct):
    mail: _Mail = msgspec.field(default_factory=_Mail)
    bounce: _Bounce | None = None
    complaint: _Complaint | None = None


class _Event(msgspec.Struct):
    """As much of it as this needs: "Event data that Amazon SES publishes to EventBridge" in SES's guide."""

    detail: _Detail = msgspec.field(default_factory=_Detail)


def _problem(detail: _Detail) -> AddressProblem | None:
    bounce, complaint = detail.bounce, detail.complaint
    if bounce and bounce.bounce_type == "Permanent":
        return _first(bounce.bounced_recipients, Undeliverable.BOUNCED, bounce.timestamp)
    if complaint and complaint.complaint_feedback_type != COMPLAINED_ABOUT_NOTHING:
        return _first(complaint.complained_recipients, Undeliverable.COMPLAINED, complaint.timestamp)
    return None


def _first(recipients: list[_Recipient], reason: Undeliverable, at: datetime) -> AddressProblem:
    """A notice has one recipient."""
    return AddressProblem(recipients[0].email_address, reason, at)


def _encoded(text: str) -> str:
    """A tag's value has letters, digits, `-` and `_` alone (API_MessageTag); ids of clinics' systems have more."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decoded(text: str) -> str:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except binascii.Error as error:
        raise ValueError("not a tag of this service") from error
