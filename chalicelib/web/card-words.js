import { clinicDay } from "./calendar.js";
import { brandName, inWallet } from "./card-name.js";
import { h, icon } from "./dom.js";
import { t } from "./words.js";

/** @type {Page.Values} */
const marks = {
  visa: "Visa",
  mastercard: "MC",
  amex: "Amex",
  discover: "Disc",
  unionpay: "UPay",
  jcb: "JCB",
  diners: "DC",
  interac: "Int",
};

/** @param {{ brand: string }} card */
export function brandMark({ brand }) {
  return marks[brand]
    ? h("span", { class: "brandmark", "aria-hidden": "true" }, marks[brand])
    : h("span", { class: "brandmark" }, icon("card"));
}

/** @param {number} month */
const twoDigits = (month) => String(month).padStart(2, "0");

/**
 * As it is printed on cards everywhere.
 *
 * @param {{ exp_month: number, exp_year: number }} card
 */
function expiry({ exp_month: month, exp_year: year }) {
  return `${twoDigits(month)}/${String(year).slice(-2)}`;
}

/**
 * A card is good to the end of the month printed on it, by the clinic's calendar.
 *
 * @param {{ exp_month: number, exp_year: number }} card
 * @param {number} time
 */
export function expired({ exp_month: month, exp_year: year }, time = Date.now()) {
  return `${year}-${twoDigits(month)}` < clinicDay(time).slice(0, "2026-11".length);
}

/** @param {Api.Card} card */
export function cardWords(card) {
  const past = expired(card);
  const until = h("span", { class: "small soft" }, t(past ? "card.expired" : "card.expires", { date: expiry(card) }));
  return h(
    "span",
    { class: "what" },
    h(
      "span",
      {},
      `${inWallet(card.wallet)}${brandName(card.brand)} `,
      h("span", { class: "amount" }, `•••• ${card.last4}`),
    ),
    until,
  );
}
