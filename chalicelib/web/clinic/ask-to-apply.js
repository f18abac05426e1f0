import { ask } from "../dialog.js";
import { h } from "../dom.js";
import { money } from "../format.js";
import { mostOf } from "../invoice-facts.js";
import { t } from "../words.js";
import { AmountField } from "./fields.js";
import { InvoiceChoice } from "./invoice-choice.js";
import { takesAnyInvoice } from "./our-clinic.js";

/**
 * Asks which invoice and how much, at most `most`; `send(key, body)` applies it. The same input keeps the same key, so
 * that pressing again after a lost answer applies nothing twice. Resolves to `{amount, invoice}` in words, or null.
 *
 * @typedef {(key: string, body: Api.NewApplication) => Promise<unknown>} Send
 * @typedef {{ patient: string, open: Api.Listing<Api.Invoice>, chosen?: Api.Invoice | null }} Invoices
 *
 * @param {Invoices & { most: Api.Money, explain: string, send: Send }} question
 * @returns {Promise<{ amount: string, invoice: string } | null>}
 */
export async function askToApply({ patient, open, chosen = null, most, explain, send }) {
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
  /** @type {{ body?: Api.NewApplication, key: string }} */
  let sent = { key: "" };
  const act = async () => {
    const fine = [choice.check(), amount.checkWithin(1, limit().amount)];
    if (fine.includes(false)) return false;
    const body = { invoice_id: choice.id, amount: amount.amount ?? 0 };
    if (JSON.stringify(body) !== JSON.stringify(sent.body)) sent = { body, key: crypto.randomUUID() };
    await send(sent.key, body);
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
  return done && sent.body
    ? { amount: money({ amount: sent.body.amount, currency: most.currency }), invoice: choice.number }
    : null;
}
