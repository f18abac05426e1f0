/** What patients meet in My Account beyond the contract's examples, and the paths they take there. */
import { asIs, stripe } from "./page.mjs";
import { empty, entry, fails, money, more, nothing, of, payment, reads, refund, refuses, topUp } from "./stories.mjs";
import { goesBack, goesTo, isOnline, prefers, presses, scrolls, step, tells, waits } from "./visit.mjs";

/** Several changes of the examples, the first that fits. */
const both =
  (...stories) =>
  (method, path, content) =>
    stories.reduce((told, story) => (told === content ? story(method, path, content) : told), content);
const credit = (changes) => reads({ "me/credit": (found) => ({ ...found, ...changes }) });
const offer = (changes) => reads({ "me/credit": (found) => ({ ...found, top_up: { ...found.top_up, ...changes } }) });
const pages = (path, ...found) =>
  reads({
    [path]: (list, asked) => {
      const index = Number(/cursor=p(\d+)/.exec(asked)?.[1] ?? 0);
      return { ...list, items: found[index], next_cursor: index + 1 < found.length ? `p${index + 1}` : null };
    },
  });
const many = (count) => (list) => ({
  ...list,
  items: Array.from({ length: count }, (_, index) => ({ ...list.items[0], id: `pay_${index}` })),
});

const added = (kind, amount, id, at = "2026-11-20T14:30:00Z") => ({ ...entry(kind, amount, 1), payment_id: id, at });
const clinicAdded = both(
  reads({
    "me/top-ups": { items: [], next_cursor: null },
    "top-ups/pay_memo": { refused: 404, status: 404, code: "not_found" },
  }),
  pages(
    "credit/history",
    [added("applied", -500, "pay_cheque"), added("voided", -300, "pay_void")],
    [
      added("recorded", 2_000, "pay_cheque"),
      added("recorded", 300, "pay_void"),
      added("memo", 500, "pay_memo"),
      added("opening_balance", 100, "pay_opening"),
      added("transferred", 250, "pay_in"),
      added("transferred", -250, "pay_out"),
    ],
    [added("memo", 700, "pay_older", "2026-10-20T14:30:00Z")],
  ),
);

const back = { kind: "refund", number: null };
const eventful = both(
  topUp({
    refunded: money(3_000),
    disputed: money(500),
    refunds: [
      refund("ref_1", "pending", { amount: money(1_500) }),
      refund("ref_2", "succeeded", { amount: money(1_500) }),
      refund("ref_3", "failed", { amount: money(400) }),
    ],
  }),
  pages(
    "credit/history",
    [
      entry("disputed", -500, 1),
      entry("refund_failed", 400, 2, { reference: { ...back, id: "ref_3" } }),
      entry("refunded", -400, 3, { reference: { ...back, id: "ref_3" } }),
      entry("refunded", -1_500, 4, { reference: { ...back, id: "ref_1" } }),
      entry("refunded", -1_500, 5, { reference: { ...back, id: "ref_2" } }),
    ],
    [entry("applied", -200, 6, { payment_id: "pay_other" }), entry("applied", -700, 7)],
    [entry("top_up", 5_000, 8)],
    [entry("top_up", 9_900, 9)],
  ),
);
const paidAt = (succeeded_at, changes) =>
  topUp({ succeeded_at, refunded: money(0), refunds: [], disputed: money(0), ...changes });
const just = "2026-11-24T14:30:00Z";

/** The receipt is being drawn for so many questions. */
const prepares = (count, story = asIs) => {
  let left = count;
  return (method, path, content) =>
    /receipt|statement/.test(path) && (left -= 1) >= 0
      ? { status: "preparing", number: "7J5YC-W2M3X" }
      : story(method, path, content);
};
const settles = (status, changes) => (method, path, content) =>
  path.endsWith("/settle") ? { ...content, status, ...changes } : content;

