import { wordsOf } from "./api.js";
import { busy, h } from "./dom.js";
import { t } from "./words.js";

/**
 * A button whose form is loaded when it is pressed: `load` resolves to what opens the form. What goes wrong is told in
 * `trouble`.
 *
 * @param {Page.Child | Page.Child[]} words
 * @param {HTMLElement} trouble
 * @param {() => Promise<() => Promise<unknown>>} load
 */
export function lazyButton(words, trouble, load) {
  const press = async () => {
    if (button.getAttribute("aria-disabled")) return;
    const done = busy(button, t("loading"));
    trouble.hidden = true;
    try {
      const open = await load().finally(done);
      await open();
    } catch (problem) {
      trouble.textContent = wordsOf(problem);
      trouble.hidden = false;
    }
  };
  const button = h("button", { class: "button", type: "button", onclick: press }, words);
  return button;
}

/** The line below such buttons. */
export const troubleLine = () => h("p", { class: "problem", role: "alert", hidden: true });
