/** What the service tells in each story, as changes of the contract's examples, by the end of the path. */

export const money = (amount) => ({ amount, currency: "cad" });
export const sam = { kind: "staff", id: "usr_sam", name: "Sam Tremblay" };
export const at = "2026-11-24T09:00:00Z";
export const payment = "pay_7j5ycw2m3xkqv4hd6ra2bt5ezu";

/** Changes what is read from paths that end so; a function gets the example. */
export const reads = (changes) => (method, path, content) => {
  const [, change] = Object.entries(changes).find(([end]) => path.split("?")[0].endsWith(end)) ?? [];
  if (method !== "GET" || !change || typeof content !== "object") return content;
  return typeof change === "function" ? change(content, path) : { ...content, ...change };
};
/** Refuses what would change something. */
export const refuses = (status, code, errors) => (method, _, content) =>
  method === "GET" ? content : { refused: status, status, code, title: code, errors };
export const fails = (status, code) => (method, _, content) =>
  method === "GET" && content?.clinic === undefined ? { refused: status, status, code } : content;
export const empty = (method, _, content) =>
  method === "GET" && Array.isArray(content?.items) ? { ...content, items: [], next_cursor: null } : content;
/** A list that goes on for one more page. */
export const more = (method, path, content) => {
  if (method !== "GET" || !Array.isArray(content?.items)) return content;
  if (!path.includes("cursor=")) return { ...content, next_cursor: "c2" };
  return JSON.parse(JSON.stringify(content).replaceAll("2026-11-2", "2026-09-1"));
};

export const entry = (kind, amount, index, other = {}) => ({
  at: `2026-11-${23 - (index % 20)}T14:30:00Z`,
  kind,
  amount,
  payment_id: payment,
  actor: index % 2 ? sam : { kind: "stripe", id: null, name: null },
  balance_after: 10_000 - index * 700,
  reference: { kind: "invoice", id: `inv_${index}`, number: index % 3 ? null : `2026-${index}` },
  ...other,
});
const kinds = {
  top_up: 5_000,
  recorded: 2_000,
  memo: 500,
  opening_balance: 100,
  applied: -2_000,
  unapplied: 300,
  refunded: -1_000,
  refund_failed: 1_000,
  disputed: -5_000,
  dispute_won: 5_000,
  transferred: -200,
  voided: -300,
  merged: 0,
};
const history = reads({
  "credit/history": { items: Object.entries(kinds).map(([kind, amount], index) => entry(kind, amount, index)) },
});

/** The patient's payment, wherever the service tells of it. */
export const topUp = (changes) => (method, path, content) =>
  path.endsWith("/settle")
    ? { ...content, ...changes }
    : reads({ [`top-ups/${payment}`]: changes, "me/top-ups": (list) => of(list, changes) })(method, path, content);
export const of = (list, changes) => ({ ...list, items: list.items.map((item) => ({ ...item, ...changes })) });

