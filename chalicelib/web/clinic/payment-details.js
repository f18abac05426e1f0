import { dateOf } from "../calendar.js";
import { cardName } from "../card-name.js";
import { fact, factList, h } from "../dom.js";
import { money } from "../format.js";
import { t } from "../words.js";
import { accountName, actorWords } from "./our-clinic.js";

/**
 * The source that a transferred payment had first; the payment keeps what that source brought with it.
 *
 * @param {Api.PaymentSummary} payment
 * @returns {Api.Source}
 */
export function firstSource({ source, card, tender, reference }) {
  if (source !== "transfer") return source;
  if (card) return "card_online";
  if (tender) return "recorded";
  return reference ? "opening_balance" : "memo";
}

/** @param {Api.PaymentSummary} payment */
export function paymentTitle({ source, amount }) {
  const isPayment = source === "card_online" || source === "recorded";
  return t(isPayment ? "payment.heading" : `payment.heading-${source}`, { amount: money(amount) });
}

/**
 * Where a payment came from, and who collected it.
 *
 * @param {Api.PaymentSummary} payment
 */
export function sourceWords({ source, collected_by: who }) {
  if (source === "card_online") return t("payment.collected");
  const words = t(`source.${source}`);
  return source === "transfer" || who.kind !== "staff" ? words : `${words} · ${actorWords(who)}`;
}

/** @param {Api.Payment} payment */
function receivedOn({ source, received_on: day }) {
  const words = source === "opening_balance" ? "payment.as_of" : "payment.received_on";
  return day && source !== "memo" && fact(t(words), dateOf(day));
}

/** @param {Api.Payment} payment */
function origin({ origin: first }) {
  if (!first) return null;
  const { patient_id: patient, payment_id: id } = first;
  const link = h("a", { href: `#/payment/${patient}/${id}` }, t("payment.origin-of"), " ", h("bdi", {}, patient));
  return fact(t("payment.origin"), link);
}

/**
 * What is known of a payment; only what its source has.
 *
 * @param {Api.Payment} payment
 */
export function paymentDetails(payment) {
  const { card, location, receipt, tender, reference, account_id: account, source, terms_version: terms } = payment;
  return factList(
    fact(t("payment.source"), t(`source.${source}`)),
    origin(payment),
    fact(t("payment.location"), h("bdi", {}, location.name)),
    card && fact(t("payment.card"), cardName(card)),
    tender && fact(t("payment.card"), t(`tender.${tender}`)),
    receivedOn(payment),
    reference && fact(t("payment.reference"), h("bdi", {}, reference)),
    firstSource(payment) === "card_online" &&
      fact(t("payment.account"), h("bdi", {}, accountName(account) ?? t("payment.platform"))),
    terms !== null && fact(t("payment.terms"), t("payment.terms-version", { version: String(terms) })),
    receipt && fact(t("payment.receipt"), receipt.number ?? t("receipt.number-soon")),
    fact(t("payment.id"), h("span", { class: "id" }, payment.id)),
  );
}
