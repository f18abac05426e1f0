import { dateOf } from "../calendar.js";
import { h } from "../dom.js";
import { money } from "../format.js";
import { t } from "../words.js";

const height = 100;

/** @typedef {{ name: string, amounts: number[] }} Series */

/**
 * Amounts over time, one area on the other; colors, order and names are those of the legend. The chart names its extremes
 * in words, and its table has every figure.
 *
 * @param {string} title
 * @param {string[]} days
 * @param {Series[]} series
 * @param {string} currency
 */
export function areaChart(title, days, series, currency) {
  const totals = days.map((_, at) => series.reduce((sum, { amounts }) => sum + Math.max(0, amounts[at]), 0));
  const most = Math.max(1, ...totals);
  const amount = (/** @type {number} */ value) => money({ amount: value, currency }, { brief: true });
  const peak = totals.indexOf(Math.max(...totals));
  const words = t("chart.words", {
    first: dateOf(days[0]),
    last: dateOf(days[days.length - 1]),
    from: amount(totals[0]),
    to: amount(totals[totals.length - 1]),
    most: amount(totals[peak]),
    day: dateOf(days[peak]),
  });
  const middle = days[Math.floor((days.length - 1) / 2)];
  return h(
    "figure",
    { class: "chart" },
    h(
      "div",
      { class: "plot" },
      h("div", { class: "scale", "aria-hidden": "true" }, h("span", {}, amount(most)), h("span", {}, amount(0))),
      drawing(`${title}. ${words}`, stacked(days, series, most)),
    ),
    h(
      "div",
      { class: "axis", "aria-hidden": "true" },
      [days[0], middle, days[days.length - 1]].map((day) => h("span", {}, dateOf(day))),
    ),
    h("figcaption", { class: "soft small" }, words),
    h(
      "ul",
      { class: "legend", role: "list" },
      series.map(({ name }, at) =>
        h("li", {}, h("i", { class: `series-${at}`, "aria-hidden": "true" }), h("bdi", {}, name)),
      ),
    ),
  );
}

/**
 * The outline of each area, from below: along its upper edge, and back along its lower one.
 *
 * @param {string[]} days
 * @param {Series[]} series
 * @param {number} most
 */
function stacked(days, series, most) {
  const step = days.length > 1 ? 100 / (days.length - 1) : 100;
  let below = days.map(() => 0);
  return series.map(({ amounts }) => {
    const above = below.map((base, at) => base + Math.max(0, amounts[at]));
    const point = (/** @type {number} */ value, /** @type {number} */ at) =>
      `${(at * step).toFixed(2)} ${(height - (value / most) * height).toFixed(2)}`;
    const outline = [...above.map(point), ...below.map(point).reverse()];
    if (days.length === 1) outline.splice(1, 0, point(above[0], 1), point(below[0], 1));
    below = above;
    return `M${outline.join("L")}Z`;
  });
}

/**
 * @param {string} words
 * @param {string[]} paths
 */
function drawing(words, paths) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("viewBox", `0 0 100 ${height}`);
  picture.setAttribute("preserveAspectRatio", "none");
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", words);
  paths.forEach((outline, at) => {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", outline);
    path.setAttribute("class", `series-${at}`);
    picture.append(path);
  });
  return picture;
}
