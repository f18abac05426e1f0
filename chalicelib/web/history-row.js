import { h } from "./dom.js";
import { money } from "./format.js";
import { moment } from "./moment.js";
import { tryWords, t } from "./words.js";

/**
 * One entry of the ledger with the balance after it. `address` of a payment links to it, `who` says who did it.
 *
 * @param {Api.Entry} entry
 * @param {string} currency
 * @param {(entry: Api.Entry) => string} address
 * @param {string | null} who
 */
export function historyRow(entry, currency, address, who = null) {
  const amount = money({ amount: entry.amount, currency }, { signed: true });
  const what = h("a", { href: address(entry) }, tryWords([`history.${entry.kind}`], t("history.other")));
  return h(
    "li",
    {},
    h(
      "div",
      { class: "what" },
      what,
      h("span", { class: "small soft" }, moment(entry.at), who && [" · ", h("bdi", {}, who)]),
    ),
    h(
      "div",
      { class: "sum" },
      h("span", { class: entry.amount > 0 ? "plus" : "" }, amount),
      h(
        "span",
        { class: "small soft after" },
        t("history.after", { amount: money({ amount: entry.balance_after, currency }) }),
      ),
    ),
  );
}
