import { wordsOf } from "./api.js";
import { busy, h } from "./dom.js";

/**
 * @typedef {object} Question
 * @property {string} title
 * @property {Page.Child} content
 * @property {string} submit
 * @property {string} working
 * @property {string} cancel
 * @property {() => Promise<boolean>} act
 * @property {boolean} [danger]
 * @property {boolean} [careful]
 */

/**
 * Asks something in a modal dialog, which keeps the focus inside and gives it back. `act` does what was asked for and
 * returns true, or false if something in the form is wrong; a problem it throws is told above the buttons, and the
 * dialog stays as it was. What is `danger`, or `careful`, is never done by Enter in a field. Resolves to whether it was done.
 *
 * @param {Question} question
 * @returns {Promise<boolean>}
 */
export function ask({ title, content, submit, working, cancel, act, danger = false, careful = danger }) {
  const trouble = h("p", { class: "problem", role: "alert", hidden: true });
  const button = h("button", { class: `button ${danger ? "danger" : "primary"}`, type: "submit" }, submit);
  const dialog = h("dialog", { "aria-labelledby": "ask" });
  const leave = h("button", { class: "button", type: "button", onclick: () => dialog.close() }, cancel);
  const form = h(
    "form",
    { class: "stack", novalidate: true },
    h("h2", { id: "ask" }, title),
    content,
    trouble,
    h("div", { class: "actions" }, button, leave),
  );
  dialog.append(form);
  /** @param {string} words */
  const tell = (words) => {
    trouble.textContent = words;
    trouble.hidden = !words;
  };
  /** @param {Event} event */
  const finish = async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled")) return;
    tell("");
    const done = busy(button, working);
    try {
      if (await act()) dialog.close("done");
    } catch (problem) {
      tell(wordsOf(problem));
    } finally {
      done();
    }
  };
  form.addEventListener("submit", finish);
  if (careful) form.addEventListener("keydown", (event) => leadTo(button, event));
  document.body.append(dialog);
  dialog.showModal();
  /** @type {HTMLElement} */ (form.querySelector("input, textarea, select") ?? leave).focus();
  return closed(dialog);
}

/**
 * Enter in a field leads to the button, which alone does what can't be undone; a key that is held down presses nothing.
 *
 * @param {HTMLElement} button
 * @param {KeyboardEvent} event
 */
function leadTo(button, event) {
  const inField = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  if (event.key !== "Enter" || !(inField || event.repeat)) return;
  event.preventDefault();
  button.focus();
}

/**
 * Whether the dialog did what was asked for, once it is closed.
 *
 * @param {HTMLDialogElement} dialog
 * @returns {Promise<boolean>}
 */
function closed(dialog) {
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "done");
    });
  });
}
