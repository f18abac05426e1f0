import { Problem } from "../api.js";
import { fact, factList, h } from "../dom.js";
import { day, money } from "../format.js";
import { historyRow } from "../history-row.js";
import { moment } from "../moment.js";
import { receiptButton } from "../receipt-button.js";
import { heading, replaceWith } from "../router.js";
import { t } from "../words.js";
import { getReceipt } from "./calls.js";
import { getHistory, getRefundReceipt, getTopUp } from "./later-calls.js";
import { isAdded } from "./added-by-clinic.js";
import { facts, receiptActions, receiptParts } from "./paid-parts.js";

const most_pages = 50;
const page_size = 100;

/**
 * Every entry of the payment, newest first, up to the one that paid it in.
 *
 * @param {string} id
 */
async function entriesOf(id) {
  /** @type {Api.Entry[]} */
  const found = [];
  let currency = "";
  let cursor;
  for (let page = 0; page < most_pages; page += 1) {
    /** @type {Api.History} */
    const { items, next_cursor: next, balance } = await getHistory(cursor, page_size);
    currency = balance.currency;
    found.push(...items.filter((entry) => entry.payment_id === id));
    if (!next || found.some((entry) => entry.kind === "top_up" || isAdded(entry))) break;
    cursor = next;
  }
  return { entries: found, currency };
}

/**
 * The top-up, or null where the payment is none: the clinic added it.
 *
 * @param {string} id
 * @param {Api.Entry[]} entries
 */
async function topUpOf(id, entries) {
  const first = entries.at(-1);
  if (first && isAdded(first)) return null;
  try {
    return await getTopUp(id);
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 404) return null;
    throw problem;
  }
}

/**
 * A refund that was not returned has a receipt, once it is no longer on its way.
 *
 * @param {Api.Entry[]} entries
 * @param {Api.Entry} entry
 * @param {Api.TopUpDetail["refunds"]} refunds
 */
function refundReceipt(entries, { kind, payment_id: of, reference: { id }, at }, refunds) {
  const isBack = entries.some((other) => other.kind === "refund_failed" && other.reference.id === id);
  if (kind !== "refunded" || isBack) return null;
  const isOnItsWay = refunds.some((refund) => refund.id === id && refund.status === "pending");
  if (isOnItsWay) return h("span", { class: "badge wait" }, t("status.processing"));
  const look = { name: t("receipt.refund-one", { date: day(at) }), kind: "small" };
  return receiptButton(() => getRefundReceipt(of, id), t("receipt.short"), look);
}

/**
 * @param {Api.Entry[]} entries
 * @param {string} currency
 * @param {Api.TopUpDetail["refunds"]} refunds
 */
function story(entries, currency, refunds) {
  const row = (/** @type {Api.Entry} */ entry) => {
    const line = historyRow(entry, currency, null);
    line.append(refundReceipt(entries, entry, refunds) ?? "");
    return line;
  };
  return (
    entries.length > 0 &&
    h(
      "section",
      { class: "panel stack screen-only", "aria-labelledby": "activity" },
      h("h2", { id: "activity" }, t("payment.activity")),
      h("ul", { class: "rows" }, entries.map(row)),
    )
  );
}

/**
 * Credit that the clinic added, as the credit history has it.
 *
 * @param {Api.Entry[]} entries
 * @param {string} currency
 */
function clinicsPayment(entries, currency) {
  const first = /** @type {Api.Entry} */ (entries.at(-1));
  const { kind, payment_id: id, at } = first;
  const amount = money({ amount: first.amount, currency });
  const hasReceipt = kind === "recorded" && !entries.some((entry) => entry.kind === "voided");
  const slot = receiptButton(() => getReceipt(id), t("receipt.download"), { kind: "primary" });
  const title = kind === "recorded" ? t("payment.heading", { amount }) : `${t(`history.${kind}`)} · ${amount}`;
  return h(
    "div",
    { class: "stack confirmation", "data-title": title },
    heading(title),
    h(
      "section",
      { class: "panel", "aria-label": t("done.details") },
      factList(
        kind === "recorded" && fact(t("done.amount"), amount),
        fact(t("history.source"), t(`history.${kind}`)),
        fact(t("done.date"), moment(at)),
      ),
    ),
    story(entries, currency, []),
    hasReceipt ? receiptActions(slot, id) : h("p", {}, h("a", { href: "#/" }, t("done.back"))),
  );
}

/**
 * A payment as it stands: what was paid, and what has happened to it since.
 *
 * @param {Page.Place} place
 * @returns {Promise<Node>}
 */
export default async function payment({ ids: [id = ""], leave }) {
  const { entries, currency } = await entriesOf(id); // First: the console would report a top-up that is none.
  const topUp = await topUpOf(id, entries);
  if (topUp === null && entries.length > 0) return clinicsPayment(entries, currency);
  if (topUp === null) throw new Problem({ status: 404, code: "not_found" });
  if (topUp.status !== "succeeded") {
    queueMicrotask(() => replaceWith(`#/done/${id}`));
    return h("p", { role: "status" }, t("loading"));
  }
  const { number, slot } = receiptParts(topUp, leave);
  const title = t("payment.heading", { amount: money(topUp.amount) });
  return h(
    "div",
    { class: "stack confirmation", "data-title": title },
    heading(title),
    h("section", { class: "panel", "aria-label": t("done.details") }, facts(topUp, null, number)),
    story(entries, currency, topUp.refunds),
    h("p", { class: "small soft" }, t("done.prepayment")),
    receiptActions(slot, topUp.id),
  );
}
