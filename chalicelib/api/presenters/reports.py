from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import starmap

from chalicelib.api.core.csv import Cell, Table
from chalicelib.api.core.pagination import encode_cursor
from chalicelib.api.presenters.common import location_ref, patient_ref
from chalicelib.api.schemas import reports as wire
from chalicelib.api.schemas.common import Money
from chalicelib.credit.clinic import Clinic
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.movement_reports import (
    LiabilityReport,
    MovementGroup,
    MovementReport,
    TakingsLine,
    TakingsTotals,
)
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Refund
from chalicelib.credit.reports import UnappliedLine
from chalicelib.credit.reports import UnappliedReport as Unapplied
from chalicelib.services.pagination import Page
from chalicelib.services.reports.read_overview import Overview
from chalicelib.services.reports.read_reports import ShownLine


def unapplied_credit(report: Unapplied, shown: Page[ShownLine], clinic: Clinic) -> wire.UnappliedCredit:
    money = _money_of(clinic)
    return wire.UnappliedCredit(
        as_of=report.as_of,
        lines=[_unapplied_line(line, payment, report.as_of) for line, payment in shown.items],
        totals=wire.UnappliedTotals(
            unapplied=money(report.unapplied),
            payments=len(report.lines),
            patients=report.patients,
            by_age=[wire.AgeTotal(first, last, money(amount)) for first, last, amount in report.by_age],
        ),
        next_cursor=encode_cursor(shown.next_cursor),
    )


def _unapplied_line(line: UnappliedLine, payment: Payment, as_of: date) -> wire.UnappliedCreditLine:
    return wire.UnappliedCreditLine(
        patient=patient_ref(payment),
        payment_id=line.payment_id,
        receipt_number=_receipt_number(payment),
        received_on=line.received_on,
        days_open=line.days_open(as_of),
        location=location_ref(line.location),
        account_id=line.account_id,
        source=line.source,
        received=Money(line.amount, payment.currency),
        applied=Money(line.applied, payment.currency),
        refunded=Money(line.refunded, payment.currency),
        disputed=Money(line.disputed, payment.currency),
        transferred=Money(line.transferred, payment.currency),
        unapplied=Money(line.unapplied, payment.currency),
    )


def credit_movement(report: MovementReport, clinic: Clinic) -> wire.CreditMovement:
    money = _money_of(clinic)
    names = _account_names(clinic)
    groups = [
        wire.CreditMovementGroup(id=group.id, name=group.name or names.get(group.id), **_amounts(group, money))
        for group in report.groups
    ]
    return wire.CreditMovement(
        report.first, report.last, groups, wire.CreditMovementAmounts(**_amounts(report.totals, money))
    )


def _amounts(group: MovementGroup, money: Callable[[int], Money]) -> dict[str, Money]:
    by_kind = {_column(kind): money(amount) for kind, amount in group.by_kind.items()}
    return {"opening": money(group.opening), **by_kind, "closing": money(group.closing)}


def _column(kind: EntryKind) -> str:
    return "card_online" if kind is EntryKind.TOP_UP else kind.value


def overview(found: Overview, clinic: Clinic) -> wire.Overview:
    money, names = _money_of(clinic), _account_names(clinic)

    def held(report: MovementReport) -> list[wire.CreditHeld]:
        shown = (group for group in report.groups if group.closing)
        return [wire.CreditHeld(each.id, each.name or names.get(each.id), money(each.closing)) for each in shown]

    return wire.Overview(
        today=found.today,
        movement=wire.CreditMovementAmounts(**_amounts(found.by_location.totals, money)),
        by_location=held(found.by_location),
        by_account=held(found.by_account),
        open_disputes=found.disputes,
        disabled_endpoints=found.disabled_endpoints,
        more_disputes=found.more_disputes,
        attention=[*map(_held, found.held), *starmap(_failed, found.failed_refunds)],
        has_top_ups=found.has_top_ups,
    )


def _held(payment: Payment) -> wire.Attention:
    since = payment.hold.at if payment.hold else payment.created_at
    return wire.Attention("hold", patient_ref(payment), payment.id, Money(payment.unapplied, payment.currency), since)


def _failed(refund: Refund, payment: Payment) -> wire.Attention:
    since, amount = refund.settled_at or refund.requested_at, Money(refund.amount, refund.currency)
    return wire.Attention("refund_failed", patient_ref(payment), payment.id, amount, since)


def liability(report: LiabilityReport, clinic: Clinic) -> wire.Liability:
    names = _account_names(clinic)
    return wire.Liability(
        clinic.profile.currency,
        list(report.days),
        [wire.LiabilityGroup(each.id, each.name or names.get(each.id), list(each.closing)) for each in report.groups],
    )


