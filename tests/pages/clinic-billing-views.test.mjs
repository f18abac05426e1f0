/** Billing Settings, as staff read and change them. */
import { test } from "node:test";
import { as, both, failsAt, holdClinic, holdPaths, nothing, openClinic, press, refuses, slow } from "./clinic.mjs";
import { together, type } from "./clinic.mjs";
import { asIs } from "./page.mjs";
import { at, reads, sam } from "./stories.mjs";
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

holdClinic({
  "staff are thorough with billing settings": {
    views: ["billing"],
    told: changes,
    presses: /Save|Remove/,
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
    "meet a change of one amount, and keep their switches and choices",
    "billing",
    changedBy(kim, { top_up_minimum: 600 }),
    [
      ...[...["#enabled", "#refunds", "#patients-may-apply"].map(press), set("suggested-1", "30")],
      ...[set("invoices", "any"), set("apply_automatically", "oldest_first"), set("notice_email", ""), save, save],
    ],
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
]);

test("staff read the settings that they can't change", async () => {
  await as("staff");
  const lines = await visited("#/billing", both(off("no_primary_account"), changes), nothing);
  lines.push(...(await visited("#/billing", settings({ ...everything, refund_policy: "Ask us." }), nothing)));
  const reasons = ["account_credit_disabled", "clinic_not_supported", "primary_account_not_eligible", "a_later_one"];
  for (const reason of reasons) lines.push(...(await visited("#/billing", off(reason), nothing)).slice(0, 24));
  held("clinic-staff-read-the-settings", lines);
});
