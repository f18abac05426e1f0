import { dateOf } from "../calendar.js";
import { fact, factList, h } from "../dom.js";
import { day, money, standing } from "../format.js";
import { mostOf, statusBadge } from "../invoice-facts.js";
import { heading, showAgain } from "../router.js";
import { t } from "../words.js";
import { askToApply } from "./ask-to-apply.js";
import { applyOldest, getInvoice, getOpenInvoices, getPatient, getPerson } from "./patient-calls.js";
import { nothing } from "./payment-row.js";
import { by } from "./records.js";
import { patientLink } from "./report-table.js";
import { unapplyButton } from "./unapply.js";
import { rememberPatient } from "./view-patients.js";

/**
 * @param {string} patient
 * @param {Api.Money} most
 * @param {Api.Invoice} chosen
 */
async function apply(patient, most, chosen) {
  /**
   * @param {string} key
   * @param {Api.NewApplication} body
   */
  const send = (key, body) => applyOldest(patient, key, body);
  const open = await getOpenInvoices(patient);
  const done = await askToApply({ patient, from: patient, open, chosen, most, explain: t("apply.oldest"), send });
  if (done) await showAgain(t("apply.done", done));
}

/**
 * What is left, and how to pay it with the patient's credit.
 *
 * @param {string} patient
 * @param {Api.InvoiceDetail} invoice
 * @param {Api.Money} available
 */
function amounts(patient, invoice, available) {
  const { amount, credited, left, status } = invoice;
  const most = mostOf(invoice, available);
  const mayApply = status === "open" && most.amount > 0;
  /**
   * @param {string} words
   * @param {Api.Money} value
   */
  const line = (words, value) => h("div", {}, h("dt", {}, words), h("dd", {}, money(value)));
  return h(
    "section",
    { class: "panel stack tight", "aria-labelledby": "left" },
    h(
      "div",
      { class: "balance" },
      h("div", {}, h("h2", { class: "soft", id: "left" }, t("invoice.left")), h("p", { class: "figure" }, money(left))),
      mayApply &&
        h(
          "button",
          { class: "button primary", type: "button", onclick: () => apply(patient, available, invoice) },
          t("apply.credit"),
        ),
    ),
    h("dl", { class: "places" }, line(t("invoice.amount"), amount), line(t("invoice.credited"), credited)),
    h("p", { class: "soft small" }, t("invoice.available", { amount: standing(available) })),
  );
}

/**
 * One application with the payment that it is of.
 *
 * @param {string} patient
 * @param {Api.Application} application
 */
function row(patient, application) {
  const { payment_id: payment, amount, applied_at: at, applied_by: who } = application;
  const { unapplied_at: ended, unapplied_by: endedBy } = application;
  const time = h("span", { class: "unseen" }, `, ${money(amount)}`);
  return h(
    "li",
    { class: "invoice" },
    h(
      "div",
      { class: "what" },
      h("a", { href: `#/payment/${patient}/${payment}` }, t("invoice.applied", { date: day(at, "medium") }), time),
      ended && [" ", h("span", { class: "badge" }, t("application.unapplied"))],
      by(who, at),
      ended && by(endedBy, ended, t("application.unapplied")),
    ),
    h("span", { class: "sum" }, money(amount)),
    unapplyButton(patient, application),
  );
}

/** @param {Api.InvoiceDetail} invoice */
function details({ id, number, label, location, issued_on: issued, account_id: account }) {
  return factList(
    label && fact(t("invoice.label"), h("bdi", {}, label)),
    fact(t("payment.location"), h("bdi", {}, location.name)),
    fact(t("invoice.issued"), dateOf(issued)),
    account && fact(t("payment.account"), h("span", { class: "id" }, account)),
    id !== number && fact(t("invoice.id"), h("span", { class: "id" }, id)),
  );
}

/**
 * One invoice of a patient: what is left of it, and the credit that was applied to it, in whatever state it is now.
 *
 * @param {Page.Place} place
 */
export default async function invoiceView({ ids: [patient = "", id = ""] }) {
  const [invoice, credit, person] = await Promise.all([
    getInvoice(patient, id),
    getPatient(patient),
    getPerson(patient).catch(() => null),
  ]);
  rememberPatient(patient);
  const title = t("invoice.heading", { number: invoice.number });
  const { applications } = invoice;
  return h(
    "div",
    { class: "stack", "data-title": [title, patient].join(" · ") },
    heading(title),
    h("p", { class: "collected" }, statusBadge(invoice), patientLink({ id: patient, name: person?.name ?? null })),
    amounts(patient, invoice, credit.available),
    h(
      "section",
      { class: "panel stack", "aria-labelledby": "applied" },
      h("h2", { id: "applied" }, t("invoice.applications")),
      applications.length
        ? h(
            "ul",
            { class: "rows" },
            applications.map((each) => row(patient, each)),
          )
        : nothing("receipt", t("invoice.none")),
    ),
    h(
      "section",
      { class: "panel stack", "aria-labelledby": "details" },
      h("h2", { id: "details" }, t("payment.details")),
      details(invoice),
    ),
  );
}
