import { dateOf } from "../calendar.js";
import { fact, factList, h } from "../dom.js";
import { money, standing } from "../format.js";
import { t } from "../words.js";
import { bars } from "./bars.js";
import { getLocations, getMovement } from "./calls.js";
import { choice, dayField, named, sourceOptions } from "./payment-filters.js";
import { ReportPage } from "./report-page.js";
import { nothingFound, patientLink, paymentLink, reportRow, reportTable } from "./report-table.js";

/** @typedef {Api.Responses["GET /v1/clinic/reports/unapplied-credit"]} Unapplied */
/** @typedef {Unapplied["lines"][number]} Line */

const ages = ["31", "61", "91", "366"];

/** @param {Unapplied["totals"]["by_age"][number]} age */
const ageWords = ({ from_days: from, to_days: to }) =>
  to === null ? t("report.age-over", { from: String(from) }) : t("report.age", { from: String(from), to: String(to) });

/** @param {Unapplied} found */
function summary({ totals }) {
  return h(
    "div",
    { class: "panels" },
    h(
      "section",
      { class: "panel stack tight", "aria-labelledby": "report-total" },
      h("h2", { id: "report-total" }, t("report.unapplied-total")),
      h("p", { class: "figure" }, standing(totals.unapplied)),
      factList(
        fact(t("report.payments"), String(totals.payments)),
        fact(t("report.patients"), String(totals.patients)),
      ),
    ),
    h(
      "section",
      { class: "panel stack tight", "aria-labelledby": "report-ages" },
      h("h2", { id: "report-ages" }, t("report.by-age")),
      bars(totals.by_age.map((age) => ({ name: ageWords(age), amount: age.unapplied }))),
    ),
  );
}

/** @param {Line} line */
const link = (line) => paymentLink({ patient_id: line.patient.id, id: line.payment_id, day: dateOf(line.received_on) });
/** @param {number} days */
const daysWords = (days) => t(days === 1 ? "report.day-open" : "report.days-open", { count: String(days) });

/** @param {Unapplied} found */
function table({ lines }) {
  /** @type {import("./report-table.js").Column<Line>[]} */
  const columns = [
    { name: t("column.received"), cell: link },
    { name: t("column.patient"), cell: ({ patient }) => patientLink(patient) },
    { name: t("column.days"), figure: true, cell: ({ days_open: days }) => String(days) },
    { name: t("column.source"), cell: ({ source }) => t(`source.${source}`) },
    { name: t("column.location"), cell: ({ location }) => h("bdi", {}, location.name) },
    { name: t("column.amount"), figure: true, cell: ({ received }) => money(received) },
    { name: t("column.unapplied"), figure: true, cell: ({ unapplied }) => standing(unapplied) },
  ];
  return reportTable(t("report.unapplied-credit"), columns, lines);
}

/** @param {Unapplied} found */
const cards = ({ lines }) =>
  h(
    "ul",
    { class: "rows" },
    lines.map((line) => {
      const { patient, location, source, days_open: days } = line;
      const parts = [patientLink(patient), h("bdi", {}, location.name), t(`source.${source}`), daysWords(days)];
      return reportRow(link(line), parts, standing(line.unapplied), t("row.of", { amount: money(line.received) }));
    }),
  );

/** @param {string} chosen */
function ageOptions(chosen) {
  const known = !chosen || ages.includes(chosen) ? ages : [...ages, chosen];
  const options = known.map((days) => [days, t("report.older", { days: String(Number(days) - 1) })]);
  return [["", t("report.all-ages")], ...options];
}

/**
 * The accounts that credit was paid to; not by the list of accounts, which is for full access alone.
 *
 * @param {Api.Movement} movement
 * @param {string} asked
 */
function accountOptions({ groups }, asked) {
  const known = groups.flatMap(({ id, name }) => (id ? [{ id, name: name ?? id }] : []));
  return !asked || known.some(({ id }) => id === asked) ? known : [...known, { id: asked, name: asked }];
}

/** @param {Page.Place} place */
export default async function showUnapplied(place) {
  const [locations, movement] = await Promise.all([getLocations(), getMovement("account", "")]);
  const report = new ReportPage(
    {
      name: "unapplied-credit",
      filters: ["as_of", "location_id", "account_id", "source", "min_days"],
      days: (/** @type {Unapplied} */ found) => ({ as_of: found.as_of }),
      fields: (filter, set) => {
        const value = (/** @type {string} */ name) => filter[name] ?? "";
        const places = named(t("filter.all-locations"), locations);
        const accounts = named(t("filter.all-accounts"), accountOptions(movement, value("account_id")));
        return [
          dayField("as_of", t("report.as_of"), value("as_of"), set("as_of")),
          choice("age", t("report.age-filter"), ageOptions(value("min_days")), value("min_days"), set("min_days")),
          choice("location", t("filter.location"), places, value("location_id"), set("location_id")),
          choice("account", t("filter.account"), accounts, value("account_id"), set("account_id")),
          choice("source", t("filter.source"), sourceOptions(), value("source"), set("source")),
        ];
      },
      summary,
      content: (found, asTable) => (!found.lines.length ? nothingFound() : asTable ? table(found) : cards(found)),
    },
    place,
  );
  return report.show();
}
