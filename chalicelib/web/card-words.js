import { h, icon } from "./dom.js";
import { brandName } from "./format.js";
import { t } from "./words.js";

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

export function brandMark({ brand }) {
  return marks[brand]
    ? h("span", { class: "brandmark", "aria-hidden": "true" }, marks[brand])
    : h("span", { class: "brandmark" }, icon("card"));
}

/** As it is printed on cards everywhere. */
function expiry({ exp_month: month, exp_year: year }) {
  return `${String(month).padStart(2, "0")}/${String(year).slice(-2)}`;
}

/** A card is good to the end of the month printed on it. */
export function expired({ exp_month: month, exp_year: year }, now = new Date()) {
  return new Date(year, month, 1) <= now;
}

export function cardWords(card) {
  const past = expired(card);
  const until = h("span", { class: "small soft" }, t(past ? "card.expired" : "card.expires", { date: expiry(card) }));
  return h(
    "span",
    { class: "what" },
    h("span", {}, `${brandName(card.brand)} `, h("span", { class: "amount" }, `•••• ${card.last4}`)),
    until,
  );
}
