import { fact, factList, h } from "../dom.js";
import { money, standing } from "../format.js";
import { t } from "../words.js";
import { dayField } from "./payment-filters.js";
import { groupChoice, groupName } from "./report-groups.js";
import { ReportPage } from "./report-page.js";
import { reportTable, scrolling } from "./report-table.js";

/** @typedef {Api.Movement["groups"][number] | (Api.Movement["totals"] & { id: null, name: string })} Group */

const movements = /** @type {const} */ ([
  "opening",
  "card_online",
  "recorded",
  "memo",
  "opening_balance",
  "applied",
  "unapplied",
  "refunded",
  "refund_failed",
  "disputed",
  "dispute_won",
  "transferred",
  "voided",
  "closing",
]);
const always = new Set(["opening", "closing"]);

/** @typedef {typeof movements[number]} Kind */

/**
 * The kinds that moved anything, between the opening and the closing balance.
 *
 * @param {Api.Movement} found
 */
const moved = ({ groups }) =>
  movements.filter((kind) => always.has(kind) || groups.some((group) => group[kind].amount));

/**
 * @param {Group} group
 * @param {Kind} kind
 */
const figure = (group, kind) => (always.has(kind) ? standing(group[kind]) : money(group[kind], { signed: true }));

/**
 * @param {Group} group
 * @param {string} by
 */
const nameOf = (group, by) => h("bdi", {}, groupName(group, by));

/**
 * @param {Api.Movement} found
 * @param {string} by
 */
function table(found, by) {
  /** @type {Group[]} */
  const lines = [...found.groups, { ...found.totals, id: null, name: t("report.all") }];
  /** @type {import("./report-table.js").Column<Group>[]} */
  const columns = [
    { name: t(`report.by-${by}`), cell: (group) => nameOf(group, by) },
    ...moved(found).map((kind) => ({
      name: t(`movement.${kind}`),
      figure: true,
      cell: (/** @type {Group} */ group) => figure(group, kind),
    })),
  ];
  const made = reportTable(t("report.credit-movement"), columns, lines);
  made.querySelector("tbody tr:last-child")?.classList.add("total");
  return scrolling(t("report.table"), made);
}

/**
 * @param {Api.Movement} found
 * @param {Group} group
 */
const facts = (found, group) =>
  factList(...moved(found).map((kind) => fact(t(`movement.${kind}`), figure(group, kind))));

/**
 * @param {Api.Movement} found
 * @param {string} by
 */
const cards = (found, by) =>
  h(
    "div",
    { class: "stack" },
    found.groups.map((group) =>
      h("div", { class: "stack tight" }, h("h2", {}, nameOf(group, by)), facts(found, group)),
    ),
  );

/** @param {Api.Movement} found */
function summary(found) {
  const { opening, closing } = found.totals;
  const change = { amount: closing.amount - opening.amount, currency: closing.currency };
  return h(
    "section",
    { class: "panel stack tight", "aria-labelledby": "report-total" },
    h("h2", { id: "report-total" }, t("report.all")),
    h(
      "div",
      { class: "figures" },
      factList(
        fact(t("movement.opening"), standing(opening)),
        fact(t("report.change"), money(change, { signed: true })),
        fact(t("movement.closing"), standing(closing)),
      ),
    ),
  );
}

/** @param {Page.Place} place */
export default async function showMovement(place) {
  const report = new ReportPage(
    {
      name: "credit-movement",
      filters: ["from", "to", "group_by"],
      days: (/** @type {Api.Movement} */ found) => ({ from: found.from_date, to: found.to_date }),
      fields: (filter, set) => [
        dayField("from", t("report.from"), filter["from"], set("from")),
        dayField("to", t("report.to"), filter["to"], set("to")),
        groupChoice(filter["group_by"] ?? "location", set("group_by")),
      ],
      summary,
      content: (found, asTable, { group_by: by = "location" }) => (asTable ? table : cards)(found, by),
    },
    place,
  );
  return report.show();
}
