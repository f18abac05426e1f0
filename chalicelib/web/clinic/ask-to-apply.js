import { ask } from "../dialog.js";
import { h } from "../dom.js";
import { money } from "../format.js";
import { t } from "../words.js";
import { AmountField, TextField } from "./fields.js";

const invoices = /^[A-Za-z0-9_]{1,64}$/;

/**
 * Asks which invoice and how much, at most `most`; `send(key, body)` applies it. The same input keeps the same key, so
 * that pressing again after a lost answer applies nothing twice. Resolves to `{amount, invoice}` in words, or null.
 *
 * @typedef {(key: string, body: Api.NewApplication) => Promise<unknown>} Send
 *
 * @param {{ most: Api.Money, explain: string, send: Send }} question
 * @returns {Promise<{ amount: string, invoice: string } | null>}
 */
export async function askToApply({ most, explain, send }) {
  const invoice = new TextField("invoice", t("apply.invoice"), { hint: t("apply.invoice-hint"), longest: 64 });
  const amount = new AmountField("amount", t("apply.amount"), most.currency, {
    value: most.amount,
    hint: t("apply.most", { amount: money(most) }),
  });
  /** @type {{ body?: Api.NewApplication, key: string }} */
  let sent = { key: "" };
  const act = async () => {
    const fine = [
      invoice.check((text) => (invoices.test(text) ? null : t("apply.invoice-strange"))),
      amount.checkWithin(1, most.amount),
    ];
    if (fine.includes(false)) return false;
    const body = { invoice_id: invoice.text, amount: amount.amount ?? 0 };
    if (JSON.stringify(body) !== JSON.stringify(sent.body)) sent = { body, key: crypto.randomUUID() };
    await send(sent.key, body);
    return true;
  };
  const content = h("div", { class: "stack" }, h("p", { class: "soft" }, explain), invoice.element, amount.element);
  const done = await ask({
    title: t("apply.title"),
    content,
    submit: t("apply.submit"),
    working: t("apply.working"),
    cancel: t("cancel"),
    act,
  });
  return done && sent.body
    ? { amount: money({ amount: sent.body.amount, currency: most.currency }), invoice: sent.body.invoice_id }
    : null;
}
