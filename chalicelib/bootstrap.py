"""The composition: every adapter and every use case, built once per process and passed on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from chalicelib.aws.clients import kms_client, s3_client, secrets_client
from chalicelib.aws.proof_files import S3Proofs
from chalicelib.aws.proof_signing import KeyFileSigner, KmsSigner
from chalicelib.aws.receipt_files import S3Receipts
from chalicelib.aws.stripe_keys import FixedKeys, SecretsManagerKeys, StripeKeyProvider
from chalicelib.aws.telemetry import CloudWatchMetrics
from chalicelib.config import Settings
from chalicelib.credit.receipt import Receipt
from chalicelib.dynamodb.clinic_ledger import DynamoClinicLedger
from chalicelib.dynamodb.clinics import DynamoClinics
from chalicelib.dynamodb.cursors import DynamoCursors
from chalicelib.dynamodb.ledger import DynamoLedger
from chalicelib.dynamodb.rate_limits import DynamoRateLimits
from chalicelib.dynamodb.tables import open_tables
from chalicelib.services.adjust_invoice import AdjustInvoice
from chalicelib.services.apply_credit import ApplyCredit
from chalicelib.services.apply_oldest_first import ApplyOldestFirst
from chalicelib.services.apply_to_own_invoice import ApplyToOwnInvoice
from chalicelib.services.change_billing_settings import ChangeBillingSettings
from chalicelib.services.clock import SystemClock
from chalicelib.services.close_quarantined import CloseQuarantined, MeasureQuarantine
from chalicelib.services.ensure_customer import EnsureCustomer
from chalicelib.services.erase_patient import ErasePatient
from chalicelib.services.find_invoice import FindInvoice
from chalicelib.services.find_payment import FindPayment
from chalicelib.services.handle_stripe_event import HandleStripeEvent
from chalicelib.services.issue_receipt import IssueReceipt
from chalicelib.services.limit_balance import LimitBalance
from chalicelib.services.limit_starts import LimitStarts
from chalicelib.services.limit_stripe_calls import LimitStripeCalls
from chalicelib.services.link_account import LinkAccount
from chalicelib.services.link_receipt import LinkDuplicate, LinkReceipt
from chalicelib.services.list_invoices import ListInvoices
from chalicelib.services.make_primary import MakePrimary
from chalicelib.services.move_position import MovePosition
from chalicelib.services.ports import (
    Accounts,
    Cards,
    Clinics,
    Clock,
    CreditReader,
    Cursors,
    DisputeLists,
    EntryReader,
    InvoiceStore,
    Ledger,
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
)
from chalicelib.services.ports.proofs import ClinicLedger, ProofStore, Signer, Statements
from chalicelib.services.process_due_item import ProcessDueItem, Reschedule
from chalicelib.services.prove_clinic import ProveClinic
from chalicelib.services.prove_night import ProveNight
from chalicelib.services.provision_clinic import ProvisionClinic
from chalicelib.services.provision_patient import ProvisionPatient
from chalicelib.services.put_invoice import PutInvoice
from chalicelib.services.quarantine_report import QuarantineReport
from chalicelib.services.rate_limiter import RateLimiter
from chalicelib.services.read_history import ReadHistory
from chalicelib.services.read_proofs import ListProofs, ReadProof
from chalicelib.services.read_reports import ReadReports
from chalicelib.services.reconcile import Reconcile
from chalicelib.services.record_account import RecordAccount
from chalicelib.services.record_dispute import RecordDispute
from chalicelib.services.record_fraud_warning import RecordFraudWarning
from chalicelib.services.record_payment import RecordPayment
from chalicelib.services.record_refund import RecordRefund
from chalicelib.services.refresh_accounts import RefreshAccounts
from chalicelib.services.refund_payment import RefundPayment
from chalicelib.services.release_hold import ReleaseHold
from chalicelib.services.request_refund import RequestRefund
from chalicelib.services.save_location import SaveLocation
from chalicelib.services.save_person import RememberName, SavePerson
from chalicelib.services.settle_payment import SettlePayment
from chalicelib.services.settle_top_up import SettleTopUp
from chalicelib.services.start_top_up import StartTopUp
from chalicelib.services.stop_card_testing import StopCardTesting
from chalicelib.services.sweep import Sweep
from chalicelib.services.sweep_stripe_movements import SweepStripeMovements
from chalicelib.services.switch_account import SwitchAccount
from chalicelib.services.transfer_credit import TransferCredit
from chalicelib.services.unapply_credit import UnapplyCredit
from chalicelib.services.void_payment import VoidPayment
from chalicelib.stripe_gateway.client import RotatingClient
from chalicelib.stripe_gateway.events import SignedEvents
from chalicelib.stripe_gateway.gateway import StripePayments
from chalicelib.stripe_gateway.movements import StripeMovements
from chalicelib.stripe_gateway.statements import StripeStatements


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapters:
    """One implementation per outside system. Tests give fakes."""

    ledger: Ledger
    clinics: Clinics
    stripe: Stripe
    stripe_keys: StripeKeyProvider
    receipts: Receipts
    clinic_ledger: ClinicLedger
    movements: Movements
    cursors: Cursors
    statements: Statements
    proofs: ProofStore
    signer: Signer
    rate_limits: RateLimitStore
    render: Render
    metrics: Metrics
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The use cases, and the readers that endpoints need."""

    settings: Settings
    clock: Clock
    clinics: Clinics
    credit: CreditReader
    payment_lists: PaymentLists
    dispute_lists: DisputeLists
    entries: EntryReader
    records: RecordStore
    invoices: InvoiceStore
    cards: Cards
    accounts: Accounts
    payment_intents: PaymentIntents
    stripe_keys: StripeKeyProvider

    start_top_up: StartTopUp
    settle_top_up: SettleTopUp
    settle_payment: SettlePayment
    stop_card_testing: StopCardTesting
    handle_stripe_event: HandleStripeEvent
    apply_credit: ApplyCredit
    apply_oldest_first: ApplyOldestFirst
    unapply_credit: UnapplyCredit
    put_invoice: PutInvoice
    record_payment: RecordPayment
    void_payment: VoidPayment
    list_invoices: ListInvoices
    apply_to_own_invoice: ApplyToOwnInvoice
    transfer_credit: TransferCredit
    refund_payment: RefundPayment
    record_refund: RecordRefund
    record_dispute: RecordDispute
    record_fraud_warning: RecordFraudWarning
    release_hold: ReleaseHold
    record_account: RecordAccount
    read_history: ReadHistory
    link_receipt: LinkReceipt
    link_duplicate: LinkDuplicate
    make_primary: MakePrimary
    link_account: LinkAccount
    refresh_accounts: RefreshAccounts
    change_billing_settings: ChangeBillingSettings
    save_location: SaveLocation
    save_person: SavePerson
    people: People

    issue_receipt: IssueReceipt
    process_due_item: ProcessDueItem
    reschedule: Reschedule
    sweep: Sweep
    quarantine: QuarantineStore
    close_quarantined: CloseQuarantined
    measure_quarantine: MeasureQuarantine

    ensure_customer: EnsureCustomer
    provision_clinic: ProvisionClinic
    provision_patient: ProvisionPatient
    erase_patient: ErasePatient
    reconcile: Reconcile
    prove_night: ProveNight
    list_proofs: ListProofs
    read_proof: ReadProof
    read_reports: ReadReports
    proofs: ProofStore


