import { h } from "./dom.js";

/**
 * A switch, for `switchLine`, which has its words.
 *
 * @param {string} id
 * @param {boolean} on
 */
export function switchBox(id, on) {
  return h("input", { type: "checkbox", role: "switch", id, checked: on, "aria-describedby": `${id}-hint` });
}

/**
 * @param {HTMLInputElement} box
 * @param {string} title
 * @param {string} hint
 */
export function switchLine(box, title, hint) {
  const words = h(
    "span",
    { class: "what" },
    h("strong", {}, title),
    h("span", { class: "small soft", id: `${box.id}-hint` }, hint),
  );
  return h("label", { class: "switch" }, words, box);
}
