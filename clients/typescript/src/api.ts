// Written by `make openapi` from the API's own document. Change that, not this.

import type * as S from "./schemas.ts";
import { newKey, Transport } from "./transport.ts";

/** Every operation of the API; amounts are minor units. Each rejects with Problem, NoResponse. */
export class Client extends Transport {
  /** Return the clinic's billing settings. */
  billingSettings(): Promise<S.BillingSettings> {
    return this.call("GET", `/v1/clinic/billing-settings`, {  });
  }

  /** Change billing settings, unless they have changed since they were read. */
  changeSettings(body: S.BillingSettingsUpdate, options: { ifMatch: string }): Promise<S.BillingSettings> {
    return this.call("PATCH", `/v1/clinic/billing-settings`, { body, headers: { "If-Match": options.ifMatch } });
  }

  /** List every change of the clinic's settings, newest first; the primary account is one of the fields. */
  settingsChanges(options: { cursor?: string; limit?: number } = {}): Promise<S.PageSettingsChange> {
    return this.call("GET", `/v1/clinic/billing-settings/changes`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }

  /** List the clinic's disputes: open ones by due date, then closed ones, newest first. */
  clinicDisputes(options: { cursor?: string; limit?: number; open?: boolean } = {}): Promise<S.PageListedDispute> {
    return this.call("GET", `/v1/clinic/disputes`, { query: { "cursor": options.cursor, "limit": options.limit, "open": options.open } });
  }

  /** List the events of the last thirty days, oldest first. `next_cursor` is the `after` of the next page. */
  events(options: { after?: string; limit?: number } = {}): Promise<S.PageClinicEvent> {
    return this.call("GET", `/v1/clinic/events`, { query: { "after": options.after, "limit": options.limit } });
  }

  /** Import opening balances, all lines of a file or none; lines that were imported before change nothing. */
  importOpeningBalances(body: string, options: { dryRun?: boolean; idempotencyKey?: string } = {}): Promise<S.OpeningBalanceImport> {
    return this.call("POST", `/v1/clinic/imports/opening-balances`, { body, query: { "dry_run": options.dryRun }, headers: { "Idempotency-Key": options.idempotencyKey } });
  }

  /** List the clinic's locations. */
  locations(options: { cursor?: string; limit?: number } = {}): Promise<S.PageLocation> {
    return this.call("GET", `/v1/clinic/locations`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }

  /** Add, rename, open or close a location. */
  putLocation(locationId: string, body: S.LocationUpdate): Promise<S.Location> {
    return this.call("PUT", `/v1/clinic/locations/${encodeURIComponent(locationId)}`, { body });
  }

  /** Return the credit held now, today's movement, and the number of open disputes. */
  overview(): Promise<S.Overview> {
    return this.call("GET", `/v1/clinic/overview`, {  });
  }

  /** Merge a patient into another one. Requests for the old id are redirected from then on. */
  mergePatients(body: S.PatientMergeCreate, options: { idempotencyKey?: string } = {}): Promise<S.PatientMerge> {
    return this.call("POST", `/v1/clinic/patient-merges`, { body, headers: { "Idempotency-Key": options.idempotencyKey ?? newKey() } });
  }

  /** List the clinic's patients by name. A page of a search can be short and still have a next one. */
  clinicPatients(options: { cursor?: string; limit?: number; q?: string; withCredit?: boolean } = {}): Promise<S.PageListedPatient> {
    return this.call("GET", `/v1/clinic/patients`, { query: { "cursor": options.cursor, "limit": options.limit, "q": options.q, "with_credit": options.withCredit } });
  }

  /** Return a patient's name, e-mail address, language and credit. */
  clinicPatient(patientId: string): Promise<S.Patient> {
    return this.call("GET", `/v1/clinic/patients/${encodeURIComponent(patientId)}`, {  });
  }

  /** Add a patient, or change their name, e-mail address and language. */
  putPatient(patientId: string, body: S.PatientPut): Promise<S.Patient> {
    return this.call("PUT", `/v1/clinic/patients/${encodeURIComponent(patientId)}`, { body });
  }

  /** Apply credit to an invoice, oldest payment first, all or nothing. */
  applyOldest(patientId: string, body: S.ApplicationCreate, options: { idempotencyKey?: string } = {}): Promise<S.AppliedCredit> {
    return this.call("POST", `/v1/clinic/patients/${encodeURIComponent(patientId)}/applications`, { body, headers: { "Idempotency-Key": options.idempotencyKey ?? newKey() } });
  }

  /** Return a patient's available credit, in total and by location, and the top-ups that are still processing. */
  patientCredit(patientId: string): Promise<S.StaffCreditView> {
    return this.call("GET", `/v1/clinic/patients/${encodeURIComponent(patientId)}/credit`, {  });
  }

  /** List the entries of a patient's ledger, newest first, each with the balance after it. */
  patientHistory(patientId: string, options: { at?: string; cursor?: string; limit?: number } = {}): Promise<S.CreditHistory> {
    return this.call("GET", `/v1/clinic/patients/${encodeURIComponent(patientId)}/credit/history`, { query: { "at": options.at, "cursor": options.cursor, "limit": options.limit } });
  }

  /** Return a link to a statement of a patient's credit, which works for a minute. */
  patientStatement(patientId: string, options: { format?: "csv" | "pdf"; from?: string; to?: string } = {}): Promise<S.DocumentReady | S.DocumentPreparing> {
    return this.call("GET", `/v1/clinic/patients/${encodeURIComponent(patientId)}/credit/statement`, { query: { "format": options.format, "from": options.from, "to": options.to } });
  }

  /** List a patient's invoices, newest first. */
  patientInvoices(patientId: string, options: { cursor?: string; limit?: number; open?: boolean; q?: string } = {}): Promise<S.PageInvoice> {
    return this.call("GET", `/v1/clinic/patients/${encodeURIComponent(patientId)}/invoices`, { query: { "cursor": options.cursor, "limit": options.limit, "open": options.open, "q": options.q } });
  }

  /** Return an invoice with its applications. */
  patientInvoiceDetail(patientId: string, invoiceId: string): Promise<S.InvoiceDetail> {
    return this.call("GET", `/v1/clinic/patients/${encodeURIComponent(patientId)}/invoices/${encodeURIComponent(invoiceId)}`, {  });
  }

  /** Send an invoice. Credit that is applied beyond its amount is given back, newest application first. */
  putInvoice(patientId: string, invoiceId: string, body: S.InvoicePut): Promise<S.Invoice> {
    return this.call("PUT", `/v1/clinic/patients/${encodeURIComponent(patientId)}/invoices/${encodeURIComponent(invoiceId)}`, { body });
  }

  /** List a patient's payments, newest first. */
  patientPayments(patientId: string, options: { cursor?: string; limit?: number; unapplied?: boolean } = {}): Promise<S.PagePaymentSummary> {
    return this.call("GET", `/v1/clinic/patients/${encodeURIComponent(patientId)}/payments`, { query: { "cursor": options.cursor, "limit": options.limit, "unapplied": options.unapplied } });
  }

  /** Record money that staff took, or with full access a memo or an opening balance. */
  recordPayment(patientId: string, body: S.PaymentCreate, options: { idempotencyKey?: string } = {}): Promise<S.Payment> {
    return this.call("POST", `/v1/clinic/patients/${encodeURIComponent(patientId)}/payments`, { body, headers: { "Idempotency-Key": options.idempotencyKey ?? newKey() } });
  }

  /** Return a payment with its activity. */
  patientPayment(patientId: string, id: string): Promise<S.Payment> {
    return this.call("GET", `/v1/clinic/patients/${encodeURIComponent(patientId)}/payments/${encodeURIComponent(id)}`, {  });
  }

  /** Apply credit from one payment to an invoice. */
  applyPayment(patientId: string, id: string, body: S.ApplicationCreate, options: { idempotencyKey?: string } = {}): Promise<S.Application> {
    return this.call("POST", `/v1/clinic/patients/${encodeURIComponent(patientId)}/payments/${encodeURIComponent(id)}/applications`, { body, headers: { "Idempotency-Key": options.idempotencyKey ?? newKey() } });
  }

  /** Unapply credit from an invoice. Both lines stay in the activity. */
  unapplyPayment(patientId: string, id: string, applicationId: string): Promise<S.Application> {
    return this.call("DELETE", `/v1/clinic/patients/${encodeURIComponent(patientId)}/payments/${encodeURIComponent(id)}/applications/${encodeURIComponent(applicationId)}`, {  });
  }

  /** Return a link to a duplicate of the receipt, which works for a minute. */
  paymentReceipt(patientId: string, id: string): Promise<S.ReceiptReady | S.ReceiptPreparing> {
    return this.call("GET", `/v1/clinic/patients/${encodeURIComponent(patientId)}/payments/${encodeURIComponent(id)}/receipt`, {  });
  }

  /** Refund unapplied credit to the card that paid. */
  refund(patientId: string, id: string, body: S.RefundCreate, options: { idempotencyKey?: string } = {}): Promise<S.Refund> {
    return this.call("POST", `/v1/clinic/patients/${encodeURIComponent(patientId)}/payments/${encodeURIComponent(id)}/refunds`, { body, headers: { "Idempotency-Key": options.idempotencyKey ?? newKey() } });
  }

  /** Return a link to a refund's receipt, which works for a minute. */
  paymentRefundReceipt(patientId: string, id: string, refundId: string): Promise<S.ReceiptReady | S.ReceiptPreparing> {
    return this.call("GET", `/v1/clinic/patients/${encodeURIComponent(patientId)}/payments/${encodeURIComponent(id)}/refunds/${encodeURIComponent(refundId)}/receipt`, {  });
  }

  /** Release a payment that is on hold, so that its credit can be applied again. */
  releaseHold(patientId: string, id: string): Promise<S.PaymentSummary> {
    return this.call("POST", `/v1/clinic/patients/${encodeURIComponent(patientId)}/payments/${encodeURIComponent(id)}/release-hold`, {  });
  }

  /** Transfer unapplied credit to another patient. Its refunds still reach the card that paid. */
  transferCredit(patientId: string, id: string, body: S.TransferCreate, options: { idempotencyKey?: string } = {}): Promise<S.Transfer> {
    return this.call("POST", `/v1/clinic/patients/${encodeURIComponent(patientId)}/payments/${encodeURIComponent(id)}/transfers`, { body, headers: { "Idempotency-Key": options.idempotencyKey ?? newKey() } });
  }

  /** Void a payment that is not Stripe's and wholly unapplied. Both lines stay in the activity. */
  voidPayment(patientId: string, id: string, body: S.PaymentVoid, options: { idempotencyKey?: string } = {}): Promise<S.Payment> {
    return this.call("POST", `/v1/clinic/patients/${encodeURIComponent(patientId)}/payments/${encodeURIComponent(id)}/void`, { body, headers: { "Idempotency-Key": options.idempotencyKey ?? newKey() } });
  }

  /** List the clinic's payments accounts: which one is primary, and why others cannot be. */
  paymentAccounts(options: { cursor?: string; limit?: number } = {}): Promise<S.PagePaymentAccount> {
    return this.call("GET", `/v1/clinic/payment-accounts`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }

  /** Link Stripe's page where a payments account is completed. */
  linkPaymentAccount(accountId: string): Promise<S.AccountLink> {
    return this.call("POST", `/v1/clinic/payment-accounts/${encodeURIComponent(accountId)}/link`, {  });
  }

  /** Make a payments account the primary one. */
  makeAccountPrimary(accountId: string): Promise<S.PaymentAccount> {
    return this.call("POST", `/v1/clinic/payment-accounts/${encodeURIComponent(accountId)}/make-primary`, {  });
  }

  /** List the clinic's payments, newest first; as CSV, 5,000 at once unless `limit` is given. */
  clinicPayments(options: { accountId?: string; cursor?: string; from?: string; limit?: number; locationId?: string; q?: string; source?: "card_online" | "memo" | "opening_balance" | "recorded" | "transfer"; to?: string; totals?: boolean; unapplied?: boolean } = {}): Promise<S.ClinicPayments> {
    return this.call("GET", `/v1/clinic/payments`, { query: { "account_id": options.accountId, "cursor": options.cursor, "from": options.from, "limit": options.limit, "location_id": options.locationId, "q": options.q, "source": options.source, "to": options.to, "totals": options.totals, "unapplied": options.unapplied } });
  }

  /** List the nightly proofs of the ledger against Stripe, newest first. */
  proofs(options: { cursor?: string; limit?: number } = {}): Promise<S.PageProof> {
    return this.call("GET", `/v1/clinic/proofs`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }

  /** Return one night's proof, with a link to its signed file, which works for a minute. */
  proof(date: string): Promise<S.Proof> {
    return this.call("GET", `/v1/clinic/proofs/${encodeURIComponent(date)}`, {  });
  }

  /** Report how the clinic's credit moved from its opening to its closing balance. */
  creditMovement(options: { from?: string; groupBy?: "account" | "location" | "source"; to?: string } = {}): Promise<S.CreditMovement> {
    return this.call("GET", `/v1/clinic/reports/credit-movement`, { query: { "from": options.from, "group_by": options.groupBy, "to": options.to } });
  }

  /** Report the clinic's credit at the end of each day, for a chart or as a file. */
  liability(options: { from?: string; groupBy?: "account" | "location" | "source"; to?: string } = {}): Promise<S.Liability> {
    return this.call("GET", `/v1/clinic/reports/liability`, { query: { "from": options.from, "group_by": options.groupBy, "to": options.to } });
  }

  /** Report the money that the clinic took, with fees. */
  takings(options: { cursor?: string; from?: string; limit?: number; to?: string } = {}): Promise<S.Takings> {
    return this.call("GET", `/v1/clinic/reports/takings`, { query: { "cursor": options.cursor, "from": options.from, "limit": options.limit, "to": options.to } });
  }

  /** Report the clinic's unapplied credit at the end of a day, with its age. */
  unappliedCredit(options: { accountId?: string; asOf?: string; cursor?: string; limit?: number; locationId?: string; minDays?: number; source?: "card_online" | "memo" | "opening_balance" | "recorded" | "transfer" } = {}): Promise<S.UnappliedCredit> {
    return this.call("GET", `/v1/clinic/reports/unapplied-credit`, { query: { "account_id": options.accountId, "as_of": options.asOf, "cursor": options.cursor, "limit": options.limit, "location_id": options.locationId, "min_days": options.minDays, "source": options.source } });
  }

  /** List the endpoints that events are sent to. */
  webhookEndpoints(options: { cursor?: string; limit?: number } = {}): Promise<S.PageWebhookEndpoint> {
    return this.call("GET", `/v1/clinic/webhook-endpoints`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }

  /** Add an endpoint. Its secret, which signs every event, is in this response alone. */
  createWebhookEndpoint(body: S.WebhookEndpointCreate): Promise<S.WebhookEndpointWithSecret> {
    return this.call("POST", `/v1/clinic/webhook-endpoints`, { body });
  }

  /** Remove an endpoint. What is queued for it is dropped. */
  removeWebhookEndpoint(endpointId: string): Promise<null> {
    return this.call("DELETE", `/v1/clinic/webhook-endpoints/${encodeURIComponent(endpointId)}`, {  });
  }

  /** Switch an endpoint off, which drops what is queued for it, or on, for events from now on. */
  switchWebhookEndpoint(endpointId: string, body: S.WebhookEndpointUpdate): Promise<S.WebhookEndpoint> {
    return this.call("PATCH", `/v1/clinic/webhook-endpoints/${encodeURIComponent(endpointId)}`, { body });
  }

  /** List the attempts to deliver events to the endpoint in the last thirty days, newest first. */
  webhookDeliveries(endpointId: string, options: { cursor?: string; limit?: number } = {}): Promise<S.PageWebhookDelivery> {
    return this.call("GET", `/v1/clinic/webhook-endpoints/${encodeURIComponent(endpointId)}/deliveries`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }

  /** Enable the endpoint and send events of the last thirty days again, oldest first. */
  resendWebhookEvents(endpointId: string, body: S.WebhookResend): Promise<S.WebhookResent> {
    return this.call("POST", `/v1/clinic/webhook-endpoints/${encodeURIComponent(endpointId)}/resend`, { body });
  }

  /** Make a new secret. For a day, events are signed with the one before as well. */
  rotateWebhookSecret(endpointId: string): Promise<S.WebhookEndpointWithSecret> {
    return this.call("POST", `/v1/clinic/webhook-endpoints/${encodeURIComponent(endpointId)}/secret`, {  });
  }

  /** Send the endpoint an event of type `endpoint.test` and return its answer. */
  testWebhookEndpoint(endpointId: string): Promise<S.WebhookTest> {
    return this.call("POST", `/v1/clinic/webhook-endpoints/${encodeURIComponent(endpointId)}/test`, {  });
  }

  /** Return 200 while the service is up; no dependency is checked. */
  health(): Promise<S.Health> {
    return this.call("GET", `/v1/health`, {  });
  }

  /** List the patient's cards on file. */
  myCards(options: { cursor?: string; limit?: number } = {}): Promise<S.PageCardOnFile> {
    return this.call("GET", `/v1/me/cards`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }

  /** Remove a card on file. */
  removeMyCard(cardId: string): Promise<null> {
    return this.call("DELETE", `/v1/me/cards/${encodeURIComponent(cardId)}`, {  });
  }

  /** Return the patient's available credit and how to top up. */
  myCredit(): Promise<S.PatientCreditView> {
    return this.call("GET", `/v1/me/credit`, {  });
  }

  /** List the entries of the patient's ledger, newest first, each with the balance after it. */
  myHistory(options: { at?: string; cursor?: string; limit?: number } = {}): Promise<S.CreditHistory> {
    return this.call("GET", `/v1/me/credit/history`, { query: { "at": options.at, "cursor": options.cursor, "limit": options.limit } });
  }

  /** Return a link to a statement of the patient's credit, which works for a minute. */
  myStatement(options: { format?: "csv" | "pdf"; from?: string; to?: string } = {}): Promise<S.DocumentReady | S.DocumentPreparing> {
    return this.call("GET", `/v1/me/credit/statement`, { query: { "format": options.format, "from": options.from, "to": options.to } });
  }

  /** List the patient's invoices, newest first. */
  myInvoices(options: { cursor?: string; limit?: number; open?: boolean } = {}): Promise<S.PagePatientInvoice> {
    return this.call("GET", `/v1/me/invoices`, { query: { "cursor": options.cursor, "limit": options.limit, "open": options.open } });
  }

  /** Apply the patient's credit to an invoice, oldest payment first, where the clinic allows it. */
  applyToMyInvoice(invoiceId: string, body: S.InvoiceApplicationCreate, options: { idempotencyKey?: string } = {}): Promise<S.AppliedCredit> {
    return this.call("POST", `/v1/me/invoices/${encodeURIComponent(invoiceId)}/applications`, { body, headers: { "Idempotency-Key": options.idempotencyKey ?? newKey() } });
  }

  /** Return the patient's address for e-mail notices, and which are sent. */
  myNotices(): Promise<S.Notices> {
    return this.call("GET", `/v1/me/notices`, {  });
  }

  /** Choose the address for e-mail notices, and which are sent. */
  chooseMyNotices(body: S.NoticesPut): Promise<S.Notices> {
    return this.call("PUT", `/v1/me/notices`, { body });
  }

  /** List the patient's top-ups, newest first. */
  myTopUps(options: { cursor?: string; limit?: number } = {}): Promise<S.PageTopUp> {
    return this.call("GET", `/v1/me/top-ups`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }

  /** Start a top-up, which the browser then confirms with Stripe. */
  startMyTopUp(body: S.TopUpCreate, options: { idempotencyKey?: string } = {}): Promise<S.StartedTopUp> {
    return this.call("POST", `/v1/me/top-ups`, { body, headers: { "Idempotency-Key": options.idempotencyKey ?? newKey() } });
  }

  /** Return one of the patient's top-ups, with its refunds. */
  myTopUp(id: string): Promise<S.TopUpDetail> {
    return this.call("GET", `/v1/me/top-ups/${encodeURIComponent(id)}`, {  });
  }

  /** Return a link to the receipt, which works for a minute. */
  myReceipt(id: string): Promise<S.ReceiptReady | S.ReceiptPreparing> {
    return this.call("GET", `/v1/me/top-ups/${encodeURIComponent(id)}/receipt`, {  });
  }

  /** Return a link to a refund's receipt, which works for a minute. */
  myRefundReceipt(id: string, refundId: string): Promise<S.ReceiptReady | S.ReceiptPreparing> {
    return this.call("GET", `/v1/me/top-ups/${encodeURIComponent(id)}/refunds/${encodeURIComponent(refundId)}/receipt`, {  });
  }

  /** Ask Stripe for the outcome of a top-up and settle it. */
  settleMyTopUp(id: string): Promise<S.TopUp> {
    return this.call("POST", `/v1/me/top-ups/${encodeURIComponent(id)}/settle`, {  });
  }

  /** Return the OpenAPI 3.1 document of this API. */
  openapi(): Promise<Record<string, unknown>> {
    return this.call("GET", `/v1/openapi.json`, {  });
  }
}
