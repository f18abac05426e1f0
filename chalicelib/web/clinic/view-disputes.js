import { query } from "../api.js";
import { clinicDaysUntil } from "../calendar.js";
import { h } from "../dom.js";
import { day, money } from "../format.js";
import { pagedList } from "../paged-list.js";
import { heading } from "../router.js";
import { locale, t, tryWords } from "../words.js";
import { telling, troubleLine, workButton } from "../work-button.js";
import { getDisputes } from "./calls.js";
import { downloadCsv } from "./csv-file.js";
import { countOpenDisputes } from "./open-disputes.js";
import { nothing } from "./payment-row.js";

const SOON_DAYS = 3;
/** @type {Page.Values} */
const tones = { needs_response: "wait", warning_needs_response: "wait", won: "good", lost: "bad" };

/** @param {string} time */
function due(time) {
  const date = day(time, "medium");
  if (new Date(time) < new Date()) return h("span", { class: "small failure" }, t("disputes.overdue", { date }));
  const days = clinicDaysUntil(time);
  const left = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(days, "day");
  const tone = days <= SOON_DAYS ? "failure" : "soft";
  return h("span", { class: `small ${tone}` }, t("disputes.due", { date, left }));
}

/**
 * What Stripe took and gave back so far, and its fee: only what there is.
 *
 * @param {Api.ListedDispute} dispute
 */
function moved({ withdrawn, reinstated, fee }) {
  return [
    withdrawn.amount > 0 && t("disputes.withdrawn", { amount: money(withdrawn) }),
    reinstated.amount > 0 && t("disputes.reinstated", { amount: money(reinstated) }),
    fee.amount > 0 && t("disputes.fee", { amount: money(fee) }),
  ].filter(Boolean);
}

/** @param {Api.ListedDispute} dispute */
function row(dispute) {
  const { payment_id: payment, patient, amount, reason, status, opened_at: opened, due_by: by } = dispute;
  return h(
    "li",
    { class: "payment" },
    h(
      "div",
      { class: "what" },
      h("a", { href: `#/payment/${patient.id}/${payment}` }, h("bdi", {}, patient.name ?? patient.id)),
      h(
        "span",
        { class: "badges" },
        h("span", { class: `badge ${tones[status] ?? ""}` }, tryWords([`dispute.status-${status}`], status)),
      ),
      h("span", { class: "small sentence" }, tryWords([`dispute.${reason}`], reason.replaceAll("_", " "))),
      by ? due(by) : h("span", { class: "small soft" }, t("dispute.opened", { date: day(opened, "medium") })),
    ),
    h(
      "div",
      { class: "sum" },
      money(amount),
      moved(dispute).map((words) => h("span", { class: "small soft" }, words)),
    ),
  );
}

/** @param {boolean} all */
function tabs(all) {
  /**
   * @param {string} address
   * @param {string} words
   * @param {boolean} current
   */
  const tab = (address, words, current) =>
    h(
      "a",
      { class: `button ${current ? "primary" : ""}`, href: address, "aria-current": current ? "true" : null },
      t(words),
    );
  return h(
    "nav",
    { class: "actions", "aria-label": t("disputes.show") },
    tab("#/disputes", "disputes.open", !all),
    tab("#/disputes/all", "disputes.all", all),
  );
}

/** @param {boolean} all */
function fileButton(all) {
  const trouble = troubleLine();
  const save = () => downloadCsv("clinic/disputes", query({ open: all ? null : "true" }), "disputes.csv");
  return [workButton(t("disputes.download"), t("disputes.preparing"), telling(trouble), save), trouble];
}

/**
 * The clinic's disputes, the most urgent first.
 *
 * @param {Page.Place} place
 */
export default async function disputes({ ids: [which] }) {
  const all = which === "all";
  const found = await getDisputes(!all);
  countOpenDisputes();
  const list = pagedList(found, row, (cursor) => getDisputes(!all, cursor));
  return h(
    "div",
    { class: "stack" },
    heading(t("nav.disputes")),
    h("p", { class: "soft" }, t("disputes.explain")),
    h("div", { class: "actions" }, tabs(all), found.items.length > 0 && fileButton(all)),
    h(
      "section",
      { class: "panel stack", "aria-label": t(all ? "disputes.all" : "disputes.open") },
      found.items.length ? list : nothing("check", t(all ? "disputes.none" : "disputes.none-open")),
    ),
  );
}
