import { h } from "../dom.js";
import { t } from "../words.js";

/**
 * @template Line
 * @typedef {{ name: string, figure?: boolean, cell: (line: Line) => Page.Child }} Column
 */

/**
 * Lines as a table, whose first cell names its line.
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
    columns.map(({ figure, cell }) => h("td", { class: figure ? "figure" : "" }, cell(line)));
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

/** @param {string} words */
export const nothingFound = (words = t("report.none")) => h("p", { class: "soft" }, words);
