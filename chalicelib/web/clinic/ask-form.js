import { Problem } from "../api.js";
import { ask } from "../dialog.js";
import { h } from "../dom.js";
import { t } from "../words.js";
import { sendOnce } from "../send-once.js";

/**
 * @template Body, Made
 * @typedef {object} Form
 * @property {string} title
 * @property {Page.Child} explain
 * @property {string} submit
 * @property {string} working
 * @property {string} [cancel]
 * @property {Record<string, import("../text-field.js").Field>} fields By their names in the request.
 * @property {Page.Child} [last] What is told above the buttons.
 * @property {() => boolean[]} check
 * @property {() => Body} body
 * @property {string} what What is created, and for which patient or payment: requests of different forms never share a key.
 * @property {(key: string, body: Body) => Promise<Made>} send
 * @property {boolean} [danger]
 */

/**
 * Asks with a form in a dialog. Enter leads to the button, which alone sends it. Resolves to what was made, or null. What the
 * service finds wrong with a field is told beside it.
 *
 * @template Body, Made
 * @param {Form<Body, Made>} form
 * @returns {Promise<Made | null>}
 */
export async function askForm(form) {
  const { title, explain, submit, working, cancel = t("cancel"), fields, last, check, body, what, send, danger } = form;
  /** @type {Made | null} */
  let made = null;
  const act = async () => {
    if (check().includes(false)) return false;
    try {
      made = await sendOnce(what, body(), send);
      return true;
    } catch (problem) {
      if (!tellFields(fields, problem)) throw problem;
      return false;
    }
  };
  const content = h(
    "div",
    { class: "stack" },
    explain && h("p", { class: "soft" }, explain),
    Object.values(fields).map(({ element }) => element),
    last,
  );
  await ask({ title, content, submit, working, cancel, act, danger, careful: true });
  return made;
}

/**
 * Tells each field what the service finds wrong with it; returns whether that explains the problem.
 *
 * @param {Record<string, import("../text-field.js").Field>} fields
 * @param {unknown} problem
 */
function tellFields(fields, problem) {
  if (!(problem instanceof Problem)) return false;
  const wrong = Object.entries(fields).filter(([name]) => problem.wordsFor(name));
  for (const [name, field] of wrong) field.tell(problem.wordsFor(name));
  wrong[0]?.[1].control.focus();
  return wrong.length > 0;
}
