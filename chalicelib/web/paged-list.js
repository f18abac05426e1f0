import { busy, h } from "./dom.js";
import { t } from "./words.js";

/** A list that goes on: `row` makes the element of an item, `ask(cursor)` gets the next page. */
export function pagedList({ items, next_cursor: cursor }, row, ask) {
  const list = h("ul", { class: "rows" }, items.map(row));
  return [list, cursor && moreButton(list, row, ask, cursor)];
}

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
      rows[0]?.querySelector("a, button")?.focus();
    } catch (problem) {
      done();
      trouble.textContent = problem.words;
      trouble.hidden = false;
    }
  };
  const button = h("button", { class: "button", type: "button", onclick: more }, t("more"));
  const box = h("div", {}, button, trouble);
  return box;
}
