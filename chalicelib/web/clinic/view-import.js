import { Problem, wordsOf } from "../api.js";
import { ask } from "../dialog.js";
import { announce, fact, factList, h, notice } from "../dom.js";
import { problemLine, tellProblem } from "../field.js";
import { money } from "../format.js";
import { heading } from "../router.js";
import { t } from "../words.js";
import { ImportFile } from "./import-file.js";
import { isClosed } from "./our-clinic.js";
import { refusedLines } from "./refused-lines.js";

const columns = "patient_id,name,amount,location_id,as_of,reference";

/**
 * What a file would do, or did.
 *
 * @param {Api.Import} found
 */
function counts({ lines, accepted, already_there: there, refused, total }) {
  const wrong = new Set(refused.map(({ line }) => line)).size;
  return factList(
    fact(t("import.lines"), String(lines)),
    wrong === 0 && fact(t("import.accepted"), String(accepted)),
    wrong === 0 && fact(t("import.total"), money(total)),
    there > 0 && fact(t("import.already_there"), String(there)),
    wrong > 0 && fact(t("import.refused"), String(wrong)),
  );
}

/**
 * What to tell about a file that can't be read; the service's own words name the place in it.
 *
 * @param {unknown} problem
 */
function fileWords(problem) {
  const about = problem instanceof Problem ? problem.errors.find(({ field }) => field === "file") : null;
  return [
    about ? t("import.unreadable") : wordsOf(problem),
    about && h("span", { class: "small", lang: "en" }, ` ${about.message}`),
  ];
}

/** Opening balances from a file: it is checked as soon as it is chosen, and imported by a press of its own. */
class Import {
  constructor() {
    this.line = problemLine("file-problem");
    this.input = h("input", {
      type: "file",
      id: "file",
      accept: ".csv,text/csv",
      "aria-describedby": "file-hint file-problem",
      onchange: () => this.#choose(),
    });
    this.found = h("div", { class: "stack" });
    this.chosen = 0;
    this.element = h(
      "div",
      { class: "stack" },
      heading(t("import.title")),
      h(
        "section",
        { class: "panel stack", "aria-label": t("import.file") },
        h("p", { class: "soft" }, t("import.explain")),
        h(
          "div",
          { class: "field" },
          h("label", { for: "file" }, t("import.file")),
          h("div", { class: "entry" }, this.input),
          h(
            "span",
            { class: "soft small", id: "file-hint" },
            t("import.hint"),
            " ",
            h("code", { class: "id" }, columns),
          ),
          this.line,
        ),
      ),
      this.found,
    );
  }

  /** Only the file that was chosen last is shown. */
  async #choose() {
    const [file] = this.input.files ?? [];
    const chosen = (this.chosen += 1);
    tellProblem(this.line, this.input, null);
    if (!file) return this.found.replaceChildren();
    const spinner = h("span", { class: "spinner", "aria-hidden": "true" });
    this.found.replaceChildren(h("p", { class: "soft", role: "status" }, spinner, " ", t("import.checking")));
    try {
      const content = await ImportFile.of(file);
      const found = await content.check();
      if (chosen === this.chosen) this.#show(content, found);
    } catch (problem) {
      if (chosen === this.chosen) this.#fail(problem);
    }
    return undefined;
  }

  /** @param {unknown} problem */
  #fail(problem) {
    this.found.replaceChildren(notice("bad", "alert", h("p", {}, ...fileWords(problem))));
    this.input.value = "";
  }

  /**
   * @param {ImportFile} content
   * @param {Api.Import} found
   */
  #show(content, found) {
    const { accepted, refused, total } = found;
    const values = { count: String(accepted), amount: money(total) };
    const words = refused.length ? "import.is-refused" : accepted ? "import.is-ready" : "import.is-done";
    const kind = refused.length ? "bad" : "good";
    const act = () => this.#import(content, values);
    this.found.replaceChildren(
      notice(kind, refused.length ? "alert" : "check", h("p", {}, t(words, values))),
      h(
        "section",
        { class: "panel stack", "aria-label": t("import.preview", { name: content.name }) },
        h("h2", {}, t("import.preview", { name: content.name })),
        counts(found),
        !refused.length &&
          accepted > 0 &&
          h("button", { class: "button primary", type: "button", onclick: act }, t("import.submit", values)),
      ),
      ...(refused.length ? [refusedLines(refused)] : []),
    );
    if (!refused.length) announce(t(words, values));
  }

  /**
   * @param {ImportFile} content
   * @param {{ count: string, amount: string }} values
   */
  async #import(content, values) {
    /** @type {Api.Import | null} */
    let made = null;
    const act = async () => {
      made = await content.send();
      return true;
    };
    await ask({
      title: t("import.ask", values),
      content: h("p", {}, t("import.ask-explain")),
      submit: t("import.submit-short"),
      working: t("import.working"),
      cancel: t("cancel"),
      act,
      careful: true,
    });
    if (made) this.#done(made);
  }

  /** @param {Api.Import} made */
  #done(made) {
    const words = t("import.done", { count: String(made.accepted), amount: money(made.total) });
    const later = made.status === "posting" && h("p", {}, t("import.posting"));
    const box = notice("good", "check", h("p", {}, words), later);
    this.input.value = "";
    this.found.replaceChildren(box);
    announce(words);
    box.focus();
  }
}

export default async function importBalances() {
  if (!(await isClosed())) return new Import().element;
  const words = h("p", {}, t("problem.clinic_closed"));
  return h("div", { class: "stack" }, heading(t("import.title")), notice("bad", "alert", words));
}
