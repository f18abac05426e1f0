import { dateOf } from "../calendar.js";
import { fact, factList, h } from "../dom.js";
import { money } from "../format.js";
import { t } from "../words.js";
import { dayField } from "./payment-filters.js";
import { ReportPage } from "./report-page.js";
import { nothingFound, patientLink, paymentLink, reportRow, reportTable } from "./report-table.js";

/** @typedef {Api.Responses["GET /v1/clinic/reports/takings"]} Takings */
/** @typedef {Takings["lines"][number]} Line */

/** @param {Takings} found */
function summary({ totals }) {
  const { amount, voided, fee } = totals;
  const net = { amount: amount.amount - fee.amount, currency: amount.currency };
  const unknown = totals.fees_unknown;
  return h(
    "section",
    { class: "panel stack tight", "aria-labelledby": "report-total" },
    h("h2", { id: "report-total" }, t("report.taken")),
    h("p", { class: "figure" }, money(amount)),
    h(
      "div",
      { class: "figures" },
      factList(
        fact(t("report.fees"), money(fee)),
        fact(t("report.net"), money(net)),
        fact(t("report.payments"), String(totals.payments)),
        voided.amount ? fact(t("movement.voided"), money(voided)) : null,
        unknown ? fact(t("report.fees-unknown"), String(unknown)) : null,
      ),
    ),
  );
}

/** @param {Line} line */
const link = (line) => paymentLink({ patient_id: line.patient.id, id: line.payment_id, day: dateOf(line.recorded_on) });
/** @param {Line} line */
const means = ({ source, tender }) => (tender ? t(`tender.${tender}`) : t(`source.${source}`));
/** @param {Api.Money | null} amount */
const known = (amount) => (amount ? money(amount) : h("span", { class: "soft" }, t("report.not-yet")));

/** @param {Line} line */
function payout({ source, paid_out_on: on, payout_id: id }) {
  if (source !== "card_online") return h("span", { class: "soft" }, t("report.no-payout"));
  return on ? h("span", { title: id }, dateOf(on)) : h("span", { class: "soft" }, t("report.not-yet"));
}

/** @param {Takings} found */
function table({ lines }) {
  /** @type {import("./report-table.js").Column<Line>[]} */
  const columns = [
    { name: t("column.recorded"), cell: link },
    { name: t("column.patient"), cell: ({ patient }) => patientLink(patient) },
    { name: t("column.means"), cell: means },
    { name: t("column.location"), cell: ({ location }) => h("bdi", {}, location.name) },
    { name: t("column.amount"), figure: true, cell: ({ amount }) => money(amount) },
    { name: t("column.fee"), figure: true, cell: ({ fee }) => known(fee) },
    { name: t("column.net"), figure: true, cell: ({ net }) => known(net) },
    { name: t("column.paid-out"), cell: payout },
  ];
  return reportTable(t("report.takings"), columns, lines);
}

/** @param {Takings} found */
const cards = ({ lines }) =>
  h(
    "ul",
    { class: "rows" },
    lines.map((line) => {
      const parts = [
        patientLink(line.patient),
        h("bdi", {}, line.location.name),
        means(line),
        line.paid_out_on && t("report.paid-out", { day: dateOf(line.paid_out_on) }),
      ];
      return reportRow(
        link(line),
        parts,
        money(line.amount),
        line.net && t("report.net-of", { amount: money(line.net) }),
      );
    }),
  );

/** @param {Page.Place} place */
export default async function showTakings(place) {
  const report = new ReportPage(
    {
      name: "takings",
      filters: ["from", "to"],
      days: (/** @type {Takings} */ found) => ({ from: found.from_date, to: found.to_date }),
      fields: (filter, set) => [
        dayField("from", t("report.from"), filter["from"], set("from")),
        dayField("to", t("report.to"), filter["to"], set("to")),
      ],
      summary,
      content: (found, asTable) => (!found.lines.length ? nothingFound() : asTable ? table(found) : cards(found)),
    },
    place,
  );
  return report.show();
}
