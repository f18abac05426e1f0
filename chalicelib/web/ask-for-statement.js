import { Problem } from "./api.js";
import { clinicDay } from "./calendar.js";
import { ask } from "./dialog.js";
import { announce, h, styleSheet } from "./dom.js";
import { open, whenReceiptReady } from "./receipt.js";
import { Field } from "./text-field.js";
import { needWords, t } from "./words.js";

/**
 * One of several, as large as a thumb.
 *
 * @param {string} name
 * @param {string[]} values
 * @param {(value: string) => void} choose
 */
function choices(name, values, choose) {
  const option = (/** @type {string} */ value, /** @type {number} */ index) =>
    h(
      "label",
      { class: "option" },
      h("input", { type: "radio", name, value, checked: index === 0, onchange: () => choose(value) }),
      h("span", { class: "what" }, t(`statement.${value}`)),
    );
  return h("div", { class: "options" }, values.map(option));
}

/**
 * @param {"from" | "to"} name
 * @param {string} value
 * @param {string} max
 */
function dateField(name, value, max) {
  return new Field(`statement-${name}`, t(`statement.${name}`), h("input", { type: "date", value, max }), null);
}

/** The days of a statement: this year, last year, or two dates. */
class Days {
  constructor() {
    const now = clinicDay();
    const year = Number(now.slice(0, 4));
    /** @type {Record<string, Page.Days | undefined>} */
    this.presets = {
      "this-year": { from: `${year}-01-01`, to: now },
      "last-year": { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` },
    };
    this.chosen = "this-year";
    this.from = dateField("from", `${year}-01-01`, now);
    this.to = dateField("to", now, now);
    this.dates = h("div", { class: "options two", hidden: true }, this.from.element, this.to.element);
    const options = choices("days", [...Object.keys(this.presets), "other"], (value) => this.#choose(value));
    this.element = h(
      "fieldset",
      {},
      h("legend", {}, t("statement.days")),
      h("div", { class: "stack tight" }, options, this.dates),
    );
  }

  /** @returns {Page.Days} */
  get value() {
    return this.presets[this.chosen] ?? { from: this.from.text, to: this.to.text };
  }

  check() {
    if (this.chosen !== "other") return true;
    const { from, to } = this.value;
    this.from.tell(from ? null : t("statement.date-needed"));
    this.to.tell(!to ? t("statement.date-needed") : from && to < from ? t("statement.date-order") : null);
    return Boolean(from && to && from <= to);
  }

  /**
   * Shows the dates, with what is wrong with them: those of a year can be changed there.
   *
   * @param {Problem} problem
   */
  explain(problem) {
    [this.from.control.value, this.to.control.value] = [this.value.from, this.value.to];
    /** @type {HTMLInputElement} */ (this.element.querySelector("[value=other]")).checked = true;
    this.#choose("other");
    this.from.tell(problem.wordsFor("from") && t("statement.too-long"));
    this.to.tell(problem.wordsFor("to") && t("statement.date-order"));
  }

  /** @param {string} value */
  #choose(value) {
    this.chosen = value;
    this.dates.hidden = value !== "other";
  }
}

/**
 * Prepares the form that downloads a statement; resolves to what opens it.
 *
 * @param {(days: Page.Days, format: string) => Promise<Api.Statement>} get
 */
export async function askForStatement(get) {
  await Promise.all([needWords(["history"]), styleSheet("web/forms.css")]);
  return () => askFor(get);
}

/**
 * Asks for the days and the kind of file, and downloads the statement once it is drawn.
 *
 * @param {(days: Page.Days, format: string) => Promise<Api.Statement>} get
 */
function askFor(get) {
  const days = new Days();
  let format = "pdf";
  const formats = h(
    "fieldset",
    {},
    h("legend", {}, t("statement.format")),
    choices("format", ["pdf", "csv"], (value) => (format = value)),
  );
  const late = h("p", { class: "soft", role: "status", hidden: true });
  const act = async () => {
    late.hidden = true;
    if (!days.check()) return false;
    try {
      const found = await whenReceiptReady(() => get(days.value, format));
      if (found) {
        open(found.url);
        announce(t("statement.downloading"));
      } else {
        late.textContent = t("statement.later");
        late.hidden = false;
      }
      return Boolean(found);
    } catch (problem) {
      if (!(problem instanceof Problem) || !problem.errors.length) throw problem;
      days.explain(problem);
      return false;
    }
  };
  return ask({
    title: t("statement.title"),
    content: h("div", { class: "stack" }, days.element, formats, late),
    submit: t("statement.download"),
    working: t("receipt.preparing"),
    cancel: t("statement.cancel"),
    act,
  });
}
