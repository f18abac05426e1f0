// Written from infra/contract/openapi.json by `make openapi`. The type checker reads it; no browser gets it.

declare namespace Api {
  interface Schemas {
    AccountLink: {
      url: string;
    };
    AccountRef: {
      id: string;
      name: string;
    };
    ActivityLine: {
      at: string;
      kind: string;
      actor: Schemas["Actor"];
      amount: Schemas["Money"] | null;
      note: string;
    };
    Actor: {
      kind: string;
      id?: string | null;
      name?: string | null;
    };
    AgeTotal: {
      from_days: number;
      to_days: number | null;
      unapplied: Schemas["Money"];
    };
    Application: {
      id: string;
      payment_id: string;
      invoice_id: string;
      amount: Schemas["Money"];
      status: "applied" | "unapplied";
      applied_at: string;
      applied_by: Schemas["Actor"];
      unapplied_at: string | null;
      unapplied_by: Schemas["Actor"] | null;
      invoice_number: string | null;
    };
    ApplicationCreate: {
      invoice_id: string;
      amount: number | Schemas["RequestedMoney"];
    };
    AppliedCredit: {
      invoice_id: string;
      amount: Schemas["Money"];
      applications: Array<Schemas["Application"]>;
    };
    AttemptStatus: "delivered" | "failed" | "given_up";
    Attention: {
      kind: "hold" | "refund_failed";
      patient: Schemas["PatientRef"];
      payment_id: string;
      amount: Schemas["Money"];
      since: string;
    };
    AutomaticApplication: "off" | "oldest_first";
    BillingSettings: {
      clinic: Schemas["ClinicBranding"];
      account_credit_enabled: boolean;
      top_up_minimum: number;
      top_up_maximum: number;
      suggested_amounts: Array<number>;
      balance_maximum: number;
      memo_maximum: number;
      memo_daily_maximum: number;
      refund_fraud_warnings: boolean;
      notice_email: string | null;
      notice_email_undeliverable: Schemas["UndeliverableAddress"] | null;
      refund_policy: string | null;
      statement_name: string | null;
      statement_descriptor: string | null;
      invoices: Schemas["InvoicePolicy"];
      patients_may_apply: boolean;
      apply_automatically: Schemas["AutomaticApplication"];
      currency: string;
      primary_account_id: string | null;
      accounts: Array<Schemas["AccountRef"]>;
      top_ups: Schemas["TopUpAvailability"];
      changed_at: string | null;
      changed_by: Schemas["Actor"] | null;
    };
    BillingSettingsUpdate: {
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
      invoices?: Schemas["InvoicePolicy"];
      patients_may_apply?: boolean;
      apply_automatically?: Schemas["AutomaticApplication"];
    };
    CardOnFile: {
      id: string;
      brand: string;
      last4: string;
      exp_month: number;
      exp_year: number;
      wallet: string | null;
    };
    CardSummary: {
      brand: string;
      last4: string;
      wallet: string | null;
    };
    ClinicBranding: {
      name: string;
      language: string;
      logo: string | null;
      colours: Array<string>;
      time_zone: string;
    };
    ClinicEvent: {
      id: string;
      type: Schemas["EventType"];
      occurred_at: string;
      patient_id: string | null;
      seq: number;
      data: Record<string, unknown>;
    };
    ClinicPayments: {
      items: Array<Schemas["PaymentSummary"]>;
      next_cursor: string | null;
      time_zone: string;
      totals: Schemas["PaymentTotals"] | null;
    };
    Collector: {
      kind: string;
      id?: string | null;
      name?: string | null;
    };
    CreditHeld: {
      id: string | null;
      name: string | null;
      closing: Schemas["Money"];
    };
    CreditHistory: {
      items: Array<Schemas["EntryLine"]>;
      next_cursor: string | null;
      balance: Schemas["Money"];
    };
    CreditMovement: {
      from_date: string;
      to_date: string;
      groups: Array<Schemas["CreditMovementGroup"]>;
      totals: Schemas["CreditMovementAmounts"];
    };
    CreditMovementAmounts: {
      opening: Schemas["Money"];
      card_online: Schemas["Money"];
      recorded: Schemas["Money"];
      memo: Schemas["Money"];
      opening_balance: Schemas["Money"];
      applied: Schemas["Money"];
      unapplied: Schemas["Money"];
      refunded: Schemas["Money"];
      refund_failed: Schemas["Money"];
      disputed: Schemas["Money"];
      dispute_won: Schemas["Money"];
      transferred: Schemas["Money"];
      voided: Schemas["Money"];
      closing: Schemas["Money"];
    };
    CreditMovementGroup: {
      opening: Schemas["Money"];
      card_online: Schemas["Money"];
      recorded: Schemas["Money"];
      memo: Schemas["Money"];
      opening_balance: Schemas["Money"];
      applied: Schemas["Money"];
      unapplied: Schemas["Money"];
      refunded: Schemas["Money"];
      refund_failed: Schemas["Money"];
      disputed: Schemas["Money"];
      dispute_won: Schemas["Money"];
      transferred: Schemas["Money"];
      voided: Schemas["Money"];
      closing: Schemas["Money"];
      id: string | null;
      name: string | null;
    };
    DifferenceKind: "amount" | "late" | "ours_only" | "stripe_only";
    Dispute: {
      id: string;
      amount: Schemas["Money"];
      status: Schemas["DisputeStatus"];
      reason: string;
      opened_at: string;
      withdrawn_at: string | null;
      reinstated_at: string | null;
      closed_at: string | null;
    };
    DisputeStatus: "lost" | "needs_response" | "under_review" | "warning_closed" | "warning_needs_response" | "warning_under_review" | "won";
    DocumentPreparing: {
      status: "preparing";
    };
    DocumentReady: {
      status: "ready";
      url: string;
      print_url: string;
      expires_at: string;
    };
    EntryKind: "applied" | "dispute_won" | "disputed" | "memo" | "merged" | "opening_balance" | "recorded" | "refund_failed" | "refunded" | "top_up" | "transferred" | "unapplied" | "voided";
    EntryLine: {
      at: string;
      kind: Schemas["EntryKind"];
      amount: number;
      payment_id: string;
      actor: Schemas["Actor"];
      balance_after: number;
      reference: Schemas["EntryReference"];
    };
    EntryReference: {
      kind: "dispute" | "invoice" | "payment" | "refund";
      id: string;
      number: string | null;
    };
    EventType: "account.ineligible" | "application.created" | "application.removed" | "dispute.closed" | "dispute.funds_withdrawn" | "dispute.opened" | "endpoint.test" | "invoice.over_applied" | "payment.recorded" | "payment.succeeded" | "payment.transferred" | "payment.voided" | "refund.created" | "refund.failed" | "refund.succeeded" | "settings.changed";
    FieldProblem: {
      field: string;
      message: string;
    };
    Health: {
      status: string;
    };
    HoldReason: "fraud_warning";
    Ineligible: "capability_inactive" | "charges_disabled" | "country_not_supported" | "currency_mismatch" | "deauthorized" | "payouts_disabled" | "requirements_due";
    Invoice: {
      id: string;
      number: string;
      amount: Schemas["Money"];
      credited: Schemas["Money"];
      left: Schemas["Money"];
      status: Schemas["InvoiceStatus"];
      location: Schemas["LocationRef"];
      issued_on: string;
      revision: number;
      label: string | null;
      account_id: string | null;
    };
    InvoiceApplicationCreate: {
      amount: number | Schemas["RequestedMoney"];
    };
    InvoiceDetail: {
      id: string;
      number: string;
      amount: Schemas["Money"];
      credited: Schemas["Money"];
      left: Schemas["Money"];
      status: Schemas["InvoiceStatus"];
      location: Schemas["LocationRef"];
      issued_on: string;
      revision: number;
      label: string | null;
      account_id: string | null;
      applications: Array<Schemas["Application"]>;
    };
    InvoicePolicy: "any" | "known";
    InvoicePut: {
      number: string;
      amount: number | Schemas["RequestedMoney"];
      location_id: string;
      issued_on: string;
      revision: number;
      status: "open" | "void";
      label?: string | null;
      account_id?: string | null;
    };
    InvoiceStatus: "open" | "paid" | "void";
    LastError: {
      code: string;
      message: string;
    };
    Liability: {
      currency: string;
      days: Array<string>;
      groups: Array<Schemas["LiabilityGroup"]>;
    };
    LiabilityGroup: {
      id: string | null;
      name: string | null;
      closing: Array<number>;
    };
    ListedDispute: {
      id: string;
      payment_id: string;
      patient: Schemas["PatientRef"];
      amount: Schemas["Money"];
      reason: string;
      status: Schemas["DisputeStatus"];
      opened_at: string;
      due_by: string | null;
      withdrawn: Schemas["Money"];
      reinstated: Schemas["Money"];
      fee: Schemas["Money"];
    };
    ListedPatient: {
      id: string;
      name: string | null;
      available: Schemas["Money"];
      payments_unapplied: number;
      last_activity_at: string | null;
    };
    Location: {
      id: string;
      name: string;
      active: boolean;
    };
    LocationCredit: {
      location: Schemas["LocationRef"];
      available: Schemas["Money"];
    };
    LocationRef: {
      id: string;
      name: string;
    };
    LocationUpdate: {
      name: string;
      active: boolean;
    };
    Money: {
      amount: number;
      currency: string;
    };
    Notices: {
      email: string | null;
      receipt: boolean;
      refund: boolean;
      credit_applied: boolean;
      undeliverable: Schemas["UndeliverableAddress"] | null;
    };
    NoticesPut: {
      email: string | null;
      receipt: boolean;
      refund: boolean;
      credit_applied: boolean;
    };
    OpeningBalanceImport: {
      lines: number;
      accepted: number;
      already_there: number;
      refused: Array<Schemas["RefusedLine"]>;
      total: Schemas["Money"];
      status: "checked" | "posted" | "posting";
    };
    Origin: {
      patient_id: string;
      payment_id: string;
    };
    OutsideRefund: {
      tender: Schemas["Tender"];
      reference?: string | null;
    };
    Overview: {
      today: string;
      movement: Schemas["CreditMovementAmounts"];
      by_location: Array<Schemas["CreditHeld"]>;
      by_account: Array<Schemas["CreditHeld"]>;
      open_disputes: number;
      more_disputes: boolean;
      attention: Array<Schemas["Attention"]>;
      has_top_ups: boolean;
      disabled_endpoints: number;
    };
    Page_CardOnFile_: {
      items: Array<Schemas["CardOnFile"]>;
      next_cursor: string | null;
    };
    Page_ClinicEvent_: {
      items: Array<Schemas["ClinicEvent"]>;
      next_cursor: string | null;
    };
    Page_Invoice_: {
      items: Array<Schemas["Invoice"]>;
      next_cursor: string | null;
    };
    Page_ListedDispute_: {
      items: Array<Schemas["ListedDispute"]>;
      next_cursor: string | null;
    };
    Page_ListedPatient_: {
      items: Array<Schemas["ListedPatient"]>;
      next_cursor: string | null;
    };
    Page_Location_: {
      items: Array<Schemas["Location"]>;
      next_cursor: string | null;
    };
    Page_PatientInvoice_: {
      items: Array<Schemas["PatientInvoice"]>;
      next_cursor: string | null;
    };
    Page_PaymentAccount_: {
      items: Array<Schemas["PaymentAccount"]>;
      next_cursor: string | null;
    };
    Page_PaymentSummary_: {
      items: Array<Schemas["PaymentSummary"]>;
      next_cursor: string | null;
    };
    Page_Proof_: {
      items: Array<Schemas["Proof"]>;
      next_cursor: string | null;
    };
    Page_SettingsChange_: {
      items: Array<Schemas["SettingsChange"]>;
      next_cursor: string | null;
    };
    Page_TopUp_: {
      items: Array<Schemas["TopUp"]>;
      next_cursor: string | null;
    };
    Page_WebhookDelivery_: {
      items: Array<Schemas["WebhookDelivery"]>;
      next_cursor: string | null;
    };
    Page_WebhookEndpoint_: {
      items: Array<Schemas["WebhookEndpoint"]>;
      next_cursor: string | null;
    };
    Patient: {
      id: string;
      name: string | null;
      email: string | null;
      language: string | null;
      available: Schemas["Money"];
      by_location: Array<Schemas["LocationCredit"]>;
      cards_on_file: number | null;
      merging: Array<string>;
      data_removed_at: string | null;
    };
    PatientCreditView: {
      clinic: Schemas["ClinicBranding"];
      available: Schemas["Money"];
      top_up: Schemas["TopUpOffer"];
      may_apply: boolean;
    };
    PatientInvoice: {
      id: string;
      number: string;
      amount: Schemas["Money"];
      credited: Schemas["Money"];
      left: Schemas["Money"];
      status: Schemas["InvoiceStatus"];
      location: Schemas["LocationRef"];
      issued_on: string;
    };
    PatientMerge: {
      id: string;
      from: string;
      into: string;
      reason: string;
      at: string;
      by: Schemas["Actor"];
    };
    PatientMergeCreate: {
      from: string;
      into: string;
      reason: string;
    };
    PatientPut: {
      name: string;
      email: string | null;
      language: "en" | "fr-CA" | null;
    };
    PatientRef: {
      id: string;
      name: string | null;
    };
    Payment: {
      id: string;
      patient_id: string;
      patient: Schemas["PatientRef"];
      amount: Schemas["Money"];
      applied: Schemas["Money"];
      refunded: Schemas["Money"];
      disputed: Schemas["Money"];
      transferred: Schemas["Money"];
      voided: Schemas["Money"];
      unapplied: Schemas["Money"];
      source: Schemas["Source"];
      tender: Schemas["Tender"] | null;
      received_on: string | null;
      reference: string | null;
      origin: Schemas["Origin"] | null;
      collected_by: Schemas["Collector"];
      account_id: string | null;
      location: Schemas["LocationRef"];
      card: Schemas["CardSummary"] | null;
      created_at: string;
      succeeded_at: string | null;
      receipt: Schemas["ReceiptState"] | null;
      hold: Schemas["PaymentHold"] | null;
      terms_version: number | null;
      applications: Array<Schemas["Application"]>;
      refunds: Array<Schemas["Refund"]>;
      disputes: Array<Schemas["Dispute"]>;
      transfers: Array<Schemas["PaymentTransfer"]>;
      activity: Array<Schemas["ActivityLine"]>;
    };
    PaymentAccount: {
      id: string;
      name: string;
      country: string;
      currency: string;
      charges_enabled: boolean;
      payouts_enabled: boolean;
      is_primary: boolean;
      eligible: boolean;
      ineligible_reason: Schemas["Ineligible"] | null;
    };
    PaymentCreate: {
      source: "memo" | "opening_balance" | "recorded";
      amount: number | Schemas["RequestedMoney"];
      location_id: string;
      tender?: Schemas["Tender"] | null;
      received_on?: string | null;
      as_of?: string | null;
      reference?: string | null;
      reason?: string | null;
    };
    PaymentHold: {
      reason: Schemas["HoldReason"];
      at: string;
    };
    PaymentStatus: "canceled" | "pending" | "processing" | "succeeded";
    PaymentSummary: {
      id: string;
      patient_id: string;
      patient: Schemas["PatientRef"];
      amount: Schemas["Money"];
      applied: Schemas["Money"];
      refunded: Schemas["Money"];
      disputed: Schemas["Money"];
      transferred: Schemas["Money"];
      voided: Schemas["Money"];
      unapplied: Schemas["Money"];
      source: Schemas["Source"];
      tender: Schemas["Tender"] | null;
      received_on: string | null;
      reference: string | null;
      origin: Schemas["Origin"] | null;
      collected_by: Schemas["Collector"];
      account_id: string | null;
      location: Schemas["LocationRef"];
      card: Schemas["CardSummary"] | null;
      created_at: string;
      succeeded_at: string | null;
      receipt: Schemas["ReceiptState"] | null;
      hold: Schemas["PaymentHold"] | null;
    };
    PaymentTotals: {
      payments: number;
      amount: Schemas["Money"];
      unapplied: Schemas["Money"];
    };
    PaymentTransfer: {
      id: string;
      to_patient_id: string;
      to_payment_id: string;
      amount: Schemas["Money"];
      reason: string;
      transferred_at: string;
      transferred_by: Schemas["Actor"];
    };
    PaymentVoid: {
      reason: string;
    };
    Problem: {
      type: string;
      title: string;
      status: number;
      code: string;
      detail: string;
      reason?: string | null;
      errors?: Array<Schemas["FieldProblem"]>;
    };
    ProcessingTopUp: {
      id: string;
      amount: Schemas["Money"];
      location: Schemas["LocationRef"];
      created_at: string;
    };
    Proof: {
      date: string;
      until: string;
      liability: Schemas["Money"];
      booked: Schemas["Money"];
      at_stripe: Schemas["Money"];
      transactions: number;
      differences: Array<Schemas["ProofDifference"]>;
      previous: string | null;
      signature: string;
      url: string;
    };
    ProofDifference: {
      kind: Schemas["DifferenceKind"];
      side: Schemas["Side"];
      source: string;
      account_id: string | null;
      payment_id: string | null;
      amount: Schemas["Money"];
      since: string;
    };
    ReceiptPreparing: {
      status: "preparing";
    };
    ReceiptReady: {
      status: "ready";
      number: string;
      url: string;
      print_url: string;
      expires_at: string;
    };
    ReceiptState: {
      number: string | null;
      status: "preparing" | "ready";
    };
    Refund: {
      id: string;
      payment_id: string;
      amount: Schemas["Money"];
      status: Schemas["RefundStatus"];
      reason: string;
      failure: string | null;
      requested_at: string;
      requested_by: Schemas["Actor"];
      settled_at: string | null;
      outside?: Schemas["OutsideRefund"] | null;
    };
    RefundCreate: {
      amount: number | Schemas["RequestedMoney"];
      reason: string;
      outside?: Schemas["OutsideRefund"] | null;
    };
    RefundStatus: "failed" | "pending" | "succeeded";
    RefusedLine: {
      line: number;
      field: string;
      code: string;
      message: string;
    };
    RequestedMoney: {
      amount: number;
      currency: string;
    };
    SettingsChange: {
      at: string;
      by: Schemas["Actor"] | null;
      version: number;
      field: string;
      before: boolean | number | string | Array<number> | null;
      after: boolean | number | string | Array<number> | null;
    };
    Side: "account" | "card";
    Source: "card_online" | "memo" | "opening_balance" | "recorded" | "transfer";
    StaffCreditView: {
      available: Schemas["Money"];
      by_location: Array<Schemas["LocationCredit"]>;
      payments_unapplied: number;
      processing: Array<Schemas["ProcessingTopUp"]>;
    };
    StartedTopUp: {
      id: string;
      status: Schemas["PaymentStatus"];
      amount: Schemas["Money"];
      location: Schemas["LocationRef"];
      card: Schemas["CardSummary"] | null;
      created_at: string;
      succeeded_at: string | null;
      last_error: Schemas["LastError"] | null;
      refunded: Schemas["Money"];
      disputed: Schemas["Money"];
      receipt: Schemas["ReceiptState"] | null;
      client_secret: string;
    };
    Takings: {
      from_date: string;
      to_date: string;
      lines: Array<Schemas["TakingsLine"]>;
      totals: Schemas["TakingsTotals"];
      next_cursor: string | null;
    };
    TakingsLine: {
      patient: Schemas["PatientRef"];
      payment_id: string;
      receipt_number: string | null;
      recorded_on: string;
      received_on: string;
      location: Schemas["LocationRef"];
      account_id: string | null;
      source: Schemas["Source"];
      tender: Schemas["Tender"] | null;
      amount: Schemas["Money"];
      voided: Schemas["Money"];
      fee: Schemas["Money"] | null;
      net: Schemas["Money"] | null;
      payout_id: string | null;
      paid_out_on: string | null;
    };
    TakingsTotals: {
      amount: Schemas["Money"];
      voided: Schemas["Money"];
      fee: Schemas["Money"];
      payments: number;
      fees_unknown: number;
    };
    Tender: "cash" | "cheque" | "e_transfer" | "other" | "terminal";
    TopUp: {
      id: string;
      status: Schemas["PaymentStatus"];
      amount: Schemas["Money"];
      location: Schemas["LocationRef"];
      card: Schemas["CardSummary"] | null;
      created_at: string;
      succeeded_at: string | null;
      last_error: Schemas["LastError"] | null;
      refunded: Schemas["Money"];
      disputed: Schemas["Money"];
      receipt: Schemas["ReceiptState"] | null;
    };
    TopUpAvailability: {
      enabled: boolean;
      reason: Schemas["TopUpUnavailableReason"] | null;
    };
    TopUpCreate: {
      amount: number | Schemas["RequestedMoney"];
      location_id: string;
      terms_version?: number | null;
    };
    TopUpDetail: {
      id: string;
      status: Schemas["PaymentStatus"];
      amount: Schemas["Money"];
      location: Schemas["LocationRef"];
      card: Schemas["CardSummary"] | null;
      created_at: string;
      succeeded_at: string | null;
      last_error: Schemas["LastError"] | null;
      refunded: Schemas["Money"];
      disputed: Schemas["Money"];
      receipt: Schemas["ReceiptState"] | null;
      refunds: Array<Schemas["TopUpRefund"]>;
    };
    TopUpOffer: {
      enabled: boolean;
      reason: Schemas["TopUpUnavailableReason"] | null;
      currency: string;
      minimum: number;
      maximum: number;
      suggested: Array<number>;
      locations: Array<Schemas["LocationRef"]>;
      stripe_publishable_key: string;
      card_notice: string;
      balance_room: number;
      refund_policy: string | null;
      statement_descriptor: string | null;
      terms_version: number;
    };
    TopUpRefund: {
      id: string;
      amount: Schemas["Money"];
      status: Schemas["RefundStatus"];
      requested_at: string;
      settled_at: string | null;
    };
    TopUpUnavailableReason: "account_credit_disabled" | "clinic_closed" | "clinic_not_supported" | "no_active_location" | "no_primary_account" | "primary_account_not_eligible";
    Transfer: {
      id: string;
      from_payment_id: string;
      to_payment_id: string;
      to_patient_id: string;
      amount: Schemas["Money"];
    };
    TransferCreate: {
      to_patient_id: string;
      reason: string;
      amount?: number | Schemas["RequestedMoney"] | null;
    };
    UnappliedCredit: {
      as_of: string;
      lines: Array<Schemas["UnappliedCreditLine"]>;
      totals: Schemas["UnappliedTotals"];
      next_cursor: string | null;
    };
    UnappliedCreditLine: {
      patient: Schemas["PatientRef"];
      payment_id: string;
      receipt_number: string | null;
      received_on: string;
      days_open: number;
      location: Schemas["LocationRef"];
      account_id: string | null;
      source: Schemas["Source"];
      received: Schemas["Money"];
      applied: Schemas["Money"];
      refunded: Schemas["Money"];
      disputed: Schemas["Money"];
      transferred: Schemas["Money"];
      unapplied: Schemas["Money"];
    };
    UnappliedTotals: {
      unapplied: Schemas["Money"];
      payments: number;
      patients: number;
      by_age: Array<Schemas["AgeTotal"]>;
    };
    Undeliverable: "bounced" | "complained";
    UndeliverableAddress: {
      reason: Schemas["Undeliverable"];
      since: string;
    };
    WebhookAck: {
      received: boolean;
    };
    WebhookDelivery: {
      event_id: string;
      type: Schemas["EventType"];
      at: string;
      attempt: number;
      status: Schemas["AttemptStatus"];
      http_status: number | null;
      error: string | null;
      duration_ms: number;
      next_attempt_at: string | null;
    };
    WebhookEndpoint: {
      id: string;
      url: string;
      types: Array<Schemas["EventType"]>;
      created_at: string;
      created_by: Schemas["Actor"];
      disabled_at: string | null;
      failing_since: string | null;
      next_attempt_at: string | null;
      previous_secret_valid_until: string | null;
    };
    WebhookEndpointCreate: {
      url: string;
      types?: Array<string>;
    };
    WebhookEndpointUpdate: {
      enabled: boolean;
    };
    WebhookEndpointWithSecret: {
      id: string;
      url: string;
      types: Array<Schemas["EventType"]>;
      created_at: string;
      created_by: Schemas["Actor"];
      disabled_at: string | null;
      failing_since: string | null;
      next_attempt_at: string | null;
      previous_secret_valid_until: string | null;
      secret: string;
    };
    WebhookResend: {
      after?: string | null;
      since?: string | null;
    };
    WebhookResent: {
      queued: number;
      next_after: string | null;
    };
    WebhookTest: {
      delivered: boolean;
      http_status: number | null;
      error: string | null;
      duration_ms: number;
    };
  }

