import { h } from "../dom.js";
import { problemLine, tellProblem } from "../field.js";
import { heading } from "../router.js";
import { tab } from "../store.js";
import { t } from "../words.js";
import { findPatients } from "./calls.js";
import { patientResults } from "./patient-results.js";

const kept = "patients-seen";
const most = 8;

/**
 * Remembers, for this tab, which patients staff looked at.
 *
 * @param {string} id
 */
export function rememberPatient(id) {
  /** @type {string[]} */
  const seen = tab.read(kept) ?? [];
  tab.write(kept, [id, ...seen.filter((each) => each !== id)].slice(0, most));
}

function recent() {
  /** @type {string[]} */
  const seen = tab.read(kept) ?? [];
  if (!seen.length) return null;
  return h(
    "section",
    { class: "panel stack", "aria-labelledby": "recent" },
    h("h2", { id: "recent" }, t("find.recent")),
    h(
      "ul",
      { class: "rows" },
      seen.map((id) => h("li", {}, h("a", { class: "what", href: `#/patient/${id}` }, id))),
    ),
  );
}

/**
 * The id that staff typed, or else the one patient who has the name.
 *
 * @param {string} text
 */
async function patientOf(text) {
  if (/^(?!\.{1,2}$)[A-Za-z0-9._~-]{1,128}$/.test(text) && !/^\p{L}+$/u.test(text)) return text;
  const found = text.length < 2 ? [] : (await findPatients(text.slice(0, 100))).items;
  return found[0]?.id ?? null;
}

/** @param {ReturnType<typeof patientResults>} results */
function searchInput(results) {
  const input = h("input", {
    id: "patient",
    type: "search",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    maxlength: "128",
    oninput: () => results.change(input.value),
    onkeydown: /** @param {KeyboardEvent} event */ (event) => {
      if (event.key === "ArrowDown") results.links()[0]?.focus();
    },
    "aria-describedby": "patient-hint patient-problem",
  });
  return input;
}

/** Finds a patient's profile by name, as staff type it, or by the id that the clinic's own records have. */
export default async function patients() {
  const line = problemLine("patient-problem");
  const results = patientResults();
  const input = searchInput(results);
  /** @param {Event} event */
  const open = async (event) => {
    event.preventDefault();
    const id = await patientOf(input.value.trim()).catch(() => null);
    tellProblem(line, input, id ? null : t("find.strange"));
    if (id) location.hash = `#/patient/${id}`;
    else input.focus();
  };
  const form = h(
    "form",
    { class: "panel", role: "search", novalidate: true, onsubmit: open },
    h(
      "div",
      { class: "field" },
      h("label", { for: "patient" }, t("find.label")),
      h(
        "div",
        { class: "search" },
        h("div", { class: "entry" }, input),
        h("button", { class: "button primary", type: "submit" }, t("find.open")),
      ),
      h("span", { class: "soft small", id: "patient-hint" }, t("find.hint")),
      line,
    ),
    results.element,
  );
  return h("div", { class: "stack" }, heading(t("find.title")), form, recent());
}
