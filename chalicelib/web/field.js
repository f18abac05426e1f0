import { symbol } from "./amounts.js";
import { h, icon } from "./dom.js";

/**
 * The line below a field for what is wrong with it.
 *
 * @param {string} id
 */
export function problemLine(id) {
  return h("p", { class: "problem", id, role: "alert", hidden: true }, icon("alert"), h("span"));
}

/**
 * Shows what is wrong with a control, or clears it.
 *
 * @param {HTMLElement} line
 * @param {HTMLElement} control
 * @param {string | null | undefined} words
 */
export function tellProblem(line, control, words) {
  line.lastElementChild?.replaceChildren(words ?? "");
  line.hidden = !words;
  line.parentElement?.classList.toggle("bad-field", Boolean(words));
  if (words) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
}

/**
 * An amount's box: the currency's symbol where the locale puts it, and its code.
 *
 * @param {HTMLElement} input
 * @param {string} currency
 */
export function amountEntry(input, currency) {
  const { text, first } = symbol(currency);
  const sign = h("span", { class: "affix", "aria-hidden": "true" }, text);
  return h(
    "div",
    { class: "entry" },
    first && sign,
    input,
    !first && sign,
    h("span", { class: "affix" }, currency.toUpperCase()),
  );
}
