"""From SES, by EventBridge: what became of notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.aws.mail import mail_report
from chalicelib.aws.telemetry import logger
from chalicelib.bootstrap import Services
from chalicelib.credit.errors import NotFound


def on_mail_event(event: Mapping[str, Any], services: Services) -> None:
    """Take a report of a notice. Raises Unavailable: Lambda runs it again, twice. A malformed one stays malformed."""
    try:
        report = mail_report(event, services.settings.notice_configuration_set)
    except ValueError as error:
        logger.warning("mail_event_malformed", extra={"reason": str(error)})
        return
    if report is None:
        return
    try:
        services.handle_mail_report(report)
    except NotFound:
        logger.warning("mail_report_of_no_clinic")
