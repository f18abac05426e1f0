import { dateOf } from "../calendar.js";
import { ask } from "../dialog.js";
import { h, styleSheet } from "../dom.js";
import { amountEntry, problemLine, tellProblem } from "../field.js";
import { plainAmount } from "../amounts.js";
import { money } from "../format.js";
import { lazyButton } from "../lazy-button.js";
import { amountsOf, mostOf, statusBadge } from "../invoice-facts.js";
import { showAgain } from "../router.js";
import { sendOnce } from "../send-once.js";
import { amountWords, readAmount } from "../typed-amount.js";
import { needWords, t } from "../words.js";
import { troubleLine } from "../work-button.js";
import { applyToInvoice } from "./later-calls.js";

/**
 * What is wrong with a typed amount, or null.
 *
 * @param {string} text
 * @param {Api.Money} most
 */
function problemOf(text, most) {
  const { currency } = most;
  if (!text.trim()) return t("invoices.amount-needed");
  const { amount, problem } = readAmount(text, currency);
  if (amount === null) return amountWords(problem, currency);
  if (amount < 1) return t("invoices.amount-low", { minimum: money({ amount: 1, currency }) });
  return amount > most.amount ? t("invoices.amount-high", { maximum: money(most) }) : null;
}

/** The field for how much of the credit to use. */
class CreditField {
  /** @param {Api.Money} most */
  constructor(most) {
    this.most = most;
    this.line = problemLine("amount-problem");
    this.input = h("input", {
      id: "amount",
      inputmode: "decimal",
      autocomplete: "off",
      maxlength: "60",
      "aria-describedby": "amount-hint amount-problem",
      value: plainAmount(most.amount, most.currency),
      oninput: () => tellProblem(this.line, this.input, null),
    });
    this.element = h(
      "div",
      { class: "field" },
      h("label", { for: "amount" }, t("invoices.amount")),
      amountEntry(this.input, most.currency),
      h("span", { class: "soft small", id: "amount-hint" }, t("invoices.most", { amount: money(most) })),
      this.line,
    );
  }

  /** The amount, or null: then what is wrong is told beside the field. */
  check() {
    const words = problemOf(this.input.value, this.most);
    tellProblem(this.line, this.input, words);
    if (words) this.input.focus();
    return words ? null : readAmount(this.input.value, this.most.currency).amount;
  }
}

/**
 * Asks how much of the credit to use for an invoice.
 *
 * @param {Api.MyInvoice} invoice
 * @param {Api.Money} most
 */
async function askToPay({ number, id }, most) {
  const field = new CreditField(most);
  let applied = 0;
  const act = async () => {
    const amount = field.check();
    if (amount === null) return false;
    await sendOnce(`my application ${id}`, amount, (key) => applyToInvoice(id, key, amount));
    applied = amount;
    return true;
  };
  const done = await ask({
    title: t("invoices.pay-one", { number }),
    content: h("div", { class: "stack" }, h("p", { class: "soft" }, t("invoices.pay-explain")), field.element),
    submit: t("invoices.submit"),
    working: t("invoices.working"),
    cancel: t("invoices.cancel"),
    act,
  });
  const amount = money({ amount: applied, currency: most.currency });
  if (done) await showAgain(t("invoices.done", { amount, number }));
}

/**
 * One of the patient's invoices; where the clinic lets patients use their credit, with the button for it.
 *
 * @param {Api.MyInvoice} invoice
 * @param {Api.Credit} credit
 */
export function invoiceRow(invoice, { available, may_apply: may }) {
  const { number, issued_on: issued, location, status } = invoice;
  const most = mostOf(invoice, available);
  const trouble = troubleLine();
  const load = async () => {
    await Promise.all([styleSheet("web/forms.css"), needWords(["amounts"])]);
    return () => askToPay(invoice, most);
  };
  const button = lazyButton(t("invoices.pay"), trouble, load, t("invoices.pay-one", { number }));
  return h(
    "li",
    { class: "invoice" },
    h(
      "div",
      { class: "what" },
      h("span", {}, h("bdi", {}, t("invoices.number", { number })), " ", statusBadge(invoice)),
      h("span", { class: "small soft" }, dateOf(issued), " · ", h("bdi", {}, location.name)),
    ),
    h("div", { class: "sum" }, amountsOf(invoice)),
    may && status === "open" && most.amount > 0 && [button, trouble],
  );
}
