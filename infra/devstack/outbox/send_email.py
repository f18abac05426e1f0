"""Reading a request of SES's SendEmail (version 2 of its API), as far as this product uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SIMULATOR = "simulator.amazonses.com"
"""The domain of SES's own mailbox simulator; its addresses do the same here."""


class BadRequest(ValueError):
    """A request that SES would refuse with BadRequestException."""


def message_of(body: Any) -> dict[str, Any]:
    """The message of a request, as Mailbox.add takes it. Raises BadRequest."""
    try:
        simple = body["Content"]["Simple"]
        (to,) = body["Destination"]["ToAddresses"]
        message = {
            "sender": body["FromEmailAddress"],
            "to": to,
            "subject": simple["Subject"]["Data"],
            "text": simple["Body"]["Text"]["Data"],
            "headers": {each["Name"]: each["Value"] for each in simple.get("Headers", [])},
            "tags": {each["Name"]: each["Value"] for each in body.get("EmailTags", [])},
        }
    except (KeyError, TypeError, ValueError) as error:
        raise BadRequest("one address, a subject and a text are required") from error
    for text in (message["sender"], to, message["subject"], *message["headers"].values()):
        if not isinstance(text, str) or not text.isprintable():
            raise BadRequest("addresses, the subject and headers hold no control character")
    return message


def reports(message_id: str, at: str, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The events that SES would publish of a message: it was sent; at the simulator, it bounced or met a complaint."""
    (to,) = body["Destination"]["ToAddresses"]
    tags = {each["Name"]: [each["Value"]] for each in body.get("EmailTags", [])}
    tags["ses:configuration-set"] = [body.get("ConfigurationSetName", "")]
    mail = {"messageId": message_id, "timestamp": at, "destination": [to], "tags": tags}
    name, _, domain = to.lower().partition("@")
    found = [{"eventType": "Send", "mail": mail, "send": {}}]
    recipients = [{"emailAddress": to}]
    if domain == SIMULATOR and name.startswith("bounce"):
        bounce = {"bounceType": "Permanent", "bouncedRecipients": recipients, "timestamp": at}
        found.append({"eventType": "Bounce", "mail": mail, "bounce": bounce})
    if domain == SIMULATOR and name.startswith("complaint"):
        complaint = {"complaintFeedbackType": "abuse", "complainedRecipients": recipients, "timestamp": at}
        found.append({"eventType": "Complaint", "mail": mail, "complaint": complaint})
    return [_event(detail, at) for detail in found]


DETAIL_TYPES = {"Send": "Email Sent", "Bounce": "Email Bounced", "Complaint": "Email Complaint Received"}


def _event(detail: dict[str, Any], at: str) -> dict[str, Any]:
    """An event in EventBridge's form."""
    return {
        "version": "0",
        "id": f"{detail['mail']['messageId']}-{detail['eventType']}",
        "detail-type": DETAIL_TYPES[detail["eventType"]],
        "source": "aws.ses",
        "account": "000000000000",
        "time": at,
        "region": "ca-central-1",
        "resources": [],
        "detail": detail,
    }
