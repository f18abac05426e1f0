import { h } from "../dom.js";
import { needWords, t } from "../words.js";
import { invoiceRow } from "./invoice-rows.js";

const shown = 3;

/**
 * The open invoices among the latest, and the way to all of them.
 *
 * @param {Api.Listing<Api.MyInvoice>} invoices
 * @param {Api.Credit} credit
 */
export async function openInvoices({ items }, credit) {
  await needWords(["my-invoices"]);
  const open = items.filter(({ status }) => status === "open").slice(0, shown);
  return h(
    "section",
    { class: "panel stack", "aria-labelledby": "invoices" },
    h("h2", { id: "invoices" }, t(open.length ? "invoices.open-title" : "invoices.title")),
    open.length > 0 &&
      h(
        "ul",
        { class: "rows" },
        open.map((each) => invoiceRow(each, credit)),
      ),
    h("p", {}, h("a", { href: "#/invoices" }, t("invoices.all"))),
  );
}
