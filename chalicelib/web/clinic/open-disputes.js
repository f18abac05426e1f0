import { h } from "../dom.js";
import { t } from "../words.js";
import { getDisputes } from "./calls.js";

const MOST = 99;
let count = "0";

/** Shows how many disputes are open, beside the link to them. The page is of use without the number. */
export function showOpenDisputes() {
  const badge = document.getElementById("open-disputes");
  if (!badge) return;
  badge.hidden = count === "0";
  badge.replaceChildren(count, h("span", { class: "unseen" }, ` ${t("nav.open")}`));
}

/**
 * Shows a number that came with something else; returns it as it is shown.
 *
 * @param {number} open
 * @param {boolean} andMore
 */
export function tellOpenDisputes(open, andMore) {
  count = `${open}${andMore ? "+" : ""}`;
  showOpenDisputes();
  return count;
}

/** Asks how many disputes are open, and shows it. */
export function countOpenDisputes() {
  getDisputes(true, undefined, MOST).then(
    ({ items, next_cursor: next }) => tellOpenDisputes(items.length, next !== null),
    () => {},
  );
}