def takings(totals: TakingsTotals, shown: Page[TakingsLine], clinic: Clinic) -> wire.Takings:
    money = _money_of(clinic)
    return wire.Takings(
        totals.first,
        totals.last,
        [_takings_line(line) for line in shown.items],
        wire.TakingsTotals(
            amount=money(totals.amount),
            voided=money(totals.voided),
            fee=money(totals.fee),
            payments=totals.payments,
            fees_unknown=totals.fees_unknown,
        ),
        encode_cursor(shown.next_cursor),
    )


def _takings_line(line: TakingsLine) -> wire.TakingsLine:
    payment = line.payment
    return wire.TakingsLine(
        patient=patient_ref(payment),
        payment_id=payment.id,
        receipt_number=_receipt_number(payment),
        recorded_on=line.recorded_on,
        received_on=line.received_on,
        location=location_ref(payment.location),
        account_id=payment.account_id,
        source=payment.source,
        tender=payment.tender,
        amount=Money(payment.amount, payment.currency),
        voided=Money(payment.voided, payment.currency),
        fee=_money_or_none(line.fee, payment),
        net=_money_or_none(line.net, payment),
        payout_id=payment.payout.payout_id if payment.payout else None,
        paid_out_on=payment.payout.on if payment.payout else None,
    )


UNAPPLIED_COLUMNS = (
    "patient_id,patient,payment_id,receipt_number,received_on,days_open,location_id,location,account_id,source,"
    "received,applied,refunded,disputed,transferred,unapplied,currency"
)
TAKINGS_COLUMNS = (
    "patient_id,patient,payment_id,receipt_number,recorded_on,received_on,location_id,location,account_id,source,"
    "tender,amount,voided,fee,net,payout_id,paid_out_on,currency"
)
MOVEMENT_COLUMNS = wire.CreditMovementAmounts.__struct_fields__
LIABILITY_COLUMNS = "day,id,name,closing,currency"


def unapplied_credit_table(shown: wire.UnappliedCredit) -> Table:
    return Table(UNAPPLIED_COLUMNS.split(","), (_unapplied_row(line) for line in shown.lines))


def _unapplied_row(line: wire.UnappliedCreditLine) -> list[Cell]:
    return [
        *_payment_cells(line),
        line.received_on,
        line.days_open,
        *_place_cells(line),
        line.received,
        line.applied,
        line.refunded,
        line.disputed,
        line.transferred,
        line.unapplied,
        line.unapplied.currency.upper(),
    ]


def takings_table(shown: wire.Takings) -> Table:
    return Table(TAKINGS_COLUMNS.split(","), (_takings_row(line) for line in shown.lines))


def _takings_row(line: wire.TakingsLine) -> list[Cell]:
    return [
        *_payment_cells(line),
        line.recorded_on,
        line.received_on,
        *_place_cells(line),
        line.tender,
        line.amount,
        line.voided,
        line.fee,
        line.net,
        line.payout_id,
        line.paid_out_on,
        line.amount.currency.upper(),
    ]


def credit_movement_table(shown: wire.CreditMovement) -> Table:
    """The groups, and the totals as a last line without an id."""
    rows: list[list[Cell]] = [[group.id, group.name, *_movement_cells(group)] for group in shown.groups]
    rows.append([None, "total", *_movement_cells(shown.totals)])
    return Table(["id", "name", *MOVEMENT_COLUMNS, "currency"], rows)


def liability_table(shown: wire.Liability) -> Table:
    """A line per day and group, oldest day first."""
    currency = shown.currency
    rows: list[list[Cell]] = [
        [day, group.id, group.name, Money(group.closing[at], currency), currency.upper()]
        for at, day in enumerate(shown.days)
        for group in shown.groups
    ]
    return Table(LIABILITY_COLUMNS.split(","), rows)


def _movement_cells(group: wire.CreditMovementAmounts) -> list[Cell]:
    return [*(getattr(group, name) for name in MOVEMENT_COLUMNS), group.closing.currency.upper()]


def _payment_cells(line: wire.UnappliedCreditLine | wire.TakingsLine) -> list[Cell]:
    return [line.patient.id, line.patient.name, line.payment_id, line.receipt_number]


def _place_cells(line: wire.UnappliedCreditLine | wire.TakingsLine) -> list[Cell]:
    return [line.location.id, line.location.name, line.account_id, line.source]


def _account_names(clinic: Clinic) -> dict[str | None, str]:
    return {account.id: account.name for account in clinic.accounts}


def _money_of(clinic: Clinic) -> Callable[[int], Money]:
    return lambda amount: Money(amount, clinic.profile.currency)


def _money_or_none(amount: int | None, payment: Payment) -> Money | None:
    return None if amount is None else Money(amount, payment.currency)


def _receipt_number(payment: Payment) -> str | None:
    return payment.receipt.number if payment.receipt else None
