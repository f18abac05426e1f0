/** One payment, and what staff may do with it in every state that it can be in. */
import { test } from "node:test";
import { as, both, focus, gives, holdClinic, holdPaths, key, loses, openClinic, press } from "./clinic.mjs";
import { refuses, together, type } from "./clinic.mjs";
import { asIs } from "./page.mjs";
import { at, dispute, money, payment, reads, recorded, refund, sam } from "./stories.mjs";
import { held } from "./views.mjs";
import { tells, visited } from "./visit.mjs";

await openClinic();
const view = `payment/pat_ana/${payment}`;
const found = (change) => reads({ [`payments/${payment}`]: change });
/** Nothing was done with it yet. */
const whole = { applied: money(0), unapplied: money(5_000), applications: [] };
const spent = { applied: money(5_000), unapplied: money(0) };
const credit = (amount) => reads({ "pat_ana/credit": { available: money(amount) } });
const bare = { card: null, account_id: null, receipt: null, terms_version: null, ...whole };
const origin = { payment_id: "pay_9", patient_id: "pat_ben", transfer_id: "trf_9" };
const transferred = { ...bare, source: "transfer", collected_by: sam, origin };
const kim = { kind: "staff", id: "usr_kim", name: "Kim" };

const sources = {
  "is a recorded one": {
    ...bare,
    source: "recorded",
    tender: "e_transfer",
    received_on: "2026-11-20",
    reference: "No. 12",
    collected_by: sam,
  },
  "was recorded by another": {
    ...bare,
    source: "recorded",
    tender: "cash",
    received_on: "2026-11-20",
    receipt: { number: null, status: "preparing" },
    collected_by: kim,
  },
  "is goodwill": { ...bare, source: "memo", received_on: "2026-11-20", collected_by: sam },
  "is an opening balance": {
    ...bare,
    source: "opening_balance",
    received_on: "2026-10-31",
    reference: "OLD-7",
    collected_by: { ...kim, name: null },
  },
  "is an imported balance": { ...bare, source: "opening_balance", collected_by: { kind: "system", id: null } },
  "came from another's card": { ...transferred, card: { brand: "visa", last4: "4242", wallet: null } },
  "came from what another paid in cash": { ...transferred, tender: "cash", reference: "No. 12" },
  "came from another's cash": { ...transferred, tender: "cash" },
  "came from another's opening balance": { ...transferred, reference: "OLD-7" },
  "came from another's goodwill": transferred,
  "is on the clinic's own account": {
    ...whole,
    account_id: null,
    succeeded_at: null,
    created_at: "2026-11-22T14:30:00Z",
    receipt: { number: null, status: "preparing" },
    terms_version: 12,
  },
};
const states = {
  "all of it was applied": spent,
  "all of it was voided": { ...bare, source: "recorded", tender: "cash", unapplied: money(0), voided: money(5_000) },
  "a cent of it is left": { applied: money(4_999), unapplied: money(1) },
  "a cent of it was voided": { applied: money(4_999), voided: money(1), unapplied: money(0) },
  "a dispute was lost": {
    ...whole,
    unapplied: money(1_000),
    disputed: money(4_000),
    disputes: [dispute("du_1", "lost", { withdrawn_at: at, closed_at: at })],
  },
  "the bank took a dispute's money": {
    ...whole,
    disputes: [dispute("du_1", "needs_response", { withdrawn_at: at, closed_at: null, amount: money(1) })],
  },
  "the bank only asks": { ...whole, disputes: [dispute("du_1", "warning_needs_response", { closed_at: null })] },
  "a dispute was won": {
    ...whole,
    disputes: [dispute("du_1", "won", { withdrawn_at: at, reinstated_at: at, closed_at: at })],
  },
};
const presses = /Refund|Transfer|Void/;
const named = (prefix, stories, more) =>
  Object.fromEntries(
    Object.entries(stories).map(([name, change]) => [
      `${prefix} ${name}`,
      { views: [view], told: found(change), ...more },
    ]),
  );
