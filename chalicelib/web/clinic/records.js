import { h } from "../dom.js";
import { day, money } from "../format.js";
import { moment } from "../moment.js";
import { receiptButton } from "../receipt-button.js";
import { t, tryWords } from "../words.js";
import { invoiceLink } from "./invoice-link.js";
import { actorWords } from "./our-clinic.js";
import { getRefundReceipt } from "./patient-calls.js";
import { failureWords, outsideWords } from "./refund-words.js";
import { unapplyButton } from "./unapply.js";

/** @type {Page.Values} */
const kinds = { succeeded: "good", pending: "wait", failed: "bad", needs_response: "wait", won: "good", lost: "bad" };

/**
 * @param {Api.Actor | null} actor
 * @param {string} at
 * @param {string | null} what
 */
export function by(actor, at, what = null) {
  return h("span", { class: "small soft" }, what && `${what} · `, h("bdi", {}, actorWords(actor)), " · ", moment(at));
}

/**
 * @param {string} status
 * @param {string} words
 */
function badge(status, words) {
  return h("span", { class: `badge ${kinds[status] ?? ""}` }, words);
}

/**
 * @template T
 * @param {T[]} records
 * @param {(record: T) => HTMLElement} row
 */
function list(records, row) {
  return records.length > 0 && h("ul", { class: "rows" }, records.map(row));
}

/**
 * Where the credit was applied, with the way back.
 *
 * @param {Api.Payment} payment
 */
export function applications(payment) {
  return list(payment.applications, (application) => {
    const { amount, unapplied_at: ended, unapplied_by: endedBy } = application;
    return h(
      "li",
      {},
      h(
        "div",
        { class: "what" },
        h(
          "span",
          {},
          t("application.to"),
          " ",
          invoiceLink(payment.patient_id, application),
          " ",
          ended && badge("", t("application.unapplied")),
        ),
        by(application.applied_by, application.applied_at),
        ended && by(endedBy, ended, t("application.unapplied")),
      ),
      h("span", { class: "sum" }, money(amount)),
      unapplyButton(payment.patient_id, application),
    );
  });
}

/** @param {Api.Payment} payment */
export function refunds(payment) {
  const { patient_id: patient, id: of } = payment;
  return list(
    payment.refunds,
    ({ id, status, amount, reason, failure, outside, requested_by: who, requested_at: at }) =>
      h(
        "li",
        {},
        h(
          "div",
          { class: "what" },
          badge(status, t(`refund.${status}`)),
          " ",
          h("bdi", {}, reason),
          outside && h("span", { class: "small soft" }, outsideWords(outside)),
          by(who, at),
          failure && h("span", { class: "small failure" }, failureWords(failure)),
        ),
        h("span", { class: "sum" }, money(amount)),
        status === "succeeded" &&
          receiptButton(() => getRefundReceipt(patient, of, id), t("receipt.short"), {
            name: t("receipt.refund-one", { date: day(at) }),
            kind: "small",
          }),
      ),
  );
}

/**
 * The credit that went to other patients.
 *
 * @param {Api.Payment} payment
 */
export function transfers(payment) {
  return list(
    payment.transfers,
    ({ to_patient_id: to, to_payment_id: id, amount, reason, transferred_by: who, transferred_at: at }) =>
      h(
        "li",
        {},
        h(
          "div",
          { class: "what" },
          h("a", { href: `#/payment/${to}/${id}` }, t("payment.origin-of"), " ", h("bdi", {}, to)),
          h("bdi", {}, reason),
          by(who, at),
        ),
        h("span", { class: "sum" }, money(amount)),
      ),
  );
}

/** @param {Api.Payment} payment */
export function disputes(payment) {
  return list(payment.disputes, ({ status, amount, reason, opened_at: at, withdrawn_at: taken, reinstated_at: back }) =>
    h(
      "li",
      {},
      h(
        "div",
        { class: "what" },
        badge(status, tryWords([`dispute.status-${status}`], status)),
        " ",
        tryWords([`dispute.${reason}`], reason.replaceAll("_", " ")),
        h("span", { class: "small soft" }, t("dispute.opened", { date: moment(at) })),
        taken && h("span", { class: "small soft" }, t("dispute.taken", { date: moment(taken) })),
        back && h("span", { class: "small soft" }, t("dispute.back", { date: moment(back) })),
      ),
      h("span", { class: "sum" }, money(amount)),
    ),
  );
}
