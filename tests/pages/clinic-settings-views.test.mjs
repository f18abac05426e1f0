/** The clinic's settings: billing, accounts, locations, nightly audits and webhooks, as staff read and change them. */
import { test } from "node:test";
import {
  as,
  both,
  clipboard,
  failsAt,
  focus,
  gives,
  holdClinic,
  holdPaths,
  key,
  loses,
  nothing,
  openClinic,
} from "./clinic.mjs";
import { press, refuses, slow, together, type } from "./clinic.mjs";
import { asIs } from "./page.mjs";
import { at, money, reads, sam } from "./stories.mjs";
import { held } from "./views.mjs";
import { goesTo, tells, visited } from "./visit.mjs";

await openClinic();
const settings = (changes) => reads({ "billing-settings": changes });
const send = press("dialog [type=submit]");
const cancel = press("dialog .actions [type=button]");
const save = press("main form .primary");
const kim = { kind: "staff", id: "usr_kim", name: "Kim" };
const off = (reason) => settings({ top_ups: { enabled: false, reason } });
const change = (field, before, after, by = kim) => ({ at, by, version: 3, field, before, after });
const changes = reads({
  "billing-settings/changes": {
    items: [
      change("top_up_minimum", null, 1_000),
      change("account_credit_enabled", true, false, sam),
      change("suggested_amounts", [2_500, 5_050], []),
      change("primary_account_id", "acct_demo_main", "acct_gone"),
      change("invoices", "any", "known", { kind: "system", id: null, name: null }),
      change("refund_policy", null, "Ask us."),
      change("of_a_later_release", "one", "two", { kind: "staff", id: "usr_lee", name: null }),
    ],
    next_cursor: null,
  },
});
const account = {
  id: "acct_1",
  name: "Main",
  country: "CA",
  currency: "cad",
  charges_enabled: true,
  payouts_enabled: true,
  is_primary: false,
  eligible: true,
  ineligible_reason: null,
};
const unfit = (id, ineligible_reason, more = {}) => ({
  ...account,
  id,
  name: `Account ${id}`,
  eligible: false,
  ineligible_reason,
  ...more,
});
const accounts = (...items) => reads({ "payment-accounts": { items } });
const endpoints = (...changes) =>
  reads({
    "webhook-endpoints": ({ items: [one] }) => ({
      items: changes.map((more, index) => ({ ...one, id: `we_${index}`, url: `https://${index}.example/`, ...more })),
    }),
  });
const delivery = (status, http_status, error) => ({
  event_id: "evt_1",
  type: "refund.failed",
  at,
  attempt: 1,
  status,
  http_status,
  error,
  duration_ms: 12,
  next_attempt_at: null,
});
const deliveries = (...items) => reads({ deliveries: { items, next_cursor: null } });
const earlier = "2026-11-20T08:00:00Z";
const later = "2026-11-25T08:00:00Z";
const locations = (...items) =>
  reads({
    "clinic/locations": { items: items.map(([name, active], index) => ({ id: `loc_${index}`, name, active })) },
  });
const difference = (kind, more = {}) => ({
  kind,
  side: "card",
  source: "ref_x2",
  account_id: null,
  payment_id: null,
  amount: money(-2_000),
  since: "2026-11-23T02:30:00Z",
  ...more,
});
const night = (date, ...differences) => ({
  date,
  until: at,
  liability: money(5_000),
  booked: money(4_000),
  at_stripe: money(3_000),
  transactions: 12,
  differences,
  url: "https://proofs.example/x",
});
const proofs = reads({
  "clinic/proofs": (_, path) => ({
    items: [
      night("2026-11-23"),
      night(
        "2026-11-22",
        difference("ours_only", { account_id: "acct_demo_main", amount: money(700) }),
        difference("late", { account_id: "acct_gone", payment_id: "pay_9" }),
      ),
      night("2026-11-21"),
      night("2026-11-20", difference("amount")),
    ],
    next_cursor: path.includes("cursor") ? null : "c2",
  }),
});