export const refund = (id, status, changes = {}) => ({
  id,
  payment_id: payment,
  amount: money(1_000),
  status,
  reason: "Moving away",
  failure: null,
  outside: null,
  requested_by: sam,
  requested_at: at,
  settled_at: null,
  ...changes,
});
export const dispute = (id, status, changes = {}) => ({
  id,
  status,
  amount: money(500),
  reason: "product_not_received",
  opened_at: at,
  withdrawn_at: null,
  reinstated_at: null,
  ...changes,
});
export const eventful = reads({
  [`payments/${payment}`]: {
    applied: money(2_000),
    refunded: money(1_000),
    disputed: money(500),
    transferred: money(300),
    unapplied: money(1_200),
    refunds: [
      refund("ref_1", "succeeded"),
      refund("ref_2", "pending"),
      refund("ref_3", "failed", { failure: "lost_or_stolen_card" }),
      refund("ref_4", "succeeded", { outside: { tender: "cheque", reference: "No. 7" } }),
    ],
    disputes: [
      dispute("du_1", "needs_response"),
      dispute("du_2", "won", { withdrawn_at: at, reinstated_at: at }),
      dispute("du_3", "lost", { reason: "odd_new_reason", withdrawn_at: at }),
    ],
    transfers: [
      {
        id: "trf_1",
        from_payment_id: payment,
        to_payment_id: "pay_9",
        to_patient_id: "pat_ben",
        amount: money(300),
        reason: "Sibling",
        transferred_by: sam,
        transferred_at: at,
      },
    ],
  },
});
export const line = (kind, note, amount = 1_000) => ({
  at,
  kind,
  actor: kind.startsWith("dispute") ? { kind: "stripe", id: null, name: null } : sam,
  amount: amount && money(amount),
  note,
});
const active = reads({
  [`payments/${payment}`]: {
    activity: [
      line("recorded", "Recorded (cheque)"),
      line("recorded", "Recorded (shells)"),
      line("memo", "Goodwill: late start"),
      line("opening_balance", "Opening balance"),
      line("applied", "Applied to invoice 2026-1042", -1_000),
      line("unapplied", "Unapplied from invoice 2026-9"),
      line("refunded", "Refunded outside Stripe (e-transfer)", -1_000),
      line("refunded", "Refund requested", -1_000),
      line("refund_succeeded", "Refund succeeded", null),
      line("refund_failed", "Refund failed: lost_or_stolen_card"),
      line("receipt_issued", "Receipt 7J5YC-W2M3X issued", null),
      line("receipt_reissued", "Receipt 7J5YC-W2M4X issued", null),
      line("dispute_opened", "Dispute opened: product_not_received", null),
      line("disputed", "Disputed: fraudulent", -500),
      line("dispute_won", "Dispute won: odd_new_reason", 500),
      line("dispute_closed", "Dispute closed", null),
      line("held", "Held: fraud_warning", null),
      line("hold_released", "Hold released", null),
      line("transferred", "Transferred to pat_ben", -300),
      line("transferred", "Transferred from pat_ben", 300),
      line("voided", "Voided: wrong patient", -200),
      line("of_a_later_release", "Something new", null),
    ],
  },
});
const unappliedBefore = reads({
  [`payments/${payment}`]: (found) => ({
    ...found,
    applications: found.applications.map((each) => ({
      ...each,
      status: "unapplied",
      unapplied_at: at,
      unapplied_by: { kind: "system", id: null, name: null },
    })),
  }),
});
export const recorded = reads({
  [`payments/${payment}`]: {
    source: "recorded",
    tender: "cheque",
    received_on: "2026-11-20",
    reference: "No. 12",
    card: null,
    account_id: null,
    collected_by: sam,
    applied: money(0),
    unapplied: money(5_000),
    applications: [],
  },
});
export const held = reads({
  [`payments/${payment}`]: { hold: { reason: "fraud_warning", since: at } },
});
export const everyState = (found) =>
  [
    { hold: { reason: "fraud_warning", since: at } },
    { disputed: money(5_000), unapplied: money(0) },
    { applied: money(5_000), unapplied: money(0) },
    { refunded: money(5_000), applied: money(0), unapplied: money(0) },
    { transferred: money(5_000), applied: money(0), unapplied: money(0) },
    { voided: money(5_000), applied: money(0), unapplied: money(0), source: "recorded", tender: "cash", card: null },
    { refunded: money(2_000), applied: money(3_000), unapplied: money(0) },
    { applied: money(0), unapplied: money(5_000), source: "memo", card: null, receipt: null },
  ].map((state, index) => ({ ...found, ...state, id: `pay_${index}`, created_at: `2026-11-${20 - index}T10:00:00Z` }));
const settings = (changes) => reads({ "billing-settings": changes });

export const nothing = /^$/;
export const views = [
  "",
  "add",
  `done/${payment}`,
  `payment/${payment}`,
  "payments",
  "history",
  "invoices",
  "notices",
  "cards",
];
export const clinicViews = ["", "payments", "patients", "patient/pat_ana", `payment/pat_ana/${payment}`].concat(
  ["invoice/pat_ana/inv_1042", "history/pat_ana", "import", "disputes", "reports", "unapplied-credit"],
  ["credit-movement", "takings", "accounts", "proofs", "locations", "webhooks", "billing"],
);

