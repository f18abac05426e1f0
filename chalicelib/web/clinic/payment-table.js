import { h } from "../dom.js";
import { clock, day, money, standing } from "../format.js";
import { t } from "../words.js";

/**
 * Where the payment stands, in one word: what needs attention before what became of the credit.
 *
 * @param {Api.PaymentSummary} payment
 */
function statusOf({ hold, disputed, voided, refunded, transferred, applied, unapplied, amount }) {
  if (hold) return "held";
  if (disputed.amount) return "disputed";
  if (unapplied.amount === amount.amount) return "unapplied";
  if (unapplied.amount > 0) return "part";
  const all = Object.entries({ voided, refunded, transferred, applied });
  return all.find(([, share]) => share.amount === amount.amount)?.[0] ?? "used";
}

/** @param {Api.PaymentSummary} payment */
const timeOf = (payment) => payment.succeeded_at ?? payment.created_at;
/** @param {Api.PaymentSummary} payment */
const nameOf = ({ patient }) => patient.name ?? patient.id;

/**
 * @typedef {{ name: string, figure?: boolean, order: (payment: Api.PaymentSummary) => string | number,
 *   cell: (payment: Api.PaymentSummary) => Page.Child }} Column
 */

/** @type {Column[]} */
const columns = [
  { name: "paid", order: timeOf, cell: link },
  {
    name: "patient",
    order: nameOf,
    cell: (payment) => h("a", { href: `#/patient/${payment.patient_id}` }, h("bdi", {}, nameOf(payment))),
  },
  { name: "source", order: sourceWords, cell: sourceWords },
  {
    name: "location",
    order: ({ location }) => location.name,
    cell: ({ location }) => h("bdi", {}, location.name),
  },
  { name: "amount", figure: true, order: ({ amount }) => amount.amount, cell: ({ amount }) => money(amount) },
  {
    name: "unapplied",
    figure: true,
    order: ({ unapplied }) => unapplied.amount,
    cell: ({ unapplied }) => h("span", { class: unapplied.amount ? "" : "soft" }, standing(unapplied)),
  },
  { name: "status", order: (payment) => t(`status.${statusOf(payment)}`), cell: badge },
];

/** @param {Api.PaymentSummary} payment */
function sourceWords({ source }) {
  return t(`source.${source}`);
}

/** @param {Api.PaymentSummary} payment */
function badge(payment) {
  const status = statusOf(payment);
  return h("span", { class: `badge ${["held", "disputed"].includes(status) ? "bad" : ""}` }, t(`status.${status}`));
}

/** @param {Api.PaymentSummary} payment */
function link(payment) {
  const time = timeOf(payment);
  const amount = h("span", { class: "unseen" }, `, ${money(payment.amount)}`);
  return h(
    "a",
    { href: `#/payment/${payment.patient_id}/${payment.id}` },
    `${day(time, "medium")}, ${clock(time)}`,
    amount,
  );
}

/** The order of the list as the service gives it. */
export const newestFirst = "-paid";
export const orders = columns.flatMap(({ name }) => [name, `-${name}`]);

/**
 * @param {Api.PaymentSummary[]} payments
 * @param {string} sort
 */
export function sorted(payments, sort) {
  const [down, name] = sort.startsWith("-") ? [-1, sort.slice(1)] : [1, sort];
  const { order } = columns.find((column) => column.name === name) ?? columns[0];
  /** @type {(one: string | number, other: string | number) => number} */
  const compare = (one, other) =>
    typeof one === "number" ? one - Number(other) : one.localeCompare(String(other), document.documentElement.lang);
  return [...payments].sort((one, other) => down * compare(order(one), order(other)));
}

/**
 * @param {Column} column
 * @param {string} sort
 * @param {(sort: string) => void} resort
 */
function head({ name, figure }, sort, resort) {
  const up = sort === name;
  const direction = up ? "ascending" : sort === `-${name}` ? "descending" : null;
  const press = () => resort(up || (!direction && (figure || name === "paid")) ? `-${name}` : name);
  const button = h("button", { type: "button", id: `sort-${name}`, onclick: press }, t(`column.${name}`));
  return h("th", { scope: "col", class: figure ? "figure" : "", "aria-sort": direction }, button);
}

/** @param {Api.PaymentSummary} payment */
export function tableRow(payment) {
  const cells = columns.map(({ figure, cell }) => h("td", { class: figure ? "figure" : "" }, cell(payment)));
  return h("tr", {}, cells);
}

/**
 * The payments as a table, whose titles sort it.
 *
 * @param {Api.PaymentSummary[]} payments
 * @param {string} sort
 * @param {(sort: string) => void} resort
 */
export function paymentTable(payments, sort, resort) {
  return h(
    "table",
    { class: "table" },
    h("caption", { class: "unseen" }, t("nav.payments")),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        columns.map((column) => head(column, sort, resort)),
      ),
    ),
    h("tbody", {}, payments.map(tableRow)),
  );
}
