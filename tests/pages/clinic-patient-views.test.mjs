/** Patients: how staff find one, give credit, apply it to invoices, and what they read. */
import { test } from "node:test";
import {
  as,
  begin,
  both,
  choose,
  failsAt,
  focus,
  gives,
  holdClinic,
  holdPaths,
  key,
  loses,
  openClinic,
} from "./clinic.mjs";
import { nothing, press, refuses, slow, together, type } from "./clinic.mjs";
import { asIs } from "./page.mjs";
import { at, entry, money, payment, reads, sam } from "./stories.mjs";
import { held } from "./views.mjs";
import { goesTo, tells, visited } from "./visit.mjs";

await openClinic();
const view = "patient/pat_ana";
const send = press("dialog [type=submit]");
const cancel = press("dialog .actions [type=button]");
const amount = (text) => type("#amount", text);
const fails = (status, code) => failsAt("", status, code);
const credit = (changes) => reads({ "pat_ana/credit": changes });
const person = (changes) => reads({ "patients/pat_ana": changes });
const settings = (changes) => reads({ "billing-settings": changes });
const closed = { top_ups: { enabled: false, reason: "clinic_closed" } };
const place = (id, name, available) => ({ location: { id, name }, available: money(available) });
const invoice = (index, more = {}) => ({
  id: index === 2 ? "2026-2" : `inv_${index}`,
  number: `2026-${index}`,
  amount: money(5_000),
  credited: money(5_000 - 700 * (index + 1)),
  left: money(700 * (index + 1)),
  status: "open",
  location: { id: "loc_main", name: "Main Street" },
  issued_on: `2026-10-1${index}`,
  revision: 1,
  label: index % 2 ? `Visit ${index}` : null,
  account_id: null,
  ...more,
});
const all = (count) => Array.from({ length: count }, (_, index) => invoice(count - 1 - index));
/** So many open invoices, found by their numbers. */
const invoices = (count, next_cursor = null) =>
  reads({
    "pat_ana/invoices": (_, path) => {
      const text = /[?&]q=([^&]*)/.exec(path)?.[1] ?? "";
      return { items: all(count).filter(({ number }) => number.endsWith(text)), next_cursor };
    },
  });
const any = { invoices: "any" };
const detail = (change) => reads({ "invoices/inv_1042": change });
const application = { id: "app_1", payment_id: payment, invoice_id: "inv_1042", invoice_number: "2026-1042" };
const applied = { ...application, amount: money(700), status: "applied", applied_at: at, applied_by: sam };
const kim = { kind: "staff", id: "usr_kim", name: "Kim" };

