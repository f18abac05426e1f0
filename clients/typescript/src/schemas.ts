// Written by `make openapi` from the API's own document. Change that, not this.

export type AccountLink = {
  url: string;
};

export type AccountRef = {
  id: string;
  name: string;
};

export type ActivityLine = {
  at: string;
  kind: string;
  actor: Actor;
  amount: Money | null;
  note: string;
};

export type Actor = {
  kind: string;
  id?: string | null;
  name?: string | null;
};

export type AgeTotal = {
  from_days: number;
  to_days: number | null;
  unapplied: Money;
};

export type Application = {
  id: string;
  payment_id: string;
  invoice_id: string;
  amount: Money;
  status: "applied" | "unapplied";
  applied_at: string;
  applied_by: Actor;
  unapplied_at: string | null;
  unapplied_by: Actor | null;
  invoice_number: string | null;
};

export type ApplicationCreate = {
  invoice_id: string;
  amount: number | RequestedMoney;
};

export type AppliedCredit = {
  invoice_id: string;
  amount: Money;
  applications: Array<Application>;
};

export type AttemptStatus = "delivered" | "failed" | "given_up";

export type Attention = {
  kind: "hold" | "refund_failed";
  patient: PatientRef;
  payment_id: string;
  amount: Money;
  since: string;
};

export type AutomaticApplication = "off" | "oldest_first";

export type BillingSettings = {
  clinic: ClinicBranding;
  account_credit_enabled: boolean;
  top_up_minimum: number;
  top_up_maximum: number;
  suggested_amounts: Array<number>;
  balance_maximum: number;
  memo_maximum: number;
  memo_daily_maximum: number;
  refund_fraud_warnings: boolean;
  notice_email: string | null;
  notice_email_undeliverable: UndeliverableAddress | null;
  refund_policy: string | null;
  statement_name: string | null;
  statement_descriptor: string | null;
  invoices: InvoicePolicy;
  patients_may_apply: boolean;
  apply_automatically: AutomaticApplication;
  currency: string;
  primary_account_id: string | null;
  accounts: Array<AccountRef>;
  top_ups: TopUpAvailability;
  changed_at: string | null;
  changed_by: Actor | null;
};

export type BillingSettingsUpdate = {
  account_credit_enabled?: boolean;
  top_up_minimum?: number;
  top_up_maximum?: number;
  suggested_amounts?: Array<number>;
  balance_maximum?: number;
  memo_maximum?: number;
  memo_daily_maximum?: number;
  refund_fraud_warnings?: boolean;
  notice_email?: string | null;
  refund_policy?: string | null;
  statement_name?: string | null;
  invoices?: InvoicePolicy;
  patients_may_apply?: boolean;
  apply_automatically?: AutomaticApplication;
};

export type CardOnFile = {
  id: string;
  brand: string;
  last4: string;
  exp_month: number;
  exp_year: number;
  wallet: string | null;
};

export type CardSummary = {
  brand: string;
  last4: string;
  wallet: string | null;
};

export type ClinicBranding = {
  name: string;
  language: string;
  logo: string | null;
  colours: Array<string>;
  time_zone: string;
};

export type ClinicEvent = {
  id: string;
  type: EventType;
  occurred_at: string;
  patient_id: string | null;
  seq: number;
  data: Record<string, unknown>;
};

export type ClinicPayments = {
  items: Array<PaymentSummary>;
  next_cursor: string | null;
  time_zone: string;
  totals: PaymentTotals | null;
};

export type Collector = {
  kind: string;
  id?: string | null;
  name?: string | null;
};

export type CreditHeld = {
  id: string | null;
  name: string | null;
  closing: Money;
};

export type CreditHistory = {
  items: Array<EntryLine>;
  next_cursor: string | null;
  balance: Money;
};

export type CreditMovement = {
  from_date: string;
  to_date: string;
  groups: Array<CreditMovementGroup>;
  totals: CreditMovementAmounts;
};

export type CreditMovementAmounts = {
  opening: Money;
  card_online: Money;
  recorded: Money;
  memo: Money;
  opening_balance: Money;
  applied: Money;
  unapplied: Money;
  refunded: Money;
  refund_failed: Money;
  disputed: Money;
  dispute_won: Money;
  transferred: Money;
  voided: Money;
  closing: Money;
};

