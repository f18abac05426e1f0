import { h } from "./dom.js";
import { money, standing } from "./format.js";
import { moment } from "./moment.js";
import { tryWords, t } from "./words.js";

/**
 * One entry of the ledger with the balance after it. `address` of a payment makes it a link, `who` is who did it.
 *
 * @param {Api.Entry} entry
 * @param {string} currency
 * @param {((entry: Api.Entry) => string) | null} address
 * @param {string | null} who
 */
export function historyRow(entry, currency, address, who = null) {
  const amount = money({ amount: entry.amount, currency }, { signed: true });
  const { kind, reference } = entry;
  /** @type {Page.Values} */
  const about = reference.kind === "invoice" ? { invoice: reference.number ?? reference.id } : {};
  const words = tryWords([`history.${kind}-invoice`, `history.${kind}`], t("history.other"), about);
  const time = h("span", { class: "unseen" }, `, ${moment(entry.at)}, ${amount}`);
  const what = address ? h("a", { href: address(entry) }, words, time) : h("span", {}, words);
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
        t("history.after", { amount: standing({ amount: entry.balance_after, currency }) }),
      ),
    ),
  );
}
