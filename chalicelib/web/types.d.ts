// What the pages' modules call things. The type checker reads it; no browser gets it.
// The API's types are named after its operations, so that a renamed schema changes nothing here.

declare namespace Api {
  interface Listing<T> {
    items: T[];
    next_cursor: string | null;
  }

  type Credit = Responses["GET /v1/me/credit"];
  type Offer = Credit["top_up"];
  type Clinic = Credit["clinic"];
  type Money = Credit["available"];
  type Place = Offer["locations"][number];
  type Card = Responses["GET /v1/me/cards"]["items"][number];
  type Notices = Responses["GET /v1/me/notices"];
  type NoticeChoices = Bodies["PUT /v1/me/notices"];
  type TopUpDetail = Responses["GET /v1/me/top-ups/{id}"];
  type TopUp = Omit<TopUpDetail, "refunds">;
  type StartedTopUp = Responses["POST /v1/me/top-ups"];
  type LastError = NonNullable<TopUp["last_error"]> & { decline_code?: string };
  type Receipt = Responses["GET /v1/me/top-ups/{id}/receipt"];
  type Statement = Responses["GET /v1/me/credit/statement"];
  type History = Responses["GET /v1/me/credit/history"];
  type MyInvoice = Responses["GET /v1/me/invoices"]["items"][number];
  type Entry = History["items"][number];
  type Actor = Entry["actor"];

  type Settings = Responses["GET /v1/clinic/billing-settings"] & { etag: string | null };
  type SettingsChange = Bodies["PATCH /v1/clinic/billing-settings"];
  type PastChange = Responses["GET /v1/clinic/billing-settings/changes"]["items"][number];
  type Account = Responses["GET /v1/clinic/payment-accounts"]["items"][number];
  type Location = Responses["GET /v1/clinic/locations"]["items"][number];
  type PatientCredit = Responses["GET /v1/clinic/patients/{patient_id}/credit"];
  type Overview = Responses["GET /v1/clinic/overview"];
  type Movement = Responses["GET /v1/clinic/reports/credit-movement"];
  type Payments = Responses["GET /v1/clinic/payments"];
  type PaymentSummary = Payments["items"][number];
  type ListedPatient = Responses["GET /v1/clinic/patients"]["items"][number];
  type Patient = Responses["GET /v1/clinic/patients/{patient_id}"];
  type ListedDispute = Responses["GET /v1/clinic/disputes"]["items"][number];
  type Payment = Responses["GET /v1/clinic/patients/{patient_id}/payments/{id}"];
  type ActivityLine = Payment["activity"][number];
  type Application = Payment["applications"][number];
  type Invoice = Responses["GET /v1/clinic/patients/{patient_id}/invoices"]["items"][number];
  type InvoiceDetail = Responses["GET /v1/clinic/patients/{patient_id}/invoices/{invoice_id}"];
  type Refund = Payment["refunds"][number];
  type Endpoint = Responses["GET /v1/clinic/webhook-endpoints"]["items"][number];
  type EndpointWithSecret = Responses["POST /v1/clinic/webhook-endpoints"];
  type WebhookDelivery = Responses["GET /v1/clinic/webhook-endpoints/{endpoint_id}/deliveries"]["items"][number];
  type WebhookTest = Responses["POST /v1/clinic/webhook-endpoints/{endpoint_id}/test"];
  type WebhookResent = Responses["POST /v1/clinic/webhook-endpoints/{endpoint_id}/resend"];
  type Proof = Responses["GET /v1/clinic/proofs"]["items"][number];
  type Difference = Proof["differences"][number];
  type Import = Responses["POST /v1/clinic/imports/opening-balances"];
  type RefusedLine = Import["refused"][number];
  type NewMerge = Bodies["POST /v1/clinic/patient-merges"];
  type Merge = Responses["POST /v1/clinic/patient-merges"];
  type Source = Payment["source"];
  type Tender = NonNullable<Payment["tender"]>;
  type NewPayment = Bodies["POST /v1/clinic/patients/{patient_id}/payments"];
  type NewTransfer = Bodies["POST /v1/clinic/patients/{patient_id}/payments/{id}/transfers"];
  type Transfer = Responses["POST /v1/clinic/patients/{patient_id}/payments/{id}/transfers"];
  type NewApplication = { invoice_id: string; amount: number };
  type NewRefund = { amount: number; reason: string; outside?: { tender: Tender; reference?: string } };
}

