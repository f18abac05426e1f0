/** The overview, the reports and the disputes, as staff read them and take them along. */
import { test } from "node:test";
import { as, both, failsAt, holdClinic, holdPaths, narrow, nothing, openClinic, press } from "./clinic.mjs";
import { slow, together, type, widen } from "./clinic.mjs";
import { at, money, payment, reads } from "./stories.mjs";
import { held } from "./views.mjs";
import { outline } from "./dom.mjs";
import { goesTo, visited } from "./visit.mjs";

await openClinic();
const overview = (changes) => reads({ "clinic/overview": changes });
const settings = (changes) => reads({ "billing-settings": changes });
const off = settings({ top_ups: { enabled: false, reason: "primary_account_not_eligible" } });
const attention = (kind, name) => ({
  kind,
  patient: { id: "pat_x", name },
  payment_id: payment,
  amount: money(700),
  since: at,
});
const calm = { attention: [], open_disputes: 0 };
const part = (id, name, amount) => ({ id, name, closing: money(amount) });
const accounts = reads({
  "payment-accounts": ({ items: [one] }) => ({
    items: [
      { ...one, eligible: false, name: "Main" },
      { ...one, id: "acct_2", is_primary: false, eligible: false, name: "North" },
    ],
  }),
});
const firstRun = (changes) => both(overview({ ...calm, has_top_ups: false }), settings(changes));

const dispute = (index, changes) => ({
  id: `du_${index}`,
  payment_id: `pay_${index}`,
  patient: { id: `pat_${index}`, name: index % 2 ? null : `Patient ${index}` },
  amount: money(1_000 + index),
  reason: "fraudulent",
  status: "needs_response",
  opened_at: "2026-11-20T03:00:00Z",
  due_by: null,
  withdrawn: money(0),
  reinstated: money(0),
  fee: money(0),
  ...changes,
});
const due = (due_by, status = "needs_response") => ({ due_by, status });
const disputes = reads({
  "clinic/disputes": {
    items: [
      due("2026-11-24T14:59:59Z"),
      due("2026-11-24T15:00:00Z"),
      due("2026-11-24T23:00:00Z", "warning_needs_response"),
      due("2026-11-25T14:00:00Z", "under_review"),
      due("2026-11-28T04:30:00Z", "warning_under_review"),
      due("2026-11-28T05:30:00Z", "of_a_later_release"),
      due("2026-12-28T12:00:00Z"),
      { status: "won", withdrawn: money(1_007), reinstated: money(1_007), fee: money(1) },
      { status: "lost", withdrawn: money(1), reason: "an_odd_reason" },
    ].map((changes, index) => dispute(index, changes)),
    next_cursor: null,
  },
});
const pages = (end) =>
  reads({ [end]: (found, path) => ({ ...found, next_cursor: path.includes("cursor") ? null : "c2" }) });

const days = Array.from({ length: 5 }, (_, index) => `2026-11-${20 + index}`);
const group = (id, name, ...closing) => ({ id, name, closing });
const liability = (groups, of = days) => reads({ "reports/liability": { groups, days: of } });
const seven = ["a", "b", "c", "d", "e", "f", "g"].map((id, index) =>
  group(
    `loc_${id}`,
    index === 3 ? null : `At ${id}`,
    100 * index,
    0,
    400,
    -300,
    index === 5 ? -900 : 1_000 * ((index * 3) % 7),
  ),
);
const few = [
  group("card_online", null, 0, 0, 0, 0, 0),
  group(null, null, 100, 50, 25, 10, 5),
  group("x", "Third", 1, 2, 3, 2, 10),
];

const line = (index, changes) => ({
  patient: { id: `pat_${index}`, name: index % 2 ? null : `Patient ${index}` },
  payment_id: `pay_${index}`,
  receipt_number: null,
  received_on: `2026-11-0${index + 1}`,
  recorded_on: `2026-11-1${index}`,
  days_open: index,
  location: { id: "loc_main", name: `Place ${index}` },
  account_id: null,
  source: "recorded",
  tender: null,
  received: money(1_000),
  unapplied: money(600 + index),
  amount: money(2_000 + index),
  fee: money(50),
  net: money(1_950),
  payout_id: null,
  paid_out_on: null,
  ...changes,
});
const unapplied = (lines, next_cursor = null) =>
  reads({
    "reports/unapplied-credit": (found) => ({
      ...found,
      lines,
      next_cursor,
      totals: {
        ...found.totals,
        by_age: [
          { from_days: 0, to_days: 30, unapplied: money(3_000) },
          { from_days: 31, to_days: 90, unapplied: money(0) },
          { from_days: 91, to_days: 365, unapplied: money(-100) },
          { from_days: 366, to_days: null, unapplied: money(6_000) },
        ],
      },
    }),
  });
