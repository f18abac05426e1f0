"""Written by `make openapi` from the API's own document. Change that, not this."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from account_credit_client.transport import Transport, new_key


class AccountLink(TypedDict):
    url: str


class AccountRef(TypedDict):
    id: str
    name: str


class ActivityLine(TypedDict):
    at: str
    kind: str
    actor: Actor
    amount: Money | None
    note: str


class Actor(TypedDict):
    kind: str
    id: NotRequired[str | None]
    name: NotRequired[str | None]


class AgeTotal(TypedDict):
    from_days: int
    to_days: int | None
    unapplied: Money


class Application(TypedDict):
    id: str
    payment_id: str
    invoice_id: str
    amount: Money
    status: Literal["applied", "unapplied"]
    applied_at: str
    applied_by: Actor
    unapplied_at: str | None
    unapplied_by: Actor | None
    invoice_number: str | None


class ApplicationCreate(TypedDict):
    invoice_id: str
    amount: int | RequestedMoney


class AppliedCredit(TypedDict):
    invoice_id: str
    amount: Money
    applications: list[Application]


AttemptStatus = Literal["delivered", "failed", "given_up"]


class Attention(TypedDict):
    kind: Literal["hold", "refund_failed"]
    patient: PatientRef
    payment_id: str
    amount: Money
    since: str


AutomaticApplication = Literal["off", "oldest_first"]


class BillingSettings(TypedDict):
    clinic: ClinicBranding
    account_credit_enabled: bool
    top_up_minimum: int
    top_up_maximum: int
    suggested_amounts: list[int]
    balance_maximum: int
    memo_maximum: int
    memo_daily_maximum: int
    refund_fraud_warnings: bool
    notice_email: str | None
    notice_email_undeliverable: UndeliverableAddress | None
    refund_policy: str | None
    statement_name: str | None
    statement_descriptor: str | None
    invoices: InvoicePolicy
    patients_may_apply: bool
    apply_automatically: AutomaticApplication
    currency: str
    primary_account_id: str | None
    accounts: list[AccountRef]
    top_ups: TopUpAvailability
    changed_at: str | None
    changed_by: Actor | None


class BillingSettingsUpdate(TypedDict):
    account_credit_enabled: NotRequired[bool]
    top_up_minimum: NotRequired[int]
    top_up_maximum: NotRequired[int]
    suggested_amounts: NotRequired[list[int]]
    balance_maximum: NotRequired[int]
    memo_maximum: NotRequired[int]
    memo_daily_maximum: NotRequired[int]
    refund_fraud_warnings: NotRequired[bool]
    notice_email: NotRequired[str | None]
    refund_policy: NotRequired[str | None]
    statement_name: NotRequired[str | None]
    invoices: NotRequired[InvoicePolicy]
    patients_may_apply: NotRequired[bool]
    apply_automatically: NotRequired[AutomaticApplication]


class CardOnFile(TypedDict):
    id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    wallet: str | None


class CardSummary(TypedDict):
    brand: str
    last4: str
    wallet: str | None


class ClinicBranding(TypedDict):
    name: str
    language: str
    logo: str | None
    colours: list[str]
    time_zone: str


class ClinicEvent(TypedDict):
    id: str
    type: EventType
    occurred_at: str
    patient_id: str | None
    seq: int
    data: dict[str, Any]


class ClinicPayments(TypedDict):
    items: list[PaymentSummary]
    next_cursor: str | None
    time_zone: str
    totals: PaymentTotals | None


class Collector(TypedDict):
    kind: str
    id: NotRequired[str | None]
    name: NotRequired[str | None]


class CreditHeld(TypedDict):
    id: str | None
    name: str | None
    closing: Money


class CreditHistory(TypedDict):
    items: list[EntryLine]
    next_cursor: str | None
    balance: Money


class CreditMovement(TypedDict):
    from_date: str
    to_date: str
    groups: list[CreditMovementGroup]
    totals: CreditMovementAmounts


class CreditMovementAmounts(TypedDict):
    opening: Money
    card_online: Money
    recorded: Money
    memo: Money
    opening_balance: Money
    applied: Money
    unapplied: Money
    refunded: Money
    refund_failed: Money
    disputed: Money
    dispute_won: Money
    transferred: Money
    voided: Money
    closing: Money


class CreditMovementGroup(TypedDict):
    opening: Money
    card_online: Money
    recorded: Money
    memo: Money
    opening_balance: Money
    applied: Money
    unapplied: Money
    refunded: Money
    refund_failed: Money
    disputed: Money
    dispute_won: Money
    transferred: Money
    voided: Money
    closing: Money
    id: str | None
    name: str | None


DifferenceKind = Literal["amount", "late", "ours_only", "stripe_only"]


class Dispute(TypedDict):
    id: str
    amount: Money
    status: DisputeStatus
    reason: str
    opened_at: str
    withdrawn_at: str | None
    reinstated_at: str | None
    closed_at: str | None


DisputeStatus = Literal[
    "lost", "needs_response", "under_review", "warning_closed", "warning_needs_response", "warning_under_review", "won"
]


class DocumentPreparing(TypedDict):
    status: Literal["preparing"]


class DocumentReady(TypedDict):
    status: Literal["ready"]
    url: str
    print_url: str
    expires_at: str


EntryKind = Literal[
    "applied",
    "dispute_won",
    "disputed",
    "memo",
    "merged",
    "opening_balance",
    "recorded",
    "refund_failed",
    "refunded",
    "top_up",
    "transferred",
    "unapplied",
    "voided",
]


class EntryLine(TypedDict):
    at: str
    kind: EntryKind
    amount: int
    payment_id: str
    actor: Actor
    balance_after: int
    reference: EntryReference


class EntryReference(TypedDict):
    kind: Literal["dispute", "invoice", "payment", "refund"]
    id: str
    number: str | None


EventType = Literal[
    "account.ineligible",
    "application.created",
    "application.removed",
    "dispute.closed",
    "dispute.funds_withdrawn",
    "dispute.opened",
    "endpoint.test",
    "invoice.over_applied",
    "payment.recorded",
    "payment.succeeded",
    "payment.transferred",
    "payment.voided",
    "refund.created",
    "refund.failed",
    "refund.succeeded",
    "settings.changed",
]


class FieldProblem(TypedDict):
    field: str
    message: str


class Health(TypedDict):
    status: str


HoldReason = Literal["fraud_warning"]

Ineligible = Literal[
    "capability_inactive",
    "charges_disabled",
    "country_not_supported",
    "currency_mismatch",
    "deauthorized",
    "payouts_disabled",
    "requirements_due",
]


class Invoice(TypedDict):
    id: str
    number: str
    amount: Money
    credited: Money
    left: Money
    status: InvoiceStatus
    location: LocationRef
    issued_on: str
    revision: int
    label: str | None
    account_id: str | None


class InvoiceApplicationCreate(TypedDict):
    amount: int | RequestedMoney


class InvoiceDetail(TypedDict):
    id: str
    number: str
    amount: Money
    credited: Money
    left: Money
    status: InvoiceStatus
    location: LocationRef
    issued_on: str
    revision: int
    label: str | None
    account_id: str | None
    applications: list[Application]


InvoicePolicy = Literal["any", "known"]


class InvoicePut(TypedDict):
    number: str
    amount: int | RequestedMoney
    location_id: str
    issued_on: str
    revision: int
    status: Literal["open", "void"]
    label: NotRequired[str | None]
    account_id: NotRequired[str | None]


InvoiceStatus = Literal["open", "paid", "void"]


class LastError(TypedDict):
    code: str
    message: str


class Liability(TypedDict):
    currency: str
    days: list[str]
    groups: list[LiabilityGroup]


class LiabilityGroup(TypedDict):
    id: str | None
    name: str | None
    closing: list[int]


class ListedDispute(TypedDict):
    id: str
    payment_id: str
    patient: PatientRef
    amount: Money
    reason: str
    status: DisputeStatus
    opened_at: str
    due_by: str | None
    withdrawn: Money
    reinstated: Money
    fee: Money


class ListedPatient(TypedDict):
    id: str
    name: str | None
    available: Money
    payments_unapplied: int
    last_activity_at: str | None


class Location(TypedDict):
    id: str
    name: str
    active: bool


class LocationCredit(TypedDict):
    location: LocationRef
    available: Money


class LocationRef(TypedDict):
    id: str
    name: str


class LocationUpdate(TypedDict):
    name: str
    active: bool


class Money(TypedDict):
    amount: int
    currency: str


class Notices(TypedDict):
    email: str | None
    receipt: bool
    refund: bool
    credit_applied: bool
    undeliverable: UndeliverableAddress | None


class NoticesPut(TypedDict):
    email: str | None
    receipt: bool
    refund: bool
    credit_applied: bool


class OpeningBalanceImport(TypedDict):
    lines: int
    accepted: int
    already_there: int
    refused: list[RefusedLine]
    total: Money
    status: Literal["checked", "posted", "posting"]


class Origin(TypedDict):
    patient_id: str
    payment_id: str


class OutsideRefund(TypedDict):
    tender: Tender
    reference: NotRequired[str | None]


class Overview(TypedDict):
    today: str
    movement: CreditMovementAmounts
    by_location: list[CreditHeld]
    by_account: list[CreditHeld]
    open_disputes: int
    more_disputes: bool
    attention: list[Attention]
    has_top_ups: bool
    disabled_endpoints: int


class PageCardOnFile(TypedDict):
    items: list[CardOnFile]
    next_cursor: str | None


class PageClinicEvent(TypedDict):
    items: list[ClinicEvent]
    next_cursor: str | None


class PageInvoice(TypedDict):
    items: list[Invoice]
    next_cursor: str | None


class PageListedDispute(TypedDict):
    items: list[ListedDispute]
    next_cursor: str | None


class PageListedPatient(TypedDict):
    items: list[ListedPatient]
    next_cursor: str | None


class PageLocation(TypedDict):
    items: list[Location]
    next_cursor: str | None


class PagePatientInvoice(TypedDict):
    items: list[PatientInvoice]
    next_cursor: str | None


class PagePaymentAccount(TypedDict):
    items: list[PaymentAccount]
    next_cursor: str | None


class PagePaymentSummary(TypedDict):
    items: list[PaymentSummary]
    next_cursor: str | None


class PageProof(TypedDict):
    items: list[Proof]
    next_cursor: str | None


class PageSettingsChange(TypedDict):
    items: list[SettingsChange]
    next_cursor: str | None


class PageTopUp(TypedDict):
    items: list[TopUp]
    next_cursor: str | None


class PageWebhookDelivery(TypedDict):
    items: list[WebhookDelivery]
    next_cursor: str | None


class PageWebhookEndpoint(TypedDict):
    items: list[WebhookEndpoint]
    next_cursor: str | None


class Patient(TypedDict):
    id: str
    name: str | None
    email: str | None
    language: str | None
    available: Money
    by_location: list[LocationCredit]
    cards_on_file: int | None
    merging: list[str]
    data_removed_at: str | None


class PatientCreditView(TypedDict):
    clinic: ClinicBranding
    available: Money
    top_up: TopUpOffer
    may_apply: bool


class PatientInvoice(TypedDict):
    id: str
    number: str
    amount: Money
    credited: Money
    left: Money
    status: InvoiceStatus
    location: LocationRef
    issued_on: str


PatientMerge = TypedDict("PatientMerge", {"id": str, "from": str, "into": str, "reason": str, "at": str, "by": Actor})


PatientMergeCreate = TypedDict("PatientMergeCreate", {"from": str, "into": str, "reason": str})


class PatientPut(TypedDict):
    name: str
    email: str | None
    language: Literal["en", "fr-CA"] | None


class PatientRef(TypedDict):
    id: str
    name: str | None


class Payment(TypedDict):
    id: str
    patient_id: str
    patient: PatientRef
    amount: Money
    applied: Money
    refunded: Money
    disputed: Money
    transferred: Money
    voided: Money
    unapplied: Money
    source: Source
    tender: Tender | None
    received_on: str | None
    reference: str | None
    origin: Origin | None
    collected_by: Collector
    account_id: str | None
    location: LocationRef
    card: CardSummary | None
    created_at: str
    succeeded_at: str | None
    receipt: ReceiptState | None
    hold: PaymentHold | None
    terms_version: int | None
    applications: list[Application]
    refunds: list[Refund]
    disputes: list[Dispute]
    transfers: list[PaymentTransfer]
    activity: list[ActivityLine]


class PaymentAccount(TypedDict):
    id: str
    name: str
    country: str
    currency: str
    charges_enabled: bool
    payouts_enabled: bool
    is_primary: bool
    eligible: bool
    ineligible_reason: Ineligible | None


class PaymentCreate(TypedDict):
    source: Literal["memo", "opening_balance", "recorded"]
    amount: int | RequestedMoney
    location_id: str
    tender: NotRequired[Tender | None]
    received_on: NotRequired[str | None]
    as_of: NotRequired[str | None]
    reference: NotRequired[str | None]
    reason: NotRequired[str | None]


class PaymentHold(TypedDict):
    reason: HoldReason
    at: str


PaymentStatus = Literal["canceled", "pending", "processing", "succeeded"]


class PaymentSummary(TypedDict):
    id: str
    patient_id: str
    patient: PatientRef
    amount: Money
    applied: Money
    refunded: Money
    disputed: Money
    transferred: Money
    voided: Money
    unapplied: Money
    source: Source
    tender: Tender | None
    received_on: str | None
    reference: str | None
    origin: Origin | None
    collected_by: Collector
    account_id: str | None
    location: LocationRef
    card: CardSummary | None
    created_at: str
    succeeded_at: str | None
    receipt: ReceiptState | None
    hold: PaymentHold | None


class PaymentTotals(TypedDict):
    payments: int
    amount: Money
    unapplied: Money


class PaymentTransfer(TypedDict):
    id: str
    to_patient_id: str
    to_payment_id: str
    amount: Money
    reason: str
    transferred_at: str
    transferred_by: Actor


class PaymentVoid(TypedDict):
    reason: str


class Problem(TypedDict):
    type: str
    title: str
    status: int
    code: str
    detail: str
    reason: NotRequired[str | None]
    errors: NotRequired[list[FieldProblem]]


class ProcessingTopUp(TypedDict):
    id: str
    amount: Money
    location: LocationRef
    created_at: str


class Proof(TypedDict):
    date: str
    until: str
    liability: Money
    booked: Money
    at_stripe: Money
    transactions: int
    differences: list[ProofDifference]
    previous: str | None
    signature: str
    url: str


class ProofDifference(TypedDict):
    kind: DifferenceKind
    side: Side
    source: str
    account_id: str | None
    payment_id: str | None
    amount: Money
    since: str


class ReceiptPreparing(TypedDict):
    status: Literal["preparing"]


class ReceiptReady(TypedDict):
    status: Literal["ready"]
    number: str
    url: str
    print_url: str
    expires_at: str


class ReceiptState(TypedDict):
    number: str | None
    status: Literal["preparing", "ready"]


class Refund(TypedDict):
    id: str
    payment_id: str
    amount: Money
    status: RefundStatus
    reason: str
    failure: str | None
    requested_at: str
    requested_by: Actor
    settled_at: str | None
    outside: NotRequired[OutsideRefund | None]


class RefundCreate(TypedDict):
    amount: int | RequestedMoney
    reason: str
    outside: NotRequired[OutsideRefund | None]


RefundStatus = Literal["failed", "pending", "succeeded"]


class RefusedLine(TypedDict):
    line: int
    field: str
    code: str
    message: str


class RequestedMoney(TypedDict):
    amount: int
    currency: str


class SettingsChange(TypedDict):
    at: str
    by: Actor | None
    version: int
    field: str
    before: bool | int | str | list[int] | None
    after: bool | int | str | list[int] | None


Side = Literal["account", "card"]

Source = Literal["card_online", "memo", "opening_balance", "recorded", "transfer"]


class StaffCreditView(TypedDict):
    available: Money
    by_location: list[LocationCredit]
    payments_unapplied: int
    processing: list[ProcessingTopUp]


class StartedTopUp(TypedDict):
    id: str
    status: PaymentStatus
    amount: Money
    location: LocationRef
    card: CardSummary | None
    created_at: str
    succeeded_at: str | None
    last_error: LastError | None
    refunded: Money
    disputed: Money
    receipt: ReceiptState | None
    client_secret: str


class Takings(TypedDict):
    from_date: str
    to_date: str
    lines: list[TakingsLine]
    totals: TakingsTotals
    next_cursor: str | None


class TakingsLine(TypedDict):
    patient: PatientRef
    payment_id: str
    receipt_number: str | None
    recorded_on: str
    received_on: str
    location: LocationRef
    account_id: str | None
    source: Source
    tender: Tender | None
    amount: Money
    voided: Money
    fee: Money | None
    net: Money | None
    payout_id: str | None
    paid_out_on: str | None


class TakingsTotals(TypedDict):
    amount: Money
    voided: Money
    fee: Money
    payments: int
    fees_unknown: int


Tender = Literal["cash", "cheque", "e_transfer", "other", "terminal"]


class TopUp(TypedDict):
    id: str
    status: PaymentStatus
    amount: Money
    location: LocationRef
    card: CardSummary | None
    created_at: str
    succeeded_at: str | None
    last_error: LastError | None
    refunded: Money
    disputed: Money
    receipt: ReceiptState | None


class TopUpAvailability(TypedDict):
    enabled: bool
    reason: TopUpUnavailableReason | None


class TopUpCreate(TypedDict):
    amount: int | RequestedMoney
    location_id: str
    terms_version: NotRequired[int | None]


class TopUpDetail(TypedDict):
    id: str
    status: PaymentStatus
    amount: Money
    location: LocationRef
    card: CardSummary | None
    created_at: str
    succeeded_at: str | None
    last_error: LastError | None
    refunded: Money
    disputed: Money
    receipt: ReceiptState | None
    refunds: list[TopUpRefund]


class TopUpOffer(TypedDict):
    enabled: bool
    reason: TopUpUnavailableReason | None
    currency: str
    minimum: int
    maximum: int
    suggested: list[int]
    locations: list[LocationRef]
    stripe_publishable_key: str
    card_notice: str
    balance_room: int
    refund_policy: str | None
    statement_descriptor: str | None
    terms_version: int


class TopUpRefund(TypedDict):
    id: str
    amount: Money
    status: RefundStatus
    requested_at: str
    settled_at: str | None


TopUpUnavailableReason = Literal[
    "account_credit_disabled",
    "clinic_closed",
    "clinic_not_supported",
    "no_active_location",
    "no_primary_account",
    "primary_account_not_eligible",
]


class Transfer(TypedDict):
    id: str
    from_payment_id: str
    to_payment_id: str
    to_patient_id: str
    amount: Money


class TransferCreate(TypedDict):
    to_patient_id: str
    reason: str
    amount: NotRequired[int | RequestedMoney | None]


class UnappliedCredit(TypedDict):
    as_of: str
    lines: list[UnappliedCreditLine]
    totals: UnappliedTotals
    next_cursor: str | None


class UnappliedCreditLine(TypedDict):
    patient: PatientRef
    payment_id: str
    receipt_number: str | None
    received_on: str
    days_open: int
    location: LocationRef
    account_id: str | None
    source: Source
    received: Money
    applied: Money
    refunded: Money
    disputed: Money
    transferred: Money
    unapplied: Money


class UnappliedTotals(TypedDict):
    unapplied: Money
    payments: int
    patients: int
    by_age: list[AgeTotal]


Undeliverable = Literal["bounced", "complained"]


class UndeliverableAddress(TypedDict):
    reason: Undeliverable
    since: str


class WebhookAck(TypedDict):
    received: bool


class WebhookDelivery(TypedDict):
    event_id: str
    type: EventType
    at: str
    attempt: int
    status: AttemptStatus
    http_status: int | None
    error: str | None
    duration_ms: int
    next_attempt_at: str | None


class WebhookEndpoint(TypedDict):
    id: str
    url: str
    types: list[EventType]
    created_at: str
    created_by: Actor
    disabled_at: str | None
    failing_since: str | None
    next_attempt_at: str | None
    previous_secret_valid_until: str | None


class WebhookEndpointCreate(TypedDict):
    url: str
    types: NotRequired[list[str]]


class WebhookEndpointUpdate(TypedDict):
    enabled: bool


class WebhookEndpointWithSecret(TypedDict):
    id: str
    url: str
    types: list[EventType]
    created_at: str
    created_by: Actor
    disabled_at: str | None
    failing_since: str | None
    next_attempt_at: str | None
    previous_secret_valid_until: str | None
    secret: str


class WebhookResend(TypedDict):
    after: NotRequired[str | None]
    since: NotRequired[str | None]


class WebhookResent(TypedDict):
    queued: int
    next_after: str | None


class WebhookTest(TypedDict):
    delivered: bool
    http_status: int | None
    error: str | None
    duration_ms: int


class Client(Transport):
    """Every operation of the API; amounts are minor units. Each raises Problem, and NoResponse."""

    def billing_settings(self) -> BillingSettings:
        """Return the clinic's billing settings."""
        found: BillingSettings = self.call("GET", "/v1/clinic/billing-settings")
        return found

    def change_settings(self, body: BillingSettingsUpdate, *, if_match: str) -> BillingSettings:
        """Change billing settings, unless they have changed since they were read."""
        found: BillingSettings = self.call(
            "PATCH", "/v1/clinic/billing-settings", body=body, headers={"If-Match": if_match}
        )
        return found

    def settings_changes(self, *, cursor: str | None = None, limit: int | None = None) -> PageSettingsChange:
        """List every change of the clinic's settings, newest first; the primary account is one of the fields."""
        found: PageSettingsChange = self.call(
            "GET", "/v1/clinic/billing-settings/changes", query={"cursor": cursor, "limit": limit}
        )
        return found

    def clinic_disputes(
        self, *, cursor: str | None = None, limit: int | None = None, open: bool | None = None
    ) -> PageListedDispute:
        """List the clinic's disputes: open ones by due date, then closed ones, newest first."""
        found: PageListedDispute = self.call(
            "GET", "/v1/clinic/disputes", query={"cursor": cursor, "limit": limit, "open": open}
        )
        return found

    def events(self, *, after: str | None = None, limit: int | None = None) -> PageClinicEvent:
        """List the events of the last thirty days, oldest first. `next_cursor` is the `after` of the next page."""
        found: PageClinicEvent = self.call("GET", "/v1/clinic/events", query={"after": after, "limit": limit})
        return found

    def import_opening_balances(
        self, body: str, *, dry_run: bool | None = None, idempotency_key: str | None = None
    ) -> OpeningBalanceImport:
        """Import opening balances, all lines of a file or none; lines that were imported before change nothing."""
        found: OpeningBalanceImport = self.call(
            "POST",
            "/v1/clinic/imports/opening-balances",
            body=body,
            query={"dry_run": dry_run},
            headers={"Idempotency-Key": idempotency_key},
        )
        return found

    def locations(self, *, cursor: str | None = None, limit: int | None = None) -> PageLocation:
        """List the clinic's locations."""
        found: PageLocation = self.call("GET", "/v1/clinic/locations", query={"cursor": cursor, "limit": limit})
        return found

    def put_location(self, location_id: str, body: LocationUpdate) -> Location:
        """Add, rename, open or close a location."""
        found: Location = self.call("PUT", f"/v1/clinic/locations/{location_id}", body=body)
        return found

    def overview(self) -> Overview:
        """Return the credit held now, today's movement, and the number of open disputes."""
        found: Overview = self.call("GET", "/v1/clinic/overview")
        return found

    def merge_patients(self, body: PatientMergeCreate, *, idempotency_key: str | None = None) -> PatientMerge:
        """Merge a patient into another one. Requests for the old id are redirected from then on."""
        found: PatientMerge = self.call(
            "POST", "/v1/clinic/patient-merges", body=body, headers={"Idempotency-Key": idempotency_key or new_key()}
        )
        return found

    def clinic_patients(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        q: str | None = None,
        with_credit: bool | None = None,
    ) -> PageListedPatient:
        """List the clinic's patients by name. A page of a search can be short and still have a next one."""
        found: PageListedPatient = self.call(
            "GET", "/v1/clinic/patients", query={"cursor": cursor, "limit": limit, "q": q, "with_credit": with_credit}
        )
        return found

    def clinic_patient(self, patient_id: str) -> Patient:
        """Return a patient's name, e-mail address, language and credit."""
        found: Patient = self.call("GET", f"/v1/clinic/patients/{patient_id}")
        return found

    def put_patient(self, patient_id: str, body: PatientPut) -> Patient:
        """Add a patient, or change their name, e-mail address and language."""
        found: Patient = self.call("PUT", f"/v1/clinic/patients/{patient_id}", body=body)
        return found

    def apply_oldest(
        self, patient_id: str, body: ApplicationCreate, *, idempotency_key: str | None = None
    ) -> AppliedCredit:
        """Apply credit to an invoice, oldest payment first, all or nothing."""
        found: AppliedCredit = self.call(
            "POST",
            f"/v1/clinic/patients/{patient_id}/applications",
            body=body,
            headers={"Idempotency-Key": idempotency_key or new_key()},
        )
        return found

    def patient_credit(self, patient_id: str) -> StaffCreditView:
        """Return a patient's available credit, in total and by location, and the top-ups that are still processing."""
        found: StaffCreditView = self.call("GET", f"/v1/clinic/patients/{patient_id}/credit")
        return found

    def patient_history(
        self, patient_id: str, *, at: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> CreditHistory:
        """List the entries of a patient's ledger, newest first, each with the balance after it."""
        found: CreditHistory = self.call(
            "GET",
            f"/v1/clinic/patients/{patient_id}/credit/history",
            query={"at": at, "cursor": cursor, "limit": limit},
        )
        return found

    def patient_statement(
        self,
        patient_id: str,
        *,
        format: Literal["csv", "pdf"] | None = None,
        from_: str | None = None,
        to: str | None = None,
    ) -> DocumentReady | DocumentPreparing:
        """Return a link to a statement of a patient's credit, which works for a minute."""
        found: DocumentReady | DocumentPreparing = self.call(
            "GET",
            f"/v1/clinic/patients/{patient_id}/credit/statement",
            query={"format": format, "from": from_, "to": to},
        )
        return found

    def patient_invoices(
        self,
        patient_id: str,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        open: bool | None = None,
        q: str | None = None,
    ) -> PageInvoice:
        """List a patient's invoices, newest first."""
        found: PageInvoice = self.call(
            "GET",
            f"/v1/clinic/patients/{patient_id}/invoices",
            query={"cursor": cursor, "limit": limit, "open": open, "q": q},
        )
        return found

    def patient_invoice_detail(self, patient_id: str, invoice_id: str) -> InvoiceDetail:
        """Return an invoice with its applications."""
        found: InvoiceDetail = self.call("GET", f"/v1/clinic/patients/{patient_id}/invoices/{invoice_id}")
        return found

    def put_invoice(self, patient_id: str, invoice_id: str, body: InvoicePut) -> Invoice:
        """Send an invoice. Credit that is applied beyond its amount is given back, newest application first."""
        found: Invoice = self.call("PUT", f"/v1/clinic/patients/{patient_id}/invoices/{invoice_id}", body=body)
        return found

    def patient_payments(
        self, patient_id: str, *, cursor: str | None = None, limit: int | None = None, unapplied: bool | None = None
    ) -> PagePaymentSummary:
        """List a patient's payments, newest first."""
        found: PagePaymentSummary = self.call(
            "GET",
            f"/v1/clinic/patients/{patient_id}/payments",
            query={"cursor": cursor, "limit": limit, "unapplied": unapplied},
        )
        return found

    def record_payment(self, patient_id: str, body: PaymentCreate, *, idempotency_key: str | None = None) -> Payment:
        """Record money that staff took, or with full access a memo or an opening balance."""
        found: Payment = self.call(
            "POST",
            f"/v1/clinic/patients/{patient_id}/payments",
            body=body,
            headers={"Idempotency-Key": idempotency_key or new_key()},
        )
        return found

    def patient_payment(self, patient_id: str, id: str) -> Payment:
        """Return a payment with its activity."""
        found: Payment = self.call("GET", f"/v1/clinic/patients/{patient_id}/payments/{id}")
        return found

    def apply_payment(
        self, patient_id: str, id: str, body: ApplicationCreate, *, idempotency_key: str | None = None
    ) -> Application:
        """Apply credit from one payment to an invoice."""
        found: Application = self.call(
            "POST",
            f"/v1/clinic/patients/{patient_id}/payments/{id}/applications",
            body=body,
            headers={"Idempotency-Key": idempotency_key or new_key()},
        )
        return found

    def unapply_payment(self, patient_id: str, id: str, application_id: str) -> Application:
        """Unapply credit from an invoice. Both lines stay in the activity."""
        found: Application = self.call(
            "DELETE", f"/v1/clinic/patients/{patient_id}/payments/{id}/applications/{application_id}"
        )
        return found

    def payment_receipt(self, patient_id: str, id: str) -> ReceiptReady | ReceiptPreparing:
        """Return a link to a duplicate of the receipt, which works for a minute."""
        found: ReceiptReady | ReceiptPreparing = self.call(
            "GET", f"/v1/clinic/patients/{patient_id}/payments/{id}/receipt"
        )
        return found

    def refund(self, patient_id: str, id: str, body: RefundCreate, *, idempotency_key: str | None = None) -> Refund:
        """Refund unapplied credit to the card that paid."""
        found: Refund = self.call(
            "POST",
            f"/v1/clinic/patients/{patient_id}/payments/{id}/refunds",
            body=body,
            headers={"Idempotency-Key": idempotency_key or new_key()},
        )
        return found

    def payment_refund_receipt(self, patient_id: str, id: str, refund_id: str) -> ReceiptReady | ReceiptPreparing:
        """Return a link to a refund's receipt, which works for a minute."""
        found: ReceiptReady | ReceiptPreparing = self.call(
            "GET", f"/v1/clinic/patients/{patient_id}/payments/{id}/refunds/{refund_id}/receipt"
        )
        return found

    def release_hold(self, patient_id: str, id: str) -> PaymentSummary:
        """Release a payment that is on hold, so that its credit can be applied again."""
        found: PaymentSummary = self.call("POST", f"/v1/clinic/patients/{patient_id}/payments/{id}/release-hold")
        return found

    def transfer_credit(
        self, patient_id: str, id: str, body: TransferCreate, *, idempotency_key: str | None = None
    ) -> Transfer:
        """Transfer unapplied credit to another patient. Its refunds still reach the card that paid."""
        found: Transfer = self.call(
            "POST",
            f"/v1/clinic/patients/{patient_id}/payments/{id}/transfers",
            body=body,
            headers={"Idempotency-Key": idempotency_key or new_key()},
        )
        return found

    def void_payment(
        self, patient_id: str, id: str, body: PaymentVoid, *, idempotency_key: str | None = None
    ) -> Payment:
        """Void a payment that is not Stripe's and wholly unapplied. Both lines stay in the activity."""
        found: Payment = self.call(
            "POST",
            f"/v1/clinic/patients/{patient_id}/payments/{id}/void",
            body=body,
            headers={"Idempotency-Key": idempotency_key or new_key()},
        )
        return found

    def payment_accounts(self, *, cursor: str | None = None, limit: int | None = None) -> PagePaymentAccount:
        """List the clinic's payments accounts: which one is primary, and why others cannot be."""
        found: PagePaymentAccount = self.call(
            "GET", "/v1/clinic/payment-accounts", query={"cursor": cursor, "limit": limit}
        )
        return found

    def link_payment_account(self, account_id: str) -> AccountLink:
        """Link Stripe's page where a payments account is completed."""
        found: AccountLink = self.call("POST", f"/v1/clinic/payment-accounts/{account_id}/link")
        return found

    def make_account_primary(self, account_id: str) -> PaymentAccount:
        """Make a payments account the primary one."""
        found: PaymentAccount = self.call("POST", f"/v1/clinic/payment-accounts/{account_id}/make-primary")
        return found

    def clinic_payments(
        self,
        *,
        account_id: str | None = None,
        cursor: str | None = None,
        from_: str | None = None,
        limit: int | None = None,
        location_id: str | None = None,
        q: str | None = None,
        source: Literal["card_online", "memo", "opening_balance", "recorded", "transfer"] | None = None,
        to: str | None = None,
        totals: bool | None = None,
        unapplied: bool | None = None,
    ) -> ClinicPayments:
        """List the clinic's payments, newest first; as CSV, 5,000 at once unless `limit` is given."""
        found: ClinicPayments = self.call(
            "GET",
            "/v1/clinic/payments",
            query={
                "account_id": account_id,
                "cursor": cursor,
                "from": from_,
                "limit": limit,
                "location_id": location_id,
                "q": q,
                "source": source,
                "to": to,
                "totals": totals,
                "unapplied": unapplied,
            },
        )
        return found

    def proofs(self, *, cursor: str | None = None, limit: int | None = None) -> PageProof:
        """List the nightly proofs of the ledger against Stripe, newest first."""
        found: PageProof = self.call("GET", "/v1/clinic/proofs", query={"cursor": cursor, "limit": limit})
        return found

    def proof(self, date: str) -> Proof:
        """Return one night's proof, with a link to its signed file, which works for a minute."""
        found: Proof = self.call("GET", f"/v1/clinic/proofs/{date}")
        return found

    def credit_movement(
        self,
        *,
        from_: str | None = None,
        group_by: Literal["account", "location", "source"] | None = None,
        to: str | None = None,
    ) -> CreditMovement:
        """Report how the clinic's credit moved from its opening to its closing balance."""
        found: CreditMovement = self.call(
            "GET", "/v1/clinic/reports/credit-movement", query={"from": from_, "group_by": group_by, "to": to}
        )
        return found

    def liability(
        self,
        *,
        from_: str | None = None,
        group_by: Literal["account", "location", "source"] | None = None,
        to: str | None = None,
    ) -> Liability:
        """Report the clinic's credit at the end of each day, for a chart or as a file."""
        found: Liability = self.call(
            "GET", "/v1/clinic/reports/liability", query={"from": from_, "group_by": group_by, "to": to}
        )
        return found

    def takings(
        self, *, cursor: str | None = None, from_: str | None = None, limit: int | None = None, to: str | None = None
    ) -> Takings:
        """Report the money that the clinic took, with fees."""
        found: Takings = self.call(
            "GET", "/v1/clinic/reports/takings", query={"cursor": cursor, "from": from_, "limit": limit, "to": to}
        )
        return found

    def unapplied_credit(
        self,
        *,
        account_id: str | None = None,
        as_of: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        location_id: str | None = None,
        min_days: int | None = None,
        source: Literal["card_online", "memo", "opening_balance", "recorded", "transfer"] | None = None,
    ) -> UnappliedCredit:
        """Report the clinic's unapplied credit at the end of a day, with its age."""
        found: UnappliedCredit = self.call(
            "GET",
            "/v1/clinic/reports/unapplied-credit",
            query={
                "account_id": account_id,
                "as_of": as_of,
                "cursor": cursor,
                "limit": limit,
                "location_id": location_id,
                "min_days": min_days,
                "source": source,
            },
        )
        return found

    def webhook_endpoints(self, *, cursor: str | None = None, limit: int | None = None) -> PageWebhookEndpoint:
        """List the endpoints that events are sent to."""
        found: PageWebhookEndpoint = self.call(
            "GET", "/v1/clinic/webhook-endpoints", query={"cursor": cursor, "limit": limit}
        )
        return found

    def create_webhook_endpoint(self, body: WebhookEndpointCreate) -> WebhookEndpointWithSecret:
        """Add an endpoint. Its secret, which signs every event, is in this response alone."""
        found: WebhookEndpointWithSecret = self.call("POST", "/v1/clinic/webhook-endpoints", body=body)
        return found

    def remove_webhook_endpoint(self, endpoint_id: str) -> None:
        """Remove an endpoint. What is queued for it is dropped."""
        self.call("DELETE", f"/v1/clinic/webhook-endpoints/{endpoint_id}")

    def switch_webhook_endpoint(self, endpoint_id: str, body: WebhookEndpointUpdate) -> WebhookEndpoint:
        """Switch an endpoint off, which drops what is queued for it, or on, for events from now on."""
        found: WebhookEndpoint = self.call("PATCH", f"/v1/clinic/webhook-endpoints/{endpoint_id}", body=body)
        return found

    def webhook_deliveries(
        self, endpoint_id: str, *, cursor: str | None = None, limit: int | None = None
    ) -> PageWebhookDelivery:
        """List the attempts to deliver events to the endpoint in the last thirty days, newest first."""
        found: PageWebhookDelivery = self.call(
            "GET", f"/v1/clinic/webhook-endpoints/{endpoint_id}/deliveries", query={"cursor": cursor, "limit": limit}
        )
        return found

    def resend_webhook_events(self, endpoint_id: str, body: WebhookResend) -> WebhookResent:
        """Enable the endpoint and send events of the last thirty days again, oldest first."""
        found: WebhookResent = self.call("POST", f"/v1/clinic/webhook-endpoints/{endpoint_id}/resend", body=body)
        return found

    def rotate_webhook_secret(self, endpoint_id: str) -> WebhookEndpointWithSecret:
        """Make a new secret. For a day, events are signed with the one before as well."""
        found: WebhookEndpointWithSecret = self.call("POST", f"/v1/clinic/webhook-endpoints/{endpoint_id}/secret")
        return found

    def test_webhook_endpoint(self, endpoint_id: str) -> WebhookTest:
        """Send the endpoint an event of type `endpoint.test` and return its answer."""
        found: WebhookTest = self.call("POST", f"/v1/clinic/webhook-endpoints/{endpoint_id}/test")
        return found

    def health(self) -> Health:
        """Return 200 while the service is up; no dependency is checked."""
        found: Health = self.call("GET", "/v1/health")
        return found

    def my_cards(self, *, cursor: str | None = None, limit: int | None = None) -> PageCardOnFile:
        """List the patient's cards on file."""
        found: PageCardOnFile = self.call("GET", "/v1/me/cards", query={"cursor": cursor, "limit": limit})
        return found

    def remove_my_card(self, card_id: str) -> None:
        """Remove a card on file."""
        self.call("DELETE", f"/v1/me/cards/{card_id}")

    def my_credit(self) -> PatientCreditView:
        """Return the patient's available credit and how to top up."""
        found: PatientCreditView = self.call("GET", "/v1/me/credit")
        return found

    def my_history(
        self, *, at: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> CreditHistory:
        """List the entries of the patient's ledger, newest first, each with the balance after it."""
        found: CreditHistory = self.call(
            "GET", "/v1/me/credit/history", query={"at": at, "cursor": cursor, "limit": limit}
        )
        return found

    def my_statement(
        self, *, format: Literal["csv", "pdf"] | None = None, from_: str | None = None, to: str | None = None
    ) -> DocumentReady | DocumentPreparing:
        """Return a link to a statement of the patient's credit, which works for a minute."""
        found: DocumentReady | DocumentPreparing = self.call(
            "GET", "/v1/me/credit/statement", query={"format": format, "from": from_, "to": to}
        )
        return found

    def my_invoices(
        self, *, cursor: str | None = None, limit: int | None = None, open: bool | None = None
    ) -> PagePatientInvoice:
        """List the patient's invoices, newest first."""
        found: PagePatientInvoice = self.call(
            "GET", "/v1/me/invoices", query={"cursor": cursor, "limit": limit, "open": open}
        )
        return found

    def apply_to_my_invoice(
        self, invoice_id: str, body: InvoiceApplicationCreate, *, idempotency_key: str | None = None
    ) -> AppliedCredit:
        """Apply the patient's credit to an invoice, oldest payment first, where the clinic allows it."""
        found: AppliedCredit = self.call(
            "POST",
            f"/v1/me/invoices/{invoice_id}/applications",
            body=body,
            headers={"Idempotency-Key": idempotency_key or new_key()},
        )
        return found

    def my_notices(self) -> Notices:
        """Return the patient's address for e-mail notices, and which are sent."""
        found: Notices = self.call("GET", "/v1/me/notices")
        return found

    def choose_my_notices(self, body: NoticesPut) -> Notices:
        """Choose the address for e-mail notices, and which are sent."""
        found: Notices = self.call("PUT", "/v1/me/notices", body=body)
        return found

    def my_top_ups(self, *, cursor: str | None = None, limit: int | None = None) -> PageTopUp:
        """List the patient's top-ups, newest first."""
        found: PageTopUp = self.call("GET", "/v1/me/top-ups", query={"cursor": cursor, "limit": limit})
        return found

    def start_my_top_up(self, body: TopUpCreate, *, idempotency_key: str | None = None) -> StartedTopUp:
        """Start a top-up, which the browser then confirms with Stripe."""
        found: StartedTopUp = self.call(
            "POST", "/v1/me/top-ups", body=body, headers={"Idempotency-Key": idempotency_key or new_key()}
        )
        return found

    def my_top_up(self, id: str) -> TopUpDetail:
        """Return one of the patient's top-ups, with its refunds."""
        found: TopUpDetail = self.call("GET", f"/v1/me/top-ups/{id}")
        return found

    def my_receipt(self, id: str) -> ReceiptReady | ReceiptPreparing:
        """Return a link to the receipt, which works for a minute."""
        found: ReceiptReady | ReceiptPreparing = self.call("GET", f"/v1/me/top-ups/{id}/receipt")
        return found

    def my_refund_receipt(self, id: str, refund_id: str) -> ReceiptReady | ReceiptPreparing:
        """Return a link to a refund's receipt, which works for a minute."""
        found: ReceiptReady | ReceiptPreparing = self.call("GET", f"/v1/me/top-ups/{id}/refunds/{refund_id}/receipt")
        return found

    def settle_my_top_up(self, id: str) -> TopUp:
        """Ask Stripe for the outcome of a top-up and settle it."""
        found: TopUp = self.call("POST", f"/v1/me/top-ups/{id}/settle")
        return found

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI 3.1 document of this API."""
        found: dict[str, Any] = self.call("GET", "/v1/openapi.json")
        return found
