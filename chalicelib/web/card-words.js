import { h, icon } from "./dom.js";
import { brandName, expired, expiry } from "./format.js";
import { t } from "./words.js";

const marks = { visa: "Visa", mastercard: "MC", amex: "Amex", discover: "Disc", unionpay: "UPay", jcb: "JCB", diners: "DC", interac: "Int" };

export function brandMark({ brand }) {
  return marks[brand] ? h("span", { class: "brandmark", "aria-hidden": "true" }, marks[brand]) : h("span", { class: "brandmark" }, icon("card"));
}

export function cardWords(card) {
  const past = expired(card);
  const until = h("span", { class: "small soft" }, t(past ? "card.expired" : "card.expires", { date: expiry(card) }));
  return h("span", { class: "what" }, h("span", {}, `${brandName(card.brand)} `, h("span", { class: "amount" }, `•••• ${card.last4}`)), until);
}
