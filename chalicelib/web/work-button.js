import { wordsOf } from "./api.js";
import { busy, h } from "./dom.js";

/** The line below buttons that tells what went wrong. */
export const troubleLine = () => h("p", { class: "problem", role: "alert", hidden: true });

/**
 * Does something; what goes wrong is told in `trouble`.
 *
 * @param {HTMLElement} trouble
 * @returns {(act: () => Promise<unknown>) => Promise<void>}
 */
export const telling = (trouble) => async (act) => {
  trouble.hidden = true;
  try {
    await act();
  } catch (problem) {
    trouble.textContent = wordsOf(problem);
    trouble.hidden = false;
  }
};

/**
 * A button that is at work from the press until `act` is over, or calls its argument. `attempt` does it, and tells what
 * goes wrong.
 *
 * @template T
 * @param {Page.Child | Page.Child[]} words
 * @param {string} working
 * @param {(act: () => Promise<T>) => Promise<void>} attempt
 * @param {(done: () => void) => Promise<T>} act
 * @param {string | null} name
 */
export function workButton(words, working, attempt, act, name = null) {
  const press = async () => {
    if (button.getAttribute("aria-disabled")) return;
    const done = busy(button, working);
    await attempt(() => act(done));
    done();
  };
  const button = h("button", { class: "button", type: "button", "aria-label": name, onclick: press }, words);
  return button;
}
