import { h } from "../dom.js";

/**
 * An invoice's number, with its page where the clinic's system sent it. One that was only typed has no page.
 *
 * @param {string} patient
 * @param {Pick<Api.Application, "invoice_id" | "invoice_number">} invoice
 */
export function invoiceLink(patient, { invoice_id: id, invoice_number: number }) {
  const name = h("bdi", { class: "id" }, number ?? id);
  return number === null ? name : h("a", { href: `#/invoice/${patient}/${id}` }, name);
}
