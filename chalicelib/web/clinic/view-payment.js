import { fact, factList, h, icon, notice } from "../dom.js";
import { cardName, money } from "../format.js";
import { moment } from "../moment.js";
import { receiptButton } from "../receipt-button.js";
import { heading, showAgain } from "../router.js";
import { t } from "../words.js";
import { activity } from "./activity.js";
import { askToApply } from "./ask-to-apply.js";
import { askToRefund } from "./ask-to-refund.js";
import { applyFrom, getDuplicate, getOpenInvoices, getPatient, getPayment } from "./calls.js";
import { heldNotice } from "./hold.js";
import { mayDoEverything, takesAnyInvoice } from "./our-clinic.js";
import { applications, disputes, refunds } from "./records.js";
import { refundWords } from "./refund-words.js";
import { rememberPatient } from "./view-patients.js";

/** @type {Array<"applied" | "refunded" | "disputed" | "unapplied">} */
const shares = ["applied", "refunded", "disputed", "unapplied"];

/**
 * What can be spent of this payment: a patient who owes the clinic can spend nothing of it, or less.
 *
 * @param {Api.Payment} payment
 * @param {Api.PatientCredit} credit
 * @returns {Api.Money}
 */
function spendable({ unapplied }, { available }) {
  return { amount: Math.max(0, Math.min(unapplied.amount, available.amount)), currency: unapplied.currency };
}

/**
 * @param {Api.Payment} payment
 * @param {Api.Money} most
 * @param {Api.Listing<Api.Invoice>} open
 */
async function apply(payment, most, open) {
  const { patient_id: patient, id } = payment;
  /**
   * @param {string} key
   * @param {Api.NewApplication} body
   */
  const send = (key, body) => applyFrom(patient, id, key, body);
  const done = await askToApply({ patient, open, most, explain: t("apply.from-one"), send });
  if (done) await showAgain(t("apply.done", done));
}

/**
 * @param {Api.Payment} payment
 * @param {Api.Money} most
 */
async function giveBack(payment, most) {
  const made = await askToRefund(payment, most);
  if (made) await showAgain(refundWords(made));
}

/**
 * @param {Api.Payment} payment
 * @param {Api.Money} most
 * @param {Api.Listing<Api.Invoice>} open
 */
function actions(payment, most, open) {
  const { patient_id: patient, id, disputes: disputed } = payment;
  const refundable =
    mayDoEverything() && most.amount > 0 && !disputed.some(({ withdrawn_at: at, closed_at: end }) => at && !end);
  const duplicate = receiptButton(() => getDuplicate(patient, id), t("payment.duplicate"));
  return h(
    "div",
    { class: "actions" },
    most.amount > 0 &&
      !payment.hold &&
      (takesAnyInvoice() || open.items.length > 0) &&
      h(
        "button",
        { class: "button primary", type: "button", onclick: () => apply(payment, most, open) },
        t("apply.title"),
      ),
    refundable &&
      h("button", { class: "button", type: "button", onclick: () => giveBack(payment, most) }, t("refund.title")),
    payment.receipt?.number && duplicate,
  );
}

/**
 * The whole payment as one bar. The words below it say the same.
 *
 * @param {Api.Payment} payment
 */
function split(payment) {
  const parts = shares
    .filter((share) => payment[share].amount > 0)
    .map((share) => {
      const part = h("span", { class: `share ${share}` });
      part.style.flexGrow = String(payment[share].amount);
      return part;
    });
  return h("div", { class: "split", "aria-hidden": "true" }, parts);
}

/** @param {Api.Payment} payment */
function amounts(payment) {
  /** @param {typeof shares[number]} share */
  const line = (share) =>
    h("div", { class: `share-line ${share}` }, h("dt", {}, t(`payment.${share}`)), h("dd", {}, money(payment[share])));
  return h(
    "dl",
    { class: "shares" },
    shares.filter((share) => share === "unapplied" || payment[share].amount > 0).map(line),
  );
}

/** @param {Api.Payment} payment */
function details(payment) {
  const { card, location, receipt } = payment;
  return factList(
    fact(t("payment.location"), h("bdi", {}, location.name)),
    card && fact(t("payment.card"), cardName(card)),
    fact(t("payment.account"), h("span", { class: "id" }, payment.account_id ?? t("payment.platform"))),
    fact(t("payment.receipt"), receipt?.number ?? t("receipt.number-soon")),
    fact(t("payment.id"), h("span", { class: "id" }, payment.id)),
  );
}

/**
 * @param {string} title
 * @param {Page.Child} content
 */
function panel(title, content) {
  return content && h("section", { class: "panel stack", "aria-label": title }, h("h2", {}, title), content);
}

/**
 * A payment's details: what is left of it, what can be done with it, and everything that happened to it.
 *
 * @param {Page.Place} place
 */
export default async function paymentView({ ids: [patient = "", id = ""] }) {
  const [found, credit, open] = await Promise.all([
    getPayment(patient, id),
    getPatient(patient),
    getOpenInvoices(patient),
  ]);
  rememberPatient(patient);
  const most = spendable(found, credit);
  const owes = found.unapplied.amount > 0 && credit.available.amount <= 0;
  return h(
    "div",
    { class: "stack", "data-title": [t("payment.heading", { amount: money(found.amount) }), patient].join(" · ") },
    heading(t("payment.heading", { amount: money(found.amount) })),
    h(
      "p",
      { class: "collected" },
      h("span", { class: "badge good" }, icon("check"), t("payment.collected")),
      h("span", { class: "soft" }, moment(found.succeeded_at ?? found.created_at)),
      h("a", { href: `#/patient/${patient}` }, t("patient.heading", { id: patient })),
    ),
    heldNotice(found, most),
    owes && notice("bad", "alert", h("p", {}, t("patient.negative"))),
    h(
      "section",
      { class: "panel stack", "aria-label": t("payment.amounts") },
      split(found),
      amounts(found),
      actions(found, most, open),
    ),
    panel(t("payment.activity"), activity(found)),
    panel(t("payment.applications"), applications(found)),
    panel(t("payment.refunds"), refunds(found)),
    panel(t("payment.disputes"), disputes(found)),
    panel(t("payment.details"), details(found)),
  );
}