declare namespace Page {
  type Child = Node | string | null | undefined | false;
  type Children = Array<Child | Child[]>;

  interface Properties {
    onclick?: (event: MouseEvent) => unknown;
    onsubmit?: (event: SubmitEvent) => unknown;
    onkeydown?: (event: KeyboardEvent) => unknown;
    [name: string]: unknown;
  }

  /** Where a view is shown: its address's ids and query, whether it had been left, and a signal that it is left. */
  interface Place {
    ids: string[];
    asked: Values;
    back: boolean;
    leave: AbortSignal;
  }

  /** Work that leaving a view would lose, and how to ask whether it may be. */
  interface Unsaved {
    exists: () => boolean;
    ask: () => Promise<boolean>;
  }

  interface ViewModule {
    default(place: Place): Promise<Node>;
  }

  interface View {
    title: string;
    load: () => Promise<ViewModule>;
    words: string[];
    styles: string[];
  }

  interface Link {
    view: string;
    picture: string;
    words: string;
    figure?: string;
    badge?: string;
    group?: string;
    covers?: string[];
    roles?: string[];
  }

  interface Start {
    words: string[];
    links: Link[];
    begin?: () => void;
    drawn?: () => void;
  }

  /** What the page's deployment tells it. */
  interface Config {
    authorize_url: string;
    token_url: string;
    logout_url: string | null;
    client_id: string;
    audience: string;
    claims: Record<"clinic" | "role" | "patient" | "name", string>;
    roles: Record<string, string>;
    stripe_js_url: string;
    logo_origins: string[];
    embed_origins: string[];
  }

  interface Person {
    id: string;
    name: string;
    role: string;
    owner: string;
  }

  interface Session {
    access_token: string | null;
    since: number;
    expires_at: number;
    host?: string;
    person: Person;
  }

  type Document = Api.Receipt | Api.Statement;
  type ReadyDocument = Extract<Document, { status: "ready" }>;
  /** Days as `2026-01-31`, both included. */
  type Days = { from: string; to: string };

  interface Attempt {
    key: string;
    amount: number;
    location_id: string;
    id?: string;
    unsure?: boolean;
  }

  interface Form {
    text?: string;
    location_id?: string;
    method?: string;
    owner?: string;
  }

  /** A top-up that can be paid from here has its client secret; one that was only looked up has none. */
  type OpenTopUp = Api.TopUp & { client_secret: string };
  /** The settings of the form; the API has more. */
  type Setting =
    | "account_credit_enabled"
    | "top_up_minimum"
    | "top_up_maximum"
    | "balance_maximum"
    | "memo_maximum"
    | "memo_daily_maximum"
    | "suggested_amounts"
    | "refund_fraud_warnings"
    | "notice_email"
    | "refund_policy"
    | "statement_name"
    | "invoices"
    | "patients_may_apply"
    | "apply_automatically";
  type Values = Record<string, string>;
  type RGB = number[];
}

/** As much of Stripe.js as the pages use (docs.stripe.com/js). */
declare namespace StripeJs {
  interface Problem {
    type?: string;
    code?: string;
    decline_code?: string;
    message?: string;
  }

  interface Outcome {
    error?: Problem;
  }

  interface Element {
    on(event: string, act: (event: { error?: Problem }) => void): void;
    mount(place: HTMLElement): void;
    focus?(): void;
  }

  interface Elements {
    create(kind: "payment", options: object): Element;
    update(options: object): void;
  }

  interface Client {
    elements(options: object): Elements;
    confirmCardPayment(clientSecret: string, options: object): Promise<Outcome>;
    confirmPayment(options: object): Promise<Outcome>;
  }
}

interface Window {
  Stripe(publishableKey: string, options: object): StripeJs.Client;
}
