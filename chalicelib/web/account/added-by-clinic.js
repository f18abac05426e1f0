import { h } from "../dom.js";
import { day, money } from "../format.js";
import { pagedList } from "../paged-list.js";
import { receiptButton } from "../receipt-button.js";
import { needWords, t } from "../words.js";
import { getReceipt } from "./calls.js";
import { getHistory } from "./later-calls.js";

const most_pages = 10;
const page = 100;
const kinds = ["recorded", "memo", "opening_balance"];

/**
 * Whether this entry is credit that the clinic added: a payment it took, goodwill, an opening balance or a transfer.
 *
 * @param {Api.Entry} entry
 */
export const isAdded = ({ kind, amount }) => kinds.includes(kind) || (kind === "transferred" && amount > 0);

/** The credit history's entries about what the clinic added, newest first: a voiding comes before what it voids. */
class Added {
  /** @type {Set<string>} */
  voided = new Set();
  currency = "";

  /**
   * @param {string} [cursor]
   * @returns {Promise<Api.Listing<Api.Entry>>}
   */
  async next(cursor) {
    let from = cursor;
    for (let asked = 1; ; asked += 1) {
      const found = await getHistory(from, page);
      for (const { kind, payment_id: id } of found.items) if (kind === "voided") this.voided.add(id);
      this.currency = found.balance.currency;
      const items = found.items.filter(isAdded);
      if (items.length || !found.next_cursor || asked === most_pages) return { items, next_cursor: found.next_cursor };
      from = found.next_cursor;
    }
  }
}

/**
 * @param {Api.Entry} entry
 * @param {Added} added
 */
function row({ at, kind, amount, payment_id: id }, { currency, voided }) {
  const words = money({ amount, currency });
  const date = day(at);
  const name = t("receipt.download-one", { amount: words, date });
  return h(
    "li",
    { class: "payment" },
    h(
      "div",
      { class: "what" },
      h("a", { href: `#/payment/${id}` }, date, h("span", { class: "unseen" }, `, ${words}`)),
      h("span", { class: "small soft" }, t(`history.${kind}`)),
      voided.has(id) && h("span", { class: "badge" }, t("history.voided")),
    ),
    h("span", { class: "sum" }, words),
    kind === "recorded" && !voided.has(id)
      ? receiptButton(() => getReceipt(id), t("receipt.short"), { name, kind: "small" })
      : h("span", { class: "no-receipt" }),
  );
}

/** The section about credit that didn't come through the portal, or null where there is none. */
export async function clinicCredit() {
  const added = new Added();
  const [found] = await Promise.all([added.next(), needWords(["history"])]);
  if (!found.items.length) return null;
  /** @param {Api.Entry} entry */
  const line = (entry) => row(entry, added);
  return h(
    "section",
    { class: "panel stack", "aria-labelledby": "added" },
    h("h2", { id: "added" }, t("history.from-clinic")),
    pagedList(found, line, (cursor) => added.next(cursor)),
  );
}