export type CreditMovementGroup = {
  opening: Money;
  card_online: Money;
  recorded: Money;
  memo: Money;
  opening_balance: Money;
  applied: Money;
  unapplied: Money;
  refunded: Money;
  refund_failed: Money;
  disputed: Money;
  dispute_won: Money;
  transferred: Money;
  voided: Money;
  closing: Money;
  id: string | null;
  name: string | null;
};

export type DifferenceKind = "amount" | "late" | "ours_only" | "stripe_only";

export type Dispute = {
  id: string;
  amount: Money;
  status: DisputeStatus;
  reason: string;
  opened_at: string;
  withdrawn_at: string | null;
  reinstated_at: string | null;
  closed_at: string | null;
};

export type DisputeStatus = "lost" | "needs_response" | "under_review" | "warning_closed" | "warning_needs_response" | "warning_under_review" | "won";

export type DocumentPreparing = {
  status: "preparing";
};

export type DocumentReady = {
  status: "ready";
  url: string;
  print_url: string;
  expires_at: string;
};

export type EntryKind = "applied" | "dispute_won" | "disputed" | "memo" | "merged" | "opening_balance" | "recorded" | "refund_failed" | "refunded" | "top_up" | "transferred" | "unapplied" | "voided";

export type EntryLine = {
  at: string;
  kind: EntryKind;
  amount: number;
  payment_id: string;
  actor: Actor;
  balance_after: number;
  reference: EntryReference;
};

export type EntryReference = {
  kind: "dispute" | "invoice" | "payment" | "refund";
  id: string;
  number: string | null;
};

export type EventType = "account.ineligible" | "application.created" | "application.removed" | "dispute.closed" | "dispute.funds_withdrawn" | "dispute.opened" | "endpoint.test" | "invoice.over_applied" | "payment.recorded" | "payment.succeeded" | "payment.transferred" | "payment.voided" | "refund.created" | "refund.failed" | "refund.succeeded" | "settings.changed";

export type FieldProblem = {
  field: string;
  message: string;
};

export type Health = {
  status: string;
};

export type HoldReason = "fraud_warning";

export type Ineligible = "capability_inactive" | "charges_disabled" | "country_not_supported" | "currency_mismatch" | "deauthorized" | "payouts_disabled" | "requirements_due";

export type Invoice = {
  id: string;
  number: string;
  amount: Money;
  credited: Money;
  left: Money;
  status: InvoiceStatus;
  location: LocationRef;
  issued_on: string;
  revision: number;
  label: string | null;
  account_id: string | null;
};

export type InvoiceApplicationCreate = {
  amount: number | RequestedMoney;
};

export type InvoiceDetail = {
  id: string;
  number: string;
  amount: Money;
  credited: Money;
  left: Money;
  status: InvoiceStatus;
  location: LocationRef;
  issued_on: string;
  revision: number;
  label: string | null;
  account_id: string | null;
  applications: Array<Application>;
};

export type InvoicePolicy = "any" | "known";

export type InvoicePut = {
  number: string;
  amount: number | RequestedMoney;
  location_id: string;
  issued_on: string;
  revision: number;
  status: "open" | "void";
  label?: string | null;
  account_id?: string | null;
};

export type InvoiceStatus = "open" | "paid" | "void";

export type LastError = {
  code: string;
  message: string;
};

export type Liability = {
  currency: string;
  days: Array<string>;
  groups: Array<LiabilityGroup>;
};

export type LiabilityGroup = {
  id: string | null;
  name: string | null;
  closing: Array<number>;
};

export type ListedDispute = {
  id: string;
  payment_id: string;
  patient: PatientRef;
  amount: Money;
  reason: string;
  status: DisputeStatus;
  opened_at: string;
  due_by: string | null;
  withdrawn: Money;
  reinstated: Money;
  fee: Money;
};

export type ListedPatient = {
  id: string;
  name: string | null;
  available: Money;
  payments_unapplied: number;
  last_activity_at: string | null;
};

export type Location = {
  id: string;
  name: string;
  active: boolean;
};

export type LocationCredit = {
  location: LocationRef;
  available: Money;
};

export type LocationRef = {
  id: string;
  name: string;
};

export type LocationUpdate = {
  name: string;
  active: boolean;
};

export type Money = {
  amount: number;
  currency: string;
};

export type Notices = {
  email: string | null;
  receipt: boolean;
  refund: boolean;
  credit_applied: boolean;
  undeliverable: UndeliverableAddress | null;
};

