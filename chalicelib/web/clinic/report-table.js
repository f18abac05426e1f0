import { h } from "../dom.js";
import { t } from "../words.js";

/**
 * @template Line
 * @typedef {{ name: string, figure?: boolean, heads?: boolean, cell: (line: Line) => Page.Child }} Column
 */

/**
 * Lines as a table; a column that `heads` has the name of each line.
 *
 * @template Line
 * @param {string} caption
 * @param {Column<Line>[]} columns
 * @param {Line[]} lines
 */
export function reportTable(caption, columns, lines) {
  const titles = columns.map(({ name, figure }) =>
    h("th", { scope: "col", class: figure ? "plain figure" : "plain" }, name),
  );
  const cells = (/** @type {Line} */ line) =>
    columns.map(({ figure, heads, cell }) =>
      heads ? h("th", { scope: "row" }, cell(line)) : h("td", { class: figure ? "figure" : "" }, cell(line)),
    );
  return h(
    "table",
    { class: "table" },
    h("caption", { class: "unseen" }, caption),
    h("thead", {}, h("tr", {}, titles)),
    h(
      "tbody",
      {},
      lines.map((line) => h("tr", {}, cells(line))),
    ),
  );
}

/**
 * A table that may be wider than its place, or higher.
 *
 * @param {string} name
 * @param {HTMLElement} table
 * @param {string} kind
 */
export const scrolling = (name, table, kind = "") =>
  h("div", { class: `scrolls ${kind}`, tabindex: "0", role: "region", "aria-label": name }, table);

/**
 * A line on a phone: what it is about, what is known of it, and its figure.
 *
 * @param {Page.Child} title
 * @param {Page.Child[]} parts
 * @param {Page.Child} figure
 * @param {Page.Child} below
 */
export function reportRow(title, parts, figure, below) {
  const known = parts.filter(Boolean).flatMap((part, index) => (index ? [" · ", part] : [part]));
  return h(
    "li",
    {},
    h("div", { class: "what" }, title, h("span", { class: "small soft" }, known)),
    h("div", { class: "sum" }, h("span", {}, figure), below && h("span", { class: "small soft" }, below)),
  );
}

/** @param {{ patient_id: string, id: string, day: string }} payment */
export const paymentLink = ({ patient_id: patient, id, day }) => h("a", { href: `#/payment/${patient}/${id}` }, day);

/** @param {{ id: string, name: string | null }} patient */
export const patientLink = ({ id, name }) => h("a", { href: `#/patient/${id}` }, h("bdi", {}, name ?? id));

export const nothingFound = () => h("p", { class: "soft" }, t("report.none"));
