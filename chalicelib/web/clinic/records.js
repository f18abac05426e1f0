import { ask } from "../dialog.js";
import { h } from "../dom.js";
import { money } from "../format.js";
import { moment } from "../moment.js";
import { showAgain } from "../router.js";
import { t, tryWords } from "../words.js";
import { actorWords } from "./our-clinic.js";
import { unapply } from "./patient-calls.js";
import { failureWords, outsideWords } from "./refund-words.js";

/** @type {Page.Values} */
const kinds = { succeeded: "good", pending: "wait", failed: "bad", needs_response: "wait", won: "good", lost: "bad" };

/**
 * @param {Api.Payment} payment
 * @param {Api.Application} application
 */
async function askToUnapply(payment, application) {
  const { amount, invoice_number: number, invoice_id: id } = application;
  const values = { amount: money(amount), invoice: number ?? id };
  const act = async () => {
    await unapply(payment.patient_id, payment.id, application.id);
    return true;
  };
  const done = await ask({
    title: t("unapply.ask", values),
    content: h("p", {}, t("unapply.explain")),
    submit: t("unapply.title"),
    working: t("unapply.working"),
    cancel: t("cancel"),
    act,
  });
  if (done) await showAgain(t("unapply.done", values));
}

/**
 * @param {Api.Actor | null} actor
 * @param {string} at
 * @param {string | null} what
 */
function by(actor, at, what = null) {
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
    const { invoice_id: id, invoice_number: number, amount, unapplied_at: ended, unapplied_by: endedBy } = application;
    const invoice = number ?? id;
    const back = h(
      "button",
      {
        class: "button",
        type: "button",
        "aria-label": t("unapply.one", { invoice }),
        onclick: () => askToUnapply(payment, application),
      },
      t("unapply.title"),
    );
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
          h("bdi", { class: "id" }, invoice),
          " ",
          ended && badge("", t("application.unapplied")),
        ),
        by(application.applied_by, application.applied_at),
        ended && by(endedBy, ended, t("application.unapplied")),
      ),
      h("span", { class: "sum" }, money(amount)),
      !ended && back,
    );
  });
}

/** @param {Api.Payment} payment */
export function refunds(payment) {
  return list(payment.refunds, ({ status, amount, reason, failure, outside, requested_by: who, requested_at: at }) =>
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