export type NoticesPut = {
  email: string | null;
  receipt: boolean;
  refund: boolean;
  credit_applied: boolean;
};

export type OpeningBalanceImport = {
  lines: number;
  accepted: number;
  already_there: number;
  refused: Array<RefusedLine>;
  total: Money;
  status: "checked" | "posted" | "posting";
};

export type Origin = {
  patient_id: string;
  payment_id: string;
};

export type OutsideRefund = {
  tender: Tender;
  reference?: string | null;
};

export type Overview = {
  today: string;
  movement: CreditMovementAmounts;
  by_location: Array<CreditHeld>;
  by_account: Array<CreditHeld>;
  open_disputes: number;
  more_disputes: boolean;
  attention: Array<Attention>;
  has_top_ups: boolean;
  disabled_endpoints: number;
};

export type PageCardOnFile = {
  items: Array<CardOnFile>;
  next_cursor: string | null;
};

export type PageClinicEvent = {
  items: Array<ClinicEvent>;
  next_cursor: string | null;
};

export type PageInvoice = {
  items: Array<Invoice>;
  next_cursor: string | null;
};

export type PageListedDispute = {
  items: Array<ListedDispute>;
  next_cursor: string | null;
};

export type PageListedPatient = {
  items: Array<ListedPatient>;
  next_cursor: string | null;
};

export type PageLocation = {
  items: Array<Location>;
  next_cursor: string | null;
};

export type PagePatientInvoice = {
  items: Array<PatientInvoice>;
  next_cursor: string | null;
};

export type PagePaymentAccount = {
  items: Array<PaymentAccount>;
  next_cursor: string | null;
};

export type PagePaymentSummary = {
  items: Array<PaymentSummary>;
  next_cursor: string | null;
};

export type PageProof = {
  items: Array<Proof>;
  next_cursor: string | null;
};

export type PageSettingsChange = {
  items: Array<SettingsChange>;
  next_cursor: string | null;
};

export type PageTopUp = {
  items: Array<TopUp>;
  next_cursor: string | null;
};

export type PageWebhookDelivery = {
  items: Array<WebhookDelivery>;
  next_cursor: string | null;
};

export type PageWebhookEndpoint = {
  items: Array<WebhookEndpoint>;
  next_cursor: string | null;
};

export type Patient = {
  id: string;
  name: string | null;
  email: string | null;
  language: string | null;
  available: Money;
  by_location: Array<LocationCredit>;
  cards_on_file: number | null;
  merging: Array<string>;
  data_removed_at: string | null;
};

export type PatientCreditView = {
  clinic: ClinicBranding;
  available: Money;
  top_up: TopUpOffer;
  may_apply: boolean;
};

export type PatientInvoice = {
  id: string;
  number: string;
  amount: Money;
  credited: Money;
  left: Money;
  status: InvoiceStatus;
  location: LocationRef;
  issued_on: string;
};

export type PatientMerge = {
  id: string;
  from: string;
  into: string;
  reason: string;
  at: string;
  by: Actor;
};

export type PatientMergeCreate = {
  from: string;
  into: string;
  reason: string;
};

export type PatientPut = {
  name: string;
  email: string | null;
  language: "en" | "fr-CA" | null;
};

export type PatientRef = {
  id: string;
  name: string | null;
};

export type Payment = {
  id: string;
  patient_id: string;
  patient: PatientRef;
  amount: Money;
  applied: Money;
  refunded: Money;
  disputed: Money;
  transferred: Money;
  voided: Money;
  unapplied: Money;
  source: Source;
  tender: Tender | null;
  received_on: string | null;
  reference: string | null;
  origin: Origin | null;
  collected_by: Collector;
  account_id: string | null;
  location: LocationRef;
  card: CardSummary | null;
  created_at: string;
  succeeded_at: string | null;
  receipt: ReceiptState | null;
  hold: PaymentHold | null;
  terms_version: number | null;
  applications: Array<Application>;
  refunds: Array<Refund>;
  disputes: Array<Dispute>;
  transfers: Array<PaymentTransfer>;
  activity: Array<ActivityLine>;
};

export type PaymentAccount = {
  id: string;
  name: string;
  country: string;
  currency: string;
  charges_enabled: boolean;
  payouts_enabled: boolean;
  is_primary: boolean;
  eligible: boolean;
  ineligible_reason: Ineligible | null;
};