holdClinic({
  "staff are thorough with a patient": { views: [view], presses: /Apply|Record|Merge/, thoroughly: true },
  "staff are thorough with goodwill": { views: [view], presses: /goodwill|opening/, thoroughly: true },
  "staff are thorough with an invoice": {
    views: ["invoice/pat_ana/inv_1042"],
    presses: /./,
    thoroughly: true,
  },
  "staff are thorough with finding patients": {
    views: ["patients", "history/pat_ana"],
    presses: /./,
    thoroughly: true,
  },
  "a patient owes the clinic": { views: [view], told: credit({ available: money(-1), payments_unapplied: 0 }) },
  "a patient has nothing": { views: [view], told: credit({ available: money(0), by_location: [], processing: [] }) },
  "a patient has a cent": { views: [view], told: credit({ available: money(1), payments_unapplied: 2 }) },
  "a patient has credit at many locations": {
    views: [view],
    told: credit({
      by_location: [place("a", "West", 100), place("b", "East", 0), place("c", "North", -100), place("d", "Up", 1)],
    }),
  },
  "a patient has no name": {
    views: [view, "history/pat_ana", "invoice/pat_ana/inv_1042"],
    told: person({ name: null }),
  },
  "a patient's name can't be read": {
    views: [view, "history/pat_ana", "invoice/pat_ana/inv_1042"],
    told: (method, path, content) =>
      path === "clinic/patients/pat_ana" ? { refused: 503, status: 503, code: "x" } : content,
  },
  "two patients are being merged into one": { views: [view], told: person({ merging: ["pat_old", "pat_older"] }) },
  "a clinic is closed": { views: ["", view, "patients", "import", "billing"], told: settings(closed), clinic: closed },
  "no patient has the id": { views: [view, "patient"], told: fails(404, "not_found"), presses: /Record/ },
  "no patient of a closed clinic has the id": {
    views: [view],
    told: failsAt("patients", 404, "not_found"),
    clinic: closed,
  },
  "a patient may not be seen": { views: [view], told: fails(403, "forbidden") },
  "there is no open invoice": { views: [view, `payment/pat_ana/${payment}`], told: invoices(0) },
  "there is no open invoice, and any is taken": {
    views: [view, `payment/pat_ana/${payment}`],
    told: invoices(0),
    clinic: any,
    presses: /Apply/,
  },
  "there are open invoices, and any is taken": {
    views: [view],
    told: invoices(2),
    clinic: any,
    presses: /to an invoice/,
  },
  "there are five open invoices": { views: [view], told: invoices(5), presses: /to an invoice/ },
  "invoices are in every state": {
    views: [view],
    told: reads({
      "pat_ana/invoices": {
        items: [
          invoice(1, { status: "paid", left: money(0) }),
          invoice(3, { status: "void", label: "" }),
          invoice(4, { left: money(5_000) }),
        ],
        next_cursor: null,
      },
    }),
  },
  "an invoice is paid": {
    views: ["invoice/pat_ana/inv_1042"],
    told: detail({ status: "paid", left: money(0), applications: [], label: null, number: "inv_1042" }),
  },
  "an invoice is of another account": {
    views: ["invoice/pat_ana/inv_1042"],
    told: detail({
      account_id: "acct_2",
      applications: [
        { ...applied, status: "unapplied", unapplied_at: "2026-11-24T10:00:00Z", unapplied_by: kim },
        { ...applied, id: "app_2", unapplied_at: null },
      ],
    }),
  },
  "an invoice is open and there is no credit": {
    views: ["invoice/pat_ana/inv_1042"],
    told: credit({ available: money(0) }),
  },
  "an invoice is open and there is a cent": {
    views: ["invoice/pat_ana/inv_1042"],
    told: credit({ available: money(1) }),
  },
  "an invoice is open and the patient owes": {
    views: ["invoice/pat_ana/inv_1042"],
    told: credit({ available: money(-500) }),
  },
  "a file may be chosen": { views: ["import"], presses: /./, thoroughly: true },
  "there are locations to record at": {
    views: [view],
    told: reads({
      "clinic/locations": {
        items: [
          { id: "loc_1", name: "West", active: true },
          { id: "loc_2", name: "East", active: false },
          { id: "loc_3", name: "North", active: true },
        ],
      },
    }),
    presses: /Record/,
  },
  "only one location is open": {
    views: [view],
    told: reads({
      "clinic/locations": {
        items: [
          { id: "loc_2", name: "East", active: false },
          { id: "loc_3", name: "North", active: true },
        ],
      },
    }),
    presses: /opening/,
  },
  "no location is open": {
    views: [view],
    told: reads({ "clinic/locations": { items: [{ id: "loc_2", name: "East", active: false }] } }),
    presses: /Record/,
  },
  "goodwill of a day is less than one": {
    views: [view],
    told: settings({ memo_maximum: 5_000, memo_daily_maximum: 2_000 }),
    presses: /goodwill/,
  },
  "patients found have no name, and there are more": {
    views: ["patients"],
    told: reads({
      "clinic/patients": ({ items: [one] }) => ({
        items: [one, { ...one, id: "pat_x", name: null, available: money(-5) }],
        next_cursor: "c2",
      }),
    }),
    presses: /input patient/,
  },
});

