import { getReceipt } from "./calls.js";
import { cardName } from "../card-name.js";
import { h, icon } from "../dom.js";
import { clock, day, money } from "../format.js";
import { receiptButton } from "../receipt-button.js";
import { t } from "../words.js";

/** @type {Page.Values} */
const kinds = { pending: "wait", processing: "wait", canceled: "" };

/**
 * What became of it, in badges.
 *
 * @param {Api.TopUp} topUp
 */
function badges({ status, refunded, disputed }) {
  if (status !== "succeeded") return h("span", { class: `badge ${kinds[status]}` }, t(`status.${status}`));
  return [
    refunded.amount > 0 && h("span", { class: "badge" }, t("status.refunded", { amount: money(refunded) })),
    " ",
    disputed.amount > 0 && h("span", { class: "badge bad" }, t("status.disputed", { amount: money(disputed) })),
  ];
}

/** @param {Api.TopUp} topUp */
function details(topUp) {
  const parts = [topUp.location?.name, topUp.card && cardName(topUp.card)].filter(Boolean);
  return h(
    "span",
    { class: "small soft" },
    parts.flatMap((part, index) => (index ? [" · ", h("bdi", {}, part)] : [h("bdi", {}, part)])),
  );
}

/**
 * One top-up with its receipt.
 *
 * @param {Api.TopUp} topUp
 */
export function topUpRow(topUp) {
  const amount = money(topUp.amount);
  const time = topUp.succeeded_at ?? topUp.created_at;
  const date = day(time);
  const paid = topUp.status === "succeeded";
  const name = t("receipt.download-one", { amount, date });
  return h(
    "li",
    { class: "payment" },
    h(
      "div",
      { class: "what" },
      paid
        ? h("a", { href: `#/payment/${topUp.id}` }, date, h("span", { class: "unseen" }, `, ${clock(time)}, ${amount}`))
        : h("span", {}, date),
      " ",
      badges(topUp),
      details(topUp),
    ),
    h("span", { class: "sum" }, amount),
    paid
      ? receiptButton(() => getReceipt(topUp.id), t("receipt.short"), { name, kind: "small" })
      : h("span", { class: "no-receipt" }),
  );
}

/**
 * A list of top-ups, newest first.
 *
 * @param {Api.TopUp[]} topUps
 */
export const topUpRows = (topUps) => h("ul", { class: "rows" }, topUps.map(topUpRow));

/** @param {string} words */
export function nothingYet(words) {
  return h("div", { class: "nothing" }, icon("receipt"), h("p", { class: "soft" }, words));
}