export type PaymentCreate = {
  source: "memo" | "opening_balance" | "recorded";
  amount: number | RequestedMoney;
  location_id: string;
  tender?: Tender | null;
  received_on?: string | null;
  as_of?: string | null;
  reference?: string | null;
  reason?: string | null;
};

export type PaymentHold = {
  reason: HoldReason;
  at: string;
};

export type PaymentStatus = "canceled" | "pending" | "processing" | "succeeded";

export type PaymentSummary = {
  id: string;
  patient_id: string;
  patient: PatientRef;
  amount: Money;
  applied: Money;
  refunded: Money;
  disputed: Money;
  transferred: Money;
  voided: Money;
  unapplied: Money;
  source: Source;
  tender: Tender | null;
  received_on: string | null;
  reference: string | null;
  origin: Origin | null;
  collected_by: Collector;
  account_id: string | null;
  location: LocationRef;
  card: CardSummary | null;
  created_at: string;
  succeeded_at: string | null;
  receipt: ReceiptState | null;
  hold: PaymentHold | null;
};

export type PaymentTotals = {
  payments: number;
  amount: Money;
  unapplied: Money;
};

export type PaymentTransfer = {
  id: string;
  to_patient_id: string;
  to_payment_id: string;
  amount: Money;
  reason: string;
  transferred_at: string;
  transferred_by: Actor;
};

export type PaymentVoid = {
  reason: string;
};

export type Problem = {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  reason?: string | null;
  errors?: Array<FieldProblem>;
};

export type ProcessingTopUp = {
  id: string;
  amount: Money;
  location: LocationRef;
  created_at: string;
};

export type Proof = {
  date: string;
  until: string;
  liability: Money;
  booked: Money;
  at_stripe: Money;
  transactions: number;
  differences: Array<ProofDifference>;
  previous: string | null;
  signature: string;
  url: string;
};

export type ProofDifference = {
  kind: DifferenceKind;
  side: Side;
  source: string;
  account_id: string | null;
  payment_id: string | null;
  amount: Money;
  since: string;
};

export type ReceiptPreparing = {
  status: "preparing";
};

export type ReceiptReady = {
  status: "ready";
  number: string;
  url: string;
  print_url: string;
  expires_at: string;
};

export type ReceiptState = {
  number: string | null;
  status: "preparing" | "ready";
};

export type Refund = {
  id: string;
  payment_id: string;
  amount: Money;
  status: RefundStatus;
  reason: string;
  failure: string | null;
  requested_at: string;
  requested_by: Actor;
  settled_at: string | null;
  outside?: OutsideRefund | null;
};

export type RefundCreate = {
  amount: number | RequestedMoney;
  reason: string;
  outside?: OutsideRefund | null;
};

export type RefundStatus = "failed" | "pending" | "succeeded";

export type RefusedLine = {
  line: number;
  field: string;
  code: string;
  message: string;
};

export type RequestedMoney = {
  amount: number;
  currency: string;
};

export type SettingsChange = {
  at: string;
  by: Actor | null;
  version: number;
  field: string;
  before: boolean | number | string | Array<number> | null;
  after: boolean | number | string | Array<number> | null;
};

export type Side = "account" | "card";

export type Source = "card_online" | "memo" | "opening_balance" | "recorded" | "transfer";

export type StaffCreditView = {
  available: Money;
  by_location: Array<LocationCredit>;
  payments_unapplied: number;
  processing: Array<ProcessingTopUp>;
};

export type StartedTopUp = {
  id: string;
  status: PaymentStatus;
  amount: Money;
  location: LocationRef;
  card: CardSummary | null;
  created_at: string;
  succeeded_at: string | null;
  last_error: LastError | null;
  refunded: Money;
  disputed: Money;
  receipt: ReceiptState | null;
  client_secret: string;
};

export type Takings = {
  from_date: string;
  to_date: string;
  lines: Array<TakingsLine>;
  totals: TakingsTotals;
  next_cursor: string | null;
};

export type TakingsLine = {
  patient: PatientRef;
  payment_id: string;
  receipt_number: string | null;
  recorded_on: string;
  received_on: string;
  location: LocationRef;
  account_id: string | null;
  source: Source;
  tender: Tender | null;
  amount: Money;
  voided: Money;
  fee: Money | null;
  net: Money | null;
  payout_id: string | null;
  paid_out_on: string | null;
};