holdClinic({
  "staff are thorough with billing settings": {
    views: ["billing"],
    told: changes,
    presses: /Save|Remove/,
    thoroughly: true,
  },
  "staff are thorough with accounts and locations": {
    views: ["accounts", "locations"],
    told: both(accounts(account, { ...account, id: "acct_2" }), locations(["West", true], ["East", false])),
    presses: /Primary|Rename|Close|Reopen/,
    thoroughly: true,
  },
  "staff are thorough with an audit": { views: ["proofs"], told: proofs, presses: /Download/, thoroughly: true },
  "staff are thorough with webhooks": { views: ["webhooks"], presses: /button/, thoroughly: true },
  "staff are thorough with an endpoint that is off": {
    views: ["webhooks"],
    told: endpoints({ disabled_at: at }),
    presses: /Turn on/,
    thoroughly: true,
  },
  "there is no primary account": { views: ["billing"], told: off("no_primary_account") },
  "nothing is set": {
    views: ["billing"],
    told: both(
      settings({
        suggested_amounts: [100, 150, 200, 250, 300, 350],
        statement_descriptor: null,
        statement_name: null,
        apply_automatically: "oldest_first",
        patients_may_apply: false,
        refund_fraud_warnings: true,
        changed_by: null,
        notice_email_undeliverable: { reason: "complained", since: at },
      }),
      reads({ "billing-settings/changes": { items: [], next_cursor: null } }),
    ),
  },
  "the settings' history can't be read": { views: ["billing"], told: failsAt("changes") },
  "accounts are unfit for each reason": {
    views: ["accounts"],
    told: accounts(
      unfit("acct_a", "charges_disabled", { charges_enabled: false }),
      unfit("acct_b", "payouts_disabled", { payouts_enabled: false, country: "US", currency: "usd" }),
      account,
      unfit("acct_c", "capability_inactive"),
      unfit("acct_d", "requirements_due", { is_primary: true }),
      unfit("acct_e", "deauthorized"),
      unfit("acct_f", "of_a_later_release"),
      unfit("acct_g", null),
      { ...account, id: "acct_2" },
    ),
    presses: /Stripe/,
  },
  "an account's link can't be had": {
    views: ["accounts"],
    told: both(accounts(unfit("acct_d", "requirements_due")), refuses(503, "temporarily_unavailable")),
    presses: /Stripe/,
  },
  "locations are open and closed": {
    views: ["locations"],
    told: locations(["West", true], ["East", false], ["", true]),
    presses: /./,
  },
  "there are no locations": { views: ["locations"], told: locations() },
  "audits found differences": { views: ["proofs"], told: proofs, presses: /more/ },
  "no audit was made": { views: ["proofs"], told: reads({ "clinic/proofs": { items: [], next_cursor: null } }) },
  "audits all agree": {
    views: ["proofs"],
    told: reads({ "clinic/proofs": { items: [night("2026-11-23"), night("2026-11-22")], next_cursor: null } }),
  },
  "endpoints are in every state": {
    views: ["webhooks"],
    told: endpoints(
      { created_by: sam, previous_secret_valid_until: later },
      { failing_since: earlier, next_attempt_at: later, created_by: kim, previous_secret_valid_until: earlier },
      { disabled_at: at, previous_secret_valid_until: "2026-11-24T15:00:00Z" },
      { disabled_at: at, failing_since: earlier },
    ),
  },
  "there is no endpoint": { views: ["webhooks"], told: endpoints() },
  "nothing was sent yet": { views: ["webhooks"], told: deliveries() },
  "deliveries went every way": {
    views: ["webhooks"],
    told: deliveries(
      delivery("delivered", 204, null),
      delivery("failed", null, "timeout"),
      delivery("failed", null, "of_a_later_release"),
      delivery("failed", null, null),
      delivery("failed", 500, null),
    ),
  },
  "the last delivery got no response": {
    views: ["webhooks"],
    told: deliveries(delivery("failed", null, "connection_failed")),
  },
});

