/** Patients: how staff find one, and what they read. */
import { test } from "node:test";
import { as, begin, failsAt, focus, holdClinic, holdPaths, key, meanwhile, nothing, openClinic } from "./clinic.mjs";
import { press, slow, together, type } from "./clinic.mjs";
import { invoice, invoices, others } from "./clinic-examples.mjs";
import { at, money, payment, reads, sam } from "./stories.mjs";
import { held } from "./views.mjs";
import { goesTo, tells, visited } from "./visit.mjs";

await openClinic();
const view = "patient/pat_ana";
const cancel = press("dialog .actions [type=button]");
const fails = (status, code) => failsAt("", status, code);
const credit = (changes) => reads({ "pat_ana/credit": changes });
const person = (changes) => reads({ "patients/pat_ana": changes });
const settings = (changes) => reads({ "billing-settings": changes });
const closed = { top_ups: { enabled: false, reason: "clinic_closed" } };
const place = (id, name, available) => ({ location: { id, name }, available: money(available) });
const any = { invoices: "any" };
const detail = (change) => reads({ "invoices/inv_1042": change });
const application = { id: "app_1", payment_id: payment, invoice_id: "inv_1042", invoice_number: "2026-1042" };
const applied = { ...application, amount: money(700), status: "applied", applied_at: at, applied_by: sam };
const kim = { kind: "staff", id: "usr_kim", name: "Kim" };

holdClinic({
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
holdPaths([
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
    [
      meanwhile(begin("#patient", "be"), begin("#patient", "a")),
      together(begin("#patient", "ana"), begin("#patient", "anab")),
    ],
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
    [meanwhile(begin("#patient", "be"), begin("#patient", "ana"))],
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
  [
    "read a history as it stood where the clock has other letters in summer",
    "history/pat_ana",
    undefined,
    [type("#at", "2026-07-01T00:30"), type("#at", "")],
    { clinic: { name: "Prairie Clinic", language: "en", time_zone: "America/Winnipeg" } },
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

test("staff find and see a patient, and add what they may", async () => {
  await as("staff");
  const lines = [];
  for (const at of ["patients", view]) lines.push(...(await visited(`#/${at}`, undefined, nothing)));
  held("clinic-staff-see-a-patient", lines);
});