const movers = reads({
  "reports/credit-movement": ({ groups: [one], ...found }) => ({
    ...found,
    groups: [
      one,
      { ...one, id: "acct_2", name: null, opening: money(-100), refund_failed: money(100), closing: money(0) },
      { ...one, id: null, name: null, voided: money(-1), applied: money(0), card_online: money(0), closing: money(-1) },
    ],
    totals: { ...found.totals, opening: money(500), closing: money(200) },
  }),
});
const takings = (lines, totals = {}, next_cursor = null) =>
  reads({ "reports/takings": (found) => ({ ...found, lines, next_cursor, totals: { ...found.totals, ...totals } }) });
const taken = [
  line(0, { source: "card_online", paid_out_on: "2026-11-15", payout_id: "po_1" }),
  line(1, { source: "card_online", fee: null, net: null }),
  line(2, { tender: "cheque", fee: null, net: null }),
  line(3, { source: "opening_balance", fee: money(0) }),
];
const open = [line(0, {}), line(1, { source: "memo", unapplied: money(-5) }), line(2, { source: "transfer" })];
const all = ["reports", "unapplied-credit", "credit-movement", "takings"];

holdClinic({
  "nothing needs attention": { views: [""], told: overview(calm) },
  "much needs attention": {
    views: [""],
    told: both(
      overview({
        attention: [attention("hold", "Ben"), attention("refund_failed", null)],
        ...{ open_disputes: 99, more_disputes: true, disabled_endpoints: 1 },
        by_location: [part("loc_1", "West", -100), part("loc_2", null, 0), part("loc_3", "Up", 1)],
        by_account: [part(null, null, 100), part("acct_2", "North", 200)],
      }),
      off,
      accounts,
    ),
  },
  "top-ups are off while the primary account is fine": { views: [""], told: both(overview(calm), off) },
  "the clinic has everything but its first top-up": { views: [""], told: firstRun({}) },
  "the clinic has nothing yet": {
    views: [""],
    told: firstRun({
      ...{ primary_account_id: null, account_credit_enabled: false },
      top_ups: { enabled: false, reason: "no_active_location" },
    }),
  },
  "the first steps can't be read": {
    views: [""],
    told: both(overview({ has_top_ups: false }), failsAt("billing-settings")),
  },
  "the overview can't be read": { views: [""], told: failsAt("overview") },
  "disputes are due at every time": { views: ["disputes", "disputes/all"], told: disputes, presses: /Download/ },
  "there are no disputes": {
    views: ["disputes", "disputes/all"],
    told: reads({ "clinic/disputes": { items: [], next_cursor: null } }),
  },
  "disputes go on": { views: ["disputes", "disputes/all"], told: pages("clinic/disputes"), presses: /more/ },
  "the file of disputes can't be made": {
    views: ["disputes"],
    told: (method, path, content) =>
      typeof content === "string" ? { refused: 503, status: 503, code: "temporarily_unavailable" } : content,
    presses: /Download/,
  },
  "credit is held in seven groups": {
    views: ["reports", "reports?days=30&group_by=account", "reports?days=1&group_by=odd"],
    told: liability(seven),
  },
  "credit is held in a few groups": {
    views: ["reports?days=365&group_by=source", "reports?group_by=location"],
    told: liability(few),
  },
  "credit is held in five groups": { views: ["reports"], told: liability(seven.slice(0, 5)) },
  "credit is held in six groups": { views: ["reports"], told: liability(seven.slice(0, 6)) },
  "credit was held for one day": { views: ["reports"], told: liability([group("x", "One", 700)], days.slice(0, 1)) },
  "credit was held for two days": {
    views: ["reports"],
    told: liability([group("x", "One", 700, 350), group("y", "Two", 0, 1)], days.slice(0, 2)),
  },
  "no credit is held": { views: ["reports"], told: liability([group("x", "One", 0, 0, 0, 0, 0)]) },
  "reports are tables": { views: all, told: both(unapplied(open), movers, takings(taken)), wide: true },
  "reports are lists": {
    views: [...all, "credit-movement?group_by=account", "credit-movement?group_by=source"],
    told: both(unapplied(open), movers, takings(taken, { voided: money(100), fees_unknown: 2 })),
  },
  "reports are empty": { views: all, told: both(unapplied([]), takings([])), wide: true },
  "reports are asked for by their addresses": {
    views: [
      "unapplied-credit?as_of=2026-10-31&location_id=loc_main&account_id=acct_9&source=memo&min_days=91&odd=1",
      "unapplied-credit?account_id=loc_main&min_days=45",
      "credit-movement?from=2026-10-01&to=2026-10-31&group_by=account",
      "takings?from=2026-10-01&to=2026-10-31",
    ],
    told: movers,
    wide: true,
  },
});