export const stories = {
  "many payments were made": {
    views: [""],
    told: reads({ "me/top-ups": many(6) }),
    presses: nothing,
  },
  "five payments were made, and older ones": {
    views: [""],
    told: reads({ "me/top-ups": (list) => ({ ...many(5)(list), next_cursor: "c2" }) }),
    presses: nothing,
  },
  "five payments were made": { views: [""], told: reads({ "me/top-ups": many(5) }), presses: nothing },
  "the clinic added credit": {
    views: ["", "payments", "payment/pay_cheque", "payment/pay_void", "payment/pay_memo", "payment/pay_in"],
    told: clinicAdded,
    presses: /more|Receipt|Download|Print/i,
  },
  "the clinic added credit, and there is none left": {
    views: [""],
    told: both(credit({ available: money(0) }), clinicAdded),
    presses: nothing,
  },
  "there is one cent": {
    views: [""],
    told: both(credit({ available: money(1), may_apply: false }), clinicAdded),
    presses: nothing,
  },
  "the history goes on without an end": {
    views: [`payment/${payment}`, ""],
    told: both(
      reads({ "me/top-ups": { items: [], next_cursor: null } }),
      reads({ "credit/history": (found) => ({ ...found, items: [entry("applied", -100, 1)], next_cursor: "on" }) }),
    ),
    presses: nothing,
  },
  "much happened to a payment": { views: [`payment/${payment}`, "payments"], told: eventful },
  "a payment was just made": { views: [`done/${payment}`], told: paidAt(just) },
  "a payment was just made with a wallet": {
    views: [`done/${payment}`, "payments"],
    told: paidAt(just, { card: { brand: "amex", last4: "0005", exp_month: 1, exp_year: 2031, wallet: "apple_pay" } }),
    presses: nothing,
  },
  "a payment was just made and refunded": {
    views: [`done/${payment}`],
    told: paidAt(just, { refunded: money(100) }),
    presses: nothing,
  },
  "a payment was made an hour ago": {
    views: [`done/${payment}`],
    told: paidAt("2026-11-24T14:00:00Z"),
    presses: nothing,
  },
  "a payment was made almost an hour ago": {
    views: [`done/${payment}`],
    told: paidAt("2026-11-24T14:00:02Z", { card: null, receipt: null }),
    presses: nothing,
  },
  "a payment was disputed": {
    views: ["payments", `done/${payment}`],
    told: paidAt(just, { disputed: money(5_000) }),
    presses: nothing,
  },
  "payments are in every state": {
    views: ["payments", ""],
    told: reads({
      "me/top-ups": (list) => ({
        ...list,
        items: ["pending", "processing", "canceled", "succeeded"].map((status, index) => ({
          ...list.items[0],
          id: `pay_${index}`,
          status,
          card: null,
          location: null,
          succeeded_at: status === "succeeded" ? just : null,
        })),
      }),
    }),
    presses: nothing,
  },
  "invoices are in every state": {
    views: ["invoices", ""],
    told: reads({
      "me/invoices": ({ items: [found], ...list }) => ({
        ...list,
        items: [
          { ...found, left: found.amount },
          { ...found, id: "inv_2", number: "2", status: "paid", left: money(0) },
          { ...found, id: "inv_3", number: "3", status: "void", left: money(0) },
          { ...found, id: "inv_4", number: "4", left: money(9_000), amount: money(12_000) },
          { ...found, id: "inv_5", number: "5", left: money(1) },
          { ...found, id: "inv_6", number: "6", left: money(0) },
        ],
      }),
    }),
    presses: nothing,
  },
  "no invoice is open": {
    views: [""],
    told: reads({ "me/invoices": (list) => of(list, { status: "paid", left: money(0) }) }),
    presses: nothing,
  },
  "patients may not use their credit": {
    views: ["", "invoices"],
    told: credit({ may_apply: false }),
    presses: nothing,
  },
  "no credit is left for an invoice": {
    views: ["", "invoices"],
    told: credit({ available: money(0) }),
    presses: nothing,
  },
  "the account is full": { views: ["add"], told: offer({ balance_room: 400, maximum: 400 }), presses: nothing },
  "there is room for the least": { views: ["add"], told: offer({ balance_room: 500, maximum: 500 }), presses: /\$/ },
  "there is only a refund policy": {
    views: ["add"],
    told: offer({ statement_descriptor: null, suggested: [] }),
    presses: nothing,
  },
  "there are only the words of the statement": {
    views: ["add"],
    told: offer({ refund_policy: null, suggested: [2_500] }),
    presses: nothing,
  },
  "every card has expired": {
    views: ["add", "cards"],
    told: reads({
      "me/cards": ({ items: [card] }) => ({ items: [{ ...card, exp_month: 10, exp_year: 2026 }] }),
    }),
    presses: nothing,
  },
  "there are cards of every brand": {
    views: ["cards", "add"],
    told: reads({
      "me/cards": ({ items: [card] }) => ({
        items: ["visa", "mastercard", "amex", "discover", "unionpay", "jcb", "diners", "interac", "new"].map(
          (brand, index) => ({
            ...card,
            brand,
            id: `pm_${index}`,
            exp_month: index + 1,
            exp_year: 2027,
            wallet: { jcb: "google_pay", diners: "link" }[brand] ?? null,
          }),
        ),
      }),
    }),
    presses: nothing,
  },
  "nothing is sent after a complaint": {
    views: ["notices"],
    told: reads({ "me/notices": { email: null, undeliverable: { reason: "complained", since: just } } }),
    presses: nothing,
  },
  "lists go on for three pages": { views: ["payments", "invoices", "history"], told: more, presses: nothing },
};

