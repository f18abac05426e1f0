import { api, query, wordsOf } from "../api.js";
import { announce, busy, fact, factList, h } from "../dom.js";
import { money } from "../format.js";
import { heading } from "../router.js";
import { t } from "../words.js";
import { downloadCsv } from "./csv-file.js";

/** @typedef {Api.Responses["GET /v1/clinic/reports/unapplied-credit"]} Unapplied */
/** @typedef {Api.Responses["GET /v1/clinic/reports/credit-movement"]} Movement */
/** @typedef {Api.Responses["GET /v1/clinic/reports/takings"]} Takings */
/** @typedef {{ name: string, dates: string[], totals: (found: any) => HTMLElement, days: (found: any) => string[] }} Report */

const movements = /** @type {const} */ ([
  "opening",
  "card_online",
  "recorded",
  "memo",
  "opening_balance",
  "applied",
  "unapplied",
  "refunded",
  "refund_failed",
  "disputed",
  "dispute_won",
  "transferred",
  "voided",
  "closing",
]);
const always = new Set(["opening", "closing"]);

/** @param {Unapplied} found */
function unappliedTotals({ totals }) {
  const ages = totals.by_age.map(({ from_days: from, to_days: to, unapplied }) => {
    const words =
      to === null
        ? t("report.age-over", { from: String(from) })
        : t("report.age", { from: String(from), to: String(to) });
    return fact(words, money(unapplied));
  });
  return factList(
    fact(t("report.unapplied-total"), money(totals.unapplied)),
    ...ages,
    fact(t("report.payments"), String(totals.payments)),
    fact(t("report.patients"), String(totals.patients)),
  );
}

/** @param {Movement} found */
function movementTotals({ totals }) {
  const shown = movements.filter((name) => always.has(name) || totals[name].amount);
  return factList(
    ...shown.map((name) => fact(t(`movement.${name}`), money(totals[name], { signed: !always.has(name) }))),
  );
}

/** @param {Takings} found */
function takingsTotals({ totals }) {
  return factList(
    fact(t("report.taken"), money(totals.amount)),
    totals.voided.amount ? fact(t("movement.voided"), money(totals.voided)) : h("span", { hidden: true }),
    fact(t("report.fees"), money(totals.fee)),
    fact(t("report.payments"), String(totals.payments)),
    fact(t("report.fees-unknown"), String(totals.fees_unknown)),
  );
}

/** @type {Report[]} */
const reports = [
  { name: "unapplied-credit", dates: ["as_of"], totals: unappliedTotals, days: ({ as_of: day }) => [day] },
  {
    name: "credit-movement",
    dates: ["from", "to"],
    totals: movementTotals,
    days: (found) => [found.from_date, found.to_date],
  },
  { name: "takings", dates: ["from", "to"], totals: takingsTotals, days: (found) => [found.from_date, found.to_date] },
];

/** One report: its days, its totals, and its file. */
class ReportPanel {
  /** @param {Report} report */
  constructor(report) {
    this.report = report;
    this.path = `clinic/reports/${report.name}`;
    this.totals = h("div", { class: "stack" });
    this.trouble = h("p", { class: "problem", role: "alert", hidden: true });
    this.inputs = report.dates.map((name) =>
      h("input", { type: "date", id: `${report.name}-${name}`, onchange: () => this.change() }),
    );
    this.button = h(
      "button",
      { class: "button", type: "button", onclick: () => this.download() },
      t("report.download"),
    );
    this.button.setAttribute("aria-label", `${t("report.download")}: ${t(`report.${report.name}`)}`);
    const fields = report.dates.map((name, at) =>
      h("div", { class: "field" }, h("label", { for: `${report.name}-${name}` }, t(`report.${name}`)), this.inputs[at]),
    );
    const title = `${report.name}-title`;
    this.element = h(
      "section",
      { class: "panel stack", "aria-labelledby": title },
      h("h2", { id: title }, t(`report.${report.name}`)),
      h("p", { class: "soft small" }, t(`report.${report.name}-explain`)),
      ...fields,
      this.trouble,
      this.totals,
      h("div", { class: "actions" }, this.button),
    );
  }

  get asked() {
    return query(Object.fromEntries(this.report.dates.map((name, at) => [name, this.inputs[at].value])));
  }

  async load() {
    const found = await api("GET", `${this.path}${this.asked}`);
    this.report.days(found).forEach((day, at) => (this.inputs[at].value = day));
    this.totals.replaceChildren(this.report.totals(found));
  }

  async change() {
    await this.#attempt(async () => {
      await this.load();
      announce(t("report.changed"));
    });
  }

  async download() {
    if (this.button.getAttribute("aria-disabled")) return;
    const done = busy(this.button, t("report.preparing"));
    await this.#attempt(async () => {
      const days = this.inputs.map(({ value }) => value).join("_");
      await downloadCsv(this.path, this.asked, `${this.report.name}_${days}.csv`);
    });
    done();
  }

  /** @param {() => Promise<void>} what */
  async #attempt(what) {
    this.trouble.hidden = true;
    try {
      await what();
    } catch (problem) {
      this.trouble.textContent = wordsOf(problem);
      this.trouble.hidden = false;
    }
  }
}

/** Reports: unapplied credit, credit movement and takings, whose figures tie. */
export default async function showReports() {
  const panels = reports.map((report) => new ReportPanel(report));
  await Promise.all(panels.map((panel) => panel.load()));
  return h(
    "div",
    { class: "stack" },
    heading(t("nav.reports")),
    h("p", { class: "soft" }, t("report.explain")),
    ...panels.map(({ element }) => element),
  );
}