export type TakingsTotals = {
  amount: Money;
  voided: Money;
  fee: Money;
  payments: number;
  fees_unknown: number;
};

export type Tender = "cash" | "cheque" | "e_transfer" | "other" | "terminal";

export type TopUp = {
  id: string;
  status: PaymentStatus;
  amount: Money;
  location: LocationRef;
  card: CardSummary | null;
  created_at: string;
  succeeded_at: string | null;
  last_error: LastError | null;
  refunded: Money;
  disputed: Money;
  receipt: ReceiptState | null;
};

export type TopUpAvailability = {
  enabled: boolean;
  reason: TopUpUnavailableReason | null;
};

export type TopUpCreate = {
  amount: number | RequestedMoney;
  location_id: string;
  terms_version?: number | null;
};

export type TopUpDetail = {
  id: string;
  status: PaymentStatus;
  amount: Money;
  location: LocationRef;
  card: CardSummary | null;
  created_at: string;
  succeeded_at: string | null;
  last_error: LastError | null;
  refunded: Money;
  disputed: Money;
  receipt: ReceiptState | null;
  refunds: Array<TopUpRefund>;
};

export type TopUpOffer = {
  enabled: boolean;
  reason: TopUpUnavailableReason | null;
  currency: string;
  minimum: number;
  maximum: number;
  suggested: Array<number>;
  locations: Array<LocationRef>;
  stripe_publishable_key: string;
  card_notice: string;
  balance_room: number;
  refund_policy: string | null;
  statement_descriptor: string | null;
  terms_version: number;
};

export type TopUpRefund = {
  id: string;
  amount: Money;
  status: RefundStatus;
  requested_at: string;
  settled_at: string | null;
};

export type TopUpUnavailableReason = "account_credit_disabled" | "clinic_closed" | "clinic_not_supported" | "no_active_location" | "no_primary_account" | "primary_account_not_eligible";

export type Transfer = {
  id: string;
  from_payment_id: string;
  to_payment_id: string;
  to_patient_id: string;
  amount: Money;
};

export type TransferCreate = {
  to_patient_id: string;
  reason: string;
  amount?: number | RequestedMoney | null;
};

export type UnappliedCredit = {
  as_of: string;
  lines: Array<UnappliedCreditLine>;
  totals: UnappliedTotals;
  next_cursor: string | null;
};

export type UnappliedCreditLine = {
  patient: PatientRef;
  payment_id: string;
  receipt_number: string | null;
  received_on: string;
  days_open: number;
  location: LocationRef;
  account_id: string | null;
  source: Source;
  received: Money;
  applied: Money;
  refunded: Money;
  disputed: Money;
  transferred: Money;
  unapplied: Money;
};

export type UnappliedTotals = {
  unapplied: Money;
  payments: number;
  patients: number;
  by_age: Array<AgeTotal>;
};

export type Undeliverable = "bounced" | "complained";

export type UndeliverableAddress = {
  reason: Undeliverable;
  since: string;
};

export type WebhookAck = {
  received: boolean;
};

export type WebhookDelivery = {
  event_id: string;
  type: EventType;
  at: string;
  attempt: number;
  status: AttemptStatus;
  http_status: number | null;
  error: string | null;
  duration_ms: number;
  next_attempt_at: string | null;
};

export type WebhookEndpoint = {
  id: string;
  url: string;
  types: Array<EventType>;
  created_at: string;
  created_by: Actor;
  disabled_at: string | null;
  failing_since: string | null;
  next_attempt_at: string | null;
  previous_secret_valid_until: string | null;
};

export type WebhookEndpointCreate = {
  url: string;
  types?: Array<string>;
};

export type WebhookEndpointUpdate = {
  enabled: boolean;
};

export type WebhookEndpointWithSecret = {
  id: string;
  url: string;
  types: Array<EventType>;
  created_at: string;
  created_by: Actor;
  disabled_at: string | null;
  failing_since: string | null;
  next_attempt_at: string | null;
  previous_secret_valid_until: string | null;
  secret: string;
};

export type WebhookResend = {
  after?: string | null;
  since?: string | null;
};

export type WebhookResent = {
  queued: number;
  next_after: string | null;
};

export type WebhookTest = {
  delivered: boolean;
  http_status: number | null;
  error: string | null;
  duration_ms: number;
};
