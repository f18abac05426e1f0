import { t } from "./words.js";
import { telling, workButton } from "./work-button.js";

/**
 * A button whose form is loaded when it is pressed: `load` resolves to what opens the form. What goes wrong is told in
 * `trouble`.
 *
 * @param {Page.Child | Page.Child[]} words
 * @param {HTMLElement} trouble
 * @param {() => Promise<() => Promise<unknown>>} load
 * @param {string | null} name
 */
export const lazyButton = (words, trouble, load, name = null) =>
  workButton(
    words,
    t("loading"),
    telling(trouble),
    async (loaded) => {
      const open = await load();
      loaded();
      await open();
    },
    name,
  );
