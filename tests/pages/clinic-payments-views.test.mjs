/** The list of payments, as staff filter, sort and read it. */
import { test } from "node:test";
import { as, begin, both, failsAt, holdClinic, holdPaths, narrow, nothing, openClinic, press } from "./clinic.mjs";
import { slow, together, type, widen } from "./clinic.mjs";
import { everyState, money, reads } from "./stories.mjs";
import { held } from "./views.mjs";
import { goesBack as back, goesTo as goTo, visited } from "./visit.mjs";

await openClinic();
const list = (change) => reads({ "clinic/payments": change });
/** Of each source, patient, place and amount another order, and one that has no time of success. */
const kinds = [
  [5_000, "card_online", "Ana Núñez", "West", "2026-11-23T14:30:00Z", 3_000],
  [900, "memo", null, "Main Street", "2026-11-22T14:30:00Z", 900],
  [12_000, "recorded", "Élodie", "North", null, 0],
  [12_000, "transfer", "eric", "East", "2026-11-20T04:30:00Z", -200],
  [700, "opening_balance", "Zoé", "East", "2026-11-19T04:30:00Z", 700],
];
const mixed = ({ items: [one], ...more }) => ({
  ...more,
  items: kinds.map(([amount, source, name, place, at, left], index) => ({
    ...one,
    id: `pay_${index}`,
    patient_id: `pat_${index}`,
    patient: { id: `pat_${index}`, name },
    amount: money(amount),
    applied: money(0),
    unapplied: money(left),
    source,
    card: source === "card_online" ? one.card : null,
    location: { id: `loc_${index}`, name: place },
    succeeded_at: at,
    created_at: "2026-11-21T10:00:00Z",
  })),
});
const states = ({ items: [one], ...more }) => ({ ...more, items: everyState(one) });
/** A list of so many pages, of so many payments each. */
const pages = (count, size) => (method, path, content) => {
  if (!path.startsWith("clinic/payments?")) return content;
  const page = Number(/cursor=c(\d+)/.exec(path)?.[1] ?? 1);
  const items = Array.from({ length: size }, (_, index) => ({
    ...content.items[0],
    id: `pay_${page}_${index}`,
    amount: money(10_000 * page + 100 * (size - index)),
  }));
  const totals = page === 1 ? content.totals : null;
  return { ...content, items, totals, next_cursor: page < count ? `c${page + 1}` : null };
};
const counted = (payments) => list((found) => ({ ...found, totals: payments && { ...found.totals, payments } }));
const more = press("main .payments div > .button");
const columns = ["paid", "patient", "source", "location", "amount", "unapplied", "status"];
const filters = "unapplied=false&q=ana&from=2026-11-01&to=2026-11-20&source=recorded&location_id=loc_main";

holdClinic({
  "payments of every state are in a table": { views: ["payments"], told: list(states), wide: true },
  "payments of every kind are listed": {
    views: ["payments?unapplied=false", "patient/pat_ana"],
    told: reads({ "clinic/payments": mixed, "pat_ana/payments": mixed }),
  },
  "payments of every state are a patient's": {
    views: ["patient/pat_ana"],
    told: reads({ "pat_ana/payments": states }),
  },
  "a list of payments is asked for by its address": {
    views: [
      "payments?sort=amount",
      "payments?sort=-patient&unapplied=false",
      "payments?sort=odd&odd=1",
      `payments?${filters}&account_id=acct_demo_main`,
    ],
    told: list(mixed),
    wide: true,
  },
  "no payment fits": {
    views: ["payments", "payments?unapplied=false", "payments?q=ana"],
    told: list((found) => ({ ...found, items: [] })),
  },
  "the totals are of two payments": { views: ["payments"], told: counted(2) },
  "the totals are unknown": { views: ["payments"], told: counted(null), presses: /All payments/ },
  "a first page is empty and the list goes on": {
    views: ["payments"],
    told: list((found) => ({ ...found, items: [], next_cursor: "c2" })),
  },
});

holdPaths([
  [
    "sort payments by each column, either way",
    "payments",
    list(mixed),
    [widen, ...columns.flatMap((name) => [press(`#sort-${name}`), press(`#sort-${name}`)])],
  ],
  [
    "sort payments that go on",
    "payments",
    pages(2, 25),
    [widen, ...["amount", "paid", "paid"].map((name) => press(`#sort-${name}`))],
  ],
  ["read on in the list of payments", "payments", pages(3, 25), ["more", "more"]],
  ["read on in the table of payments", "payments", pages(3, 25), [widen, "more"]],
  ["have a screen that becomes wide and narrow", "payments", pages(2, 25), [widen, narrow, goTo("#/locations"), widen]],
  ["ask for more payments twice", "payments", pages(3, 25), [together(more, more)]],
  ["can't read on in payments", "payments", both(pages(3, 25), failsAt("cursor=c2")), ["more"]],
  [
    "can't sort payments",
    "payments",
    both(pages(3, 25), failsAt("cursor=c2")),
    [widen, press("#sort-amount"), goTo("#/locations")],
  ],
  [
    "can't filter payments",
    "payments",
    failsAt("source=recorded"),
    [type("#source", "recorded"), "Download", type("#source", "")],
  ],
  [
    "filter payments",
    "payments",
    undefined,
    [
      type("#name", "a"),
      type("#name", " an "),
      type("#from", "2026-11-01"),
      type("#to", "2026-11-20"),
      "Download",
      ...[type("#source", "card_online"), type("#location", "loc_main"), type("#account", "acct_demo_main")],
      ...[type("#which", "false"), type("#name", ""), type("#from", "")],
      ...[goTo("#/locations"), goTo("#/payments"), goTo("#/locations"), goTo("#/payments?q=ben")],
    ],
  ],
  [
    "type a name by and by",
    "payments",
    undefined,
    [together(begin("#name", "an"), begin("#name", "ana")), type("#name", "b")],
  ],
  [
    "come back to a list of payments",
    "payments",
    pages(9, 25),
    ["more", goTo("#/payment/pat_ana/pay_1"), back, goTo("#/payments?unapplied=false"), goTo("#/locations"), back],
  ],
  [
    "get an earlier answer about payments late",
    "payments",
    slow("source=recorded", (method, path, content) =>
      path.includes("source=recorded") ? counted(7)(method, path, states(content)) : content,
    ),
    [together(type("#source", "recorded"), type("#source", "memo"))],
  ],
  [
    "get a later page of payments late",
    "payments",
    slow("cursor=c2", pages(3, 25)),
    [together(more, type("#source", "memo"))],
  ],
]);

test("of very many payments a thousand are sorted, which is told", async () => {
  const lines = await visited("#/payments?sort=amount", pages(3, 500), nothing);
  held(
    "clinic-a-thousand-payments",
    lines.filter((line) => /^asks|Sorted|Show more/.test(line)),
  );
});

test("staff see payments, but not of which account", async () => {
  await as("staff");
  held("clinic-staff-see-payments", await visited("#/payments", list(states), /Download/));
});
