import { h, icon, notice } from "../dom.js";
import { standing } from "../format.js";
import { moment } from "../moment.js";
import { heading } from "../router.js";
import { t } from "../words.js";
import { activity } from "./activity.js";
import { heldNotice } from "./hold.js";
import { getOpenInvoices, getPatient, getPayment } from "./patient-calls.js";
import { paymentActions } from "./payment-actions.js";
import { paymentDetails, paymentTitle, sourceWords } from "./payment-details.js";
import { applications, disputes, refunds, transfers } from "./records.js";
import { patientLink } from "./report-table.js";
import { rememberPatient } from "./view-patients.js";

/** @type {Array<"applied" | "refunded" | "disputed" | "transferred" | "voided" | "unapplied">} */
const shares = ["applied", "refunded", "disputed", "transferred", "voided", "unapplied"];

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
    h(
      "div",
      { class: `share-line ${share}` },
      h("dt", {}, t(`payment.${share}`)),
      h("dd", {}, standing(payment[share])),
    );
  return h(
    "dl",
    { class: "shares" },
    shares.filter((share) => share === "unapplied" || payment[share].amount > 0).map(line),
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
  const title = paymentTitle(found);
  return h(
    "div",
    { class: "stack", "data-title": [title, patient].join(" · ") },
    heading(title),
    h(
      "p",
      { class: "collected" },
      h("span", { class: "badge good" }, icon("check"), sourceWords(found)),
      found.voided.amount > 0 && h("span", { class: "badge bad" }, t("payment.voided")),
      h("span", { class: "soft" }, moment(found.succeeded_at ?? found.created_at)),
      patientLink({ id: patient, name: found.patient.name }),
    ),
    heldNotice(found, most),
    owes && notice("bad", "alert", h("p", {}, t("patient.negative"))),
    h(
      "section",
      { class: "panel stack", "aria-label": t("payment.amounts") },
      split(found),
      amounts(found),
      paymentActions(found, most, open),
    ),
    panel(t("payment.activity"), activity(found)),
    panel(t("payment.applications"), applications(found)),
    panel(t("payment.refunds"), refunds(found)),
    panel(t("payment.transfers"), transfers(found)),
    panel(t("payment.disputes"), disputes(found)),
    panel(t("payment.details"), paymentDetails(found)),
  );
}
