"""The composition: every adapter and every use case, built once per process and passed on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from chalicelib.aws.clients import events_client, kms_client, mail_client, s3_client, secrets_client, sqs_client
from chalicelib.aws.delivery_queue import SqsDeliveries
from chalicelib.aws.document_files import S3Documents
from chalicelib.aws.event_bus import EventBridgeBus
from chalicelib.aws.mail import SesMailer
from chalicelib.aws.proof_files import S3Proofs
from chalicelib.aws.proof_signing import KeyFileSigner, KmsSigner
from chalicelib.aws.receipt_files import S3Receipts
from chalicelib.aws.report_files import S3ReportFiles
from chalicelib.aws.stripe_keys import FixedKeys, SecretsManagerKeys, StripeKeyProvider
from chalicelib.aws.telemetry import CloudWatchMetrics
from chalicelib.aws.work_messages import SqsWorkMessages
from chalicelib.config import Settings
from chalicelib.credit.document import Document
from chalicelib.credit.webhooks import NOTICES
from chalicelib.dynamodb.clinic_ledger import DynamoClinicLedger
from chalicelib.dynamodb.clinics import DynamoClinics
from chalicelib.dynamodb.cursors import DynamoCursors
from chalicelib.dynamodb.events import DynamoEvents
from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.dynamodb.rate_limits import DynamoRateLimits
from chalicelib.dynamodb.report_days import DynamoReportDays
from chalicelib.dynamodb.tables import open_tables
from chalicelib.services.clinics.change_billing_settings import ChangeBillingSettings
from chalicelib.services.clinics.describe_account import DescribeAccount
from chalicelib.services.clinics.link_account import LinkAccount
from chalicelib.services.clinics.make_primary import MakePrimary
from chalicelib.services.clinics.provision_clinic import ProvisionClinic
from chalicelib.services.clinics.record_account import RecordAccount
from chalicelib.services.clinics.refresh_accounts import RefreshAccounts
from chalicelib.services.clinics.save_location import SaveLocation
from chalicelib.services.clock import SystemClock
from chalicelib.services.disputes.move_position import MovePosition
from chalicelib.services.disputes.record_dispute import RecordDispute
from chalicelib.services.documents.issue_document import IssueDocument
from chalicelib.services.documents.link_document import LinkDocument
from chalicelib.services.documents.link_refund_receipt import LinkRefundReceipt
from chalicelib.services.documents.link_statement import LinkStatement
from chalicelib.services.due_work.close_quarantined import CloseQuarantined, MeasureQuarantine
from chalicelib.services.due_work.handle_stripe_event import HandleStripeEvent
from chalicelib.services.due_work.measure_event_endpoints import MeasureEventEndpoints
from chalicelib.services.due_work.measure_stuck_transfers import MeasureStuckTransfers
from chalicelib.services.due_work.process_due_item import ProcessDueItem, Reschedule
from chalicelib.services.due_work.quarantine_report import QuarantineReport
from chalicelib.services.due_work.report_changed_entries import ReportChangedEntries
from chalicelib.services.due_work.send_due_work import MeasureDueWork, SendDueWork, SendSoonDue
from chalicelib.services.due_work.sweep import Sweep
from chalicelib.services.due_work.sweep_stripe_movements import SweepStripeMovements
from chalicelib.services.due_work.work_off import WorkOff
from chalicelib.services.events.deliver_event import CallEndpoint, DeliverEvent, bus_destination
from chalicelib.services.events.publish_changes import PublishChanges
from chalicelib.services.events.publish_events import EventStores, PublishEvents
from chalicelib.services.events.recover_events import RecoverEvents
from chalicelib.services.events.send_events import SendEvents
from chalicelib.services.events.webhook_endpoints import (
    FindEndpoint,
    MakeEndpoint,
    ResendEvents,
    RotateSecret,
    SendTestEvent,
)
from chalicelib.services.imports.check_balances import CheckBalances
from chalicelib.services.imports.finish_imports import FinishImports
from chalicelib.services.imports.import_balances import ImportBalances
from chalicelib.services.imports.post_import import PostImport
from chalicelib.services.imports.preview_balances import PreviewBalances
from chalicelib.services.invoices.adjust_invoice import AdjustInvoice
from chalicelib.services.invoices.apply_credit import ApplyCredit
from chalicelib.services.invoices.apply_oldest_first import ApplyOldestFirst
from chalicelib.services.invoices.apply_to_own_invoice import ApplyToOwnInvoice
from chalicelib.services.invoices.find_invoice import FindInvoice
from chalicelib.services.invoices.list_invoices import ListInvoices
from chalicelib.services.invoices.put_invoice import PutInvoice
from chalicelib.services.invoices.unapply_credit import UnapplyCredit
from chalicelib.services.notices.address_notice import AddressNotice
from chalicelib.services.notices.choose_notices import ChooseNotices, ReadNoticeChoices
from chalicelib.services.notices.handle_mail_report import HandleMailReport
from chalicelib.services.notices.send_notice import SendNotice
from chalicelib.services.notices.send_notices import SendNotices
from chalicelib.services.patients.erase_patient import ErasePatient
from chalicelib.services.patients.finish_merge import FinishMerge
from chalicelib.services.patients.finish_open_merge import FinishOpenMerge
from chalicelib.services.patients.merge_patients import FindPatient, MergePatients
from chalicelib.services.patients.provision_patient import ProvisionPatient
from chalicelib.services.patients.save_person import RememberName, SavePerson
from chalicelib.services.patients.unfinished_merges import UnfinishedMerges
from chalicelib.services.payments.find_payment import FindPayment
from chalicelib.services.payments.list_payments import ListPayments
from chalicelib.services.payments.read_history import ReadHistory
from chalicelib.services.payments.record_fraud_warning import RecordFraudWarning
from chalicelib.services.payments.record_payment import RecordPayment
from chalicelib.services.payments.release_hold import ReleaseHold
from chalicelib.services.payments.transfer_credit import TransferCredit
from chalicelib.services.payments.void_payment import VoidPayment
from chalicelib.services.ports import (
    Accounts,
    Cards,
    Clinics,
    Clock,
    CreditReader,
    Cursors,
    DisputeLists,
    DocumentFiles,
    EntryReader,
    EventEndpoints,
    InvoiceStore,
    Ledger,
    Mailer,
    Metrics,
    Movements,
    PaymentIntents,
    PaymentLists,
    People,
    QuarantineStore,
    RateLimitStore,
    Receipts,
    RecordStore,
    Render,
    Stripe,
    StuckPositions,
    WorkMessages,
)
from chalicelib.services.ports.events import DeliveryQueue, EventBus, Webhooks, WebhookSecrets
from chalicelib.services.ports.proofs import ClinicLedger, ProofStore, Signer, Statements
from chalicelib.services.ports.reports import ReportDays, ReportFiles
from chalicelib.services.receipts.issue_receipt import IssueReceipt
from chalicelib.services.receipts.link_receipt import LinkDuplicate, LinkReceipt
from chalicelib.services.refunds.record_refund import RecordRefund
from chalicelib.services.refunds.refund_payment import RefundPayment
from chalicelib.services.refunds.request_refund import RequestRefund
from chalicelib.services.reports.keep_report_days import KeepReportDays
from chalicelib.services.reports.prove_clinic import ProveClinic
from chalicelib.services.reports.prove_night import ProveNight
from chalicelib.services.reports.prove_payout import ProvePayout
from chalicelib.services.reports.read_days import ReadDays
from chalicelib.services.reports.read_overview import ReadOverview
from chalicelib.services.reports.read_proofs import ListProofs, ReadProof
from chalicelib.services.reports.read_reports import ReadReports
from chalicelib.services.reports.reconcile import Reconcile
from chalicelib.services.reports.record_payout import RecordPayout
from chalicelib.services.top_ups.ensure_customer import EnsureCustomer
from chalicelib.services.top_ups.limit_balance import LimitBalance
from chalicelib.services.top_ups.limit_starts import LimitStarts
from chalicelib.services.top_ups.limit_stripe_calls import LimitStripeCalls
from chalicelib.services.top_ups.rate_limiter import RateLimiter
from chalicelib.services.top_ups.settle_payment import SettlePayment
from chalicelib.services.top_ups.settle_top_up import SettleTopUp
from chalicelib.services.top_ups.start_top_up import StartTopUp
from chalicelib.services.top_ups.stop_card_testing import StopCardTesting
from chalicelib.services.top_ups.switch_account import SwitchAccount
from chalicelib.stripe_gateway.client import RotatingClient
from chalicelib.stripe_gateway.event_endpoints import StripeEventEndpoints
from chalicelib.stripe_gateway.events import SignedEvents
from chalicelib.stripe_gateway.gateway import StripePayments
from chalicelib.stripe_gateway.movements import StripeMovements
from chalicelib.stripe_gateway.statements import StripeStatements
from chalicelib.webhooks.caller import WebhookCaller
from chalicelib.webhooks.secrets import DerivedSecrets

Client = TypeVar("Client")


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapters:
    """One implementation per outside system. Tests give fakes."""

    ledger: Ledger
    clinics: Clinics
    stripe: Stripe
    stripe_keys: StripeKeyProvider
    receipts: Receipts
    documents: DocumentFiles
    clinic_ledger: ClinicLedger
    report_days: ReportDays
    report_files: ReportFiles
    movements: Movements
    event_endpoints: EventEndpoints
    cursors: Cursors
    messages: WorkMessages
    statements: Statements
    proofs: ProofStore
    signer: Signer
    rate_limits: RateLimitStore
    render: Render
    events: EventStores
    deliveries: DeliveryQueue
    webhooks: Webhooks
    webhook_secrets: WebhookSecrets
    event_bus: EventBus | None
    metrics: Metrics
    clock: Clock
    mailer: Mailer | None = None


@dataclass(frozen=True, kw_only=True)
class Readers:
    """The ports that endpoints read from."""

    settings: Settings
    clock: Clock
    clinics: Clinics
    credit: CreditReader
    payment_lists: PaymentLists
    dispute_lists: DisputeLists
    entries: EntryReader
    records: RecordStore
    invoices: InvoiceStore
    people: People
    quarantine: QuarantineStore
    stuck_positions: StuckPositions
    cards: Cards
    accounts: Accounts
    payment_intents: PaymentIntents
    stripe_keys: StripeKeyProvider
    proofs: ProofStore
    events: EventStores


@dataclass(frozen=True, kw_only=True)
class PaymentServices:
    """Top-ups, and payments that the clinic took elsewhere."""

    start_top_up: StartTopUp
    settle_top_up: SettleTopUp
    limit_stripe_calls: LimitStripeCalls
    settle_payment: SettlePayment
    stop_card_testing: StopCardTesting
    record_payment: RecordPayment
    void_payment: VoidPayment
    transfer_credit: TransferCredit
    read_history: ReadHistory
    list_payments: ListPayments


@dataclass(frozen=True, kw_only=True)
class ImportServices:
    """Imports of what the system before had."""

    import_balances: ImportBalances
    preview_balances: PreviewBalances


@dataclass(frozen=True, kw_only=True)
class InvoiceServices:
    """Invoices, and the credit applied to them."""

    apply_credit: ApplyCredit
    apply_oldest_first: ApplyOldestFirst
    apply_to_own_invoice: ApplyToOwnInvoice
    unapply_credit: UnapplyCredit
    put_invoice: PutInvoice
    list_invoices: ListInvoices


@dataclass(frozen=True, kw_only=True)
class RefundServices:
    """Refunds, asked for here or at Stripe."""

    refund_payment: RefundPayment
    record_refund: RecordRefund


@dataclass(frozen=True, kw_only=True)
class DisputeServices:
    """Disputes, and the warnings before them."""

    record_dispute: RecordDispute
    record_fraud_warning: RecordFraudWarning
    release_hold: ReleaseHold


@dataclass(frozen=True, kw_only=True)
class ClinicServices:
    """Clinics with their accounts and locations, and their patients."""

    record_account: RecordAccount
    make_primary: MakePrimary
    link_account: LinkAccount
    refresh_accounts: RefreshAccounts
    change_billing_settings: ChangeBillingSettings
    save_location: SaveLocation
    save_person: SavePerson
    ensure_customer: EnsureCustomer
    provision_clinic: ProvisionClinic
    provision_patient: ProvisionPatient
    erase_patient: ErasePatient
    find_patient: FindPatient
    unfinished_merges: UnfinishedMerges
    finish_open_merge: FinishOpenMerge
    merge_patients: MergePatients
    finish_merge: FinishMerge


@dataclass(frozen=True, kw_only=True)
class ReceiptServices:
    """Receipts, statements and refund receipts, and links to them."""

    issue_receipt: IssueReceipt
    link_receipt: LinkReceipt
    link_duplicate: LinkDuplicate
    issue_document: IssueDocument
    link_statement: LinkStatement
    link_refund_receipt: LinkRefundReceipt


@dataclass(frozen=True, kw_only=True)
class NoticeServices:
    """Notices by e-mail, and the choices about them."""

    send_notice: SendNotice
    send_notices: SendNotices
    handle_mail_report: HandleMailReport
    read_notice_choices: ReadNoticeChoices
    choose_notices: ChooseNotices


@dataclass(frozen=True, kw_only=True)
class SweepServices:
    """Work items that are due, and quarantined reports."""

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


@dataclass(frozen=True, kw_only=True)
class ProofServices:
    """The reconciliation with Stripe, nightly and per payout, and reports to the clinic."""

    reconcile: Reconcile
    prove_night: ProveNight
    prove_payout: ProvePayout
    list_proofs: ListProofs
    read_proof: ReadProof
    read_reports: ReadReports
    read_overview: ReadOverview
    keep_report_days: KeepReportDays


@dataclass(frozen=True, kw_only=True)
class EventServices:
    """Events for other software, and the endpoints that they are sent to."""

    publish_changes: PublishChanges
    recover_events: RecoverEvents
    deliver_event: DeliverEvent
    deliveries: DeliveryQueue
    make_endpoint: MakeEndpoint
    find_endpoint: FindEndpoint
    rotate_endpoint_secret: RotateSecret
    send_test_event: SendTestEvent
    resend_events: ResendEvents


@dataclass(frozen=True, kw_only=True)
class Services(
    Readers,
    PaymentServices,
    ImportServices,
    InvoiceServices,
    RefundServices,
    DisputeServices,
    ClinicServices,
    ReceiptServices,
    NoticeServices,
    SweepServices,
    ProofServices,
    EventServices,
):
    """The use cases, and the readers that endpoints need."""

    handle_stripe_event: HandleStripeEvent


def build(settings: Settings) -> Services:
    """All of the service, for `settings`. Opens no connection."""
    return compose(connect(settings), settings)


def connect(settings: Settings, clock: Clock | None = None) -> Adapters:
    """The adapters to AWS and Stripe, with their clients. Opens no connection."""
    open_tables(settings.credit_table, settings.clinics_table, settings.region)
    used, keys, metrics = clock or SystemClock(), _stripe_keys(settings), CloudWatchMetrics(settings.deployment)
    clients = RotatingClient(lambda: keys.current().secret_key, settings.stripe_api_url)
    s3 = s3_client(settings.region)
    ledger = DynamoLedger()
    return Adapters(
        ledger=ledger,
        clinics=DynamoClinics(),
        stripe=StripePayments(clients, settings.deployment, used),
        stripe_keys=keys,
        receipts=S3Receipts(settings.receipts_bucket, s3),
        documents=S3Documents(settings.receipts_bucket, s3),
        clinic_ledger=DynamoClinicLedger(),
        report_days=DynamoReportDays(),
        report_files=S3ReportFiles(settings.receipts_bucket, s3),
        movements=StripeMovements(clients, settings.deployment),
        event_endpoints=StripeEventEndpoints(clients, settings.deployment),
        cursors=DynamoCursors(),
        messages=SqsWorkMessages(settings.work_queue, settings.top_up_queue, lambda: sqs_client(settings.region)),
        statements=StripeStatements(clients, settings.deployment, ledger.payment_of_intent),
        proofs=S3Proofs(settings.proofs_bucket, s3),
        signer=_signer(settings),
        rate_limits=DynamoRateLimits(),
        render=_render(metrics),
        events=DynamoEvents(used),
        deliveries=SqsDeliveries(settings.delivery_queue, _once(lambda: sqs_client(settings.region))),
        webhooks=WebhookCaller(allow_loopback=settings.webhooks_to_loopback),
        webhook_secrets=DerivedSecrets(settings.webhook_key),
        event_bus=_event_bus(settings),
        metrics=metrics,
        clock=used,
        mailer=_mailer(settings),
    )


def _mailer(settings: Settings) -> Mailer | None:
    if settings.notice_sender is None:
        return None
    return SesMailer(lambda: mail_client(settings.region), settings.notice_sender, settings.notice_configuration_set)


def _stripe_keys(settings: Settings) -> StripeKeyProvider:
    if settings.stripe_keys:
        return FixedKeys(settings.stripe_keys)
    return SecretsManagerKeys(settings.stripe_secret_arn or "", secrets_client(settings.region))


def _signer(settings: Settings) -> Signer:
    if settings.proof_key.startswith("arn:"):
        return KmsSigner(settings.proof_key, lambda: kms_client(settings.region))
    return KeyFileSigner(Path(settings.proof_key))


def _event_bus(settings: Settings) -> EventBus | None:
    if settings.event_bus is None:
        return None
    return EventBridgeBus(settings.event_bus, settings.deployment, _once(lambda: events_client(settings.region)))


def _once(make: Callable[[], Client]) -> Callable[[], Client]:
    """Make a client at its first use: most functions never use it."""
    return cache(make)


def _render(metrics: Metrics) -> Render:
    def rendered(document: Document) -> bytes:
        from chalicelib.receipt_pdf import render  # noqa: PLC0415  Typst is in the layer of the functions that render.

        return render(document, lambda: metrics.count("ReceiptsWithLostLetters"))

    return rendered


def compose(adapters: Adapters, settings: Settings) -> Services:
    """The use cases on `adapters`."""
    shared = _shared(adapters, settings)
    refunds = _refunds(adapters, shared)
    disputes = _disputes(adapters, shared, refunds, settings)
    clinics, receipts = _clinics(adapters, shared, settings), _receipts(adapters, shared)
    proofs = _proofs(adapters, settings)
    notices = _notices(adapters, clinics, settings)
    groups = (
        _readers(adapters, settings),
        _payments(adapters, shared),
        _imports(adapters, shared),
        _invoices(adapters, shared),
        refunds,
        disputes,
        clinics,
        receipts,
        notices,
        _sweep(adapters, shared, receipts, disputes, notices),
        proofs,
        _outgoing_events(adapters, notices),
    )
    used = {name: service for group in groups for name, service in vars(group).items()}
    return Services(**used, handle_stripe_event=_events(adapters, shared, disputes, clinics, proofs, settings))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shared:
    """Collaborators of more than one group."""

    quarantine: QuarantineReport
    rate_limiter: RateLimiter
    ensure_customer: EnsureCustomer
    find_payment: FindPayment
    settle_payment: SettlePayment
    stop_card_testing: StopCardTesting
    record_refund: RecordRefund
    record_dispute: RecordDispute
    request_refund: RequestRefund
    adjust_invoice: AdjustInvoice
    finish_merge: FinishMerge
    post_import: PostImport


def _shared(adapters: Adapters, settings: Settings) -> _Shared:
    ledger, stripe, clock, metrics = adapters.ledger, adapters.stripe, adapters.clock, adapters.metrics
    livemode = settings.livemode
    quarantine = QuarantineReport(ledger=ledger, clock=clock, metrics=metrics)
    rate_limiter = RateLimiter(store=adapters.rate_limits, metrics=metrics, clock=clock)
    finish_merge = FinishMerge(ledger=ledger, stripe=stripe, clock=clock)
    settle_payment = SettlePayment(
        ledger=ledger,
        quarantine=quarantine,
        rate_limiter=rate_limiter,
        finish_merge=finish_merge,
        clock=clock,
        metrics=metrics,
        livemode=livemode,
    )
    record_refund = RecordRefund(ledger=ledger, quarantine=quarantine, clock=clock, metrics=metrics, livemode=livemode)
    return _Shared(
        quarantine=quarantine,
        rate_limiter=rate_limiter,
        ensure_customer=EnsureCustomer(ledger=ledger, stripe=stripe),
        find_payment=FindPayment(ledger=ledger, stripe=stripe, metrics=metrics),
        settle_payment=settle_payment,
        stop_card_testing=StopCardTesting(
            ledger=ledger, stripe=stripe, settle_payment=settle_payment, rate_limiter=rate_limiter, metrics=metrics
        ),
        record_refund=record_refund,
        record_dispute=RecordDispute(
            ledger=ledger, stripe=stripe, quarantine=quarantine, clock=clock, metrics=metrics, livemode=livemode
        ),
        request_refund=RequestRefund(ledger=ledger, stripe=stripe, record_refund=record_refund, clock=clock),
        adjust_invoice=AdjustInvoice(ledger=ledger, clock=clock),
        finish_merge=finish_merge,
        post_import=PostImport(ledger=ledger, clinics=adapters.clinics, clock=clock),
    )


def _readers(adapters: Adapters, settings: Settings) -> Readers:
    ledger, stripe = adapters.ledger, adapters.stripe
    return Readers(
        settings=settings,
        clock=adapters.clock,
        clinics=adapters.clinics,
        credit=ledger,
        payment_lists=ledger,
        dispute_lists=ledger,
        entries=ledger,
        records=ledger,
        invoices=ledger,
        people=ledger,
        quarantine=ledger,
        stuck_positions=ledger,
        cards=stripe,
        accounts=stripe,
        payment_intents=stripe,
        stripe_keys=adapters.stripe_keys,
        proofs=adapters.proofs,
        events=adapters.events,
    )


def _payments(adapters: Adapters, shared: _Shared) -> PaymentServices:
    ledger, clinics, clock = adapters.ledger, adapters.clinics, adapters.clock
    limit_stripe_calls = LimitStripeCalls(store=adapters.rate_limits, clock=clock, metrics=adapters.metrics)
    return PaymentServices(
        start_top_up=_start_top_up(adapters, shared),
        settle_top_up=SettleTopUp(
            ledger=ledger,
            stripe=adapters.stripe,
            settle_payment=shared.settle_payment,
            stop_card_testing=shared.stop_card_testing,
            limit_stripe_calls=limit_stripe_calls,
        ),
        limit_stripe_calls=limit_stripe_calls,
        settle_payment=shared.settle_payment,
        stop_card_testing=shared.stop_card_testing,
        record_payment=RecordPayment(clinics=clinics, ledger=ledger, clock=clock),
        void_payment=VoidPayment(ledger=ledger, clock=clock),
        transfer_credit=TransferCredit(clinics=clinics, ledger=ledger, clock=clock),
        read_history=ReadHistory(ledger=ledger),
        list_payments=ListPayments(payments=ledger),
    )


def _imports(adapters: Adapters, shared: _Shared) -> ImportServices:
    ledger, clock = adapters.ledger, adapters.clock
    check = CheckBalances(ledger=ledger, clinics=adapters.clinics, clock=clock)
    return ImportServices(
        import_balances=ImportBalances(ledger=ledger, check=check, post_import=shared.post_import, clock=clock),
        preview_balances=PreviewBalances(ledger=ledger, check=check),
    )


def _start_top_up(adapters: Adapters, shared: _Shared) -> StartTopUp:
    ledger, clinics, stripe, clock = adapters.ledger, adapters.clinics, adapters.stripe, adapters.clock
    return StartTopUp(
        clinics=clinics,
        ledger=ledger,
        stripe=stripe,
        ensure_customer=shared.ensure_customer,
        rate_limiter=shared.rate_limiter,
        limit_balance=LimitBalance(ledger=ledger, clinics=clinics, clock=clock),
        remember_name=RememberName(people=ledger, metrics=adapters.metrics),
        switch_account=SwitchAccount(
            clinics=clinics, ledger=ledger, stripe=stripe, settle_payment=shared.settle_payment
        ),
        limit_starts=LimitStarts(ledger=ledger, rate_limiter=shared.rate_limiter, clock=clock),
        clock=clock,
    )


def _invoices(adapters: Adapters, shared: _Shared) -> InvoiceServices:
    ledger, clinics, clock = adapters.ledger, adapters.clinics, adapters.clock
    find_invoice = FindInvoice(ledger=ledger, clinics=clinics)
    apply_oldest_first = ApplyOldestFirst(ledger=ledger, find_invoice=find_invoice, clock=clock)
    return InvoiceServices(
        apply_credit=ApplyCredit(ledger=ledger, find_invoice=find_invoice, clock=clock),
        apply_oldest_first=apply_oldest_first,
        apply_to_own_invoice=ApplyToOwnInvoice(ledger=ledger, clinics=clinics, apply_oldest_first=apply_oldest_first),
        unapply_credit=UnapplyCredit(ledger=ledger, clock=clock),
        put_invoice=PutInvoice(
            ledger=ledger,
            clinics=clinics,
            adjust_invoice=shared.adjust_invoice,
            finish_merge=shared.finish_merge,
            clock=clock,
        ),
        list_invoices=ListInvoices(ledger=ledger),
    )


def _refunds(adapters: Adapters, shared: _Shared) -> RefundServices:
    return RefundServices(
        refund_payment=RefundPayment(
            ledger=adapters.ledger, request_refund=shared.request_refund, clock=adapters.clock
        ),
        record_refund=shared.record_refund,
    )


def _disputes(adapters: Adapters, shared: _Shared, refunds: RefundServices, settings: Settings) -> DisputeServices:
    return DisputeServices(
        record_dispute=shared.record_dispute,
        record_fraud_warning=RecordFraudWarning(
            ledger=adapters.ledger,
            clinics=adapters.clinics,
            stripe=adapters.stripe,
            refund_payment=refunds.refund_payment,
            quarantine=shared.quarantine,
            clock=adapters.clock,
            metrics=adapters.metrics,
            livemode=settings.livemode,
        ),
        release_hold=ReleaseHold(ledger=adapters.ledger, clock=adapters.clock),
    )


def _clinics(adapters: Adapters, shared: _Shared, settings: Settings) -> ClinicServices:
    ledger, clinics, stripe, clock = adapters.ledger, adapters.clinics, adapters.stripe, adapters.clock
    describe = DescribeAccount(stripe=stripe, clock=clock)
    find_patient = FindPatient(ledger=ledger)
    return ClinicServices(
        record_account=RecordAccount(clinics=clinics, describe=describe, livemode=settings.livemode),
        make_primary=MakePrimary(clinics=clinics, stripe=stripe, clock=clock),
        link_account=LinkAccount(clinics=clinics, stripe=stripe),
        refresh_accounts=RefreshAccounts(clinics=clinics, describe=describe, clock=clock, metrics=adapters.metrics),
        change_billing_settings=ChangeBillingSettings(clinics=clinics, clock=clock),
        save_location=SaveLocation(clinics=clinics, clock=clock),
        save_person=SavePerson(people=ledger, clock=clock),
        ensure_customer=shared.ensure_customer,
        provision_clinic=ProvisionClinic(clinics=clinics, ledger=ledger),
        provision_patient=ProvisionPatient(ledger=ledger, ensure_customer=shared.ensure_customer),
        erase_patient=ErasePatient(
            ledger=ledger, receipts=adapters.receipts, documents=adapters.documents, stripe=stripe, clock=clock
        ),
        find_patient=find_patient,
        unfinished_merges=UnfinishedMerges(ledger=ledger),
        finish_open_merge=FinishOpenMerge(ledger=ledger, finish_merge=shared.finish_merge),
        merge_patients=MergePatients(
            ledger=ledger, find_patient=find_patient, finish_merge=shared.finish_merge, clock=clock
        ),
        finish_merge=shared.finish_merge,
    )


def _receipts(adapters: Adapters, shared: _Shared) -> ReceiptServices:
    ledger, clinics, receipts, clock = adapters.ledger, adapters.clinics, adapters.receipts, adapters.clock
    link_document = LinkDocument(store=ledger, files=adapters.documents, clock=clock)
    return ReceiptServices(
        issue_receipt=IssueReceipt(
            ledger=ledger,
            clinics=clinics,
            stripe=adapters.stripe,
            receipts=receipts,
            render=adapters.render,
            settle_payment=shared.settle_payment,
            clock=clock,
        ),
        link_receipt=LinkReceipt(ledger=ledger, receipts=receipts, clock=clock),
        link_duplicate=LinkDuplicate(ledger=ledger, receipts=receipts, clock=clock),
        issue_document=IssueDocument(
            ledger=ledger, clinics=clinics, files=adapters.documents, render=adapters.render, clock=clock
        ),
        link_statement=LinkStatement(
            ledger=ledger,
            clinics=clinics,
            read_history=ReadHistory(ledger=ledger),
            link_document=link_document,
            clock=clock,
        ),
        link_refund_receipt=LinkRefundReceipt(ledger=ledger, clinics=clinics, link_document=link_document, clock=clock),
    )


def _notices(adapters: Adapters, clinics: ClinicServices, settings: Settings) -> NoticeServices:
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


def _sweep(
    adapters: Adapters,
    shared: _Shared,
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
    )


def _process_due_item(
    adapters: Adapters, shared: _Shared, receipts: ReceiptServices, notices: NoticeServices
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
        send_notice=notices.send_notice,
        issue_document=receipts.issue_document,
        clock=clock,
        metrics=adapters.metrics,
    )


def _sweep_movements(adapters: Adapters, shared: _Shared, disputes: DisputeServices) -> SweepStripeMovements:
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


def _proofs(adapters: Adapters, settings: Settings) -> ProofServices:
    clock, read_proof = adapters.clock, ReadProof(proofs=adapters.proofs)
    read_days = ReadDays(ledger=adapters.clinic_ledger, days=adapters.report_days, files=adapters.report_files)
    read_reports = ReadReports(
        ledger=adapters.clinic_ledger, read_days=read_days, clinics=adapters.clinics, clock=clock
    )
    return ProofServices(
        reconcile=Reconcile(ledger=adapters.ledger),
        prove_night=ProveNight(
            clinics=adapters.clinics,
            statements=adapters.statements,
            proofs=adapters.proofs,
            prove_clinic=ProveClinic(
                ledger=adapters.clinic_ledger,
                proofs=adapters.proofs,
                signer=adapters.signer,
                clock=clock,
                deployment=settings.deployment,
            ),
            record_payout=RecordPayout(ledger=adapters.ledger, clock=clock),
            metrics=adapters.metrics,
            clock=clock,
        ),
        prove_payout=ProvePayout(
            clinics=adapters.clinics,
            statements=adapters.statements,
            metrics=adapters.metrics,
            livemode=settings.livemode,
        ),
        list_proofs=ListProofs(proofs=adapters.proofs, read=read_proof),
        read_proof=read_proof,
        read_reports=read_reports,
        read_overview=ReadOverview(ledger=adapters.ledger, read_reports=read_reports),
        keep_report_days=KeepReportDays(
            read_days=read_days,
            days=adapters.report_days,
            files=adapters.report_files,
            clinics=adapters.clinics,
            clock=clock,
        ),
    )


def _outgoing_events(adapters: Adapters, notices: NoticeServices) -> EventServices:
    store, queue, secrets, clock = adapters.events, adapters.deliveries, adapters.webhook_secrets, adapters.clock
    call_endpoint = CallEndpoint(webhooks=adapters.webhooks, secrets=secrets, clock=clock)
    find_endpoint = FindEndpoint(store=store)
    publish_changes = PublishChanges(
        ledger=adapters.ledger,
        clinics=adapters.clinics,
        publish_events=PublishEvents(ledger=adapters.ledger, store=store, clock=clock),
        send_events=SendEvents(
            store=store,
            queue=queue,
            clock=clock,
            has_bus=adapters.event_bus is not None,
            has_notices=adapters.mailer is not None,
        ),
    )
    return EventServices(
        publish_changes=publish_changes,
        recover_events=RecoverEvents(
            clinic_ledger=adapters.clinic_ledger, records=adapters.ledger, publish_changes=publish_changes
        ),
        deliver_event=DeliverEvent(
            store=store,
            call_endpoint=call_endpoint,
            destinations={NOTICES: notices.send_notices, **bus_destination(adapters.event_bus)},
            clock=clock,
            metrics=adapters.metrics,
        ),
        deliveries=queue,
        make_endpoint=MakeEndpoint(store=store, webhooks=adapters.webhooks, secrets=secrets, clock=clock),
        find_endpoint=find_endpoint,
        rotate_endpoint_secret=RotateSecret(store=store, find=find_endpoint, secrets=secrets, clock=clock),
        send_test_event=SendTestEvent(find=find_endpoint, call_endpoint=call_endpoint, clock=clock),
        resend_events=ResendEvents(store=store, find=find_endpoint, queue=queue, clock=clock),
    )


def _events(
    adapters: Adapters,
    shared: _Shared,
    disputes: DisputeServices,
    clinics: ClinicServices,
    proofs: ProofServices,
    settings: Settings,
) -> HandleStripeEvent:
    return HandleStripeEvent(
        events=SignedEvents(adapters.stripe_keys, settings.deployment),
        find_payment=shared.find_payment,
        settle_payment=shared.settle_payment,
        stop_card_testing=shared.stop_card_testing,
        record_refund=shared.record_refund,
        record_dispute=shared.record_dispute,
        record_fraud_warning=disputes.record_fraud_warning,
        record_account=clinics.record_account,
        prove_payout=proofs.prove_payout,
        metrics=adapters.metrics,
    )
