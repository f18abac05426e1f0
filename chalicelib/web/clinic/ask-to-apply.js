import { ask } from "../dialog.js";
import { h } from "../dom.js";
import { money } from "../format.js";
import { mostOf } from "../invoice-facts.js";
import { t } from "../words.js";
import { AmountField } from "./amount-field.js";
import { InvoiceChoice } from "./invoice-choice.js";
import { takesAnyInvoice } from "./our-clinic.js";
import { sendOnce } from "../send-once.js";

/**
 * Asks which invoice and how much, at most `most`; `send(key, body)` applies it, from what `from` names. Resolves to `{amount, invoice}` in words, or null.
 *
 * @typedef {(key: string, body: Api.NewApplication) => Promise<unknown>} Send
 * @typedef {{ patient: string, open: Api.Listing<Api.Invoice>, chosen?: Api.Invoice | null }} Invoices
 *
 * @param {Invoices & { from: string, most: Api.Money, explain: string, send: Send }} question
 * @returns {Promise<{ amount: string, invoice: string } | null>}
 */
export async function askToApply({ patient, from, open, chosen = null, most, explain, send }) {
  const limit = () => (choice.invoice ? mostOf(choice.invoice, most) : most);
  const changed = () => {
    amount.set(limit().amount);
    amount.tell(null);
    amount.hint(t("apply.most", { amount: money(limit()) }));
  };
  const choice = new InvoiceChoice(patient, open, { any: takesAnyInvoice(), chosen, changed });
  const amount = new AmountField("amount", t("apply.amount"), most.currency, {
    value: limit().amount,
    hint: t("apply.most", { amount: money(limit()) }),
  });
  const act = async () => {
    const fine = [choice.check(), amount.checkWithin(1, limit().amount)];
    if (fine.includes(false)) return false;
    await sendOnce(`application ${from}`, { invoice_id: choice.id, amount: amount.amount ?? 0 }, send);
    return true;
  };
  const content = h("div", { class: "stack" }, h("p", { class: "soft" }, explain), choice.element, amount.element);
  const done = await ask({
    title: t("apply.title"),
    content,
    submit: t("apply.submit"),
    working: t("apply.working"),
    cancel: t("cancel"),
    act,
  });
  const amountWords = money({ amount: amount.amount ?? 0, currency: most.currency });
  return done ? { amount: amountWords, invoice: choice.number } : null;
}