const failing = tells((method, path, content) => (method === "GET" ? content : { refused: "lost" }));
const well = tells(asIs);
const saysOf = (error) => step("Stripe tells otherwise", () => void (stripe.error = error));
const draws = (form) => step(`Stripe's form ${form}`, () => void (stripe.form = form));
const breaks = step("Stripe's form breaks", () => stripe.tell("loaderror", { error: { message: "no" } }));
const throwing = (thrown) => step("Stripe's script throws", () => void (stripe.throws = thrown));
const pending = topUp({ status: "pending", succeeded_at: null, receipt: null, card: null, refunds: [] });
const declined = [saysOf({ decline_code: "insufficient_funds" }), "$25", "Pay $25.00"];
const again = topUp({ status: "pending" });
const language = "language";
const without = (path) => tells((method, asked, content) => (asked.startsWith(path) ? { refused: "lost" } : content));
const gone = (path) =>
  tells((method, asked, content) =>
    asked.startsWith(path) ? { refused: 404, status: 404, code: "not_found" } : content,
  );

const dark = "(prefers-color-scheme: dark)";
const contrast = "(prefers-contrast: more)";
const inColor = (color) => [
  tells(
    reads({
      "me/credit": (found) => ({ ...found, clinic: { ...found.clinic, colours: color ? [color] : [] } }),
      "me/invoices": { items: [], next_cursor: null },
    }),
  ),
  goesTo(`#/invoices?${color}`),
  prefers(dark),
  prefers(contrast),
  prefers(dark, false),
  prefers(contrast, false),
];