  interface Responses {
    "GET /v1/clinic/billing-settings": Schemas["BillingSettings"];
    "PATCH /v1/clinic/billing-settings": Schemas["BillingSettings"];
    "GET /v1/clinic/billing-settings/changes": Schemas["Page_SettingsChange_"];
    "GET /v1/clinic/disputes": Schemas["Page_ListedDispute_"];
    "GET /v1/clinic/events": Schemas["Page_ClinicEvent_"];
    "POST /v1/clinic/imports/opening-balances": Schemas["OpeningBalanceImport"];
    "GET /v1/clinic/locations": Schemas["Page_Location_"];
    "PUT /v1/clinic/locations/{location_id}": Schemas["Location"];
    "GET /v1/clinic/overview": Schemas["Overview"];
    "POST /v1/clinic/patient-merges": Schemas["PatientMerge"];
    "GET /v1/clinic/patients": Schemas["Page_ListedPatient_"];
    "GET /v1/clinic/patients/{patient_id}": Schemas["Patient"];
    "PUT /v1/clinic/patients/{patient_id}": Schemas["Patient"];
    "POST /v1/clinic/patients/{patient_id}/applications": Schemas["AppliedCredit"];
    "GET /v1/clinic/patients/{patient_id}/credit": Schemas["StaffCreditView"];
    "GET /v1/clinic/patients/{patient_id}/credit/history": Schemas["CreditHistory"];
    "GET /v1/clinic/patients/{patient_id}/credit/statement": Schemas["DocumentReady"] | Schemas["DocumentPreparing"];
    "GET /v1/clinic/patients/{patient_id}/invoices": Schemas["Page_Invoice_"];
    "GET /v1/clinic/patients/{patient_id}/invoices/{invoice_id}": Schemas["InvoiceDetail"];
    "PUT /v1/clinic/patients/{patient_id}/invoices/{invoice_id}": Schemas["Invoice"];
    "GET /v1/clinic/patients/{patient_id}/payments": Schemas["Page_PaymentSummary_"];
    "POST /v1/clinic/patients/{patient_id}/payments": Schemas["Payment"];
    "GET /v1/clinic/patients/{patient_id}/payments/{id}": Schemas["Payment"];
    "POST /v1/clinic/patients/{patient_id}/payments/{id}/applications": Schemas["Application"];
    "DELETE /v1/clinic/patients/{patient_id}/payments/{id}/applications/{application_id}": Schemas["Application"];
    "GET /v1/clinic/patients/{patient_id}/payments/{id}/receipt": Schemas["ReceiptReady"] | Schemas["ReceiptPreparing"];
    "POST /v1/clinic/patients/{patient_id}/payments/{id}/refunds": Schemas["Refund"];
    "GET /v1/clinic/patients/{patient_id}/payments/{id}/refunds/{refund_id}/receipt": Schemas["ReceiptReady"] | Schemas["ReceiptPreparing"];
    "POST /v1/clinic/patients/{patient_id}/payments/{id}/release-hold": Schemas["PaymentSummary"];
    "POST /v1/clinic/patients/{patient_id}/payments/{id}/transfers": Schemas["Transfer"];
    "POST /v1/clinic/patients/{patient_id}/payments/{id}/void": Schemas["Payment"];
    "GET /v1/clinic/payment-accounts": Schemas["Page_PaymentAccount_"];
    "POST /v1/clinic/payment-accounts/{account_id}/link": Schemas["AccountLink"];
    "POST /v1/clinic/payment-accounts/{account_id}/make-primary": Schemas["PaymentAccount"];
    "GET /v1/clinic/payments": Schemas["ClinicPayments"];
    "GET /v1/clinic/proofs": Schemas["Page_Proof_"];
    "GET /v1/clinic/proofs/{date}": Schemas["Proof"];
    "GET /v1/clinic/reports/credit-movement": Schemas["CreditMovement"];
    "GET /v1/clinic/reports/liability": Schemas["Liability"];
    "GET /v1/clinic/reports/takings": Schemas["Takings"];
    "GET /v1/clinic/reports/unapplied-credit": Schemas["UnappliedCredit"];
    "GET /v1/clinic/webhook-endpoints": Schemas["Page_WebhookEndpoint_"];
    "POST /v1/clinic/webhook-endpoints": Schemas["WebhookEndpointWithSecret"];
    "DELETE /v1/clinic/webhook-endpoints/{endpoint_id}": null;
    "PATCH /v1/clinic/webhook-endpoints/{endpoint_id}": Schemas["WebhookEndpoint"];
    "GET /v1/clinic/webhook-endpoints/{endpoint_id}/deliveries": Schemas["Page_WebhookDelivery_"];
    "POST /v1/clinic/webhook-endpoints/{endpoint_id}/resend": Schemas["WebhookResent"];
    "POST /v1/clinic/webhook-endpoints/{endpoint_id}/secret": Schemas["WebhookEndpointWithSecret"];
    "POST /v1/clinic/webhook-endpoints/{endpoint_id}/test": Schemas["WebhookTest"];
    "GET /v1/health": Schemas["Health"];
    "GET /v1/me/cards": Schemas["Page_CardOnFile_"];
    "DELETE /v1/me/cards/{card_id}": null;
    "GET /v1/me/credit": Schemas["PatientCreditView"];
    "GET /v1/me/credit/history": Schemas["CreditHistory"];
    "GET /v1/me/credit/statement": Schemas["DocumentReady"] | Schemas["DocumentPreparing"];
    "GET /v1/me/invoices": Schemas["Page_PatientInvoice_"];
    "POST /v1/me/invoices/{invoice_id}/applications": Schemas["AppliedCredit"];
    "GET /v1/me/notices": Schemas["Notices"];
    "PUT /v1/me/notices": Schemas["Notices"];
    "GET /v1/me/top-ups": Schemas["Page_TopUp_"];
    "POST /v1/me/top-ups": Schemas["StartedTopUp"];
    "GET /v1/me/top-ups/{id}": Schemas["TopUpDetail"];
    "GET /v1/me/top-ups/{id}/receipt": Schemas["ReceiptReady"] | Schemas["ReceiptPreparing"];
    "GET /v1/me/top-ups/{id}/refunds/{refund_id}/receipt": Schemas["ReceiptReady"] | Schemas["ReceiptPreparing"];
    "POST /v1/me/top-ups/{id}/settle": Schemas["TopUp"];
    "GET /v1/openapi.json": Record<string, unknown>;
    "POST /v1/stripe/events": Schemas["WebhookAck"];
  }

