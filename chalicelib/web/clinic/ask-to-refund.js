import { ask } from "../dialog.js";
import { h } from "../dom.js";
import { cardName, money } from "../format.js";
import { t } from "../words.js";
import { refund } from "./calls.js";
import { AmountField, TextField } from "./fields.js";

/**
 * Asks how much to give back and why. Resolves to the refund, or null. The same input keeps the same key.
 *
 * @param {Api.Payment} payment
 * @param {Api.Money} most
 * @returns {Promise<Api.Refund | null>}
 */
export async function askToRefund(payment, most) {
  const { card, patient_id: patient, id } = payment;
  const amount = new AmountField("amount", t("refund.amount"), most.currency, {
    value: most.amount,
    hint: t("refund.most", { amount: money(most) }),
  });
  const reason = new TextField("reason", t("refund.reason"), { hint: t("refund.reason-hint"), longest: 500 });
  /** @type {{ body?: Api.NewRefund, key: string }} */
  let sent = { key: "" };
  /** @type {Api.Refund | null} */
  let made = null;
  const act = async () => {
    const fine = [
      amount.checkWithin(1, most.amount),
      reason.check((text) => (text ? null : t("refund.reason-needed"))),
    ];
    if (fine.includes(false)) return false;
    const body = { amount: amount.amount ?? 0, reason: reason.text };
    if (JSON.stringify(body) !== JSON.stringify(sent.body)) sent = { body, key: crypto.randomUUID() };
    made = await refund(patient, id, sent.key, body);
    return true;
  };
  const explain = h("p", { class: "soft" }, t("refund.explain", { card: card ? cardName(card) : t("card.other") }));
  const content = h("div", { class: "stack" }, explain, amount.element, reason.element);
  const done = await ask({
    title: t("refund.title"),
    content,
    submit: t("refund.submit"),
    working: t("refund.working"),
    cancel: t("cancel"),
    act,
    danger: true,
  });
  return done ? made : null;
}