const find = (text) => type("#patient", text);
const others = reads({
  "clinic/patients": ({ items: [one] }) => ({
    items: [one, { ...one, id: "pat_ben", name: "Ben" }, { ...one, id: "pat_x", name: null }],
    next_cursor: null,
  }),
});
const option = (index) => ({
  does: `choice ${index + 1}`,
  act: () => document.querySelectorAll("dialog [type=radio]")[index].click(),
});
const [option1, option2, option3] = [0, 1, 2].map(option);
const lastOption = {
  does: "the last choice",
  act: () => document.querySelectorAll("dialog [type=radio]").at(-1).click(),
};
const toInvoice = "Apply to an invoice";
holdPaths([
  [
    "choose among a few invoices",
    view,
    both(credit({ available: money(2_000) }), invoices(4)),
    [toInvoice, option3, amount("0.01"), option1, amount("9"), option2, amount("14.01"), send, amount("14"), send],
  ],
  [
    "search among many invoices",
    view,
    invoices(7),
    [toInvoice, type("#find", "3"), option1, type("#find", ""), type("#find", "odd"), send],
  ],
  [
    "search among more invoices than are shown",
    view,
    invoices(3, "c2"),
    [toInvoice, type("#find", "1"), together(begin("#find", "0"), begin("#find", "2")), type("#find", "")],
  ],
  [
    "find an invoice after another was found",
    view,
    slow("q=3", invoices(7)),
    [toInvoice, begin("#find", "3"), type("#find", "4")],
  ],
  [
    "type an invoice's number",
    view,
    invoices(1),
    [
      ...[toInvoice, lastOption, send, type("#invoice", "\u0007"), send, type("#invoice", "x".repeat(65)), send],
      ...[type("#invoice", "x".repeat(64)), amount("60"), send, option1, lastOption, type("#invoice", "INV 7"), send],
    ],
    any,
  ],
  ["type the only invoice's number", view, invoices(0), [toInvoice, send, type("#invoice", "INV-7"), send], any],
  ["apply from an invoice", "invoice/pat_ana/inv_1042", invoices(3), ["Apply credit", send]],
  ["apply to one of the invoices", view, invoices(3), ["Apply credit to invoice 2026-1", send]],
  [
    "lose the answer to an application, and apply again",
    view,
    loses,
    [toInvoice, send, cancel, toInvoice, tells(asIs), send, toInvoice, send],
  ],
  ["apply what was taken meanwhile", view, refuses(409, "insufficient_credit"), [toInvoice, send, send]],
  [
    "record a payment",
    view,
    undefined,
    [
      ...["Record a payment", send, amount("50"), type("#location_id", "loc_main"), send, type("#tender", "cheque")],
      ...[type("#received_on", ""), send, type("#received_on", "2026-11-20"), type("#reference", " No. 7 "), send],
    ],
  ],
  [
    "record a second payment at the same location",
    view,
    reads({ "clinic/locations": { items: [1, 2].map((id) => ({ id: `loc_${id}`, name: `At ${id}`, active: true })) } }),
    [
      ...["Record a payment", amount("50"), type("#location_id", "loc_2"), type("#tender", "cash"), send],
      ...[goesTo(`#/${view}`), "Record a payment"],
    ],
  ],
  [
    "record too much",
    view,
    undefined,
    ["Record a payment", ...["999999.99", "1000000.00"].flatMap((text) => [amount(text), send])],
  ],
  [
    "give too much goodwill",
    view,
    undefined,
    [
      "Give goodwill credit",
      ...["500.01", "500"].flatMap((text) => [amount(text), send]),
      type("#location_id", "loc_main"),
      type("#reason", "Late start"),
      send,
    ],
  ],
  [
    "enter an opening balance",
    view,
    undefined,
    [
      ...[
        "Enter an opening balance",
        amount("1"),
        type("#location_id", "loc_main"),
        send,
        type("#as_of", "2026-01-31"),
      ],
      ...[send, type("#reference", "OLD-7"), send],
    ],
  ],
  [
    "learn that the location of a payment is wrong",
    view,
    refuses(400, "invalid_request", [{ field: "location_id", message: "No" }]),
    [
      "Enter an opening balance",
      amount("1"),
      type("#location_id", "loc_main"),
      type("#as_of", "2026-01-31"),
      type("#reference", "7"),
      send,
    ],
  ],
  [
    "merge into one who has no name",
    view,
    both(person({ name: null }), others),
    ["Merge", send, type("#into", "x"), send, type("#into", "xx"), option2, reason("Twice"), send],
  ],
  [
    "merge, and change their mind",
    view,
    others,
    ["Merge", type("#into", "be"), option1, type("#into", "bee"), send, type("#into", ""), send, cancel],
  ],
  [
    "transfer to one of several",
    `payment/pat_ana/${payment}`,
    others,
    [
      ...["Transfer", type("#to_patient_id", "be"), option1, amount(""), amount("5"), send, option2, reason("Sibling")],
      ...[amount("30.01"), send, amount("0"), send, amount("30"), send],
    ],
  ],
  [
    "transfer, and find no other",
    `payment/pat_ana/${payment}`,
    undefined,
    ["Transfer", type("#to_patient_id", "an"), reason("x"), send],
  ],
  [
    "transfer, and can't search",
    `payment/pat_ana/${payment}`,
    failsAt("clinic/patients?"),
    ["Transfer", type("#to_patient_id", "ben")],
  ],
  [
    "transfer, and find an earlier name late",
    `payment/pat_ana/${payment}`,
    slow("q=be&", others),
    [
      "Transfer",
      begin("#to_patient_id", "be"),
      together(begin("#to_patient_id", "ana"), begin("#to_patient_id", "anab")),
    ],
  ],
  [
    "find patients by and by",
    "patients",
    slow("q=an&", others),
    [find("a"), find("an"), find("anab"), find(" ana "), find(""), find("x".repeat(120))],
  ],
  [
    "find two names at once",
    "patients",
    slow("q=be&", others),
    [begin("#patient", "be"), together(begin("#patient", "a"), begin("#patient", "anab"))],
  ],
  [
    "get an earlier name late",
    "patients",
    slow(
      "q=be&",
      reads({
        "clinic/patients": (found, path) => (path.includes("q=be&") ? { items: [], next_cursor: null } : found),
      }),
    ),
    [together(begin("#patient", "be")), begin("#patient", "ana")],
  ],
  ["can't search patients", "patients", failsAt("clinic/patients?"), [find("ana"), "Open profile"]],
  [
    "go down to the patients found",
    "patients",
    others,
    [find("ana"), focus("#patient"), key("ArrowUp"), key("ArrowDown")],
  ],
  ["go down to no patient", "patients", undefined, [focus("#patient"), key("ArrowDown")]],
  [
    "open profiles by id and by name",
    "patients",
    failsAt("patients/"),
    ["pat_7", "..", "Ana", "Ana Núñez", "a", "7", " pat.8 ", "x".repeat(128), "7".repeat(129), "a/b", "Zoé"].flatMap(
      (text) => [begin("#patient", text), "Open profile", goesTo("#/patients")],
    ),
  ],
  [
    "open no one's profile",
    "patients",
    reads({ "clinic/patients": { items: [], next_cursor: null } }),
    [begin("#patient", "Ana"), "Open profile"],
  ],
  [
    "see the last patients",
    "patient/pat_ana",
    undefined,
    [
      ...["a", "b", "c", "d", "e", "f", "g", "h"].map((id) => goesTo(`#/patient/pat_${id}`)),
      ...[goesTo("#/payment/pat_b/pay_1"), goesTo("#/invoice/pat_c/inv_1"), goesTo("#/patients")],
    ],
  ],
  [
    "see the last patients without names",
    "patient/pat_ana",
    undefined,
    [
      goesTo("#/patient/pat_b"),
      tells((method, path, content) =>
        path.endsWith("pat_b") ? { refused: 404, status: 404, code: "not_found" } : { ...content, name: null },
      ),
      goesTo("#/patients"),
    ],
  ],
  [
    "press the slash",
    "locations",
    undefined,
    [
      ...[key("x"), key("/", { ctrlKey: true }), key("/", { metaKey: true }), key("/", { altKey: true })],
      ...["Add", key("/"), cancel, key("/"), key("/"), press("#main a"), focus("#main h1"), key("/")],
    ],
  ],
  [
    "turn the slash off, and on",
    "patients",
    undefined,
    [
      press("#slash"),
      goesTo("#/locations"),
      key("/"),
      goesTo("#/patients"),
      press("#slash"),
      goesTo("#/locations"),
      key("/"),
    ],
  ],
  ["ask for the search by its address", "patients?find=1", undefined, [key("/")]],
  [
    "read a history as it stood",
    "history/pat_ana",
    reads({
      "credit/history": (found, path) => ({
        ...found,
        next_cursor: path.includes("cursor") ? null : "c2",
        balance: money(path.includes("at=") ? -300 : 5_000),
        items: path.includes("at=2026-01") ? [] : found.items,
      }),
    }),
    [
      type("#at", "2026-11-01T10:00"),
      "more",
      type("#at", "2026-07-01T00:30"),
      type("#at", "2026-01-01T10:00"),
      type("#at", ""),
    ],
  ],
  ["can't read a history as it stood", "history/pat_ana", failsAt("at="), [type("#at", "2026-11-01T10:00")]],
  [
    "read on in a patient's lists",
    view,
    reads({
      "pat_ana/payments": (found, path) => ({ ...found, next_cursor: path.includes("cursor") ? null : "c2" }),
      "pat_ana/invoices": (found, path) => ({ ...found, next_cursor: path.includes("cursor") ? null : "c3" }),
    }),
    ["more", press("[aria-labelledby=payments] div > .button")],
  ],
]);

