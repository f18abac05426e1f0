import { h, icon } from "../dom.js";
import { money } from "../format.js";
import { moment } from "../moment.js";
import { hasWords, t } from "../words.js";
import { actorWords } from "./our-clinic.js";

/** @type {Page.Values} */
const pictures = {
  collected: "plus",
  recorded: "plus",
  memo: "plus",
  opening_balance: "plus",
  voided: "undo",
  applied: "check",
  unapplied: "undo",
  refunded: "undo",
  receipt_issued: "receipt",
  receipt_reissued: "receipt",
  refund_succeeded: "card",
  refund_failed: "alert",
  disputed: "alert",
  dispute_opened: "alert",
  dispute_closed: "info",
  dispute_won: "check",
  held: "alert",
  hold_released: "check",
};

/** @param {string} kind */
function picture(kind) {
  const name = pictures[kind] ?? "info";
  return icon(name);
}

/**
 * What the service's note is about: the invoice, the receipt's number or the bank's reason, which end the sentence.
 *
 * @param {string} kind
 * @param {string} note
 */
function about(kind, note) {
  if (kind === "receipt_reissued" || kind === "receipt_issued") return /\b(\S+) issued$/.exec(note)?.[1] ?? "";
  return /(?:: |invoice )(.+)$/.exec(note)?.[1] ?? "";
}

/** @type {Page.Values} */
const tenders = {
  cash: "cash",
  cheque: "cheque",
  "e-transfer": "e_transfer",
  "card terminal": "terminal",
  other: "other",
};

/**
 * The tender that the note of a recorded payment, or of a refund outside Stripe, ends with.
 *
 * @param {string} note
 */
function tenderOf(note) {
  const found = tenders[/\(([^()]+)\)$/.exec(note)?.[1] ?? ""];
  return found ? t(`tender.${found}`) : "";
}

/**
 * Why staff gave or voided credit, in their own words.
 *
 * @param {Api.ActivityLine} line
 */
function reasonOf({ kind, note }) {
  return ["memo", "voided"].includes(kind) ? about(kind, note) : "";
}

/**
 * In the catalogue's words, so that it reads in both languages.
 *
 * @param {Api.ActivityLine} line
 */
function sentence({ kind, note, amount }) {
  const tender = ["recorded", "refunded"].includes(kind) ? tenderOf(note) : "";
  if (tender) return t(kind === "recorded" ? "activity.recorded-by" : "activity.refunded-outside", { tender });
  if (kind === "transferred" && (amount?.amount ?? 0) < 0) return t("activity.transferred-out");
  const what = about(kind, note);
  const reason = hasWords(`dispute.${what}`) ? t(`dispute.${what}`) : what.replaceAll("_", " ");
  return hasWords(`activity.${kind}`) ? t(`activity.${kind}`, { what, reason }) : note;
}

/**
 * The invoice that a line is about, where it has a page.
 *
 * @param {Api.ActivityLine} line
 * @param {Api.Payment} payment
 */
function invoiceOf({ kind, note }, { patient_id: patient, applications }) {
  if (!["applied", "unapplied"].includes(kind)) return null;
  const number = about(kind, note);
  const known = applications.find((each) => each.invoice_number === number);
  return known && h("a", { href: `#/invoice/${patient}/${known.invoice_id}` }, t("activity.see-invoice"));
}

/**
 * @param {Api.ActivityLine} event
 * @param {Api.Payment} payment
 */
function line(event, payment) {
  const { kind, at, actor, amount } = event;
  return h(
    "li",
    {},
    h("span", { class: "dot" }, picture(kind)),
    h(
      "div",
      { class: "what" },
      h("span", {}, sentence(event)),
      invoiceOf(event, payment),
      reasonOf(event) && h("span", { class: "small" }, h("bdi", {}, reasonOf(event))),
      h("span", { class: "small soft" }, h("bdi", {}, actorWords(actor)), " · ", moment(at)),
    ),
    amount && h("span", { class: `sum ${amount.amount > 0 ? "plus" : ""}` }, money(amount, { signed: true })),
  );
}

/**
 * Activity: who did what, and when, oldest first.
 *
 * @param {Api.Payment} payment
 */
export function activity(payment) {
  return h(
    "ol",
    { class: "timeline" },
    payment.activity.map((event) => line(event, payment)),
  );
}
