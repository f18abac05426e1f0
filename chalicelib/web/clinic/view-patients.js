import { wordsOf } from "../api.js";
import { h } from "../dom.js";
import { problemLine, tellProblem } from "../field.js";
import { heading } from "../router.js";
import { person } from "../session.js";
import { device } from "../store.js";
import { t } from "../words.js";
import { findPatients } from "./calls.js";
import { getPerson } from "./patient-calls.js";
import { isClosed, mayDoEverything } from "./our-clinic.js";
import { patientResults } from "./patient-results.js";
import { openBySlash, opensBySlash } from "./search-shortcut.js";

const most = 8;
/** Each person who uses this browser has a list of their own. */
const kept = () => `patients-seen-${person().owner}`;

/** @returns {string[]} What this browser kept may be of another release. */
const seen = () => [device.read(kept()) ?? []].flat().filter((each) => typeof each === "string");

/**
 * Remembers, on this browser, which patients staff looked at: ids, and no name.
 *
 * @param {string} id
 */
export function rememberPatient(id) {
  device.write(kept(), [id, ...seen().filter((each) => each !== id)].slice(0, most));
}

/** @param {string} id */
function recentRow(id) {
  const name = h("bdi", {}, id);
  getPerson(id).then(
    (patient) => (name.textContent = patient.name ?? id),
    () => {},
  );
  return h("li", {}, h("a", { class: "what", href: `#/patient/${id}` }, name));
}

function recent() {
  const ids = seen();
  if (!ids.length) return null;
  return h(
    "section",
    { class: "panel stack", "aria-labelledby": "recent" },
    h("h2", { id: "recent" }, t("find.recent")),
    h("ul", { class: "rows" }, ids.map(recentRow)),
  );
}

/** A single key is a hazard to those who dictate, so it can be turned off. */
function slashSwitch() {
  const box = h("input", { type: "checkbox", id: "slash", checked: opensBySlash() });
  box.addEventListener("change", () => openBySlash(box.checked));
  return h("label", { class: "check small", for: "slash" }, box, t("find.slash"));
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

/**
 * @param {ReturnType<typeof patientResults>} results
 * @param {boolean} first
 */
function searchInput(results, first) {
  const input = h("input", {
    id: "patient",
    type: "search",
    "data-focus": first,
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

/** What only full access may do with many patients at once, of which a closed clinic has nothing. */
async function forFullAccess() {
  return mayDoEverything() && !(await isClosed()) && h("p", {}, h("a", { href: "#/import" }, t("find.import")));
}

/**
 * Finds a patient's profile by name, as staff type it, or by the id that the clinic's own records have.
 *
 * @param {Page.Place} place
 */
export default async function patients({ asked }) {
  const line = problemLine("patient-problem");
  const results = patientResults();
  const input = searchInput(results, "find" in asked);
  /** @param {Event} event */
  const open = async (event) => {
    event.preventDefault();
    const [id, words] = await patientOf(input.value.trim()).then(
      (found) => [found, t("find.strange")],
      (problem) => [null, wordsOf(problem)],
    );
    tellProblem(line, input, id ? null : words);
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
  return h("div", { class: "stack" }, heading(t("find.title")), form, recent(), slashSwitch(), await forFullAccess());
}