  interface Bodies {
    "PATCH /v1/clinic/billing-settings": Schemas["BillingSettingsUpdate"];
    "PUT /v1/clinic/locations/{location_id}": Schemas["LocationUpdate"];
    "POST /v1/clinic/patient-merges": Schemas["PatientMergeCreate"];
    "PUT /v1/clinic/patients/{patient_id}": Schemas["PatientPut"];
    "POST /v1/clinic/patients/{patient_id}/applications": Schemas["ApplicationCreate"];
    "PUT /v1/clinic/patients/{patient_id}/invoices/{invoice_id}": Schemas["InvoicePut"];
    "POST /v1/clinic/patients/{patient_id}/payments": Schemas["PaymentCreate"];
    "POST /v1/clinic/patients/{patient_id}/payments/{id}/applications": Schemas["ApplicationCreate"];
    "POST /v1/clinic/patients/{patient_id}/payments/{id}/refunds": Schemas["RefundCreate"];
    "POST /v1/clinic/patients/{patient_id}/payments/{id}/transfers": Schemas["TransferCreate"];
    "POST /v1/clinic/patients/{patient_id}/payments/{id}/void": Schemas["PaymentVoid"];
    "POST /v1/clinic/webhook-endpoints": Schemas["WebhookEndpointCreate"];
    "PATCH /v1/clinic/webhook-endpoints/{endpoint_id}": Schemas["WebhookEndpointUpdate"];
    "POST /v1/clinic/webhook-endpoints/{endpoint_id}/resend": Schemas["WebhookResend"];
    "POST /v1/me/invoices/{invoice_id}/applications": Schemas["InvoiceApplicationCreate"];
    "PUT /v1/me/notices": Schemas["NoticesPut"];
    "POST /v1/me/top-ups": Schemas["TopUpCreate"];
    "POST /v1/stripe/events": Record<string, unknown>;
  }
}