def build(settings: Settings) -> Services:
    """All of the service, for `settings`. Opens no connection."""
    return compose(connect(settings), settings)


def connect(settings: Settings, clock: Clock | None = None) -> Adapters:
    """The adapters to AWS and Stripe, with their clients. Opens no connection."""
    open_tables(settings.credit_table, settings.clinics_table, settings.region)
    used, keys = clock or SystemClock(), _stripe_keys(settings)
    clients = RotatingClient(lambda: keys.current().secret_key, settings.stripe_api_url)
    s3 = s3_client(settings.region)
    return Adapters(
        ledger=DynamoLedger(),
        clinics=DynamoClinics(),
        stripe=StripePayments(clients, settings.deployment, used),
        stripe_keys=keys,
        receipts=S3Receipts(settings.receipts_bucket, s3),
        clinic_ledger=DynamoClinicLedger(),
        movements=StripeMovements(clients, settings.deployment),
        cursors=DynamoCursors(),
        statements=StripeStatements(clients, settings.deployment),
        proofs=S3Proofs(settings.proofs_bucket, s3),
        signer=_signer(settings),
        rate_limits=DynamoRateLimits(),
        render=_render,
        metrics=CloudWatchMetrics(settings.deployment),
        clock=used,
    )


def _stripe_keys(settings: Settings) -> StripeKeyProvider:
    if settings.stripe_keys:
        return FixedKeys(settings.stripe_keys)
    return SecretsManagerKeys(settings.stripe_secret_arn or "", secrets_client(settings.region))


