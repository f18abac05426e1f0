import { api, query, wordsOf } from "../api.js";
import { clinicDayBefore, dateOf } from "../calendar.js";
import { announce, h } from "../dom.js";
import { standing } from "../format.js";
import { tellAddress } from "../router.js";
import { t } from "../words.js";
import { workButton } from "../work-button.js";
import { areaChart } from "./area-chart.js";
import { bars } from "./bars.js";
import { downloadCsv } from "./csv-file.js";
import { choice } from "./payment-filters.js";
import { groupChoice, groupName, groupings } from "./report-groups.js";
import { reportHead } from "./report-nav.js";
import { reportTable, scrolling } from "./report-table.js";

/** @typedef {Api.Responses["GET /v1/clinic/reports/liability"]} Liability */
/** @typedef {import("./area-chart.js").Series} Series */

const path = "clinic/reports/liability";
const spans = ["30", "90", "365"];
const mostSeries = 5;

/**
 * All the credit held at the end of a day, by its place among the days.
 *
 * @param {Liability} found
 * @param {number} at
 */
const held = ({ groups }, at) => groups.reduce((sum, { closing }) => sum + closing[at], 0);

/**
 * The largest groups by what they hold now; the others together.
 *
 * @param {Liability} found
 * @param {string} by
 * @returns {Series[]}
 */
function seriesOf({ groups, days }, by) {
  const last = days.length - 1;
  const named = groups.map((group) => ({ name: groupName(group, by), amounts: group.closing }));
  named.sort((one, other) => other.amounts[last] - one.amounts[last]);
  const rest = named.slice(mostSeries);
  if (!rest.length) return named;
  const others = days.map((_, at) => rest.reduce((sum, { amounts }) => sum + amounts[at], 0));
  return [...named.slice(0, mostSeries), { name: t("chart.others"), amounts: others }];
}

/**
 * Every figure of the chart, for those who do not see it and for those who want to know.
 *
 * @param {Liability} found
 * @param {string} by
 */
function table(found, by) {
  const { days, groups, currency } = found;
  const figure = (/** @type {number} */ amount) => standing({ amount, currency });
  /** @type {import("./report-table.js").Column<number>[]} */
  const columns = [
    { name: t("column.day"), heads: true, cell: (at) => dateOf(days[at]) },
    { name: t("report.all"), figure: true, cell: (at) => figure(held(found, at)) },
    ...groups.map((group) => ({
      name: groupName(group, by),
      figure: true,
      cell: (/** @type {number} */ at) => figure(group.closing[at]),
    })),
  ];
  const made = reportTable(t("chart.title"), columns, [...days.keys()].reverse());
  return h("details", {}, h("summary", {}, t("chart.table")), scrolling(t("chart.table-name"), made, "tall"));
}

/** The reports' first page: how much credit is held, over time and by location, and the way to each report. */
class ReportsHome {
  /** @param {Page.Values} asked */
  constructor(asked) {
    this.span = spans.includes(asked["days"]) ? asked["days"] : "90";
    this.by = groupings.includes(asked["group_by"]) ? asked["group_by"] : "location";
    this.asked = 0;
    this.body = h("div", { class: "panels charts" });
    const days = spans.map((span) => [span, t("chart.days", { count: span })]);
    const button = workButton(
      t("report.download"),
      t("report.preparing"),
      (what) => this.#attempt(what),
      () => downloadCsv(path, this.#query, `liability_${this.#from}.csv`),
    );
    const [title, nav] = reportHead("reports");
    this.element = h(
      "div",
      { class: "stack tight wide" },
      h("div", { class: "above" }, title, h("span", { class: "totals" }), button),
      nav,
      h("p", { class: "soft small" }, t("report.explain")),
      h(
        "div",
        { class: "filters", role: "group", "aria-label": t("report.filters") },
        choice("days", t("chart.span"), days, this.span, (span) => this.#change(() => (this.span = span))),
        groupChoice(this.by, (name) => this.#change(() => (this.by = name))),
      ),
      this.body,
    );
  }

  /** @param {() => void} set */
  async #change(set) {
    set();
    tellAddress(query({ days: this.span, group_by: this.by }));
    await this.#attempt(async () => {
      await this.load();
      announce(t("report.changed"));
    });
  }

  /** @param {() => Promise<void>} what */
  async #attempt(what) {
    try {
      await what();
    } catch (problem) {
      this.body.replaceChildren(h("p", { class: "problem", role: "alert" }, wordsOf(problem)));
    }
  }

  async load() {
    const asked = (this.asked += 1);
    const found = await api("GET", `${path}${this.#query}`);
    if (asked === this.asked) this.#draw(found);
  }

  get #from() {
    return clinicDayBefore(Number(this.span) - 1);
  }

  get #query() {
    return query({ from: this.#from, group_by: this.by });
  }

  /** @param {Liability} found */
  #draw(found) {
    const { days, groups, currency } = found;
    const last = days.length - 1;
    const filter = `${this.by === "source" ? "source" : `${this.by}_id`}=`;
    const lines = groups.map((group) => ({
      name: groupName(group, this.by),
      amount: { amount: group.closing[last], currency },
      href: group.id ? `#/unapplied-credit?${filter}${group.id}` : undefined,
    }));
    lines.sort((one, other) => other.amount.amount - one.amount.amount);
    this.body.replaceChildren(
      h(
        "section",
        { class: "panel stack tight", "aria-labelledby": "chart-title" },
        h("h2", { id: "chart-title" }, t("chart.title")),
        areaChart(t("chart.title"), days, seriesOf(found, this.by), currency),
        table(found, this.by),
      ),
      h(
        "section",
        { class: "panel stack tight", "aria-labelledby": "held-title" },
        h("h2", { id: "held-title" }, t("chart.now")),
        h("p", { class: "figure" }, standing({ amount: held(found, last), currency })),
        bars(lines),
      ),
    );
  }
}

/** @param {Page.Place} place */
export default async function showReports({ asked }) {
  const view = new ReportsHome(asked);
  await view.load();
  return view.element;
}
