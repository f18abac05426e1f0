import { busy, h } from "./dom.js";
import { telling, troubleLine } from "./work-button.js";

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
 * dialog stays as it was. It can't be closed while `act` is at work: what came of that would go untold. What is `danger`,
 * or `careful`, is never done by Enter in a field. Resolves to whether it was done.
 *
 * @param {Question} question
 * @returns {Promise<boolean>}
 */
export function ask({ title, content, submit, working, cancel, act, danger = false, careful = danger }) {
  const trouble = troubleLine();
  const button = h("button", { class: `button ${danger ? "danger" : "primary"}`, type: "submit" }, submit);
  const dialog = h("dialog", { "aria-labelledby": "ask" });
  const isAtWork = () => button.hasAttribute("aria-disabled");
  const leave = h("button", { class: "button", type: "button" }, cancel);
  const form = h(
    "form",
    { class: "stack", novalidate: true },
    h("h2", { id: "ask" }, title),
    content,
    trouble,
    h("div", { class: "actions" }, button, leave),
  );
  dialog.append(form);
  /** @param {Event} event */
  const finish = async (event) => {
    event.preventDefault();
    if (isAtWork()) return;
    const done = busy(button, working);
    leave.setAttribute("aria-disabled", "true");
    let isDone = false;
    await telling(trouble)(async () => void (isDone = await act()));
    done();
    leave.removeAttribute("aria-disabled");
    if (isDone) dialog.close("done");
  };
  form.addEventListener("submit", finish);
  if (careful) form.addEventListener("keydown", (event) => leadTo(button, event));
  document.body.append(dialog);
  dialog.showModal();
  /** @type {HTMLElement} */ (form.querySelector("input, textarea, select") ?? leave).focus();
  return closed(dialog, leave, isAtWork);
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
 * Whether the dialog did what was asked for, once it is closed. A browser closes it at a second Escape whatever the page
 * prevents: while it is at work, it is opened again.
 *
 * @param {HTMLDialogElement} dialog
 * @param {HTMLElement} leave
 * @param {() => boolean} isAtWork
 * @returns {Promise<boolean>}
 */
function closed(dialog, leave, isAtWork) {
  leave.addEventListener("click", () => isAtWork() || dialog.close());
  dialog.addEventListener("cancel", (event) => isAtWork() && event.preventDefault());
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      if (isAtWork()) return dialog.showModal();
      dialog.remove();
      return resolve(dialog.returnValue === "done");
    });
  });
}
