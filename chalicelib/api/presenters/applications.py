from __future__ import annotations

from collections.abc import Iterable

from chalicelib.api.presenters.common import actor, actor_or_none
from chalicelib.api.schemas import applications as wire
from chalicelib.api.schemas.common import Money
from chalicelib.credit.records import Application


def application(made: Application) -> wire.Application:
    return wire.Application(
        id=made.id,
        payment_id=made.payment_id,
        invoice_id=made.invoice_id,
        amount=Money(made.amount, made.currency),
        status="applied" if made.is_active else "unapplied",
        applied_at=made.applied_at,
        applied_by=actor(made.applied_by),
        unapplied_at=made.unapplied_at,
        unapplied_by=actor_or_none(made.unapplied_by),
        invoice_number=made.invoice_number,
    )


def applied_credit(invoice_id: str, total: Money, applications: Iterable[Application]) -> wire.AppliedCredit:
    return wire.AppliedCredit(invoice_id, total, [application(each) for each in applications])