const set = (name, value) => type(`#${name}`, value);
const add = press("main fieldset > .button");
const removeLast = press(".suggestion button");
const changedBy = (changed_by, theirs) => {
  let times = 0;
  return (method, path, content) => {
    if (method === "PATCH" && (times += 1) === 1) return { refused: 412, status: 412, code: "stale_version" };
    return times && path.endsWith("billing-settings") ? { ...content, ...theirs, changed_by } : content;
  };
};
const everything = {
  account_credit_enabled: false,
  top_up_minimum: 600,
  top_up_maximum: 90_000,
  balance_maximum: 400_000,
  memo_maximum: 1_000,
  memo_daily_maximum: 2_000,
  suggested_amounts: [],
  refund_fraud_warnings: true,
  patients_may_apply: false,
  notice_email: null,
  refund_policy: null,
  statement_name: null,
  statement_descriptor: null,
  invoices: "any",
  apply_automatically: "oldest_first",
};
const limits = [
  ["top_up_minimum", "0.49", "0.50", "1000.01", "999999.99", "1000000.00", "5"],
  ["top_up_maximum", "4.99", "1000000", "5000.01", "1000"],
  ["balance_maximum", "999.99", "10000000", "9999999.90", "1000"],
  ["memo_maximum", "-0.01", "1000000", "0"],
  ["memo_daily_maximum", "10000000", "9999999.90", "0"],
];
holdPaths([
  ...limits.map(([name, ...amounts]) => [
    `set the ${name} as far as it goes`,
    "billing",
    undefined,
    amounts.flatMap((text) => [set(name, text), save]),
  ]),
  [
    "empty the limits",
    "billing",
    undefined,
    ["top_up_minimum", "top_up_maximum", "balance_maximum"].flatMap((name) => [
      set(name, ""),
      save,
      set(name, "x"),
      save,
    ]),
  ],
  [
    "add, change and remove suggested amounts",
    "billing",
    undefined,
    [
      ...[add, set("suggested-4", "50"), save, set("suggested-4", "4.99"), save, set("suggested-4", "1000.01"), save],
      ...[set("suggested-4", "75"), add, add, add, save, removeLast, removeLast, removeLast, save],
    ],
  ],
  [
    "add a seventh amount",
    "billing",
    settings({ suggested_amounts: [500, 600, 700, 800, 900] }),
    [add, removeLast, add],
  ],
  [
    "set what patients read before paying",
    "billing",
    undefined,
    [
      ...["A*B", "A<", ">", "'A'", '"A"', "A\\B", "123", "12a", "é", ""].flatMap((text) => [
        set("statement_name", text),
        save,
      ]),
      ...[set("refund_policy", ""), save, set("refund_policy", "No refunds"), set("notice_email", ""), save],
    ],
  ],
  [
    "turn every switch",
    "billing",
    undefined,
    [
      press("#enabled"),
      press("#refunds"),
      press("#patients-may-apply"),
      set("invoices", "any"),
      set("apply_automatically", "oldest_first"),
      save,
      save,
    ],
  ],
  ["save nothing", "billing", undefined, [save]],
  [
    "save, and the first answer comes late",
    "billing",
    slow("billing-settings"),
    [set("top_up_minimum", "6"), together(save, save)],
  ],
  [
    "meet a change of everything by someone else",
    "billing",
    changedBy(kim, everything),
    [set("memo_maximum", "7"), set("notice_email", "a@b.example"), press("#enabled"), save, save],
  ],
  [
    "meet a change of everything, and keep all of their own",
    "billing",
    changedBy(kim, everything),
    [
      ...["top_up_minimum", "top_up_maximum", "balance_maximum", "memo_maximum", "memo_daily_maximum"].map(
        (name, index) => set(name, String(100 + index)),
      ),
      ...[
        set("suggested-1", "101"),
        set("refund_policy", "Mine"),
        set("statement_name", "MINE"),
        set("invoices", "any"),
      ],
      ...[set("notice_email", "mine@b.example"), press("#refunds"), press("#patients-may-apply"), save],
    ],
  ],
  [
    "meet their own change, whose answer was lost",
    "billing",
    changedBy(sam, { top_up_minimum: 600 }),
    [set("top_up_minimum", "6"), save],
  ],
  [
    "meet the same change by someone else",
    "billing",
    changedBy(kim, { top_up_minimum: 600 }),
    [set("top_up_minimum", "6"), save],
  ],
  [
    "can't read the change that someone else made",
    "billing",
    both(refuses(412, "stale_version"), (method, path, content) => content),
    [set("top_up_minimum", "6"), tells(both(refuses(412, "stale_version"), failsAt("billing-settings", 503))), save],
  ],
  ...["statement_name", "refund_policy", "notice_email", "balance_maximum"].map((field) => [
    `learn that the ${field} is refused`,
    "billing",
    refuses(400, "invalid_request", [{ field, message: "No" }]),
    [set("statement_name", "NEW"), save, tells(asIs), save],
  ]),
  [
    "leave settings that aren't saved",
    "billing",
    undefined,
    [set("top_up_minimum", "6"), goesTo("#/locations"), cancel, goesTo("#/locations"), send],
  ],
  [
    "name a location",
    "locations",
    undefined,
    [
      "Rename",
      set("location-name", "  "),
      send,
      set("location-name", " High Street "),
      send,
      "Add",
      set("location-name", "East"),
      send,
    ],
  ],
  ["think better of a location", "locations", undefined, ["Rename", cancel, "Close", cancel, "Add", cancel]],
  [
    "learn that a location can't be saved",
    "locations",
    refuses(409, "location_in_use"),
    ["Close", send, cancel, "Rename", send],
  ],
  ["open a location again", "locations", locations(["East", false]), [press("main .rows .button")]],
  [
    "can't open a location again",
    "locations",
    both(locations(["East", false]), refuses(503, "x")),
    [press("main .rows .button"), tells(asIs)],
  ],
  [
    "make another account primary",
    "accounts",
    accounts({ ...account, id: "acct_9", name: "North" }),
    ["Make Primary", cancel, "Make Primary", send],
  ],
  [
    "can't make an account primary",
    "accounts",
    both(accounts({ ...account, id: "acct_9", name: "North" }), refuses(409, "account_not_eligible")),
    ["Make Primary", send],
  ],
]);

