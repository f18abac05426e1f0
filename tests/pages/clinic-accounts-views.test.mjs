/** The clinic's payments accounts, locations and nightly audits. */
import { both, holdClinic, holdPaths, openClinic, press, refuses, type } from "./clinic.mjs";
import { asIs } from "./page.mjs";
import { at, money, reads } from "./stories.mjs";
import { tells } from "./visit.mjs";

await openClinic();
const send = press("dialog [type=submit]");
const cancel = press("dialog .actions [type=button]");
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
  "staff are thorough with accounts and locations": {
    views: ["accounts", "locations"],
    told: both(accounts(account, { ...account, id: "acct_2" }), locations(["West", true], ["East", false])),
    presses: /Primary|Rename|Close|Reopen/,
    thoroughly: true,
  },
  "staff are thorough with an audit": { views: ["proofs"], told: proofs, presses: /Download/, thoroughly: true },
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
});

const set = (name, value) => type(`#${name}`, value);
holdPaths([
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