/** Of each page: a story by its name, with the views that are opened in it, and what is pressed there if not all. */
export const stories = {
  account: {
    "the contract's examples": { views, thoroughly: true },
    "nothing was paid yet": {
      views: ["", "payments", "history", "invoices", "cards", "add"],
      told: empty,
      presses: nothing,
    },
    "lists go on": { views: ["payments", "history", "invoices"], told: more, presses: /more/i },
    "credit is owed": {
      views: [""],
      told: reads({ "me/credit": (found) => ({ ...found, available: money(-1_500), may_apply: false }) }),
      presses: nothing,
    },
    "top-ups are off": {
      views: ["", "add"],
      told: reads({
        "me/credit": (found) => ({
          ...found,
          top_up: { ...found.top_up, enabled: false, reason: "account_not_ready" },
        }),
      }),
      presses: nothing,
    },
    "there are two locations and no card": {
      views: ["add"],
      told: reads({
        "me/credit": (found) => ({
          ...found,
          top_up: {
            ...found.top_up,
            refund_policy: null,
            statement_descriptor: null,
            balance_room: 3_000,
            locations: [...found.top_up.locations, { id: "loc_2", name: "North" }],
          },
        }),
        "me/cards": { items: [] },
      }),
    },
    "cards expired, and one is in a wallet": {
      views: ["cards", "add"],
      told: reads({
        "me/cards": ({ items: [card] }) => ({
          items: [
            { ...card, id: "pm_2", brand: "amex", exp_month: 10, exp_year: 2026 },
            { ...card, id: "pm_3", brand: "odd", exp_month: 11, exp_year: 2026, wallet: "apple_pay" },
          ],
        }),
      }),
      presses: nothing,
    },
    "a payment is under way": {
      views: ["", `payment/${payment}`, `done/${payment}`],
      told: topUp({ status: "pending", succeeded_at: null, receipt: null, card: null, refunds: [] }),
    },
    "a payment went through meanwhile": {
      views: [""],
      told: (method, path, content) =>
        reads({ "me/top-ups": (list) => of(list, { status: "pending", succeeded_at: null }) })(method, path, content),
    },
    "a payment is still at the bank": { views: ["", `done/${payment}`], told: topUp({ status: "processing" }) },
    "a payment was canceled": {
      views: ["", `payment/${payment}`],
      told: topUp({
        status: "canceled",
        succeeded_at: null,
        receipt: null,
        refunds: [],
        last_error: { code: "card_declined", decline_code: "insufficient_funds" },
      }),
      presses: nothing,
    },
    "money was given back": {
      views: [`payment/${payment}`, "payments"],
      told: topUp({
        refunded: money(3_000),
        disputed: money(500),
        refunds: [
          { id: "ref_1", amount: money(2_000), status: "pending", requested_at: at, settled_at: null },
          { id: "ref_2", amount: money(1_000), status: "succeeded", requested_at: at, settled_at: at },
          { id: "ref_3", amount: money(400), status: "failed", requested_at: at, settled_at: at },
        ],
      }),
    },
    "everything happened": { views: ["history", `payment/${payment}`], told: history, presses: nothing },
    "the clinic refuses": { views: ["", "notices", "cards"], told: refuses(409, "insufficient_credit") },
    "the amount is refused": {
      views: ["add"],
      told: refuses(400, "amount_out_of_range", [{ field: "amount", message: "Too much" }]),
    },
    "the e-mail address is refused": {
      views: ["notices"],
      told: refuses(400, "invalid_request", [{ field: "email", message: "No" }]),
    },
    "notices come back": {
      views: ["notices"],
      told: reads({ "me/notices": { undeliverable: { reason: "bounced", since: at } } }),
      presses: nothing,
    },
    "the service can't be reached": {
      views: ["payments", "history"],
      told: fails(503, "temporarily_unavailable"),
      presses: nothing,
    },
    "there is no such thing": { views: [`payment/${payment}`], told: fails(404, "not_found"), presses: nothing },
  },
  clinic: {
    "the contract's examples": { views: clinicViews, thoroughly: true },
    "nothing happened yet": { views: clinicViews, told: empty, presses: nothing },
    "lists go on": {
      views: ["payments", "patient/pat_ana", "history/pat_ana", "disputes", "proofs", "billing", "webhooks"],
      told: more,
      presses: /more/i,
    },
    "a payment had everything happen to it": { views: [`payment/pat_ana/${payment}`], told: eventful },
    "payments are in every state": {
      views: ["payments"],
      told: reads({
        "clinic/payments": ({ items: [found], ...list }) => ({ ...list, items: everyState(found) }),
      }),
      presses: nothing,
    },
    "a payment has a long history": { views: [`payment/pat_ana/${payment}`], told: active, presses: nothing },
    "credit was unapplied": { views: [`payment/pat_ana/${payment}`], told: unappliedBefore, presses: nothing },
    "a payment was recorded by staff": { views: [`payment/pat_ana/${payment}`], told: recorded },
    "credit came from another patient": {
      views: [`payment/pat_ana/${payment}`],
      told: reads({
        [`payments/${payment}`]: {
          source: "transfer",
          card: null,
          receipt: null,
          applications: [],
          origin: { payment_id: "pay_9", patient_id: "pat_ben", transfer_id: "trf_9" },
        },
      }),
      presses: nothing,
    },
    "invoices are typed": {
      views: ["patient/pat_ana", `payment/pat_ana/${payment}`],
      told: (method, path, content) =>
        reads({ "billing-settings": { invoices: "any" }, invoices: { items: [], next_cursor: null } })(
          method,
          path,
          content,
        ),
      presses: /Apply/,
    },
    "a payment is on hold": { views: [`payment/pat_ana/${payment}`], told: held },
    "everything is in the history": { views: ["history/pat_ana"], told: history, presses: nothing },
    "what is pressed is refused": {
      views: ["patient/pat_ana", `payment/pat_ana/${payment}`, "locations", "webhooks"],
      told: refuses(409, "insufficient_credit"),
    },
    "settings are refused": {
      views: ["billing"],
      told: refuses(400, "invalid_request", [{ field: "top_up_minimum", message: "Too little" }]),
      presses: /Save/,
    },
    "someone else changed the settings": {
      views: ["billing"],
      told: refuses(412, "precondition_failed"),
      presses: /Save/,
    },
    "top-ups are off, and invoices are typed": {
      views: ["billing", "patient/pat_ana", ""],
      told: settings({
        top_ups: { enabled: false, reason: "no_primary_account" },
        invoices: "any",
        account_credit_enabled: false,
        suggested_amounts: [],
        refund_policy: null,
        notice_email: null,
        changed_at: null,
        changed_by: null,
        notice_email_undeliverable: { reason: "bounced", since: at },
      }),
      presses: nothing,
    },
    "an account needs attention": {
      views: ["accounts", "billing"],
      told: reads({
        "payment-accounts": ({ items: [account] }) => ({
          items: [
            account,
            { ...account, id: "acct_2", is_primary: false, name: "North" },
            {
              ...account,
              id: "acct_3",
              is_primary: false,
              charges_enabled: false,
              payouts_enabled: false,
              eligible: false,
              ineligible_reason: "charges_disabled",
            },
          ],
          next_cursor: null,
        }),
      }),
      presses: /Primary|Stripe/,
    },
    "an endpoint was turned off": {
      views: ["webhooks", ""],
      told: (method, path, content) =>
        reads({
          "webhook-endpoints": (list) => of(list, { disabled_at: at, failing_since: at, next_attempt_at: at }),
          "clinic/overview": { disabled_endpoints: 1, attention: [], open_disputes: 0 },
        })(method, path, content),
    },
    "a patient's data was removed": {
      views: ["patient/pat_ana"],
      told: reads({ "patients/pat_ana": { data_removed_at: at, name: null, email: null, merging: ["pat_old"] } }),
      presses: nothing,
    },
    "an invoice is void": {
      views: ["invoice/pat_ana/inv_1042"],
      told: reads({ "invoices/inv_1042": { status: "void", left: money(0) } }),
      presses: nothing,
    },
    "the service can't be reached": {
      views: ["payments", "reports"],
      told: fails(503, "temporarily_unavailable"),
      presses: nothing,
    },
  },
};
