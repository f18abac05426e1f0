import { getReceipt } from "./calls.js";
import { cardName } from "../card-name.js";
import { fact, factList, h } from "../dom.js";
import { money, standing } from "../format.js";
import { moment } from "../moment.js";
import { printButton } from "../print-button.js";
import { receiptButton } from "../receipt-button.js";
import { whenReceiptReady } from "../receipt.js";
import { person } from "../session.js";
import { t } from "../words.js";

/**
 * What went back of it: refunded, still on its way, and taken by the card's bank.
 *
 * @param {Api.TopUp & Partial<Api.TopUpDetail>} topUp
 */
function returned({ refunded, disputed, refunds = [] }) {
  const pending = refunds.filter(({ status }) => status === "pending");
  const onItsWay = pending.reduce((sum, { amount }) => sum + amount.amount, 0);
  /**
   * @param {string} words
   * @param {number} amount
   */
  const line = (words, amount) => amount > 0 && fact(words, money({ amount, currency: refunded.currency }));
  return [
    line(t("done.refunded"), refunded.amount - onItsWay),
    line(t("done.refunding"), onItsWay),
    line(t("done.disputed"), disputed.amount),
  ];
}

/**
 * @param {Api.TopUp} topUp
 * @param {Api.Credit | null} credit
 * @param {HTMLElement} number
 */
export function facts(topUp, credit, number) {
  return factList(
    fact(t("done.amount"), money(topUp.amount)),
    ...returned(topUp),
    credit && fact(t("done.balance"), h("span", { id: "new-balance" }, standing(credit.available))),
    person().name && fact(t("done.patient"), h("bdi", {}, person().name)),
    fact(t("done.location"), h("bdi", {}, topUp.location.name)),
    topUp.card && fact(t("done.card"), cardName(topUp.card)),
    fact(t("done.date"), moment(topUp.succeeded_at ?? topUp.created_at)),
    fact(t("done.number"), number),
  );
}

/**
 * The receipt's number and download. The button is there at once, and reads "preparing" until the PDF is made.
 *
 * @param {Api.TopUp} topUp
 * @param {AbortSignal} leave
 */
export function receiptParts(topUp, leave) {
  const number = h("span", {}, topUp.receipt?.number ?? t("receipt.number-soon"));
  const slot = h(
    "span",
    {},
    receiptButton(() => getReceipt(topUp.id), t("receipt.download"), { kind: "primary" }),
  );
  if (topUp.receipt?.status !== "ready") {
    whenReceiptReady(() => getReceipt(topUp.id), leave).then(
      (receipt) => {
        if (receipt) number.textContent = receipt.number;
      },
      () => {},
    );
  }
  return { number, slot };
}

/**
 * @param {HTMLElement} download
 * @param {string} id
 */
export function receiptActions(download, id) {
  return h(
    "div",
    { class: "actions" },
    download,
    printButton(() => getReceipt(id), t("receipt.print")),
    h("a", { class: "button quiet", href: "#/" }, t("done.back")),
  );
}
