import { h, icon } from "../dom.js";
import { pagedList } from "../paged-list.js";
import { heading } from "../router.js";
import { t } from "../words.js";
import { getInvoices } from "./calls.js";
import { refreshCredit } from "./credit.js";
import { invoiceRow } from "./invoice-rows.js";

/** Invoices of the clinic, with the credit applied to each. */
export default async function invoices() {
  const [credit, found] = await Promise.all([refreshCredit(), getInvoices()]);
  const none = h("div", { class: "nothing" }, icon("receipt"), h("p", { class: "soft" }, t("invoices.none")));
  const list = pagedList(found, (each) => invoiceRow(each, credit), getInvoices);
  return h(
    "div",
    { class: "stack" },
    heading(t("invoices.title")),
    h("p", { class: "soft" }, t("invoices.explain")),
    h("section", { class: "panel stack", "aria-label": t("invoices.title") }, found.items.length ? list : none),
  );
}
