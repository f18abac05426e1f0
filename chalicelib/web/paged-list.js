import { wordsOf } from "./api.js";
import { busy, h } from "./dom.js";
import { t } from "./words.js";

/**
 * A list that goes on: `row` makes the element of an item, `ask(cursor)` gets the next page.
 *
 * @template T
 * @param {Api.Listing<T>} found
 * @param {(item: T) => HTMLElement} row
 * @param {(cursor: string) => Promise<Api.Listing<T>>} ask
 * @returns {HTMLElement[]}
 */
export function pagedList({ items, next_cursor: cursor }, row, ask) {
  const list = h("ul", { class: "rows" }, items.map(row));
  return cursor ? [list, moreButton(list, row, ask, cursor)] : [list];
}

/**
 * @template T
 * @param {HTMLElement} list
 * @param {(item: T) => HTMLElement} row
 * @param {(cursor: string) => Promise<Api.Listing<T>>} ask
 * @param {string} cursor
 * @returns {HTMLElement}
 */
function moreButton(list, row, ask, cursor) {
  const trouble = h("p", { class: "problem", role: "alert", hidden: true });
  const more = async () => {
    if (button.getAttribute("aria-disabled")) return;
    const done = busy(button, t("loading"));
    trouble.hidden = true;
    try {
      const next = await ask(cursor);
      const rows = next.items.map(row);
      list.append(...rows);
      box.replaceWith(...(next.next_cursor ? [moreButton(list, row, ask, next.next_cursor)] : []));
      /** @type {HTMLElement | null | undefined} */ (rows[0]?.querySelector("a, button"))?.focus();
    } catch (problem) {
      done();
      trouble.textContent = wordsOf(problem);
      trouble.hidden = false;
    }
  };
  const button = h("button", { class: "button", type: "button", onclick: more }, t("more"));
  const box = h("div", {}, button, trouble);
  return box;
}
