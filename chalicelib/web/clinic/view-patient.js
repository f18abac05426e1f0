import { Problem } from "../api.js";
import { h, notice } from "../dom.js";
import { day, money, standing } from "../format.js";
import { pagedList } from "../paged-list.js";
import { heading, showAgain } from "../router.js";
import { statementButton } from "../statement-button.js";
import { t } from "../words.js";
import { askToApply } from "./ask-to-apply.js";
import { creditActions, mergeAction } from "./credit-actions.js";
import { invoiceRow } from "./invoice-rows.js";
import { isClosed, takesAnyInvoice } from "./our-clinic.js";
import {
  applyOldest,
  getInvoices,
  getOpenInvoices,
  getPatient,
  getPatientsPayments,
  getPerson,
  getStatement,
} from "./patient-calls.js";
import { nothing, paymentRow } from "./payment-row.js";
import { rememberPatient } from "./view-patients.js";

/**
 * @param {string} id
 * @param {Api.Money} available
 * @param {Api.Listing<Api.Invoice>} open
 * @param {Api.Invoice | null} chosen
 */
async function apply(id, available, open, chosen = null) {
  /**
   * @param {string} key
   * @param {Api.NewApplication} body
   */
  const send = (key, body) => applyOldest(id, key, body);
  const done = await askToApply({
    patient: id,
    from: id,
    open,
    chosen,
    most: available,
    explain: t("apply.oldest"),
    send,
  });
  if (done) await showAgain(t("apply.done", done));
}

/** @param {Api.PatientCredit} credit */
function locations({ by_location: places }) {
  const some = places.filter(({ available }) => available.amount !== 0);
  return (
    some.length > 0 &&
    h(
      "dl",
      { class: "places" },
      some.map(({ location, available }) =>
        h("div", {}, h("dt", {}, h("bdi", {}, location.name)), h("dd", {}, standing(available))),
      ),
    )
  );
}

/**
 * Money that the patient has sent and the bank has not passed on: known to staff, and no credit.
 *
 * @param {Api.PatientCredit["processing"][number]} topUp
 */
const stillProcessing = ({ amount, created_at: time }) =>
  notice("wait", "clock", h("p", {}, t("patient.processing", { amount: money(amount), date: day(time, "medium") })));

/**
 * @param {string} id
 * @param {Api.PatientCredit} credit
 * @param {Api.Listing<Api.Invoice>} open
 * @param {boolean} closed
 */
function balance(id, credit, open, closed) {
  const { available } = credit;
  const mayApply = takesAnyInvoice() || open.items.length > 0;
  const statement = statementButton((days, format) => getStatement(id, days, format));
  const act = h(
    "button",
    { class: "button primary", type: "button", onclick: () => apply(id, available, open) },
    t("apply.title"),
  );
  return h(
    "section",
    { class: "panel stack tight", "aria-labelledby": "available" },
    h(
      "div",
      { class: "balance" },
      h(
        "div",
        {},
        h("h2", { class: "soft", id: "available" }, t("patient.available")),
        h("p", { class: "figure" }, standing(available)),
      ),
      available.amount > 0 && mayApply && act,
    ),
    available.amount > 0 && !mayApply && h("p", { class: "soft" }, t("invoices.none-open")),
    credit.processing.map(stillProcessing),
    locations(credit),
    h(
      "p",
      { class: "soft small" },
      t(credit.payments_unapplied === 1 ? "patient.unapplied-one" : "patient.unapplied", {
        count: String(credit.payments_unapplied),
      }),
      " ",
      h("a", { href: `#/history/${id}` }, t("patient.history")),
    ),
    creditActions(id, closed, statement),
  );
}

/**
 * The invoices that the clinic's system sent, newest first; nothing for clinics that send none.
 *
 * @param {string} id
 * @param {Api.Money} available
 * @param {Api.Listing<Api.Invoice>} found
 * @param {Api.Listing<Api.Invoice>} open
 */
function invoices(id, available, found, open) {
  /** @param {Api.Invoice} each */
  const row = (each) => invoiceRow(id, each, available.amount > 0 ? () => apply(id, available, open, each) : null);
  return (
    found.items.length > 0 &&
    h(
      "section",
      { class: "panel stack", "aria-labelledby": "invoices" },
      h("h2", { id: "invoices" }, t("invoices.title")),
      pagedList(found, row, (cursor) => getInvoices(id, cursor)),
    )
  );
}

/**
 * For an id that the clinic has nothing of: a patient becomes known by the first payment that staff record.
 *
 * @param {string} id
 * @param {Problem} problem
 * @param {boolean} closed
 */
function unknown(id, problem, closed) {
  return h(
    "div",
    { class: "stack" },
    heading(t("patient.heading", { id })),
    notice("bad", "alert", h("p", {}, problem.words)),
    h(
      "section",
      { class: "panel stack", "aria-label": t("patient.title") },
      !closed && h("p", {}, t("patient.new")),
      creditActions(id, closed),
    ),
  );
}

/**
 * A patient's profile: Available Credit on top, then the invoices and every payment.
 *
 * @param {Page.Place} place
 */
export default async function patient({ ids: [id = ""] }) {
  try {
    return await profile(id);
  } catch (problem) {
    if (id && problem instanceof Problem && problem.status === 404) return unknown(id, problem, await isClosed());
    throw problem;
  }
}

/** @param {string} id */
async function profile(id) {
  const [credit, payments, found, open, person, closed] = await Promise.all([
    getPatient(id),
    getPatientsPayments(id),
    getInvoices(id),
    getOpenInvoices(id),
    getPerson(id).catch(() => null),
    isClosed(),
  ]);
  rememberPatient(id);
  const list = pagedList(
    payments,
    (each) => paymentRow(each),
    (cursor) => getPatientsPayments(id, cursor),
  );
  return h(
    "div",
    { class: "stack", "data-title": t("patient.heading", { id }) },
    heading(person?.name ? h("bdi", {}, person.name) : t("patient.heading", { id })),
    person?.name && h("p", { class: "soft" }, t("patient.heading", { id })),
    person?.merging.map((from) => notice("wait", "clock", h("p", {}, t("patient.merging", { from })))),
    person?.data_removed_at && notice("bad", "alert", h("p", {}, t("patient.data-removed"))),
    credit.available.amount < 0 && notice("bad", "alert", h("p", {}, t("patient.negative"))),
    balance(id, credit, open, closed),
    invoices(id, credit.available, found, open),
    h(
      "section",
      { class: "panel stack", "aria-labelledby": "payments" },
      h("h2", { id: "payments" }, t("patient.payments")),
      payments.items.length ? list : nothing("receipt", t("payments.none")),
    ),
    mergeAction(id, person?.name ?? null),
  );
}
