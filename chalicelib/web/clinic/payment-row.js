import { cardName } from "../card-name.js";
import { h, icon } from "../dom.js";
import { clock, day, money, standing } from "../format.js";
import { t } from "../words.js";

/** @type {Array<"applied" | "refunded" | "disputed" | "transferred" | "voided">} */
const taken = ["applied", "refunded", "disputed", "transferred", "voided"];

/**
 * What became of a payment, in badges: only what there is.
 *
 * @param {Api.PaymentSummary} payment
 */
function badges(payment) {
  const shares = taken
    .filter((kind) => payment[kind].amount > 0)
    .map((kind) =>
      h(
        "span",
        { class: `badge ${kind === "disputed" ? "bad" : ""}` },
        t(`row.${kind}`, { amount: money(payment[kind]) }),
      ),
    );
  return payment.hold ? [h("span", { class: "badge bad" }, t("row.held")), ...shares] : shares;
}

/**
 * @param {Page.Child[]} parts
 * @returns {Page.Child[]}
 */
function joined(parts) {
  return parts.filter(Boolean).flatMap((part, index) => (index ? [" · ", part] : [part]));
}

/**
 * One payment in a list; `showPatient` where the list is of more than one.
 *
 * @param {Api.PaymentSummary} payment
 * @param {{ showPatient?: boolean }} look
 */
export function paymentRow(payment, { showPatient = false } = {}) {
  const { patient_id: patient, id, location, card, source } = payment;
  const time = payment.succeeded_at ?? payment.created_at;
  const left = payment.unapplied.amount;
  const whole = t("row.of", { amount: money(payment.amount) });
  return h(
    "li",
    { class: "payment" },
    h(
      "div",
      { class: "what" },
      h(
        "a",
        { href: `#/payment/${patient}/${id}` },
        day(time, "medium"),
        h("span", { class: "unseen" }, `, ${clock(time)}, ${money(payment.amount)}`),
      ),
      h(
        "span",
        { class: "small soft" },
        joined([
          showPatient && h("a", { href: `#/patient/${patient}` }, h("bdi", {}, payment.patient.name ?? patient)),
          h("bdi", {}, location.name),
          source !== "card_online" && t(`source.${source}`),
          card && cardName(card),
        ]),
      ),
      h("span", { class: "badges" }, badges(payment)),
    ),
    h(
      "div",
      { class: "sum" },
      h("span", { class: left ? "" : "soft" }, standing(payment.unapplied)),
      h("span", { class: "small soft" }, whole),
    ),
  );
}

/**
 * @param {string} picture
 * @param {string} words
 */
export function nothing(picture, words) {
  return h("div", { class: "nothing" }, icon(picture), h("p", { class: "soft" }, words));
}