holdClinic({
  ...named("a payment", sources, { presses: /^button (Refund|Void)/ }),
  ...named("of a payment,", states),
  "the patient owes the clinic": { views: [view], told: credit(-100), presses },
  "the patient has nothing, and the payment is spent": { views: [view], told: both(credit(0), found(spent)) },
  "the patient has nothing, and a cent of the payment is left": {
    views: [view],
    told: both(credit(0), found({ applied: money(4_999), unapplied: money(1) })),
  },
  "a bank names a reason that no one knows": {
    views: [view],
    told: found({
      activity: ["dispute_opened", "disputed"].map((kind) => ({
        ...{ at, kind, actor: { kind: "stripe", id: null, name: null }, amount: null },
        note: "Disputed: an_odd_reason",
      })),
    }),
  },
  "the patient has nothing": { views: [view], told: credit(0) },
  "the patient can spend a part of the payment": { views: [view], told: credit(1_000), presses },
  "the patient can spend a cent of the payment": { views: [view], told: credit(1) },
  "a payment on hold is spent": {
    views: [view],
    told: found({ ...spent, hold: { reason: "fraud_warning", since: at } }),
  },
  "a refund failed before": {
    views: [view],
    told: found({ ...whole, refunds: [refund("ref_1", "failed", { failure: "expired_or_canceled_card" })] }),
    presses: /^button Refund/,
  },
  "the patient has no name": { views: [view], told: found({ patient: { id: "pat_ana", name: null } }), presses },
  "staff are thorough with a payment": { views: [view], told: recorded, presses: /Transfer|Void/, thoroughly: true },
  "staff are thorough with a payment on hold": {
    views: [view],
    told: found({ hold: { reason: "fraud_warning", since: at } }),
    presses: /Refund|Release/,
    thoroughly: true,
  },
});

const made = (change) => gives("POST", "/refunds", change);
const days = (count) => new Date(Date.parse("2026-11-24T15:00:00Z") - count * 86_400_000).toISOString();
const send = press("dialog [type=submit]");
const cancel = press("dialog .actions [type=button]");
const reason = (text) => type("#reason", text);
const giveBack = ["Refund", reason("Moved"), send];
const wrong = (...fields) =>
  refuses(
    400,
    "invalid_request",
    fields.map((field) => ({ field, message: "No" })),
  );
const outside = (name, value) => type(`#${name}`, value);
holdPaths([
  ["refund, and it is still at the bank", view, both(found(whole), made({ status: "pending" })), giveBack],
  ["refund, and it fails for a reason", view, made({ status: "failed", failure: "odd_reason" }), giveBack],
  ["refund, and it fails", view, made({ status: "failed", failure: null }), giveBack],
  ["refund an old payment by card", view, found({ succeeded_at: days(181) }), giveBack],
  ["refund a payment of half a year", view, found({ succeeded_at: days(180) }), ["Refund"]],
  ["refund a payment of more than half a year", view, found({ succeeded_at: days(180.001) }), ["Refund"]],
  ["refund a payment that began long ago", view, found({ succeeded_at: null, created_at: days(200) }), ["Refund"]],
  [
    "refund outside Stripe",
    view,
    both(found({ succeeded_at: days(200) }), made({ outside: { tender: "cheque", reference: "No. 9" } })),
    [
      ...["Refund", type("#way", "outside"), send, outside("tender", "cheque"), reason("Moved")],
      ...[type("#way", "card"), type("#way", "outside"), send],
    ],
  ],
  [
    "refund outside Stripe with a reference",
    view,
    both(recorded, made({ outside: { tender: "cash", reference: null } })),
    ["Refund", outside("tender", "cash"), outside("reference", "No. 9"), reason("Moved"), send],
  ],
  [
    "refund an amount that can't be",
    view,
    undefined,
    ["Refund", ...["", "0", "0.01", "30.01", "1.2.3", "30.00"].flatMap((text) => [type("#amount", text), send])],
  ],
  ["think better of a refund", view, undefined, ["Refund", cancel]],
  [
    "hit Enter in a refund",
    view,
    undefined,
    ["Refund", focus("#reason"), key("Enter"), key("Enter", { repeat: true })],
  ],
  ["lose the answer to a refund, and ask again", view, loses, [...giveBack, tells(asIs), send]],
  [
    "lose the answer to a refund, and ask for another",
    view,
    loses,
    ["Refund", reason("Moved"), together(send, send), cancel, ...giveBack, cancel, "Refund", reason("Other"), send],
  ],
  ["learn which fields of a refund are wrong", view, wrong("reason", "amount"), giveBack],
  ["learn that another field of a refund is wrong", view, wrong("other"), giveBack],
  ["learn which field of a transfer is wrong", view, wrong("amount"), ["Transfer", send]],
  ["give a reason of blanks for a void", view, recorded, ["Void", reason("  "), send, reason("Typed twice"), send]],
]);

test("staff see a payment, and can't give it back", async () => {
  await as("staff");
  const lines = [];
  for (const story of [recorded, found({ hold: { reason: "fraud_warning", since: at } })])
    lines.push(...(await visited(`#/${view}`, story, /Apply/)));
  held("clinic-staff-see-a-payment", lines);
});