const more = press("main .payments div > .button");
holdPaths([
  [
    "choose what the reports show",
    "reports",
    undefined,
    [type("#days", "30"), type("#group_by", "source"), "Download", type("#days", "365")],
  ],
  [
    "choose what a report of unapplied credit shows",
    "unapplied-credit",
    undefined,
    [
      ...[
        type("#as_of", "2026-10-31"),
        type("#age", "31"),
        type("#location", "loc_main"),
        type("#account", "loc_main"),
      ],
      ...[type("#source", "memo"), "Download", type("#as_of", ""), type("#source", "")],
    ],
  ],
  [
    "choose what a report of movement shows",
    "credit-movement",
    movers,
    [widen, type("#from", "2026-10-01"), type("#to", "2026-10-31"), type("#group_by", "account"), "Download"],
  ],
  [
    "choose the days of takings",
    "takings",
    undefined,
    [type("#from", "2026-10-01"), type("#to", "2026-10-31"), "Download"],
  ],
  ["read on in unapplied credit", "unapplied-credit", unapplied(open, "c2"), [more, widen, more]],
  ["read on in takings", "takings", takings(taken, {}, "c2"), [widen, more, narrow, together(more, more)]],
  ["can't read on in takings", "takings", both(takings(taken, {}, "c2"), failsAt("cursor=c2")), [more]],
  ["see a report on a screen that changes", "takings", undefined, [widen, narrow, goesTo("#/locations"), widen]],
  [
    "can't choose days of a report",
    "takings",
    failsAt("from=2026-10-01"),
    [type("#from", "2026-10-01"), widen, type("#from", "")],
  ],
  [
    "can't choose days of all reports",
    "reports",
    failsAt("group_by=source"),
    [type("#group_by", "source"), type("#group_by", "account")],
  ],
  [
    "get an earlier answer of the reports late",
    "reports",
    slow("group_by=source", (method, path, content) =>
      path.includes("group_by=source") ? liability(few)(method, path, content) : content,
    ),
    [together(type("#group_by", "source"), type("#group_by", "account"))],
  ],
  [
    "get an earlier answer of a report late",
    "takings",
    slow("from=2026-10-01", (method, path, content) =>
      path.includes("from=2026-10-01") ? takings(taken)(method, path, content) : content,
    ),
    [together(type("#from", "2026-10-01"), type("#from", "2026-10-02"))],
  ],
  [
    "see a report's screen change before it is there",
    "takings",
    slow("takings"),
    [goesTo("#/takings?from=2026-10-01"), together(widen, narrow)],
  ],
]);

/** A file of as many pages as there are texts. */
const file =
  (...texts) =>
  (method, path, content) => {
    if (typeof content !== "string") return content;
    const page = Number(/cursor=p(\d)/.exec(path)?.[1] ?? 0);
    return { table: texts[page], link: page + 1 < texts.length ? `<?cursor=p${page + 1}>; rel="next"` : undefined };
  };
holdPaths([
  [
    "download a file of three pages",
    "takings",
    file("\uFEFFa,b\r\n1,2\r\n", "a,b\r\n3,4\r\n", "a,b\r\n5\r\n"),
    ["Download"],
  ],
  ["download a file that is empty", "disputes", file("a,b\r\n"), ["Download"]],
]);
test("the link to the disputes tells how many are open", async () => {
  const counted = (count, next_cursor) =>
    reads({
      "clinic/disputes": { items: Array.from({ length: count }, (_, index) => dispute(index, {})), next_cursor },
    });
  const lines = [];
  const look = async (view, story) => {
    await visited(view, story, nothing);
    lines.push(...outline(document.getElementById("open-disputes")));
  };
  for (const story of [counted(0, null), counted(2, null), counted(99, "c2"), failsAt("limit=99")])
    await look("#/disputes", story);
  for (const changes of [calm, { open_disputes: 7 }, { open_disputes: 99, more_disputes: true }])
    await look("#/", overview(changes));
  held("clinic-the-link-to-disputes", lines);
});

test("staff see the overview, without what only full access can put right", async () => {
  await as("staff");
  const lines = [];
  for (const story of [
    both(overview({ ...calm, disabled_endpoints: 2 }), off, accounts),
    overview({ ...calm, disabled_endpoints: 1 }),
  ])
    lines.push(...(await visited("#/", story, nothing)));
  lines.push(...(await visited("#/unapplied-credit", undefined, nothing)));
  held("clinic-staff-see-the-overview", lines);
});

test("a patient can't read the staff's overview", async () => {
  await as("patient");
  held("clinic-a-patient-sees-no-overview", await visited("#/", failsAt("", 403, "forbidden"), nothing));
});