def _signer(settings: Settings) -> Signer:
    if settings.proof_key.startswith("arn:"):
        return KmsSigner(settings.proof_key, lambda: kms_client(settings.region))
    return KeyFileSigner(Path(settings.proof_key))


def _render(receipt: Receipt) -> bytes:
    from chalicelib.receipt_pdf import render  # noqa: PLC0415  Typst is in the layer of the functions that render.

    return render(receipt)


def compose(adapters: Adapters, settings: Settings) -> Services:
    """The use cases on `adapters`."""
    ledger, clinics, stripe = adapters.ledger, adapters.clinics, adapters.stripe
    receipts, clock, metrics = adapters.receipts, adapters.clock, adapters.metrics
    livemode = settings.livemode
    quarantine = QuarantineReport(ledger=ledger, clock=clock, metrics=metrics)
    rate_limiter = RateLimiter(store=adapters.rate_limits, metrics=metrics, clock=clock)
    ensure_customer = EnsureCustomer(ledger=ledger, stripe=stripe)
    settle_payment = SettlePayment(
        ledger=ledger,
        quarantine=quarantine,
        rate_limiter=rate_limiter,
        clock=clock,
        metrics=metrics,
        livemode=livemode,
    )
    stop_card_testing = StopCardTesting(
        stripe=stripe, settle_payment=settle_payment, rate_limiter=rate_limiter, metrics=metrics
    )
    find_payment = FindPayment(ledger=ledger, stripe=stripe, metrics=metrics)
    record_refund = RecordRefund(ledger=ledger, quarantine=quarantine, clock=clock, metrics=metrics, livemode=livemode)
    record_dispute = RecordDispute(
        ledger=ledger, stripe=stripe, quarantine=quarantine, clock=clock, metrics=metrics, livemode=livemode
    )
    record_account = RecordAccount(clinics=clinics, stripe=stripe, livemode=livemode)
    request_refund = RequestRefund(ledger=ledger, stripe=stripe, record_refund=record_refund, clock=clock)
    refund_payment = RefundPayment(ledger=ledger, request_refund=request_refund, clock=clock)
    record_fraud_warning = RecordFraudWarning(
        ledger=ledger,
        clinics=clinics,
        stripe=stripe,
        refund_payment=refund_payment,
        quarantine=quarantine,
        clock=clock,
        metrics=metrics,
        livemode=livemode,
    )
    issue_receipt = IssueReceipt(
        ledger=ledger,
        clinics=clinics,
        stripe=stripe,
        receipts=receipts,
        render=adapters.render,
        settle_payment=settle_payment,
        clock=clock,
    )
    find_invoice = FindInvoice(ledger=ledger, clinics=clinics)
    apply_oldest_first = ApplyOldestFirst(ledger=ledger, find_invoice=find_invoice, clock=clock)
    adjust_invoice = AdjustInvoice(ledger=ledger, clock=clock)
    process_due_item = ProcessDueItem(
        ledger=ledger,
        stripe=stripe,
        settle_payment=settle_payment,
        issue_receipt=issue_receipt,
        request_refund=request_refund,
        record_dispute=record_dispute,
        move_position=MovePosition(
            ledger=ledger, stripe=stripe, record_refund=record_refund, clock=clock, metrics=metrics
        ),
        adjust_invoice=adjust_invoice,
        clock=clock,
    )
    read_proof = ReadProof(proofs=adapters.proofs)
    reschedule, reconcile = Reschedule(ledger=ledger, clock=clock), Reconcile(ledger=ledger)
    return Services(
        settings=settings,
        clock=clock,
        clinics=clinics,
        credit=ledger,
        payment_lists=ledger,
        dispute_lists=ledger,
        entries=ledger,
        records=ledger,
        invoices=ledger,
        cards=stripe,
        accounts=stripe,
        payment_intents=stripe,
        stripe_keys=adapters.stripe_keys,
        start_top_up=StartTopUp(
            clinics=clinics,
            ledger=ledger,
            stripe=stripe,
            ensure_customer=ensure_customer,
            rate_limiter=rate_limiter,
            limit_balance=LimitBalance(ledger=ledger, clinics=clinics, clock=clock),
            remember_name=RememberName(people=ledger),
            switch_account=SwitchAccount(clinics=clinics, ledger=ledger, stripe=stripe, settle_payment=settle_payment),
            limit_starts=LimitStarts(ledger=ledger, rate_limiter=rate_limiter, clock=clock),
            clock=clock,
        ),
        settle_top_up=SettleTopUp(
            ledger=ledger,
            stripe=stripe,
            settle_payment=settle_payment,
            stop_card_testing=stop_card_testing,
            limit_stripe_calls=LimitStripeCalls(store=adapters.rate_limits, clock=clock, metrics=metrics),
        ),
        settle_payment=settle_payment,
        stop_card_testing=stop_card_testing,
        handle_stripe_event=HandleStripeEvent(
            events=SignedEvents(adapters.stripe_keys, settings.deployment),
            find_payment=find_payment,
            settle_payment=settle_payment,
            stop_card_testing=stop_card_testing,
            record_refund=record_refund,
            record_dispute=record_dispute,
            record_fraud_warning=record_fraud_warning,
            record_account=record_account,
        ),
        apply_credit=ApplyCredit(ledger=ledger, find_invoice=find_invoice, clock=clock),
        apply_oldest_first=apply_oldest_first,
        list_invoices=ListInvoices(ledger=ledger),
        apply_to_own_invoice=ApplyToOwnInvoice(ledger=ledger, clinics=clinics, apply_oldest_first=apply_oldest_first),
        unapply_credit=UnapplyCredit(ledger=ledger, clock=clock),
        put_invoice=PutInvoice(ledger=ledger, clinics=clinics, adjust_invoice=adjust_invoice, clock=clock),
        record_payment=RecordPayment(clinics=clinics, ledger=ledger, clock=clock),
        refund_payment=refund_payment,
        void_payment=VoidPayment(ledger=ledger, clock=clock),
        transfer_credit=TransferCredit(clinics=clinics, ledger=ledger, clock=clock),
        record_refund=record_refund,
        record_dispute=record_dispute,
        record_fraud_warning=record_fraud_warning,
        release_hold=ReleaseHold(ledger=ledger, clock=clock),
        record_account=record_account,
        read_history=ReadHistory(ledger=ledger),
        link_receipt=LinkReceipt(ledger=ledger, receipts=receipts, clock=clock),
        link_duplicate=LinkDuplicate(ledger=ledger, receipts=receipts, clock=clock),
        link_account=LinkAccount(clinics=clinics, stripe=stripe),
        refresh_accounts=RefreshAccounts(clinics=clinics, stripe=stripe, clock=clock, metrics=metrics),
        make_primary=MakePrimary(clinics=clinics, stripe=stripe, clock=clock),
        change_billing_settings=ChangeBillingSettings(clinics=clinics, clock=clock),
        save_location=SaveLocation(clinics=clinics, clock=clock),
        save_person=SavePerson(people=ledger, clock=clock),
        people=ledger,
        issue_receipt=issue_receipt,
        process_due_item=process_due_item,
        reschedule=reschedule,
        sweep=Sweep(
            ledger=ledger,
            process_due_item=process_due_item,
            reschedule=reschedule,
            reconcile=reconcile,
            sweep_movements=SweepStripeMovements(
                stripe=adapters.movements,
                cursors=adapters.cursors,
                find_payment=find_payment,
                record_refund=record_refund,
                record_dispute=record_dispute,
                clock=clock,
                metrics=metrics,
            ),
            clock=clock,
            metrics=metrics,
        ),
        quarantine=ledger,
        close_quarantined=CloseQuarantined(ledger=ledger, clock=clock),
        measure_quarantine=MeasureQuarantine(ledger=ledger, metrics=metrics),
        ensure_customer=ensure_customer,
        provision_clinic=ProvisionClinic(clinics=clinics, ledger=ledger),
        provision_patient=ProvisionPatient(ledger=ledger, ensure_customer=ensure_customer),
        erase_patient=ErasePatient(ledger=ledger, receipts=receipts, stripe=stripe, clock=clock),
        reconcile=reconcile,
        prove_night=ProveNight(
            clinics=clinics,
            statements=adapters.statements,
            proofs=adapters.proofs,
            prove_clinic=ProveClinic(
                ledger=adapters.clinic_ledger,
                proofs=adapters.proofs,
                signer=adapters.signer,
                clock=clock,
                deployment=settings.deployment,
            ),
            metrics=metrics,
            clock=clock,
        ),
        list_proofs=ListProofs(proofs=adapters.proofs, read=read_proof),
        read_proof=read_proof,
        read_reports=ReadReports(ledger=adapters.clinic_ledger, clinics=clinics, clock=clock),
        proofs=adapters.proofs,
    )
