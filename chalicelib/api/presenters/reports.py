from __future__ import annotations

from collections.abc import Callable

from chalicelib.api.core.csv import Cell, Table
from chalicelib.api.core.pagination import encode_cursor, slice_page
from chalicelib.api.presenters.common import location_ref, patient_ref
from chalicelib.api.schemas import reports as wire
from chalicelib.api.schemas.common import Money
from chalicelib.credit.clinic import Clinic
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import Payment
from chalicelib.credit.reports import MovementGroup, MovementReport, TakingsLine, TakingsReport, UnappliedLine
from chalicelib.credit.reports import UnappliedReport as Unapplied
from chalicelib.services.pagination import PageRequest


def unapplied_credit(report: Unapplied, clinic: Clinic, page: PageRequest) -> wire.UnappliedCredit:
    money = _money_of(clinic)
    found = slice_page(report.lines, page, lambda line: f"{line.received_on}#{line.payment.id}")
    return wire.UnappliedCredit(
        as_of=report.as_of,
        lines=[_unapplied_line(line) for line in found.items],
        totals=wire.UnappliedTotals(
            unapplied=money(report.unapplied),
            payments=len(report.lines),
            patients=report.patients,
            by_age=[wire.AgeTotal(first, last, money(amount)) for first, last, amount in report.by_age],
        ),
        next_cursor=encode_cursor(found.next_cursor),
    )


def _unapplied_line(line: UnappliedLine) -> wire.UnappliedCreditLine:
    payment = line.payment
    return wire.UnappliedCreditLine(
        patient=patient_ref(payment),
        payment_id=payment.id,
        receipt_number=_receipt_number(payment),
        received_on=line.received_on,
        days_open=line.days_open,
        location=location_ref(payment.location),
        account_id=payment.account_id,
        source=payment.source,
        received=Money(payment.amount, payment.currency),
        applied=Money(payment.applied, payment.currency),
        refunded=Money(payment.refunded, payment.currency),
        disputed=Money(payment.disputed, payment.currency),
        transferred=Money(payment.transferred, payment.currency),
        unapplied=Money(payment.unapplied, payment.currency),
    )


def credit_movement(report: MovementReport, clinic: Clinic) -> wire.CreditMovement:
    money = _money_of(clinic)
    names = {account.id: account.name for account in clinic.accounts}
    groups = [
        wire.CreditMovementGroup(id=group.id, name=group.name or names.get(group.id or ""), **_amounts(group, money))
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


def takings(report: TakingsReport, clinic: Clinic, page: PageRequest) -> wire.Takings:
    money = _money_of(clinic)
    found = slice_page(report.lines, page, lambda line: f"{line.recorded_on}#{line.payment.id}")
    return wire.Takings(
        report.first,
        report.last,
        [_takings_line(line) for line in found.items],
        wire.TakingsTotals(
            amount=money(report.amount),
            voided=money(report.voided),
            fee=money(report.fee),
            payments=len(report.lines),
            fees_unknown=report.fees_unknown,
        ),
        encode_cursor(found.next_cursor),
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


def _movement_cells(group: wire.CreditMovementAmounts) -> list[Cell]:
    return [*(getattr(group, name) for name in MOVEMENT_COLUMNS), group.closing.currency.upper()]


def _payment_cells(line: wire.UnappliedCreditLine | wire.TakingsLine) -> list[Cell]:
    return [line.patient.id, line.patient.name, line.payment_id, line.receipt_number]


def _place_cells(line: wire.UnappliedCreditLine | wire.TakingsLine) -> list[Cell]:
    return [line.location.id, line.location.name, line.account_id, line.source]


def _money_of(clinic: Clinic) -> Callable[[int], Money]:
    return lambda amount: Money(amount, clinic.profile.currency)


def _money_or_none(amount: int | None, payment: Payment) -> Money | None:
    return None if amount is None else Money(amount, payment.currency)


def _receipt_number(payment: Payment) -> str | None:
    return payment.receipt.number if payment.receipt else None
