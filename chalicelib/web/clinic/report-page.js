import { api, query, wordsOf } from "../api.js";
import { announce, busy, h } from "../dom.js";
import { tellAddress } from "../router.js";
import { t } from "../words.js";
import { workButton } from "../work-button.js";
import { downloadCsv } from "./csv-file.js";
import { reportHead } from "./report-nav.js";

const rows = 25;
const wide = matchMedia("(min-width: 56rem)");

/**
 * @typedef {object} Report
 * @property {string} name
 * @property {string[]} filters What the address can tell, in its order.
 * @property {(filter: Page.Values, set: (name: string) => (value: string) => void) => HTMLElement[]} fields
 * @property {(found: any) => Page.Values} days The days that the report is about, when none were asked for.
 * @property {(found: any) => HTMLElement} summary
 * @property {(found: any, asTable: boolean, filter: Page.Values) => HTMLElement} content
 */

/** One report: its filters are in the address, its lines a table where there is room, and its file keeps the filters. */
export class ReportPage {
  /**
   * @param {Report} report
   * @param {Page.Place} place
   */
  constructor(report, { asked, leave }) {
    this.report = report;
    this.path = `clinic/reports/${report.name}`;
    this.filter = this.#pick(asked);
    this.asked = 0;
    /** @type {any} */
    this.found = null;
    this.summary = h("div", { class: "stack tight" });
    this.content = h("section", { class: "panel stack payments", "aria-label": t(`report.${report.name}`) });
    this.fields = h("div", { class: "filters", role: "group", "aria-label": t("report.filters") });
    const button = workButton(
      t("report.download"),
      t("report.preparing"),
      (what) => this.#attempt(what),
      () => this.#download(),
    );
    const [title, nav] = reportHead(report.name);
    this.element = h(
      "div",
      { class: "stack tight wide" },
      h("div", { class: "above" }, title, h("span", { class: "totals" }), button),
      nav,
      h("p", { class: "soft small" }, t(`report.${report.name}-explain`)),
      this.fields,
      this.summary,
      this.content,
    );
    wide.addEventListener("change", () => this.draw(), { signal: leave });
  }

  /** @param {Page.Values} values */
  #pick(values) {
    return Object.fromEntries(this.report.filters.filter((name) => values[name]).map((name) => [name, values[name]]));
  }

  /** Reads the report and shows it; the days that it chose by itself are in the address from then on. */
  async show() {
    await this.load();
    const set = (/** @type {string} */ name) => (/** @type {string} */ value) => this.#change({ [name]: value });
    this.fields.replaceChildren(...this.report.fields(this.filter, set));
    return this.element;
  }

  async load() {
    const asked = (this.asked += 1);
    const found = await this.#read(null);
    if (asked !== this.asked) return;
    this.found = found;
    this.filter = this.#pick({ ...this.report.days(found), ...this.filter });
    tellAddress(query(this.filter));
    this.draw();
  }

  /** @param {string | null} cursor */
  #read(cursor) {
    const limit = this.report.filters.includes("group_by") ? null : rows;
    return api("GET", `${this.path}${query({ ...this.filter, limit, cursor })}`);
  }

  draw() {
    if (!this.found) return;
    this.summary.replaceChildren(this.report.summary(this.found));
    this.content.replaceChildren(this.report.content(this.found, wide.matches, this.filter));
    if (this.found.next_cursor) this.content.append(this.#moreButton());
  }

  #moreButton() {
    const button = h("button", { class: "button", type: "button" }, t("more"));
    button.addEventListener("click", () => this.#attempt(() => this.#more(button)));
    return h("div", {}, button);
  }

  /** @param {HTMLElement} button */
  async #more(button) {
    if (button.getAttribute("aria-disabled")) return;
    busy(button, t("loading"));
    const { found } = this;
    const { lines: before } = found;
    const next = await this.#read(found.next_cursor);
    if (found !== this.found) return; // Another report is shown by now.
    this.found = { ...next, lines: [...before, ...next.lines] };
    this.draw();
    const shown = this.content.querySelectorAll("tbody tr, .rows > li");
    /** @type {HTMLElement | null | undefined} */ (shown[before.length]?.querySelector("a"))?.focus();
  }

  /** @param {Page.Values} change */
  async #change(change) {
    this.filter = this.#pick({ ...this.filter, ...change });
    await this.#attempt(async () => {
      await this.load();
      announce(t("report.changed"));
    });
  }

  #download() {
    const days = ["as_of", "from", "to"].map((name) => this.filter[name]).filter(Boolean);
    return downloadCsv(this.path, query(this.filter), `${[this.report.name, ...days].join("_")}.csv`);
  }

  /** @param {() => Promise<void>} what */
  async #attempt(what) {
    try {
      await what();
    } catch (problem) {
      this.content.replaceChildren(h("p", { class: "problem", role: "alert" }, wordsOf(problem)));
    }
  }
}
