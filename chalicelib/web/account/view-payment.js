import { getHistory, getTopUp } from "./calls.js";
import { facts, receiptActions, receiptParts } from "./paid-parts.js";
import { h } from "../dom.js";
import { money } from "../format.js";
import { historyRow } from "../history-row.js";
import { heading, replaceWith } from "../router.js";
import { t } from "../words.js";

const most_pages = 10;

/**
 * Every entry of the payment, newest first, up to the one that paid it in.
 *
 * @param {string} id
 */
async function entriesOf(id) {
  /** @type {Api.Entry[]} */
  const found = [];
  let cursor;
  for (let page = 0; page < most_pages; page += 1) {
    /** @type {Api.History} */
    const { items, next_cursor: next } = await getHistory(cursor);
    found.push(...items.filter((entry) => entry.payment_id === id));
    if (!next || found.some((entry) => entry.kind === "top_up")) break;
    cursor = next;
  }
  return found;
}

/**
 * A payment as it stands: what was paid, and what has happened to it since.
 *
 * @param {Page.Place} place
 * @returns {Promise<Node>}
 */
export default async function payment({ ids: [id = ""], leave }) {
  const [topUp, entries] = await Promise.all([getTopUp(id), entriesOf(id)]);
  if (topUp.status !== "succeeded") {
    queueMicrotask(() => replaceWith(`#/done/${id}`));
    return h("p", { role: "status" }, t("loading"));
  }
  const { number, slot } = receiptParts(topUp, leave);
  const title = t("payment.heading", { amount: money(topUp.amount) });
  const row = (/** @type {Api.Entry} */ entry) => historyRow(entry, topUp.amount.currency, null);
  return h(
    "div",
    { class: "stack confirmation", "data-title": title },
    heading(title),
    h("section", { class: "panel", "aria-label": t("done.details") }, facts(topUp, null, number)),
    entries.length > 0 &&
      h(
        "section",
        { class: "panel stack screen-only", "aria-labelledby": "activity" },
        h("h2", { id: "activity" }, t("payment.activity")),
        h("ul", { class: "rows" }, entries.map(row)),
      ),
    h("p", { class: "small soft" }, t("done.prepayment")),
    receiptActions(slot),
  );
}
