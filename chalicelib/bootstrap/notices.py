"""The composition of notices."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.bootstrap.adapters import Adapters
from chalicelib.bootstrap.clinics import ClinicServices
from chalicelib.config import Settings
from chalicelib.services.notices.address_notice import AddressNotice
from chalicelib.services.notices.choose_notices import ChooseNotices, ReadNoticeChoices
from chalicelib.services.notices.handle_mail_report import HandleMailReport
from chalicelib.services.notices.send_notice import SendNotice
from chalicelib.services.notices.send_notices import SendNotices


@dataclass(frozen=True, kw_only=True)
class NoticeServices:
    """Notices by e-mail, and the choices about them."""

    send_notice: SendNotice
    send_notices: SendNotices
    handle_mail_report: HandleMailReport
    read_notice_choices: ReadNoticeChoices
    choose_notices: ChooseNotices


def notice_services(adapters: Adapters, clinics: ClinicServices, settings: Settings) -> NoticeServices:
    ledger, clock, metrics, find_patient = adapters.ledger, adapters.clock, adapters.metrics, clinics.find_patient
    address = AddressNotice(
        ledger=ledger, clinics=adapters.clinics, find_patient=find_patient, pages_url=settings.pages_url
    )
    send = SendNotice(store=ledger, address=address, mailer=adapters.mailer, clock=clock, metrics=metrics)
    return NoticeServices(
        send_notice=send,
        send_notices=SendNotices(store=ledger, address=address, send=send, clock=clock),
        handle_mail_report=HandleMailReport(
            ledger=ledger, clinics=adapters.clinics, find_patient=find_patient, clock=clock, metrics=metrics
        ),
        read_notice_choices=ReadNoticeChoices(ledger=ledger),
        choose_notices=ChooseNotices(ledger=ledger, clock=clock),
    )