holdPaths([
  [
    "test an endpoint, and it fails",
    "webhooks",
    gives("POST", "/test", { delivered: false, http_status: null, error: "timeout" }),
    ["Send a test", "Send a test"],
  ],
  [
    "can't test an endpoint",
    "webhooks",
    refuses(503, "temporarily_unavailable"),
    ["Send a test", tells(asIs), "Send a test"],
  ],
  ["send again what an endpoint missed", "webhooks", endpoints({ failing_since: earlier }), ["Send again", send]],
  ["send again what an endpoint that is off missed", "webhooks", endpoints({ disabled_at: at }), ["Send again", send]],
  ["send again, and there is more", "webhooks", gives("POST", "/resend", { next_after: "c2" }), ["Send again", send]],
  [
    "send again from a time that can't be",
    "webhooks",
    undefined,
    ["Send again", set("webhook-since", ""), send, set("webhook-since", "2026-11-20T08:00"), send],
  ],
  ["can't send again", "webhooks", refuses(409, "x"), ["Send again", send, cancel]],
  [
    "add an endpoint",
    "webhooks",
    undefined,
    [
      "Add an endpoint",
      send,
      set("webhook-url", " https://a.example "),
      press("dialog [value=refund.failed]"),
      press("dialog [value=dispute.closed]"),
      send,
      send,
    ],
  ],
  [
    "add an endpoint, and close its secret",
    "webhooks",
    undefined,
    ["Add an endpoint", set("webhook-url", "https://a.example"), send, cancel],
  ],
  [
    "think better of an endpoint",
    "webhooks",
    undefined,
    ["Add an endpoint", cancel, "New secret", cancel, "Turn off", cancel, "Remove", cancel],
  ],
  [
    "add an endpoint where nothing can be copied",
    "webhooks",
    undefined,
    ["Add an endpoint", set("webhook-url", "https://a.example"), send, clipboard(false), send, clipboard(true), send],
  ],
  [
    "hit Enter where an endpoint is added",
    "webhooks",
    undefined,
    ["Add an endpoint", focus("#webhook-url"), key("Enter")],
  ],
  ["lose the answer to a new secret", "webhooks", loses, ["New secret", send]],
]);

test("staff read the settings that they can't change", async () => {
  await as("staff");
  const lines = await visited("#/billing", both(off("no_primary_account"), changes), nothing);
  lines.push(...(await visited("#/billing", settings({ ...everything, refund_policy: "Ask us." }), nothing)));
  const reasons = ["account_credit_disabled", "clinic_not_supported", "primary_account_not_eligible", "a_later_one"];
  for (const reason of reasons) lines.push(...(await visited("#/billing", off(reason), nothing)).slice(0, 24));
  held("clinic-staff-read-the-settings", lines);
});
