import { h, notice } from "../dom.js";
import { money } from "../format.js";
import { pagedList } from "../paged-list.js";
import { heading, showAgain } from "../router.js";
import { t } from "../words.js";
import { askToApply } from "./ask-to-apply.js";
import { applyOldest, getPatient, getPatientsPayments } from "./calls.js";
import { nothing, paymentRow } from "./payment-row.js";
import { rememberPatient } from "./view-patients.js";

/**
 * @param {string} id
 * @param {Api.Money} available
 */
async function apply(id, available) {
  /**
   * @param {string} key
   * @param {Api.NewApplication} body
   */
  const send = (key, body) => applyOldest(id, key, body);
  const done = await askToApply({ most: available, explain: t("apply.oldest"), send });
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
        h("div", {}, h("dt", {}, h("bdi", {}, location.name)), h("dd", {}, money(available))),
      ),
    )
  );
}

/**
 * @param {string} id
 * @param {Api.PatientCredit} credit
 */
function balance(id, credit) {
  const { available } = credit;
  const act = h(
    "button",
    { class: "button primary", type: "button", onclick: () => apply(id, available) },
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
        h("p", { class: "figure" }, money(available)),
      ),
      available.amount > 0 && act,
    ),
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
  );
}

/**
 * A patient's profile: Available Credit on top, then every payment.
 *
 * @param {Page.Place} place
 */
export default async function patient({ ids: [id = ""] }) {
  const [credit, payments] = await Promise.all([getPatient(id), getPatientsPayments(id)]);
  rememberPatient(id);
  const list = pagedList(
    payments,
    (each) => paymentRow(each),
    (cursor) => getPatientsPayments(id, cursor),
  );
  return h(
    "div",
    { class: "stack", "data-title": t("patient.heading", { id }) },
    heading(t("patient.heading", { id })),
    credit.available.amount < 0 && notice("bad", "alert", h("p", {}, t("patient.negative"))),
    balance(id, credit),
    h(
      "section",
      { class: "panel stack", "aria-labelledby": "payments" },
      h("h2", { id: "payments" }, t("patient.payments")),
      payments.items.length ? list : nothing("receipt", t("payments.none")),
    ),
  );
}