/** What happens, an address, what the service tells, and the steps. */
export const paths = [
  [
    "a payment is left, and gone on with",
    "#/add",
    again,
    [...declined, goesTo("#/"), "Continue", "Pay $50.00", goesTo("#/"), "Continue", "Change", "$50"],
  ],
  [
    "a payment is left, and dropped",
    "#/add",
    again,
    [...declined, goesTo("#/"), "Not now", goesTo("#/cards"), goesTo("#/")],
  ],
  ["the start of a payment is lost", "#/add", asIs, [failing, "$25", "Pay $25.00", goesTo("#/"), well, "Continue"]],
  [
    "a payment is left where top-ups are then off",
    "#/add",
    again,
    [...declined, tells(both(again, offer({ enabled: false, reason: "disabled" }))), goesTo("#/"), goesTo("#/add")],
  ],
  [
    "a payment that was left went through",
    "#/add",
    again,
    [...declined, tells(settles("succeeded")), goesTo("#/"), goesTo("#/add")],
  ],
  [
    "a payment that was left is at the bank",
    "#/add",
    again,
    [...declined, tells(settles("processing")), goesTo("#/"), goesTo("#/add")],
  ],
  [
    "a payment that was left has expired",
    "#/add",
    again,
    [...declined, tells(settles("canceled")), goesTo("#/"), goesTo("#/add")],
  ],
  [
    "a form of a payment that went through",
    "#/add",
    again,
    [...declined, tells(settles("succeeded")), goesTo("#/cards"), goesTo("#/add")],
  ],
  [
    "a form of a payment at the bank",
    "#/add",
    again,
    [...declined, tells(settles("processing")), goesTo("#/cards"), goesTo("#/add")],
  ],
  [
    "a form of a payment that expired",
    "#/add",
    again,
    [...declined, tells(settles("canceled")), goesTo("#/cards"), goesTo("#/add")],
  ],
  [
    "a form can't be gone on with",
    "#/add",
    again,
    [...declined, failing, goesTo("#/cards"), goesTo("#/add"), tells(again), "Try again"],
  ],
  [
    "a form is refused when it is gone on with",
    "#/add",
    again,
    [...declined, tells(refuses(409, "top_up_closed")), goesTo("#/cards"), goesTo("#/add"), "Pay"],
  ],
  [
    "what became of a payment is unknown",
    "#/add",
    again,
    ["$25", throwing(new Error("gone")), "Pay $25.00", throwing(undefined), "Pay $50.00"],
  ],
  [
    "the card form can't be loaded",
    "#/add",
    again,
    ["$25", "new", draws("waits"), "Continue", breaks, draws("ready"), "Continue", "Pay $50.00"],
  ],
  ["the end of a payment is refused", "#/add", asIs, ["$25", gone("me/top-ups/"), "Pay $25.00", well, "Pay $50.00"]],
  [
    "the end of a payment that isn't complete is looked for",
    "#/add",
    again,
    [...declined, goesTo(`#/done/${payment}`), tells(topUp({ status: "canceled" })), goesTo(`#/done/${payment}`)],
  ],
  [
    "the end of a payment of another is looked for",
    "#/add",
    again,
    [
      ...declined,
      tells(reads({ "top-ups/pay_other": { id: "pay_other", succeeded_at: just, refunded: money(0), refunds: [] } })),
      goesTo("#/done/pay_other"),
      goesTo("#/"),
    ],
  ],
  [
    "a payment is left, and is no more among the latest",
    "#/add",
    again,
    [...declined, tells(both(reads({ "me/top-ups": { items: [], next_cursor: null } }), again)), goesTo("#/")],
  ],
  [
    "a payment is gone on with by a new card",
    "#/add",
    again,
    ["$25", "new", "Continue", presses("Enter", "new"), goesTo("#/"), goesTo("#/add"), "Pay $50.00"],
  ],
  ["the end of a payment is lost", "#/add", asIs, ["$25", without("me/top-ups/"), "Pay $25.00", well, "Pay $50.00"]],
  ["a payment is refused", "#/add", refuses(403, "forbidden"), ["$25", "Pay $25.00"]],
  ["too many payments are begun", "#/add", refuses(429, "too_many_requests"), ["$25", "Pay $25.00"]],
  [
    "a location is refused",
    "#/add",
    refuses(400, "invalid_request", [{ field: "location_id", message: "No" }]),
    ["$25", "Pay $25.00", "loc_main", "$50"],
  ],
  [
    "an amount and a location are refused",
    "#/add",
    refuses(400, "invalid_request", [
      { field: "amount", message: "No" },
      { field: "location_id", message: "No" },
    ]),
    ["$25", "Pay $25.00"],
  ],
  [
    "amounts are mistyped",
    "#/add",
    asIs,
    [
      "Pay",
      ...["4.99", "5", "1000", "1000.01", "a", "1,5", "-5", "€5", "25"].flatMap((text) => [
        `input amount=${text}`,
        presses("Enter", "input amount"),
      ]),
      goesTo("#/"),
      goesTo("#/add"),
    ],
  ],
  [
    "an amount above the room is typed",
    "#/add",
    offer({ balance_room: 3_000, maximum: 3_000 }),
    ["input amount=30.01", "Pay", "$25"],
  ],
  [
    "a card is chosen after the amount, and again later",
    "#/add",
    again,
    [
      "$25",
      "new",
      "pm_1Q2w3E4r5T",
      "new",
      goesTo("#/"),
      goesTo("#/add"),
      "Continue to",
      "pm_1Q2w3E4r5T",
      "new",
      "Change",
    ],
  ],
  [
    "Change is pressed while a payment is at work",
    "#/add",
    again,
    [
      "$25",
      tells((method, path, content) => {
        if (path.endsWith("/settle")) document.querySelector(".chosen button").click();
        return again(method, path, content);
      }),
      "Pay $25.00",
    ],
  ],
  [
    "the evening comes while the card form is open",
    "#/add",
    again,
    [prefers("(prefers-color-scheme: dark)"), "$25", "new", "Continue", prefers("(prefers-color-scheme: dark)", false)],
  ],
  [
    "the language is changed within a payment",
    "#/add",
    again,
    ["input amount=1234.50", "new", language, "input amount=1", language],
  ],
  [
    "the next location is another",
    "#/add",
    offer({
      locations: [
        { id: "loc_2", name: "North" },
        { id: "loc_main", name: "Main Street" },
      ],
    }),
    ["$25", "loc_2", goesTo("#/"), goesTo("#/add")],
  ],
  [
    "the last location is no more",
    "#/add",
    offer({
      locations: [
        { id: "loc_2", name: "North" },
        { id: "loc_3", name: "South" },
      ],
    }),
    ["$25", "Pay", "loc_3", "Pay"],
  ],
  [
    "an invoice is paid in part",
    "#/invoices",
    asIs,
    [
      "Use credit",
      ...["", " ", "0", "30.01", "x", "-1", "0.01"].flatMap((text) => [`input amount=${text}`, "button Use credit"]),
      "Use credit",
      "button Use credit",
    ],
  ],
  [
    "an invoice is paid after a lost answer",
    "#/invoices",
    asIs,
    [
      "Use credit",
      "input amount=10",
      failing,
      "button Use credit",
      "button Use credit",
      "input amount=11",
      well,
      "button Use credit",
    ],
  ],
  [
    "notices are changed",
    "#/notices",
    asIs,
    [
      "input email=ana@new.example",
      "receipt",
      goesTo("#/cards"),
      "Keep editing",
      "Save",
      goesTo("#/cards"),
      goesBack,
      "refund",
      "credit_applied",
      goesTo("#/cards"),
      "Discard changes",
    ],
  ],
  [
    "notices are changed, and the language",
    "#/notices",
    asIs,
    ["credit_applied", language, "Keep editing", language, "Discard changes", language],
  ],
  ["notices are not saved", "#/notices", asIs, ["receipt", failing, "Save", well, "Save", "input email=", "Save"]],
  [
    "an address for notices is refused",
    "#/notices",
    refuses(400, "invalid_request", [{ field: "email", message: "No" }]),
    ["input email=ana", "Save", "input email=ana@new.example", well, "Save", goesTo("#/")],
  ],
  [
    "notices come back again",
    "#/notices",
    (method, path, content) =>
      method === "PUT" ? { ...content, undeliverable: { reason: "bounced", since: just } } : content,
    ["receipt", "Save", well, "receipt", "Save"],
  ],
  [
    "a card is removed after a lost answer",
    "#/cards",
    asIs,
    ["Remove", failing, "button Remove", well, "button Remove"],
  ],
  [
    "notices are changed, and left twice",
    "#/notices",
    asIs,
    ["receipt", goesTo("#/cards"), goesTo("#/payments"), "Keep editing", "receipt", goesTo("#/payments")],
  ],
  ["the page itself fails", "#/", reads({ "me/cards": { items: null } }), [goesTo("#/cards"), "Try again"]],
  [
    "the page itself fails without a connection",
    "#/",
    reads({ "me/cards": { items: null } }),
    [isOnline(false), goesTo("#/cards"), "Try again", isOnline(true)],
  ],
  ["a card isn't there any more", "#/cards", fails(404, "not_found"), []],
  [
    "a receipt is prepared",
    `#/payment/${payment}`,
    asIs,
    [tells(prepares(3)), "Download receipt", tells(prepares(2)), "Print"],
  ],
  [
    "a receipt is never prepared",
    `#/payment/${payment}`,
    asIs,
    [tells(prepares(900)), "Download receipt", waits(100_000), "Print", waits(100_000)],
  ],
  [
    "a receipt is refused",
    `#/payment/${payment}`,
    asIs,
    [gone(`me/top-ups/${payment}/receipt`), "Download receipt", "Print", well, "Print"],
  ],
  [
    "a receipt can't be read",
    "#/payments",
    asIs,
    [without(`me/top-ups/${payment}/receipt`), "Receipt", well, "Receipt"],
  ],
  [
    "a receipt's number comes later",
    `#/done/${payment}`,
    prepares(2, paidAt(just, { receipt: null })),
    [waits(5_000), goesTo("#/")],
  ],
  [
    "a receipt's number is left",
    `#/done/${payment}`,
    prepares(9, paidAt(just, { receipt: null })),
    [goesTo("#/"), waits(5_000)],
  ],
  [
    "the bank takes its time",
    `#/done/${payment}`,
    topUp({ status: "processing" }),
    [waits(3_000), tells(settles("succeeded")), waits(3_000)],
  ],
  [
    "the bank takes its time, and the patient leaves",
    `#/done/${payment}`,
    topUp({ status: "processing" }),
    [goesTo("#/cards"), waits(6_000)],
  ],
  ["a statement is prepared", "#/history", asIs, ["Statement", tells(prepares(2)), "Download"]],
  [
    "a statement is never prepared",
    "#/payments",
    asIs,
    ["Statement", tells(prepares(900)), "Download", waits(100_000), well, "Download"],
  ],
  [
    "a statement can't be read",
    "#/history",
    asIs,
    ["Statement", without("me/credit/statement"), "Download", well, "Download"],
  ],
  [
    "a statement ends before it begins",
    "#/history",
    (method, path, content) =>
      path.includes("/statement")
        ? { refused: 400, status: 400, code: "invalid_request", errors: [{ field: "to", message: "No" }] }
        : content,
    ["Statement", "Download", "this-year"],
  ],
  ["more can't be read", "#/payments", more, [without("me/top-ups"), "Show more", tells(more), "Show more"]],
  ["more of the clinic's credit is read", "#/payments", clinicAdded, ["Show more"]],
  [
    "pages go on",
    "#/history",
    pages("credit/history", [entry("top_up", 1, 1)], [entry("memo", 2, 2)], [entry("applied", -3, 3)]),
    ["Show more", "Show more"],
  ],
  [
    "the service can't be reached, and then can",
    "#/cards",
    fails(503, "temporarily_unavailable"),
    ["Try again", well, "Try again"],
  ],
  [
    "the connection comes back",
    "#/",
    asIs,
    [without("me/c"), goesTo("#/cards"), isOnline(false), well, isOnline(true), isOnline(true)],
  ],
  [
    "a way is gone back",
    "#/payments",
    asIs,
    [scrolls(120), goesTo(`#/payment/${payment}`), scrolls(40), goesBack, goesBack],
  ],
  [
    "the clinic's color is shown",
    "#/invoices",
    empty,
    ["#0b6e4f", "#ff0000", "#ffd400", "#000000", "#ffffff", "#777777", "#060606", "teal", ""].flatMap(inColor),
  ],
  ["the frame is used", "#/", asIs, ["a Skip", language, "a Carte", language, "Sign out"]],
];