function reason(text) {
  return type("#reason", text);
}
const file = (name, size = 30) => new File(["x".repeat(size)], name, { type: "text/csv" });
const refusals = [
  ["as_of", "date", "write 2026-04-03"],
  ["as_of", "date", "not a date"],
  ["amount", "amount_large", "at most 1000.00"],
  ["line", "cells", "six cells"],
  ["patient_id", "patient_twice", "on line 2 already"],
  ["reference", "reference_taken", "has 12.50 already"],
  ["as_of", "date_unclear", "could be 2026-04-03 or 2026-03-04: write the one it is"],
  ["name", "of_a_later_release", "Something new"],
].map(([field, code, message], index) => ({ line: index < 2 ? 2 : index + 2, field, code, message }));
const checked = (changes) => (method, path, content) => (method === "POST" ? { ...content, ...changes } : content);
const fine = checked({ refused: [], accepted: 3, already_there: 0, status: "posted" });
const many = (count) => Array.from({ length: count }, (_, index) => ({ ...refusals[3], line: index + 2 }));
const csv = [choose(file("balances.csv"))];
holdPaths([
  ["choose a file with every kind of refusal", "import", checked({ refused: refusals }), csv],
  ["choose a file with a hundred refusals", "import", checked({ refused: many(100) }), csv],
  ["choose a file with more refusals", "import", checked({ refused: many(101) }), [...csv, "Show all"]],
  ["choose a file, and none", "import", fine, [...csv, choose()]],
  [
    "choose a second file while the first is checked",
    "import",
    fine,
    [together(choose(file("a.csv")), choose(file("b.csv", 10)))],
  ],
  [
    "choose a good file while a bad one is checked",
    "import",
    slow("imports", (method, path, content) => ({ ...content, refused: [] })),
    [together(choose(file("a.csv")), choose())],
  ],
  ["import a file that takes a while", "import", both(fine, checked({ status: "posting" })), [...csv, "Import", send]],
  ["think better of an import", "import", fine, [...csv, "Import", cancel]],
  [
    "lose the answer to an import, and import again",
    "import",
    (method, path, content) => (path.endsWith("dry_run=true") ? fine(method, path, content) : { refused: "lost" }),
    [...csv, "Import", send, tells(fine), send],
  ],
  [
    "choose a file that can't be read",
    "import",
    refuses(400, "invalid_request", [
      { field: "other", message: "not this" },
      { field: "file", message: "line 3 has a quote that doesn't end" },
    ]),
    csv,
  ],
  [
    "choose a file with another thing wrong",
    "import",
    refuses(400, "invalid_request", [{ field: "x", message: "No" }]),
    csv,
  ],
  ["choose a file when the service can't be reached", "import", loses, csv],
  [
    "choose a file of which nothing is new, and some is there",
    "import",
    both(fine, checked({ accepted: 0, already_there: 3 })),
    csv,
  ],
]);

test("staff find and see a patient, and add what they may", async () => {
  await as("staff");
  const lines = [];
  for (const at of ["patients", view]) lines.push(...(await visited(`#/${at}`, undefined, nothing)));
  held("clinic-staff-see-a-patient", lines);
});
