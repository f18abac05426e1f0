import { h } from "./dom.js";
import { money } from "./format.js";
import { t } from "./words.js";

/** @type {Page.Values} */
const kinds = { open: "wait", paid: "good", void: "" };

/** @param {Api.MyInvoice} invoice */
export function statusBadge({ status }) {
  return h("span", { class: `badge ${kinds[status]}` }, t(`status.${status}`));
}

/**
 * What is left of an invoice, of how much; for one that is paid or void, only its amount.
 *
 * @param {Api.MyInvoice} invoice
 */
export function amountsOf({ status, left, amount }) {
  if (status !== "open") return h("span", {}, money(amount));
  return h(
    "span",
    { class: "left" },
    h("span", {}, t("invoices.left", { amount: money(left) })),
    left.amount < amount.amount && h("span", { class: "small soft" }, " ", t("invoices.of", { amount: money(amount) })),
  );
}

/**
 * The most that can be applied to an invoice of what is available.
 *
 * @param {Api.MyInvoice} invoice
 * @param {Api.Money} available
 * @returns {Api.Money}
 */
export function mostOf({ left }, available) {
  return { amount: Math.max(0, Math.min(left.amount, available.amount)), currency: left.currency };
}
