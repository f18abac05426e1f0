"""The composition of the work that is due."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.bootstrap.adapters import Adapters
from chalicelib.bootstrap.disputes import DisputeServices
from chalicelib.bootstrap.notices import NoticeServices
from chalicelib.bootstrap.receipts import ReceiptServices
from chalicelib.bootstrap.shared import Shared
from chalicelib.services.clinics.check_primary_accounts import CheckPrimaryAccounts
from chalicelib.services.disputes.move_position import MovePosition
from chalicelib.services.due_work.close_quarantined import CloseQuarantined, MeasureQuarantine
from chalicelib.services.due_work.examine_deployment import ExamineDeployment
from chalicelib.services.due_work.measure_event_endpoints import MeasureEventEndpoints
from chalicelib.services.due_work.measure_stuck_transfers import MeasureStuckTransfers
from chalicelib.services.due_work.process_due_item import ProcessDueItem, Reschedule
from chalicelib.services.due_work.report_changed_entries import ReportChangedEntries
from chalicelib.services.due_work.send_due_work import MeasureDueWork, SendDueWork, SendSoonDue
from chalicelib.services.due_work.sweep import Sweep
from chalicelib.services.due_work.sweep_stripe_movements import SweepStripeMovements
from chalicelib.services.due_work.work_off import WorkOff
from chalicelib.services.imports.finish_imports import FinishImports
from chalicelib.services.patients.finish_erasure import FinishErasure
from chalicelib.services.reports.reconcile import Reconcile


@dataclass(frozen=True, kw_only=True)
class SweepServices:
    """Work items that are due, quarantined reports, and what is wrong with the deployment."""

    process_due_item: ProcessDueItem
    reschedule: Reschedule
    work_off: WorkOff
    send_soon_due: SendSoonDue
    send_due_work: SendDueWork
    sweep: Sweep
    close_quarantined: CloseQuarantined
    measure_quarantine: MeasureQuarantine
    measure_stuck_transfers: MeasureStuckTransfers
    measure_due_work: MeasureDueWork
    measure_event_endpoints: MeasureEventEndpoints
    report_changed_entries: ReportChangedEntries
    examine_deployment: ExamineDeployment


def sweep_services(
    adapters: Adapters,
    shared: Shared,
    receipts: ReceiptServices,
    disputes: DisputeServices,
    notices: NoticeServices,
) -> SweepServices:
    ledger, clock, metrics = adapters.ledger, adapters.clock, adapters.metrics
    process_due_item = _process_due_item(adapters, shared, receipts, notices)
    reschedule = Reschedule(ledger=ledger, clock=clock)
    work_off = WorkOff(
        process_due_item=process_due_item,
        reschedule=reschedule,
        reconcile=Reconcile(ledger=ledger),
        clock=clock,
        metrics=metrics,
    )
    return SweepServices(
        process_due_item=process_due_item,
        reschedule=reschedule,
        work_off=work_off,
        send_soon_due=SendSoonDue(messages=adapters.messages, clock=clock),
        send_due_work=SendDueWork(ledger=ledger, messages=adapters.messages, cursors=adapters.cursors, clock=clock),
        sweep=Sweep(
            ledger=ledger,
            work_off=work_off,
            sweep_movements=_sweep_movements(adapters, shared, disputes),
            finish_imports=FinishImports(ledger=ledger, post_import=shared.post_import, clock=clock),
            clock=clock,
            metrics=metrics,
        ),
        close_quarantined=CloseQuarantined(ledger=ledger, clock=clock),
        measure_quarantine=MeasureQuarantine(ledger=ledger, metrics=metrics),
        measure_stuck_transfers=MeasureStuckTransfers(ledger=ledger, metrics=metrics),
        measure_event_endpoints=MeasureEventEndpoints(endpoints=adapters.event_endpoints, metrics=metrics),
        measure_due_work=MeasureDueWork(ledger=ledger, clock=clock, metrics=metrics),
        report_changed_entries=ReportChangedEntries(metrics=metrics),
        examine_deployment=ExamineDeployment(
            checks={
                **adapters.checks,
                "primary accounts": CheckPrimaryAccounts(clinics=adapters.clinics),
                "the read-only switch": shared.read_only.check,
            },
            metrics=metrics,
        ),
    )


def _process_due_item(
    adapters: Adapters, shared: Shared, receipts: ReceiptServices, notices: NoticeServices
) -> ProcessDueItem:
    ledger, stripe, clock = adapters.ledger, adapters.stripe, adapters.clock
    return ProcessDueItem(
        ledger=ledger,
        stripe=stripe,
        settle_payment=shared.settle_payment,
        issue_receipt=receipts.issue_receipt,
        request_refund=shared.request_refund,
        record_dispute=shared.record_dispute,
        move_position=MovePosition(
            ledger=ledger, stripe=stripe, record_refund=shared.record_refund, clock=clock, metrics=adapters.metrics
        ),
        adjust_invoice=shared.adjust_invoice,
        finish_merge=shared.finish_merge,
        finish_erasure=FinishErasure(ledger=ledger, erase_patient=shared.erase_patient, clock=clock),
        send_notice=notices.send_notice,
        issue_document=receipts.issue_document,
        clock=clock,
        metrics=adapters.metrics,
    )


def _sweep_movements(adapters: Adapters, shared: Shared, disputes: DisputeServices) -> SweepStripeMovements:
    return SweepStripeMovements(
        stripe=adapters.movements,
        cursors=adapters.cursors,
        find_payment=shared.find_payment,
        record_refund=shared.record_refund,
        record_dispute=shared.record_dispute,
        record_fraud_warning=disputes.record_fraud_warning,
        quarantine=shared.quarantine,
        clock=adapters.clock,
        metrics=adapters.metrics,
    )
