/** Credit: how staff apply it to invoices, record and give it, and move it between patients. */
import {
  begin,
  both,
  failsAt,
  holdPaths,
  loses,
  meanwhile,
  openClinic,
  press,
  refuses,
  slow,
  together,
  type,
} from "./clinic.mjs";
import { invoices, others } from "./clinic-examples.mjs";
import { asIs } from "./page.mjs";
import { money, payment, reads } from "./stories.mjs";
import { goesTo, tells } from "./visit.mjs";

await openClinic();
const view = "patient/pat_ana";
const send = press("dialog [type=submit]");
const cancel = press("dialog .actions [type=button]");
const amount = (text) => type("#amount", text);
const reason = (text) => type("#reason", text);
const credit = (changes) => reads({ "pat_ana/credit": changes });
const person = (changes) => reads({ "patients/pat_ana": changes });
const any = { invoices: "any" };
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
    [toInvoice, meanwhile(begin("#find", "3"), begin("#find", "4"))],
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
      meanwhile(begin("#to_patient_id", "be"), begin("#to_patient_id", "x")),
      meanwhile(begin("#to_patient_id", "be"), begin("#to_patient_id", "anab")),
      together(begin("#to_patient_id", "ana"), begin("#to_patient_id", "anac")),
    ],
  ],
]);
