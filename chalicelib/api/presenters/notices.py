from __future__ import annotations

from chalicelib.api.schemas import notices as wire
from chalicelib.credit.email_address import AddressProblem
from chalicelib.credit.notice import Switch
from chalicelib.services.notices.choose_notices import NoticeChoices


def notices(choices: NoticeChoices) -> wire.Notices:
    return wire.Notices(
        email=choices.email,
        receipt=Switch.RECEIPT not in choices.off,
        refund=Switch.REFUND not in choices.off,
        credit_applied=Switch.CREDIT_APPLIED not in choices.off,
        undeliverable=undeliverable(choices.problem),
    )


def undeliverable(problem: AddressProblem | None) -> wire.UndeliverableAddress | None:
    return wire.UndeliverableAddress(problem.reason, problem.since) if problem else None
