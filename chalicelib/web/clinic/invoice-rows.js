import { dateOf } from "../calendar.js";
import { h } from "../dom.js";
import { amountsOf, statusBadge } from "../invoice-facts.js";
import { t } from "../words.js";
import { invoiceLink } from "./invoice-link.js";

/**
 * Label, day and location of an invoice, in one line.
 *
 * @param {Api.Invoice} invoice
 */
export function invoiceDetails({ label, issued_on: issued, location }) {
  return [label, dateOf(issued), location.name]
    .filter((part) => part !== null && part !== "")
    .flatMap((part, index) => (index ? [" · ", h("bdi", {}, part)] : [h("bdi", {}, part)]));
}

/**
 * One invoice of a patient; `apply` is what applies credit to it, or null.
 *
 * @param {string} patient
 * @param {Api.Invoice} invoice
 * @param {(() => unknown) | null} apply
 */
export function invoiceRow(patient, invoice, apply) {
  const { id, number, status } = invoice;
  const button = h(
    "button",
    { class: "button", type: "button", "aria-label": t("invoices.apply-one", { number }), onclick: () => apply?.() },
    t("invoices.apply"),
  );
  return h(
    "li",
    { class: "invoice" },
    h(
      "div",
      { class: "what" },
      h("span", {}, invoiceLink(patient, { invoice_id: id, invoice_number: number }), " ", statusBadge(invoice)),
      h("span", { class: "small soft" }, ...invoiceDetails(invoice)),
    ),
    h("span", { class: "sum" }, amountsOf(invoice)),
    apply && status === "open" && button,
  );
}
