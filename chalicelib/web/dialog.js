import { busy, h } from "./dom.js";
import { t } from "./words.js";

/**
 * Asks something in a modal dialog, which keeps the focus inside and gives it back. `act` does what was asked for and
 * says true, or false when something in the form is wrong; a problem it throws is told above the buttons, and the
 * dialog stays as it was. Resolves to whether it was done.
 */
export function ask({ title, content, submit, working, cancel, act, danger = false }) {
  const trouble = h("p", { class: "problem", role: "alert", hidden: true });
  const button = h("button", { class: `button ${danger ? "danger" : "primary"}`, type: "submit" }, submit);
  const leave = h("button", { class: "button", type: "button", onclick: () => dialog.close() }, cancel);
  const form = h(
    "form",
    { class: "stack", novalidate: true },
    h("h2", { id: "ask" }, title),
    content,
    trouble,
    h("div", { class: "actions" }, button, leave),
  );
  const dialog = h("dialog", { "aria-labelledby": "ask" }, form);
  const tell = (words) => {
    trouble.textContent = words;
    trouble.hidden = !words;
  };
  const finish = async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled")) return;
    tell("");
    const done = busy(button, working);
    try {
      if (await act()) dialog.close("done");
    } catch (problem) {
      if (!problem.words) console.error(problem);
      tell(problem.words ?? t("problem.unexpected"));
    }
    done();
  };
  form.addEventListener("submit", finish);
  document.body.append(dialog);
  dialog.showModal();
  (form.querySelector("input, textarea, select") ?? leave).focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "done");
    });
  });
}
